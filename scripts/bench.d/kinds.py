"""The kinds of topology that a work can ask for, and which side of a device under test each of them needs."""

from collections.abc import Callable
from dataclasses import dataclass

from topology import make_bridge_topology, make_vxlan_topology


@dataclass(frozen=True)
class Kind:
    name: str
    side: str
    make: Callable


BRIDGE = Kind("bridge", "bridge", make_bridge_topology)
VXLAN = Kind("vxlan", "vxlan", make_vxlan_topology)
