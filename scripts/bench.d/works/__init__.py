"""The works: what is sent through a device under test, and how one sample of it is taken.

To add one: a function sample(lab, rig, seconds) -> Sample, and a line in ALL.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import kinds
from kinds import BRIDGE, FLOWS, GUESTS, STATIONS, VXLAN, Kind
from works import frames, guests, rtt, scale, tcp, uso


@dataclass(frozen=True)
class Figure:
    """What one row of the table is about: a work, or one of several values that a sample of it has."""

    name: str
    title: str
    unit: str
    less_is_better: bool


@dataclass(frozen=True)
class Work:
    name: str
    title: str
    unit: str
    kind: Kind
    sample: Callable
    # Part of a quick run.
    quick: bool = False
    less_is_better: bool = False
    # The names of a sample's values, where it has several.
    parts: tuple = ()

    def figures(self):
        if not self.parts:
            return [Figure(self.name, self.title, self.unit, self.less_is_better)]
        return [
            Figure(f"{self.name}-{part}", f"{self.title}, {part}", self.unit, self.less_is_better)
            for part in self.parts
        ]


# fmt: off
ALL = [
    Work("tcp-out", "TCP, a to b", "Gb/s", BRIDGE, tcp.out, quick=True),
    Work("tcp-in", "TCP, b to a", "Gb/s", BRIDGE, tcp.back),
    Work("tcp8-out", "TCP, 8 streams, a to b", "Gb/s", BRIDGE, partial(tcp.out, streams=8)),
    Work("tcp8-in", "TCP, 8 streams, b to a", "Gb/s", BRIDGE, partial(tcp.back, streams=8)),
    Work("uso-out", "UDP with USO, a to b", "Gb/s", BRIDGE, uso.out),
    Work("frames", "60-byte frames, a to b", "kframes/s", BRIDGE, frames.out, quick=True),
    Work("frames-512", "512-byte frames, a to b", "kframes/s", BRIDGE, partial(frames.out, size=512)),
    Work("frames-1500", "1500-byte frames, a to b", "kframes/s", BRIDGE, partial(frames.out, size=1500)),
    Work("rtt", "round trip", "µs", BRIDGE, rtt.idle, quick=True, less_is_better=True, parts=rtt.PARTS),
    Work("rtt-loaded", "round trip beside a TCP stream", "µs", BRIDGE, rtt.loaded,
         less_is_better=True, parts=rtt.PARTS),
    Work("vxlan-tcp-out", "TCP into VXLAN", "Gb/s", VXLAN, tcp.out, quick=True),
    Work("vxlan-tcp-in", "TCP out of VXLAN", "Gb/s", VXLAN, tcp.back, quick=True),
    Work("vxlan-tcp8-out", "TCP, 8 streams, into VXLAN", "Gb/s", VXLAN, partial(tcp.out, streams=8)),
    Work("vxlan-tcp8-in", "TCP, 8 streams, out of VXLAN", "Gb/s", VXLAN, partial(tcp.back, streams=8)),
    Work("vxlan-uso-out", "UDP with USO into VXLAN", "Gb/s", VXLAN, uso.out),
    Work("vxlan-uso-in", "UDP with USO out of VXLAN", "Gb/s", VXLAN, uso.back),
    Work("vxlan-frames-out", "60-byte frames into VXLAN", "kframes/s", VXLAN, frames.out),
    Work("vxlan-frames-in", "60-byte frames out of VXLAN", "kframes/s", VXLAN, frames.back),
    Work("vxlan-frames-1400-out", "1400-byte frames into VXLAN", "kframes/s", VXLAN, partial(frames.out, size=1400)),
    Work("vxlan-frames-1400-in", "1400-byte frames out of VXLAN", "kframes/s", VXLAN, partial(frames.back, size=1400)),
    Work("vxlan-rtt", "round trip over VXLAN", "µs", VXLAN, rtt.idle, less_is_better=True, parts=rtt.PARTS),
    Work("vxlan-rtt-loaded", "round trip over VXLAN beside a TCP stream", "µs", VXLAN, rtt.loaded,
         less_is_better=True, parts=rtt.PARTS),
    Work("guests", "60-byte frames between guests over shared memory", "kframes/s", GUESTS, guests.frames),
    Work("guests-1500", "1500-byte frames between guests over shared memory", "kframes/s", GUESTS,
         partial(guests.frames, size=1500)),
    Work("flows", "60-byte frames, two senders, sum", "kframes/s", FLOWS, scale.two_senders),
    *(Work(f"flood-{count}", f"flood to {count} ports, copies", "kframes/s", kinds.flood(count), scale.flood)
      for count in (2, 8, 32, 128)),
    *(Work(f"ports-{count}", f"60-byte frames in a switch of {count} ports", "kframes/s", kinds.ports(count), frames.out)
      for count in (10, 100, 1000)),
    *(Work(f"stations-{count}", f"60-byte frames among {count:,} stations", "kframes/s", STATIONS,
           partial(scale.stations, count=count)) for count in (10, 100, 1_000, 10_000, 100_000, 1_000_000)),
]
