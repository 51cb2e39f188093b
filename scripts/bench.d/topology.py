"""The topologies that every device under test is put into, and the stations at their ends.

bridge: station a -- device under test -- station b, and possibly more stations beside b
vxlan:  station a -- device under test == underlay veth == kernel vxlan device, which is station b
guests: guest a -- device under test -- guest b, which share their memory with it: no device, and no kernel in between
"""

import json
from dataclasses import dataclass
from pathlib import Path

from lab import run, run_in

VNI = 42
UDP_PORT = 4789
BRIDGE_MTU = 1500
# The outer Ethernet, IPv4, UDP and VXLAN headers take 50 bytes of the underlay's 1500.
VXLAN_MTU = 1450


@dataclass(frozen=True)
class Station:
    namespace: str
    device: str
    address: str | None
    mtu: int

    def configure(self):
        """Gives the device, already in the namespace, its address."""
        run("ip", "-n", self.namespace, "link", "set", self.device, "mtu", str(self.mtu))
        if self.address:
            run("ip", "-n", self.namespace, "address", "add", f"{self.address}/24", "dev", self.device)
        run("ip", "-n", self.namespace, "link", "set", self.device, "up")

    def mac(self):
        (link,) = json.loads(run("ip", "-n", self.namespace, "-j", "link", "show", "dev", self.device))
        return link["address"]


@dataclass(frozen=True)
class Topology:
    """Where one device under test runs (host), and between which stations."""

    host: str
    a: Station
    b: Station
    underlay: "Underlay | None" = None
    # In the namespace of b, without addresses.
    more: tuple = ()
    # The MAC addresses to have room for, where that is more than usual.
    macs: int | None = None

    @property
    def stations(self):
        return (self.a, self.b, *self.more)

    def check_reachable(self):
        """The first ping also teaches the device under test where both stations are."""
        run_in(self.a.namespace, "ping", "-q", "-c", "1", "-W", "5", self.b.address, seconds=10)


@dataclass(frozen=True)
class Underlay:
    """A veth between the host and the peer, offloads on."""

    host_device: str
    host_address: str
    peer_namespace: str
    peer_device: str
    peer_address: str


def make_bridge_topology(lab, tag, more=0, macs=None):
    beside = lab.namespace(f"{tag}b")
    return Topology(
        host=lab.namespace(f"{tag}h"),
        a=Station(lab.namespace(f"{tag}a"), f"{tag}a", "10.0.10.1", BRIDGE_MTU),
        b=Station(beside, f"{tag}b", "10.0.10.2", BRIDGE_MTU),
        more=tuple(Station(beside, f"{tag}m{number}", None, BRIDGE_MTU) for number in range(more)),
        macs=macs,
    )


@dataclass(frozen=True)
class GuestTopology:
    """Where one device under test runs (host), and the sockets on which the guests listen.

    The guests are one program with one thread. It and the device under test have a processor of their own each: what polls
    would otherwise take the other's turns.
    """

    host: str
    a: Path
    b: Path
    guests_cpu: int = 0
    switch_cpu: int = 1

    def check_reachable(self):
        """The guests come with each sample, and begin when frames pass both ways."""


def make_guest_topology(lab, tag):
    folder = lab.folder / f"{tag}g"
    folder.mkdir()
    return GuestTopology(lab.namespace(f"{tag}h"), folder / "a", folder / "b")


def make_vxlan_topology(lab, tag):
    host = lab.namespace(f"{tag}h")
    peer = lab.namespace(f"{tag}p")
    underlay = Underlay(f"{tag}uh", "10.98.0.1", peer, f"{tag}up", "10.98.0.2")
    make_veth(host, underlay.host_device, peer, underlay.peer_device)
    run("ip", "-n", peer, "address", "add", f"{underlay.peer_address}/24", "dev", underlay.peer_device)
    run("ip", "-n", peer, "link", "set", underlay.peer_device, "up")
    run("ip", "-n", host, "link", "set", underlay.host_device, "up")
    b = Station(peer, f"{tag}b", "10.0.10.2", VXLAN_MTU)
    make_kernel_vxlan(peer, b.device, underlay.peer_address, underlay.host_address)
    b.configure()
    a = Station(lab.namespace(f"{tag}a"), f"{tag}a", "10.0.10.1", VXLAN_MTU)
    return Topology(host, a, b, underlay)


def make_veth(namespace, device, peer_namespace, peer_device):
    run("ip", "-n", namespace, "link", "add", device, "type", "veth",
        "peer", "name", peer_device, "netns", peer_namespace)  # fmt: skip


def make_kernel_vxlan(namespace, device, local, remote):
    run("ip", "-n", namespace, "link", "add", device, "type", "vxlan", "id", str(VNI),
        "local", local, "remote", remote, "dstport", str(UDP_PORT))  # fmt: skip


def move_device(device, namespace, to):
    run("ip", "-n", namespace, "link", "set", device, "netns", to)


def put_endpoint_behind_host(topology, endpoint):
    """The host routes to a tunnel endpoint that has an address of its own, and the peer is told of it."""
    underlay = topology.underlay
    assign_underlay_address(topology)
    run_in(topology.host, "sysctl", "-qw", "net.ipv4.ip_forward=1")
    run("ip", "-n", underlay.peer_namespace, "route", "add", endpoint, "via", underlay.host_address)
    run("ip", "-n", underlay.peer_namespace, "link", "set", topology.b.device, "type", "vxlan",
        "id", str(VNI), "remote", endpoint)  # fmt: skip


def assign_underlay_address(topology):
    underlay = topology.underlay
    run("ip", "-n", topology.host, "address", "add", f"{underlay.host_address}/24", "dev", underlay.host_device)
