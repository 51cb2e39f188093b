"""60-byte frames as fast as the sender can, one way: how many arrive, and what each costs the forwarder."""

import itertools
import json

from lab import BenchError
from sample import Sample, forwarder_cpu

MOST_FRAMES = 100_000_000
runs = itertools.count(1)


def out(lab, rig, seconds):
    return flood(lab, rig, rig.topology.a, rig.topology.b, seconds)


def back(lab, rig, seconds):
    return flood(lab, rig, rig.topology.b, rig.topology.a, seconds)


def flood(lab, rig, source, target, seconds):
    run, millis = str(next(runs)), round(seconds * 1000)
    sink = lab.start(target.namespace, lab.compile("frame_sink.c"), target.device, run, str(millis + 3000))
    sink.await_output("ready", 5)
    with forwarder_cpu(rig.forwarders) as cpu:
        generator = lab.start(source.namespace, lab.compile("frame_generator.c"),
                              source.device, target.mac(), run, str(millis), str(MOST_FRAMES))  # fmt: skip
        sent = json.loads(generator.result(seconds + 10))
        seen = json.loads(sink.result(seconds + 10).splitlines()[-1])
    if seen["received"] < 2:
        raise BenchError(f"{seen['received']} of {sent['sent']} frames arrived")
    return Sample(
        values=((seen["received"] - 1) / seen["nanos"] * 1e6,),
        cpu_nanos=cpu.nanos,
        cpu_share=cpu.share(),
        cpu_nanos_per_frame=cpu.nanos / seen["received"] if cpu.nanos is not None else None,
        detail={"generator": sent, "sink": seen},
    )
