"""TCP streams of iperf3 between the stations."""

import json
from contextlib import contextmanager

from lab import BenchError
from sample import Sample, forwarder_cpu

PORT = "5201"
LONGER_THAN_ANY_SAMPLE = 60


def out(lab, rig, seconds, streams=1):
    return transfer(lab, rig, seconds, "--parallel", str(streams))


def back(lab, rig, seconds, streams=1):
    return transfer(lab, rig, seconds, "--parallel", str(streams), "--reverse")


def transfer(lab, rig, seconds, *options):
    with server(lab, rig.topology.b), forwarder_cpu(rig.forwarders) as cpu:
        report = start_client(lab, rig, seconds, *options).result(seconds + 15)
    return read_report(report, cpu)


@contextmanager
def background(lab, rig):
    """A stream from a to b that is on its way while the body runs, and is then cut off."""
    with server(lab, rig.topology.b):
        client = start_client(lab, rig, LONGER_THAN_ANY_SAMPLE)
        try:
            yield
            client.check_alive()
        finally:
            client.end()


@contextmanager
def server(lab, station):
    process = lab.start(station.namespace, "iperf3", "-s", "-1", "-B", station.address, "-p", PORT, "--forceflush")
    try:
        process.await_output("Server listening", 5)
        yield
    finally:
        process.end()


def start_client(lab, rig, seconds, *options):
    a, b = rig.topology.a, rig.topology.b
    return lab.start(a.namespace, "iperf3", "-c", b.address, "-p", PORT, "-J", "-t", str(round(seconds)), *options)


def read_report(text, cpu):
    report = json.loads(text)
    if "error" in report:
        raise BenchError(f"iperf3: {report['error']}")
    received, sent = report["end"]["sum_received"], report["end"]["sum_sent"]
    if received["bytes"] == 0:
        raise BenchError("iperf3: nothing arrived")
    return Sample(
        values=(received["bits_per_second"] / 1e9,),
        cpu_nanos=cpu.nanos,
        cpu_share=cpu.share(),
        detail={"bytes": received["bytes"], "retransmits": sent.get("retransmits")},
    )
