"""What the figures were taken on."""

import os
import re
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
        "versions": {dut.name: version_or_reason(dut) for dut in duts},
        "load_before": load_average(),
    }


def version_or_reason(dut):
    try:
        return dut.version()
    except BenchError as failure:
        return f"version unknown ({failure})"


def memory():
    return f"{os.sysconf('SC_PHYS_PAGES') * os.sysconf('SC_PAGE_SIZE') / 1024**3:.0f} GiB"


def load_average():
    return Path("/proc/loadavg").read_text().split()[0]


def first_match(pattern, file):
    found = re.search(pattern, Path(file).read_text())
    return found[1] if found else "unknown"
