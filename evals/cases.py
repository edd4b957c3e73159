"""Questions with the places that answer them, read from JSON Lines and checked against the articles.

A line is one question: `id`, `question`, `answers` (each `source`, `start`, `end`, `quote`; `[]` says that nothing in the
articles answers), and where they help `asked_on`, `kind`, `difficulty` and `note`.

Out of scope: asking them (`evals.run`), and what counts as right (`evals.metrics`).
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from corpus.article import Article
from corpus.errors import Refused
from corpus.folder import FoundFile, find_files
from corpus.read import read_article
from evals.errors import BadLines
from evals.files import read_file
from qa.schema import MAX_QUESTION


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class AnswerSpan(_Record):
    """Characters `[start, end)` of an article that answer a question; `quote` is what stands there."""

    source: str
    start: Annotated[int, Field(ge=0)]
    end: int
    quote: Annotated[str, Field(min_length=1)]

    def overlaps(self, source: str, start: int, end: int) -> bool:
        """Whether `[start, end)` of `source` shares a character with this span."""
        return source == self.source and start < self.end and self.start < end


class Case(_Record):
    """One question, and every place of the articles that answers it; none where they don't say."""

    id: Annotated[str, Field(pattern=r"^\S+$")]
    question: Annotated[str, Field(max_length=MAX_QUESTION, pattern=r"\S")]
    answers: tuple[AnswerSpan, ...]
    asked_on: date | None = None
    kind: str = ""
    difficulty: str = ""
    note: str | None = None
    """For people: why nothing answers, say."""

    @property
    def answerable(self) -> bool:
        return bool(self.answers)


def read_cases(path: Path, folder: Path) -> tuple[Case, ...]:
    """The questions in `path` about the articles in `folder`; empty lines are passed over.

    Raises `BadFile`, `BadLines` with everything that is wrong, or `corpus.errors.FolderUnusable`.
    """
    lines = read_file(path).split(b"\n")
    articles = _Articles(folder)
    cases: dict[str, tuple[int, Case]] = {}
    faults: list[tuple[int, str]] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            case = Case.model_validate_json(line)
        except ValidationError as error:
            faults += [(number, _what(one["loc"], one["msg"])) for one in error.errors()]
            continue
        if case.id in cases:
            faults.append((number, f"the id {case.id!r} is that of line {cases[case.id][0]} too; give each its own"))
        else:
            cases[case.id] = number, case
        faults += [(number, fault) for fault in map(articles.why_wrong, case.answers) if fault]
    if not cases and not faults:
        faults.append((1, 'there is no question in it; a line is {"id": "q1", "question": "…", "answers": []}'))
    if faults:
        raise BadLines(path, faults)
    return tuple(case for _, case in cases.values())


def _what(place: tuple[int | str, ...], message: str) -> str:
    # The parser is given one line at a time, so that it always speaks of line 1.
    message = message.replace(" at line 1 column", " at column")
    return f"{'.'.join(map(str, place))}: {message}" if place else message


class _Articles:
    """The articles of a folder, each read when it is first asked for."""

    def __init__(self, folder: Path) -> None:
        listing = find_files(folder)
        self._files: Mapping[str, FoundFile] = {file.source: file for file in listing.files}
        self._refused = {refusal.source: refusal for refusal in listing.refused}
        self._read: dict[str, Article | Refused] = {}

    def why_wrong(self, span: AnswerSpan) -> str | None:
        """What is wrong with an answer's place, or None."""
        article = self._article(span.source)
        if article is None:
            return f"there is no article {span.source!r} in the folder"
        if isinstance(article, Refused):
            return f"the article {article}"
        there = article.text[span.start : max(span.start, span.end)]
        if there == span.quote:
            return None
        at = article.text.find(span.quote)
        stands = f"the quote stands at {at}-{at + len(span.quote)}" if at >= 0 else "the quote stands nowhere in it"
        return f"{span.source!r} has {there[:60]!r} at {span.start}-{span.end}, and not the quote {span.quote[:60]!r}; {stands}"

    def _article(self, source: str) -> Article | Refused | None:
        if source in self._refused:
            return self._refused[source]
        if source not in self._files:
            return None
        if source not in self._read:
            try:
                self._read[source] = read_article(self._files[source])
            except Refused as refusal:
                self._read[source] = refusal
        return self._read[source]
