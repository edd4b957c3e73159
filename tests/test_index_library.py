"""An open library: the same scores however it came to be, filters, ties, and generations that readers hold."""

import random
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from corpus.article import RegionKind
from index import library as library_module
from index.embed import Embedder, SentenceTransformerEmbedder
from index.errors import LibraryDamaged, LibraryMissing
from index.library import Library, Scored, in_order
from index.likeness import Vectors
from index.passage_terms import numbers_in
from index.stop import STOP
from index.store import Excerpt, Filters, Store
from index.sync import sync
from index.words import term_number, terms

Writer = Callable[..., None]
Chronicle = Callable[..., dict[str, str]]
Finding = tuple[str, int, int, float]

QUESTIONS = [
    "the mill near the lamp",
    "How many things did the seal of the hive count near the pier?",
    "ferry 77 rye fog",
    "boulder",
    "notes of week 3",
    "the crane of the tide counted 4242 things",
]


def findings(library: Library, found: Sequence[Scored]) -> list[Finding]:
    excerpts = library.excerpts(one.id for one in found)
    return [(excerpts[id].source, excerpts[id].start, excerpts[id].end, score) for id, score in found]


def read(library: Library, found: Sequence[Scored]) -> list[Excerpt]:
    return [library.excerpt(one.id) for one in found]


def ask(library: Library, embedder: Embedder, question: str, k: int = 100) -> list[list[Finding]]:
    return [
        findings(library, library.dense(embedder.question(question), k)),
        findings(library, library.lexical(terms(question), k)),
        *candidates(library, embedder, question, k),
    ]


def candidates(library: Library, embedder: Embedder, question: str, k: int) -> list[list[Finding]]:
    """Of each candidate where it stands and its scores, by place."""
    found = library.candidates(embedder.question(question), library.weights(terms(question)), k)
    by_place = sorted(
        zip(found.passages, found.dense, found.bm25, strict=True), key=lambda one: (one[0].source, one[0].start)
    )
    return [
        [(one.source, one.start, one.end, dense) for one, dense, _ in by_place],
        [(one.source, one.start, one.end, bm25) for one, _, bm25 in by_place],
    ]


def ask_all(path: Path, embedder: Embedder, k: int = 100) -> list[list[list[Finding]]]:
    with closing(Library.open(path, embedder)) as library:
        return [ask(library, embedder, question, k) for question in QUESTIONS]


@pytest.fixture
def meadow_library(meadow: Path, word_embedder: Embedder) -> Iterator[Library]:
    sync(meadow, meadow / ".pressmark", word_embedder)
    with closing(Library.open(meadow / ".pressmark", word_embedder)) as library:
        yield library


# the same scores


@pytest.fixture(scope="session")
def built_at_once(tmp_path_factory: pytest.TempPathFactory, write: Writer, chronicle: Chronicle) -> Path:
    """A folder of 60 articles of 5 passages, not indexed."""
    folder = tmp_path_factory.mktemp("chronicle") / "news"
    write(folder, chronicle(60, passages=5))
    return folder


def test_a_library_gives_the_same_scores_in_whatever_steps_it_was_built(
    tmp_path: Path, write: Writer, chronicle: Chronicle, built_at_once: Path, word_embedder: Embedder
) -> None:
    sync(built_at_once, tmp_path / "at once", word_embedder)
    wanted = ask_all(tmp_path / "at once", word_embedder)
    assert all(len(dense) == 100 for dense, *_ in wanted)

    articles = chronicle(60, passages=5)
    folder, path = tmp_path / "in steps", tmp_path / "in steps" / ".pressmark"
    order = list(articles)
    random.Random(3).shuffle(order)
    for step in range(12):
        later = order[step * 5 : step * 5 + 5]
        # Each step brings articles that are replaced or deleted in the next.
        wrong = {f"wrong/{source}": "The boulder counted boulder things near the boulder.\n" for source in later}
        write(folder, {**{source: articles[source] + "\n\nThe ferry sank.\n" for source in later}, **wrong})
        sync(folder, path, word_embedder)
        write(folder, {source: articles[source] for source in later}, age_s=60)
        for source in wrong:
            (folder / source).unlink()
        sync(folder, path, word_embedder)
    assert ask_all(path, word_embedder) == wanted


