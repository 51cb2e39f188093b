"""UDP datagrams of 1400 bytes, handed to the kernel 45 at once (UDP_SEGMENT): how much of them arrives."""

import json

from lab import BenchError
from sample import Sample, forwarder_cpu


def out(lab, rig, seconds):
    return transfer(lab, rig, rig.topology.a, rig.topology.b, seconds)


def back(lab, rig, seconds):
    return transfer(lab, rig, rig.topology.b, rig.topology.a, seconds)


def transfer(lab, rig, source, target, seconds):
    millis = round(seconds * 1000)
    sink = lab.start(target.namespace, lab.compile("uso_sink.c"), target.address, str(millis + 3000))
    sink.await_output("ready", 5)
    with forwarder_cpu(rig.forwarders) as cpu:
        generator = lab.start(source.namespace, lab.compile("uso_generator.c"), target.address, str(millis))
        sent = json.loads(generator.result(seconds + 10))
        seen = json.loads(sink.result(seconds + 10).splitlines()[-1])
    if not seen["nanos"]:
        raise BenchError(f"nothing of {sent['sent']} datagrams arrived")
    return Sample(
        values=(seen["bytes"] * 8 / seen["nanos"],),
        cpu_nanos=cpu.nanos,
        cpu_share=cpu.share(),
        detail={"generator": sent, "sink": seen},
    )
