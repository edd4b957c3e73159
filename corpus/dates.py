"""Dates as newspapers write them: where they stand in a line, and which day they name.

Out of scope: which of them is the publication date (`corpus.metadata`).
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
    | (?P<day_first>{_DAY}(?:st|nd|rd|th)?(?:\ of)?[\ -]{{1,2}}{_MONTH},?[\ -]{{1,2}}{_YEAR})
    | (?P<year_first>{_YEAR}(?P<s1>[-/.]){_DAY}(?P=s1){_DAY})
    | (?P<numbers>{_DAY}(?P<s2>[-/.]){_DAY}(?P=s2){_YEAR})
    )(?:(?![\w/]|[-.]\d)|(?=(?-i:[A-Z][a-z])))""",
    re.IGNORECASE | re.VERBOSE,
)
"""A day of a year in figures or with an English month, words glued to either side or not."""

_ANY_YEAR = re.compile(_YEAR)
_ISO_TIME = re.compile(r"T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?")
_ISO = re.compile(rf"(?<![\w/.-])({_YEAR}-\d\d-\d\d)(?=T\d\d:)")


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenDate:
    """A date at `[start, end)` of a line. `day` is None where it names no day (31 Feb) or could name two (3/4/2023)."""

    start: int
    end: int
    day: date | None


def find_dates(line: str) -> Iterator[WrittenDate]:
    """The dates of a line, in order.

    Figures alone are read by these rules: a year in front is ISO order; a number over 12 is the day; with dots the day
    comes first (nobody writes months first with dots); otherwise it could be either order, and `day` is None unless
    both agree.
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
            yield WrittenDate(start=iso.start(), end=at, day=_parse(iso.group(1), day_first=False))
        elif plain is not None:
            at = plain.end()
            yield WrittenDate(start=plain.start(), end=at, day=_day_of(plain))
        else:
            return


def _day_of(match: re.Match[str]) -> date | None:
    written = match.group()
    if not match.group("numbers"):
        return _parse(re.sub(r"(?i)(?<=\d)(?:st|nd|rd|th)\b|\bof\b", " ", written), day_first=False)
    first, second, _ = (int(number) for number in re.split(r"[-/.]", written))
    if first > 12 or match.group("s2") == "." or first == second:
        return _parse(written, day_first=True)
    return _parse(written, day_first=False) if second > 12 else None


def _parse(written: str, *, day_first: bool) -> date | None:
    try:
        # The default fills nothing in: every form above states year, month and day.
        return parser.parse(written, dayfirst=day_first, default=datetime(2000, 1, 1)).date()
    except (ValueError, OverflowError):
        return None
