"""The order of the passages that a reply shows.

Out of scope: which passages are looked into (`qa.retrieve`, `qa.rerank`), and what their sentences are worth (`qa.evidence`).
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from qa.evidence import Sentence
from qa.retrieve import Hit

if TYPE_CHECKING:
    from qa.rerank import Reranked


def rank(
    weighed: Sequence[Sequence[Sentence]], looks: "Mapping[int, Reranked]"
) -> list[tuple[Hit, Sequence[Sentence]]]:
    """Hits in the order of their likeliest sentence, and of what a reranker adds to it; ties by source and start.

    `weighed` holds the sentences of each hit, `looks` what the reranker made of candidates, by passage id.
    """
    pairs = [(sentences[0].hit, sentences) for sentences in weighed if sentences]

    def likely(hit: Hit, sentences: Sequence[Sentence]) -> float:
        look = looks.get(hit.excerpt.id)
        return likeliest(sentences).logit + (look.adds if look else 0.0)

    return sorted(pairs, key=lambda pair: (-likely(*pair), pair[0].excerpt.source, pair[0].excerpt.start))


def likeliest(sentences: Sequence[Sentence]) -> Sentence:
    """Of those that could be given as an answer, which a question is not; where all are questions, the least of them."""
    answering = [one for one in sentences if not one.evidence.asks]
    return max(answering, key=lambda one: one.logit) if answering else min(sentences, key=lambda one: one.logit)
