"""The C floor: the least a userspace switch between two TAP devices does."""

from lab import run
from topology import move_device

SETTINGS = "read/write loop on two TAP devices, virtio_net_hdr, offloads CSUM TSO4 TSO6 USO, epoll, one thread"


def version():
    return run("gcc", "-dumpfullversion").strip() + " -O2"


def bridge(lab, topology):
    process = lab.start(topology.host, lab.compile("tap_floor.c"), topology.a.device, topology.b.device)
    process.await_output("ready", 5)
    for station in (topology.a, topology.b):
        move_device(station.device, topology.host, station.namespace)
        station.configure()
    return [process]
