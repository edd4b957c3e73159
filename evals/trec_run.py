"""Rankings as TREC writes a run, out and in: `question Q0 document rank score name` in each line; and topics and qrels to go with it.

Where articles are judged, a document is one, by the data set's id; else a passage, `source:start-end`. White space in a name is `_`.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from evals.datasets.dataset import DataSet, Documents, Fault, Span
from evals.datasets.qrels import read_run
from evals.errors import BadFile
from evals.rows import REPLY, RankedSpan, Row
from evals.run import Found
from evals.saved import SavedRun
from index.library import Library
from qa.service import Service

NAME = "pressmark"

_PASSAGE = re.compile(r"(.+):(\d+)-(\d+)")


def to_run(saved: SavedRun, dataset: DataSet, ranking: str = REPLY) -> str:
    """The file's text. The score falls with the rank, so that whoever sorts by it has the order of the reply."""
    name = _names(dataset)
    return "".join(
        f"{_joined(row.id)} Q0 {name(row, one)} {rank} {1 / rank:.6f} {NAME}\n"
        for row in saved.rows
        for rank, one in enumerate(row.rankings[ranking].passages, 1)
    )


def to_qrels(saved: SavedRun, dataset: DataSet, ranking: str = REPLY) -> str:
    """Qrels by which other tools find of the run what is reported of it.

    Where articles are judged, they are the data set's own. Else they are of the run's passages, and what it missed is called
    `missed-1` and on. By answer string it is not known how much was missed: only the first relevant passage can be measured.
    """
    relevance = {one.id: one.relevance for one in dataset.questions}
    ids, name = dataset.articles.ids, _names(dataset)
    lines = []
    for row in saved.rows:
        if not row.answerable:
            continue
        judged, ranked = relevance[row.id], row.rankings[ranking]
        if isinstance(judged, Documents):
            grades = {_joined(ids.get(source, source)): grade for source, grade in judged.grades.items()}
        else:
            grades = {name(row, passage): passage.grade for passage in ranked.passages if passage.relevant}
            missed = ranked.missed or ((1,) if ranked.missed is None and not grades else ())
            grades |= {f"missed-{number}": grade for number, grade in enumerate(missed, 1)}
        lines += [f"{_joined(row.id)} 0 {document} {grade}\n" for document, grade in grades.items()]
    return "".join(lines)


def to_topics(saved: SavedRun) -> str:
    """A line for each question that something answers: its id, a tab, and its words."""
    return "".join(f"{_joined(row.id)}\t{' '.join(row.question.split())}\n" for row in saved.rows if row.answerable)


def _names(dataset: DataSet) -> Callable[[Row, RankedSpan], str]:
    """What the files call a ranked passage: the article, where these are judged."""
    ids = dataset.articles.ids
    by_article = {one.id for one in dataset.questions if isinstance(one.relevance, Documents)}

    def name(row: Row, one: RankedSpan) -> str:
        article = ids.get(one.source, one.source)
        return _joined(article if row.id in by_article else f"{article}:{one.start}-{one.end}")

    return name


def read_rankings(path: Path, dataset: DataSet, service: Service, faults: list[Fault]) -> Mapping[str, Sequence[Found]]:
    """What a run found for each question, by id. Documents that there are not become faults. Raises `BadFile`."""
    ids = dataset.articles.ids
    with service.library() as library:
        held = [*library.files()]
        sources = {_joined(source): source for source in held} | {_joined(ids.get(one, one)): one for one in held}

        def place(name: str) -> Span | None:
            told = _PASSAGE.fullmatch(name)
            if name in sources:
                return Span(sources[name], 0, 0)
            return Span(sources[told[1]], int(told[2]), int(told[3])) if told and told[1] in sources else None

        ranked = read_run(path, lambda name: place(name) is not None, faults)
        found = {
            question: [
                Found(spans=(span,), text=_words(library, span), score=score)
                for name, score in documents
                if (span := place(name))
            ]
            for question, documents in ranked.items()
        }
    called = {_joined(one.id): one.id for one in dataset.questions}
    if not found.keys() & called.keys():
        raise BadFile(path, f"ranks nothing for any question of {dataset.name!r}")
    return {called[id]: ranking for id, ranking in found.items() if id in called}


def _words(library: Library, span: Span) -> str:
    article = library.find_article(span.source)
    return article.article.text[span.start : span.end] if article else ""


def _joined(name: str) -> str:
    return "_".join(name.split())
