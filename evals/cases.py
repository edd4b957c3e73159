"""Questions about a folder of articles, read from JSON Lines and checked against the articles.

A line is one question: `question`, and what answers it: `answer` (words, or a list of them, that a passage has to hold),
`quote` (words as they stand in an article), `source` (an article), or `answers` (places, each with `source`, `start`, `end`
and `quote`; `[]` says that nothing in the articles answers). `source` beside `answer` or `quote` says where they stand.
Where they help: `id`, `asked_on`, `kind`, `difficulty` and `note`.

Out of scope: asking them (`evals.run`), and what counts as right (`evals.relevance`).
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from corpus.article import Article
from corpus.errors import Refused
from corpus.folder import FoundFile, find_files
from corpus.read import read_article
from evals.datasets.dataset import (
    DataSet,
    Documents,
    Fault,
    Folder,
    LabelledQuestion,
    Relevance,
    Span,
    Spans,
    Strings,
)
from evals.datasets.lines import Ids, read_records, why_unaskable
from evals.errors import BadLines

_EXAMPLE = '{"question": "Who opened the bridge?", "answer": "Ada Quill"}'


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class AnswerSpan(_Record):
    """Characters `[start, end)` of an article that answer a question; `quote` is what stands there."""

    source: str
    start: Annotated[int, Field(ge=0)]
    end: int
    quote: Annotated[str, Field(min_length=1)]


_Words = Annotated[str, Field(pattern=r"\w")]
_Answer = _Words | int | float


class Case(_Record):
    """One line of the file."""

    id: Annotated[str, Field(pattern=r"^\S+$")] | None = None
    question: str
    answers: tuple[AnswerSpan, ...] | None = None
    answer: _Answer | Annotated[tuple[_Answer, ...], Field(min_length=1)] | None = None
    quote: _Words | Annotated[tuple[_Words, ...], Field(min_length=1)] | None = None
    source: str | Annotated[tuple[str, ...], Field(min_length=1)] | None = None
    asked_on: date | None = None
    kind: str = ""
    difficulty: str = ""
    note: str | None = None
    """For people: why nothing answers, say."""


def read_cases(path: Path, folder: Path) -> DataSet:
    """The questions in `path` about the articles in `folder`, less those of its `faults`; empty lines are passed over.

    Raises `BadFile`, `BadLines` where no line can be used, or `corpus.errors.FolderUnusable`.
    """
    faults: list[Fault] = []
    articles = _Articles(folder)
    ids = Ids(path, faults)
    questions = []
    for number, case in read_records(path, Case, faults):
        id = case.id or _id_of(case)
        relevance, wrong = articles.find(case)
        if reason := why_unaskable(case.question):
            wrong = [reason, *wrong]
        if (case.id or not wrong) and not ids.is_new(id, number, None if case.id else "the question"):
            continue
        faults += [Fault(path, number, reason) for reason in wrong]
        if relevance is not None and not wrong:
            questions.append(
                LabelledQuestion(id=id, text=case.question, relevance=relevance, asked_on=case.asked_on, kind=case.kind)
            )
    if not questions:
        lines = [(fault.line, fault.reason) for fault in faults]
        raise BadLines(path, lines or [(1, f"there is no question in it; a line is {_EXAMPLE}")])
    return DataSet(name=path.stem, questions=tuple(questions), articles=Folder(path=folder), faults=tuple(faults))


def read_all_cases(path: Path, folder: Path) -> DataSet:
    """As `read_cases`, but raises `BadLines` with everything that is wrong where anything is."""
    read = read_cases(path, folder)
    if read.faults:
        raise BadLines(path, [(fault.line, fault.reason) for fault in read.faults])
    return read


class _Articles:
    """The articles of a folder, each read when it is first asked for."""

    def __init__(self, folder: Path) -> None:
        listing = find_files(folder)
        self._files: Mapping[str, FoundFile] = {file.source: file for file in listing.files}
        self._refused = {refusal.source: refusal for refusal in listing.refused}
        self._read: dict[str, Article | Refused] = {}

    def find(self, case: Case) -> tuple[Relevance | None, list[str]]:
        """What answers a question, and what is wrong with how the line says it."""
        if case.answers is not None:
            wrong = [reason for span in case.answers if (reason := self._why_wrong(span))]
            return Spans(spans=tuple(Span(span.source, span.start, span.end) for span in case.answers)), wrong
        sources = _all(case.source)
        if wrong := [reason for source in sources if (reason := self._why_not_there(source))]:
            return None, wrong
        if case.quote is not None:
            places = [(quote, [*self._places(quote, sources)]) for quote in _all(case.quote)]
            where = f"in {', '.join(map(repr, sources))}" if sources else "in the folder's articles"
            wrong = [f"the quote {quote[:60]!r} stands nowhere {where}" for quote, found in places if not found]
            return Spans(spans=tuple(span for _, found in places for span in found)), wrong
        if case.answer is not None:
            answers = case.answer if isinstance(case.answer, tuple) else (case.answer,)
            return Strings(answers=tuple(map(str, answers)), sources=frozenset(sources)), []
        if sources:
            return Documents(grades=dict.fromkeys(sources, 1)), []
        return None, [
            'says not what answers it: give "answer", "quote" or "source", or "answers": [] where nothing in the folder does'
        ]

    def _places(self, quote: str, sources: tuple[str, ...]) -> Iterator[Span]:
        """Where the words of `quote` stand, whatever the white space between them."""
        pattern = re.compile(r"\s+".join(map(re.escape, quote.split())))
        for source in sources or self._files:
            article = self._article(source)
            if isinstance(article, Article):
                for match in pattern.finditer(article.text):
                    yield Span(source, match.start(), match.end())

    def _why_not_there(self, source: str) -> str | None:
        article = self._article(source)
        if article is None:
            return f"there is no article {source!r} in the folder"
        return f"the article {article}" if isinstance(article, Refused) else None

    def _why_wrong(self, span: AnswerSpan) -> str | None:
        """What is wrong with an answer's place, or None."""
        if reason := self._why_not_there(span.source):
            return reason
        article = self._article(span.source)
        assert isinstance(article, Article)
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


def _id_of(case: Case) -> str:
    """An id that stays when other lines come and go, so that runs before and after can be compared."""
    return sha256(f"{case.question} {case.asked_on or ''}".encode()).hexdigest()[:8]


def _all(given: str | tuple[str, ...] | None) -> tuple[str, ...]:
    return () if given is None else (given,) if isinstance(given, str) else given
