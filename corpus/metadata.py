"""What a saved page says of its article: title, byline, publisher, publication date. What it does not say stays None."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from corpus.article import Region, RegionKind
from corpus.bylines import without_dates
from corpus.dates import find_dates
from corpus.lines import BLANKS


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
_FRONT = re.compile(
    r"^(?P<key>title|date|published|author|by|byline|publisher|source|site|url|link|canonical)\s*[:=]\s*(?P<value>.+?)\s*$",
    re.IGNORECASE | re.MULTILINE,
)


def find_metadata(text: str, regions: Sequence[Region]) -> Metadata:
    """Read title, byline, publisher, date and address off the regions of a text."""
    front = _front_matter(text)
    byline = front.get("author") or front.get("by") or front.get("byline") or _byline(text, regions)
    publisher = front.get("publisher") or front.get("site") or front.get("source")
    stated = next(find_dates(front.get("date") or front.get("published") or ""), None)
    return Metadata(
        title=front.get("title") or _title(text, regions),
        byline=byline,
        publisher=publisher or _publisher(text, regions),
        published=stated.day if stated else _published(text, regions),
        url=front.get("url") or front.get("link") or front.get("canonical"),
    )


def _front_matter(text: str) -> dict[str, str]:
    start = text.lstrip(BLANKS)
    if not start.startswith(("---", "+++")):
        return {}
    mark = start[:3]
    end = start.find("\n" + mark, 3)
    if end < 0 or end > 4000:
        return {}
    return {found["key"].lower(): found["value"].strip("\"' ") for found in _FRONT.finditer(start[:end])}


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
    body_start = max((region.start for region in regions if region.kind is RegionKind.BODY), default=0)
    for region, line in _of_kind(text, regions, RegionKind.BYLINE):
        if region.start < body_start:
            name = without_dates(_BY.sub("", line)).strip(" \t|·•—–-,/*_")
            return re.split(r"\s*[|·•]\s*|\s{2,}|, (?=[A-Z])", name)[0].strip() or None
    return None


def _publisher(text: str, regions: Sequence[Region]) -> str | None:
    for _, line in _of_kind(text, regions, RegionKind.BYLINE):
        plain = without_dates(_BY.sub("", line)).strip(" \t|·•—–-,/")
        if staff := _STAFF.match(plain):
            return staff["name"]
        parts = [part.strip() for part in re.split(r"\s*[|·•]\s*|, (?=[A-Z])", plain) if part.strip()]
        if (_BY.match(line) and len(parts) == 2) or ("|" in plain and len(parts) >= 2):
            return parts[1]
    for _, line in _of_kind(text, regions, RegionKind.FOOTER):
        if (owner := _COPYRIGHT.search(line)) is not None and (name := owner["name"].split(",")[0].strip(" -–—")):
            return name
    return None


def _published(text: str, regions: Sequence[Region]) -> date | None:
    updated: date | None = None
    candidates: list[date] = []
    for region in regions:
        if region.kind not in (RegionKind.DATELINE, RegionKind.BYLINE):
            continue
        for line in text[region.start : region.end].splitlines():
            previous = 0
            for found in find_dates(line):
                label = line[previous : found.start]
                previous = found.end
                if found.day is None:
                    continue
                if _UPDATED.search(label) and not _PUBLISHED.search(label):
                    updated = updated or found.day
                elif _PUBLISHED.search(label):
                    return found.day
                else:
                    candidates.append(found.day)
    return candidates[0] if candidates else updated
