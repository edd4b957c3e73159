"""How likely a sentence is to answer a question, judged on evidence that does not depend on what else was found.

The fused score of a passage is relative: the best of nothing is near 1. What is weighed here is not: the passage's cosine,
how much of the question's information the sentence and what stands around it hold, whether what the question names
occurs in the article at all, and whether the kind of thing asked for occurs in the sentence.

The weights are those of a logistic regression over the sentences of news articles that answer a question, or don't
(`docs/decisions.md`, "Evidence").
"""

import math
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache

from index.library import Library
from index.sentences import find_sentences
from index.words import terms
from qa.kinds import holds_kind
from qa.question import Question
from qa.retrieve import Hit


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What speaks for a sentence; each a number between -1 and 1."""

    cosine: float
    """Of the question and the passage."""
    in_sentence: float
    """Share of the question's information (by inverse document frequency) that is in the sentence."""
    in_context: float
    """… in the sentence, the one before it, and the title."""
    in_passage: float
    """… in the passage and the title."""
    missing_names: float
    """Share of the question's information that is names and numbers which the article never mentions."""
    kind: float
    """1 when the sentence has what kind of thing is asked for, -1 when not, 0 when the question doesn't tell."""
    asks: float
    """1 when the sentence is itself a question."""

    @property
    def logit(self) -> float:
        """The log odds that the sentence answers."""
        return _BIAS + sum(weight * float(getattr(self, name)) for name, weight in _WEIGHTS.items())


_WEIGHTS: Mapping[str, float] = {
    "cosine": 6.07,
    "in_sentence": 2.75,
    "in_context": 2.99,
    "in_passage": -1.18,
    "missing_names": -4.68,
    "kind": 1.05,
    "asks": -2.61,
}
_BIAS = -8.67


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


def weigh(library: Library, question: Question, hits: Sequence[Hit]) -> list[list[Sentence]]:
    """For each hit, its passage's sentences in order, each with its evidence."""
    weights = library.weights(question.terms)
    known = frozenset(terms(question.text))
    least = min((hit.dense.score for hit in hits if hit.dense), default=0.0)
    return [_weigh(library, question, weights, known, hit, hit.dense.score if hit.dense else least) for hit in hits]


def _weigh(
    library: Library, question: Question, weights: Mapping[str, float], known: frozenset[str], hit: Hit, cosine: float
) -> list[Sentence]:
    passage = library.passage(hit.excerpt)
    article = passage.article
    spans = find_sentences(article.text, passage.start, passage.end)
    held = [frozenset(terms(article.text[start:end])) for start, end in spans]
    title = frozenset(terms(article.title)) if article.title else frozenset[str]()
    mentioned = _mentioned(article.text)
    in_passage = _share(weights, title.union(*held))
    missing = _share(weights, {name for name in question.names if name not in mentioned})
    sentences = []
    for number, (start, end) in enumerate(spans):
        text = article.text[start:end]
        before = held[number - 1] if number else frozenset[str]()
        kind = 0.0 if question.asked is None else 1.0 if holds_kind(text, question.asked, known) else -1.0
        evidence = Evidence(
            cosine=cosine,
            in_sentence=_share(weights, held[number]),
            in_context=_share(weights, held[number] | before | title),
            in_passage=in_passage,
            missing_names=missing,
            kind=kind,
            asks=float(text.rstrip("\"'”’)").endswith("?")),
        )
        sentences.append(Sentence(hit=hit, start=start, end=end, text=text, evidence=evidence))
    return sentences


def _share(weights: Mapping[str, float], present: Set[str]) -> float:
    total = sum(weights.values())
    return sum(weight for term, weight in weights.items() if term in present) / total if total else 0.0


@lru_cache(maxsize=512)
def _mentioned(text: str) -> frozenset[str]:
    return frozenset(terms(text))


_SLOPE, _OFFSET = 1.0, 2.0


def confidence(logit: float) -> float:
    """The probability that the articles answer, given the log odds of their best sentence."""
    return 1 / (1 + math.exp(-(_SLOPE * logit + _OFFSET)))
