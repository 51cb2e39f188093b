"""The machine that the pages are tried on: network, process and mount namespaces of its own, and hosts around it.

    here   eth0 10.98.0.1 fd00::1, and eth1, a card without an address; at its other end is 10.0.10.50
    host2  eth0 10.98.0.2 fd00::2
    host3  eth0 10.98.0.3 fd00::3

All of it ends with the first process in it, whatever that process has started.
"""

import subprocess
import sys
from pathlib import Path

HOSTS = {"10.98.0.2": "host2", "10.98.0.3": "host3"}
SWITCH = "underlay"
WIRE = "wire"


def inside(command, **options):
    """Runs a command as the first process of new namespaces; it calls make_network first. It ends with its caller."""
    namespaces = ("setpriv", "--pdeathsig", "KILL", "unshare", "--net", "--mount", "--propagation", "private",
                  "--pid", "--fork", "--kill-child", "--mount-proc")  # fmt: skip
    return subprocess.run([*namespaces, *command], **options)


def make_network():
    for kind, place in (("tmpfs", "/run"), ("sysfs", "/sys")):
        run("mount", "-t", kind, kind, place)
    Path("/run/netns").mkdir()
    ip("link set lo up")
    for namespace in (SWITCH, WIRE, *HOSTS.values()):
        ip(f"netns add {namespace}")
        ip(f"-n {namespace} link set lo up")
    ip(f"-n {SWITCH} link add br0 up type bridge")
    join_underlay(1, None)
    for number, host in enumerate(HOSTS.values(), 2):
        join_underlay(number, host)
    ip(f"link add eth1 up type veth peer name eth0 netns {WIRE}")
    ip(f"-n {WIRE} address add 10.0.10.50/24 dev eth0")
    ip(f"-n {WIRE} link set eth0 up")


def join_underlay(number, host):
    place = f"-n {host} " if host else ""
    ip(f"{place}link add eth0 up type veth peer name port{number} netns {SWITCH}")
    ip(f"-n {SWITCH} link set port{number} master br0 up")
    ip(f"{place}address add 10.98.0.{number}/24 dev eth0")
    # without duplicate address detection, which would take a second
    ip(f"{place}address add fd00::{number}/64 dev eth0 nodad")


def ip(arguments):
    run("ip", *arguments.split())


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(command)}: {done.stderr.strip()}")
