"""Counts what test runs report: totals.py junit DIRECTORY... | unittest LOG | tap LOG. Prints: PASSED FAILED SKIPPED"""

import re
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path


def count_junit(directories):
    """Counts test cases; the attributes of a suite leave out some that jqwik and parameters repeat."""
    reports = (path for directory in directories for path in Path(directory).glob("TEST-*.xml"))
    outcomes = [outcome(case) for path in reports for case in ElementTree.parse(path).iter("testcase")]
    return tuple(outcomes.count(kind) for kind in ("passed", "failed", "skipped"))


def outcome(case):
    if case.find("failure") is not None or case.find("error") is not None:
        return "failed"
    return "passed" if case.find("skipped") is None else "skipped"


def count_unittest(log):
    """Adds up the closing lines of every run that the log holds."""
    run = sum(int(number) for number in re.findall(r"^Ran (\d+) tests? in", log, re.MULTILINE))
    failed, skipped = 0, 0
    for summary in re.findall(r"^(?:OK|FAILED) \((.*)\)$", log, re.MULTILINE):
        numbers = {key: int(number) for key, number in re.findall(r"([a-z][a-z ]*)=(\d+)", summary)}
        failed += numbers.get("failures", 0) + numbers.get("errors", 0)
        skipped += numbers.get("skipped", 0)
    return run - failed - skipped, failed, skipped


def count_tap(log):
    """Counts the lines of the Test Anything Protocol."""
    lines = log.splitlines()
    return tuple(sum(line.startswith(verdict) for line in lines) for verdict in ("ok ", "not ok ")) + (0,)


def main(kind, *places):
    if kind == "junit":
        counts = count_junit(places)
    else:
        counts = {"unittest": count_unittest, "tap": count_tap}[kind](Path(places[0]).read_text())
    print(*counts)


if __name__ == "__main__":
    main(*sys.argv[1:])
