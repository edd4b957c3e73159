"""What a saved text says of its article, in what stands above and below its body. What it does not say stays None.

A date is the day of publication where a line of its own says so, or stands between headline and body; not that of an event, a
comment, a footnote, a copyright or the file's last change. `2 days ago` names no day, since nobody knows from when.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from corpus.article import How, Region, RegionKind
from corpus.facts.bylines import without_dates
from corpus.facts.dates import day_of_name, find_dates
from corpus.facts.facts import Fact, Metadata, known
from corpus.facts.front_matter import read_front_matter
from corpus.facts.language import find_language, language_of_tag
from corpus.facts.titles import is_outlet, without_outlet
from corpus.plain.lines import BLANKS

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


_IN_NAMES = frozenset(
    re.findall(r"\w+", "of the and for in on at to de da di del der den du la le van von bin ibn al el y e com org net")
)
_ABOVE = 2
"""How many lines may stand between a day and the headline below it. Of nine pages that have none below, it was the day of
publication on eight, with at most one line between, and on one the day on which the page was looked at, at its very top."""

_ENTRIES = 2
"""From how many days on that stand alone between its paragraphs an article is a diary, a timeline or a log."""

_CLOCK = re.compile(r"\d[:.]\d\d\b|\d ?[ap]\.?m\b", re.IGNORECASE)
_MARKS = " \t|·•—–-,/／*_"
_ON_A_DAY = re.compile(r"(?:\s+on)?\s+(?:mon|tues|wednes|thurs|fri|satur|sun)day$", re.IGNORECASE)
_NO_PERSON = re.compile(r"[\[\]{}<>=:]|^[A-Z]{2,5}$|^Follow\b")
"""Not a person's name, where no `By` says that one follows: a label, a time zone, a request."""


def find_metadata(text: str, regions: Sequence[Region], source: str = "") -> Metadata:
    """Read what is known of an article off the regions of its text, and at last the day off the name of its file."""
    front = {name: Fact(value, How.FRONT_MATTER) for name, value in read_front_matter(text).items()}
    title, outlet = without_outlet(_title(text, regions) or "")
    published, updated = _days(text, regions)
    return known(
        title=front.get("title") or (Fact(title, How.HEADLINE) if title else None),
        byline=front.get("byline") or _byline(text, regions),
        publisher=front.get("publisher")
        or _publisher(text, regions)
        or (Fact(outlet, How.HEADLINE) if outlet else None),
        published=_day_stated(front.get("published")) or published or _day_of_file(source),
        updated=_day_stated(front.get("updated")) or updated,
        url=front.get("url"),
        language=find_language(text[region.start : region.end] for region in regions if region.kind is RegionKind.BODY)
        or _language_stated(front.get("language")),
    )


def _day_stated(written: Fact[str] | None) -> Fact[date] | None:
    found = next(find_dates(written.value), None) if written else None
    return Fact(found.day, written.how) if written and found and found.day else None


def _language_stated(tag: Fact[str] | None) -> Fact[str] | None:
    return language_of_tag(tag.value, tag.how) if tag else None


def _day_of_file(source: str) -> Fact[date] | None:
    day = day_of_name(source)
    return Fact(day, How.FILE_NAME) if day else None


def _of_kind(text: str, regions: Sequence[Region], kind: RegionKind) -> Iterator[tuple[Region, str]]:
    for region in regions:
        if region.kind is kind:
            for line in text[region.start : region.end].splitlines():
                if stripped := line.strip(BLANKS):
                    yield region, stripped


def _title(text: str, regions: Sequence[Region]) -> str | None:
    first = next(_of_kind(text, regions, RegionKind.TITLE), None)
    return re.sub(r"^#{1,6} +", "", first[1]).strip() if first else None


def _byline(text: str, regions: Sequence[Region]) -> Fact[str] | None:
    last_body = max((region.start for region in regions if region.kind is RegionKind.BODY), default=0)
    for region, line in _of_kind(text, regions, RegionKind.BYLINE):
        name = re.split(r"\s*[|·•]\s*|\s{2,}|, (?=[A-Z])", _signature(line))[0].strip()
        name = _ON_A_DAY.sub("", name.strip(_MARKS))
        signed = _BY.match(line) is not None or _BY.match(without_dates(line).strip(_MARKS)) is not None
        unsigned = not is_outlet(name) and not _NO_PERSON.search(name) and _is_name(name)
        if region.start < last_body and name and "@" not in name and (unsigned or (signed and name[:4] != "the ")):
            return Fact(name if signed else re.sub(r" in [A-Z].*", "", name), How.BYLINE)
    return None


