"""BEIR's layout (Thakur et al. 2021): `corpus.jsonl`, `queries.jsonl` and `qrels/*.tsv`, of which `test.tsv` is read where there is one.

A line of the corpus is `_id`, `title` and `text`; what more is known of an article (`metadata` of `url`, `published`, …) is
used where it is there. All of a text is body.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from evals.datasets.dataset import (
    ArticleRecord,
    DataSet,
    Fault,
    LabelledQuestion,
    Records,
    Spans,
    source_of,
    stamp_of,
)
from evals.datasets.lines import Ids, check_any, read_records, why_unaskable
from evals.datasets.qrels import label, read_qrels
from evals.errors import BadFile

CORPUS, QUERIES, QRELS = "corpus.jsonl", "queries.jsonl", "qrels"


def _day(given: object) -> date | None:
    """The day of an ISO date or time; None where it tells none."""
    try:
        return date.fromisoformat(str(given)[:10])
    except ValueError:
        return None


def _words(given: object) -> str | None:
    return given.strip() or None if isinstance(given, str) else None


_Day = Annotated[date | None, BeforeValidator(_day)]
_Words = Annotated[str | None, BeforeValidator(_words)]


class _Metadata(BaseModel):
    url: _Words = None
    author: _Words = None
    publisher: _Words = None
    published: _Day = None


class _Document(BaseModel):
    model_config = ConfigDict(frozen=True, coerce_numbers_to_str=True)

    id: Annotated[str, Field(alias="_id", min_length=1)]
    title: _Words = None
    text: str
    metadata: Annotated[_Metadata, BeforeValidator(lambda given: given if isinstance(given, dict) else {})] = (
        _Metadata()
    )


class _Query(BaseModel):
    model_config = ConfigDict(frozen=True, coerce_numbers_to_str=True)

    id: Annotated[str, Field(alias="_id", min_length=1)]
    text: str
    asked_on: date | None = None


def is_beir(folder: Path) -> bool:
    """Whether `folder` holds such data."""
    return _find(folder, CORPUS).is_file() and _find(folder, QUERIES).is_file()


def read_beir(folder: Path) -> DataSet:
    """The queries that a document answers, and the documents. Raises `BadFile`."""
    faults: list[Fault] = []
    records, known = read_corpus(_find(folder, CORPUS), faults)
    path = _find(folder, QUERIES)
    ids = Ids(path, faults)
    unusable: set[str] = set()
    questions: list[tuple[Path, int, LabelledQuestion]] = []
    for number, query in read_records(path, _Query, faults):
        if not ids.is_new(query.id, number):
            continue
        if reason := why_unaskable(query.text):
            unusable.add(query.id)
            faults.append(Fault(path, number, reason))
        else:
            question = LabelledQuestion(
                id=query.id, text=query.text.strip(), relevance=Spans(), asked_on=query.asked_on
            )
            questions.append((path, number, question))
    qrels_path = _qrels(folder)
    qrels = read_qrels(qrels_path, ids.__contains__, known.__contains__, faults)
    # BEIR's queries are those of all its qrels together: one that this file does not name is no fault.
    asked = [one for one in questions if one[2].id in qrels]
    labelled = label(asked, qrels, source_of, faults)
    check_any(qrels_path, labelled, faults, "a line is query-id, corpus-id and score, between tabs")
    return DataSet(name=folder.resolve().name, questions=tuple(labelled), articles=records, faults=tuple(faults))


def read_corpus(path: Path, faults: list[Fault]) -> tuple[Records, Ids]:
    """The documents of a `corpus.jsonl`, and their ids. Raises `BadFile`."""
    known = Ids(path, faults)
    names = {
        source_of(one.id): one.id
        for number, one in read_records(path, _Document, faults)
        if known.is_new(one.id, number)
    }
    if not names:
        raise BadFile(path, 'holds no document; a line is {"_id": "d1", "title": "…", "text": "…"}')
    return Records(stamp=stamp_of(path), count=len(names), read=lambda: _records(path), ids=names), known


def _records(path: Path) -> Iterator[ArticleRecord]:
    seen: set[str] = set()
    for _, one in read_records(path, _Document, []):
        if one.id not in seen:
            seen.add(one.id)
            known = one.metadata
            yield ArticleRecord(
                source=source_of(one.id),
                text=one.text,
                title=one.title,
                byline=known.author,
                publisher=known.publisher,
                published=known.published,
                url=known.url,
            )


def _find(folder: Path, name: str) -> Path:
    """The file of that name, or as it is packed."""
    packed = folder / f"{name}.gz"
    return packed if packed.is_file() and not (folder / name).is_file() else folder / name


def _qrels(folder: Path) -> Path:
    found = sorted((folder / QRELS).glob("*.tsv"))
    if not found:
        raise BadFile(folder / QRELS, "holds no qrels (*.tsv): without them no passage can be judged")
    test = folder / QRELS / "test.tsv"
    if test not in found and len(found) > 1:
        names = ", ".join(path.name for path in found)
        raise BadFile(folder / QRELS, f"holds {names} and no test.tsv; leave the one there that is meant")
    return test if test in found else found[0]
