"""Runs the checks, says at once how each went, and writes the page at the end."""

import time
from dataclasses import dataclass

from machines import Failure


@dataclass(frozen=True)
class Check:
    part: str
    name: str
    passed: bool
    detail: str
    seconds: float


class Report:
    def __init__(self):
        self.facts = []
        self.checks = []
        self.notes = []
        self._part = ""

    def part(self, title):
        self._part = title
        print(f"\n{title}", flush=True)

    def fact(self, name, value):
        self.facts.append((name, value))

    def note(self, text):
        """Something that the machines showed, and that is neither right nor wrong."""
        self.notes.append(text)

    def check(self, name, action):
        """One step. The action returns what it saw, or fails."""
        began = time.monotonic()
        try:
            detail, passed = action() or "", True
        except (Failure, ValueError) as failure:  # what a tool prints may be cut short
            detail, passed = str(failure), False
        check = Check(self._part, name, passed, detail, time.monotonic() - began)
        self.checks.append(check)
        print(f"  {'✓' if passed else '✗'} {name:<34} {check.seconds:6.1f} s  {detail}", flush=True)
        return passed

    def failed(self):
        return [check for check in self.checks if not check.passed]

    def verdict(self):
        return f"{len(self.checks) - len(self.failed())} of {len(self.checks)} checks passed"

    def markdown(self):
        lines = ["# Test report of the Vagrant machines", "", "Written by `scripts/vagrant-test`.", ""]
        lines += table(("What", "Value"), self.facts)
        lines += ["", f"{self.verdict()}.", ""]
        for part in dict.fromkeys(check.part for check in self.checks):
            lines += [f"## {part}", ""]
            lines += table(("Check", "Result", "Time", "Seen"), map(row, (c for c in self.checks if c.part == part)))
            lines += [""]
        if self.notes:
            lines += ["## What the daemon says about this kernel", "", *(f"- `{note}`" for note in self.notes), ""]
        return "\n".join(lines)


def row(check):
    return check.name, "passed" if check.passed else "**failed**", f"{check.seconds:.1f} s", check.detail


def table(head, rows):
    cells = [head, ["---"] * len(head), *rows]
    return ["| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in cells]
