"""RealTime QA (Kasai et al., NeurIPS 2023): questions that news editors wrote, and the articles that a search found for them.

The folder holds `articles.jsonl.gz`, `questions.jsonl` and, where not all of them are meant, `sample.json`; it is named by
whoever runs, and no part of this project. There are no passage labels: a passage is relevant when it holds an answer.
Questions whose choices are only yes, no, true and false are left out: every passage would hold one.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence, Set
from datetime import date
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from evals.datasets.dataset import (
    ArticleRecord,
    DataSet,
    Fault,
    LabelledQuestion,
    Records,
    Strings,
    source_of,
    stamp_of,
)
from evals.datasets.lines import Ids, check_any, read_records, why_unaskable
from evals.errors import BadFile, BadLines
from evals.files import read_file, read_lines
from evals.relevance import contains

ARTICLES, QUESTIONS, SAMPLE = "articles.jsonl.gz", "questions.jsonl", "sample.json"

_NEXT = "name the folder of the RealTime QA data: one that holds articles.jsonl.gz, questions.jsonl and sample.json"


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class SearchedArticle(_Record):
    """An article as the search returned it; `text` has blank lines between paragraphs."""

    url: str
    title: str | None
    authors: tuple[str, ...]
    published: date | None
    text: str

    @property
    def publisher(self) -> str | None:
        """The host that the article stands on."""
        found = re.match(r"https?://(?:www\.)?([^/:]+)", self.url)
        return found[1] if found else None


class QuizQuestion(_Record):
    """A question of a quiz, with its right choices as `answers`."""

    id: str
    question: str
    date: date
    quiz: str = ""
    choices: Annotated[tuple[str, ...], BeforeValidator(lambda given: [str(one) for one in given])]
    answers: Annotated[tuple[str, ...], BeforeValidator(lambda given: [str(one) for one in given])]
    search_results: tuple[str, ...] = ()
    """URLs of the articles that the search returned; they need not answer it."""

    @property
    def is_yes_or_no(self) -> bool:
        """Whether all choices are only yes, no, true or false: every passage would contain one."""
        return {choice.strip().lower() for choice in self.choices} <= {"yes", "no", "true", "false"}


class Sample(_Record):
    """Ids of questions and URLs of the articles that were found for them."""

    questions: tuple[str, ...]
    articles: tuple[str, ...]


def is_realtimeqa(folder: Path) -> bool:
    """Whether `folder` holds this data."""
    return (folder / ARTICLES).is_file()


def read_realtimeqa(folder: Path) -> DataSet:
    """The questions, each asked on the day of its quiz, and the articles; those of the sample where there is one.

    Raises `BadFile`.
    """
    faults: list[Fault] = []
    sample = read_sample(folder) if (folder / SAMPLE).is_file() else None
    wanted = set(sample.questions) if sample else None
    path = folder / QUESTIONS
    ids = Ids(path, faults)
    questions = []
    for number, one in read_records(path, QuizQuestion, faults):
        if (wanted is not None and one.id not in wanted) or not ids.is_new(one.id, number):
            continue
        if reason := why_unaskable(one.question):
            faults.append(Fault(path, number, reason))
        elif not any(answer.strip() for answer in one.answers):
            faults.append(Fault(path, number, f"question {one.id!r} has no answer"))
        elif not one.is_yes_or_no:
            relevance = Strings(answers=one.answers)
            questions.append(
                LabelledQuestion(
                    id=one.id, text=one.question.strip(), relevance=relevance, asked_on=one.date, kind=one.quiz
                )
            )
    faults += [
        Fault(folder / SAMPLE, 1, f"names the question {id!r}, which {QUESTIONS} does not have")
        for id in sorted(wanted or ())
        if id not in ids
    ]
    check_any(path, questions, faults, "a line has id, question, date, choices and answers")
    return DataSet(
        name="realtimeqa", questions=tuple(questions), articles=_articles(folder, sample, faults), faults=tuple(faults)
    )


def _articles(folder: Path, sample: Sample | None, faults: list[Fault]) -> Records:
    path = folder / ARTICLES
    urls = Ids(path, faults)
    wanted = set(sample.articles) if sample else None
    held = [
        one.url
        for number, one in read_records(path, SearchedArticle, faults)
        if (wanted is None or one.url in wanted) and urls.is_new(one.url, number)
    ]
    faults += [
        Fault(folder / SAMPLE, 1, f"names the article {url!r}, which {ARTICLES} does not have")
        for url in sorted((wanted or set()) - set(held))
    ]
    paths = [path, folder / SAMPLE] if sample else [path]
    return Records(
        stamp=stamp_of(*paths),
        count=len(held),
        read=lambda: _records(path, set(held)),
        ids={source_of(url): url for url in held},
    )


def _records(path: Path, urls: Set[str]) -> Iterator[ArticleRecord]:
    left = set(urls)
    for _, one in read_records(path, SearchedArticle, []):
        if one.url in left:
            left.discard(one.url)
            yield record_of(one)


def record_of(one: SearchedArticle) -> ArticleRecord:
    """The article as every data set has it."""
    return ArticleRecord(
        source=source_of(one.url),
        text=one.text,
        title=one.title,
        byline=", ".join(one.authors) or None,
        publisher=one.publisher,
        published=one.published,
        url=one.url,
    )


def read_articles(folder: Path) -> Iterator[SearchedArticle]:
    """The articles in the order of the file. Raises `BadFile` or `BadLines`."""
    path = folder / ARTICLES
    if not path.is_file():
        raise BadFile(path, f"does not exist; {_NEXT}")
    for number, line in read_lines(path):
        yield _parse(SearchedArticle, path, number, line)


def read_questions(folder: Path) -> tuple[QuizQuestion, ...]:
    """Every question once, in the order of the file. Raises `BadFile` or `BadLines`."""
    path = folder / QUESTIONS
    if not path.is_file():
        raise BadFile(path, f"does not exist; {_NEXT}")
    found: dict[str, QuizQuestion] = {}
    for number, line in read_lines(path):
        question = _parse(QuizQuestion, path, number, line)
        found.setdefault(question.id, question)
    return tuple(found.values())


def read_sample(folder: Path) -> Sample:
    """The 500 questions that figures are quoted for, and their articles. Raises `BadFile`."""
    path = folder / SAMPLE
    if not path.is_file():
        raise BadFile(path, f"does not exist; {_NEXT}")
    try:
        return Sample.model_validate(json.loads(read_file(path)))
    except ValueError as error:
        raise BadFile(path, f"is no sample: {error}") from None


_Parsed = TypeVar("_Parsed", bound=_Record)


def _parse(kind: type[_Parsed], path: Path, number: int, line: bytes) -> _Parsed:
    try:
        return kind.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        raise BadLines(path, [(number, f"{'.'.join(map(str, first['loc']))}: {first['msg']}")]) from None


def reciprocal_ranks(
    ranked: Mapping[str, Sequence[str]], answers: Mapping[str, Sequence[str]], *, depth: int = 10
) -> dict[str, float]:
    """1 / rank of the first of each question's passages that contains an answer, 0 where none of the first `depth` does."""
    found = {}
    for id, passages in ranked.items():
        ranks = (rank for rank, passage in enumerate(passages[:depth], 1) if contains(passage, answers[id]))
        found[id] = 1 / first if (first := next(ranks, 0)) else 0.0
    return found
