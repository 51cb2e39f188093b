"""A device under test inside its topology, ready to be measured."""

from dataclasses import dataclass

from topology import Topology, make_bridge_topology, make_vxlan_topology

MAKERS = {"bridge": make_bridge_topology, "vxlan": make_vxlan_topology}


@dataclass(frozen=True)
class Rig:
    topology: Topology
    forwarders: list

    def check_alive(self):
        for process in self.forwarders:
            process.check_alive()


def build_rig(lab, dut, kind, number):
    """The number keeps device names short and apart."""
    topology = MAKERS[kind](lab, f"t{number}")
    forwarders = dut.side(kind)(lab, topology)
    topology.check_reachable()
    return Rig(topology, forwarders)
