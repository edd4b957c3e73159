"""Days, months, years, seasons, quarters and holidays as a question names them, with a year or without.

Out of scope: words that are reckoned from today (`qa.time.relative`), and dates in articles (`corpus.facts.dates`).
"""

from datetime import date

from qa.time.days import HOLIDAYS, SEASONS, Span, days, holiday_span, month_span, year_span
from qa.time.wording import COUNTED, MONTH, Found, Words, one_of

PREPOSITIONS = one_of(
    "in since of before after during until till by from through between to and on for over around about early late mid"
    " throughout prior within than last this next"
)
DETERMINERS = one_of("the a an this that last his her their its")
DASHES = frozenset("-–—")

_WITH_MAY = one_of("in since during until till last this next early late mid")
"""Words that go with a month, and not with a prime minister or an actress of that name."""
_WITH_HOLIDAYS = one_of("at on over since during last this until")
_MARKS = frozenset("-–—('‘\"“/")
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4}
_ENDINGS = ("st", "nd", "rd", "th")
_RECENT = 33
"""How many years ago four figures that nothing else tells for a year may be one."""

DATE_WORDS = frozenset((*MONTH, *SEASONS, *_ORDINALS, "q", *(name[0] for name in HOLIDAYS)))
"""What a date begins with that does not begin with figures."""


def read_date(words: Words, at: int) -> Found:
    """The span that is named at `at`. Raises `ValueError` for a day that there is not."""
    word = words.lower(at)
    if words.number(at) is not None:
        return _read_figures(words, at)
    if word in MONTH:
        return _read_month(words, at)
    if word in SEASONS:
        return _read_season(words, at)
    if word in _ORDINALS or word == "q":
        return _read_quarter(words, at)
    return _read_holiday(words, at)


def _read_figures(words: Words, at: int) -> Found:
    number = words.number(at)
    if number is None or (words.at(at).glued and words.lower(at - 1) not in _MARKS):
        return None
    behind = at + 1
    suffix = words.lower(behind) if words.at(behind).glued else ""
    if suffix in _ENDINGS:
        behind += 1
        century = behind + (words.lower(behind) == "-")
        if words.lower(century) in ("century", "centuries") and 0 < number <= 21:
            return year_span(max(number * 100 - 100, 1), number * 100 - 1), century + 1
    elif suffix == "s" and number % 10 == 0:
        decade = number + 1900 if 30 <= number <= 90 else number
        return (year_span(decade, decade + 9), behind + 1) if decade >= 1500 else None
    elif suffix and suffix in "-/." and (found := _read_all_figures(words, at)):
        return found
    elif suffix == "/" and words.year(at) and words.number(at + 2) == (number + 1) % 100:  # the 2022/23 season
        return year_span(number, number + 1), at + 3
    if words.day(at) and (suffix in _ENDINGS or not suffix or suffix in DASHES):
        month = behind + (words.lower(behind) == "of")
        if words.lower(month) in MONTH:
            return _dated(words, number, MONTH[words.lower(month)], month + 1)
        # `12-18 June`, `12 to 18 June`
        if (words.lower(behind) in ("to", "and") or words.lower(behind) in DASHES) and (day := words.day(behind + 1)):
            month = behind + 2 + (words.lower(behind + 2) in _ENDINGS)
            month += words.lower(month) == "of"
            last = _dated(words, day, MONTH[words.lower(month)], month + 1) if words.lower(month) in MONTH else None
            if last:
                return days(last[0].start.replace(day=number), last[0].end), last[1]
    return (year_span(number), at + 1) if _reads_as_year(words, at) else None


def _read_all_figures(words: Words, at: int) -> Found:
    """`2023-06-18`, `18.06.2023`, `18/06/2023`; where it could be either order, the month first, as most write it."""
    first, second, third = (words.number(at + step) for step in (0, 2, 4))
    marks = {words.lower(at + 1), words.lower(at + 3)}
    if not (first and second and third and len(marks) == 1 and all(words.at(at + step).glued for step in range(1, 5))):
        return None
    if words.year(at):
        return days(date(first, second, third), date(first, second, third)), at + 5
    if not words.year(at + 4):
        return None
    if first > 12 or marks == {"."}:
        first, second = second, first
    return days(date(third, first, second), date(third, first, second)), at + 5


def _reads_as_year(words: Words, at: int) -> bool:
    """Whether four figures that stand alone are a year: not 2000 people, nor `1984`."""
    year, before, behind = words.year(at), words.at(at - 1), words.at(at + 1)
    if year is None or behind.lower in COUNTED:
        return False
    ranged = behind.lower in DASHES and words.number(at + 2) is not None
    possessive = behind.lower == "'" and words.lower(at + 2) == "s"
    clause = behind.lower == "," and not words.at(at + 2).glued
    if behind.glued and behind.lower in "%\"”'’,:/" and not possessive and not clause:
        return False
    noun = behind.lower.isalpha() and (behind.capital or not behind.lower.endswith("s") or year % 100 != 0)
    if before.lower in PREPOSITIONS or before.lower in DASHES:
        return noun or not behind.lower.isalpha()
    if before.lower in DETERMINERS or before.lower == "s":
        return noun or ranged
    recent = words.today.year - _RECENT <= year <= words.today.year + 2
    return recent and (noun or ranged or before.lower.isalpha())


