"""One TCP stream of iperf3 between the stations."""

import json

from lab import BenchError
from sample import Sample, forwarder_cpu

PORT = "5201"


def out(lab, rig, seconds):
    return transfer(lab, rig, seconds)


def back(lab, rig, seconds):
    return transfer(lab, rig, seconds, "--reverse")


def transfer(lab, rig, seconds, *direction):
    a, b = rig.topology.a, rig.topology.b
    server = lab.start(b.namespace, "iperf3", "-s", "-1", "-B", b.address, "-p", PORT, "--forceflush")
    try:
        server.await_output("Server listening", 5)
        with forwarder_cpu(rig.forwarders) as cpu:
            client = lab.start(a.namespace, "iperf3", "-c", b.address, "-p", PORT, "-J",
                               "-t", str(round(seconds)), *direction)  # fmt: skip
            report = client.result(seconds + 15)
    finally:
        server.end()
    return read_report(report, cpu)


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
