"""Finds relative links of pages that lead nowhere."""

import re
from functools import cache
from urllib.parse import unquote

from pages import read_page

ELSEWHERE = re.compile(r"^[a-z][a-z0-9+.-]*:")


def broken_links(page):
    """A line for each link whose file or anchor does not exist: LINE: what is wrong."""
    for link in read_page(page).links:
        problem = None if ELSEWHERE.match(link.target) else judge(page, link.target)
        if problem:
            yield f"{link.line}: {problem}"


def judge(page, target):
    name, _, anchor = target.partition("#")
    file = (page.parent / unquote(name)).resolve() if name else page.resolve()
    if not file.exists():
        return f"{target}: there is no such file"
    if anchor and (file.suffix != ".md" or anchor not in anchors(file)):
        return f"{target}: there is no such heading"
    return None


@cache
def anchors(file):
    return read_page(file).anchors
