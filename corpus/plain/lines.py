"""The lines of an article's text, and the paragraphs that they form where a text is hard-wrapped.

Out of scope: what a paragraph is (`corpus.plain.regions`).
"""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

BLANKS = " \t\n\r\v\f\x1c\x1d\x1e\x1f\x85\xa0\xad\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
"""What no reader sees: spaces of every kind, zero-width characters, the byte order mark."""

WRAP_WIDTH = 100
"""A text with a longer line than this is not hard-wrapped."""

_LINE = re.compile(r"[^\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A stretch `[start, end)` of the text without blanks around it; `text` is that stretch.

    `gap` says that a blank line, or nothing, stands before it.
    """

    start: int
    end: int
    text: str
    gap: bool


def count_lines(text: str) -> int:
    """How many stretches between line breaks there are, blank ones counted only when they hold spaces."""
    return sum(map(bool, text.splitlines()))  # at the same characters as `_LINE`


def split_paragraphs(text: str) -> list[Paragraph]:
    """The non-blank lines; where the text is hard-wrapped, the lines of one paragraph as one."""
    lines: list[Paragraph] = []
    last = -1
    for match in _LINE.finditer(text):
        raw = match.group()
        body = raw.lstrip(BLANKS)
        if not body:
            continue
        start = match.end() - len(body)
        body = body.rstrip(BLANKS)
        between = text[last:start] if last >= 0 else ""
        gap = last < 0 or between.count("\n") > 1 or ("\n" not in between and between.count("\r") > 1)
        lines.append(Paragraph(start, start + len(body), body, gap))
        last = start + len(body)
    width = max((len(line.text) for line in lines), default=0)
    return _unwrapped(text, lines, width) if _is_wrapped(lines, width) else lines


def _is_wrapped(lines: Sequence[Paragraph], width: int) -> bool:
    """Whether most long lines run on, in lower case, in the line below."""
    if not 40 <= width <= WRAP_WIDTH:
        return False
    full = running_on = 0
    for line, following in itertools.pairwise(lines):
        if len(line.text) >= 0.6 * width and not following.gap:
            full += 1
            running_on += following.text[0].islower()
    return running_on >= 3 and running_on >= 0.4 * full


def _unwrapped(text: str, lines: Sequence[Paragraph], width: int) -> list[Paragraph]:
    joined: list[Paragraph] = []
    held = lines[0]
    last = lines[0]
    for line in lines[1:]:
        first_word = line.text.split(None, 1)[0]
        was_full = len(last.text) + 1 + len(first_word) > 0.85 * width
        if not line.gap and was_full and not _starts_item(line.text):
            held = Paragraph(held.start, line.end, text[held.start : line.end], held.gap)
        else:
            joined.append(held)
            held = line
        last = line
    joined.append(held)
    return joined


def _starts_item(line: str) -> bool:
    return re.match(r"(?:[-*•·▪►>#]|\d{1,3}[.)])\s", line) is not None
