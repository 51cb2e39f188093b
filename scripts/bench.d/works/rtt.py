"""Round trips of 64-byte UDP datagrams between the stations, one after the other, by sockperf."""

import re
from contextlib import contextmanager

from lab import BenchError
from sample import Sample, forwarder_cpu
from works import tcp

PORT = "11111"
BYTES = "64"
PARTS = ("p50", "p99", "p99.9")
PERCENTILE = re.compile(r"percentile ([\d.]+) = +([\d.]+)")


def idle(lab, rig, seconds):
    with server(lab, rig.topology.b):
        return ping_pong(lab, rig, seconds)


def loaded(lab, rig, seconds):
    """Beside a TCP stream from a to b."""
    with server(lab, rig.topology.b), tcp.background(lab, rig):
        return ping_pong(lab, rig, seconds)


@contextmanager
def server(lab, station):
    process = lab.start(station.namespace, "sockperf", "server", "-i", station.address, "-p", PORT)
    try:
        process.await_output("to block on socket", 5)
        yield
    finally:
        process.end()


def ping_pong(lab, rig, seconds):
    a, b = rig.topology.a, rig.topology.b
    with forwarder_cpu(rig.forwarders) as cpu:
        client = lab.start(a.namespace, "sockperf", "ping-pong", "-i", b.address, "-p", PORT,
                           "-m", BYTES, "-t", str(round(seconds)), "--mps=max", "--full-rtt")  # fmt: skip
        report = client.result(seconds + 15)
    return Sample(values=read_percentiles(report), cpu_nanos=cpu.nanos, cpu_share=cpu.share())


def read_percentiles(report):
    """Microseconds, in the order of PARTS."""
    micros = {float(percent): float(value) for percent, value in PERCENTILE.findall(report)}
    try:
        return tuple(micros[float(part[1:])] for part in PARTS)
    except KeyError as missing:
        raise BenchError(f"sockperf reports no percentile {missing}") from None
