"""More data sets made of RealTime QA, to fit and to judge refusals on: further quizzes, small folders, and folders asked by hand.

- *further quizzes*: `FURTHER` questions drawn of those that the sample leaves out and that were asked before all of the
  sample's, with the articles that the search returned for them;
- *small folders*: eight questions that follow one another and the articles returned for them, some forty: a user's folder
  is of that size more often than of thousands, and other evidence counts there;
- *asked by hand*: two folders of forty articles each, and 299 questions that people might ask of them, 130 of which they do not
  answer (`evals/by_hand.jsonl` has the questions in our words, and where in the articles the answers stand).

Out of scope: the sample itself (`evals.datasets.realtimeqa`), and swapped questions (`evals.datasets.near_misses`).
"""

import random
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from evals.datasets.dataset import (
    ArticleRecord,
    DataSet,
    LabelledQuestion,
    Records,
    Span,
    Spans,
    Strings,
    source_of,
    stamp_of,
)
from evals.datasets.lines import read_records
from evals.datasets.realtimeqa import ARTICLES, QuizQuestion, SearchedArticle, read_questions, read_sample, record_of
from evals.errors import BadFile
from evals.library import article_of

BY_HAND = Path(__file__).parents[1] / "by_hand.jsonl"

FURTHER = 400
_DRAWN = 7
_QUESTIONS = 8
"""Of a small folder."""
_FEWEST = 4
_ARTICLES = 10
"""Of a small folder, at least."""


class _Line(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Place(_Line):
    article: int
    """Of the folder's articles, from 0."""
    start: int
    end: int


class _Asked(_Line):
    """A folder and its articles, or a question about one."""

    folder: str
    articles: tuple[str, ...] = ()
    id: str = ""
    question: str = ""
    kind: str = ""
    answers: tuple[_Place, ...] = ()


class Quizzes:
    """RealTime QA as a whole, read once."""

    def __init__(self, folder: Path) -> None:
        """Raises `BadFile` or `BadLines`."""
        self._folder = folder
        sample = read_sample(folder)
        every = [one for one in read_questions(folder) if not one.is_yes_or_no and any(map(str.strip, one.answers))]
        inside = {*sample.questions}
        self._sample = [one for one in every if one.id in inside]
        if not self._sample:
            raise BadFile(folder, "has a sample without a question that can be asked")
        first = min(one.date for one in self._sample)
        further = [one for one in every if one.id not in inside and one.date < first]
        random.Random(_DRAWN).shuffle(further)  # noqa: S311 - the same each time is what is wanted
        self._further = further[:FURTHER]
        self._by_hand = [line for _, line in read_records(BY_HAND, _Asked, [])]
        wanted = {*sample.articles, *(url for one in self._further for url in one.search_results)}
        wanted.update(url for line in self._by_hand for url in line.articles)
        self._records: dict[str, ArticleRecord] = {}
        for _, article in read_records(folder / ARTICLES, SearchedArticle, []):
            if article.url in wanted:
                self._records.setdefault(article.url, record_of(article))

    def further(self) -> DataSet:
        """The further quizzes."""
        urls = dict.fromkeys(url for one in self._further for url in one.search_results)
        return self._dataset("further quizzes", self._further, [*urls])

    def small_folders(self) -> Iterator[DataSet]:
        """The small folders of the sample and of the further quizzes, by day."""
        for quizzes in (self._sample, self._further):
            questions = sorted(quizzes, key=lambda one: (one.date, one.id))
            for at in range(0, len(questions), _QUESTIONS):
                some = questions[at : at + _QUESTIONS]
                urls = {url: None for one in some for url in one.search_results if url in self._records}
                if len(some) >= _FEWEST and len(urls) >= _ARTICLES:
                    yield self._dataset("small folders", some, [*urls])

    def asked_by_hand(self) -> Iterator[DataSet]:
        """The folders that were asked by hand; none where the data lacks one of their articles."""
        for folder in self._by_hand:
            if not folder.articles or not self._records.keys() >= {*folder.articles}:
                continue
            places = [self._spans(url) for url in folder.articles]
            questions = tuple(
                LabelledQuestion(
                    id=one.id,
                    text=one.question,
                    relevance=Spans(spans=tuple(places[at.article](at) for at in one.answers)),
                    kind=one.kind,
                )
                for one in self._by_hand
                if one.id and one.folder == folder.folder
            )
            yield DataSet(name="asked by hand", questions=questions, articles=self._articles(folder.articles))

    def _spans(self, url: str) -> Callable[[_Place], Span]:
        record = self._records[url]
        head = len(article_of(record).text) - len(record.text)
        return lambda at: Span(record.source, head + at.start, head + at.end)

    def _dataset(self, name: str, quiz: Sequence[QuizQuestion], urls: Sequence[str]) -> DataSet:
        questions = tuple(
            LabelledQuestion(
                id=one.id,
                text=one.question.strip(),
                relevance=Strings(answers=one.answers),
                asked_on=one.date,
                kind=one.quiz,
            )
            for one in quiz
        )
        return DataSet(name=name, questions=questions, articles=self._articles(urls))

    def _articles(self, urls: Sequence[str]) -> Records:
        there = [url for url in urls if url in self._records]
        stamp = sha256("\n".join((stamp_of(self._folder / ARTICLES), *there)).encode()).hexdigest()[:16]
        return Records(
            stamp=stamp,
            count=len(there),
            read=lambda: (self._records[url] for url in there),
            ids={source_of(url): url for url in there},
        )
