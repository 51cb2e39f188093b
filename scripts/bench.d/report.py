"""From samples to what a person reads: medians, spreads and ratios, as a table and as JSON."""

from dataclasses import asdict, dataclass
from statistics import median

REFERENCES = ("floor", "kernel", "ovs")


@dataclass(frozen=True)
class Row:
    figure: str
    dut: str
    samples: int
    median: float | None
    spread: float | None
    ratios: dict
    cpu_share: float | None
    cpu_nanos_per_frame: float | None
    failures: list


def summarize(plan, outcome):
    return [summarize_cell(outcome, work, figure.name, dut)
            for work, dut in plan.cells() for figure in work.figures()]  # fmt: skip


def summarize_cell(outcome, work, figure, dut):
    values = outcome.values(figure, dut.name)
    return Row(
        figure=figure,
        dut=dut.name,
        samples=len(values),
        median=median_or_none(values.values()),
        spread=spread(list(values.values())),
        ratios={
            name: ratio(values, outcome.values(figure, dut.floor if name == "floor" else name)) for name in REFERENCES
        },
        cpu_share=median_or_none(outcome.values(figure, dut.name, "cpu_share").values()),
        cpu_nanos_per_frame=median_or_none(outcome.values(figure, dut.name, "cpu_nanos_per_frame").values()),
        failures=outcome.reasons(work.name, dut.name),
    )


def ratio(values, references):
    """The median of the ratios round by round: what slows the machine for a while slows both sides of a ratio."""
    return median_or_none(values[number] / references[number] for number in values.keys() & references.keys())


def median_or_none(values):
    values = list(values)
    return median(values) if values else None


def spread(values):
    """Largest minus smallest, as a part of the median."""
    return (max(values) - min(values)) / median(values) if len(values) > 1 else None


def render_table(plan, rows):
    lines = []
    for figure in plan.figures():
        lines += ["", full_title(figure), " " * NAME_WIDTH + "".join(f"{name:>11}" for name in HEADINGS)]
        lines += [render_row(row) for row in rows if row.figure == figure.name]
    return "\n".join(lines)


def full_title(figure):
    return f"{figure.title}, {figure.unit}" + (" (less is better)" if figure.less_is_better else "")


NAME_WIDTH = 22
HEADINGS = ("median", "spread", *(f"÷ {name}" for name in REFERENCES), "CPU", "ns/frame")


def render_row(row):
    if row.median is None:
        return f"  {row.dut:{NAME_WIDTH - 2}}     failed: {row.failures[0] if row.failures else 'no sample'}"
    cells = [
        f"{row.median:.2f}" if row.median < 100 else f"{row.median:.0f}",
        shown(row.spread, "{:.0%}"),
        *(shown(row.ratios[name], "{:.2f}") for name in REFERENCES),
        shown(row.cpu_share, "{:.0%}"),
        shown(row.cpu_nanos_per_frame, "{:.0f}"),
    ]
    note = f"  ({len(row.failures)} failed: {row.failures[0]})" if row.failures else ""
    return f"  {row.dut:{NAME_WIDTH - 2}}" + "".join(f"{cell:>11}" for cell in cells) + note


def shown(value, pattern):
    return "–" if value is None else pattern.format(value)


def render_legend(plan, rows, machine):
    spreads = [row.spread for row in rows if row.spread is not None]
    noise = f"median {median(spreads):.0%}, largest {max(spreads):.0%}" if spreads else "unknown, one round only"
    lines = [
        f"machine     {machine['processor']}, {machine['processors']} processors, {machine['memory']}",
        f"system      {machine['system']}, {machine['kernel']}",
        f"tools       {machine['iperf3']}, {machine['sockperf']}",
        f"taken       {machine['time']}, {plan.rounds} rounds of {plan.seconds:g} s a sample after one to warm up",
        f"noise       spread of a cell (largest minus smallest, by its median): {noise}",
        f"            processor time taken by other programs {machine['load']['others']:.0%}, "
        f"by the hypervisor {machine['load']['stolen']:.0%}",
        "ratios      median of the ratios within each round; more than 1 is faster, but slower where less is better",
        "CPU         of one core, by the forwarder's threads while a sample is taken; the kernel has no such process",
        "",
    ]
    lines += [f"{dut.name:11} {machine['versions'][dut.name]}: {dut.settings}" for dut in plan.duts]
    return "\n".join(lines)


def to_json(plan, outcome, rows, machine):
    return {
        "machine": machine,
        "rounds": plan.rounds,
        "seconds": plan.seconds,
        "duts": {dut.name: {"version": machine["versions"][dut.name], "settings": dut.settings} for dut in plan.duts},
        "figures": {figure.name: asdict(figure) for figure in plan.figures()},
        "summary": [asdict(row) for row in rows],
        "samples": outcome.samples,
        "failures": outcome.failures,
    }
