"""What weights are fitted to: questions asked of libraries, with the evidence of every sentence that was found.

Each is asked as it stands (`FULL`), once more without the articles that hold its answer (`REMOVED`), and with something swapped
(`SWAPPED`, `evals.datasets.near_misses`); some say by themselves that nothing answers (`UNANSWERABLE`). All of it goes through
the service's own retrieval. Out of scope: which data sets (`evals.fit_data`) and the fit (`evals.fit_weights`).
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import partial
from typing import cast

import numpy as np
import numpy.typing as npt

from corpus.article import Article
from evals.console import Progress
from evals.datasets.dataset import LabelledQuestion, Span, Spans, Strings
from evals.datasets.near_misses import near_misses
from evals.relevance import grade
from evals.removal import ReducedService, find_holders
from evals.rows import SWAPPED, WITHOUT
from evals.run import newest_day
from index.embed import Embedder
from index.store import Filters
from qa.errors import QuestionRefused
from qa.evidence import Evidence, Sentence
from qa.outlets import Outlet
from qa.question import Question, parse_question
from qa.search import POOL, search

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

MOST = 0.25
"""Share of a small folder's articles that may hold an answer, at most, for these to be taken away."""


class Kind(StrEnum):
    """How a question was asked."""

    FULL = "full"
    REMOVED = "removed"
    UNANSWERABLE = "unanswerable"
    SWAPPED = "swapped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question with what was found for it."""

    dataset: str
    id: str
    kind: Kind
    held_out: bool
    relevance: Strings | Spans
    """What answers it; nothing where it was not asked as it stands."""
    judged: bool
    """Whether it counts for refusals: what stands in too many articles, or in none, can't be taken away."""
    question: Question
    outlets: Sequence[Outlet]
    passages: Sequence[Sequence[Sentence]]
    relevant: Bools
    """Which passages answer."""
    evidence: Floats
    """Of all sentences, passage by passage `(sentences, fields)`."""
    answers: Bools
    """Which sentences answer."""
    articles: Mapping[int, Article]

    @property
    def key(self) -> str:
        """What all ways in which one question was asked share."""
        return self.id.removesuffix(WITHOUT).removesuffix(SWAPPED)


def ask_all(
    name: str,
    service: ReducedService,
    embedder: Embedder,
    questions: Sequence[LabelledQuestion],
    *,
    until: date,
    progress: Progress,
) -> Iterator[Asked]:
    """Every question in each way that it can be asked; what was asked after `until` is held out."""
    newest = newest_day(service)
    with service.library() as library:
        few = library.article_count < 100
    holders = find_holders(service, questions, most=MOST) if few else find_holders(service, questions)
    ways = [(one, Kind.FULL if one.answerable else Kind.UNANSWERABLE, frozenset[int]()) for one in questions]
    ways += [(one, Kind.REMOVED, holders[one.id]) for one in questions if one.id in holders]
    ways += [(one, Kind.SWAPPED, frozenset()) for one in near_misses(service, questions)]
    articles = _Articles(service)
    for done, (one, kind, gone) in enumerate(ways, 1):
        asked = replace(one, asked_on=one.asked_on or newest)
        by_place = isinstance(one.relevance, Spans)
        # A question without a day is fitted to: its data set was not kept for judging.
        held_out = one.asked_on is not None and one.asked_on > until
        judged = kind is not Kind.FULL or by_place or one.id in holders
        with service.without(gone):
            found = _ask(name, service, embedder, asked, kind, articles, judged=judged, held_out=held_out)
        if found:
            yield found
        progress(f"asking {name}", done, len(ways))


class _Articles:
    """The articles of a library that were found, each once."""

    def __init__(self, service: ReducedService) -> None:
        self._service = service
        self._read: dict[int, Article] = {}

    def of(self, ids: Set[int]) -> Mapping[int, Article]:
        for id in ids - self._read.keys():
            with self._service.library() as library:
                self._read[id] = library.article(id).article
        return {id: self._read[id] for id in ids}


def _ask(
    name: str,
    service: ReducedService,
    embedder: Embedder,
    asked: LabelledQuestion,
    kind: Kind,
    articles: _Articles,
    *,
    judged: bool,
    held_out: bool,
) -> Asked | None:
    assert asked.asked_on
    relevance = cast(Strings | Spans, asked.relevance) if kind is Kind.FULL else Spans()
    try:
        question = parse_question(asked.text)
    except QuestionRefused:
        return None
    with service.library() as library:
        meant = service.meant(library, asked.text, asked.asked_on)
        row = partial(embedder.question, asked.text)
        found = search(library, embedder, question, meant, row, POOL, Filters())
    passages = [sentences for _, sentences in found.ranked]
    # What says nothing of what it is about is declined whatever the weights.
    if found.why_not or not passages:
        return None
    every = [one for sentences in passages for one in sentences]
    hits = [hit for hit, _ in found.ranked]
    relevant = [
        grade(relevance, [Span(at.source, at.start, at.end) for at in (hit.excerpt, *hit.also_in)], hit.excerpt.text)
        for hit in hits
    ]
    return Asked(
        dataset=name,
        id=f"{asked.id}{WITHOUT}" if kind is Kind.REMOVED else asked.id,
        kind=kind,
        held_out=held_out,
        relevance=relevance,
        judged=judged,
        question=question,
        outlets=meant.outlets,
        passages=passages,
        relevant=np.array(relevant, dtype=bool),
        evidence=np.array([one.evidence for one in every], dtype=np.float64).reshape(-1, len(Evidence._fields)),
        answers=np.array(
            [bool(grade(relevance, [Span(one.hit.excerpt.source, one.start, one.end)], one.text)) for one in every],
            dtype=bool,
        ),
        articles=articles.of({hit.excerpt.article for hit in hits}),
    )
