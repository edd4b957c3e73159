"""What a saved page says of its article: title, byline, publisher, publication date. What it does not say stays None."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from corpus.article import Region, RegionKind
from corpus.bylines import without_dates
from corpus.dates import find_dates
from corpus.front_matter import read_front_matter
from corpus.lines import BLANKS
from corpus.titles import is_outlet, without_outlet


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What is known of an article, read off its regions."""

    title: str | None
    byline: str | None
    publisher: str | None
    published: date | None
    url: str | None


_PUBLISHED = re.compile(
    r"\b(?:posted|published|first published|publication date|originally published|issued|released)\b", re.IGNORECASE
)
_UPDATED = re.compile(r"\b(?:updated?|modified|edited)\b", re.IGNORECASE)
_BY = re.compile(r"^\W{0,3}(?:[A-Za-z]+ )?by:?\s+", re.IGNORECASE)
_STAFF = re.compile(
    r"(?:by )?(?P<name>(?:[A-Z][\w.&'’-]*)(?: [A-Z&][\w.&'’-]*){0,4}) (?:Editors?|Staff|Newsroom|Web Desk|News Desk|News Service|Correspondent)(?: and .{1,40})?$"
)
_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|copyright)[\s©]*(?:\(c\)\s*)?(?:(?:19|20)\d\d(?:\s?[-–]\s?(?:(?:19|20)\d\d|present))?)?[,.\s]*(?:by\s+)?(?P<name>[^.|\n\r]{2,80}?)(?:,? (?:all rights reserved|inc|llc|ltd)\b.*|[.|\n\r].*|,? (?:19|20)\d\d.*|$)",
    re.IGNORECASE,
)


def find_metadata(text: str, regions: Sequence[Region]) -> Metadata:
    """Read title, byline, publisher, date and address off the regions of a text."""
    head = text[: regions[0].end] if regions else ""
    front = read_front_matter([line.strip(BLANKS) for line in head.splitlines() if line.strip(BLANKS)])
    title, outlet = without_outlet(_title(text, regions) or "")
    stated = next(find_dates(front.get("published", "")), None)
    return Metadata(
        title=front.get("title") or title or None,
        byline=front.get("byline") or _byline(text, regions),
        publisher=front.get("publisher") or _publisher(text, regions) or outlet,
        published=stated.day if stated else _published(text, regions),
        url=front.get("url"),
    )


def _of_kind(text: str, regions: Sequence[Region], kind: RegionKind) -> Iterator[tuple[Region, str]]:
    for region in regions:
        if region.kind is kind:
            for line in text[region.start : region.end].splitlines():
                if stripped := line.strip(BLANKS):
                    yield region, stripped


def _title(text: str, regions: Sequence[Region]) -> str | None:
    first = next(_of_kind(text, regions, RegionKind.TITLE), None)
    return re.sub(r"^#{1,6} +", "", first[1]).strip() if first else None


def _byline(text: str, regions: Sequence[Region]) -> str | None:
    last_body = max((region.start for region in regions if region.kind is RegionKind.BODY), default=0)
    for region, line in _of_kind(text, regions, RegionKind.BYLINE):
        name = re.split(r"\s*[|·•]\s*|\s{2,}|, (?=[A-Z])", _signature(line))[0].strip()
        signed = _BY.match(line) is not None
        if region.start < last_body and name and (signed or not is_outlet(name)):
            return name if signed else re.sub(r" in [A-Z].*", "", name)
    return None


def _signature(line: str) -> str:
    """A byline's names: without `By`, dates and marks around them."""
    return without_dates(_BY.sub("", line)).strip(" \t|·•—–-,/*_")


def _publisher(text: str, regions: Sequence[Region]) -> str | None:
    """As a byline names it (`By Jane Roe, Reuters`), or who holds the copyright."""
    for _, line in _of_kind(text, regions, RegionKind.BYLINE):
        signature = _signature(line)
        if staff := _STAFF.match(signature):
            return staff["name"]
        parts = [part.strip() for part in re.split(r"\s*[|·•]\s*|, (?=[A-Z])", signature) if part.strip()]
        if (_BY.match(line) or "|" in signature) and len(parts) == 2:
            return parts[1]
        if _BY.match(line) is None and len(parts) == 1 and is_outlet(parts[0]) and len(parts[0].split()) > 1:
            return parts[0]
    for _, line in _of_kind(text, regions, RegionKind.FOOTER):
        if (owner := _COPYRIGHT.search(line)) is not None and (name := owner["name"].split(",")[0].strip(" -–—")):
            return name
    return None


def _published(text: str, regions: Sequence[Region]) -> date | None:
    """The day after a word like `Posted`; else the first below the title, or above it; else the day of the update.

    Without such a word only the head of the page counts: further down, dates are those of a timeline or of teasers.
    """
    title = next((region.start for region in regions if region.kind is RegionKind.TITLE), 0)
    body = [region for region in regions if region.kind is RegionKind.BODY]
    head_end = next(
        (region.start for region in body if region.end - region.start >= 200), body[-1].start if body else 0
    )
    tail = body[-1].end if body else 0
    updated: date | None = None
    unlabelled: list[tuple[bool, date]] = []
    for region in regions:
        if region.kind not in (RegionKind.DATELINE, RegionKind.BYLINE) or region.start > tail + 300:
            continue
        for label, day in _labelled(text[region.start : region.end]):
            if _PUBLISHED.search(label):
                return day
            if _UPDATED.search(label):
                updated = updated or day
            elif region.start < head_end:
                unlabelled.append((region.start < title, day))
    return min(unlabelled, key=lambda candidate: candidate[0])[1] if unlabelled else updated


def _labelled(words: str) -> Iterator[tuple[str, date]]:
    """The days that are written in some lines, each with what stands before it on its line."""
    for line in words.splitlines():
        previous = 0
        for found in find_dates(line):
            if found.day is not None:
                yield line[previous : found.start], found.day
            previous = found.end
