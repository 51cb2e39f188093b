"""Devices under test. Each is a function that wires itself into a topology and returns its forwarding processes.

To add one: a module beside this one, and a line in ALL. A side that is not there is one that the device does not have.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

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

    def takes(self, kind):
        return kind.side in self.sides


ALL = [
    Dut("kernel", kernel.SETTINGS, kernel.version, {"bridge": kernel.bridge, "vxlan": kernel.vxlan}),
    Dut("floor", floor.SETTINGS, floor.version, {"bridge": floor.bridge, "vxlan": floor.vxlan}),
    Dut("ovs", ovs.SETTINGS, ovs.version, {"bridge": ovs.bridge, "vxlan": ovs.vxlan}),
    Dut("ovs-no-tso", ovs.SETTINGS_NO_TSO, ovs.version, {"bridge": ovs.bridge_no_tso}, optional=True),
    Dut("vde", vde.SETTINGS, vde.version, {"bridge": vde.bridge}),
    Dut("taplane", taplane.SETTINGS, taplane.version, {"bridge": taplane.bridge, "vxlan": taplane.vxlan}),
    Dut("taplane-tap", taplane.SETTINGS_TAP, taplane.version, {"vxlan": taplane.vxlan_behind_tap}, optional=True),
]
