"""Spans of days, and the calendar's own: a month, a season, a quarter, a holiday.

Out of scope: which of them a question speaks of (`qa.time.when`).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from corpus.facts.calendar import MONTHS

FIRST_YEAR, LAST_YEAR = 1500, 2100
"""Four figures outside of these are taken for no year."""

SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
"""The month that each begins with, in the northern half of the world, where most of the news in English is written."""


class Bearing(StrEnum):
    """What a span has to do with what is asked."""

    INSIDE = "in"
    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Days `[start, end]`, both included, and whether what is asked for lies in them, before them or after them."""

    start: date
    end: date
    bearing: Bearing = Bearing.INSIDE

    def __str__(self) -> str:
        return self._days() if self.bearing is Bearing.INSIDE else f"{self.bearing} {self._days()}"

    def _days(self) -> str:
        start, end = self.start, self.end
        begins, ends = start.day == 1, end.day == _last_day(end.year, end.month)
        if begins and ends and (start.month, end.month) == (1, 12):
            return _joined(str(start.year), str(end.year))
        if begins and ends:
            return _joined(f"{MONTHS[start.month - 1]} {start.year}", f"{MONTHS[end.month - 1]} {end.year}")
        return _joined(*(f"{day.day} {MONTHS[day.month - 1]} {day.year}" for day in (start, end)))


def _last_day(year: int, month: int) -> int:
    return 31 if month == 12 else (date(year, month + 1, 1) - timedelta(1)).day


def _joined(start: str, end: str) -> str:
    return start if start == end else f"{start} to {end}"


def days(start: date, end: date) -> Span:
    return Span(start=min(start, end), end=max(start, end))


def year_span(year: int, last: int | None = None) -> Span:
    return days(date(year, 1, 1), date(last or year, 12, 31))


def month_span(year: int, month: int, count: int = 1) -> Span:
    """`count` months; a `month` beyond 12, or below 1, is one of another year."""
    first, last = year * 12 + month - 1, year * 12 + month + count - 2
    end_year, end_month = last // 12, last % 12 + 1
    return days(date(first // 12, first % 12 + 1, 1), date(end_year, end_month, _last_day(end_year, end_month)))


def week_span(day: date) -> Span:
    """The week of `day`, from Monday to Sunday."""
    monday = day - timedelta(day.weekday())
    return days(monday, monday + timedelta(6))


def part_of(span: Span, part: int) -> Span:
    """The first (0), middle (1) or last (2) third."""
    length = (span.end - span.start).days + 1
    first, last = length * part // 3, max(length * (part + 1) // 3 - 1, length * part // 3)
    return days(span.start + timedelta(first), span.start + timedelta(last))


def easter(year: int) -> date:
    """Easter Sunday (the anonymous Gregorian computus, Meeus 1991)."""
    century, in_century = divmod(year, 100)
    epact = (19 * (year % 19) + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    sunday = (32 + 2 * (century % 4) + 2 * (in_century // 4) - epact - in_century % 4) % 7
    month, day = divmod(epact + sunday - 7 * ((year % 19 + 11 * epact + 22 * sunday) // 451) + 114, 31)
    return date(year, month, day + 1)


HOLIDAYS: dict[tuple[str, ...], tuple[int, int, int] | None] = {
    ("christmas", "eve"): (12, 24, 24),
    ("christmas", "day"): (12, 25, 25),
    ("christmas",): (12, 24, 26),
    ("boxing", "day"): (12, 26, 26),
    ("halloween",): (10, 31, 31),
    ("valentine", "'", "s", "day"): (2, 14, 14),
    ("independence", "day"): (7, 4, 4),
    ("new", "year", "'", "s", "eve"): (12, 31, 31),
    ("new", "year", "'", "s", "day"): (1, 1, 1),
    ("easter",): None,
    ("thanksgiving",): None,
}
"""Month, first and last day of holidays that news is dated by, by their words; None for one that moves."""


def holiday_span(words: tuple[str, ...], year: int) -> Span:
    """The days of a holiday of `HOLIDAYS` in `year`."""
    if fixed := HOLIDAYS[words]:
        month, first, last = fixed
        return days(date(year, month, first), date(year, month, last))
    if words == ("easter",):
        return days(easter(year) - timedelta(2), easter(year) + timedelta(1))
    first_of_november = date(year, 11, 1)
    thursday = first_of_november + timedelta((3 - first_of_november.weekday()) % 7 + 21)
    return days(thursday, thursday)
