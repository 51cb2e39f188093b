"""The ratios to the floor as a picture: a group of horizontal bars a figure, a bar a device under test.

Colours follow the reader's light or dark mode. A bar that would leave the picture is cut, and its number says how far
it goes.
"""

from html import escape

LEFT, WIDTH, RIGHT = 110, 430, 150
TOP, BAR, GAP, GROUP_GAP = 58, 14, 3, 30
BIGGEST_RATIO = 2.0
# Of the Okabe-Ito palette, which people who see colours differently can tell apart; in turns, should there be more.
COLOURS = ("#7f7f7f", "#56b4e9", "#e69f00", "#cc79a7", "#009e73", "#0072b2", "#d55e00")

STYLE = """
  text { font: 12px system-ui, sans-serif; fill: #1f2328; stroke: #ffffff; stroke-width: 4; paint-order: stroke }
  .title { font-size: 15px; font-weight: 600 } .group { font-weight: 600 } .quiet { fill: #59636e }
  .back { fill: #ffffff } .mark { stroke: #59636e; stroke-dasharray: 3 3 }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc; stroke: #0d1117 } .quiet { fill: #9198a1 } .back { fill: #0d1117 } .mark { stroke: #9198a1 }
  }
"""


def render_plot(plan, rows, machine):
    colours = {dut.name: COLOURS[i % len(COLOURS)] for i, dut in enumerate(plan.duts)}
    parts, y = [], TOP
    for figure in plan.figures():
        bars = [row for row in rows if row.figure == figure.name and row.ratios["floor"] is not None]
        if bars:
            parts += [render_group(figure, bars, colours, y)]
            y += GROUP_GAP + len(bars) * (BAR + GAP)
    return render_frame(parts, y, machine, plan)


def render_frame(parts, bottom, machine, plan):
    width, height = LEFT + WIDTH + RIGHT, bottom + 16
    mark = LEFT + length(1)
    about = f"{machine['processor']}, {machine['processors']} processors, {machine['kernel']}; "
    about += f"medians of {plan.rounds} rounds of {plan.seconds:g} s"
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        ' role="img" aria-label="Results of the benchmark, by the floor\'s">',
        f"<style>{STYLE}</style>",
        f'<rect class="back" width="{width}" height="{height}" rx="6"/>',
        text(12, 24, "Result ÷ C floor (1 = as much as a bare copy loop)", "title"),
        text(12, 43, about, "quiet"),
        f'<line class="mark" x1="{mark:.1f}" x2="{mark:.1f}" y1="{TOP}" y2="{bottom}"/>',
        *parts,
        "</svg>",
        "",
    ])  # fmt: skip


def render_group(figure, rows, colours, y):
    better = "less is better" if figure.less_is_better else "more is better"
    lines = [text(12, y + 17, f"{figure.title} ({better})", "group")]
    for number, row in enumerate(rows):
        lines += render_bar(row, figure.unit, colours[row.dut], y + 23 + number * (BAR + GAP))
    return "\n".join(lines)


def render_bar(row, unit, colour, y):
    size = length(row.ratios["floor"])
    value = f"{row.median:.1f}" if row.median < 100 else f"{row.median:.0f}"
    return [
        text(LEFT - 8, y + 11, row.dut, "quiet", anchor="end"),
        f'<rect x="{LEFT}" y="{y}" width="{size:.1f}" height="{BAR}" rx="2" fill="{colour}"/>',
        text(LEFT + size + 6, y + 11, f"{row.ratios['floor']:.2f}  ({value} {unit})"),
    ]


def length(ratio):
    return min(ratio, BIGGEST_RATIO) / BIGGEST_RATIO * WIDTH


def text(x, y, content, style=None, anchor=None):
    attributes = f'x="{x:.1f}" y="{y:.1f}"'
    attributes += f' class="{style}"' if style else ""
    attributes += f' text-anchor="{anchor}"' if anchor else ""
    return f"<text {attributes}>{escape(content)}</text>"
