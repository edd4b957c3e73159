"""Questions made unanswerable: each is asked once more as if the articles that hold its answer were not there.

An answer that stands in more than `MOST` of the articles (and in more than one) is left out: without these, the folder
would be another one. What is
left out too are questions whose answer stands nowhere: the articles may say it in other words.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from datetime import date
from itertools import count
from typing import TYPE_CHECKING, Any, cast

from evals.datasets.dataset import Documents, LabelledQuestion, Spans, Strings
from evals.relevance import carried, folded
from index.library import Candidates, Library, Scored
from index.likeness import Vectors
from index.rows import Excerpt
from index.store import Filters
from qa.reply import Reply
from qa.service import Service

if TYPE_CHECKING:
    from qa.schema import FilterSpec

MOST = 0.05
"""Share of the articles that may hold an answer, at most."""

_AT_ONCE = 500


def find_holders(
    service: Service, questions: Sequence[LabelledQuestion], *, most: float = MOST
) -> dict[str, frozenset[int]]:
    """For each question that can be made unanswerable, the row ids of the articles that hold an answer: a share of `most` at most."""
    strings = {one.id: [folded(answer) for answer in _answers(one)] for one in questions}
    needed = {word for answers in strings.values() for answer in answers for word in answer.split()}
    # Where each word of an answer occurs, so that no text is searched for an answer that has a word it lacks.
    holding: dict[str, set[int]] = defaultdict(set)
    texts: dict[int, str] = {}
    ids: dict[str, int] = {}
    for start in count(0, _AT_ONCE):
        some = service.articles(limit=_AT_ONCE, offset=start)
        for stored in some:
            ids[stored.article.source] = stored.id
            text = folded(stored.article.text)
            if found := needed & set(text.split()):
                texts[stored.id] = text
                for word in found:
                    holding[word].add(stored.id)
        if len(some) < _AT_ONCE:
            break
    found_in = {}
    for question in questions:
        articles = {ids[source] for source in _sources(question) if source in ids}
        for answer in strings[question.id]:
            words = answer.split()
            candidates = set.intersection(*(holding[word] for word in words)) if words else set[int]()
            articles |= {id for id in candidates if answer in texts[id]}
        if 0 < len(articles) <= max(1, most * len(ids)):
            found_in[question.id] = frozenset(articles)
    return found_in


def _answers(question: LabelledQuestion) -> Sequence[str]:
    return question.relevance.answers if isinstance(question.relevance, Strings) else ()


def _sources(question: LabelledQuestion) -> Set[str]:
    match question.relevance:
        case Spans(spans=spans):
            return {span.source for span in spans}
        case Documents(grades=grades):
            return set(grades)
        case Strings():
            return frozenset()


class RemovedArticle(AssertionError):
    """A reply cites an article that was left out: an error of ours, since retrieval found a way past it."""


class ReducedService(Service):
    """A service that can be asked as if some of its articles were not there. For one thread."""

    _gone: Set[int] = frozenset()

    @contextmanager
    def without(self, articles: Set[int]) -> Iterator[None]:
        """Leaves out the articles of those row ids as long as the block lasts. Raises `RemovedArticle` where one is cited all the same."""
        self._gone = articles
        try:
            yield
        finally:
            self._gone = frozenset()

    def ask(
        self,
        question: str,
        *,
        k: int = 5,
        filters: "FilterSpec | Filters | None" = None,
        asked_on: date | None = None,
        explain: bool = False,
    ) -> Reply:
        reply = super().ask(question, k=k, filters=filters, asked_on=asked_on, explain=explain)
        if self._gone:
            sources = {stored.article.source for id in self._gone if (stored := self.article(id))}
            cited = {span.source for passage in reply.passages for span in carried(passage)}
            if there := sources & cited:
                raise RemovedArticle(f"{min(there)!r} is cited, though it was left out")
        return reply

    @contextmanager
    def library(self) -> Iterator[Library]:
        with super().library() as library:
            yield cast(Library, _Reduced(library, self._gone)) if self._gone else library


class _Reduced:
    """A library whose retrievers pass over some articles. How rare a word is stays as it is with them."""

    def __init__(self, library: Library, gone: Set[int]) -> None:
        self._library = library
        self._gone = gone

    def __getattr__(self, name: str) -> Any:
        return getattr(self._library, name)

    def dense(self, question: Vectors, k: int, filters: Filters | None = None) -> list[Scored]:
        return self._past(k, lambda more: self._library.dense(question, more, filters))

    def lexical(self, words: Sequence[str], k: int, filters: Filters | None = None) -> list[Scored]:
        return self._past(k, lambda more: self._library.lexical(words, more, filters))

    def candidates(
        self,
        question: Vectors | Callable[[], Vectors],
        weights: Mapping[str, float],
        k: int,
        filters: Filters | None = None,
    ) -> Candidates:
        question = question() if callable(question) else question
        more = 2 * k
        while True:
            found = self._library.candidates(question, weights, more, filters)
            gone = {one.id for one in found.passages if one.article in self._gone}
            lists = [[id for id in ids if id not in gone] for ids in (found.nearest, found.matching)]
            short = (len(ids) < more for ids in (found.nearest, found.matching))
            if all(len(left) >= k or is_all for left, is_all in zip(lists, short, strict=True)):
                break
            more *= 2
        nearest, matching = (left[:k] for left in lists)
        kept = {*nearest, *matching}
        rows = [row for row in zip(found.passages, found.dense, found.bm25, strict=True) if row[0].id in kept]
        passages, dense, bm25 = zip(*rows, strict=True) if rows else ((), (), ())
        return Candidates(passages, dense, bm25, nearest, matching)

    def sharing(self, of: Sequence[Excerpt], filters: Filters | None = None) -> list[list[Excerpt]]:
        return [[one for one in some if one.article not in self._gone] for some in self._library.sharing(of, filters)]

    def _past(self, k: int, find: Callable[[int], list[Scored]]) -> list[Scored]:
        """The first `k` that are not of an article that is left out: of a list that is long enough they are the same."""
        more = 2 * k
        while True:
            found = find(more)
            excerpts = self._library.excerpts([one.id for one in found])
            left = [one for one in found if excerpts[one.id].article not in self._gone]
            if len(left) >= k or len(found) < more:
                return left[:k]
            more *= 2
