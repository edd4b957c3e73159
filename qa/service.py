"""Questions to one folder's library: the same reply in the terminal, over HTTP and in Python."""

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from index.embed import Embedder
from index.embedders import open_embedder
from index.library import Library
from index.model import DEFAULT_MODEL
from index.place import find_place
from index.split import SplitSettings
from index.store import Filters, Store, StoredArticle
from qa.cite import MAX_PRINTS, cite, cite_figures
from qa.compose import THRESHOLD, compose
from qa.disagree import find_disagreements
from qa.errors import QuestionRefused
from qa.evidence import Sentence, confidence
from qa.limits import MAX_PASSAGES
from qa.origins import Backing, count_backing
from qa.outlets import Outlets
from qa.question import Question, parse_question
from qa.ranking import likeliest
from qa.reply import (
    Answer,
    Disagreement,
    Explanation,
    LibraryState,
    NoAnswer,
    Notice,
    RankedPassage,
    Reply,
    Retriever,
    Retrievers,
)
from qa.retrieve import Hit
from qa.search import POOL, Found, Meant, search
from qa.time.when import parse_when
from qa.verify import check_quotes, verify_reply, why_stale

if TYPE_CHECKING:
    from qa.rerank import Reranker
    from qa.schema import FilterSpec, VerifyReply


class Service:
    """An open library with its model. Safe to share between threads; follows the library when it is indexed anew."""

    def __init__(
        self,
        folder: Path,
        path: Path,
        embedder: Embedder,
        *,
        reranker: "Reranker | None" = None,
        threshold: float | None = None,
        split: SplitSettings | None = None,
    ) -> None:
        if threshold is not None and not 0 <= threshold <= 1:
            raise ValueError(f"a threshold of {threshold} is no probability; give one from 0 to 1")
        self.folder = folder
        self._path = path
        self._embedder = embedder
        self._reranker = reranker
        self._threshold = THRESHOLD if threshold is None else threshold
        self._outlets: tuple[Sequence[str], Outlets] | None = None
        self._lock = threading.Lock()
        self._split = split or SplitSettings()
        self._held = _Held(Library.open(path, embedder, settings=self._split))

    @classmethod
    def open(
        cls,
        folder: Path | str,
        *,
        library: Path | None = None,
        model: str | None = None,
        embedder: Embedder | None = None,
        reranker: "Reranker | str | None" = None,
        threshold: float | None = None,
        split: SplitSettings | None = None,
    ) -> "Service":
        """Opens the library of `folder`, with the model that it was built with unless another is named.

        `reranker` is a cross-encoder, by hub name or folder. Below a confidence of `threshold` (0 to 1) the articles are
        said not to answer. `split` says how the library was cut, where not as usual. Raises `index.errors.IndexingError` where
        there is no library, or none that this program and model can read, and `qa.errors.RerankerUnusable`.
        """
        if isinstance(reranker, str):
            from qa.rerank import Reranker

            reranker = Reranker(reranker)
        folder = Path(folder)
        path = find_place(folder, library).path
        embedder = embedder or open_embedder(model or library_model(path))
        return cls(folder, path, embedder, reranker=reranker, threshold=threshold, split=split)

    def close(self) -> None:
        """Lets go of the library, once no question is under way."""
        self._held.retire()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def library(self) -> Iterator[Library]:
        """The newest generation, held open as long as the block lasts."""
        with self._lock:
            if self._held.library.is_behind():
                newer = _Held(Library.open(self._path, self._embedder, settings=self._split))
                newer.library.go_on_from(self._held.library)
                self._held.retire()
                self._held = newer
            held = self._held
            held.take()
        try:
            yield held.library
        finally:
            held.give()

    def warm(self) -> None:
        """Loads the models now rather than at the first question."""
        self._embedder.question("warm")
        if self._reranker:
            _ = self._reranker.model

    def read_ahead(self) -> None:
        """Reads what questions need of a library of some thousand passages, which is then kept: a few tenths of a second."""
        with self.library() as library:
            library.read_ahead()

    def ask(
        self,
        question: str,
        *,
        k: int = 5,
        filters: "FilterSpec | Filters | None" = None,
        asked_on: date | None = None,
        explain: bool = False,
    ) -> Reply:
        """The reply to `question`, with at most `k` passages, 1 to `MAX_PASSAGES`. Raises `qa.errors.QuestionRefused`.

        With `explain` it says what each stage made of the question and of each passage.
        """
        began = time.perf_counter()
        if not 1 <= k <= MAX_PASSAGES:
            raise QuestionRefused(f"{k} passages can't be given; ask for 1 to {MAX_PASSAGES}")
        asked_on = asked_on or date.today()
        parsed = parse_question(question)
        wanted = _filters(filters)
        row = partial(self._embedder.question, question)
        with self.library() as library:
            meant = self.meant(library, question, asked_on)
            found = search(library, self._embedder, parsed, meant, row, k, wanted, self._reranker)
            ranked = found.ranked
            articles = {hit.excerpt.article: library.article(hit.excerpt.article) for hit, _ in ranked}
            answer, sure = self._answer(library, parsed, found, articles)
            prints = {copy.article for hit, _ in ranked for copy in hit.also_in[:MAX_PRINTS]} - articles.keys()
            shown = articles | {id: library.article(id) for id in prints}
            stale = {id: why_stale(self.folder, one) for id, one in shown.items()}
            reply = Reply(
                question=question,
                asked_on=asked_on,
                answer=answer if isinstance(answer, Answer) else None,
                no_answer=answer if isinstance(answer, NoAnswer) else None,
                confidence=round(sure, 4),
                passages=tuple(
                    _passage(library, number, hit, sentences, stale=stale[hit.excerpt.article] is not None)
                    for number, (hit, sentences) in enumerate(ranked, 1)
                ),
                disagreements=tuple(self._disagreements(answer, ranked, articles)),
                warnings=tuple(self._warnings(library, shown, stale)),
                library=_state(library),
                took_ms=round((time.perf_counter() - began) * 1000, 1),
                explanation=_explain(library, parsed, meant, found) if explain else None,
            )
            check_quotes(reply, (one.article for one in articles.values()))
        return reply

    def meant(self, library: Library, question: str, asked_on: date) -> Meant:
        """What a question says about time, and which outlets of the library it names."""
        known = self._outlets
        if known is None or known[0] is not library.outlets:
            known = self._outlets = library.outlets, Outlets(library.outlets)
        return Meant(when=parse_when(question, asked_on), outlets=known[1].named(question))

    def _answer(
        self, library: Library, question: Question, found: Found, articles: Mapping[int, StoredArticle]
    ) -> tuple[Answer | NoAnswer, float]:
        if found.why_not and found.ranked:
            return NoAnswer(reason=found.why_not), 0.0

        def backing(number: int, sentence: str) -> Backing:
            hit, _ = found.ranked[number - 1]
            prints = {one.article for one in hit.also_in}
            return count_backing(library, sentence, hit.excerpt, found.sharing[number - 1], prints)

        texts = {id: one.article for id, one in articles.items()}
        sentences = [some for _, some in found.ranked]
        return compose(question, sentences, texts, threshold=self._threshold, backing=backing)

    def _disagreements(
        self,
        answer: Answer | NoAnswer,
        ranked: Sequence[tuple[Hit, Sequence[Sentence]]],
        articles: Mapping[int, StoredArticle],
    ) -> Iterator[Disagreement]:
        if isinstance(answer, NoAnswer):
            return
        excerpts = [hit.excerpt for hit, _ in ranked[:POOL]]
        for disputed in find_disagreements(excerpts):
            yield cite_figures(disputed, [articles[one.article].article for one in excerpts])

    def articles(
        self, filters: "FilterSpec | Filters | None" = None, *, limit: int = -1, offset: int = 0
    ) -> list[StoredArticle]:
        """Articles of the library that pass `filters`, by source."""
        with self.library() as library:
            return library.articles(_filters(filters), limit=limit, offset=offset)

    def article(self, id: int) -> StoredArticle | None:
        """The article of that row id, where the newest generation has it."""
        with self.library() as library:
            return library.article(id) if library.has_article(id) else None

    def refusals(self) -> list[tuple[str, str]]:
        """Source and reason of each file that could not be read when the folder was last indexed."""
        with self.library() as library:
            return library.refusals()

    def state(self) -> LibraryState:
        """What is in the newest generation."""
        with self.library() as library:
            return _state(library)

    def verify(self, reply: Reply) -> "VerifyReply":
        """Checks every citation of a saved reply against the files as they are now."""
        with self.library() as library:
            files = library.files(one.citation.source for one in reply.passages)
            fields = library.fields
        return verify_reply(reply, self.folder, files, fields=fields)

    def _warnings(
        self, library: Library, articles: dict[int, StoredArticle], stale: dict[int, str | None]
    ) -> list[Notice]:
        found = [Notice(reason=note) for note in library.notes]
        cited = sorted((one.article.source, reason) for id, one in articles.items() if (reason := stale[id]))
        return found + [Notice(source=source, reason=reason) for source, reason in cited]


