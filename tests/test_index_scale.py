"""Twenty thousand passages: what a small change costs does not grow with what did not change."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from index.embed import Embedder
from index.filters import Filters
from index.generations import vectors_path
from index.library import Library
from index.origins import MOST
from index.shingles import minhashes
from index.store import Store
from index.sync import sync
from index.vectors import VectorFacts
from index.words import terms

Writer = Callable[..., None]
Chronicle = Callable[..., dict[str, str]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, write: Writer, chronicle: Chronicle) -> Path:
    folder = tmp_path_factory.mktemp("scale")
    write(folder, chronicle(400, passages=50))
    return folder


def test_one_changed_article_of_four_hundred_is_read_alone_and_questions_fetch_by_id(
    folder: Path, write: Writer, word_embedder: Embedder
) -> None:
    path = folder / ".pressmark"
    report = sync(folder, path, word_embedder)
    assert (report.read, report.passages, report.generation) == (400, 20_000, 1)
    files = inodes(path, 1)

    assert sync(folder, path, word_embedder).read == 0
    text = (folder / "f3/a3.txt").read_text().replace("counted", "lost", 1)
    write(folder, {"f3/a3.txt": text}, age_s=60)
    report = sync(folder, path, word_embedder)
    assert (report.read, report.passages, report.embedded, report.unchanged) == (1, 50, 1, 399)

    shared = {name for name, inode in inodes(path, report.generation).items() if files.get(name) == inode}
    assert shared == {"base.faiss"}
    assert VectorFacts.read(vectors_path(path, report.generation)).added == 50

    with closing(Library.open(path, word_embedder)) as library:
        assert library.passage_count == 20_000
        assert [library.excerpt(one.id).source for one in library.lexical(terms("lost"), 10)] == ["f3/a3.txt"]
        assert len(library.dense(word_embedder.question("the mill near the lamp"), 100)) == 100


def inodes(library: Path, generation: int) -> dict[str, int]:
    return {file.name: file.stat().st_ino for file in vectors_path(library, generation).iterdir()}


def test_a_large_library_finds_what_an_exact_one_finds(
    tmp_path: Path, folder: Path, word_embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync(folder, tmp_path / "exact", word_embedder)
    monkeypatch.setattr("index.vector_writer._EXACT", 5000)
    monkeypatch.setattr("index.vectors._FEW", 1000)
    sync(folder, tmp_path / "large", word_embedder)
    assert (vectors_path(tmp_path / "large", 1) / "quick.faiss").exists()
    question = word_embedder.question("the mill near the lamp")
    with (
        closing(Library.open(tmp_path / "exact", word_embedder)) as exact,
        closing(Library.open(tmp_path / "large", word_embedder)) as large,
    ):
        for filters in (None, Filters(sources=("f3",)), Filters(sources=("f3/a3.txt",))):
            wanted = [one.score for one in exact.dense(question, 10, filters)]
            assert [one.score for one in large.dense(question, 10, filters)] == wanted


def test_what_a_question_asks_of_the_database_is_looked_up_and_never_scanned_for(
    folder: Path, word_embedder: Embedder
) -> None:
    sync(folder, folder / ".pressmark", word_embedder)
    with closing(Store(folder / ".pressmark")) as store:
        excerpts = store.excerpts(range(1, 20_000, 200))
        assert len(excerpts) == 100
        every = store.passage_ids(store.generation)
        assert steps(store, lambda: store.passages(every)) > 100_000  # a scan is noticed
        assert steps(store, lambda: store.excerpts(range(1, 20_000, 200))) < 10_000
        assert steps(store, lambda: store.vectors([one.id for one in excerpts], word_embedder.dim)) < 10_000
        assert steps(store, lambda: store.passage_ids(store.generation)) < 20_000  # 400 articles, not 20,000 passages
        assert steps(store, lambda: store.passage_ids(store.generation, after=store.generation - 1)) < 1000
        assert steps(store, lambda: store.ended_ids(store.generation - 1, store.generation)) < 1000
        assert steps(store, lambda: store.sharing(range(40))) < 2000
        often = minhashes([excerpts[0].text])[0]
        assert steps(store, lambda: store.sharing(often)) < 15 * MOST * len(often)
        assert steps(store, lambda: store.passing(store.generation, range(1, 200), Filters())) < 10_000
        assert steps(store, lambda: store.texts(range(1, 200))) < 10_000
        assert steps(store, lambda: store.texts_of(1)) < 1000
        assert steps(store, lambda: store.find("f3/a3.txt")) < 1000
        assert steps(store, lambda: store.article(1)) < 1000
        assert steps(store, lambda: store.generation) < 1000


def steps(store: Store, work: Callable[[], object]) -> int:
    """How many instructions of SQLite's machine something takes."""
    done = 0

    def count() -> int:
        nonlocal done
        done += 10
        return 0

    connection = store._database._connection
    connection.set_progress_handler(count, 10)
    work()
    connection.set_progress_handler(None, 0)
    return done
