"""The entries of a reference list, taken apart."""

import re
from collections.abc import Sequence

from corpus.article import Footnote, Region, RegionKind
from corpus.dates import find_dates
from corpus.references import ENTRY

_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"”]+", re.IGNORECASE)
_TITLE = re.compile(r"[“\"‘«]\s*(.+?)\s*[,.]?[”\"’»](?=[\s,.(]|$)", re.DOTALL)
_NEXT = re.compile(
    r"(?:(?<=\s)|(?<=^))(?:\[\^?\d{1,3}\]:?|\d{1,3}[.)]|\^\d{1,3}|\d{1,3}(?= [“\"]))\s+(?=[“\"‘«A-Z])", re.MULTILINE
)


def find_footnotes(text: str, regions: Sequence[Region]) -> tuple[Footnote, ...]:
    """The footnotes of a text, in order. Entries may stand one to a line, on several lines, or several on one line."""
    notes: list[Footnote] = []
    for region in regions:
        if region.kind is not RegionKind.REFERENCES:
            continue
        starts = _entry_starts(text[region.start : region.end])
        for start, end in zip(starts, [*starts[1:], region.end - region.start], strict=False):
            notes.append(_footnote(text, region.start + start, region.start + end))
    return tuple(notes)


def _entry_starts(block: str) -> list[int]:
    starts: list[int] = []
    expected: int | None = None
    line_start = 0
    for match in re.finditer(r"[^\r\n]+", block):
        line = match.group()
        lead = len(line) - len(line.lstrip())
        line_start = match.start() + lead
        marker = ENTRY.match(line.lstrip()[:12])
        if marker is not None:
            starts.append(line_start)
            expected = _number(marker.group()) + 1
        if expected is None:
            continue
        for inner in _NEXT.finditer(line):
            at = match.start() + inner.start()
            if at > line_start and _number(inner.group()) == expected:
                starts.append(at)
                expected += 1
    return starts


def _number(marker: str) -> int:
    return int(re.sub(r"\D", "", marker))


def _footnote(text: str, start: int, end: int) -> Footnote:
    entry = text[start:end].rstrip()
    marker = ENTRY.match(entry)
    number = re.sub(r"\D", "", marker.group()) if marker else ""
    rest = entry[marker.end() :] if marker else entry
    url = _URL.search(rest)
    before_url = rest[: url.start()] if url else rest
    dates = list(find_dates(before_url))
    title = _TITLE.search(before_url)
    publisher_from = title.end() if title else 0
    publisher_to = dates[-1].start if dates and dates[-1].start >= publisher_from else len(before_url)
    publisher = before_url[publisher_from:publisher_to].strip(" \t\r\n,.;:()-–—|") if title else None
    return Footnote(
        marker=number,
        start=start,
        end=start + len(entry),
        title=title.group(1) if title else None,
        publisher=publisher or None,
        published=dates[-1].day if dates else None,
        url=url.group().rstrip(".,;)") if url else None,
    )
