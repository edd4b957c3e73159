"""What the service would have replied with other weights: its own order, choice and answer, over evidence that is kept."""

from collections.abc import Sequence
from dataclasses import dataclass

from evals.datasets.dataset import Span
from evals.fit_questions import Asked
from evals.fit_weights import Weights
from evals.relevance import grade
from evals.run import DEPTH
from qa.compose import best_of, compose
from qa.evidence import Evidence, Sentence, confidence
from qa.ranking import rank
from qa.reply import Answer
from qa.search import with_outlets


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a question."""

    confidence: float
    rank: int | None
    """Of the first passage that answers."""
    right: bool
    """Whether the answer, had it not been declined, holds what was asked for."""


def replay(asked: Asked, weights: Weights) -> Outcome:
    """The outcome with these weights."""
    ranked, best, right = _reply(asked, weights)
    relevant = {some[0].hit.excerpt.id for some, is_good in zip(asked.passages, asked.relevant, strict=True) if is_good}
    first = next((at for at, some in enumerate(ranked, 1) if some[0].hit.excerpt.id in relevant), None)
    trust = weights.trust_bias + sum(a * b for a, b in zip(weights.trust, best, strict=True)) if best else None
    return Outcome(confidence=0.0 if trust is None else confidence(trust), rank=first, right=right)


def trusted(asked: Asked, weights: Weights) -> tuple[Evidence, bool] | None:
    """The evidence of the sentence that the order puts first, and whether the answer is right; None where there can't be one."""
    _, best, right = _reply(asked, weights)
    return (best, right) if best else None


def _reply(asked: Asked, weights: Weights) -> tuple[list[Sequence[Sentence]], Evidence | None, bool]:
    """The sentences of the passages in order, the evidence of the likeliest, and whether the answer is right."""
    evidence = weights.evidence(asked)
    logits = iter((weights.order_bias + (evidence * weights.order).sum(axis=1)).tolist())
    values = iter(evidence.tolist())
    weighed = [
        [one._replace(evidence=Evidence._make(next(values)), logit=next(logits)) for one in some]
        for some in asked.passages
    ]
    ranked = [some for _, some in with_outlets(rank(weighed, {}), asked.outlets, DEPTH)[:DEPTH]]
    candidates = [(at, one) for at, some in enumerate(ranked, 1) for one in some if not one.evidence.asks]
    answer, _ = compose(asked.question, ranked, asked.articles, threshold=0.0)
    if not isinstance(answer, Answer):
        return ranked, None, False
    sources = {at: some[0].hit.excerpt.source for at, some in enumerate(ranked, 1)}
    stated = [
        Span(sources[citation.number], citation.start, citation.end)
        for statement in answer.statements
        for citation in statement.citations
    ]
    return ranked, best_of(candidates)[1].evidence, grade(asked.relevance, stated, answer.text) > 0
