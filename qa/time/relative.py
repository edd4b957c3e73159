"""Times that a question reckons from the day on which it is asked: `yesterday`, `last week`, `two months ago`, `on Monday`.

Out of scope: times that are named (`qa.time.dates`).
"""

from datetime import timedelta

from corpus.facts.calendar import WEEKDAYS
from qa.time.days import SEASONS, Span, days, month_span, week_span, year_span
from qa.time.wording import MONTH, UNITS, Found, Words, one_of

_WEEKDAYS = {name.lower(): at for at, name in enumerate(WEEKDAYS)}
_NUMBERS = {
    word: number
    for number, words in enumerate(
        (
            "a an one",
            "two couple",
            "three few",
            "four",
            "five",
            "six",
            "seven several",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
        ),
        1,
    )
    for word in words.split()
}
_STEPS = {
    **dict.fromkeys(("this", "current"), 0),
    **dict.fromkeys(("last", "past", "previous", "preceding"), -1),
    **dict.fromkeys(("next", "coming", "upcoming"), 1),
}
_TODAY = {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1}
_NAMED_DAYS = one_of("black good cyber super ash bloody ruby freaky giving casual manic fat maundy sheffield")
_TITLES = one_of("night times mail mirror telegraph express post herald people sport murder live lights")
_NOT_BEFORE_DAYS = one_of("in about called \" “ ‘ '")
_BEFORE_DAYS = one_of("on since last by until")
_DAYS_OFF = {("before", "yesterday"): -2, ("after", "tomorrow"): 2}
_YEARS = {"year": 1, "decade": 10, "century": 100}

RELATIVE_WORDS = frozenset((*_TODAY, *_WEEKDAYS, *_STEPS, *_NUMBERS, "recent", "day"))
"""What a relative time begins with that does not begin with figures."""


def read_relative(words: Words, at: int) -> Found:
    """The span that is named at `at`. Raises `ValueError` or `OverflowError` for a time outside of the calendar."""
    word = words.lower(at)
    if word in _TODAY and not (words.at(at).capital and at):  # USA Today
        return _day(words, _TODAY[word]), at + 1
    if word in _WEEKDAYS:
        return _read_weekday(words, at)
    if word in _STEPS:
        return _read_stepped(words, at)
    if word == "day" and (step := _DAYS_OFF.get((words.lower(at + 1), words.lower(at + 2)))):
        return _day(words, step), at + 3
    if word == "recent":
        unit = words.unit(at + 1)
        return (days(words.today - timedelta(5 * UNITS[unit]), words.today), at + 2) if unit else None
    return _read_ago(words, at)


def _day(words: Words, step: int) -> Span:
    day = words.today + timedelta(step)
    return days(day, day)


def count_at(words: Words, at: int) -> int | None:
    """A number of units of time, in figures or in words."""
    number = words.number(at)
    return number if number is not None and number < 1000 else _NUMBERS.get(words.lower(at))


def _read_ago(words: Words, at: int) -> Found:
    """`two weeks ago`, as near as that is meant."""
    count = count_at(words, at)
    unit_at = at + 1 + (words.lower(at + 1) == "of")
    unit = words.unit(unit_at)
    if count is None or unit is None or words.lower(unit_at + 1) != "ago":
        return None
    day, near = words.today - timedelta(count * UNITS[unit]), timedelta(min(UNITS[unit], UNITS["year"]) // 2)
    return days(day - near, min(day + near, words.today)), unit_at + 2


def _read_weekday(words: Words, at: int) -> Found:
    before, behind = words.lower(at - 1), words.at(at + 1)
    if before in _NAMED_DAYS or (behind.capital and behind.lower in _TITLES) or before in _NOT_BEFORE_DAYS:
        return None
    if behind.capital and behind.lower not in MONTH and before not in _BEFORE_DAYS:
        return None
    step = -((words.today.weekday() - _WEEKDAYS[words.lower(at)]) % 7)
    if before == "last" and step == 0:
        step = -7
    if before == "next" or (words.looks_ahead() and before != "last" and step < 0):
        step += 7
    return _day(words, step), at + 1


def _read_stepped(words: Words, at: int) -> Found:
    """`last week`, `the past two weeks`, `this summer`, `next June`."""
    word, named, step = words.lower(at), words.lower(at + 1), _STEPS[words.lower(at)]
    today = words.today
    unit_at = at + 2 + (words.lower(at + 2) == "of")
    if step and (count := count_at(words, at + 1)) and (unit := words.unit(unit_at)):
        return days(today, today + step * timedelta(count * UNITS[unit] or max(1, count // 24))), unit_at + 1
    if named in _WEEKDAYS:
        return _read_weekday(words, at + 1)
    if named in SEASONS:
        start = SEASONS[named]
        # Until April, `this winter` is the one that began last year.
        year = today.year - (start == 12 and today.month < 5)
        return _nth(words, [month_span(year + n, start, 3) for n in (-2, -1, 0, 1, 2)], step), at + 2
    if (month := MONTH.get(named)) and (len(named) > 3 or words.at(at + 1).capital) and not words.year(at + 2):
        return _nth(words, [month_span(today.year + n, month) for n in (-2, -1, 0, 1, 2)], step), at + 2
    if step < 0 and named in ("night", "evening"):
        return _day(words, -1), at + 2
    if step == 0 and named in ("morning", "afternoon", "evening"):
        return _day(words, 0), at + 2
    unit = words.unit(at + 1)
    if unit is None or named != unit or unit in ("hour", "night"):
        return None
    # `past year` and `over the last week` end today, `last year` on the day that the year did.
    if unit != "weekend" and (word == "past" or (word == "last" and words.lower(at - 1) == "the")):
        return days(today - timedelta(UNITS[unit]), today), at + 2
    return calendar_unit(words, unit, step), at + 2


def calendar_unit(words: Words, unit: str, step: int) -> Span:
    """The unit of the calendar that today is in (`step` 0), the one before it (-1) or after it (1)."""
    today = words.today
    if unit == "weekend":
        # `This weekend` is the one before it until it draws near.
        back = step < 0 or (step == 0 and today.weekday() < 3)
        saturday = week_span(today).start + timedelta(-2 if back else 12 if step > 0 and today.weekday() > 3 else 5)
        return days(saturday, saturday + timedelta(1))
    if unit == "month":
        return month_span(today.year, today.month + step)
    if unit == "quarter":
        return month_span(today.year, (today.month - 1) // 3 * 3 + 1 + 3 * step, 3)
    if unit in _YEARS:
        start = (today.year // _YEARS[unit] + step) * _YEARS[unit]
        return year_span(start, start + _YEARS[unit] - 1)
    if unit == "day":
        return _day(words, step)
    week = week_span(today + timedelta(step * UNITS[unit]))
    # Whoever says `this week` on a Monday means the days before it too.
    return days(min(week.start, today - timedelta(6)), week.end) if step == 0 else week


def _nth(words: Words, spans: list[Span], step: int) -> Span:
    """Of five spans a year apart, the third of them this year's: the last that is over (-1), this year's (0), the first to come (1)."""
    if step < 0:
        return [span for span in spans if span.end < words.today][-1]
    return next(span for span in spans if span.start > words.today) if step else spans[2]