class _Held:
    """A library that is closed when it has been replaced and the last question that uses it is done."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self._users = 1
        self._lock = threading.Lock()

    def take(self) -> None:
        with self._lock:
            self._users += 1

    def give(self) -> None:
        with self._lock:
            self._users -= 1
            last = self._users == 0
        if last:
            self.library.close()

    retire = give


def library_model(path: Path) -> str:
    """The name of the model that the library at `path` was built with; the default one where there is no library."""
    if not (path / "library.db").is_file():
        return DEFAULT_MODEL
    store = Store(path)
    try:
        return store.meta().get("model", DEFAULT_MODEL)
    finally:
        store.close()


def _explain(library: Library, question: Question, meant: Meant, found: Found) -> Explanation:
    from qa.explain import explain

    best = [likeliest(sentences) for _, sentences in found.ranked]
    return explain(library, question, best, found.looks, times=meant.when.said, outlets=meant.outlets)


def _passage(library: Library, number: int, hit: Hit, sentences: Sequence[Sentence], *, stale: bool) -> RankedPassage:
    return RankedPassage(
        rank=number,
        score=round(confidence(likeliest(sentences).logit), 4),
        retrievers=Retrievers(
            dense=Retriever(rank=hit.dense.rank, score=round(hit.dense.score, 4)) if hit.dense else None,
            bm25=Retriever(rank=hit.bm25.rank, score=round(hit.bm25.score, 4)) if hit.bm25 else None,
        ),
        citation=cite(library, hit, number, stale=stale),
    )


def _filters(spec: "FilterSpec | Filters | None") -> Filters:
    if spec is None or isinstance(spec, Filters):
        return spec or Filters()
    return Filters(
        published_from=spec.published_from,
        published_to=spec.published_to,
        publishers=spec.publishers,
        sources=spec.sources,
    )


def _state(library: Library) -> LibraryState:
    return LibraryState(
        generation=library.generation,
        articles=library.article_count,
        passages=library.passage_count,
        model=library.model,
    )
