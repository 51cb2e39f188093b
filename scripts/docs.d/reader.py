"""Does what a reader of a page would do: types its commands, uses its configurations, compares its transcripts."""

import os
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from network import HOSTS
from transcript import first_missing, read_transcript

COMMAND_SECONDS = 60
START_SECONDS = 30
STOP_SECONDS = 10
# How long a command that runs until it is interrupted has to show that it does.
ENDLESS_SECONDS = 0.5

# Where a fragment of a configuration belongs; 'ports' and 'bridge' are words after ```yaml.
WRAPPINGS = {"ports": "bridges:\n  br0:\n    ports:\n", "bridge": "bridges:\n  br0:\n"}
OPTIONS = {
    "sh": {"daemon", "endless", "on", "not-run"},
    "console": {"daemon", "exit", "not-run"},
    "yaml": {"ports", "bridge", "file", "daemon"},
    "ini": set(),
    "json": set(),
    "text": set(),
    "xml": set(),
}


class Unlike(Exception):
    """A block does not do what its page says."""


class Reader:
    """Goes through the blocks of one page in their order, in the current directory. Only one daemon runs at a time."""

    def __init__(self):
        self._daemon = None
        self._log = None

    def take(self, block):
        if block.language not in OPTIONS:
            raise Unlike(f'the block\'s language is "{block.language}", not one of: {", ".join(OPTIONS)}')
        unknown = set(block.options) - OPTIONS[block.language]
        if unknown:
            raise Unlike(f"{', '.join(sorted(unknown))}: not possible after {block.language}")
        if "not-run" in block.options:
            check_syntax(block)
        elif block.language == "sh":
            self._take_commands(block)
        elif block.language == "console":
            self._take_transcript(block)
        elif block.language == "yaml":
            self._take_configuration(block)

    def _take_commands(self, block):
        if "daemon" in block.options:
            self._start_daemon(block.text)
        elif "endless" in block.options:
            for line in block.text.splitlines():
                interrupt(line)
        else:
            run(block.text, 0, HOSTS[block.options["on"]] if "on" in block.options else None)

    def _take_transcript(self, block):
        exchanges = read_transcript(block.text)
        for exchange in exchanges:
            last = exchange is exchanges[-1]
            if last and "daemon" in block.options:
                self._start_daemon(exchange.command)
                printed = self._log.read_text()
            else:
                printed = run(exchange.command, int(block.options.get("exit", 0)) if last else 0)
            missing = first_missing(exchange.output, printed)
            if missing is not None:
                raise Unlike(f"{exchange.command}\ndoes not print (in its place): {missing}\nbut:\n{printed}")

    def _take_configuration(self, block):
        file = Path(block.options.get("file", "page.yaml"))
        file.write_text(whole(block))
        printed = run(f"taplane check {file}", 0)
        if printed:
            raise Unlike(printed)
        if "daemon" in block.options:
            self._start_daemon(f"taplane run --config {file}")

    def _start_daemon(self, command):
        self.stop_daemon()
        self._log = Path(f"{time.monotonic_ns()}.log")
        with self._log.open("w") as log:
            # A group of its own: 'taplane upgrade' has another process in the daemon's place.
            self._daemon = subprocess.Popen(
                bash(f"exec {command}"), stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
        end = time.monotonic() + START_SECONDS
        while " ready\n" not in self._log.read_text():
            if self._daemon.poll() is not None or time.monotonic() > end:
                raise Unlike(f"{command}\nis not ready:\n{self._log.read_text()}")
            time.sleep(0.02)

    def stop_daemon(self):
        daemon, self._daemon = self._daemon, None
        if daemon is None:
            return
        signal_group(daemon.pid, signal.SIGTERM)
        end = time.monotonic() + STOP_SECONDS
        # Ended processes that nobody has waited for count as members.
        while (daemon.poll() is None or signal_group(daemon.pid, 0)) and time.monotonic() < end:
            time.sleep(0.02)
        signal_group(daemon.pid, signal.SIGKILL)
        code = daemon.wait()
        if code != 0:
            raise Unlike(f"the daemon ended with {code}:\n{self._log.read_text()}")


def signal_group(group, number):
    """Whether there was anybody to be signalled."""
    try:
        os.killpg(group, number)
        return True
    except ProcessLookupError:
        return False


def whole(block):
    """The configuration that a fragment is a part of."""
    for scope, lines in WRAPPINGS.items():
        if scope in block.options:
            indent = " " * (2 * len(lines.splitlines()))
            return lines + "".join(f"{indent}{line}\n" for line in block.text.splitlines())
    return block.text


def bash(commands):
    return ["bash", "-euo", "pipefail", "-c", commands]


def run(commands, expected, host=None):
    """Runs the commands to their end, and returns what they printed, also on standard error."""
    place = ["ip", "netns", "exec", host] if host else []
    with tempfile.TemporaryFile("w+") as output:  # not a pipe, which what runs on in the background would keep open
        try:
            code = subprocess.run([*place, *bash(commands)], stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                                  timeout=COMMAND_SECONDS).returncode  # fmt: skip
        except subprocess.TimeoutExpired:
            code = f"a timeout of {COMMAND_SECONDS} s"
        output.seek(0)
        printed = output.read()
    if code != expected:
        raise Unlike(f"{commands.strip()}\nended with {code} instead of {expected}:\n{printed}")
    return printed


def interrupt(command):
    """Starts a command that runs until it is interrupted, sees that it does, and ends it."""
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen(bash(command), stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                                   process_group=0)  # fmt: skip
        try:
            code = process.wait(ENDLESS_SECONDS)
        except subprocess.TimeoutExpired:
            # not SIGINT, which a process that a script started in the background ignores
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(STOP_SECONDS)
            return
        output.seek(0)
        raise Unlike(f"{command}\nended with {code} before it was interrupted:\n{output.read()}")


def check_syntax(block):
    if not block.options["not-run"]:
        raise Unlike('not-run="…" has no reason')
    text = block.text
    if block.language == "console":
        text = "\n".join(exchange.command for exchange in read_transcript(text))
    done = subprocess.run(["bash", "-n", "-c", text], capture_output=True, text=True)
    if done.returncode:
        raise Unlike(done.stderr)
