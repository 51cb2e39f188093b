"""What Taplane is told to be as a device under test."""

import json
import tempfile
import unittest
from pathlib import Path

import duts
from kinds import BRIDGE, FLOWS, STATIONS, VXLAN, flood
from topology import Station, Topology


class Process:
    def await_output(self, text, seconds):
        """It is ready at once."""


class FakeLab:
    """Starts nothing."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.commands = []

    def start(self, namespace, *command):
        self.commands.append(command)
        return Process()


TOPOLOGY = Topology(
    host="h",
    a=Station("na", "a", "10.0.10.1", 1500),
    b=Station("nb", "b", "10.0.10.2", 1500),
    more=(Station("nb", "m0", None, 1400),),
    macs=1000,
)


def dut(name):
    return next(dut for dut in duts.ALL if dut.name == name)


class TaplaneTest(unittest.TestCase):
    def config(self, name, side="bridge"):
        with tempfile.TemporaryDirectory() as folder:
            lab = FakeLab(folder)
            processes = dut(name).sides[side](lab, TOPOLOGY)
            self.assertEqual(len(processes), 1)
            (command,) = lab.commands
            return json.loads(Path(command[-1]).read_text())

    def test_tap_ports_unless_it_is_said_otherwise(self):
        config = self.config("taplane")
        bridge = config["bridges"]["br0"]
        self.assertEqual({port["type"] for port in bridge["ports"].values()}, {"tap"})
        self.assertEqual(bridge["max-macs"], 1000)
        self.assertNotIn("fast-path", config)

    def test_a_veth_port_a_station(self):
        config = self.config("taplane-veth")
        self.assertEqual(
            config["bridges"]["br0"]["ports"],
            {
                "a": {"type": "veth", "netns": "na", "mtu": 1500, "address": ["10.0.10.1/24"]},
                "b": {"type": "veth", "netns": "nb", "mtu": 1500, "address": ["10.0.10.2/24"]},
                "m0": {"type": "veth", "netns": "nb", "mtu": 1400},
            },
        )
        self.assertNotIn("fast-path", config)

    def test_without_the_fast_path_all_else_is_the_same(self):
        with_it, without = self.config("taplane-veth"), self.config("taplane-veth-nofast")
        self.assertEqual(without["fast-path"], "off")
        self.assertEqual(without["bridges"], with_it["bridges"])
        self.assertEqual(without["workers"], with_it["workers"])

    def test_veth_ports_take_part_where_there_is_a_bridge(self):
        for kind in (BRIDGE, FLOWS, STATIONS, flood(2)):
            self.assertTrue(dut("taplane-veth").takes(kind), kind.name)
        self.assertFalse(dut("taplane-veth").takes(VXLAN))
        self.assertTrue(dut("taplane-veth-nofast").takes(BRIDGE))
        self.assertFalse(dut("taplane-veth-nofast").takes(FLOWS))


if __name__ == "__main__":
    unittest.main()
