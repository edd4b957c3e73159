"""What a question says about time: `in June 2023`, `last spring`, `before the election of 2022`, `the latest`.

A small grammar over words, since it is read on the way to every answer: a library that knows dates takes longer to import
than a question takes to answer. English only. What may as well be no date (Theresa May, `1984`, the Sunday Times, the
first lady) is left alone: what is understood only lifts passages, so that what is missed costs little.

Out of scope: how near an article is to that time (`qa.time.closeness`), and dates in articles (`corpus.facts.dates`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from qa.time.dates import DASHES, DATE_WORDS, DETERMINERS, read_date
from qa.time.days import Bearing, Span, days, part_of, year_span
from qa.time.relative import RELATIVE_WORDS, calendar_unit, count_at, read_relative
from qa.time.wording import MONTH, UNITS, Found, Words, one_of


class Order(StrEnum):
    """Which of the articles about a thing are wanted."""

    NEWEST = "the newest"
    EARLIEST = "the earliest"


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """What a question says about time. Without spans and order it says nothing."""

    asked_on: date
    spans: tuple[Span, ...] = ()
    order: Order | None = None

    @property
    def said(self) -> tuple[str, ...]:
        """What was understood, in words: `June 2023`, `the newest`."""
        return tuple(dict.fromkeys(str(one) for one in (*self.spans, self.order) if one))

    def __str__(self) -> str:
        return ", ".join(self.said)


_NEWEST = (
    r"(?<!at the )\b(?:latest|newest|(?:most )?recent(?:ly)?|right now|these days|nowadays|currently)\b"
    r"|\b(?:the|is|its|his|her|their|whose|s) current \w|\bat (?:the moment|present)\b(?! \w)|(?<=[ ,])(?<!from )(?<!until )now\b"
    r"|\bso far\b(?! as| from)|\bLatest\b"
)
_EARLIEST = (
    r"\bearliest\b|\bat first\b|\binitial(?:ly)? (?:report|account|stor|version|sa[iy]|claim|announce|estimate|respon|reaction)"
    r"|\b[Ff]irst (?:report|account|article|story|stories|coverage|reaction)(?:s|ed)?\b"
    r"|\b(?:[Ww]ho|did|was|were|had|has|have|been|he|she|it|they)(?: \w+){0,4} first (?:announc|reveal|emerg|sa(?:id|y)|mention|learn|spott|detect|appear|break|broke)"
)


def parse_when(text: str, asked_on: date) -> When:
    """What `text` says about time, its relative words reckoned from `asked_on`."""
    spans = tuple(dict.fromkeys(_spans(Words(text, asked_on))))
    order = Order.NEWEST if re.search(_NEWEST, text) else Order.EARLIEST if re.search(_EARLIEST, text) else None
    return When(asked_on=asked_on, spans=spans, order=order)


_PARTS = {"early": 0, "beginning": 0, "start": 0, "mid": 1, "middle": 1, "late": 2, "end": 2}
_EDGES = one_of("first last final")
_JOINTS = DASHES | {"to", "through", "until", "till"}
_BEARINGS = {
    **dict.fromkeys(("before", "until", "till", "by"), Bearing.BEFORE),
    "after": Bearing.AFTER,
    "since": Bearing.INSIDE,
}
_SKIPPED = one_of("the of in on early late mid - end")


_BEGINNINGS = DATE_WORDS | RELATIVE_WORDS | _EDGES | _PARTS.keys()


def _spans(words: Words) -> Iterator[Span]:
    at = 0
    while at < len(words):
        if (word := words.lower(at)) not in _BEGINNINGS and not word.isdigit():
            at += 1
            continue
        try:
            found = _read_range(words, at)
        except (ValueError, OverflowError):  # 31 February, or a time outside of the calendar
            found = None
        if found:
            yield _borne(words, found[0], at)
        at = found[1] if found else at + 1


def _read(words: Words, at: int) -> Found:
    if words.lower(at) in _PARTS:
        return _read_part(words, at)
    if words.lower(at) in _EDGES and (edge := _read_edge(words, at)):
        return edge
    return read_relative(words, at) or read_date(words, at)


def _read_part(words: Words, at: int) -> Found:
    """`early June`, `mid-2022`, `the end of the year`."""
    rest = at + 1
    while words.lower(rest) in ("-", "of", "the", "in"):
        rest += 1
    found = _read(words, rest) if words.lower(rest) not in _PARTS else None
    if (
        found is None
        and words.lower(rest - 1) == "the"
        and (unit := words.unit(rest)) not in (None, "hour", "night", "day")
    ):
        assert unit
        found = calendar_unit(words, unit, 0), rest + 1
    return (part_of(found[0], _PARTS[words.lower(at)]), found[1]) if found else None


def _read_edge(words: Words, at: int) -> Found:
    """`the last three months of 2022`, `the first week of June`."""
    count = count_at(words, at + 1)
    unit_at = at + 1 + (count is not None)
    unit = words.unit(unit_at)
    if unit is None or words.lower(unit_at + 1) not in ("of", "in"):
        return None
    found = _read(words, unit_at + 2)
    length = timedelta((count or 1) * UNITS[unit] - 1)
    if found is None or found[0].end - found[0].start <= length:
        return None
    start, end = found[0].start, found[0].end
    return (days(start, start + length) if words.lower(at) == "first" else days(end - length, end)), found[1]


def _read_range(words: Words, at: int) -> Found:
    """A span, or two as one with a dash, `to` or (behind `between`) `and` in between."""
    first = _read(words, at)
    if first is None:
        return None
    span, end = first
    joint, number = words.lower(end), words.number(end + 1)
    if joint not in _JOINTS and not (joint == "and" and "between" in (words.lower(at - 1), words.lower(at - 2))):
        return first
    if (day := words.day(end + 1)) and span.start == span.end and words.lower(end + 2) not in MONTH:  # `June 12-18`
        return days(span.start, span.start.replace(day=day)), end + 2
    if joint in DASHES and number is not None and words.year(at) and end == at + 1 and number < 100:  # `2022-23`
        last = span.start.year // 100 * 100 + number
        return (year_span(span.start.year, last), end + 2) if last > span.start.year else first
    second = _read(words, end + 1)
    if second is None:
        return first
    start, last_day = span.start, second[0].end
    if start > second[0].start:  # `between May and July 2021`: the year stands once
        start = start.replace(year=last_day.year - (start.month > last_day.month))
    return days(start, last_day), second[1]


def _borne(words: Words, span: Span, at: int) -> Span:
    """The span with what the words before it make of it: `since …`, `before the election of …`."""
    while at and words.lower(at - 1) in _SKIPPED:
        at -= 1
    word = words.lower(at - 1)
    if word not in _BEARINGS:
        # No further than three words, behind something that is named: not `before he resigned in 2022`.
        back = next((back for back in range(2, 6) if words.lower(at - back) in _BEARINGS), 0)
        named = words.at(at - back + 1)
        word = words.lower(at - back) if back and (named.lower in DETERMINERS or named.capital) else ""
    if word == "since":
        return days(span.start, max(words.today, span.end))
    return replace(span, bearing=_BEARINGS[word]) if word in _BEARINGS else span
