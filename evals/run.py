"""One run: every question asked of a `Service`, and what came back set against what answers it.

Which passages are relevant is said by each data set (`evals.relevance`). A ranked passage stands for the prints of the same
words too (`also_in`). What the figures are made of it is said in `evals.metrics`.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256

from evals.citations import Check, check_against_files
from evals.datasets.dataset import Documents, LabelledQuestion, Relevance, Span, Spans, Strings
from evals.relevance import carried, grade, is_right, stated
from evals.removal import ReducedService
from evals.rows import REPLY, WITHOUT, WORDED, RankedSpan, Ranking, Row, Run
from index.store import Store
from qa.reply import Reply
from qa.schema import CitationCheck
from qa.service import Service

DEPTH = 10
"""Passages asked for: the figures go to rank 10."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A passage that was found: its place, behind it those of the prints of the same words, its words and its score."""

    spans: tuple[Span, ...]
    text: str
    score: float


Stages = Callable[[LabelledQuestion], Mapping[str, Sequence[Found]]]
"""What others than the reply find for a question, asked on its `asked_on`, by their names: the stages before it, or another system."""

Progress = Callable[[int, int], None]
"""Told how many questions are asked, and of how many."""


def run(
    service: Service,
    questions: Sequence[LabelledQuestion],
    *,
    k: int = DEPTH,
    asked_on: date | None = None,
    threshold: float = 0.0,
    stages: Stages | None = None,
    holders: Mapping[str, Set[int]] | None = None,
    near_misses: Sequence[LabelledQuestion] = (),
    check: Check | None = None,
    progress: Progress = lambda *_: None,
) -> Run:
    """Asks every question, at least one, on `asked_on` or on its own day; else on that of the newest article, so that runs repeat.

    A reply with less confidence than `threshold` counts as declined. Each question of `holders` is asked once more without
    these articles, row ids of those that hold its answer, which `service` must be able to leave out; `near_misses` are asked
    last (`evals.datasets.near_misses`). Citations are checked by
    `check`; against the files when not given.
    """
    by_place = any(isinstance(one.relevance, Spans) for one in questions)
    check = check or check_against_files(service)
    places = _passages(service) if by_place else {}
    day = asked_on or (None if all(one.asked_on for one in questions) else newest_day(service))
    rows: list[Row] = []
    asked: list[tuple[LabelledQuestion, Set[int]]] = [(question, frozenset()) for question in questions]
    asked += [(question, holders[question.id]) for question in questions if holders and question.id in holders]
    asked += [(question, frozenset()) for question in near_misses]
    for question, without in asked:
        when = asked_on or question.asked_on or day
        if without:
            assert isinstance(service, ReducedService)
            with service.without(without):
                reply = service.ask(question.text, k=k, asked_on=when)
            question = replace(question, id=f"{question.id}{WITHOUT}", relevance=Spans())
        else:
            reply = service.ask(question.text, k=k, asked_on=when)
        rankings = {REPLY: _reply_ranking(question, reply, places)}
        if stages and not without:
            for name, found in stages(replace(question, asked_on=when)).items():
                rankings[name] = _ranking(question, found, places)
        rows.append(_row(question, reply, rankings, check(reply), threshold=threshold, without=len(without)))
        progress(len(rows), len(asked))
    return Run(library=reply.library, k=k, rows=tuple(rows))


def newest_day(service: Service) -> date:
    """On which the newest article was published; today where none has a day."""
    with service.library() as library:
        return library.newest_day or date.today()


def corpus_digest(service: Service) -> str:
    """Another whenever a file of the library has other bytes or another name, or there are others."""
    with service.library() as library:
        store = Store(library.path)
        try:
            stamps = store.stamps(library.generation)
        finally:
            store.close()
    told = "".join(f"{stamp.sha256} {source}\n" for source, stamp in sorted(stamps.items()))
    return sha256(told.encode()).hexdigest()[:12]


def _passages(service: Service) -> Mapping[str, Sequence[Span]]:
    """Where every passage of the library stands, by source."""
    found: dict[str, list[Span]] = defaultdict(list)
    with service.library() as library:
        store = Store(library.path)
        try:
            rows = store.passages(store.passage_ids(library.generation))
        finally:
            store.close()
        for row in rows:
            source = library.article(row.article).article.source
            found[source].append(Span(source, row.start, row.end))
    return found


def _row(
    question: LabelledQuestion,
    reply: Reply,
    rankings: Mapping[str, Ranking],
    checks: Sequence[CitationCheck],
    *,
    threshold: float,
    without: int,
) -> Row:
    relevance = question.relevance
    return Row(
        id=question.id,
        question=question.text,
        kind=question.kind,
        asked_on=reply.asked_on,
        answerable=question.answerable,
        declined=reply.answer is None or reply.confidence < threshold,
        said=reply.answer.text if reply.answer else None,
        said_right=is_right(question, reply),
        sentences=len(reply.answer.statements) if reply.answer else 0,
        confidence=reply.confidence,
        citations=len(checks),
        citations_held=sum(check.holds for check in checks),
        took_ms=reply.took_ms,
        rankings=rankings,
        places=relevance.spans if isinstance(relevance, Spans) else (),
        without=without,
        cited=stated(reply),
    )


def _reply_ranking(question: LabelledQuestion, reply: Reply, places: Mapping[str, Sequence[Span]]) -> Ranking:
    found = [
        Found(spans=carried(passage), text=passage.citation.quote, score=passage.score) for passage in reply.passages
    ]
    return _ranking(question, found, places)


def _ranking(
    question: LabelledQuestion,
    found: Sequence[Found],
    places: Mapping[str, Sequence[Span]],
) -> Ranking:
    relevance = question.relevance
    if isinstance(relevance, Documents):
        # What is judged are articles: each is where its best passage stands, and prints of the same words one behind another,
        # so that whoever reads the ranking as TREC writes it comes to the same figures.
        best: dict[str, Found] = {}
        for one in found:
            for span in one.spans:
                best.setdefault(span.source, replace(one, spans=(span,)))
        found = [*best.values()]
    passages = tuple(
        RankedSpan(
            source=one.spans[0].source,
            start=one.spans[0].start,
            end=one.spans[0].end,
            score=one.score,
            grade=grade(relevance, one.spans, one.text),
            text=one.text if rank <= WORDED else "",
        )
        for rank, one in enumerate(found, 1)
    )
    there = {span for one in found for span in one.spans}
    return Ranking(passages=passages, missed=_missed(relevance, there, places))


def _missed(relevance: Relevance, carried: Set[Span], places: Mapping[str, Sequence[Span]]) -> tuple[int, ...] | None:
    match relevance:
        case Strings():
            return None
        case Documents(grades=grades):
            sources = {span.source for span in carried}
            return tuple(value for source, value in grades.items() if source not in sources)
        case Spans(spans=spans):
            relevant: set[Span] = set()
            nowhere = 0
            for answer in spans:
                holding = [span for span in places.get(answer.source, ()) if answer.overlaps(span)]
                relevant.update(holding)
                nowhere += not holding
            return (1,) * (len(relevant - carried) + nowhere)
