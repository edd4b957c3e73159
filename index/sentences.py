"""Where the sentences of a text begin and end.

`sentencex` finds them a line at a time (over whole texts it moves `\\r\\n` between sentences); news adds habits that it
doesn't know: a footnote number behind a closing quote (`”[5] Beijing said`), a raised one (`said.¹ Then`), and dots that
end nothing (`Sino-U.S. relations`, `9 p.m. ET`, `J.D. Vance`).

Out of scope: what is body and what is not (`corpus.plain.regions`), and how sentences become passages (`index.split`).
"""

import re
from collections.abc import Iterator, Sequence
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

_PART_OF_A_WORD = re.compile(r"\b[A-Za-z]\.$")
_SHORT = re.compile(r"(?:\b[A-Z]\w{0,4}|\d)\.\s*$")
"""What may be an abbreviation, or a number, where a small letter follows; some write all of a text in these."""
_HOUR = re.compile(r"\b[ap]\.m\.\s+$", re.IGNORECASE)
_ZONE = re.compile(r"(?:[ECMP][SD]?T|GMT|UTC|B?ST|CES?T|[A-Z][a-z]+ (?:Standard |Daylight )?[Tt]ime)\b")
_INITIALS = re.compile(r"(?<![\w.-])(?!(?:U\.S|U\.K|U\.N|E\.U|D\.C|L\.A|N\.Y|N\.J|U\.S\.A)\.\s)(?:[A-Z]\.){2,3}\s+$")
_SURNAME = re.compile(
    r"(?!(?:The|An?|In|On|At|It|He|She|They|We|I|But|And|This|That|There|If|When|As|For|Its|His|Her|Their|Wh\w+)\b)"
    r"[A-ZÀ-Þ][\w’'-]+ (?:[a-z(]|[A-Z][a-z])|[A-ZÀ-Þ][\w’'-]+[,.’']"
)

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
    for piece in _whole(pieces):
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


def _whole(pieces: Sequence[str]) -> list[str]:
    """The pieces of a line, put together again where a dot inside or behind an abbreviation was taken for an end."""
    whole: list[str] = []
    for piece in pieces:
        if whole and _goes_on(whole[-1], piece):
            whole[-1] += piece
        else:
            whole.append(piece)
    return whole


def _goes_on(before: str, after: str) -> bool:
    if _PART_OF_A_WORD.search(before):
        return after[:1].isalpha()
    if _HOUR.search(before):
        return _ZONE.match(after) is not None
    if _INITIALS.search(before):
        return _SURNAME.match(after) is not None
    return after[:1].islower() and _SHORT.search(before) is not None
