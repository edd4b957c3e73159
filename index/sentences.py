"""Where the sentences of a text begin and end.

`sentencex` finds them a line at a time (over whole texts it moves `\\r\\n` between sentences); news adds two habits
that it doesn't know: a footnote number behind a closing quote (`”[5] Beijing said`) and a raised one (`said.¹ Then`).

Out of scope: what is body and what is not (`corpus.plain.regions`), and how sentences become passages (`index.split`).
"""

import re
from collections.abc import Iterator
from itertools import pairwise

import sentencex

FOOTNOTE = re.compile(r"\[\^?\d{1,3}\]")
"""A footnote number as it stands in running text."""

_LINE = re.compile(r"[^\r\n]+")
_MARKERS = r"(?:\[\^?\d{1,3}(?:(?:, ?|[-–])\^?\d{1,3})*\]|[¹²³⁰⁴-⁹])+"
_AFTER_MARKER = re.compile(rf"[.!?…][\"'”’»)\]“]*(?:{_MARKERS}|\(\d{{1,3}}\))(?=\s+[\"'“‘«(\[]*[A-Z0-9À-Þ])")
"""The end of a sentence that closes with footnote numbers, where another one follows."""
_LEADING_MARKER = re.compile(rf"\s*{_MARKERS}")
_GLUED_MARKER = re.compile(r"\(\d{1,3}\)")

Span = tuple[int, int]


def find_sentences(text: str, start: int, end: int) -> list[Span]:
    """Sentences of `text[start:end]` as `(start, end)` offsets into `text`, without the white space around them.

    No sentence crosses a line end: saved articles break lines between paragraphs. Together they hold every
    character of the stretch that is not white space.
    """
    return [
        span for line in _LINE.finditer(text, start, end) for span in _line_sentences(text, line.start(), line.end())
    ]


def _line_sentences(text: str, start: int, end: int) -> Iterator[Span]:
    line = text[start:end]
    pieces = sentencex.segment("en", line)
    if "".join(pieces) != line:
        # Never seen on 183,000 lines of news; a lost character would shift every offset behind it.
        pieces = [line]
    cuts = [0]
    for piece in pieces:
        offset = cuts[-1]
        leading = _LEADING_MARKER.match(piece) or (
            _GLUED_MARKER.match(piece) if not line[offset - 1 : offset].isspace() else None
        )
        if leading and offset and offset not in (0, len(line)):
            # A number that sentencex left at the front of the next sentence belongs to the one that it supports.
            cuts[-1] = offset + leading.end()
        for inner in _AFTER_MARKER.finditer(piece):
            if offset + inner.end() > cuts[-1]:
                cuts.append(offset + inner.end())
        cuts.append(offset + len(piece))
    for left, right in pairwise(cuts):
        stripped = line[left:right].strip()
        if stripped:
            at = start + left + line[left:right].index(stripped)
            yield at, at + len(stripped)
