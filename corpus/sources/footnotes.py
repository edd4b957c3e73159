"""The entries of a reference list, taken apart."""

import re
from bisect import bisect_left
from collections.abc import Sequence

from corpus.article import Footnote, Link, Region, RegionKind
from corpus.facts.dates import find_dates
from corpus.sources.references import ENTRY, number_of

_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"”]+", re.IGNORECASE)
_TITLE = re.compile(r"[“\"‘«]\s*(.+?)\s*[,.]?[”\"’»](?=[\s,.(]|$)", re.DOTALL)
_NEXT = re.compile(
    r"(?:(?<=\s)|(?<=^))(?:\[\^?\d{1,3}\]:?|\d{1,3}[.)]|\^\d{1,3}|\d{1,3}(?= [“\"]))\s+(?=[“\"‘«A-Z])", re.MULTILINE
)


def find_footnotes(text: str, regions: Sequence[Region], anchors: Sequence[Link] = ()) -> tuple[Footnote, ...]:
    """The footnotes of a text, in order. Entries may stand one to a line, on several lines, or several on one line.

    `anchors` are the links of a page, in order: an entry's address may stand in its code only.
    """
    notes: list[Footnote] = []
    starts_of_anchors = [anchor.start for anchor in anchors]
    for region in regions:
        if region.kind is not RegionKind.REFERENCES:
            continue
        starts = _entry_starts(text[region.start : region.end])
        for start, end in zip(starts, [*starts[1:], region.end - region.start], strict=False):
            start, end = region.start + start, region.start + end
            inside = anchors[bisect_left(starts_of_anchors, start) : bisect_left(starts_of_anchors, end)]
            notes.append(_footnote(text, start, end, inside))
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
            expected = number_of(marker) + 1
        if expected is None:
            continue
        for inner in _NEXT.finditer(line):
            at = match.start() + inner.start()
            if at > line_start and int(re.sub(r"\D", "", inner.group())) == expected:
                starts.append(at)
                expected += 1
    return starts


def _footnote(text: str, start: int, end: int, anchors: Sequence[Link]) -> Footnote:
    entry = text[start:end].rstrip()
    marker = ENTRY.match(entry)
    at = marker.end() if marker else 0
    rest = entry[at:]
    url = _URL.search(rest)
    before_url = rest[: url.start()] if url else rest
    dates = list(find_dates(before_url))
    quoted = _TITLE.search(before_url)
    # A page's entry may have its title's words for a link, and no quotation marks.
    linked = next((one for one in anchors if text[one.start : one.end].count(" ") > 1), None) if not quoted else None
    title = quoted[1] if quoted else text[linked.start : linked.end].strip(' “”"‘’,.') if linked else None
    publisher_from = quoted.end() if quoted else linked.end - start - at if linked else 0
    publisher_to = dates[-1].start if dates and dates[-1].start >= publisher_from else len(before_url)
    publisher = before_url[publisher_from:publisher_to].strip(' \t\r\n,.;:()-–—|↩︎↑^”"') if title else None
    return Footnote(
        marker=str(number_of(marker)) if marker else "",
        start=start,
        end=start + len(entry),
        title=title,
        publisher=publisher or None,
        published=dates[-1].day if dates else None,
        url=url.group().rstrip(".,;)") if url else anchors[0].url if anchors else None,
    )
