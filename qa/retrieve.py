"""From a question to ranked passages: two retrievers, their fusion, and one hit for passages that carry the same words."""

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from functools import lru_cache

from index.library import Library, Scored
from index.likeness import Vectors
from index.store import Excerpt, Filters
from qa.fuse import fuse
from qa.question import Question

CANDIDATES = 100
"""Passages asked of each retriever."""

WEIGHTS = {"dense": 0.5, "bm25": 0.5}

_SHINGLE = 5
_SAME = 0.8
"""Share of the shorter passage's shingles of five words that the other must hold to count as a print of the same words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """Where one retriever put a passage (1 is best), and its score there."""

    rank: int
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A passage that was found: its fused score (relative: the best of nothing is near 1 too), and how each retriever ranked it."""

    excerpt: Excerpt
    score: float
    dense: Ranked | None
    bm25: Ranked | None
    also_in: tuple[Excerpt, ...] = ()
    """Passages of other articles that carry the same words, cut to these words."""


def retrieve(library: Library, question: Question, row: Vectors, k: int, filters: Filters | None = None) -> list[Hit]:
    """The `k` best passages for `question`, whose unit row is `row`; the best first, ties by source and start."""
    lists = {
        "dense": library.dense(row, CANDIDATES, filters),
        "bm25": library.lexical(question.terms, CANDIDATES, filters),
    }
    fused = fuse(lists, WEIGHTS)
    ranks = {name: _ranks(found) for name, found in lists.items()}
    excerpts = {one.id: one.excerpt for found in lists.values() for one in found}
    hits = [
        Hit(excerpt=excerpts[id], score=score, dense=ranks["dense"].get(id), bm25=ranks["bm25"].get(id))
        for id, score in fused.items()
    ]
    hits.sort(key=lambda hit: (-hit.score, hit.excerpt.source, hit.excerpt.start))
    return _collapse(library, hits, k)


def _ranks(found: Sequence[Scored]) -> dict[int, Ranked]:
    return {one.id: Ranked(rank=rank, score=one.score) for rank, one in enumerate(found, 1)}


def _collapse(library: Library, hits: Sequence[Hit], k: int) -> list[Hit]:
    """The first `k` of `hits` that say something new; a later hit with the words of an earlier one becomes its `also_in`."""
    kept: list[Hit] = []
    copies: dict[int, list[Excerpt]] = {}
    for number, hit in enumerate(hits):
        # Past twice k, a print of a kept passage would have scored near it; looking further would only cost time.
        if len(kept) == k and number >= max(2 * k, 20):
            break
        words = _shingles(hit.excerpt.text)
        new = True
        for earlier in kept:
            others = _shingles(earlier.excerpt.text)
            shared = words & others
            if len(shared) >= _SAME * min(len(words), len(others)):
                copies[earlier.excerpt.id].append(_cut_to(hit.excerpt, shared))
                # A passage that holds an earlier one and more is a print of it, and has something new to say as well.
                new = len(shared) < _SAME * len(words)
                if not new:
                    break
        if new and len(kept) < k:
            kept.append(hit)
            copies[hit.excerpt.id] = []
    return [_with_copies(library, hit, copies[hit.excerpt.id]) for hit in kept]


def _cut_to(excerpt: Excerpt, shared: Set[tuple[str, ...]]) -> Excerpt:
    """The stretch of `excerpt` from the first to the last of the `shared` shingles."""
    words = list(_WORD.finditer(excerpt.text))
    found = [at for at, shingle in enumerate(_in_order(excerpt.text)) if shingle in shared]
    start, end = words[found[0]].start(), words[min(found[-1] + _SHINGLE, len(words)) - 1].end()
    return replace(excerpt, start=excerpt.start + start, end=excerpt.start + end, text=excerpt.text[start:end])


def _with_copies(library: Library, hit: Hit, copies: Sequence[Excerpt]) -> Hit:
    # Exact copies may be many more than the candidates: the library knows them all.
    every = {excerpt.id: excerpt for excerpt in (*copies, *library.copies(hit.excerpt))}
    others = sorted(
        (one for one in every.values() if one.article != hit.excerpt.article), key=lambda one: (one.source, one.start)
    )
    return replace(hit, also_in=tuple(others))


_WORD = re.compile(r"\S+")


def _in_order(text: str) -> list[tuple[str, ...]]:
    words = [match[0].strip(".,;:!?\"'“”‘’()").casefold() for match in _WORD.finditer(text)]
    return [tuple(words[at : at + _SHINGLE]) for at in range(max(1, len(words) - _SHINGLE + 1))]


@lru_cache(maxsize=4096)
def _shingles(text: str) -> frozenset[tuple[str, ...]]:
    return frozenset(_in_order(text))
