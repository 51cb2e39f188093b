"""A flame graph: a row a depth of the stack, the caller below; as wide as the share of time. Largest to the left.

One file without scripts. Fills are bright enough for dark text in light and in dark mode.
"""

from dataclasses import dataclass, field
from html import escape

from stacks import JAVA, KERNEL, OUR_C, REST

WIDTH, MARGIN, ROW, TOP, BOTTOM = 1200, 10, 17, 64, 10
# Of the width; what is narrower could not be seen.
NARROWEST = 0.002
LETTER = 6.3
COLOURS = {KERNEL: "#7cc4ee", OUR_C: "#f0b23e", JAVA: "#5fd0ac", REST: "#dfa9c8"}
CLASSES = {KERNEL: "k", OUR_C: "c", JAVA: "j", REST: "r"}
STYLE = """
  text { font: 11px system-ui, sans-serif; fill: #1f2328 } .title { font-size: 15px; font-weight: 600 }
  .back { fill: #ffffff } g rect { stroke: #ffffff; stroke-width: .6 }
  @media (prefers-color-scheme: dark) {
    .head { fill: #f0f6fc } .back { fill: #0d1117 } g rect { stroke: #0d1117 }
  }
""" + "".join(f"  .{CLASSES[kind]} {{ fill: {colour} }}\n" for kind, colour in COLOURS.items())


@dataclass
class Node:
    """A frame with the same callers."""

    frame: object = None
    samples: int = 0
    callees: dict = field(default_factory=dict)

    def add(self, stack, samples):
        self.samples += samples
        node = self
        for frame in stack:
            node = node.callees.setdefault(frame, Node(frame))
            node.samples += samples

    def depth(self, least):
        return 1 + max((callee.depth(least) for callee in self.shown(least)), default=0)

    def shown(self, least):
        callees = [callee for callee in self.callees.values() if callee.samples >= least]
        return sorted(callees, key=lambda callee: -callee.samples)


def render_picture(title, profile):
    root = Node()
    for stack, samples in profile.stacks.items():
        root.add(stack, samples)
    least = NARROWEST * root.samples
    height = TOP + (root.depth(least) - 1) * ROW + BOTTOM
    drawing = Drawing(root.samples, least, height - BOTTOM)
    drawing.draw_callees(root, MARGIN, 0)
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
        f' role="img" aria-label="Flame graph: {escape(title)}">',
        f"<style>{STYLE}</style>",
        f'<rect class="back" width="{WIDTH}" height="{height}" rx="6"/>',
        f'<text class="head title" x="{MARGIN}" y="24">{escape(title)}: {root.samples} samples of a worker</text>',
        *legend(profile),
        *drawing.parts,
        "</svg>",
        "",
    ])  # fmt: skip


def legend(profile):
    x = MARGIN
    for kind, share in profile.shares().items():
        label = f"{kind} {share:.1%}"
        yield f'<rect class="{CLASSES[kind]}" x="{x}" y="36" width="12" height="12" rx="2"/>'
        yield f'<text class="head" x="{x + 17}" y="46">{label}</text>'
        x += 45 + round(len(label) * LETTER)


class Drawing:
    def __init__(self, samples, least, bottom):
        self.samples, self.least, self.bottom = samples, least, bottom
        self.parts = []

    def draw_callees(self, node, x, depth):
        for callee in node.shown(self.least):
            width = callee.samples / self.samples * (WIDTH - 2 * MARGIN)
            self.parts.append(self.render(callee, x, self.bottom - (depth + 1) * ROW, width))
            self.draw_callees(callee, x, depth + 1)
            x += width

    def render(self, node, x, y, width):
        frame, share = node.frame, node.samples / self.samples
        label = cut(frame.name, width)
        text = f'<text x="{x + 3:.1f}" y="{y + 12}">{escape(label)}</text>' if label else ""
        return (
            f"<g><title>{escape(frame.name)}: {share:.1%} ({frame.kind})</title>"
            f'<rect class="{CLASSES[frame.kind]}" x="{x:.1f}" y="{y}" width="{width:.1f}" height="{ROW}" rx="1"/>{text}</g>'
        )


def cut(name, width):
    """As much of it as there is room for, or nothing if that says nothing."""
    room = int((width - 5) / LETTER)
    if len(name) <= room:
        return name
    return name[: room - 1] + "…" if room > 4 else ""
