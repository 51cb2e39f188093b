"""What the figures were taken on."""

import os
import re
import time
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

from lab import BenchError, run


def describe_machine(duts):
    return {
        "time": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "processor": first_match(r"model name\s*: (.*)", "/proc/cpuinfo"),
        "processors": os.cpu_count(),
        "memory": memory(),
        "system": first_match(r'PRETTY_NAME="(.*)"', "/etc/os-release"),
        "kernel": f"Linux {os.uname().release} {os.uname().machine}",
        "iperf3": run("iperf3", "--version").splitlines()[0],
        "sockperf": run("sockperf", "--version").strip().splitlines()[0],
        "versions": {dut.name: version_or_reason(dut) for dut in duts},
    }


def version_or_reason(dut):
    try:
        return dut.version()
    except BenchError as failure:
        return f"version unknown ({failure})"


@dataclass(frozen=True)
class Load:
    """What the processors have run since the machine started, and which part this process and its children ran."""

    seconds: float
    busy: float
    stolen: float
    own: float

    @staticmethod
    def now():
        fields = first_match(r"cpu +(.*)", "/proc/stat").split()
        ticks = os.sysconf("SC_CLK_TCK")
        user, nice, system, _idle, _wait, irq, softirq, stolen = (int(field) / ticks for field in fields[:8])
        busy = user + nice + system + irq + softirq
        return Load(time.monotonic() * os.cpu_count(), busy, stolen, own=sum(os.times()[:4]))

    def since(self, before):
        """Parts of the machine's processor time; "others" includes kernel threads that work for this run."""
        span = self.seconds - before.seconds
        others = (self.busy - before.busy) - (self.own - before.own)
        return {"others": max(0, others) / span, "stolen": (self.stolen - before.stolen) / span}


def memory():
    return f"{os.sysconf('SC_PHYS_PAGES') * os.sysconf('SC_PAGE_SIZE') / 1024**3:.0f} GiB"


def first_match(pattern, file):
    found = re.search(pattern, Path(file).read_text())
    return found[1] if found else "unknown"
