"""scripts/vagrant-test: brings the machines up, tries everything in them, takes them down and writes the report."""

import argparse
import os
import subprocess
import sys
import time
from datetime import datetime, timezone
from pathlib import Path

import install
import readings
import scenarios
from machines import ROOT, Failure, running
from report import Report
from scenarios import A10, A20, B10, B20

PARTS = ("install", "integration", "kernel", "switches", "interruptions", "vlans", "differences")


def main():
    options = arguments()
    work = ROOT / "target/vagrant"
    report = Report()
    began = time.monotonic()
    report.fact("Date", datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M UTC"))
    archive = install.test_classes(work) if "integration" in options.parts else None
    try:
        with running(work, options.keep) as (alpha, beta):
            report.fact("Both machines up", f"{time.monotonic() - began:.0f} s")
            try_everything(report, options.parts, alpha, beta, archive)
    except Failure as failure:
        sys.exit(f"vagrant-test: {failure}")
    finally:
        report.fact("In all", f"{(time.monotonic() - began) / 60:.0f} minutes")
        options.report.write_text(report.markdown())
    print(f"\n{report.verdict()}; the report is {options.report}")
    sys.exit(1 if report.failed() else 0)


def arguments():
    parser = argparse.ArgumentParser(prog="scripts/vagrant-test", description=__doc__)
    parser.add_argument("--keep", action="store_true", help="leave the machines running, where libvirt outlives this command")
    parser.add_argument("--report", type=Path, default=ROOT / "target/vagrant/report.md", help="where to write it")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; default: all, in this order")
    options = parser.parse_args()
    unknown = set(options.parts) - set(PARTS)
    if unknown:
        parser.error(f"unknown part: {', '.join(unknown)}; expected of: {', '.join(PARTS)}")
    options.parts = options.parts or PARTS
    return options


def try_everything(report, parts, alpha, beta, archive):
    steps = {
        "install": lambda: installation(report, alpha, beta),
        "integration": lambda: integration(report, alpha, archive),
        "kernel": lambda: kernel_peer(report, alpha, beta),
        "switches": lambda: two_switches(report, alpha, beta),
        "interruptions": lambda: interruptions(report, alpha, beta),
        "vlans": lambda: vlan_peers(report, alpha),
        "differences": lambda: differences(report, alpha),
    }
    for part in PARTS:
        if part in parts:
            steps[part]()


def installation(report, alpha, beta):
    report.part("Installation")
    report.check("the private network", lambda: scenarios.await_network(alpha, beta))
    for machine in (alpha, beta):
        report.check(f"the distribution in {machine.name}", lambda: install.distribution(machine))
    versions(report, alpha)


def versions(report, machine):
    commit = subprocess.run(["git", "-C", ROOT, "describe", "--always", "--dirty"], capture_output=True, text=True).stdout
    report.fact("Taplane", f"{machine.run('$taplane --version').strip()}, commit {commit.strip()}")
    report.fact("Machines", machine.run("""
        . /etc/os-release
        printf '%s, Linux %s, %s, %s processors, %s MiB' "$PRETTY_NAME" "$(uname -r)" "$(systemd-detect-virt || true)" \\
            "$(nproc)" "$(free -m | awk '/^Mem/ {print $2}')"
    """))  # fmt: skip
    report.fact("Runtime", machine.run("/opt/taplane/lib/taplane/runtime/bin/java -version 2>&1 | sed -n 2p").strip())
    report.fact("Host", f"Linux {os.uname().release}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.0f} at the start")
    for command in (["vagrant", "--version"], ["qemu-system-x86_64", "--version"], ["libvirtd", "--version"]):
        report.fact(command[0], version(command))


def version(command):
    try:
        return subprocess.run(command, capture_output=True, text=True).stdout.splitlines()[0]
    except (OSError, IndexError):
        return "not used"


def integration(report, alpha, archive):
    report.part("Integration tests in alpha")
    report.check("JUnit, on the distribution's runtime", lambda: install.integration_tests(alpha, archive))


def kernel_peer(report, alpha, beta):
    report.part("Taplane in alpha, the kernel's vxlan and bridge in beta")
    report.check("beta: bridge with a VLAN-VNI map", lambda: scenarios.kernel_in_beta(beta))
    report.check("alpha: taplane", lambda: scenarios.switch_in_alpha(alpha))
    traffic(report, alpha, beta)
    report.check("outer packets, by tcpdump in beta", lambda: scenarios.outer_packets(alpha, beta))


def two_switches(report, alpha, beta):
    report.part("Taplane in both")
    report.check("alpha: taplane", lambda: scenarios.switch_in_alpha(alpha))
    report.check("beta: taplane", lambda: scenarios.switch_in_beta(beta))
    traffic(report, alpha, beta)
    report.check("alpha has learned beta's stations", lambda: scenarios.learned(alpha, beta.address))


def traffic(report, alpha, beta):
    report.check("VLAN 10: ping", lambda: scenarios.ping(alpha, "a10", B10))
    report.check("VLAN 20: ping", lambda: scenarios.ping(beta, "b20", A20))
    report.check("VLAN 10 to 20: ping", lambda: scenarios.silence(alpha, "a10", B20))
    report.check("VLAN 10: MTU", lambda: scenarios.mtu(alpha, "a10", B10))
    report.check("VLAN 10: TCP to beta", lambda: scenarios.tcp(alpha, "a10", beta, "b10", B10))
    report.check("VLAN 20: TCP to alpha", lambda: scenarios.tcp(beta, "b20", alpha, "a20", A20))


def interruptions(report, alpha, beta):
    report.part("Alpha's daemon is interrupted while beta pings")
    report.check("alpha: taplane", lambda: scenarios.switch_in_alpha(alpha))
    report.check("beta: taplane", lambda: scenarios.switch_in_beta(beta))
    report.check("VLAN 10: ping", lambda: scenarios.ping(beta, "b10", A10))
    if scenarios.can_upgrade(alpha):
        report.check("taplane upgrade", lambda: scenarios.interrupted(alpha, beta, "$taplane upgrade"))
    report.check("kill -9, started by systemd", lambda: scenarios.interrupted(alpha, beta, scenarios.KILL))
    report.check("systemctl restart", lambda: scenarios.interrupted(alpha, beta, "systemctl restart taplane"))
    for machine in (alpha, beta):
        report.check(f"{machine.name}: stopped", lambda: scenarios.leftovers(machine))


def vlan_peers(report, alpha):
    report.part("Peers of the stock kernel on veth trunks in alpha")
    report.check("alpha: taplane", lambda: scenarios.switch_in_alpha(alpha))
    report.check("802.1Q device, VLAN 10: ping", lambda: scenarios.ping(alpha, "dot1q", A10, "-I eth0.10"))
    report.check("802.1Q device, VLAN 20: ping", lambda: scenarios.ping(alpha, "dot1q", A20, "-I eth0.20"))
    report.check("802.1Q device: TCP to a port", lambda: scenarios.tcp(alpha, "dot1q", alpha, "a10", A10))
    report.check("802.1Q device: TCP from a port", lambda: scenarios.tcp(alpha, "a10", alpha, "dot1q", "10.0.0.11"))
    report.check("bridge with VLAN filtering: ping", lambda: scenarios.ping(alpha, "f20", A20))
    report.check("bridge: VLAN 10 to 20", lambda: scenarios.silence(alpha, "f10", A20))
    report.check("bridge: TCP to a port", lambda: scenarios.tcp(alpha, "f10", alpha, "a10", A10))
    report.check("bond of two legs: ping", lambda: scenarios.ping(alpha, "bond", A10))
    report.check("bond: its active leg goes down", lambda: scenarios.bond_fails_over(alpha))
    report.check("alpha: stopped", lambda: scenarios.leftovers(alpha))


def differences(report, alpha):
    report.part("What this kernel does not have")
    for name, settings, ports in scenarios.WISHES:
        report.check(name, lambda: scenarios.wish(alpha, report, settings, ports))


main()
