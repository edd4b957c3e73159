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
from dataclasses import dataclass
from functools import lru_cache

from index.embed import Embedder
from index.library import Library
from index.sentences import find_sentences
from index.words import terms
from qa.kinds import holds_kind
from qa.question import STOP, Asked, Question
from qa.retrieve import Hit


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
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
        return _BIAS + sum(weight * float(getattr(self, name)) for name, weight in _WEIGHTS.items())


_WEIGHTS: Mapping[str, float] = {
    "cosine": 6.34,
    "in_sentence": 3.48,
    "in_context": 4.18,
    "alike": 5.31,
    "repetition": -3.09,
    "missing_names": -4.38,
    "kind": 1.01,
    "lacks": -3.0,  # set, not fitted: sentences that answer and lack it are those that `qa.kinds` misreads
    "asks": -1.81,
}
_BIAS = -8.42

_MEASURES = frozenset({Asked.AGE, Asked.DURATION, Asked.MONEY, Asked.NUMBER, Asked.QUANTITY, Asked.SHARE, Asked.TIME})

_ASKS = re.compile(r"\?[\"'”’)]*(?:\[\d{1,3}\])*$")

_COMMON_WORD = re.compile(r"\b[a-zß-öø-ÿ]{3,}")
"""Words without a capital: names of one kind are alike to the model (`Friday` and `Saturday`), and to nobody else."""

_UNLIKE, _LIKE = 0.25, 0.45
"""Cosines of words from which on they count as alike, and as the same. Most pairs are below the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
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
    weights = library.weights(question.terms)
    known = frozenset(terms(question.text))
    least = min((hit.dense.score for hit in hits if hit.dense), default=0.0)
    weighed = []
    for hit in hits:
        passage = library.passage(hit.excerpt)
        article = passage.article
        mentioned = _mentioned(article.text)
        title = frozenset(terms(article.title)) if article.title else frozenset[str]()
        missing = _share(weights, {name for name in question.names if name not in mentioned})
        repetition = hit.bm25.score / sum(weights.values()) if hit.bm25 else 0.0
        cosine = hit.dense.score if hit.dense else least
        before = frozenset[str]()
        sentences = []
        for start, end in find_sentences(article.text, passage.start, passage.end):
            text = article.text[start:end]
            held = frozenset(terms(text))
            kind = 0.0 if question.asked is None else 1.0 if holds_kind(text, question.asked, known) else -1.0
            evidence = Evidence(
                cosine=cosine,
                in_sentence=_share(weights, held),
                in_context=_share(weights, held | before | title),
                alike=_alike(embedder, question, weights, text, held),
                repetition=repetition,
                missing_names=missing,
                kind=kind,
                lacks=float(kind < 0 and question.asked in _MEASURES),
                asks=float(_ASKS.search(text) is not None),
            )
            sentences.append(Sentence(hit=hit, start=start, end=end, text=text, evidence=evidence))
            before = held
        weighed.append(sentences)
    return weighed


def _alike(embedder: Embedder, question: Question, weights: Mapping[str, float], text: str, held: Set[str]) -> float:
    asked = [(word, term) for word, term in question.words if term not in held]
    there = [word for word in dict.fromkeys(_COMMON_WORD.findall(text)) if word not in STOP]
    total = sum(weights.values())
    if not asked or not there or not total:
        return 0.0
    nearest = embedder.likeness([word for word, _ in asked], there).max(axis=1)
    shares = ((nearest - _UNLIKE) / (_LIKE - _UNLIKE)).clip(0, 1)
    return float(sum(weights[term] * share for (_, term), share in zip(asked, shares.tolist(), strict=True))) / total


def _share(weights: Mapping[str, float], present: Set[str]) -> float:
    total = sum(weights.values())
    return sum(weight for term, weight in weights.items() if term in present) / total if total else 0.0


@lru_cache(maxsize=512)
def _mentioned(text: str) -> frozenset[str]:
    return frozenset(terms(text))


_SLOPE, _OFFSET = 0.65, 1.85


def confidence(logit: float) -> float:
    """The probability that the articles answer, given the log odds of their best sentence."""
    return 1 / (1 + math.exp(-(_SLOPE * logit + _OFFSET)))
