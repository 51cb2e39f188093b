"""What was measured, and the processor time that the forwarder spent on it."""

import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Sample:
    values: tuple
    cpu_nanos: int | None
    cpu_share: float | None
    cpu_nanos_per_frame: float | None = None
    detail: dict = field(default_factory=dict)


@dataclass
class Cpu:
    nanos: int | None = None
    wall_nanos: int = 0

    def share(self):
        """Of one core; None for a device under test without a process."""
        return None if self.nanos is None else self.nanos / self.wall_nanos


@contextmanager
def forwarder_cpu(forwarders):
    """Measures what the forwarders' threads run while the body does."""
    cpu = Cpu()
    start, before = time.monotonic_ns(), thread_nanos(forwarders)
    yield cpu
    after = thread_nanos(forwarders)
    cpu.wall_nanos = time.monotonic_ns() - start
    if forwarders:
        cpu.nanos = sum(nanos - before.get(thread, 0) for thread, nanos in after.items())


def thread_nanos(forwarders):
    """Nanoseconds on a processor, user and kernel mode, of every thread: the first number of its schedstat."""
    nanos = {}
    for process in forwarders:
        for task in Path(f"/proc/{process.pid}/task").iterdir():
            # A compiler thread of the JVM may end between the listing and the reading.
            with suppress(FileNotFoundError, ProcessLookupError):
                nanos[task.name] = int((task / "schedstat").read_text().split()[0])
    return nanos
