"""What tools in a machine print, read: ping, tcpdump, journalctl, JUnit's console."""

import re
from dataclasses import dataclass

ANSWER = re.compile(r"^\[(\d+\.\d+)\] \d+ bytes from .*icmp_seq=(\d+)", re.M)
SUMMARY = re.compile(r"(\d+) packets transmitted, (\d+) received")
ROUND_TRIP = re.compile(r"^rtt [^=]*= [\d.]+/([\d.]+)/", re.M)
OUTER = re.compile(
    r"length (\d+)\)\s+(\S+)\.\d+ > (\S+)\.(\d+): (?:\[(.*?)\] )?VXLAN, flags \[(\S+)\] \(0x\w+\), vni (\d+)"
)
TESTS = re.compile(r"^\[ +(\d+) tests (\w+) +\]", re.M)
LOG_LINE = re.compile(r"^(?:\S+Z (?:INFO|WARN|ERROR) +)?(.+)$")


@dataclass(frozen=True)
class Pings:
    """A series of echo requests: how many were sent and answered, and the longest time without an answer, in seconds."""

    sent: int
    answered: int
    longest_gap: float


@dataclass(frozen=True)
class OuterPacket:
    """A VXLAN packet as tcpdump saw it; length is that of the outer IP packet."""

    length: int
    source: str
    destination: str
    port: int
    checksum: str
    flags: str
    vni: int


def pings(text):
    """Of ping -D: the time of each answer in front of it."""
    times = [float(time) for time, _ in ANSWER.findall(text)]
    gaps = [later - earlier for earlier, later in zip(times, times[1:])]
    sent, answered = summary(text)
    return Pings(sent, answered, max(gaps, default=0.0))


def summary(text):
    found = SUMMARY.search(text)
    if not found:
        raise ValueError("ping printed no summary")
    return int(found[1]), int(found[2])


def round_trip(text):
    """The average, as ping prints it: milliseconds."""
    found = ROUND_TRIP.search(text)
    return found[1] if found else "?"


def outer_packets(text):
    """Of tcpdump -v, which writes a packet's outer headers on two lines and the inner ones below."""
    return [
        OuterPacket(int(length), source, destination, int(port), checksum, flags, int(vni))
        for length, source, destination, port, checksum, flags, vni in OUTER.findall(text)
    ]


def junit_totals(text):
    """Of JUnit's console: how many tests were found, successful, failed and so on."""
    return {what: int(number) for number, what in TESTS.findall(text)}


def notices(journal):
    """What the daemon says beside that it is ready, each line once. What it refuses to start with has no time and level."""
    lines = [found[1] for found in map(LOG_LINE.search, journal.splitlines()) if found]
    return list(dict.fromkeys(line for line in lines if line not in ("ready", "stopping")))


def first_failure(text):
    """Of JUnit's console: the first test that failed, and why."""
    found = re.search(r"\[X\] (.*)", text)
    return found[1].strip() if found else last(text)


def last(text):
    return text.strip().splitlines()[-1] if text.strip() else "nothing was printed"
