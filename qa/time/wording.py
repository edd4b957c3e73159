"""The words of a question, one by one, for reading times off them."""

import re
from datetime import date, timedelta
from typing import NamedTuple

from corpus.facts.calendar import MONTHS
from qa.time.days import FIRST_YEAR, LAST_YEAR, Span


def one_of(words: str) -> frozenset[str]:
    return frozenset(words.split())


MONTH = {name[:length].lower(): at for at, name in enumerate(MONTHS, 1) for length in (3, len(name))} | {"sept": 9}
"""The number of each month, by its name and by its first letters."""
UNITS = {
    "hour": 0,
    "day": 1,
    "night": 1,
    "week": 7,
    "weekend": 7,
    "fortnight": 14,
    "month": 30,
    "quarter": 91,
    "year": 365,
    "decade": 3652,
    "century": 36524,
}
"""How many days each is, roughly."""

COUNTED = one_of(
    "people percent per miles km dollars euros pounds feet metres meters troops jobs homes times words votes points"
)
"""What is counted in thousands."""
_STEPS = {"last": -1, "this": 0, "next": 1}

_TOKEN = re.compile(r"[^\W\d_]+|\d+|[^\w\s]")
_SOON = timedelta(14)


class Word(NamedTuple):
    lower: str
    capital: bool
    glued: bool
    """No white space before it."""


_NOTHING = Word("", False, False)

Found = tuple[Span, int] | None
"""A span that was read, and the number of the word behind it."""


class Words:
    """Words, runs of figures and marks by number, and the day on which they are said."""

    def __init__(self, text: str, today: date) -> None:
        self.today = today
        self._words = []
        end = -1
        for match in _TOKEN.finditer(text):
            self._words.append(Word(match[0].lower().replace("’", "'"), match[0][0].isupper(), match.start() == end))
            end = match.end()
        self._ahead = any(word.lower in ("will", "upcoming", "scheduled") for word in self._words)

    def __len__(self) -> int:
        return len(self._words)

    def at(self, at: int) -> Word:
        return self._words[at] if 0 <= at < len(self._words) else _NOTHING

    def lower(self, at: int) -> str:
        return self.at(at).lower

    def number(self, at: int) -> int | None:
        """Up to four figures."""
        word = self.lower(at)
        return int(word) if len(word) <= 4 and word.isascii() and word.isdigit() else None

    def day(self, at: int) -> int | None:
        """A number that may be a day of a month."""
        number = self.number(at)
        return number if number and number <= 31 and len(self.lower(at)) <= 2 else None

    def year(self, at: int) -> int | None:
        """Four figures that may be a year."""
        number = self.number(at)
        return number if number and FIRST_YEAR <= number <= LAST_YEAR else None

    def year_behind(self, at: int) -> tuple[int, int] | None:
        """The year of what ends before `at`, and the number of the word behind it: `2022`, `of 2022`, `, 2022`, `of last year`."""
        link = self.lower(at) in ("of", "in", ",")
        if (year := self.year(at + link)) and self.lower(at + link + 1) not in COUNTED:
            return year, at + link + 1
        step = _STEPS.get(self.lower(at + link)) if self.lower(at) != "," else None
        if step is None or self.lower(at + link + 1) != "year":
            return None
        return self.today.year + step, at + link + 2

    def unit(self, at: int) -> str | None:
        """A unit of time, of `UNITS`."""
        word = self.lower(at)
        singular = "century" if word == "centuries" else word.removesuffix("s")
        return singular if singular in UNITS else None

    def looks_ahead(self) -> bool:
        """Whether a day without a year may be one to come."""
        return self._ahead

    def nearest(self, spans: list[Span]) -> Span:
        """Of a year's the last that has begun or is about to; where the words look ahead, the first that is not over."""
        if self._ahead:
            return next((span for span in spans if span.end >= self.today), spans[-1])
        return [span for span in spans if span.start <= self.today + _SOON][-1]
