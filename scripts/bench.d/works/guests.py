"""Frames between two guests that share their memory with the switch, one way, as fast as it takes them."""

import itertools
import json

from lab import BenchError
from sample import Sample, forwarder_cpu

SHORTEST = 60
# The switch looks for the guests once a second, and OVS-DPDK takes longer for its first.
MEETING_SECONDS = 40
runs = itertools.count(1)


def frames(lab, rig, seconds, size=SHORTEST):
    topology = rig.topology
    guests = lab.start(topology.host, "taskset", "-c", str(topology.guests_cpu), lab.compile("guest_frames.c"),
                       str(topology.a), str(topology.b), str(size), str(next(runs)), str(round(seconds * 1000)))  # fmt: skip
    guests.await_output("ready", MEETING_SECONDS)
    with forwarder_cpu(rig.forwarders) as cpu:
        seen = json.loads(guests.result(seconds + 10).splitlines()[-1])
    if seen["received"] < 2:
        raise BenchError(f"{seen['received']} of {seen['sent']} frames arrived")
    return Sample(
        values=((seen["received"] - 1) / seen["nanos"] * 1e6,),
        cpu_nanos=cpu.nanos,
        cpu_share=cpu.share(),
        cpu_nanos_per_frame=cpu.nanos / seen["received"],
        detail={"guests": seen},
    )
