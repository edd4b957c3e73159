"""The evidence for each sentence of the passages that were found, gathered for all of them at once.

Out of scope: what it is worth (`qa.evidence`), and how far words occur (`qa.matching`).
"""

import math
from collections.abc import Sequence
from datetime import date
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from index.embed import Embedder
from index.library import Library
from index.passage_terms import InOrder, Numbers, in_order, numbers_in, read_terms, terms_row
from index.recent import Recent
from index.rows import Excerpt
from index.stop import STOP
from index.weighing import title_numbers
from index.words import terms as all_terms
from qa.agreed import find_agreed
from qa.asked import Asked
from qa.definitions import defines
from qa.evidence import BIAS, WEIGHTS, Evidence, Sentence
from qa.exports.house_style import format_day
from qa.kinds import Things, find_things, gives_number, speakers
from qa.matching import Occurring, Terms, alike_shares
from qa.outlets import Outlet
from qa.question import Question
from qa.reading import read
from qa.retrieve import Hit
from qa.time.closeness import staleness
from qa.time.when import When

_USUAL = 12
"""Passages, the best by fused score, whose mean the others are measured against."""
_LAST = 0.4
"""The fused score of the last of so many, as it usually is: where fewer are found, it stands for those that there are not."""

TELLS: dict[Asked, tuple[float, float]] = {
    Asked.AGE: (2.11, -2.05),
    Asked.DURATION: (1.24, -1.73),
    Asked.MONEY: (1.46, -3.00),
    Asked.SHARE: (1.15, -1.18),
    Asked.QUANTITY: (0.60, -2.48),
    Asked.NUMBER: (0.91, -2.42),
    Asked.TIME: (1.10, -2.72),
    Asked.YEAR: (1.74, -3.00),
    Asked.PLACE: (0.70, -1.04),
    Asked.COUNTRY: (1.47, -2.00),
    Asked.STATE: (1.48, -2.00),
    Asked.PERSON: (0.75, -1.83),
    Asked.NAME: (0.33, -1.78),
    Asked.TITLE: (0.27, -1.95),
    Asked.REASON: (0.98, -0.57),
    Asked.SPEECH: (2.52, -3.00),
    Asked.NATURE: (2.00, -10.00),
}
"""For each kind the log of how much more often a sentence that answers has such a thing than another sentence of what is found,
and of how much more often it has none: most sentences have a name, few an age. None tells more than -3, and none of lands more than
-2: not all of their names are known. Those of `NATURE` are set by hand: hardly another sentence says what a thing is, and
nothing else answers."""

_THINGS = frozenset(Asked) - {Asked.REASON, Asked.SPEECH, Asked.NATURE}
"""The kinds of which it can be told which words are the thing: reasons and speech are whole clauses."""


_WEIGHTS = np.array(WEIGHTS)
_KIND, _COUNTED, _MISSING, _NEAR = map(Evidence._fields.index, ("kind", "counted", "missing_names", "near"))

_ROUNDING = 1e-9
"""More than two sums of the same evidence may differ by."""


def weigh(
    library: Library,
    embedder: Embedder,
    question: Question,
    hits: Sequence[Hit],
    outlets: Sequence[Outlet] = (),
    when: When | None = None,
    *,
    first: int | None = None,
) -> list[list[Sentence]]:
    """For each hit, its passage's sentences in order, each with its evidence.

    `outlets` are those that the question names, `when` is what it says of time.
    With `first`, hits that can't be among so many with the likeliest sentences are left out before all is looked for in them.
    """
    if not hits:
        return []
    pool = _Pool(library, embedder, question, hits, outlets, when)
    every = range(len(hits))
    if first is None or first >= len(hits):
        pool.look_into(every)
        return pool.sentences(every)
    at_most = pool.likeliest()
    order = np.argsort(-at_most, kind="stable").tolist()
    pool.look_into(order[:first])
    least = pool.likeliest(answering=True)[order[:first]].min() - _ROUNDING
    more = [at for at in order[first:] if at_most[at] >= least]
    pool.look_into(more)
    return pool.sentences(sorted(order[:first] + more))


