"""From a question to ranked passages: two retrievers, their fusion, and one hit for passages that carry the same words."""

import re
from array import array
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import lru_cache

from index.library import Library
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
    kept = _collapse(library, fused, k)
    exact = library.copies([excerpt for excerpt, _ in kept], filters)
    ranks = {name: {one.id: rank for rank, one in enumerate(found, 1)} for name, found in lists.items()}

    def ranked(name: str, id: int) -> Ranked | None:
        rank = ranks[name].get(id)
        return Ranked(rank=rank, score=lists[name][rank - 1].score) if rank else None

    return [
        Hit(
            excerpt=excerpt,
            score=fused[excerpt.id],
            dense=ranked("dense", excerpt.id),
            bm25=ranked("bm25", excerpt.id),
            also_in=_others(excerpt, [*prints, *copies]),
        )
        for (excerpt, prints), copies in zip(kept, exact, strict=True)
    ]


def _collapse(library: Library, scores: Mapping[int, float], k: int) -> list[tuple[Excerpt, list[Excerpt]]]:
    """The first `k` passages that say something new, each with the later ones that carry its words."""
    # Past twice k, a print of a kept passage would have scored near it; looking further would only cost time.
    enough = max(2 * k, 20)
    kept: list[tuple[Excerpt, list[Excerpt]]] = []
    known: set[int] = set()
    for number, hit in enumerate(_in_order(library, scores, enough)):
        if len(kept) == k and number >= enough:
            break
        numbers = _shingle_numbers(hit.text)
        # Most share no shingle with any other: only where one may, it is seen which.
        new = known.isdisjoint(numbers) or _is_new(hit, kept)
        if new and len(kept) < k:
            kept.append((hit, []))
            known.update(numbers)
    return kept


def _in_order(library: Library, scores: Mapping[int, float], enough: int) -> Iterator[Excerpt]:
    """All passages, the best first; beyond `enough` they are read only when it comes to it."""
    for start, end in ((0, enough), (enough, len(scores))):
        ids = library.in_order(scores, end)[start:]
        excerpts = library.excerpts(ids)
        yield from (excerpts[id] for id in ids)


def _is_new(hit: Excerpt, kept: Sequence[tuple[Excerpt, list[Excerpt]]]) -> bool:
    """Whether `hit` says more than one of those that are kept; adds it to the prints of those whose words it carries."""
    words = _shingles(hit.text)
    for earlier, prints in kept:
        others = _shingles(earlier.text)
        shared = words & others
        if len(shared) >= _SAME * min(len(words), len(others)):
            prints.append(_cut_to(hit, shared))
            # A passage that holds an earlier one and more is a print of it, and has something new to say as well.
            if len(shared) >= _SAME * len(words):
                return False
    return True


def _cut_to(excerpt: Excerpt, shared: Set[tuple[str, ...]]) -> Excerpt:
    """The stretch of `excerpt` from the first to the last of the `shared` shingles."""
    words = list(_WORD.finditer(excerpt.text))
    found = [at for at, shingle in enumerate(_shingles_of(excerpt.text)) if shingle in shared]
    start, end = words[found[0]].start(), words[min(found[-1] + _SHINGLE, len(words)) - 1].end()
    return replace(excerpt, start=excerpt.start + start, end=excerpt.start + end, text=excerpt.text[start:end])


def _others(hit: Excerpt, copies: Sequence[Excerpt]) -> tuple[Excerpt, ...]:
    """Of the passages with the same words those of other articles; an exact copy in place of what was cut to it."""
    every = {copy.id: copy for copy in copies if copy.article != hit.article}
    return tuple(sorted(every.values(), key=lambda one: (one.source, one.start)))


_WORD = re.compile(r"\S+")


def _shingles_of(text: str) -> list[tuple[str, ...]]:
    words = [word.strip(".,;:!?\"'“”‘’()") for word in text.casefold().split()]
    return [*zip(*(words[at:] for at in range(_SHINGLE)), strict=False)] or [tuple(words)]


@lru_cache(maxsize=256)
def _shingles(text: str) -> frozenset[tuple[str, ...]]:
    return frozenset(_shingles_of(text))


@lru_cache(maxsize=4096)
def _shingle_numbers(text: str) -> "array[int]":
    """The hash of each shingle: a tenth of what they take themselves, so that they can be kept for many passages."""
    return array("q", map(hash, _shingles_of(text)))
