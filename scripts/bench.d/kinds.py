"""The kinds of topology that a work can ask for, and which side of a device under test each of them needs.

The sides: bridge; scale, the same for works that not every variant of a device need take part in; flood, where a floor
differs because it knows no stations; flows, where the number of workers matters; guests, who share their memory; and vxlan.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial

from topology import make_bridge_topology, make_guest_topology, make_vxlan_topology


@dataclass(frozen=True)
class Kind:
    name: str
    side: str
    make: Callable
    # One device under test runs at a time, because there are some that poll while nothing is to be done.
    exclusive: bool = False


BRIDGE = Kind("bridge", "bridge", make_bridge_topology)
FLOWS = Kind("flows", "flows", make_bridge_topology)
STATIONS = Kind("stations", "scale", partial(make_bridge_topology, macs=1_000_000))
GUESTS = Kind("guests", "guests", make_guest_topology, exclusive=True)
VXLAN = Kind("vxlan", "vxlan", make_vxlan_topology)


@cache
def ports(count):
    return Kind(f"{count} ports", "scale", partial(make_bridge_topology, more=count - 2))


@cache
def flood(receivers):
    return Kind(f"flood to {receivers}", "flood", partial(make_bridge_topology, more=receivers - 1))
