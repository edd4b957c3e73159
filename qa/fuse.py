"""Putting the lists of several retrievers into one order.

Each list's scores are brought to 0…1 by min–max normalisation, and combined by their weights (the convex combination of
Bruch, Gai and Ingber 2023, arXiv 2210.11934).
"""

from collections.abc import Mapping, Sequence

from index.library import Scored


def normalised(scores: Sequence[float]) -> list[float]:
    """`scores` brought to 0…1 by their least and greatest; all 1 where they are alike."""
    if not scores:
        return []
    low, high = min(scores), max(scores)
    return [(score - low) / (high - low) if high > low else 1.0 for score in scores]


def fuse(lists: Mapping[str, Sequence[Scored]], weights: Mapping[str, float]) -> dict[int, float]:
    """The fused score of each passage id, between 0 and 1.

    A passage that a retriever missed gets 0 from it. Weights are scaled to sum to 1 over the retrievers that found anything.
    """
    total = sum(weights[name] for name, found in lists.items() if found)
    fused: dict[int, float] = {}
    for name, found in lists.items():
        for one, score in zip(found, normalised([one.score for one in found]), strict=True):
            fused[one.id] = fused.get(one.id, 0.0) + weights[name] / total * score
    # Weights scaled to 1 may sum to a hair more.
    return {id: min(1.0, score) for id, score in fused.items()}
