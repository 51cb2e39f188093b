"""The kernel's own bridge and vxlan device: no process, and so no forwarder CPU to report."""

import os

from lab import run, run_in
from topology import assign_underlay_address, make_kernel_vxlan, make_veth

SETTINGS = (
    "bridge of veth pairs, offloads as the kernel sets them, frames kept out of netfilter "
    "(bridge-nf-call-*tables=0); vxlan device with a unicast remote in the bridge"
)


def version():
    return f"Linux {os.uname().release}"


def bridge(lab, topology):
    make_bridge(topology.host)
    for station in topology.stations:
        plug_veth(topology.host, station)
    return []


def vxlan(lab, topology):
    assign_underlay_address(topology)
    make_bridge(topology.host)
    plug_veth(topology.host, topology.a)
    underlay = topology.underlay
    make_kernel_vxlan(topology.host, "vx", underlay.host_address, underlay.peer_address)
    plug(topology.host, "vx")
    return []


def make_bridge(host):
    keep_out_of_netfilter(host)
    run("ip", "-n", host, "link", "add", "br0", "type", "bridge")
    run("ip", "-n", host, "link", "set", "br0", "up")


def keep_out_of_netfilter(host):
    """Only where br_netfilter is loaded are there such settings, and the detour that they switch off."""
    for table in ("iptables", "ip6tables", "arptables"):
        run_in(host, "sysctl", "-qew", f"net.bridge.bridge-nf-call-{table}=0")


def plug_veth(host, station):
    port = f"p{station.device}"
    make_veth(host, port, station.namespace, station.device)
    plug(host, port)
    station.configure()


def plug(host, device):
    run("ip", "-n", host, "link", "set", device, "master", "br0", "up")
