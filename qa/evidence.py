"""How likely a sentence is to answer a question, judged on evidence that does not depend on what else was found.

The fused score of a passage is relative: the best of nothing is near 1. What is weighed here is not: the passage's cosine,
how much of the question's information the sentence and what stands around it hold, whether what the question names
occurs in the article at all, and whether the kind of thing asked for occurs in the sentence.

The weights are those of a logistic regression over the sentences of news articles that answer a question, or don't
(`docs/decisions.md`, "Evidence").
"""

import math
import re
from collections.abc import Mapping, Sequence, Set
from functools import lru_cache
from operator import mul
from typing import NamedTuple

import numpy as np

from index.embed import Embedder
from index.library import Library
from index.sentences import find_sentences
from index.words import term_numbers, terms
from qa.kinds import holds_kind
from qa.question import STOP, Asked, Question
from qa.retrieve import Hit


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

_ASKS = re.compile(r"\?[\"'”’)]*(?:\[\d{1,3}\])*$")

_COMMON_WORD = re.compile(r"\b[a-zß-öø-ÿ]{3,}")
"""Words without a capital: names of one kind are alike to the model (`Friday` and `Saturday`), and to nobody else."""

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


class _Read(NamedTuple):
    """A sentence `[start, end)` of a passage's text, read without regard to any question."""

    start: int
    end: int
    text: str
    terms: frozenset[int]
    """As their numbers."""
    words: tuple[str, ...]
    """Its distinct common words that carry information."""
    asks: bool


def weigh(library: Library, embedder: Embedder, question: Question, hits: Sequence[Hit]) -> list[list[Sentence]]:
    """For each hit, its passage's sentences in order, each with its evidence."""
    weights = {hash(term): weight for term, weight in library.weights(question.terms).items()}
    total = sum(weights.values())
    known = frozenset(terms(question.text))
    least = min((hit.dense.score for hit in hits if hit.dense), default=0.0)
    passages = [_read(hit.excerpt.text) for hit in hits]
    shares = iter(_alike(embedder, question, [read for passage in passages for read in passage]))
    weighed = []
    for hit, passage in zip(hits, passages, strict=True):
        title = frozenset(term_numbers(hit.excerpt.title or ""))
        missing = _share(weights, total, _missing(library, question, hit, passage))
        repetition = hit.bm25.score / total if hit.bm25 else 0.0
        cosine = hit.dense.score if hit.dense else least
        around = title
        sentences = []
        for read in passage:
            kind = 0.0 if question.asked is None else 1.0 if holds_kind(read.text, question.asked, known) else -1.0
            alike = [weights[term] * share for term, share in next(shares) if term not in read.terms]
            evidence = Evidence(
                cosine=cosine,
                in_sentence=_share(weights, total, read.terms),
                in_context=_share(weights, total, read.terms | around),
                alike=float(sum(alike)) / total if total else 0.0,
                repetition=repetition,
                missing_names=missing,
                kind=kind,
                lacks=float(kind < 0 and question.asked in _MEASURES),
                asks=float(read.asks),
            )
            start = hit.excerpt.start
            sentences.append(
                Sentence(hit=hit, start=start + read.start, end=start + read.end, text=read.text, evidence=evidence)
            )
            around = read.terms | title
        weighed.append(sentences)
    return weighed


@lru_cache(maxsize=1024)  # some 10 KB each
def _read(passage: str) -> tuple[_Read, ...]:
    return tuple(
        _Read(
            start=start,
            end=end,
            text=text,
            terms=frozenset(term_numbers(text)),
            words=tuple(word for word in dict.fromkeys(_COMMON_WORD.findall(text)) if word not in STOP),
            asks=_ASKS.search(text) is not None,
        )
        for start, end in find_sentences(passage, 0, len(passage))
        for text in [passage[start:end]]
    )


def _missing(library: Library, question: Question, hit: Hit, passage: Sequence[_Read]) -> set[int]:
    """The numbers of the question's names that the hit's article never mentions."""
    missing = [name for name in question.names if not any(hash(name) in read.terms for read in passage)]
    if not missing:
        return set()
    found = library.mentioned(hit.excerpt.article, missing)
    return {hash(name) for name in missing if name not in found}


def _alike(embedder: Embedder, question: Question, sentences: Sequence[_Read]) -> list[list[tuple[int, float]]]:
    """For each sentence, the number of the term of each word of the question, and how far a word there is alike in meaning, 0 to 1."""
    found: list[list[tuple[int, float]]] = [[] for _ in sentences]
    numbers = {word: number for number, word in enumerate({word: None for read in sentences for word in read.words})}
    if not numbers or not question.words:
        return found
    likeness = embedder.likeness([word for word, _ in question.words], list(numbers))
    # The words of one sentence after another, and where those of each begin; one without words has no beginning.
    of_words = [hash(term) for _, term in question.words]
    worded = [at for at, read in enumerate(sentences) if read.words]
    columns = [numbers[word] for at in worded for word in sentences[at].words]
    begins = np.cumsum([0, *(len(sentences[at].words) for at in worded[:-1])])
    nearest = np.maximum.reduceat(likeness[:, columns], begins, axis=1)
    shares = ((nearest - _UNLIKE) / (_LIKE - _UNLIKE)).clip(0, 1)
    for at, of_sentence in zip(worded, shares.T.tolist(), strict=True):
        found[at] = list(zip(of_words, of_sentence, strict=True))
    return found


def _share(weights: Mapping[int, float], total: float, present: Set[int]) -> float:
    return sum([weight for term, weight in weights.items() if term in present]) / total if total else 0.0


_SLOPE, _OFFSET = 0.65, 1.85


def confidence(logit: float) -> float:
    """The probability that the articles answer, given the log odds of their best sentence."""
    return 1 / (1 + math.exp(-(_SLOPE * logit + _OFFSET)))
