"""RealTime QA (Kasai et al., NeurIPS 2023): questions that news editors wrote, and the articles that a search found for them.

The folder holds `articles.jsonl.gz`, `questions.jsonl` and `sample.json`; it is named by whoever runs, and no part of this
project. There are no passage labels: a passage counts as right when it contains an answer (`contains`), as in open-domain
question answering (Karpukhin et al. 2020).
"""

import gzip
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from evals.errors import BadFile, BadLines
from evals.files import read_file

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
    choices: Annotated[tuple[str, ...], BeforeValidator(lambda given: [str(one) for one in given])]
    answers: Annotated[tuple[str, ...], BeforeValidator(lambda given: [str(one) for one in given])]

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


def read_articles(folder: Path) -> Iterator[SearchedArticle]:
    """The articles in the order of the file. Raises `BadFile` or `BadLines`."""
    path = folder / ARTICLES
    if not path.is_file():
        raise BadFile(path, f"does not exist; {_NEXT}")
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                yield _parse(SearchedArticle, path, number, line)
    except (OSError, EOFError) as error:
        raise BadFile(path, f"can't be read: {error}") from None


def read_questions(folder: Path) -> tuple[QuizQuestion, ...]:
    """Every question once, in the order of the file. Raises `BadFile` or `BadLines`."""
    path = folder / QUESTIONS
    if not path.is_file():
        raise BadFile(path, f"does not exist; {_NEXT}")
    found: dict[str, QuizQuestion] = {}
    for number, line in enumerate(read_file(path).decode().splitlines(), 1):
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


def _parse(kind: type[_Parsed], path: Path, number: int, line: str) -> _Parsed:
    try:
        return kind.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        raise BadLines(path, [(number, f"{'.'.join(map(str, first['loc']))}: {first['msg']}")]) from None


_PUNCTUATION = re.compile(r"[^\w\s]")


def folded(text: str) -> str:
    """`text` in lower case, with spaces for punctuation, and one space before, between and after the words."""
    return f" {' '.join(_PUNCTUATION.sub(' ', text.lower()).split())} "


def contains(passage: str, answers: Sequence[str]) -> bool:
    """Whether a passage holds an answer as whole words; both are `folded`."""
    return any(answer in passage for answer in answers)


def reciprocal_ranks(
    ranked: Mapping[str, Sequence[str]], answers: Mapping[str, Sequence[str]], *, depth: int = 10
) -> dict[str, float]:
    """1 / rank of the first of each question's passages that contains an answer, 0 where none of the first `depth` does."""
    found = {}
    for id, passages in ranked.items():
        ranks = (rank for rank, passage in enumerate(passages[:depth], 1) if contains(passage, answers[id]))
        found[id] = 1 / first if (first := next(ranks, 0)) else 0.0
    return found
