"""scripts/bench: see --help. Each module's first lines say what it is for; campaign.py is where the work is done."""

import argparse
import json
import signal
import sys
from pathlib import Path

import duts
import works
from campaign import Plan, run_campaign
from lab import BenchError, Lab, raised_session
from machine import Load, describe_machine
from plot import render_plot
from report import render_legend, render_table, summarize, to_json


def parse_arguments(arguments):
    parser = argparse.ArgumentParser(
        prog="scripts/bench",
        description="Runs the same work through Taplane, the kernel, Open vSwitch, VDE 2 and a C floor, taking "
        "turns, and prints medians and ratios of one run.",
        epilog="Exit code 0: every sample was taken; 1: some failed, or the run did; 2: wrong usage.",
    )
    parser.add_argument("--quick", action="store_true", help="the main works in 3 rounds of 1 s per sample: under 3 minutes")
    parser.add_argument("--rounds", type=positive, metavar="N", help="rounds to measure (default 5)")
    parser.add_argument("--only", metavar="WORK,...", help=f"works, by their names or how these begin: {names(works.ALL)}")
    parser.add_argument("--dut", metavar="LIST", help=f"devices under test: {names(duts.ALL)}")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every raw sample to FILE, and a plot beside it")
    parser.add_argument("--svg", type=Path, metavar="FILE", help="write the plot to FILE")
    options = parser.parse_args(arguments)
    try:
        return options, make_plan(options)
    except BenchError as wrong:
        parser.error(str(wrong))


def positive(text):
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def names(things):
    return ", ".join(thing.name for thing in things)


def make_plan(options):
    usual_duts = [dut for dut in duts.ALL if not dut.optional and (dut.quick or not options.quick)]
    usual_works = [work for work in works.ALL if work.quick or not options.quick]
    wanted_works = chosen(works.ALL, options.only, str.startswith) if options.only else usual_works
    wanted_duts = chosen(duts.ALL, options.dut, str.__eq__) if options.dut else usual_duts
    taking_part = [dut for dut in wanted_duts if any(dut.takes(work.kind) for work in wanted_works)]
    if not taking_part:
        raise BenchError("none of these devices can take part in these works")
    return Plan(
        duts=taking_part,
        works=wanted_works,
        rounds=options.rounds or (3 if options.quick else 5),
        seconds=1 if options.quick else 3,
    )


def chosen(things, wanted, matches):
    """In the order of the list, whatever the order of the wish."""
    wishes = wanted.split(",")
    for wish in wishes:
        if not any(matches(thing.name, wish) for thing in things):
            raise BenchError(f"unknown '{wish}'; expected {names(things)}")
    return [thing for thing in things if any(matches(thing.name, wish) for wish in wishes)]


def stop(number, _frame):
    """Unwinds like Ctrl-C, so that everything made is removed, once: a second signal must not cut that short."""
    for handled in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(handled, signal.SIG_IGN)
    raise SystemExit(128 + number)


def main(arguments):
    for handled in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(handled, stop)
    options, plan = parse_arguments(arguments)
    machine = describe_machine(plan.duts)
    before = Load.now()
    try:
        with raised_session(), Lab() as lab:
            outcome = run_campaign(lab, plan)
    except BenchError as failure:
        print(f"bench: {failure}", file=sys.stderr)
        return 1
    machine["load"] = Load.now().since(before)
    rows = summarize(plan, outcome)
    print(render_table(plan, rows), render_legend(plan, rows, machine), sep="\n\n")
    write_files(options, plan, outcome, rows, machine)
    return 1 if outcome.failures else 0


def write_files(options, plan, outcome, rows, machine):
    if options.json:
        options.json.write_text(json.dumps(to_json(plan, outcome, rows, machine), indent=1) + "\n")
    svg = options.svg or (options.json and options.json.with_suffix(".svg"))
    if svg:
        svg.write_text(render_plot(plan, rows, machine))


sys.exit(main(sys.argv[1:]))