def test_a_library_gives_the_same_scores_when_its_indexes_were_made_again(
    tmp_path: Path, built_at_once: Path, word_embedder: Embedder
) -> None:
    sync(built_at_once, tmp_path / "library", word_embedder)
    wanted = ask_all(tmp_path / "library", word_embedder)
    (tmp_path / "library" / "vectors-1" / "base.faiss").unlink()
    assert ask_all(tmp_path / "library", word_embedder) == wanted
    sync(built_at_once, tmp_path / "library", word_embedder, rebuild=True)
    assert ask_all(tmp_path / "library", word_embedder) == wanted


def test_eight_threads_at_once_get_what_one_gets(tmp_path: Path, built_at_once: Path, word_embedder: Embedder) -> None:
    sync(built_at_once, tmp_path / "library", word_embedder)
    wanted = ask_all(tmp_path / "library", word_embedder)
    with closing(Library.open(tmp_path / "library", word_embedder)) as library, ThreadPoolExecutor(8) as pool:
        for _ in range(3):
            got = pool.map(lambda question: ask(library, word_embedder, question), QUESTIONS * 4)
            assert list(got) == wanted * 4


def test_with_the_real_model_a_library_built_in_steps_gives_the_same_scores(
    tmp_path: Path, write: Writer, chronicle: Chronicle, embedder: SentenceTransformerEmbedder
) -> None:
    articles = chronicle(4)
    write(tmp_path / "news", articles)
    sync(tmp_path / "news", tmp_path / "at once", embedder)
    for source, text in reversed(articles.items()):
        write(tmp_path / "steps", {source: text})
        sync(tmp_path / "steps", tmp_path / "in steps", embedder)
    assert ask_all(tmp_path / "in steps", embedder) == ask_all(tmp_path / "at once", embedder)


# scores


def test_passages_alike_in_score_come_by_source_and_start(
    tmp_path: Path, write: Writer, word_embedder: Embedder
) -> None:
    paragraph = " ".join(f"The mill of the lamp counted {number} things near the pier." for number in range(9))
    same = f"{paragraph}\n\n{paragraph}\n"
    write(tmp_path / "news", dict.fromkeys(("b.txt", "a/z.txt", "c.txt", "a.txt"), same))
    sync(tmp_path / "news", tmp_path / "library", word_embedder)
    with closing(Library.open(tmp_path / "library", word_embedder)) as library:
        for found in ask(library, word_embedder, "the mill near the pier"):
            assert [source for source, *_ in found] == ["a.txt"] * 2 + ["a/z.txt"] * 2 + ["b.txt"] * 2 + ["c.txt"] * 2
            assert len({score for *_, score in found}) == 1
            assert all(first[1] < second[1] for first, second in zip(found[::2], found[1::2], strict=True))
        three = ask(library, word_embedder, "the mill near the pier", k=3)
        assert three == [found[:3] for found in ask(library, word_embedder, "the mill near the pier")]
        assert [len(found) for found in three] == [3, 3, 3, 3]


def test_a_dense_score_is_the_inner_product_of_unit_rows_and_at_most_one(
    meadow_library: Library, word_embedder: Embedder
) -> None:
    text = "Fog kept the pilots on the ground on Sunday."
    question = word_embedder.question(text)
    best, *_ = meadow_library.dense(question, 3)
    found = meadow_library.excerpt(best.id)
    row = word_embedder.passages([found.text])[0]
    assert found.source == "coast/seals.md"
    assert best.score == pytest.approx(float(np.dot(row.astype(np.float16).astype(float), question.astype(float))))
    (same,) = meadow_library.dense(row, 1)
    assert 0.999 < same.score <= 1.0


def test_a_lexical_score_is_bm25_by_hand(meadow_library: Library) -> None:
    (only,) = meadow_library.lexical(["skerri"], 10)
    mean = sum(len(one.text) for one in read(meadow_library, meadow_library.lexical(["the"], 10))) / 3
    idf = np.log(1 + (3 - 1 + 0.5) / (1 + 0.5))
    frequency = 1 / (1 - 0.75 + 0.75 * len(meadow_library.excerpt(only.id).text) / mean)
    assert only.score == pytest.approx(idf * frequency * 2.2 / (frequency + 1.2))
    (titled,) = meadow_library.lexical(["seal"], 10)  # once in the passage, once in the title
    frequency += 0.5
    assert titled.score == pytest.approx(idf * frequency * 2.2 / (frequency + 1.2))


