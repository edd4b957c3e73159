"""How likely a sentence is to answer a question, judged on evidence that does not depend on what else was found.

The fused score of a passage is relative: the best of nothing is near 1. What is weighed here is not: the passage's cosine,
how much of the question's information the sentence and what stands around it hold, whether what the question names
occurs in the article at all, and whether the kind of thing asked for occurs in the sentence.

The weights are those of a logistic regression over the sentences of news articles that answer a question, or don't
(`docs/decisions.md`, "Evidence").
"""

import math
from collections.abc import Sequence
from itertools import chain
from operator import mul
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index.embed import Embedder
from index.library import Library
from index.rows import Numbers
from index.weighing import title_numbers
from index.words import term_number
from index.words import terms as all_terms
from qa.kinds import holds_kind
from qa.question import Asked, Question
from qa.reading import Reading, readings
from qa.retrieve import Hit

Occurring = npt.NDArray[np.bool_]
Shares = npt.NDArray[np.float64]


class Evidence(NamedTuple):
    """What speaks for a sentence, or against it; the names of the fields are those of the weights."""

    cosine: float
    """Of the question and the passage."""
    in_sentence: float
    """Share of the question's information (by inverse document frequency) that is in the sentence."""
    in_context: float
    """… in the sentence, the one before it, and the title."""
    alike: float
    """… that is not in the sentence, but has a word there that is alike in meaning, as far as it is."""
    repetition: float
    """The passage's BM25 by the sum of the question's weights: how thick its words stand there. Beside the shares above it
    speaks against a passage: what only repeats the question's words has less room for the answer."""
    missing_names: float
    """Share of the question's information that is names and numbers which the article never mentions."""
    kind: float
    """1 when the sentence has what kind of thing is asked for, -1 when not, 0 when the question doesn't tell."""
    lacks: float
    """1 when what is asked for is a measure (an age, a price …) and the sentence has none: it can't be the answer."""
    asks: float
    """1 when the sentence is itself a question."""

    @property
    def logit(self) -> float:
        """The log odds that the sentence answers."""
        weighted: float = sum(map(mul, _WEIGHTS, self))
        return _BIAS + weighted


_WEIGHTS = Evidence(
    cosine=6.34,
    in_sentence=3.48,
    in_context=4.18,
    alike=5.31,
    repetition=-3.09,
    missing_names=-4.38,
    kind=1.01,
    lacks=-3.0,  # set, not fitted: sentences that answer and lack it are those that `qa.kinds` misreads
    asks=-1.81,
)
_BIAS = -8.42

_MEASURES = frozenset({Asked.AGE, Asked.DURATION, Asked.MONEY, Asked.NUMBER, Asked.QUANTITY, Asked.SHARE, Asked.TIME})

_UNLIKE, _LIKE = 0.25, 0.45
"""Cosines of words from which on they count as alike, and as the same. Most pairs are below the first."""


class Sentence(NamedTuple):
    """A sentence `[start, end)` of the article of a hit, and the evidence that it answers."""

    hit: Hit
    start: int
    end: int
    text: str
    evidence: Evidence

    @property
    def logit(self) -> float:
        return self.evidence.logit


def weigh(library: Library, embedder: Embedder, question: Question, hits: Sequence[Hit]) -> list[list[Sentence]]:
    """For each hit, its passage's sentences in order, each with its evidence."""
    if not hits:
        return []
    passages = [readings[hit.excerpt.text] for hit in hits]
    counts = [len(passage.spans) for passage in passages]
    begins = np.cumsum([0, *counts[:-1]])
    of = np.repeat(np.arange(len(hits)), counts)
    terms = _Terms(library, question)
    has = terms.among(
        [passage.numbers for passage in passages],
        [length for passage in passages for length in passage.lengths],
    )
    titles = [title_numbers[hit.excerpt.title or ""] for hit in hits]
    context = has | terms.among(titles, [len(title) for title in titles])[of]
    context[1:] |= has[:-1] & (of[1:] == of[:-1])[:, None]
    missing = terms.named & ~np.logical_or.reduceat(has, begins)
    for at in np.flatnonzero(missing.any(axis=1)).tolist():
        missing[at] &= ~terms.mentioned(library, hits[at].excerpt.article, missing[at])
    least = min((hit.dense.score for hit in hits if hit.dense), default=0.0)
    kinds = _kinds(question, passages)
    pieces = {
        "cosine": np.array([hit.dense.score if hit.dense else least for hit in hits])[of],
        "in_sentence": terms.share(has),
        "in_context": terms.share(context),
        "alike": _alike(embedder, question, terms, [words for passage in passages for words in passage.words], has),
        "repetition": np.array([hit.bm25.score / terms.total if hit.bm25 else 0.0 for hit in hits])[of],
        "missing_names": terms.share(missing)[of],
        "kind": kinds,
        "lacks": (kinds < 0) & (question.asked in _MEASURES),
        "asks": np.array([asks for passage in passages for asks in passage.asks]),
    }
    rows = iter(np.stack([pieces[name] for name in Evidence._fields], axis=1, dtype=np.float64).tolist())
    return [
        [
            Sentence(hit, hit.excerpt.start + start, hit.excerpt.start + end, text, Evidence._make(next(rows)))
            for (start, end), text in zip(passage.spans, passage.texts, strict=True)
        ]
        for hit, passage in zip(hits, passages, strict=True)
    ]


