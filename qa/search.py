"""From a question to passages in the order of a reply: candidates found, looked into, and ranked.

Out of scope: the answer that is made of them (`qa.compose`), and the reply around it (`qa.service`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from index.embed import Embedder
from index.library import Library
from index.likeness import Vectors
from index.store import Excerpt, Filters
from qa.evidence import Sentence
from qa.favour import favours
from qa.outlets import Outlet, represent
from qa.prints import find_prints
from qa.question import Question
from qa.ranking import rank
from qa.retrieve import Hit, retrieve
from qa.subject import lacking
from qa.time.days import Bearing
from qa.time.when import When
from qa.weigh import weigh

if TYPE_CHECKING:
    from qa.rerank import Reranked, Reranker

POOL = 12
"""Passages whose sentences are weighed; a larger pool found no more (`docs/decisions.md`, "Evidence")."""

Weighed = tuple[Hit, Sequence[Sentence]]
"""A passage and its sentences, each with its evidence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """What a question says beside its subject."""

    when: When
    outlets: Sequence[Outlet]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The passages of a reply, the first first."""

    ranked: Sequence[Weighed]
    sharing: Sequence[Sequence[Excerpt]]
    """For each the passages of the library that may have a sentence in common with it, by source and start."""
    looks: "Mapping[int, Reranked]"
    """What a reranker made of each candidate, by passage id; empty without one."""
    why_not: str | None
    """Why no passage can answer the question, where it does not say what it is about."""


def search(
    library: Library,
    embedder: Embedder,
    question: Question,
    meant: Meant,
    row: Callable[[], Vectors],
    k: int,
    filters: Filters,
    reranker: "Reranker | None" = None,
) -> Found:
    """The `k` passages to show for `question`, whose unit row `row` makes."""
    why_not = lacking(question, [name for outlet in meant.outlets for name in (*outlet.publishers, *outlet.written)])
    if why_not:
        filters = _only_said(library, filters, meant)
    hits, looks = _find(library, question, meant, row, max(POOL, k), filters, reranker)
    # Where nothing else moves passages, only those that may be shown are looked into to the end.
    first = None if looks or meant.outlets else k
    # What is looked into beyond the pool comes behind it, so that the first passages are the first of more.
    ranked = [
        one
        for some in (hits[:POOL], hits[POOL:])
        for one in rank(weigh(library, embedder, question, some, meant.outlets, meant.when, first=first), looks)
    ]
    shown = with_outlets(ranked, meant.outlets, k)[:k]
    sharing = library.sharing([hit.excerpt for hit, _ in shown], filters)
    prints = [tuple(find_prints(hit.excerpt, some)) for (hit, _), some in zip(shown, sharing, strict=True)]
    return Found(
        ranked=[(replace(hit, also_in=some), sentences) for (hit, sentences), some in zip(shown, prints, strict=True)],
        sharing=sharing,
        looks=looks,
        why_not=why_not,
    )


def _find(
    library: Library,
    question: Question,
    meant: Meant,
    row: Callable[[], Vectors],
    k: int,
    filters: Filters,
    reranker: "Reranker | None",
) -> tuple[list[Hit], "Mapping[int, Reranked]"]:
    favour = favours(meant.when, meant.outlets)
    if reranker is None:
        return retrieve(library, question, row, k, filters, favour), {}
    from qa.rerank import rerank

    hits = retrieve(library, question, row, max(reranker.candidates, k), filters, favour)
    return rerank(reranker, question.text, hits, k)


def _only_said(library: Library, filters: Filters, meant: Meant) -> Filters:
    """`filters`, and the time and the outlets that a question says and nothing else; as they are where that leaves no article."""
    span = next((one for one in meant.when.spans if one.bearing is Bearing.INSIDE), None)
    said = Filters(
        published_from=max((day for day in (filters.published_from, span and span.start) if day), default=None),
        published_to=min((day for day in (filters.published_to, span and span.end) if day), default=None),
        publishers=filters.publishers or tuple(sorted({name for one in meant.outlets for name in one.publishers})),
        sources=filters.sources,
    )
    return said if library.articles(said, limit=1) else filters


def with_outlets(ranked: Sequence[Weighed], outlets: Sequence[Outlet], k: int) -> list[Weighed]:
    """Hits so ordered that each outlet that is asked for has one among the first `k`, where it has one with a word of the question."""
    worth = [pair for pair in ranked if pair[0].match] if outlets else []
    if not worth:
        return [*ranked]
    order = represent(outlets, [{hit.excerpt.outlet, *(one.outlet for one in hit.also_in)} for hit, _ in worth], k)
    return [*(worth[at] for at in order), *(pair for pair in ranked if not pair[0].match)]