def test_candidates_are_the_best_of_either_way_and_each_is_scored_by_both(
    meadow_library: Library, word_embedder: Embedder
) -> None:
    question = "the mill near the lamp"
    row, words = word_embedder.question(question), terms(question)
    every = [dict(found) for found in (meadow_library.dense(row, 1000), meadow_library.lexical(words, 1000))]
    found = meadow_library.candidates(row, meadow_library.weights(words), 2)
    assert found.nearest == [one.id for one in meadow_library.dense(row, 2)]
    assert found.matching == [one.id for one in meadow_library.lexical(words, 2)]
    ids = [one.id for one in found.passages]
    assert sorted(ids) == sorted({*found.nearest, *found.matching})
    assert found.dense == [every[0][id] for id in ids]
    assert found.bm25 == [every[1].get(id, 0.0) for id in ids]
    weights = meadow_library.weights(words)
    mill = meadow_library.candidates(row, meadow_library.weights(["mill"]), 1000)
    assert mill.matching == [one.id for one in meadow_library.lexical(["mill"], 1000)]
    assert 0 < len(mill.matching) < len(mill.nearest) == meadow_library.passage_count
    twice = meadow_library.candidates(row, {word: 2 * weight for word, weight in weights.items()}, 2)
    assert twice.matching == found.matching
    assert sorted(twice.bm25) == pytest.approx(sorted(2 * score for score in found.bm25))


def test_what_scores_alike_comes_by_source_and_start(meadow_library: Library) -> None:
    passages = sorted(meadow_library.excerpts(range(1, 4)).values(), key=lambda one: one.source, reverse=True)
    passages = [replace(passages[0], start=passages[0].start + 1), *passages]
    assert in_order(passages, np.array([0.5, 0.5, 0.5, 0.5])) == [3, 2, 1, 0]
    assert in_order(passages, np.array([0.5, 0.5, 0.9, 0.5])) == [2, 3, 1, 0]
    assert in_order(passages, np.array([0.1, 0.5, 0.5, 0.1])) == [2, 1, 3, 0]
    assert in_order(passages, np.array([0.1, 0.2, 0.3, 0.4])) == [3, 2, 1, 0]
    assert in_order([], np.array([])) == []


@pytest.mark.parametrize("large", [0, 50_000])
def test_in_a_large_library_words_are_looked_for_while_a_question_is_embedded(
    meadow_library: Library, word_embedder: Embedder, large: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library_module, "_LARGE", large)
    question = "the mill near the lamp"
    weights = meadow_library.weights(terms(question))
    at_once = meadow_library.candidates(word_embedder.question(question), weights, 2)
    assert meadow_library.candidates(lambda: word_embedder.question(question), weights, 2) == at_once

    def fails() -> Vectors:
        raise ValueError("no vector for it")

    for _ in range(3):
        with pytest.raises(ValueError, match="no vector for it"):
            meadow_library.candidates(fails, weights, 2)
    # While its thread is busy, nobody waits for it.
    with ThreadPoolExecutor(8) as pool:
        found = pool.map(
            lambda _: meadow_library.candidates(lambda: word_embedder.question(question), weights, 2), range(64)
        )
        assert all(one == at_once for one in found)


def test_the_passages_of_an_article_are_numbered_from_its_first(
    built_at_once: Path, word_embedder: Embedder, tmp_path: Path
) -> None:
    sync(built_at_once, tmp_path / "library", word_embedder)
    with closing(Library.open(tmp_path / "library", word_embedder)) as library:
        excerpts = read(library, library.dense(word_embedder.question("mill"), 1000))
    numbers: dict[int, list[int]] = {}
    for one in sorted(excerpts, key=lambda one: (one.article, one.start)):
        numbers.setdefault(one.article, []).append(one.number)
    assert len(numbers) == 60
    assert all(found == [*range(len(found))] for found in numbers.values())
    assert max(map(len, numbers.values())) > 1


