"""Takes the samples: every device under test in turn, round after round, so that the machine's moods hit all alike."""

import sys
from dataclasses import asdict, dataclass, field

from lab import BenchError
from rig import build_rig

WARM_UP = 0
# What a sample takes besides its seconds: its programs start, and wait for the last frame.
OVERHEAD_SECONDS = 1


@dataclass(frozen=True)
class Plan:
    duts: list
    works: list
    rounds: int
    seconds: float

    def figures(self):
        return [figure for work in self.works for figure in work.figures()]

    def kinds(self):
        return list(dict.fromkeys(work.kind for work in self.works))

    def cells(self, first=0):
        """The same work through one device after the other; which of them is the first can change by the round."""
        turn = first % len(self.duts)
        duts = self.duts[turn:] + self.duts[:turn]
        return [(work, dut) for work in self.works for dut in duts if dut.takes(work.kind)]

    def cells_of(self, kind, first=0):
        return [(work, dut) for work, dut in self.cells(first) if work.kind == kind]

    def minutes(self):
        samples = len(self.cells()) * (1 + self.rounds)
        return samples * (self.seconds + OVERHEAD_SECONDS) / 60


@dataclass
class Outcome:
    samples: list = field(default_factory=list)
    failures: list = field(default_factory=list)

    def values(self, figure, dut, key="value"):
        """By round, the warm-up left out; only what was measured."""
        return {
            sample["round"]: sample[key]
            for sample in self.samples
            if (sample["figure"], sample["dut"]) == (figure, dut)
            and sample["round"] != WARM_UP
            and sample[key] is not None
        }

    def reasons(self, work, dut):
        return [f["reason"] for f in self.failures if f["work"] == work and f["dut"] == dut]


def run_campaign(lab, plan):
    """Kind after kind, because a thousand ports and four tables of a million stations need not stand all at once."""
    progress(f"about {max(1, round(plan.minutes()))} min of samples, and some to set up")
    outcome = Outcome()
    for kind in plan.kinds():
        with lab.part() as part:
            run_kind(part, plan, kind, outcome)
    return outcome


def run_kind(lab, plan, kind, outcome):
    rigs = build_rigs(lab, plan, kind, outcome)
    for number in range(WARM_UP, plan.rounds + 1):
        progress(f"{kind.name}, " + ("warm-up" if number == WARM_UP else f"round {number} of {plan.rounds}"))
        for work, dut in plan.cells_of(kind, first=number):
            if dut.name in rigs:
                take_sample(lab, rigs[dut.name], work, dut, number, plan.seconds, outcome)


def build_rigs(lab, plan, kind, outcome):
    """All rigs of a kind stand during its rounds: an idle one costs nothing, and a JVM is warmed up once.

    Those of an exclusive kind are paused but for the samples.
    """
    rigs = {}
    for number, dut in enumerate(dict.fromkeys(dut for _, dut in plan.cells_of(kind))):
        progress(f"setting up {dut.name}, {kind.name}")
        try:
            rigs[dut.name] = build_rig(lab, dut, kind, number)
            if kind.exclusive:
                rigs[dut.name].pause()
        except BenchError as failure:
            for work in plan.works:
                if work.kind == kind:
                    note_failure(outcome, work, dut, WARM_UP, failure)
    return rigs


def take_sample(lab, rig, work, dut, number, seconds, outcome):
    try:
        rig.check_alive()
        sample = sample_alone(lab, rig, work, seconds) if work.kind.exclusive else work.sample(lab, rig, seconds)
    except BenchError as failure:
        note_failure(outcome, work, dut, number, failure)
        return
    rest = {key: value for key, value in asdict(sample).items() if key != "values"}
    for figure, value in zip(work.figures(), sample.values, strict=True):
        outcome.samples.append(
            {"round": number, "work": work.name, "figure": figure.name, "dut": dut.name, "value": value, **rest}
        )
    shown = " ".join(f"{value:9.2f}" for value in sample.values)
    progress(f"  {work.name:20} {dut.name:12} {shown} {work.unit}")


def sample_alone(lab, rig, work, seconds):
    rig.resume()
    try:
        return work.sample(lab, rig, seconds)
    finally:
        rig.pause()


def note_failure(outcome, work, dut, number, failure):
    outcome.failures.append({"round": number, "work": work.name, "dut": dut.name, "reason": str(failure)})
    progress(f"  {work.name:20} {dut.name:12} failed: {failure}")


def progress(text):
    print(text, file=sys.stderr, flush=True)
