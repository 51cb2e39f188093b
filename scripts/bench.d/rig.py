"""A device under test inside its topology, ready to be measured."""

from dataclasses import dataclass

from topology import Topology


@dataclass(frozen=True)
class Rig:
    topology: Topology
    forwarders: list

    def pause(self):
        for process in self.forwarders:
            process.pause()

    def resume(self):
        for process in self.forwarders:
            process.resume()

    def check_alive(self):
        for process in self.forwarders:
            process.check_alive()


def build_rig(lab, dut, kind, number):
    """The number keeps device names short and apart."""
    topology = kind.make(lab, f"t{number}")
    forwarders = dut.sides[kind.side](lab, topology)
    topology.check_reachable()
    return Rig(topology, forwarders)
