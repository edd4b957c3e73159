"""Dates as newspapers write them: where they stand in a line, and which day they name.

Out of scope: which of them is the publication date (`corpus.facts.metadata`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from dateutil import parser

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_YEAR = r"(?:19|20)\d\d"

DATE = re.compile(
    rf"""(?:(?<![\w/.-])|(?<=[a-z])(?=(?-i:[A-Z])))(?:
      (?P<month_first>{_MONTH}\ {{0,2}}{_DAY}(?:st|nd|rd|th)?,?\ {{1,2}}{_YEAR})
    | (?P<day_first>{_DAY}(?:st|nd|rd|th|\.)?(?:\ of)?[\ -]{{1,2}}{_MONTH},?[\ -]{{1,2}}{_YEAR})
    | (?P<year_first>{_YEAR}(?P<s1>[-/.]){_DAY}(?P=s1){_DAY})
    | (?P<numbers>{_DAY}(?P<s2>[-/.]){_DAY}(?P=s2){_YEAR})
    | (?P<short>\d?\d/\d?\d/\d\d)
    )(?:(?![\w/]|[-.]\d)|(?=(?-i:[A-Z][a-z])))""",
    re.IGNORECASE | re.VERBOSE,
)
"""A day of a year in figures or with an English month, words glued to either side or not."""

_WEEKDAY = re.compile(r"(?i)\b(mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\b[.,]?\s{0,2}$")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

# A pattern that begins with one class of characters is searched for four times as fast as `19|20|…`.
_ANY_YEAR = re.compile(r"\d(?:(?<=1)9\d\d|(?<=2)0\d\d|/\d\d?/\d\d)")
_ISO_TIME = re.compile(r"T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?")
_ISO = re.compile(rf"(?<![\w/.-])({_YEAR}-\d\d-\d\d)(?=T\d\d:)")


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenDate:
    """A date at `[start, end)` of a line. `day` is None where it names no day (31 Feb) or could name two (3/4/2023, 18/6/23)."""

    start: int
    end: int
    day: date | None


def find_dates(line: str) -> Iterator[WrittenDate]:
    """The dates of a line, in order.

    Figures alone are read by these rules: a year in front is ISO order; with dots the day comes first (nobody writes months
    first with dots); otherwise each order that gives a day of the calendar counts, a year of two figures in front or
    behind, and one of which the day of the week beside it is true before others. Where two are left, `day` is None.
    """
    if _ANY_YEAR.search(line) is None:
        return
    at = 0
    while True:
        iso = _ISO.search(line, at)
        plain = DATE.search(line, at)
        if iso is not None and (plain is None or iso.start() <= plain.start()):
            time = _ISO_TIME.match(line, iso.end())
            at = time.end() if time else iso.end()
            yield WrittenDate(start=iso.start(), end=at, day=_parse(iso.group(1)))
        elif plain is not None:
            at = plain.end()
            yield WrittenDate(start=plain.start(), end=at, day=_day_of(plain, line[: plain.start()]))
        else:
            return


def _day_of(match: re.Match[str], before: str) -> date | None:
    written = match.group()
    if not match.group("numbers") and not match.group("short"):
        return _parse(re.sub(r"(?i)(?<=\d)(?:st|nd|rd|th)\b|\bof\b", " ", written))
    one, two, three = (int(number) for number in re.split(r"[-/.]", written))
    if match.group("short"):
        days = {_day(_century(three), two, one), _day(_century(three), one, two), _day(_century(one), two, three)}
    elif match.group("s2") == ".":
        days = {_day(three, two, one) or _day(three, one, two)}
    else:
        days = {_day(three, two, one), _day(three, one, two)}
    days.discard(None)
    if len(days) > 1 and (named := _WEEKDAY.search(before)):
        weekday = _WEEKDAYS.index(named[1].lower())
        days = {day for day in days if day is not None and day.weekday() == weekday}
    return days.pop() if len(days) == 1 else None


def _century(year: int) -> int:
    """A year of two figures as POSIX reads it: from 1969 to 2068."""
    return year + (1900 if year >= 69 else 2000)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _parse(written: str) -> date | None:
    try:
        # The default fills nothing in: every form above states year, month and day.
        return parser.parse(written, default=datetime(2000, 1, 1)).date()
    except (ValueError, OverflowError):
        return None


_OF_NAME = re.compile(
    r"(?<![0-9A-Za-z])((?:19|20)\d\d)([-_.]?)(0\d|1[0-2])\2([0-2]\d|3[01])(?:[T_ -]?\d\d[-.:_h]?\d\d(?:[-.:_m]?\d\d)?Z?)?(?![0-9A-Za-z])"
)

_SUFFIXES = re.compile(r"(?:\.[A-Za-z]\w{0,5})+$")


def day_of_name(name: str) -> date | None:
    """The day that a file's name begins or ends with, year first (`2023-06-18-blinken.txt`, `strike_20230618.html`).

    In any other order, in the midst of other words or beside a second one, it may be anything's.
    """
    stem = _SUFFIXES.sub("", name.rpartition("/")[2])
    found = list(_OF_NAME.finditer(stem))
    if len(found) != 1 or (found[0].start() > 0 and found[0].end() < len(stem)):
        return None
    year, _, month, day = found[0].groups()
    return _day(int(year), int(month), int(day))
