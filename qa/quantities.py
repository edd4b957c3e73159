"""Figures of a sentence with what they count: `at least 19 people were killed` is 19 or more, of people, killed.

A figure is an interval, as wide as its wording leaves it: `19` is 19, `at least 19` has no end above, and `about 2 million` and `2 million` are
all that rounds to that. What it counts is the words behind it up to the end of the phrase, and what became of them.
Passed over: years, names (`Boeing 737`), ordinals, scores and clock times.

Out of scope: which quantities are of the same thing (`qa.disagree`).
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.facts.calendar import MONTHS
from index.recent import Recent
from index.stop import STOP
from index.words import terms
from qa.figures import SCALES, figures_in

_NUMBER_WORD = (
    "(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:-(?:one|two|three|four|five|six|seven|eight|nine))?"
    "|(?:thir|four|fif|six|seven|eigh|nine)teen|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen"
)
_FIGURE = re.compile(
    rf"(?<![\w.,:/$€£–-])(?P<money>(?:US|A|C|NZ|HK)?\$|[£€¥₹])?\s?"
    rf"(?P<number>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|\b(?:{_NUMBER_WORD})\b)"
    rf"(?:[\s-]?(?P<scale>{'|'.join(SCALES)}|bn|m|k)\b)?"
    r"(?P<share>\s?%|[\s-]per ?cent\b)?"
    r"(?![\w/:%]|[.,]\d|[–-](?:\d|and|to)|\sto\s\d|\s?(?:[ap]\.?m\b))",
    re.IGNORECASE,
)
_ANY = re.compile(rf"\d|\b(?:{_NUMBER_WORD})\b", re.IGNORECASE)
_SHORT_SCALES = {"bn": 10**9, "m": 10**6, "k": 10**3}

_ABOVE = r"at least|more than|over|no (?:fewer|less) than|not less than|upwards of|exceed(?:s|ed|ing)?|topp(?:ed|ing)|surpass(?:ed|es|ing)?"
_BELOW = r"up to|at most|fewer than|less than|under|nearly|almost|as many as|as much as|close to|no more than|just under|just shy of"
_ANY_BELOW = ("up to", "at most", "fewer than", "less than", "under", "no more than", "as many as", "as much as")
_ABOUT = r"about|around|some|roughly|approximately|(?:an )?estimated|dozens of"
_HEDGED = re.compile(
    rf"\b(?:(?P<above>{_ABOVE})|(?P<below>{_BELOW})|(?P<about>{_ABOUT}))\s(?:an? |the )?$|~\s?$", re.IGNORECASE
)
_OF_ANOTHER = re.compile(
    r"\b(?:from|compared (?:with|to)|than|another|other|additional|further|extra|first|last|next|past|previous|of the|of those"
    r"|between|versus|number|no\.?|page|chapter|route|highway|flight|channel|every|each|per|aged?|within|after|since)\s(?:the )?$",
    re.IGNORECASE,
)
_PART = re.compile(r"[\s-](?:more|others?|of (?:the|them|those|whom|its|his|her|their)|out of|in (?:\d|every)|times|additional|further|and a half|or)\b", re.IGNORECASE)  # fmt: skip
_APART = re.compile(
    r"(?:[\s-]\w+){0,2}\s(?:ahead|behind|clear|apart|ago|later|earlier|higher|lower|fewer|less)\b", re.IGNORECASE
)
_AGE = re.compile(r"(?:[\w)],|\(|\b(?:at|ages?|aged|turned))\s?$", re.IGNORECASE)
_VAGUE = re.compile(r"\b(?:few|several|couple|couple of|many)\s$", re.IGNORECASE)
_NAMED = re.compile(
    r"\b(?!(?:The|A|An|In|At|On|By|For|But|And|Some|About|With|Of|As|That|Only|Just)\b)[A-Z][\w’'.-]*\s$"
)

_CLAUSE_END, _CLAUSE_START = re.compile(r"[;:.!?]"), re.compile(r"[;:]")
_NEAR = 40
"""Characters before a figure that hold its wording."""
_BEHIND = re.compile(r"[\s-]+([A-Za-zÀ-ÿ][\w’'-]*)")
_PHRASE = 3
"""Words behind a figure that may tell what it counts."""

_FATES = {
    **dict.fromkeys(terms("killed kills killing dead died dies deaths death toll fatalities lives victims perished"), "killed"),
    **dict.fromkeys(terms("injured injuries injuring wounded wounding hurt hospitalised hospitalized"), "hurt"),
    **dict.fromkeys(terms("arrested arrests arresting detained detaining"), "arrested"),
    **dict.fromkeys(terms("missing unaccounted"), "missing"),
    **dict.fromkeys(terms("evacuated displaced homeless fled"), "displaced"),
    **dict.fromkeys(terms("rescued rescuing saved"), "rescued"),
}  # fmt: skip
DATE = "date"
_MONTH = rf"({'|'.join((*MONTHS, *(f'{name[:3]}.' for name in MONTHS), 'Sept.', *(name[:3] for name in MONTHS)))})"
_DATE = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?{_MONTH}(?!\w)|\b{_MONTH}\s(\d{{1,2}})(?:st|nd|rd|th)?(?![\d\w:])"
)
_VOTES = frozenset(terms("votes vote points"))
PEOPLE = frozenset(terms("people persons person individuals lives bodies"))
_FATE_REACH = 6
"""Words from a figure at which what became of those that it counts may stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A figure at `[start, end)` of its sentence, and what it counts."""

    start: int
    end: int
    low: float
    high: float
    """The least and the most that it may stand for."""
    unit: str
    """`%`, the sign of a currency, `DATE`, or none; a date is a hundred times its month, and its day."""
    things: tuple[str, ...]
    """The stems of the words behind it, in order."""
    fate: str | None
    """What became of people: killed, hurt …"""
    aside: bool = False
    """Whether it is a part of another figure, what that was before, or by how much it changed."""

    def differs(self, other: "Quantity") -> bool:
        """Whether no number is meant by both."""
        return self.high < other.low or other.high < self.low


def _read(sentence: str) -> tuple[Quantity, ...]:
    if not _ANY.search(sentence):
        return ()
    found = []
    dates = [*_dates(sentence)]
    for match in _FIGURE.finditer(sentence):
        if any(one.start <= match.start("number") < one.end for one in dates):
            continue
        before, behind = sentence[: match.start()], sentence[match.end() :]
        near = before[-_NEAR:]
        hedge = _HEDGED.search(near)
        head = near[: hedge.start()] if hedge else near
        number, scale = match["number"], (match["scale"] or "").lower()
        is_plain = not (match["money"] or match["share"] or scale)
        if is_plain and re.fullmatch(r"1[5-9]\d\d|20\d\d", number):
            continue
        things, end = _things(behind)
        is_named = is_plain and _NAMED.search(head) and PEOPLE.isdisjoint(things[:1])
        if is_named or _VAGUE.search(head):
            continue
        unit = match["money"] or ("%" if match["share"] else "")
        fate = None if unit else _fate(before, behind)
        if not unit and not things and not fate:
            continue
        if not things and not unit and _AGE.search(head):
            continue
        low, high = _interval(number, scale, hedge, is_counted=is_plain)
        start = match.start() - len(near) + hedge.start() if hedge else match.start()
        start += len(sentence[start : match.start() + 1]) - len(sentence[start : match.start() + 1].lstrip())
        found.append(
            Quantity(
                start=start,
                end=match.end() + (0 if unit else end),
                low=low,
                high=high,
                unit=unit,
                things=things,
                fate=fate,
                aside=bool(_OF_ANOTHER.search(head) or _PART.match(behind) or _APART.match(behind))
                or (head.endswith("by ") and _VOTES.isdisjoint(things)),
            )
        )
    return (*found, *dates)


def _dates(sentence: str) -> Iterator[Quantity]:
    """Days of a month, as figures of a unit of their own."""
    for match in _DATE.finditer(sentence):
        day, month = int(match[1] or match[4]), (match[2] or match[3]).capitalize()
        number = 100.0 * (1 + [name[:3] for name in MONTHS].index(month[:3])) + day
        if 1 <= day <= 31:
            yield Quantity(
                start=match.start(), end=match.end(), low=number, high=number, unit=DATE, things=(), fate=None
            )


quantities = Recent(1 << 13, _read)
"""Of a sentence, in order; some 500 bytes each."""


def _interval(number: str, scale: str, hedge: re.Match[str] | None, *, is_counted: bool) -> tuple[float, float]:
    (digits,) = figures_in(number.lower())
    factor = SCALES.get(scale, _SHORT_SCALES.get(scale, 1))
    value = float(digits) * factor
    step = factor * 10.0 ** -len(digits.partition(".")[2])
    if "." not in digits:
        step *= 10 ** (len(digits) - len(digits.rstrip("0") or "0"))
    # What is counted is rounded where it ends in noughts, from a hundred on; a share or a sum always, to its last digit.
    rounded = step / 2 if not is_counted or "." in digits or (step > 1 and value >= 100) else 0.0
    low, high = value - rounded, value + rounded
    if hedge and hedge["above"]:
        return low, math.inf
    if hedge and hedge["below"]:
        return (0.0 if hedge["below"].lower() in _ANY_BELOW else 0.8 * value), value
    if hedge:
        return min(low, 0.9 * value), max(high, 1.1 * value)
    return low, high


def _things(behind: str) -> tuple[tuple[str, ...], int]:
    """Stems of the words right behind a figure, and how far the first of them that tells something reaches."""
    found: list[str] = []
    at = first = 0
    for _ in range(_PHRASE):
        match = _BEHIND.match(behind, at)
        if match is None or not (stems := terms(match[1])) or stems[0] in STOP:
            break
        found += stems
        at = match.end()
        first = first or at
    return tuple(stem for stem in found if stem not in _FATES), first


def _fate(before: str, behind: str) -> str | None:
    """The fate nearest to a figure; of two as near, that behind it."""
    around = [
        (_nearest(_CLAUSE_END.split(behind, 1)[0].split()), 0),
        (_nearest(_CLAUSE_START.split(before)[-1].split()[::-1]), 1),
    ]
    found = [(at, side, fate) for (at, fate), side in around if fate]
    return min(found)[2] if found else None


def _nearest(words: Sequence[str]) -> tuple[int, str | None]:
    for at, word in enumerate(words[:_FATE_REACH]):
        for stem in terms(word):
            if stem in _FATES:
                return at, _FATES[stem]
    return _FATE_REACH, None