def test_weights_are_inverse_document_frequencies_and_highest_for_words_that_nobody_wrote(
    meadow_library: Library,
) -> None:
    weights = meadow_library.weights(["the", "count", "skerri", "zeppelin", "the"])
    assert weights == {
        "the": pytest.approx(np.log(1 + 0.5 / 3.5)),
        "count": pytest.approx(np.log(1 + 1.5 / 2.5)),
        "skerri": pytest.approx(np.log(1 + 2.5 / 1.5)),
        "zeppelin": pytest.approx(np.log(1 + 3.5 / 0.5)),
    }


def test_a_passage_is_the_words_of_its_article_at_its_place(meadow: Path, meadow_library: Library) -> None:
    for one in read(meadow_library, meadow_library.lexical(terms("the"), 10)):
        passage = meadow_library.passage(one)
        text = (meadow / one.source).read_bytes().decode()
        assert passage.text == one.text == text[one.start : one.end]
        assert passage.article.title == one.title


def test_an_article_mentions_what_stands_in_its_title_or_its_body(meadow_library: Library) -> None:
    of_stop_words = {*map(term_number, STOP)}  # a title has them
    for stored in meadow_library.articles():
        article = stored.article
        body = [article.text[one.start : one.end] for one in article.regions if one.kind is RegionKind.BODY]
        there = {term for part in (article.title or "", *body) for term in terms(part)}
        for _ in range(2):
            (found,) = meadow_library.mentions([stored.id])
            assert {*numbers_in([found]).tolist()} - of_stop_words == {*map(term_number, there - STOP)}
    assert meadow_library.mentions([]) == []


def test_an_article_is_in_the_generation_that_it_was_written_for(
    meadow: Path, meadow_library: Library, write: Writer, word_embedder: Embedder
) -> None:
    before = {stored.article.source: stored.id for stored in meadow_library.articles()}
    write(meadow, {"valley/bees.txt": "The bees left the valley on Monday, their keeper said.\n"}, age_s=60)
    sync(meadow, meadow / ".pressmark", word_embedder)
    with closing(Library.open(meadow / ".pressmark", word_embedder)) as newer:
        after = {stored.article.source: stored.id for stored in newer.articles()}
        assert [meadow_library.has_article(id) for id in before.values()] == [True] * 3
        assert [newer.has_article(id) for id in after.values()] == [True] * 3
        assert not newer.has_article(before["valley/bees.txt"])
        assert not meadow_library.has_article(after["valley/bees.txt"])
        assert [newer.has_article(id) for id in (0, -1, 99, 1 << 63, -(1 << 63))] == [False] * 5


# filters


@pytest.fixture(scope="session")
def thousands(
    tmp_path_factory: pytest.TempPathFactory, write: Writer, chronicle: Chronicle
) -> Callable[[Embedder], AbstractContextManager[Library]]:
    """A library of 5,000 passages."""
    folder = tmp_path_factory.mktemp("thousands")
    write(folder, chronicle(500, passages=10))
    made: list[bool] = []

    def opened(embedder: Embedder) -> AbstractContextManager[Library]:
        if not made:
            sync(folder, folder / ".pressmark", embedder)
            made.append(True)
        return closing(Library.open(folder / ".pressmark", embedder))

    return opened


@pytest.mark.parametrize(
    ("filters", "articles"),
    [
        (Filters(sources=("f3/a3.txt",)), ["f3/a3.txt"]),
        (Filters(sources=("f7/",), publishers=("PAPER 3",), published_to=date(2010, 12, 31)), []),
        (Filters(published_from=date(2013, 4, 15), published_to=date(2013, 4, 15), sources=("f3",)), None),
        (Filters(publishers=("paper 3",), published_from=date(2028, 1, 1), published_to=date(2028, 1, 31)), None),
        (Filters(publishers=("Paper 3' or '1'='1", "%", "\\")), []),
    ],
    ids=["source", "none", "dates", "publisher", "data"],
)
def test_a_filter_that_leaves_a_few_of_five_thousand_passages_finds_them_all(
    thousands: Callable[[Embedder], AbstractContextManager[Library]],
    word_embedder: Embedder,
    filters: Filters,
    articles: list[str] | None,
) -> None:
    with thousands(word_embedder) as library:
        assert library.passage_count == 5000
        held = [stored.article for stored in library.articles(filters)]
        if articles is not None:
            assert [article.source for article in held] == articles
        wanted = {article.source for article in held}
        dense = library.dense(word_embedder.question("zeppelin"), 1000, filters)
        lexical = library.lexical(terms("the mill of the lamp"), 1000, filters)
        assert len(dense) == len(lexical) == 10 * len(wanted) <= 100
        assert {one.source for one in read(library, dense)} == {one.source for one in read(library, lexical)} == wanted
        for article in held:
            assert filters.published_from is None or article.published is not None


