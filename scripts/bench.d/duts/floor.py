"""The C floors: the least that a userspace switch between two TAP devices, and a userspace tunnel endpoint, does."""

from lab import run
from topology import VNI, assign_underlay_address, move_device, put_endpoint_behind_host

SETTINGS = (
    "read/write loop on two TAP devices, virtio_net_hdr, offloads CSUM TSO4 TSO6 USO, epoll, one thread; "
    "flood: one write a receiver; vxlan: TAP device and UDP socket, one sendmsg a frame, cut by scatter-gather with UDP_SEGMENT"
)
SETTINGS_URING = "as floor, reading by io_uring's READ_MULTISHOT"
SETTINGS_TAP = "as floor; vxlan: endpoint behind an underlay TAP device with UDP tunnel GSO"
ENDPOINT = "10.98.1.1"
ENDPOINT_MAC = "02:00:00:00:12:b5"


def version():
    return run("gcc", "-dumpfullversion").strip() + " -O2"


def bridge(lab, topology):
    return make_bridge(lab, topology, "tap_floor.c")


def bridge_on_uring(lab, topology):
    return make_bridge(lab, topology, "tap_uring_floor.c")


def make_bridge(lab, topology, source):
    process = lab.start(topology.host, lab.compile(source), topology.a.device, topology.b.device)
    process.await_output("ready", 5)
    plug(topology, topology.a)
    plug(topology, topology.b)
    return [process]


def flood(lab, topology):
    devices = [station.device for station in topology.stations]
    process = lab.start(topology.host, lab.compile("flood_floor.c"), *devices)
    process.await_output("ready", 5)
    for station in topology.stations:
        plug(topology, station)
    return [process]


def vxlan(lab, topology):
    underlay = topology.underlay
    assign_underlay_address(topology)
    process = lab.start(topology.host, lab.compile("vxlan_floor.c"), topology.a.device, underlay.host_address,
                        underlay.peer_address, str(VNI), str(topology.a.mtu))  # fmt: skip
    process.await_output("ready", 5)
    plug(topology, topology.a)
    return [process]


def vxlan_behind_tap(lab, topology):
    process = lab.start(topology.host, lab.compile("vxlan_tap_floor.c"), topology.a.device, "vtep",
                        ENDPOINT, topology.underlay.peer_address, str(VNI))  # fmt: skip
    process.await_output("ready", 5)
    plug(topology, topology.a)
    put_endpoint_behind_host(topology, ENDPOINT)
    run("ip", "-n", topology.host, "link", "set", "vtep", "up")
    run("ip", "-n", topology.host, "route", "add", ENDPOINT, "dev", "vtep")
    run("ip", "-n", topology.host, "neigh", "add", ENDPOINT, "lladdr", ENDPOINT_MAC, "dev", "vtep")
    return [process]


def plug(topology, station):
    move_device(station.device, topology.host, station.namespace)
    station.configure()
