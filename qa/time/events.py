"""The days and months that a passage speaks of, as it writes them: `on June 18`, `in May 2021`, `on Sunday`.

Only what a pattern finds quickly, since a question reads some hundred passages. What stands without a year is reckoned
from the day on which the article was published; in an undated article it says nothing.
"""

import re
from datetime import date
from functools import lru_cache

from corpus.facts.calendar import MONTHS, WEEKDAYS
from qa.time.days import month_span
from qa.time.wording import MONTH

Event = tuple[int, int]
"""First and last day, as ordinals of `datetime.date`."""

_ANCHOR = rf"{'|'.join(name[:3] for name in MONTHS)}|(?:{'|'.join(WEEKDAYS)})\b|20\d\d-\d\d-\d\d\b"
_REST = r"[a-z]{0,6}\b\.?(?: (?P<day>\d{1,2})(?:st|nd|rd|th)?\b(?!:))?(?:,? (?P<year>(?:19|20)\d\d)\b)?"
"""What follows the first three letters of a month."""
_BEFORE = r"\b(?:(?P<day>\d{1,2})(?:st|nd|rd|th)? (?:of )?|(?P<in>in|since|of|early|late|mid)[ -])\Z"
"""What may stand before a month."""


@lru_cache(maxsize=16_384)
def find_events(text: str, published: int) -> tuple[Event, ...]:
    """The days named in `text`, in order; `published` is an ordinal of `datetime.date`, 0 where it is not known."""
    found = []
    for match in re.finditer(_ANCHOR, text):
        try:
            event = _read(text, match, published)
        except ValueError:  # 31 June
            continue
        if event:
            found.append(event)
    return tuple(dict.fromkeys(found))


def _read(text: str, match: re.Match[str], published: int) -> Event | None:
    word = match[0]
    if text[match.start() - 1 : match.start()].isalnum():
        return None
    if word.endswith("day"):
        since = (published - 1 - WEEKDAYS.index(word)) % 7
        return (published - since, published - since) if published > since else None
    if len(word) > 3:
        return _days(date.fromisoformat(word))
    rest = re.compile(_REST).match(text, match.end())
    before = re.search(_BEFORE, text[max(0, match.start() - 10) : match.start()])
    name = word + (rest[0] if rest else "").partition(" ")[0].rstrip(".,")
    month = MONTH.get(name.lower())
    if rest is None or month is None:
        return None
    day = rest["day"] or (before["day"] if before else None)
    year = int(rest["year"] or 0)
    if not (year or (published and (day or (before and before["in"])))):
        return None  # Theresa May
    if year == 0:
        # An article speaks of days before it and after it: the nearest is meant.
        near = date.fromordinal(published)
        year = min((near.year + step for step in (-1, 0, 1)), key=lambda one: abs(date(one, month, 15) - near))
    if day:
        return _days(date(year, month, int(day)))
    span = month_span(year, month)
    return _days(span.start, span.end)


def _days(start: date, end: date | None = None) -> Event:
    return start.toordinal(), (end or start).toordinal()
