"""From a question to ranked passages: two retrievers, their fusion, and one hit for passages that carry the same words.

Out of scope: what a passage is favoured for (`qa.time.closeness`, `qa.outlets`), and the order of a reply (`qa.evidence`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from index.library import Library, in_order
from index.likeness import Vectors
from index.passage_terms import numbers_in
from index.store import Excerpt, Filters
from qa.fuse import NO_SIGNALS, Signals, Values, fuse, signals
from qa.prints import SAME, cut_to, runs, says_otherwise
from qa.question import Question

CANDIDATES = 50
"""Passages asked of each retriever; more where more are wanted."""

NAMES = 1.1
"""What a name or a number in the question weighs in BM25 against another word as rare."""

Favour = Callable[[Sequence[Excerpt], Values], Values]
"""What to add to the fused score of each candidate, `(n,)`, for what its article is: given the candidates, in any order,
and their fused scores `(n,)`, which are between 0 and 1."""

_SHARED = 0.5
"""Share of the distinct terms of the passage with fewer that any two prints of the same words have in common, and more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """Where one retriever put a passage (1 is best), and its score there."""

    rank: int
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A passage that was found: its score (relative: the best of nothing is high too), and what it is made of."""

    excerpt: Excerpt
    score: float
    """Its signals by their weights, and what it is favoured by."""
    dense: Ranked | None
    bm25: Ranked | None
    """None where it is not among the first that the retriever found."""
    cosine: float = 0.0
    """The score of the first, wherever it ranks."""
    match: float = 0.0
    """The score of the second, wherever it ranks."""
    signals: Signals = NO_SIGNALS
    favour: float = 0.0
    also_in: tuple[Excerpt, ...] = ()
    """Passages of other articles that carry the same words, cut to these words: among the candidates, until it is looked for them
    in the whole library (`qa.search`)."""


def retrieve(
    library: Library,
    question: Question,
    row: Vectors | Callable[[], Vectors],
    k: int,
    filters: Filters | None = None,
    favour: Favour | None = None,
) -> list[Hit]:
    """The `k` best passages for `question`, whose unit row is `row` or what `row` makes; the best first, ties by source and start."""
    weights = {
        term: weight * NAMES if term in question.names else weight
        for term, weight in library.weights(question.terms).items()
    }
    found = library.candidates(row, weights, max(CANDIDATES, k), filters)
    shares = signals(found.dense, found.bm25, [one.number for one in found.passages])
    fused = fuse(shares)
    favours = favour(found.passages, fused) if favour else np.zeros(len(fused))
    at = {one.id: number for number, one in enumerate(found.passages)}
    scores = fused + favours
    kept = _collapse([found.passages[number] for number in in_order(found.passages, scores)], k)
    ranks = [{id: rank for rank, id in enumerate(ids, 1)} for ids in (found.nearest, found.matching)]

    def hit(excerpt: Excerpt, prints: Sequence[Excerpt]) -> Hit:
        number = at[excerpt.id]
        cosine, match = found.dense[number], found.bm25[number]
        dense, bm25 = (of_one.get(excerpt.id) for of_one in ranks)
        return Hit(
            excerpt=excerpt,
            score=float(scores[number]),
            dense=Ranked(rank=dense, score=cosine) if dense else None,
            bm25=Ranked(rank=bm25, score=match) if bm25 else None,
            cosine=cosine,
            match=match,
            signals=Signals(*shares[:, number].tolist()),
            favour=float(favours[number]),
            also_in=_others(excerpt, prints),
        )

    return [hit(excerpt, prints) for excerpt, prints in kept]


def _collapse(candidates: Sequence[Excerpt], k: int) -> list[tuple[Excerpt, list[Excerpt]]]:
    """The first `k` passages that say something new, each with the later ones that carry its words."""
    # Past twice k, a print of a kept passage would have scored near it; looking further would only cost time.
    enough = max(2 * k, 20)
    like = _share_terms(candidates[:enough])
    kept: list[int] = []
    prints: dict[int, list[Excerpt]] = {}
    for number, hit in enumerate(candidates):
        if len(kept) == k and number >= enough:
            break
        if number == len(like):
            like = _share_terms(candidates)
        row = like[number]
        alike = [earlier for earlier in kept if row[earlier]]
        new = not alike or _is_new(hit, [(candidates[earlier], prints[earlier]) for earlier in alike])
        if new and len(kept) < k:
            kept.append(number)
            prints[number] = []
    return [(candidates[number], prints[number]) for number in kept]


_BUCKETS = 512


def _share_terms(passages: Sequence[Excerpt]) -> list[list[bool]]:
    """Which pairs, of `n` by `n`, share so many terms that they may be prints of the same words."""
    numbers = [one.terms.numbers for one in passages]
    there = np.zeros((len(passages), _BUCKETS), dtype=np.float32)
    of = np.repeat(np.arange(len(passages)), [len(one) // 4 for one in numbers])
    there[of, numbers_in(numbers) % _BUCKETS] = 1
    # Whole numbers, and so the same in whatever order they are added. Two terms in one bucket only ask for a closer look.
    shared = there @ there.T
    least = np.minimum.outer(shared.diagonal(), shared.diagonal())
    may_be: list[list[bool]] = (shared >= _SHARED * least).tolist()
    return may_be


def _is_new(hit: Excerpt, kept: Sequence[tuple[Excerpt, list[Excerpt]]]) -> bool:
    """Whether `hit` says more than one of those that are kept, or otherwise; adds it to the prints of those whose words it carries."""
    words = runs(hit.text)
    for earlier, prints in kept:
        others = runs(earlier.text)
        shared = words & others
        if len(shared) >= SAME * min(len(words), len(others)) and not says_otherwise(earlier.text, hit.text):
            prints.append(cut_to(hit, shared))
            # A passage that holds an earlier one and more is a print of it, and has something new to say as well.
            if len(shared) >= SAME * len(words):
                return False
    return True


def _others(hit: Excerpt, prints: Sequence[Excerpt]) -> tuple[Excerpt, ...]:
    """Of the passages with the same words those of other articles."""
    return tuple(sorted((one for one in prints if one.article != hit.article), key=lambda one: (one.source, one.start)))
