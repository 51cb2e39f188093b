"""Samples the stacks of the daemon's workers, with names for what the kernel, C and the JIT compiler have put there."""

import os
import re
import shutil
from pathlib import Path

from lab import BenchError, run
from works.frames import Stream, sample_of

JAVA_OPTIONS = "-XX:+PreserveFramePointer"
WORKER = "taplane-shard"
# A prime, so that it does not keep step with a timer.
SAMPLES_A_SECOND = "997"
MAPPED_CODE = re.compile(r"^(\S+) r-xp \S+ \S+ \d+ +(/.*\.so \(deleted\))$", re.MULTILINE)


def record(lab, rig, seconds):
    """What perf script says, and the sample of scripts/bench for the same frames."""
    (daemon,) = rig.forwarders
    restore_libraries(daemon.pid, lab.folder)
    data = str(lab.folder / "perf.data")
    stream = Stream(lab, rig.topology.a, rig.topology.b, seconds)
    # cpu-clock: a virtual machine may have no counters of cycles
    perf = lab.start(rig.topology.host, "perf", "record", "--no-buildid-cache", "-e", "cpu-clock",
                     "-F", SAMPLES_A_SECOND, "-g", "-t", ",".join(workers(daemon.pid)),
                     "-o", data, "--", "sleep", str(seconds))  # fmt: skip
    sample = sample_of(rig, [stream])
    perf.result(60)
    return name_frames(daemon.pid, data), sample


def workers(pid):
    tasks = Path(f"/proc/{pid}/task").iterdir()
    found = [task.name for task in tasks if (task / "comm").read_text().startswith(WORKER)]
    if not found:
        raise BenchError(f"the daemon has no thread {WORKER}")
    return found


def restore_libraries(pid, folder):
    """Java deletes a library that it has unpacked and loaded; perf reads it by the name that the kernel still gives."""
    for addresses, name in MAPPED_CODE.findall(Path(f"/proc/{pid}/maps").read_text()):
        if Path(name).parent == folder:
            shutil.copyfile(f"/proc/{pid}/map_files/{map_file(addresses)}", name)


def map_file(addresses):
    return "-".join(f"{int(address, 16):x}" for address in addresses.split("-"))


def name_frames(pid, data):
    """The names of Java methods are in a file that perf expects at this place."""
    names = Path(f"/tmp/perf-{pid}.map")
    try:
        run(f"{os.environ['JAVA_HOME']}/bin/jcmd", str(pid), "Compiler.perfmap", str(names))
        return run("perf", "script", "-i", data, "-F", "comm,ip,sym,dso", seconds=300)
    finally:
        names.unlink(missing_ok=True)