class _Terms:
    """The terms of a question, their weights, and where they occur: an array of booleans with a column for each."""

    def __init__(self, library: Library, question: Question) -> None:
        weights = library.weights(question.terms)
        self._names = [*weights]
        self._numbers = np.fromiter(map(term_number, weights), np.uint32, len(weights))
        self._order = np.argsort(self._numbers)
        self._weights = np.fromiter(weights.values(), np.float64, len(weights))
        self.total = sum(weights.values())
        names = {*question.names}
        self.named = np.array([name in names for name in weights], dtype=bool)
        at = {name: column for column, name in enumerate(weights)}
        self.of_words = np.array([at[term] for _, term in question.words], dtype=np.int64)
        """The column of each of the question's words."""
        self.weights_of_words = self._weights[self.of_words]

    def among(self, numbers: Sequence[Numbers], lengths: Sequence[int]) -> Occurring:
        """Which occur in each of some texts, whose terms are `numbers`, put together, so many of each."""
        found = np.zeros((len(lengths), len(self._numbers)), dtype=bool)
        every = np.concatenate(numbers)
        if len(self._numbers) and len(every):
            sorted_ = self._numbers[self._order]
            at = np.searchsorted(sorted_, every).clip(max=len(sorted_) - 1)
            same = np.flatnonzero(sorted_[at] == every)
            of = np.repeat(np.arange(len(lengths)), lengths)
            found[of[same], self._order[at[same]]] = True
        return found

    def share(self, there: Occurring) -> Shares:
        """For each row, the share of the question's information in the terms that are there."""
        if not self.total:
            return np.zeros(len(there))
        # Not a matrix product: in that, how a sum is rounded depends on where it stands.
        shares: Shares = (there * self._weights).sum(axis=1) / self.total
        return shares

    def mentioned(self, library: Library, article: int, wanted: Occurring) -> Occurring:
        """Which of the terms `wanted` that article mentions anywhere."""
        found = library.mentioned(article, [self._names[at] for at in np.flatnonzero(wanted)])
        return np.array([name in found for name in self._names])


def _kinds(question: Question, passages: Sequence[Reading]) -> Shares:
    """For each sentence 1 where it has the kind of thing that is asked for, -1 where not, 0 where nobody knows."""
    texts = [text for passage in passages for text in passage.texts]
    if question.asked is None:
        return np.zeros(len(texts))
    known = frozenset(all_terms(question.text))
    return np.array([1.0 if holds_kind(text, question.asked, known) else -1.0 for text in texts])


def _alike(
    embedder: Embedder, question: Question, terms: _Terms, words: Sequence[Sequence[str]], has: Occurring
) -> Shares:
    """For each sentence, whose common words are given, the share of the information that is only alike to one of them."""
    shares = np.zeros(len(words))
    numbers = {word: number for number, word in enumerate(dict.fromkeys(chain.from_iterable(words)))}
    if not numbers or not question.words or not terms.total:
        return shares
    likeness = embedder.likeness([word for word, _ in question.words], [*numbers])
    # The words of one sentence after another, and where those of each begin; one without words has no beginning.
    lengths = np.array([len(one) for one in words])
    worded = np.flatnonzero(lengths)
    columns = np.fromiter(map(numbers.__getitem__, chain.from_iterable(words)), np.int64)
    begins = np.cumsum([0, *lengths[worded[:-1]]])
    nearest = np.maximum.reduceat(likeness[:, columns], begins, axis=1).T
    alike = ((nearest.astype(np.float64) - _UNLIKE) / (_LIKE - _UNLIKE)).clip(0, 1)
    lacking = ~has[worded][:, terms.of_words]
    shares[worded] = (alike * lacking * terms.weights_of_words).sum(axis=1) / terms.total
    return shares


_SLOPE, _OFFSET = 0.65, 1.85


def confidence(logit: float) -> float:
    """The probability that the articles answer, given the log odds of their best sentence."""
    return 1 / (1 + math.exp(-(_SLOPE * logit + _OFFSET)))
