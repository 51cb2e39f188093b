"""The two machines: made by Vagrant, spoken to by one ssh connection each, over which every command runs as root."""

import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRELUDE = (Path(__file__).parent / "guest.sh").read_text()

# Bounds are for what hangs. An emulated machine on a busy host needs most of them.
COMMAND = 900
BOOT = 1800


class Failure(Exception):
    """A command or a check failed; the text says how, in one line."""


class Machine:
    """One of the two, once it is up."""

    def __init__(self, name, address, config):
        self.name = name
        self.address = address
        self._ssh = ["ssh", "-F", str(config), name]

    def run(self, script, seconds=COMMAND):
        """Runs a script to its end and returns what it wrote; that it fails is a Failure with its last line."""
        try:
            done = subprocess.run([*self._ssh, "sudo bash -eu -o pipefail -s"], input=PRELUDE + script, text=True,
                                  capture_output=True, timeout=seconds)  # fmt: skip
        except subprocess.TimeoutExpired:
            raise Failure(f"{self.name}: took longer than {seconds} s: {first_line(script)}") from None
        if done.returncode != 0:
            raise Failure(f"{self.name}: {last_line(done.stderr or done.stdout) or first_line(script)}")
        return done.stdout

    def send(self, file, place):
        with open(file, "rb") as content:
            done = subprocess.run([*self._ssh, f"sudo sh -c 'cat >{place}'"], stdin=content, timeout=COMMAND)
        if done.returncode != 0:
            raise Failure(f"{self.name}: cannot write {place}")

    def unpack(self, file, place):
        """Unpacks an archive as it arrives: the machine's disk is small."""
        with open(file, "rb") as content:
            done = subprocess.run([*self._ssh, f"sudo sh -c 'mkdir -p {place} && tar -C {place} -xzf -'"],
                                  stdin=content, timeout=COMMAND)  # fmt: skip
        if done.returncode != 0:
            raise Failure(f"{self.name}: cannot unpack {Path(file).name}")


ADDRESSES = {"alpha": "10.98.0.11", "beta": "10.98.0.12"}


@contextmanager
def running(work, keep=False):
    """Both machines, up; gone afterwards unless they are to be kept."""
    try:
        vagrant("up", "--no-color", "--no-tty", seconds=2 * BOOT, log=work / "vagrant.log")
        config = work / "ssh_config"
        config.write_text(multiplexed(vagrant("ssh-config"), work))
        yield [Machine(name, address, config) for name, address in ADDRESSES.items()]
    finally:
        if not keep:
            vagrant("destroy", "--force", "--no-color", seconds=COMMAND)


def multiplexed(config, work):
    """The configuration that Vagrant writes for ssh, with one connection for all commands: keys take long to agree on."""
    return config + f"\nHost *\n  ControlMaster auto\n  ControlPersist yes\n  ControlPath {work}/%n.ssh\n"


def vagrant(*arguments, seconds=COMMAND, log=None):
    done = subprocess.run(["vagrant", *arguments], cwd=ROOT, text=True, capture_output=True, timeout=seconds)
    if log:
        log.write_text(done.stdout + done.stderr)
    if done.returncode != 0:
        raise Failure(f"vagrant {arguments[0]}: {last_line(done.stderr or done.stdout)}")
    return done.stdout


def eventually(action, seconds=COMMAND):
    """The result of the action once it does not fail; its last failure if it does for too long."""
    end = time.monotonic() + seconds
    while True:
        try:
            return action()
        except Failure:
            if time.monotonic() > end:
                raise
            time.sleep(0.5)


def first_line(text):
    return next((line for line in text.strip().splitlines()), "")


def last_line(text):
    lines = text.strip().splitlines()
    return lines[-1] if lines else ""
