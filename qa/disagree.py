"""Where passages give different figures for the same thing: `19 people were killed` in one article, `21` in another.

Two figures are of the same thing where their sentences are alike but for them: the same unit or counted noun, the same fate (killed, hurt
…), and most of the other informative words of the shorter sentence in common, a name among them where there is any; where neither has a
name, a year, a day of the week, a length of time or an ordinal that the other has another for; and where the articles are of the same days, unless people
are counted who were killed or hurt. So a toll that rose is shown, and a weekly price that moved is not. They disagree where no number is
meant by both: `at least 19` and `21`, `about 2 million` and `1.98 million` don't. A passage that gives the other's figure as well tells by
itself how they go together. What is missed costs less than what is claimed wrongly.

Out of scope: which figures there are, and what they count (`qa.quantities`).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, compress, product

from corpus.facts.calendar import MONTHS, WEEKDAYS
from index.passage_terms import in_order
from index.recent import Recent
from index.store import Excerpt
from index.words import term_number, term_numbers, terms
from qa.quantities import DATE, PEOPLE, Quantity, quantities
from qa.reading import read

_ALIKE = 0.6
_ALIKE_FOR_FATES = 0.45
"""The dead of a day are of one event more often than its prices and numbers are."""
_WORTH = 0.3
"""… of all their words, figures and days with them: of fewer alike it is not looked for figures."""
_ALIKE_WITHOUT_NAMES = 0.75
_ALIKE_FOR_DATES = 0.9
"""An event has many dates: of what led to it, and of what came of it."""
_SHARED = 3
_SHARED_OTHER = 2
"""… that are no names: two parties share many figures."""

_FARTHEST = {"": 5.0, DATE: 2.0}
_FARTHEST_PRICE = 1.5
"""Of shares and money. How many times as much the larger figure may be and still be of the same thing."""

_ALIKE_IN_ORDER = 0.8
"""Share of the words in common from which sentences with several figures of a kind give them in the same order."""

_SAME_TIME_DAYS = 3
"""Days between two articles that may mean the same price or poll."""
_COUNTED_DAYS = 60
"""… for who was killed, hurt or missing, who are counted for as long as it takes."""
_DATED_DAYS = 1
"""… for a day: what comes every week has another in every report."""

MOST = 3
"""Disagreements that are shown."""

_TIMES = frozenset(terms("second minute hour day week month year decade"))
_DAYS = frozenset(map(term_number, frozenset(terms(" ".join((*WEEKDAYS, *MONTHS)))) - {*terms("May March")}))
_ORDINALS = frozenset(
    map(term_number, terms("first second third fourth fifth sixth seventh eighth ninth tenth 2nd 3rd 4th 5th"))
)
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A figure at `[start, end)` of the article of the passage numbered `number`, from 1, and what it may stand for."""

    number: int
    start: int
    end: int
    text: str
    low: float
    high: float

    def agrees(self, other: "Given") -> bool:
        return self.low <= other.high and other.low <= self.high


@dataclass(frozen=True, slots=True, kw_only=True)
class Disputed:
    """A thing for which different figures are given."""

    about: str
    """The words around the figure that is given first, with `…` in its place."""
    figures: tuple[tuple[Given, ...], ...]
    """Those that agree with the first of each go together, in order of passage."""


class _Sentence:
    """A sentence of a passage, and what it is about."""

    def __init__(self, start: int, text: str, words: frozenset[int], names: frozenset[int]) -> None:
        self.start = start
        self.text = text
        self.words = words
        """The informative terms, by number."""
        self._names = names

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        return quantities[self.text]

    @cached_property
    def claimed(self) -> tuple[Quantity, ...]:
        """Those of its quantities that stand by themselves."""
        return tuple(one for one in self.quantities if not one.aside)

    @cached_property
    def spans(self) -> tuple[Quantity, ...]:
        """Its lengths of time: an opening of three days earns less than one of four."""
        return tuple(one for one in self.quantities if one.things and one.things[0] in _TIMES)

    @cached_property
    def figures(self) -> frozenset[int]:
        """The terms of its figures, and of what they count."""
        return frozenset(number for one in self.quantities for number in term_numbers(self.text[one.start : one.end]))

    @cached_property
    def rest(self) -> frozenset[int]:
        """Its other terms."""
        return self.words - self.figures - _DAYS

    @cached_property
    def names(self) -> frozenset[int]:
        return self._names - self.figures - _DAYS

    @cached_property
    def days(self) -> frozenset[int]:
        return self.words & _DAYS

    @cached_property
    def ordinals(self) -> frozenset[int]:
        return self.words & _ORDINALS

    @cached_property
    def years(self) -> frozenset[str]:
        return frozenset(_YEAR.findall(self.text))