def test_three_passages_of_five_thousand_are_found_though_they_are_the_farthest(
    thousands: Callable[[Embedder], AbstractContextManager[Library]], word_embedder: Embedder
) -> None:
    question = word_embedder.question("The mill of the lamp counted 12 things near the pier.")
    with thousands(word_embedder) as library:
        every = library.dense(question, 5000)
        assert len(every) == 5000
        last = library.excerpt(every[-1].id).source
        found = library.dense(question, 3, Filters(sources=(last,)))
        assert findings(library, found) == [one for one in findings(library, every) if one[0] == last][:3]
        assert len(found) == 3


def test_an_article_without_a_date_is_outside_every_range_of_dates(
    thousands: Callable[[Embedder], AbstractContextManager[Library]], word_embedder: Embedder
) -> None:
    every = Filters(published_from=date.min, published_to=date.max)
    with thousands(word_embedder) as library:
        undated = {stored.article.source for stored in library.articles() if stored.article.published is None}
        assert len(undated) == 47
        dated = {stored.article.source for stored in library.articles(every)}
        assert len(dated) == 453
        dense = library.dense(word_embedder.question("the mill"), 5000, every)
        lexical = library.lexical(terms("the"), 5000, every)
        assert {one.source for one in read(library, dense)} == {one.source for one in read(library, lexical)} == dated


# generations


def test_a_reader_keeps_its_generation_while_a_writer_goes_on(
    meadow: Path, meadow_library: Library, write: Writer, word_embedder: Embedder
) -> None:
    path = meadow / ".pressmark"
    before = ask(meadow_library, word_embedder, "grey seals on the skerries")
    assert not meadow_library.is_behind()
    for generation, change in enumerate(("bees", "mill"), 2):
        write(meadow, {f"valley/{change}.txt": f"The {change} burnt down on the skerries.\n"}, age_s=60)
        (meadow / "coast/seals.md").unlink(missing_ok=True)
        assert sync(meadow, path, word_embedder).generation == generation
        assert meadow_library.is_behind()
        assert ask(meadow_library, word_embedder, "grey seals on the skerries") == before
        assert [stored.article.source for stored in meadow_library.articles()] == [
            "coast/seals.md",
            "valley/bees.txt",
            "valley/mill.txt",
        ]
    assert {path.name for path in path.iterdir()} >= {"vectors-1", "words-1", "vectors-3", "words-3"}
    assert not (path / "vectors-2").exists()

    with closing(Library.open(path, word_embedder)) as newer:
        assert (newer.generation, newer.article_count, newer.is_behind()) == (3, 2, False)
        assert [source for source, *_ in findings(newer, newer.lexical(["skerri"], 10))] == [
            "valley/bees.txt",
            "valley/mill.txt",
        ]
    meadow_library.close()
    assert sync(meadow, path, word_embedder).generation == 3
    assert {path.name for path in path.iterdir() if path.name[-1].isdigit()} == {
        "vectors-3",
        "words-3",
    }
    with closing(Store(path)) as store:
        assert (store.counts(1), store.counts(3)) == ((0, 0), (2, 2))


def garble(folder: Path) -> None:
    """Nothing that is read of a passage from now on is what was written."""
    with closing(sqlite3.connect(folder / ".pressmark" / "library.db")) as database, database:
        database.execute("update passages set text = 'garbled'")
        database.execute("update remainders set text = 'garbled'")