def _is_name(words: str) -> bool:
    """Whether each word has a capital, as those of a name have, or is none to speak of; not `CNN’s Jane Roe contributed …`."""
    return (
        words[:1].strip() != ""
        and not words[0].islower()
        and all(not word[0].islower() or word in _IN_NAMES for word in re.findall(r"\w[\w’']*", words))
    )


def _signature(line: str) -> str:
    """A byline's names: without `By`, dates and marks around them."""
    return _BY.sub("", without_dates(_BY.sub("", line)).strip(_MARKS))


def _publisher(text: str, regions: Sequence[Region]) -> Fact[str] | None:
    """As a byline names it (`By Jane Roe, Reuters`), or who holds the copyright."""
    for _, line in _of_kind(text, regions, RegionKind.BYLINE):
        signature = _signature(line)
        if staff := _STAFF.match(signature):
            return Fact(staff["name"], How.BYLINE)
        parts = [part.strip() for part in re.split(r"\s*[|·•]\s*|, (?=[A-Z])", signature) if part.strip()]
        if (_BY.match(line) or "|" in signature) and len(parts) == 2 and _is_name(parts[1]):
            return Fact(parts[1], How.BYLINE)
        single = parts[0] if len(parts) == 1 and _BY.match(line) is None else ""
        if is_outlet(single) and _is_name(single) and " " in single:
            return Fact(parts[0], How.BYLINE)
    for _, line in _of_kind(text, regions, RegionKind.FOOTER):
        if (owner := _COPYRIGHT.search(line)) is not None and _is_name(
            name := owner["name"].split(",")[0].strip(" -–—")
        ):
            return Fact(name, How.COPYRIGHT_LINE)
    return None


def _days(text: str, regions: Sequence[Region]) -> tuple[Fact[date] | None, Fact[date] | None]:
    """The day of publication, and that of the last change.

    Published is the day after a word like `Posted`; else the first below the title, or right above it; else the first of
    a change, the one day that its readers are shown: it was published then or before. Without such a word only the head
    of the page counts: further down, dates are those of a timeline or of teasers; and not even the head where the
    article is a diary.
    """
    title = next((region.start for region in regions if region.kind is RegionKind.TITLE), 0)
    body = [region for region in regions if region.kind is RegionKind.BODY]
    head_end = next(
        (region.start for region in body if region.end - region.start >= 200), body[-1].start if body else 0
    )
    tail = body[-1].end if body else 0
    published: date | None = None
    updates: list[date] = []
    # Whether it stands above the title, whether it may be an entry's of a diary, and the day.
    unlabelled: list[tuple[bool, bool, Fact[date]]] = []
    entries: set[date] = set()
    for region in regions:
        if region.kind not in (RegionKind.DATELINE, RegionKind.BYLINE) or region.start > tail + 300:
            continue
        how = How.DATELINE if region.kind is RegionKind.DATELINE else How.BYLINE
        between = sum(map(bool, map(str.strip, text[region.end : title].splitlines())))
        for label, day in _labelled(text[region.start : region.end]):
            if _PUBLISHED.search(label):
                published = published or day
            elif _UPDATED.search(label):
                updates.append(day)
            elif between > _ABOVE:
                continue
            elif region.start < head_end:
                bare = how is How.DATELINE and _CLOCK.search(text, region.start, region.end) is None
                unlabelled.append((region.start < title, bare, Fact(day, how)))
            elif region.start < tail:
                entries.add(day)
    updated = Fact(max(updates), How.UPDATE_LINE) if updates else None
    if published:
        return Fact(published, How.DATELINE), updated
    if len(entries) >= _ENTRIES:
        unlabelled = [candidate for candidate in unlabelled if not candidate[1]]
    if unlabelled:
        return min(unlabelled, key=lambda candidate: candidate[0])[2], updated
    return Fact(min(updates), How.UPDATE_LINE) if updates else None, updated


def _labelled(words: str) -> Iterator[tuple[str, date]]:
    """The days that are written in some lines, each with what stands before it on its line."""
    for line in words.splitlines():
        previous = 0
        for found in find_dates(line):
            if found.day is not None and not line[found.end :].lstrip().startswith(":"):
                yield line[previous : found.start], found.day
            previous = found.end
