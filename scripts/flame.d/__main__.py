"""scripts/flame: see --help. The topologies, the frames and the daemon are those of scripts/bench."""

import argparse
import os
import sys
from dataclasses import dataclass
from pathlib import Path

import duts
import kinds
from lab import ROOT, BenchError, Lab
from picture import render_picture
from recording import JAVA_OPTIONS, record
from rig import build_rig
from stacks import Profile
from works import frames

WARM_UP_SECONDS = 8
SMALLEST_SHARE = 0.001


@dataclass(frozen=True)
class Way:
    name: str
    title: str
    kind: kinds.Kind


WAYS = (Way("tap", "TAP to TAP", kinds.BRIDGE), Way("vxlan", "TAP to VXLAN", kinds.VXLAN))


def parse_arguments(arguments):
    parser = argparse.ArgumentParser(
        prog="scripts/flame",
        description="Sends 60-byte frames through Taplane as fast as they go, samples the stacks of its worker, writes "
        "DIR/flame-tap.svg and DIR/flame-vxlan.svg, and prints the shares.",
    )
    parser.add_argument("--only", choices=[way.name for way in WAYS], help="record only one of the two paths")
    parser.add_argument("--seconds", type=int, default=20, metavar="N", help="how long to record (default %(default)s)")
    parser.add_argument("--out", type=Path, default=ROOT / "docs", metavar="DIR", help="default: docs")
    return parser.parse_args(arguments)


def draw(way, options):
    with Lab() as lab:
        # the daemon unpacks its libraries where they go away with the lab
        os.environ["TAPLANE_JAVA_OPTIONS"] = f"{JAVA_OPTIONS} -Djava.io.tmpdir={lab.folder}"
        (taplane,) = (dut for dut in duts.ALL if dut.name == "taplane")
        rig = build_rig(lab, taplane, way.kind, 0)
        frames.out(lab, rig, WARM_UP_SECONDS)
        text, sample = record(lab, rig, options.seconds)
    profile = Profile.read(text)
    (options.out / f"flame-{way.name}.svg").write_text(render_picture(f"{way.title}, 60-byte frames", profile))
    print(f"{way.title}, {sample.cpu_nanos_per_frame:.0f} ns of processor time a frame while recorded:")
    print_shares(profile)


def print_shares(profile):
    for kind, share in profile.shares().items():
        print(f"  {share:6.1%}  {kind}")
    for call, share in profile.calls().items():
        if share >= SMALLEST_SHARE:
            print(f"  {share:6.1%}  kernel, {call}")
    print(f"  {profile.receiver():6.1%}  kernel, of this for the receiver of the frames")


def main(arguments):
    options = parse_arguments(arguments)
    try:
        for way in WAYS:
            if options.only in (None, way.name):
                draw(way, options)
    except BenchError as failure:
        print(f"flame: {failure}", file=sys.stderr)
        return 1
    return 0


sys.exit(main(sys.argv[1:]))