@dataclass(frozen=True, slots=True)
class _Claim:
    """A quantity of a sentence of the passage of that number."""

    number: int
    passage: Excerpt
    sentence: _Sentence
    quantity: Quantity

    @property
    def place(self) -> tuple[int, int]:
        return self.number, self.sentence.start + self.quantity.start

    @property
    def given(self) -> Given:
        start, one = self.passage.start + self.sentence.start, self.quantity
        return Given(
            number=self.number,
            start=start + one.start,
            end=start + one.end,
            text=self.sentence.text[one.start : one.end],
            low=one.low,
            high=one.high,
        )


def find_disagreements(passages: Sequence[Excerpt]) -> list[Disputed]:
    """What the shown passages, the one numbered 1 first, give different figures for; by where it is first given."""
    pairs = sorted(_pairs(passages), key=lambda pair: (pair[0].place, pair[1].place))
    found: list[Disputed] = []
    taken: set[tuple[int, int]] = set()
    for first, _ in pairs:
        if first.place in taken or len(found) == MOST:
            continue
        same = {one.place: one for pair in pairs if pair[0].place == first.place for one in pair}
        sides: list[list[Given]] = []
        for given in (same[place].given for place in sorted(same.keys() - taken)):
            side = next((one for one in sides if one[0].agrees(given)), None)
            if side:
                side.append(given)
            else:
                sides.append([given])
        taken |= same.keys()
        if len(sides) > 1:
            found.append(Disputed(about=_about(first), figures=tuple(map(tuple, sides))))
    return found


def _pairs(passages: Sequence[Excerpt]) -> Iterator[tuple[_Claim, _Claim]]:
    """Quantities of the same thing in different articles, the earlier passage's first."""
    every = [(number, one, _sentences(one)) for number, one in enumerate(passages, 1)]
    for (number, one, mine), (other_number, other, theirs) in combinations(every, 2):
        if one.article == other.article:
            continue
        found: list[tuple[float, _Claim, _Claim]] = []
        for left, right in product(mine, theirs):
            # Looking for figures takes longer than to see that there is nothing to compare.
            shared = len(left.words & right.words)
            if shared < _SHARED or shared < _WORTH * min(len(left.words), len(right.words)):
                continue
            for this, that in product(left.claimed, right.claimed):
                if _are_alike(this, that):
                    claims = _Claim(number, one, left, this), _Claim(other_number, other, right, that)
                    if share := _are_of_one(*claims):
                        found.append((share, *claims))
        # A figure has one counterpart in a passage: that of the sentence most alike.
        taken: set[tuple[int, int]] = set()
        for _, left_claim, right_claim in sorted(found, key=lambda pair: (-pair[0], pair[1].place, pair[2].place)):
            if not taken & {left_claim.place, right_claim.place}:
                taken |= {left_claim.place, right_claim.place}
                yield left_claim, right_claim


