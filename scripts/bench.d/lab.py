"""What one run makes on the machine: namespaces, processes and a folder, all gone when the lab is closed."""

import os
import re
import signal
import subprocess
import tempfile
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# Before the machine's other work, so that it disturbs less; the same for all, devices under test and tools.
NICE = "-10"

COLOURS = re.compile(r"\x1b\[[0-9;]*m")


class BenchError(Exception):
    """A measurement or a device under test failed; the text says how, in one line."""


class Process:
    """A program in a namespace, its output in a file; ended by its own id."""

    def __init__(self, popen, log):
        self.popen = popen
        self.log = log

    @property
    def pid(self):
        return self.popen.pid

    def output(self):
        return self.log.read_text(errors="replace")

    def await_output(self, text, seconds):
        def seen():
            if self.popen.poll() is not None and text not in self.output():
                raise BenchError(f"{self.name()} ended with {self.popen.returncode}: {last_line(self.output())}")
            return text in self.output()

        await_true(seen, seconds, f"'{text}' from {self.name()}")

    def result(self, seconds):
        """What the program wrote, once it has ended well."""
        try:
            code = self.popen.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            self.end()
            raise BenchError(f"{self.name()} took longer than {seconds:.0f} s") from None
        if code != 0:
            raise BenchError(f"{self.name()} ended with {code}: {last_line(self.output())}")
        return self.output()

    def check_alive(self):
        if self.popen.poll() is not None:
            raise BenchError(f"{self.name()} has died with {self.popen.returncode}: {last_line(self.output())}")

    def pause(self):
        self.popen.send_signal(signal.SIGSTOP)

    def resume(self):
        self.popen.send_signal(signal.SIGCONT)

    def end(self):
        if self.popen.poll() is None:
            self.resume()
        for number, patience in ((signal.SIGTERM, 5), (signal.SIGKILL, 5)):
            if self.popen.poll() is None:
                self.popen.send_signal(number)
            try:
                self.popen.wait(timeout=patience)
                return
            except subprocess.TimeoutExpired:
                continue

    def name(self):
        return self.log.stem


class Lab:
    """Names carry the process id, so that two runs at once do not meet."""

    def __init__(self, programs=None):
        self._stack = ExitStack()
        self.folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="taplane-bench-")))
        self._programs = programs or self.folder
        self._logs = 0

    def part(self):
        """A lab for a part of the run, with the programs that this one has compiled; only one part at a time."""
        return Lab(self._programs)

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        return self._stack.__exit__(*failure)

    def namespace(self, name):
        """Makes a namespace without IPv6, whose own chatter would count as frames."""
        full = f"tpb{os.getpid()}{name}"
        # Registered first, so that a signal in between leaves nothing behind.
        self._stack.callback(subprocess.run, ["ip", "netns", "del", full], stderr=subprocess.DEVNULL)
        run("ip", "netns", "add", full)
        run_in(full, "sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=1", "net.ipv6.conf.default.disable_ipv6=1")
        run("ip", "-n", full, "link", "set", "lo", "up")
        return full

    def sysctl(self, name, value):
        """Sets what the whole machine has one of, until the lab is closed."""
        before = run("sysctl", "-n", name).strip()
        self._stack.callback(run, "sysctl", "-qw", f"{name}={before}")
        run("sysctl", "-qw", f"{name}={value}")

    def start(self, namespace, *command, env=None, stdin=subprocess.DEVNULL):
        """Starts a program that ends with the lab at the latest, and with this process should it be killed."""
        self._logs += 1
        log = self.folder / f"{Path(command[0]).name}.{self._logs}.log"
        with log.open("w") as output:
            popen = subprocess.Popen(
                ["ip", "netns", "exec", namespace, "nice", "-n", NICE, "setpriv", "--pdeathsig", "KILL", *command],
                stdin=stdin,
                stdout=output,
                stderr=subprocess.STDOUT,
                process_group=0,  # a Ctrl-C is this process's alone
                env={**os.environ, **(env or {})},
            )
        process = Process(popen, log)
        self._stack.callback(process.end)
        return process

    def compile(self, source):
        program = self._programs / Path(source).stem
        if not program.exists():
            path = ROOT / "benchmarks/src/main/c" / source
            library = f"-I{ROOT / 'native/src/main/c'}"
            run("gcc", "-std=gnu17", "-O2", "-Wall", "-Wextra", "-Werror", library, "-o", str(program), str(path))
        return str(program)


@contextmanager
def raised_session(group=Path("/proc/self/autogroup")):
    """Where the scheduler groups tasks by session, NICE counts only among the tasks of one.

    So all of a run stay in this process's session. With one of their own each, a switch with two busy threads would get
    no more of the processors than one with one.
    """
    words = group.read_text().split() if group.exists() else []
    if not words:  # the tasks of the first session are in no group
        yield
        return
    group.write_text(NICE)
    try:
        yield
    finally:
        group.write_text(words[-1])


def run(*command, seconds=30, env=None):
    """Runs a command to its end and returns what it wrote; its failure is a BenchError with its last line."""
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=seconds, env={**os.environ, **(env or {})}
        )
    except subprocess.TimeoutExpired:
        raise BenchError(f"{command[0]} took longer than {seconds} s") from None
    if done.returncode != 0:
        raise BenchError(f"{' '.join(command)}: {telling_line(done.stderr or done.stdout)}")
    return done.stdout


def run_in(namespace, *command, **options):
    return run("ip", "netns", "exec", namespace, *command, **options)


def await_true(condition, seconds, what):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise BenchError(f"waited {seconds} s in vain for {what}")
        time.sleep(0.02)


def telling_line(text):
    """A compiler says first what is wrong, other tools last."""
    return next((line for line in text.splitlines() if " error: " in line), last_line(text))


def last_line(text):
    lines = COLOURS.sub("", text).strip().splitlines()
    return lines[-1] if lines else "without a word"
