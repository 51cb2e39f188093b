"""Devices under test. Each is a function that wires itself into a topology and returns its forwarding processes.

To add one: a module beside this one, and a line in ALL. A side that is not there is one that the device does not have.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from duts import floor, kernel, ovs, taplane, vde


@dataclass(frozen=True)
class Dut:
    name: str
    settings: str
    version: Callable
    sides: dict = field(hash=False)
    # What this one is a switch above: the device that ÷ floor divides by.
    floor: str = "floor"
    # Measured only when it is asked for by name.
    optional: bool = False
    # Part of a quick run.
    quick: bool = True

    def takes(self, kind):
        return kind.side in self.sides


def switch(bridge):
    """The sides of a whole switch, which meets all of them in the same way."""
    return dict.fromkeys(("bridge", "scale", "flood", "flows"), bridge)


def taplane_with(name, sides, optional=False, **settings):
    """A device of its own, for the works in which the settings matter."""
    ((key, value),) = settings.items()
    starts = {side: partial(taplane.guests if side == "guests" else taplane.bridge_with, **settings) for side in sides}
    return Dut(name, taplane.SETTINGS_WITH.format(key, value), taplane.version, starts, optional=optional)


ALL = [
    Dut("kernel", kernel.SETTINGS, kernel.version, switch(kernel.bridge) | {"vxlan": kernel.vxlan}),
    Dut("floor", floor.SETTINGS, floor.version, switch(floor.bridge) | {"vxlan": floor.vxlan, "flood": floor.flood}),
    Dut("floor-uring", floor.SETTINGS_URING, floor.version, {"bridge": floor.bridge_on_uring}, quick=False),
    Dut("floor-tap", floor.SETTINGS_TAP, floor.version, {"vxlan": floor.vxlan_behind_tap}, quick=False),
    Dut("ovs", ovs.SETTINGS, ovs.version, switch(ovs.bridge) | {"vxlan": ovs.vxlan, "guests": ovs.guests}),
    Dut("ovs-no-tso", ovs.SETTINGS_NO_TSO, ovs.version, {"bridge": ovs.bridge_no_tso}, optional=True),
    Dut("vde", vde.SETTINGS, vde.version, switch(vde.bridge)),
    Dut("taplane", taplane.SETTINGS, taplane.version, switch(taplane.bridge) | {"vxlan": taplane.vxlan, "guests": taplane.guests}),
    Dut("taplane-veth", taplane.SETTINGS_VETH, taplane.version, switch(taplane.bridge_of_veths)),
    Dut("taplane-veth-nofast", taplane.SETTINGS_VETH_NOFAST, taplane.version,
        {"bridge": partial(taplane.bridge_of_veths, **{"fast-path": "off"})}, quick=False),
    taplane_with("taplane-w2", ["flows"], workers=2),
    taplane_with("taplane-w4", ["flows"], workers=4),
    taplane_with("taplane-adaptive", ["bridge", "guests"], optional=True, poll="adaptive"),
    taplane_with("taplane-uring", ["bridge"], optional=True, io="io_uring"),
    Dut("taplane-tap", taplane.SETTINGS_TAP, taplane.version, {"vxlan": taplane.vxlan_behind_tap},
        floor="floor-tap", quick=False),
]
