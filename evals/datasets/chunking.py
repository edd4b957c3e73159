"""Chroma's evaluation of chunking (Smith and Troynikov 2024): questions, and the characters of five texts that answer each.

The folder holds `questions_df.csv` (`question`, `references`: a JSON list of `content`, `start_index` and `end_index`, and
`corpus_id`) and `corpora/*.md`; it is named by whoever runs, and no part of this project. All of a text is body.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from evals.datasets.dataset import ArticleRecord, DataSet, Fault, LabelledQuestion, Records, Span, Spans, stamp_of
from evals.datasets.lines import check_any, what_is_wrong, why_unaskable
from evals.errors import BadFile
from evals.files import read_file

QUESTIONS, CORPORA = "questions_df.csv", "corpora"


class _Reference(BaseModel):
    model_config = ConfigDict(frozen=True)

    content: str
    start_index: int
    end_index: int


_REFERENCES = TypeAdapter(tuple[_Reference, ...])


def is_chunking(folder: Path) -> bool:
    """Whether `folder` holds this data."""
    return (folder / QUESTIONS).is_file() and (folder / CORPORA).is_dir()


def read_chunking(folder: Path) -> DataSet:
    """The questions with their spans, and the texts. Raises `BadFile`."""
    paths = sorted((folder / CORPORA).glob("*.md"))
    texts = {path.stem: _read_text(path) for path in paths}
    path = folder / QUESTIONS
    faults: list[Fault] = []
    questions = []
    rows = csv.DictReader(io.StringIO(_read_text(path), newline=""))
    if missing := {"question", "references", "corpus_id"} - set(rows.fieldnames or ()):
        raise BadFile(path, f"has no column {', '.join(sorted(missing))}; its columns are {rows.fieldnames}")
    csv.field_size_limit(1 << 30)
    for number, row in enumerate(rows, 1):
        spans, wrong = _spans(row, texts)
        if reason := why_unaskable(row["question"] or ""):
            wrong.insert(0, reason)
        faults += [Fault(path, rows.line_num, reason) for reason in wrong]
        if not wrong:
            questions.append(
                LabelledQuestion(
                    id=f"{number:03}", text=row["question"].strip(), relevance=Spans(spans=spans), kind=row["corpus_id"]
                )
            )
    check_any(path, questions, faults, "a row has a question, references and a corpus_id")
    records = Records(
        stamp=stamp_of(*paths), count=len(paths), read=lambda: _records(texts), ids={f"{id}.md": id for id in texts}
    )
    return DataSet(name="chunking", questions=tuple(questions), articles=records, faults=tuple(faults))


def _records(texts: Mapping[str, str]) -> Iterator[ArticleRecord]:
    return (ArticleRecord(source=f"{id}.md", text=text) for id, text in texts.items())


def _spans(row: Mapping[str, str], texts: Mapping[str, str]) -> tuple[tuple[Span, ...], list[str]]:
    """Where the answers stand, and what is wrong with how the row says it."""
    id = row["corpus_id"]
    if id not in texts:
        return (), [f"there is no text {id!r} in {CORPORA!r}"]
    try:
        references = _REFERENCES.validate_json(row["references"] or "")
    except ValidationError as error:
        return (), [f"references: {what_is_wrong(one['loc'], one['msg'])}" for one in error.errors()]
    wrong = [
        f"{id!r} does not have {one.content[:60]!r} at {one.start_index}-{one.end_index}"
        for one in references
        if not one.content or texts[id][max(0, one.start_index) : one.end_index] != one.content
    ]
    if not references:
        wrong.append("there are no references")
    return tuple(Span(f"{id}.md", one.start_index, one.end_index) for one in references), wrong


def _read_text(path: Path) -> str:
    try:
        return read_file(path).decode()
    except UnicodeDecodeError as error:
        raise BadFile(path, f"is not UTF-8: {error.reason} at byte {error.start}") from None
