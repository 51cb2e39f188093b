"""Reads Markdown pages: fenced blocks with what their info string says, links, and the anchors of headings."""

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

FENCE = re.compile(r"^ {0,3}(`{3,})([^`]*)$")
HEADING = re.compile(r"^#{1,6} +(.*?) *#*$")
LINK = re.compile(r"\]\(([^()\s]+)\)")
CODE_SPAN = re.compile(r"(`+)(?:(?!\1).)+\1")
SKIPPED_FOLDERS = {"target", "node_modules", "bench-results", "test-results"}


@dataclass(frozen=True)
class Block:
    """A fenced block. ```sh on=10.98.0.2 daemon has language sh and options {"on": "10.98.0.2", "daemon": ""}."""

    line: int
    language: str
    options: dict
    text: str


@dataclass(frozen=True)
class Link:
    line: int
    target: str


@dataclass(frozen=True)
class Page:
    path: Path
    blocks: tuple
    links: tuple
    anchors: frozenset


def all_pages(root):
    """Every Markdown file of the checkout, those of builds left out."""
    found = (path for path in root.rglob("*.md") if SKIPPED_FOLDERS.isdisjoint(path.relative_to(root).parts))
    return sorted(path for path in found if not any(part.startswith(".") for part in path.relative_to(root).parts))


def read_page(path):
    return parse(path, path.read_text())


def parse(path, text):
    blocks, prose = split(text.splitlines())
    links = (Link(number, target) for number, line in prose for target in LINK.findall(CODE_SPAN.sub("", line)))
    headings = (match.group(1) for _, line in prose if (match := HEADING.match(line)))
    return Page(path, tuple(blocks), tuple(links), frozenset(anchors_of(headings)))


def split(lines):
    """The fenced blocks, and the numbered lines outside of them. A fence that is never closed reaches to the end."""
    blocks, prose, opened = [], [], None
    for number, line in enumerate(lines, 1):
        fence = FENCE.match(line)
        if opened is None:
            if fence:
                opened = (number, fence.group(1), fence.group(2), [])
            else:
                prose.append((number, line))
        elif fence and len(fence.group(1)) >= len(opened[1]) and not fence.group(2).strip():
            blocks.append(block_of(*opened))
            opened = None
        else:
            opened[3].append(line)
    if opened is not None:
        blocks.append(block_of(*opened))
    return blocks, prose


def block_of(line, _, info, body):
    language, *options = shlex.split(info) or [""]
    pairs = (option.partition("=") for option in options)
    return Block(line, language, {key: value for key, _, value in pairs}, "".join(f"{row}\n" for row in body))


def anchors_of(headings):
    """As GitHub names them: lower case, punctuation gone, hyphens for spaces, a number for a name that is taken."""
    taken = {}
    for heading in headings:
        shown = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        name = re.sub(r"[^\w\- ]", "", shown.lower()).replace(" ", "-")
        count = taken.get(name, 0)
        taken[name] = count + 1
        yield f"{name}-{count}" if count else name