def _read_month(words: Words, at: int) -> Found:
    name, capital = words.lower(at), words.at(at).capital
    month = MONTH[name]
    behind = at + 1 + (len(name) < 5 and words.lower(at + 1) == "." and words.at(at + 1).glued)
    if (day := words.day(behind)) and not (words.lower(behind + 1) == "," and words.at(behind + 2).glued):
        return _dated(
            words, day, month, behind + 1 + (words.at(behind + 1).glued and words.lower(behind + 1) in _ENDINGS)
        )
    if found := words.year_behind(behind):
        return month_span(found[0], month), found[1]
    # `June, July and August 2022`
    listed = behind
    while words.lower(listed) in ("and", "or", ",") and words.lower(listed + 1) in MONTH:
        listed += 2
    if listed > behind and (found := words.year_behind(listed)):
        return month_span(found[0], month), behind
    return (_near(words, month), behind) if _reads_as_month(words, at, capital) else None


def _reads_as_month(words: Words, at: int, capital: bool) -> bool:
    """Whether a month's name without a day or a year is the month, and no verb and nobody's name."""
    before = words.lower(at - 1) if words.lower(at - 1) != "-" else words.lower(at - 2)
    timed = before == "of" and (words.unit(at - 2) or words.lower(at - 2) in ("end", "beginning", "start", "middle"))
    if before in _WITH_MAY or timed:
        return capital or words.lower(at) in ("may", "march") or len(words.lower(at)) > 3
    if len(words.lower(at)) == 3 and words.lower(at) != "may":
        return False
    # `between May and July`, `from May to July`
    if words.lower(at + 1) in ("and", "to") and words.lower(at + 2) in MONTH:
        return before in ("between", "from")
    if before in ("and", "to") and words.lower(at - 2) in MONTH:
        return words.lower(at - 3) in ("between", "from")
    named = words.lower(at) in ("may", "march") or words.at(at + 1).capital  # Theresa May, August Wilson
    return capital and not named and before in PREPOSITIONS


def _near(words: Words, month: int) -> Span:
    return words.nearest([month_span(words.today.year + step, month) for step in (-1, 0, 1)])


def _dated(words: Words, day: int, month: int, at: int) -> Found:
    """A day of a month, whose year may stand at `at`."""
    if found := words.year_behind(at + (words.lower(at) == "." or words.lower(at + 1) == ",")):
        return days(date(found[0], month, day), date(found[0], month, day)), found[1]
    years = [words.today.year + step for step in (-1, 0, 1)]
    if (month, day) == (2, 29):
        years = [year for year in range(words.today.year - 8, words.today.year + 5) if year % 4 == 0]
    return words.nearest([days(date(year, month, day), date(year, month, day)) for year in years]), at


def _read_season(words: Words, at: int) -> Found:
    """`summer 2022`, `the winter of 2022`, `in the spring`."""
    month = SEASONS[words.lower(at)]
    if found := words.year_behind(at + 1):
        return month_span(found[0], month, 3), found[1]
    before = words.lower(at - 1) if words.lower(at - 1) != "the" else words.lower(at - 2)
    behind = words.lower(at + 1)
    if before not in ("in", "since", "during", "until") or (
        behind.isalpha() and behind not in PREPOSITIONS - {"of", "for"}
    ):
        return None
    return words.nearest([month_span(words.today.year + step, month, 3) for step in (-1, 0, 1)]), at + 1


def _read_quarter(words: Words, at: int) -> Found:
    """`Q3 2022`, `the third quarter of 2022`, `the first half of 2022`."""
    if words.lower(at) == "q":
        number, months, rest = words.number(at + 1) or 0, 3, at + 2
        if not words.at(at + 1).glued:
            return None
    else:
        unit = at + 1 + (words.lower(at + 1) == "-")
        number, months, rest = _ORDINALS[words.lower(at)], {"quarter": 3, "half": 6}.get(words.lower(unit), 0), unit + 1
    if not 0 < number * months <= 12:
        return None
    first = (number - 1) * months + 1
    if found := words.year_behind(rest):
        return month_span(found[0], first, months), found[1]
    if words.lower(at) != "q":  # the second half of a match
        return None
    return words.nearest([month_span(words.today.year + step, first, 3) for step in (-1, 0)]), rest


def _read_holiday(words: Words, at: int) -> Found:
    """`Christmas 2022`, `since Easter`: a time only with its year, or behind a word that goes with times."""
    for name in HOLIDAYS:
        if words.lower(at) == name[0] and tuple(words.lower(at + step) for step in range(len(name))) == name:
            end = at + len(name)
            if found := words.year_behind(end):
                return holiday_span(name, found[0]), found[1]
            if words.lower(at - 1) not in _WITH_HOLIDAYS:
                return None
            return words.nearest([holiday_span(name, words.today.year + step) for step in (-1, 0, 1)]), end
    return None