def _are_of_one(one: _Claim, other: _Claim) -> float:
    """How alike the sentences are of two quantities of a kind in different articles; 0 where they are not of the same thing."""
    left, right = one.sentence, other.sentence
    shared = left.rest & right.rest
    share = len(shared) / (min(len(left.rest), len(right.rest)) or 1)
    names = left.names | right.names
    fate = one.quantity.fate is not None
    alike = (
        _ALIKE_FOR_DATES
        if one.quantity.unit == DATE
        else _ALIKE_WITHOUT_NAMES
        if not names
        else _ALIKE_FOR_FATES
        if fate
        else _ALIKE
    )
    if len(shared) < _SHARED or share < alike or len(shared - names) < _SHARED_OTHER:
        return 0.0
    if names and not left.names & right.names:
        return 0.0
    if not _are_of_one_time(one, other) or (left.ordinals and right.ordinals and left.ordinals != right.ordinals):
        return 0.0
    if not fate and left.names - right.names and right.names - left.names:
        return 0.0
    if _lacks(other.passage, left.names) and _lacks(one.passage, right.names):
        return 0.0
    if one.quantity.differs(other.quantity) and (
        _gives(one.passage, other.quantity) or _gives(other.passage, one.quantity)
    ):
        return 0.0
    ranks = [_rank(claim) for claim in (one, other)]
    return share if ranks[0] == ranks[1] and (ranks[0] == (0, 1) or share >= _ALIKE_IN_ORDER) else 0.0


def _are_of_one_time(one: _Claim, other: _Claim) -> bool:
    left, right = one.sentence, other.sentence
    if left.years and right.years and left.years != right.years:
        return False
    if any(mine.differs(theirs) for mine in left.spans for theirs in right.spans if mine.things[0] == theirs.things[0]):
        return False
    if one.quantity.unit != DATE and left.days and right.days and not left.days & right.days:
        return False
    published = one.passage.published, other.passage.published
    if published[0] is None or published[1] is None:
        return True
    quantity = one.quantity
    apart = _COUNTED_DAYS if quantity.fate else _DATED_DAYS if quantity.unit == DATE else _SAME_TIME_DAYS
    return abs((published[0] - published[1]).days) <= apart


def _are_alike(one: Quantity, other: Quantity) -> bool:
    """Whether they may count the same."""
    if (one.unit, one.fate) != (other.unit, other.fate):
        return False
    least, most = sorted((one.low, other.low))
    if most > least * _FARTHEST.get(one.unit, _FARTHEST_PRICE):
        return False
    if one.unit:
        return True
    if one.fate and all(not of.things or of.things[0] in PEOPLE for of in (one, other)):
        return True
    if not one.things or not other.things or one.things[0] != other.things[0]:
        return False
    # How long something took is told of too many things.
    return one.things[0] not in _TIMES


def _lacks(passage: Excerpt, names: frozenset[int]) -> bool:
    """Whether a passage, and what stands above it, lacks one of these names."""
    return not names.issubset(term_numbers(f"{passage.title or ''} {passage.text}"))


def _gives(passage: Excerpt, quantity: Quantity) -> bool:
    """Whether a passage gives a figure that agrees with `quantity`, of what may be the same."""
    return any(
        _are_alike(one, quantity) and not one.differs(quantity)
        for sentence in _sentences(passage)
        for one in sentence.quantities
    )


def _rank(claim: _Claim) -> tuple[int, int]:
    """The how manieth of how many of its kind a quantity is in its sentence."""
    alike = [one for one in claim.sentence.quantities if _are_alike(one, claim.quantity)]
    return alike.index(claim.quantity), len(alike)


_AROUND = 60
"""Characters before and behind a figure that tell what it is about."""


def _about(claim: _Claim) -> str:
    text, one = claim.sentence.text, claim.quantity
    before, behind = text[: one.start], text[one.end :]
    if len(before) > _AROUND:
        before = "…" + before[-_AROUND:].partition(" ")[2]
    if len(behind) > _AROUND:
        behind = behind[:_AROUND].rpartition(" ")[0] + "…"
    return " ".join(f"{before}…{behind}".split())


def _sentences(passage: Excerpt) -> tuple[_Sentence, ...]:
    try:
        return _read[passage.text]
    except KeyError:
        reading, terms = read(passage), in_order([passage.terms])
        numbers, named, at, found = terms.numbers.tolist(), terms.named.tolist(), 0, []
        for (start, _), text, length in zip(reading.spans, reading.texts, terms.lengths.tolist(), strict=True):
            upto = at + length
            some = numbers[at:upto]
            found.append(_Sentence(start, text, frozenset(some), frozenset(compress(some, named[at:upto]))))
            at = upto
        _read.keep(passage.text, tuple(found))
        return tuple(found)


_read: Recent[str, tuple[_Sentence, ...]] = Recent(1 << 12)
"""By text: some 4 KB each."""