class _Pool:
    """The sentences of the passages that were found, and what speaks for each as far as it was looked for."""

    def __init__(
        self,
        library: Library,
        embedder: Embedder,
        question: Question,
        hits: Sequence[Hit],
        outlets: Sequence[Outlet],
        when: When | None,
    ) -> None:
        self._library, self._question, self._hits = library, question, hits
        self._passages = passages = [read(hit.excerpt) for hit in hits]
        self._texts = [text for passage in passages for text in passage.texts]
        self._ends = [*accumulate(len(passage.spans) for passage in passages)]
        self._begins = [0, *self._ends[:-1]]
        self._of = of = np.repeat(np.arange(len(hits)), [len(passage.spans) for passage in passages])
        self._terms = terms = Terms(library, question)
        self._in_order = _in_order(question, hits)
        has = terms.among(self._in_order.numbers, self._in_order.lengths)
        heads = [_head(hit.excerpt, outlets) for hit in hits]
        above = terms.among(numbers_in(heads), [len(head) // 4 for head in heads])
        context = has | above[of]
        context[1:] |= has[:-1] & (of[1:] == of[:-1])[:, None]
        in_passage = above | np.logical_or.reduceat(has, self._begins)
        self._missing = terms.named & ~in_passage
        self._known = frozenset(all_terms(question.text))
        names, agreed = find_agreed(terms, self._known, hits, of, self._in_order)
        # Of no more than are looked into for a reply of a few passages: what is shown of it does not change what is thought.
        best = sorted((hit.score for hit in hits), reverse=True)[:_USUAL]
        usual = math.fsum([*best, *[_LAST] * (_USUAL - len(best))]) / _USUAL
        self._asks = np.array([asks for passage in passages for asks in passage.asks])
        pieces: dict[str, npt.ArrayLike] = {
            "cosine": np.array([hit.cosine for hit in hits])[of],
            "in_sentence": terms.share(has),
            "in_context": terms.share(context),
            "clause": terms.share_of_clause(context),
            "in_passage": terms.share(in_passage)[of],
            "alike": alike_shares(
                embedder, question, terms, [words for passage in passages for words in passage.words], has
            ),
            "repetition": np.array([hit.match / terms.total if terms.total else 0.0 for hit in hits])[of],
            "asks": self._asks,
            "names": names,
            "agreed": agreed,
            "ahead": np.array([hit.score - usual for hit in hits])[of],
            "favour": np.array([hit.favour for hit in hits])[of],
            "stale": _stale(library, when, hits)[of],
            "terms": math.log1p(len(question.terms)),
            "open": question.asked is None,
            "size": math.log1p(library.passage_count),
            # The best that it could be, until it is looked for.
            "kind": TELLS[question.asked][0] if question.asked else 0.0,
            "counted": has[:, terms.columns(question.counted)].any(axis=1),
            "missing_names": 0.0,
            "near": 0.0,
        }
        self._evidence = np.empty((len(of), len(Evidence._fields)))
        for column, name in enumerate(Evidence._fields):
            self._evidence[:, column] = pieces[name]
        self._things: dict[int, Things] = {}
        self._spoken = (
            _spoken(question, terms, hits, outlets, of, has, self._in_order, self._texts) if question.speaker else None
        )

    def look_into(self, some: Sequence[int]) -> None:
        """Looks for what takes longest to find in the passages of some hits: names in their articles, and what is asked for."""
        question, missing = self._question, self._missing
        lacking = [at for at in some if missing[at].any()]
        if lacking:
            mentions = self._library.mentions([self._hits[at].excerpt.article for at in lacking])
            missing[lacking] &= ~self._terms.among(numbers_in(mentions), [len(one) // 4 for one in mentions])
            self._evidence[:, _MISSING] = self._terms.share(missing)[self._of]
        rows = self._rows(some)
        for row in rows if question.counted else ():
            if self._evidence[row, _COUNTED]:
                self._evidence[row, _COUNTED] = gives_number(self._texts[row], question.counted)
        if question.target:
            tells = [defines(self._texts[row], question.target) for row in rows]
            self._evidence[rows, _KIND] = np.where(tells, *TELLS[Asked.NATURE])
        elif question.asked:
            things = [find_things(self._texts[row], question.asked) for row in rows]
            self._things.update(zip(rows, things, strict=True))
            has_kind = np.array([one.hold_more(self._known) for one in things], dtype=bool)
            if self._spoken:
                by_him, by_outlet = self._spoken
                has_kind = (has_kind & by_him[rows]) | by_outlet[rows]
            self._evidence[rows, _KIND] = np.where(has_kind, *TELLS[question.asked])

    def likeliest(self, *, answering: bool = False) -> npt.NDArray[np.float64]:
        """The log odds of the likeliest sentence of each hit; of those that don't ask, if only those can answer."""
        logits = self._logits()
        likeliest: npt.NDArray[np.float64] = np.maximum.reduceat(
            np.where(self._asks, -np.inf, logits) if answering else logits, self._begins
        )
        return likeliest

    def sentences(self, some: Sequence[int]) -> list[list[Sentence]]:
        """Those of some hits, which were looked into."""
        rows = self._rows(some)
        kept = np.zeros(len(self._of), dtype=bool)
        kept[rows] = True
        lengths = self._in_order.lengths
        things = [self._things[row].numbers for row in rows] if self._question.asked in _THINGS else None
        self._evidence[rows, _NEAR] = self._terms.near(
            self._in_order.numbers[np.repeat(kept, lengths)], lengths[rows], things
        )
        evidence, logits = map(Evidence._make, self._evidence[rows].tolist()), self._logits()[rows].tolist()
        each = zip(evidence, logits, strict=True)
        found = []
        for at in some:
            hit, passage = self._hits[at], self._passages[at]
            start = hit.excerpt.start
            found.append(
                [
                    Sentence(hit, start + begin, start + end, text, values, logit)
                    for (begin, end), text, (values, logit) in zip(passage.spans, passage.texts, each, strict=False)
                ]
            )
        return found

    def _rows(self, some: Sequence[int]) -> list[int]:
        return [row for at in some for row in range(self._begins[at], self._ends[at])]

    def _logits(self) -> npt.NDArray[np.float64]:
        # Not a matrix product: in that, how a sum is rounded depends on where it stands.
        logits: npt.NDArray[np.float64] = BIAS + (self._evidence * _WEIGHTS).sum(axis=1)
        return logits


def _in_order(question: Question, hits: Sequence[Hit]) -> InOrder:
    """The terms of all sentences: the informative ones, or all where the question has none of these."""
    if STOP.isdisjoint(question.terms):
        return in_order([hit.excerpt.terms for hit in hits])
    return in_order([read_terms(terms_row(hit.excerpt.text, every=True)) for hit in hits])


def _head(excerpt: Excerpt, outlets: Sequence[Outlet]) -> Numbers:
    """What stands above an article: its title, its day, and the outlets that the question names where it is by one of them."""
    parts = [title_numbers[excerpt.title or ""]]
    if excerpt.published:
        parts.append(_day_numbers[excerpt.published])
    if outlets and _is_by(excerpt, outlets):
        parts += [title_numbers[written] for one in outlets for written in one.written]
    return b"".join(parts)


_day_numbers: Recent[date, Numbers] = Recent(1 << 12, lambda day: title_numbers[format_day(day)])


def _stale(library: Library, when: When | None, hits: Sequence[Hit]) -> npt.NDArray[np.float64]:
    if when is None or not when.spans:
        return np.zeros(len(hits))
    newest = library.newest_day
    published = [hit.excerpt.published for hit in hits]
    days = np.array([day.toordinal() if day else 0 for day in published])
    return staleness(when, days, newest.toordinal() if newest else 0)


def _is_by(excerpt: Excerpt, outlets: Sequence[Outlet]) -> bool:
    return any(excerpt.outlet in one.publishers for one in outlets)


def _spoken(
    question: Question,
    terms: Terms,
    hits: Sequence[Hit],
    outlets: Sequence[Outlet],
    of: npt.NDArray[np.int64],
    has: Occurring,
    in_order: InOrder,
    texts: Sequence[str],
) -> tuple[Occurring, Occurring]:
    """In which sentences he speaks whom the question asks about, and in which an outlet that it asks about does.

    A sentence without a name goes on with whom the sentence before it is about; one that names him may be by another.
    """
    named: Occurring = np.logical_or.reduce(has[:, terms.columns(question.speaker)], axis=1)
    has_name = np.bincount(np.repeat(np.arange(len(of)), in_order.lengths)[in_order.named], minlength=len(of)) > 0
    by_him = named.copy()
    for at in np.flatnonzero(~has_name).tolist():
        if at and of[at] == of[at - 1]:
            by_him[at] |= by_him[at - 1]
    for at in np.flatnonzero(named).tolist():
        who = speakers(texts[at])
        by_him[at] = not who or "" in who or not who.isdisjoint(question.speaker)
    # What an outlet says is what its articles say.
    written = {term for one in outlets for written in one.written for term in all_terms(written)}
    by_outlet = [written.issuperset(question.speaker) and _is_by(hit.excerpt, outlets) for hit in hits]
    return by_him, np.array(by_outlet)[of]
