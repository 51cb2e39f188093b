"""Reads transcripts of a terminal, and compares their output with what a command prints today."""

import re
from dataclasses import dataclass

PROMPT = "$ "
MAC = r"(?:[0-9a-f]{2}:){5}[0-9a-f]{2}"
# What differs from run to run: a number with its unit, a moment, a MAC address. Anything else is compared as it is.
CHANGING = (
    (re.compile(r"\d+(?:[.,]\d+)?([a-zA-Z%µ/]*[,;]?)"), r"\\d+(?:[.,]\\d+)?\1"),
    (re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z"), r"\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z"),
    (re.compile(MAC), MAC.replace("\\", "\\\\")),
)
ANYTHING = "…"


@dataclass(frozen=True)
class Exchange:
    command: str
    output: tuple


def read_transcript(text):
    """Lines that start with "$ " are commands; what follows each is its output. One that ends with \\ goes on."""
    exchanges = []
    for line in text.splitlines():
        if line.startswith(PROMPT):
            exchanges.append(Exchange(line.removeprefix(PROMPT), ()))
        elif not exchanges:
            raise ValueError(f'a transcript starts with "{PROMPT}", not with: {line}')
        elif exchanges[-1].command.endswith("\\"):
            exchanges[-1] = Exchange(f"{exchanges[-1].command}\n{line}", ())
        else:
            exchanges[-1] = Exchange(exchanges[-1].command, (*exchanges[-1].output, line))
    return exchanges


def first_missing(expected, printed):
    """The first of the expected lines that is not printed after those before it, or None. Other lines may be between."""
    rest = iter(" ".join(line.split()) for line in printed.splitlines())
    for line in expected:
        pattern = pattern_of(line)
        if line.strip() != ANYTHING and not any(pattern.fullmatch(other) for other in rest):
            return line
    return None


def pattern_of(line):
    return re.compile(" ".join(map(token_pattern, line.split())).replace(" .* ", " (?:.* )?"))


def token_pattern(token):
    key, equals, value = token.partition("=")
    return re.escape(key + equals) + value_pattern(value) if equals else value_pattern(token)


def value_pattern(token):
    for form, pattern in CHANGING:
        if form.fullmatch(token):
            return form.sub(pattern, token)
    return ".*".join(re.escape(part) for part in token.split(ANYTHING))
