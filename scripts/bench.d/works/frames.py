"""Frames as fast as the sender can, one way: how many arrive, and what each costs the forwarder."""

import itertools
import json

from lab import BenchError
from sample import Sample, forwarder_cpu

SHORTEST = 60
MOST_FRAMES = 100_000_000
runs = itertools.count(1)


def out(lab, rig, seconds, size=SHORTEST):
    return one_way(lab, rig, rig.topology.a, rig.topology.b, seconds, size)


def back(lab, rig, seconds, size=SHORTEST):
    return one_way(lab, rig, rig.topology.b, rig.topology.a, seconds, size)


def one_way(lab, rig, source, target, seconds, size):
    stream = Stream(lab, source, target, seconds, "-b", str(size))
    return sample_of(rig, [stream])


class Stream:
    """Generator and sink of one direction, the sink already listening."""

    def __init__(self, lab, source, target, seconds, *options, mac=None, device=None, is_ip=False,
                 frames=MOST_FRAMES):  # fmt: skip
        self._lab, self._source, self._seconds = lab, source, seconds
        self._run, self._millis = str(next(runs)), round(seconds * 1000)
        self._arguments = [*options, source.device, mac or target.mac(), self._run, str(self._millis), str(frames)]
        self._sink = lab.start(target.namespace, lab.compile("frame_sink.c"), *(["-i"] if is_ip else []),
                               device or target.device, self._run, str(self._millis + 3000))  # fmt: skip
        self._sink.await_output("ready", 5)

    def start(self):
        generator = self._lab.compile("frame_generator.c")
        self._generator = self._lab.start(self._source.namespace, generator, *self._arguments)

    def result(self):
        """What the generator sent and what the sink saw of it."""
        sent = json.loads(self._generator.result(self._seconds + 10))
        seen = json.loads(self._sink.result(self._seconds + 10).splitlines()[-1])
        if seen["received"] < 2:
            raise BenchError(f"{seen['received']} of {sent['sent']} frames arrived")
        return sent, seen


def sample_of(rig, streams):
    """Streams that run at the same time; their rates are added up."""
    with forwarder_cpu(rig.forwarders) as cpu:
        for stream in streams:
            stream.start()
        results = [stream.result() for stream in streams]
    received = sum(seen["received"] for _, seen in results)
    return Sample(
        values=(sum((seen["received"] - 1) / seen["nanos"] * 1e6 for _, seen in results),),
        cpu_nanos=cpu.nanos,
        cpu_share=cpu.share(),
        cpu_nanos_per_frame=cpu.nanos / received if cpu.nanos is not None else None,
        detail={"streams": [{"generator": sent, "sink": seen} for sent, seen in results]},
    )
