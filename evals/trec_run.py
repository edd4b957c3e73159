"""Rankings as TREC writes a run, out and in: `question Q0 document rank score name` in each line.

Where articles are ranked, a document is one, by the data set's id; else a passage, `source:start-end`. White space in it is `_`.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from evals.datasets.dataset import DataSet, Fault, Records, Span
from evals.datasets.qrels import read_run
from evals.errors import BadFile
from evals.rows import REPLY
from evals.run import Found
from evals.saved import SavedRun
from index.library import Library
from qa.service import Service

NAME = "pressmark"

_PASSAGE = re.compile(r"(.+):(\d+)-(\d+)")


def to_run(saved: SavedRun, dataset: DataSet, ranking: str = REPLY) -> str:
    """The file's text. The score falls with the rank, so that whoever sorts by it has the order of the reply."""
    ids = dataset.articles.ids if isinstance(dataset.articles, Records) else {}
    lines = []
    for row in saved.rows:
        for rank, one in enumerate(row.rankings[ranking].passages, 1):
            name = ids.get(one.source, one.source)
            if not dataset.ranks_documents:
                name = f"{name}:{one.start}-{one.end}"
            lines.append(f"{row.id} Q0 {_joined(name)} {rank} {1 / rank:.6f} {NAME}\n")
    return "".join(lines)


def read_rankings(path: Path, dataset: DataSet, service: Service, faults: list[Fault]) -> Mapping[str, Sequence[Found]]:
    """What a run found for each question, by id. Documents that there are not become faults. Raises `BadFile`."""
    ids = dataset.articles.ids if isinstance(dataset.articles, Records) else {}
    with service.library() as library:
        sources = {_joined(ids.get(source, source)): source for source in library.files()}
        place = _document(sources) if dataset.ranks_documents else _passage(sources)
        ranked = read_run(path, lambda name: place(name) is not None, faults)
        found = {
            question: [
                Found(spans=(span,), text=_words(library, span), score=score)
                for name, score in documents
                if (span := place(name))
            ]
            for question, documents in ranked.items()
        }
    if not found.keys() & {one.id for one in dataset.questions}:
        raise BadFile(path, f"ranks nothing for any question of {dataset.name!r}")
    return found


def _words(library: Library, span: Span) -> str:
    article = library.find_article(span.source)
    return article.article.text[span.start : span.end] if article else ""


def _document(sources: Mapping[str, str]) -> Callable[[str], Span | None]:
    return lambda name: Span(sources[name], 0, 0) if name in sources else None


def _passage(sources: Mapping[str, str]) -> Callable[[str], Span | None]:
    def place(name: str) -> Span | None:
        told = _PASSAGE.fullmatch(name)
        return Span(sources[told[1]], int(told[2]), int(told[3])) if told and told[1] in sources else None

    return place


def _joined(name: str) -> str:
    return "_".join(name.split())
