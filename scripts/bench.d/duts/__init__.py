"""Devices under test. Each is a function that wires itself into a topology and returns its forwarding processes.

To add one: a module beside this one, and a line in ALL. A function that is None says that the device has no such side.
"""

from collections.abc import Callable
from dataclasses import dataclass

from duts import floor, kernel, ovs, taplane


@dataclass(frozen=True)
class Dut:
    name: str
    settings: str
    version: Callable
    bridge: Callable | None
    vxlan: Callable | None
    # Measured only when it is asked for by name.
    optional: bool = False

    def side(self, kind):
        return {"bridge": self.bridge, "vxlan": self.vxlan}[kind]


ALL = [
    Dut("kernel", kernel.SETTINGS, kernel.version, kernel.bridge, kernel.vxlan),
    Dut("floor", floor.SETTINGS, floor.version, floor.bridge, floor.vxlan),
    Dut("ovs", ovs.SETTINGS, ovs.version, ovs.bridge, ovs.vxlan),
    Dut("ovs-no-tso", ovs.SETTINGS_NO_TSO, ovs.version, ovs.bridge_no_tso, None, optional=True),
    Dut("taplane", taplane.SETTINGS, taplane.version, taplane.bridge, taplane.vxlan),
    Dut("taplane-tap", taplane.SETTINGS_TAP, taplane.version, None, taplane.vxlan_behind_tap, optional=True),
]
