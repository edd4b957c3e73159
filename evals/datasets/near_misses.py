"""Near misses: questions of a data set with one person, place, year or month swapped, so that the folder does not answer them.

What is put in stands in the folder too and is of the same kind, and nowhere beside half of what else the question says: its
words are found, and a relation between them that no article has. The same library and questions give the same near misses.
Of 50 read by hand 46 were truly unanswerable; the other four ask the same without what was swapped (`In what year did Robert
Burns, whose birthday on 25 August …`).
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import count
from typing import NamedTuple, TypeVar

from evals.datasets.dataset import LabelledQuestion, Spans
from evals.datasets.gazetteer import CITIES, COUNTRIES, FIRST_NAMES, MONTHS, STATES
from evals.rows import SWAPPED
from index.stop import STOP
from index.words import terms
from qa.question import parse_question
from qa.service import Service

T = TypeVar("T")

Weigh = Callable[[Iterable[str]], Mapping[str, float]]
"""How rare each of some terms is."""

_BESIDE = 0.5
"""Of what else the question says (by inverse document frequency), the share that stands beside what is put in, from which on
the folder may answer."""

_YEARS = 10
"""How far a year may be from the one that it stands for."""

_KNOWN = 3
"""Articles that name somebody by the full name, for the last name by itself to be understood."""

_SAID = 2
"""Paragraphs about somebody who is more than named."""

_AT_ONCE = 500

_PERSON = re.compile(r"\b([A-Z][a-zé-ü]+) ([A-ZÀ-Þ][\w’']*[a-zß-öø-ÿ])\b(?!-| [A-Z])")
_YEAR = re.compile(r"\b(?:19[5-9]\d|20[0-3]\d)\b")
_POSSESSIVE = re.compile(r"['’]s?$")
_CAPITAL_BEFORE = re.compile(r"(?:^|[^.?!“\"] |\w-)([A-ZÀ-Þ][\w’'-]*)[ -]$|[\d–-]$")
_CAPITAL_BEHIND = re.compile(r"[ -][A-ZÀ-Þ]|[-–]\d")


def _any_of(names: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    return re.compile(rf"\b(?:{'|'.join(longest_first)})\b")


_LISTS = {"country": COUNTRIES, "state": STATES, "city": CITIES, "month": MONTHS}
_LISTED = {kind: _any_of(names) for kind, names in _LISTS.items()}


class Paragraph(NamedTuple):
    """Where a paragraph stands: of which article, by row id, and the how-manieth; 0 is what stands above the article."""

    article: int
    number: int


@dataclass(kw_only=True, slots=True)
class Mentions:
    """The paragraphs of a folder's articles, and where each of its names stands, by kind."""

    paragraphs: dict[int, list[str]] = field(default_factory=dict)
    where: dict[str, dict[str, list[Paragraph]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    """A person stands where the last name does, in articles that have the full name."""
    _terms: dict[Paragraph, frozenset[str]] = field(default_factory=dict)
    _well_known: dict[str, str] = field(default_factory=dict)

    @property
    def well_known(self) -> Mapping[str, str]:
        """The full name of those who are called by their last name in some articles, by that."""
        if not self._well_known:
            for name, where in sorted(self.where["person"].items()):
                if len({at.article for at in where}) >= _KNOWN:
                    self._well_known.setdefault(name.split()[1], name)
        return self._well_known

    def has_word(self, word: str) -> bool:
        """Whether an article has it as a word: `black`, `king`."""
        pattern = re.compile(rf"\b{re.escape(word)}\b")
        return any(word in text and pattern.search(text) for texts in self.paragraphs.values() for text in texts)

    def beside(self, at: Paragraph) -> frozenset[str]:
        """The terms of a paragraph, of those before and behind it, and above the article."""
        near = {0, *range(max(0, at.number - 1), min(at.number + 2, len(self.paragraphs[at.article])))}
        return frozenset[str]().union(*(self._terms_of(Paragraph(at.article, number)) for number in near))

    def _terms_of(self, at: Paragraph) -> frozenset[str]:
        if at not in self._terms:
            self._terms[at] = frozenset(terms(self.paragraphs[at.article][at.number]))
        return self._terms[at]


def near_misses(service: Service, questions: Sequence[LabelledQuestion]) -> list[LabelledQuestion]:
    """A near miss of each of the answerable questions that has something to swap, in the order of these."""
    mentions = read_mentions(service)
    with service.library() as library:
        return [
            replace(question, id=f"{question.id}{SWAPPED}", text=text, relevance=Spans())
            for question in questions
            if question.answerable and (text := _swapped(question, mentions, library.weights))
        ]


def read_mentions(service: Service) -> Mentions:
    """What the articles of a service's library mention."""
    mentions = Mentions()
    for start in count(0, _AT_ONCE):
        some = service.articles(limit=_AT_ONCE, offset=start)
        for stored in some:
            article = stored.article
            published = f"{article.published:%B %Y}" if article.published else ""
            paragraphs = [f"{article.title or ''}\n{published}", *re.split(r"\n\s*\n", article.text)]
            mentions.paragraphs[stored.id] = paragraphs
            people = {name for text in paragraphs for name in _people(text)}
            by_last = defaultdict(list)
            for name in sorted(people):
                by_last[name.split()[1]].append(name)
            for number, text in enumerate(paragraphs):
                at = Paragraph(stored.id, number)
                for kind, name in _named(text):
                    mentions.where[kind][name].append(at)
                for last, names in by_last.items():
                    if last in text:
                        for name in names:
                            mentions.where["person"][name].append(at)
        if len(some) < _AT_ONCE:
            return mentions
    raise AssertionError


def _named(text: str) -> Iterator[tuple[str, str]]:
    for kind, pattern in _LISTED.items():
        yield from ((kind, name) for name in sorted(set(pattern.findall(text))))
    yield from (("year", year) for year in sorted(set(_YEAR.findall(text))))


def _people(text: str) -> Iterator[str]:
    for match in _PERSON.finditer(text):
        last = _POSSESSIVE.sub("", match[2])
        if match[1] in FIRST_NAMES and not any(last in names for names in _LISTS.values()):
            yield f"{match[1]} {last}"


class Swap(NamedTuple):
    """What can be taken out of a question, and what be put in its place, with where that stands."""

    out: str
    full: str
    kind: Mapping[str, Sequence[Paragraph]]

    def put(self, text: str, into: str) -> str | None:
        """The question with `into` in it; None where it has a word of that already, or the year is too far."""
        if not set(re.findall(r"\w+", text)).isdisjoint(re.findall(r"\w+", into)):
            return None
        if into.isdecimal() and not abs(int(into) - int(self.out)) <= _YEARS:
            return None
        if self.full != self.out:
            return _put(text, self.out, into.split()[-1])
        text = _put(text, self.out, into)
        return text if self.out in _PLACES else _put(text, self.out.split()[-1], into.split()[-1])


_PLACES = COUNTRIES | STATES | CITIES


def _swapped(question: LabelledQuestion, mentions: Mentions, weigh: Weigh) -> str | None:
    """The question with something else in place of what it names; None where nothing fits."""
    information = weigh(parse_question(question.text).terms)
    drawn = int.from_bytes(sha256(question.id.encode()).digest()[:8])
    for swap in _in_turn([*_swaps(question.text, mentions)], drawn):
        rest = {term: weight for term, weight in information.items() if term not in set(terms(swap.out))}
        # First those that an article says more of which has what is taken out.
        near = {at.article for at in swap.kind.get(swap.full, ())}
        others = sorted(
            _in_turn(sorted(swap.kind), drawn),
            key=lambda into: sum(at.article in near for at in swap.kind[into]) < _SAID,
        )
        for into in others if rest else ():
            text = swap.put(question.text, into)
            if text and not _may_answer(rest, mentions, swap.kind[into]):
                return text
    return None


def _in_turn(some: Sequence[T], drawn: int) -> list[T]:
    """All of them, from the one that `drawn` falls on."""
    at = drawn % len(some) if some else 0
    return [*some[at:], *some[:at]]


def _swaps(text: str, mentions: Mentions) -> Iterator[Swap]:
    # What stands in the sentence that asks: where that is not the only one, it is often complete without the others.
    asks = text[max(text.rfind(end, 0, -2) for end in (". ", "? ", "! ")) + 1 :]
    people = [*dict.fromkeys(_people(asks))]
    for name in people:
        yield Swap(name, name, mentions.where["person"])
    for kind, name in _named(asks):
        if _stands_alone(text, name):
            yield Swap(name, name, mentions.where[kind])
    for last in dict.fromkeys(re.findall(r"(?<![\w’'.-])[A-ZÀ-Þ][\w-]+", asks)):
        full = mentions.well_known.get(last)
        if full and last not in " ".join(people) and _stands_alone(text, last) and not mentions.has_word(last.lower()):
            yield Swap(last, full, mentions.where["person"])


def _stands_alone(text: str, name: str) -> bool:
    """Whether a name is nowhere part of another (`North London`, `Miami Heat`, `2022-23`)."""
    for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text):
        before = _CAPITAL_BEFORE.search(text[: match.start()])
        if before and not (before[1] and before[1].lower() in STOP):
            return False
        if _CAPITAL_BEHIND.match(text, match.end()):
            return False
    return True


def _put(text: str, out: str, into: str) -> str:
    return re.sub(rf"(?<!\w){re.escape(out)}(?!\w)", into, text)


def _may_answer(rest: Mapping[str, float], mentions: Mentions, where: Iterable[Paragraph]) -> bool:
    """Whether somewhere enough of what else the question says stands beside what is put in."""
    total = sum(rest.values())
    return any(
        sum(weight for term, weight in rest.items() if term in beside) >= _BESIDE * total
        for beside in map(mentions.beside, dict.fromkeys(where))
    )
