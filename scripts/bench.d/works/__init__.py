"""The works: what is sent through a device under test, and how one sample of it is taken.

To add one: a function sample(lab, rig, seconds) -> Sample, and a line in ALL.
"""

from collections.abc import Callable
from dataclasses import dataclass

from works import frames, tcp


@dataclass(frozen=True)
class Work:
    name: str
    title: str
    unit: str
    topology: str
    sample: Callable


ALL = [
    Work("tcp-out", "TCP, a to b", "Gb/s", "bridge", tcp.out),
    Work("tcp-in", "TCP, b to a", "Gb/s", "bridge", tcp.back),
    Work("frames", "60-byte frames, a to b", "kframes/s", "bridge", frames.out),
    Work("vxlan-tcp-out", "TCP into VXLAN", "Gb/s", "vxlan", tcp.out),
    Work("vxlan-tcp-in", "TCP out of VXLAN", "Gb/s", "vxlan", tcp.back),
    Work("vxlan-frames-out", "60-byte frames into VXLAN", "kframes/s", "vxlan", frames.out),
    Work("vxlan-frames-in", "60-byte frames out of VXLAN", "kframes/s", "vxlan", frames.back),
]
