"""Takes the samples: every device under test in turn, round after round, so that the machine's moods hit all alike."""

import sys
from dataclasses import asdict, dataclass, field

from lab import BenchError
from rig import build_rig

WARM_UP = 0


@dataclass(frozen=True)
class Plan:
    duts: list
    works: list
    rounds: int
    seconds: float

    def cells(self, first=0):
        """The same work through one device after the other; which of them is the first can change by the round."""
        turn = first % len(self.duts)
        duts = self.duts[turn:] + self.duts[:turn]
        return [(work, dut) for work in self.works for dut in duts if dut.side(work.topology)]


@dataclass
class Outcome:
    samples: list = field(default_factory=list)
    failures: list = field(default_factory=list)

    def values(self, work, dut, key="value"):
        """By round, the warm-up left out; only what was measured."""
        return {
            sample["round"]: sample[key]
            for sample in self.samples
            if (sample["work"], sample["dut"]) == (work, dut) and sample["round"] != WARM_UP and sample[key] is not None
        }

    def reasons(self, work, dut):
        return [f["reason"] for f in self.failures if f["work"] == work and f["dut"] == dut]


def run_campaign(lab, plan):
    outcome = Outcome()
    rigs = build_rigs(lab, plan, outcome)
    for number in range(WARM_UP, plan.rounds + 1):
        progress("warm-up" if number == WARM_UP else f"round {number} of {plan.rounds}")
        for work, dut in plan.cells(first=number):
            rig = rigs.get((dut.name, work.topology))
            if rig:
                take_sample(lab, rig, work, dut, number, plan.seconds, outcome)
    return outcome


def build_rigs(lab, plan, outcome):
    """All rigs stand during the whole run: an idle one costs nothing, and a JVM is warmed up once."""
    rigs = {}
    for number, (dut, kind) in enumerate(dict.fromkeys((dut, work.topology) for work, dut in plan.cells())):
        progress(f"setting up {dut.name}, {kind}")
        try:
            rigs[dut.name, kind] = build_rig(lab, dut, kind, number)
        except BenchError as failure:
            for work in plan.works:
                if work.topology == kind:
                    note_failure(outcome, work, dut, WARM_UP, failure)
    return rigs


def take_sample(lab, rig, work, dut, number, seconds, outcome):
    try:
        rig.check_alive()
        sample = work.sample(lab, rig, seconds)
    except BenchError as failure:
        note_failure(outcome, work, dut, number, failure)
        return
    outcome.samples.append({"round": number, "work": work.name, "dut": dut.name, **asdict(sample)})
    progress(f"  {work.name:17} {dut.name:8} {sample.value:9.2f} {work.unit}")


def note_failure(outcome, work, dut, number, failure):
    outcome.failures.append({"round": number, "work": work.name, "dut": dut.name, "reason": str(failure)})
    progress(f"  {work.name:17} {dut.name:8} failed: {failure}")


def progress(text):
    print(text, file=sys.stderr, flush=True)
