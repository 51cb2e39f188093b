"""Generator, sink and floors against the kernel: every frame is counted once. Needs root."""

import json
import unittest

import duts
from lab import BenchError, Lab, run
from kinds import BRIDGE, VXLAN, flood
from rig import build_rig
from works import tcp, uso
from works.frames import Stream
from works.scale import BROADCAST

FRAMES = 10_000


def dut(name):
    return next(dut for dut in duts.ALL if dut.name == name)


def send(lab, topology, run_sent, run_counted, *options, sink_options=()):
    source, target = topology.a, topology.b
    sink = lab.start(target.namespace, lab.compile("frame_sink.c"), *sink_options, target.device, run_counted, "3000")
    sink.await_output("ready", 5)
    generator = lab.start(source.namespace, lab.compile("frame_generator.c"), *options, source.device,
                          target.mac(), run_sent, "3000", str(FRAMES))  # fmt: skip
    return json.loads(generator.result(10)), json.loads(sink.result(10).splitlines()[-1])


class FramesTest(unittest.TestCase):
    def setUp(self):
        self.lab = self.enterContext(Lab())

    def test_the_sink_counts_what_the_kernel_bridge_passes(self):
        rig = build_rig(self.lab, dut("kernel"), BRIDGE, 0)
        sent, seen = send(self.lab, rig.topology, "7", "7")
        self.assertEqual(sent["sent"], FRAMES)
        self.assertEqual((seen["received"], seen["reordered"], seen["foreign"]), (FRAMES, 0, 0))

    def test_frames_of_another_run_do_not_count(self):
        rig = build_rig(self.lab, dut("kernel"), BRIDGE, 0)
        _, seen = send(self.lab, rig.topology, "7", "8")
        self.assertEqual((seen["received"], seen["foreign"]), (0, FRAMES))

    def test_long_frames_flows_and_many_stations_arrive_too(self):
        rig = build_rig(self.lab, dut("kernel"), BRIDGE, 0)
        for options, sink_options in ((("-b", "1514"), ()), (("-f", "64"), ("-i",)),
                                      (("-s", "1:1000", "-d", "5000:1000"), ())):  # fmt: skip
            with self.subTest(options):
                sent, seen = send(self.lab, rig.topology, "7", "7", *options, sink_options=sink_options)
                self.assertEqual((sent["sent"], seen["received"], seen["reordered"]), (FRAMES, FRAMES, 0))

    def test_stations_that_have_sent_are_known_to_the_bridge(self):
        rig = build_rig(self.lab, dut("kernel"), BRIDGE, 0)
        send(self.lab, rig.topology, "7", "7", "-s", "1:1000")
        learned = run("bridge", "-n", rig.topology.host, "fdb", "show")
        self.assertEqual(len([line for line in learned.splitlines() if line.startswith("06:00:")]), 1000)

    def test_the_floors_pass_frames_in_order(self):
        floors = (("floor", BRIDGE), ("floor-uring", BRIDGE), ("floor", flood(2)), ("floor", VXLAN), ("floor-tap", VXLAN))
        for number, (name, kind) in enumerate(floors):
            with self.subTest(name=name, kind=kind.name):
                rig = build_rig(self.lab, dut(name), kind, number)
                _, seen = send(self.lab, rig.topology, "7", "7")
                self.assertGreater(seen["received"], 0)
                self.assertEqual((seen["reordered"], seen["foreign"]), (0, 0))

    def test_the_tunnel_floors_carry_large_segments_whole(self):
        for number, name in enumerate(("floor", "floor-tap")):
            rig = build_rig(self.lab, dut(name), VXLAN, number)
            for sample in (tcp.out, tcp.back, uso.out):
                with self.subTest(name=name, sample=sample):
                    self.assertGreater(sample(self.lab, rig, 1).values[0], 0.5)

    def test_a_flood_reaches_every_station(self):
        for number, name in enumerate(("kernel", "floor")):
            with self.subTest(name):
                rig = build_rig(self.lab, dut(name), flood(3), number)
                stream = Stream(self.lab, rig.topology.a, rig.topology.b, 3, mac=BROADCAST, device="any", frames=50)
                stream.start()
                sent, seen = stream.result()
                self.assertEqual((sent["sent"], seen["received"]), (50, 150))

    def test_a_forwarder_that_dies_is_noticed(self):
        rig = build_rig(self.lab, dut("floor"), BRIDGE, 0)
        (forwarder,) = rig.forwarders
        forwarder.end()
        with self.assertRaisesRegex(BenchError, "tap_floor.* has died"):
            rig.check_alive()

    def test_nothing_is_left_of_a_lab(self):
        with Lab() as lab:
            namespace = lab.namespace("x")
            process = lab.start(namespace, "sleep", "60")
        self.assertNotIn(namespace, run("ip", "netns", "list"))
        self.assertIsNotNone(process.popen.poll())
        self.assertFalse(lab.folder.exists())


if __name__ == "__main__":
    unittest.main()