def test_what_is_read_ahead_is_all_that_scoring_and_citing_needs(
    meadow: Path, meadow_library: Library, word_embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = ask_all(meadow / ".pressmark", word_embedder)
    meadow_library.read_ahead()
    monkeypatch.setattr(library_module, "_PASSAGES", meadow_library.passage_count - 1)
    with closing(Library.open(meadow / ".pressmark", word_embedder)) as too_large:
        too_large.read_ahead()
        garble(meadow)
        assert [ask(meadow_library, word_embedder, question) for question in QUESTIONS] == before
        assert [meadow_library.article(id).article.source for id in (1, 2, 3)] == [
            "coast/seals.md",
            "valley/bees.txt",
            "valley/mill.txt",
        ]
        with pytest.raises(LibraryDamaged, match="is not as it was written"):
            too_large.lexical(["mill"], 1)
        with pytest.raises(LibraryDamaged, match="is not as it was written"):
            too_large.article(1)


def test_a_newer_generation_keeps_what_the_one_before_has_read_and_a_rebuilt_library_does_not(
    meadow: Path, meadow_library: Library, word_embedder: Embedder, write: Writer
) -> None:
    meadow_library.read_ahead()
    write(meadow, {"coast/lamp.txt": "The lamp on the pier was lit.\n"})
    sync(meadow, meadow / ".pressmark", word_embedder)
    before = ask_all(meadow / ".pressmark", word_embedder)
    with closing(Library.open(meadow / ".pressmark", word_embedder)) as newer:
        newer.go_on_from(meadow_library)
        newer.lexical(["lamp"], 1)
        with closing(sqlite3.connect(meadow / ".pressmark" / "library.db")) as database, database:
            database.execute("update passages set text = 'garbled' where id <= ?", (meadow_library.passage_count,))
        assert [ask(newer, word_embedder, question) for question in QUESTIONS] == before
        sync(meadow, meadow / ".pressmark", word_embedder, rebuild=True)
        garble(meadow)
        with closing(Library.open(meadow / ".pressmark", word_embedder)) as rebuilt:
            rebuilt.go_on_from(newer)
            with pytest.raises(LibraryDamaged, match="is not as it was written"):
                rebuilt.lexical(["lamp"], 1)


def test_a_reader_answers_on_while_its_library_is_rebuilt(
    meadow: Path, meadow_library: Library, word_embedder: Embedder
) -> None:
    before = ask(meadow_library, word_embedder, "grey seals on the skerries")
    (meadow / "coast/seals.md").unlink()
    report = sync(meadow, meadow / ".pressmark", word_embedder, rebuild=True)
    assert (report.generation, report.added) == (2, ("valley/bees.txt", "valley/mill.txt"))
    assert meadow_library.is_behind()
    assert ask(meadow_library, word_embedder, "grey seals on the skerries") == before
    with closing(Library.open(meadow / ".pressmark", word_embedder)) as newer:
        assert (newer.article_count, newer.is_behind()) == (2, False)
        # The old reader closes its log, which is not the new library's.
        meadow_library.close()
        sync(meadow, meadow / ".pressmark", word_embedder)
        assert not newer.is_behind()
        assert [stored.article.source for stored in newer.articles()] == ["valley/bees.txt", "valley/mill.txt"]


def test_a_rebuilt_library_gives_no_id_a_second_time(meadow: Path, word_embedder: Embedder) -> None:
    seen: set[int] = set()
    for rebuild in (False, True, True):
        sync(meadow, meadow / ".pressmark", word_embedder, rebuild=rebuild)
        with closing(Library.open(meadow / ".pressmark", word_embedder)) as library:
            ids = {one.id for one in library.dense(word_embedder.question("the mill"), 10)}
            rows = {stored.id for stored in library.articles()}
        assert len(ids) == len(rows) == 3
        assert not seen & (ids | {-row for row in rows})
        seen |= ids | {-row for row in rows}


def test_there_is_no_library_before_one_is_made(meadow: Path, word_embedder: Embedder) -> None:
    with pytest.raises(LibraryMissing, match=r"does not exist; make it with: pressmark index FOLDER"):
        Library.open(meadow / ".pressmark", word_embedder)
    assert not (meadow / ".pressmark").exists()
