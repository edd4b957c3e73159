"""Bringing a library up to date: what is read, embedded and dropped, and what is refused and why."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing
from pathlib import Path

import pytest

from corpus.errors import FolderUnusable
from index.embed import Embedder
from index.errors import IndexingError, LibraryMismatch, LibraryUnwritable
from index.library import Library
from index.likeness import Vectors
from index.split import SplitSettings
from index.store import Filters, Store
from index.sync import SyncReport, find_pending, sync
from index.words import terms

Writer = Callable[..., None]


class Counting:
    """An embedder that keeps count of what it embeds."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.name, self.digest = embedder.name, embedder.digest
        self.dim, self.max_tokens = embedder.dim, embedder.max_tokens
        self.count_tokens, self.question = embedder.count_tokens, embedder.question
        self.likeness = embedder.likeness
        self.texts: list[str] = []

    def passages(self, texts: Sequence[str]) -> Vectors:
        self.texts += texts
        return self._embedder.passages(texts)


@pytest.fixture
def counting(word_embedder: Embedder) -> Counting:
    return Counting(word_embedder)


@pytest.fixture
def update(meadow: Path, counting: Counting) -> Callable[[], SyncReport]:
    """Brings the library of `meadow` up to date; what the report says was embedded is what was."""

    def update() -> SyncReport:
        before = len(counting.texts)
        report = sync(meadow, meadow / ".pressmark", counting)
        assert report.embedded == len(counting.texts) - before
        return report

    return update


def library(folder: Path, embedder: Embedder) -> AbstractContextManager[Library]:
    return closing(Library.open(folder / ".pressmark", embedder))


def sources(folder: Path, embedder: Embedder) -> list[str]:
    with library(folder, embedder) as opened:
        return [stored.article.source for stored in opened.articles()]


def found_by_word(folder: Path, embedder: Embedder, text: str) -> list[str]:
    with library(folder, embedder) as opened:
        return [opened.excerpt(one.id).source for one in opened.lexical(terms(text), 10)]


Update = Callable[[], SyncReport]


# what is read and embedded


def test_the_first_run_reads_and_embeds_everything(update: Update) -> None:
    assert update() == SyncReport(
        generation=1,
        added=("coast/seals.md", "valley/bees.txt", "valley/mill.txt"),
        changed=(),
        dropped=(),
        unchanged=0,
        refused=(),
        articles=3,
        passages=3,
        embedded=3,
        read=3,
    )


def test_an_unchanged_folder_opens_no_file_embeds_nothing_and_writes_nothing(meadow: Path, update: Update) -> None:
    update()
    before = {path: path.stat().st_mtime_ns for path in (meadow / ".pressmark").rglob("*") if "lock" not in path.name}
    report = update()
    assert (report.generation, report.read, report.embedded, report.unchanged) == (1, 0, 0, 3)
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_one_changed_article_embeds_only_its_changed_passages(
    tmp_path: Path, write: Writer, chronicle: Callable[..., dict[str, str]], counting: Counting
) -> None:
    articles = chronicle(12, passages=5)
    write(tmp_path / "news", articles)
    sync(tmp_path / "news", tmp_path / "news" / ".pressmark", counting)
    assert len(counting.texts) == 60
    changed = articles["f3/a3.txt"].replace("counted", "lost", 1)
    write(tmp_path / "news", {"f3/a3.txt": changed}, age_s=60)
    report = sync(tmp_path / "news", tmp_path / "news" / ".pressmark", counting)
    assert (report.changed, report.read, report.passages, report.embedded) == (("f3/a3.txt",), 1, 5, 1)
    assert [text for text in counting.texts[60:] if "lost" in text] == counting.texts[60:]


def test_a_changed_line_break_embeds_nothing(meadow: Path, write: Writer, update: Update) -> None:
    update()
    write(meadow, {"coast/seals.md": (meadow / "coast/seals.md").read_text().replace("\n", "\r\n")}, age_s=60)
    report = update()
    assert (report.changed, report.passages, report.embedded) == (("coast/seals.md",), 1, 0)


def test_a_moved_article_embeds_nothing_and_is_found_in_its_new_place_only(
    meadow: Path, update: Update, counting: Counting
) -> None:
    update()
    (meadow / "coast/seals.md").rename(meadow / "valley/grey seals.md")
    report = update()
    assert (report.added, report.dropped, report.embedded) == (("valley/grey seals.md",), ("coast/seals.md",), 0)
    assert found_by_word(meadow, counting, "skerries") == ["valley/grey seals.md"]


def test_a_deleted_article_is_gone_from_every_answer(meadow: Path, update: Update, counting: Counting) -> None:
    update()
    (meadow / "coast/seals.md").unlink()
    report = update()
    assert (report.dropped, report.unchanged, report.generation, report.embedded) == (("coast/seals.md",), 2, 2, 0)
    assert found_by_word(meadow, counting, "grey seals skerries count") == ["valley/bees.txt"]
    with library(meadow, counting) as opened:
        assert len(opened.dense(counting.question("grey seals on the skerries"), 10)) == 2
        assert opened.find_article("coast/seals.md") is None
        assert (opened.article_count, opened.passage_count) == (2, 2)


def test_the_same_article_twice_is_embedded_once_and_each_knows_the_other(
    meadow: Path, write: Writer, update: Update, counting: Counting
) -> None:
    write(meadow, {"copy/seals.md": (meadow / "coast/seals.md").read_text()})
    assert update().embedded == 3
    with library(meadow, counting) as opened:
        first, second = (opened.excerpt(one.id) for one in opened.lexical(terms("skerries"), 10))
        assert [first.source, second.source] == ["coast/seals.md", "copy/seals.md"]
        assert first.vector == second.vector
        assert opened.sharing([first, second]) == [[second], [first]]


def test_an_article_whose_time_alone_changed_is_read_once_and_not_embedded(
    meadow: Path, write: Writer, update: Update
) -> None:
    update()
    write(meadow, {"coast/seals.md": (meadow / "coast/seals.md").read_text()}, age_s=60)
    report = update()
    assert (report.read, report.changed, report.embedded, report.generation) == (1, (), 0, 1)
    assert update().read == 0


def test_an_edit_of_the_same_size_in_the_same_moment_is_noticed(
    meadow: Path, write: Writer, update: Update, counting: Counting
) -> None:
    path = meadow / "coast/seals.md"
    write(meadow, {"coast/seals.md": path.read_text()}, age_s=0)
    update()
    then = path.stat()
    path.write_text(path.read_text().replace("skerries", "bulwarks"))
    os.utime(path, ns=(then.st_atime_ns, then.st_mtime_ns))
    assert (path.stat().st_size, path.stat().st_mtime_ns) == (then.st_size, then.st_mtime_ns)
    assert update().changed == ("coast/seals.md",)
    assert found_by_word(meadow, counting, "bulwarks") == ["coast/seals.md"]


def test_many_runs_over_changes_end_where_one_run_does(
    tmp_path: Path, write: Writer, chronicle: Callable[..., dict[str, str]], counting: Counting
) -> None:
    articles = chronicle(12)
    for number, (source, text) in enumerate(articles.items()):
        write(tmp_path / "news", {source: text}, age_s=3600 - number)
        assert sync(tmp_path / "news", tmp_path / "library", counting).generation == number + 1
    assert len(counting.texts) == 24
    with closing(Library.open(tmp_path / "library", counting)) as opened:
        assert (opened.article_count, opened.passage_count, opened.generation) == (12, 24, 12)
    with closing(Store(tmp_path / "library")) as store:
        ids = store.passage_ids(12).tolist()
    assert ids == sorted(set(ids))


def test_a_model_that_reads_less_gets_shorter_passages(meadow: Path, word_embedder: Embedder) -> None:
    short = Counting(word_embedder)
    short.max_tokens = 20
    sync(meadow, meadow / ".pressmark", short)
    assert max(short.count_tokens(short.texts)) <= 20
    assert len(short.texts) > 3


def test_progress_is_told_up_to_the_last_article(
    tmp_path: Path, write: Writer, chronicle: Callable[..., dict[str, str]], word_embedder: Embedder
) -> None:
    told: list[tuple[str, int, int, int]] = []
    write(tmp_path / "news", chronicle(70))
    sync(tmp_path / "news", tmp_path / "library", word_embedder, progress=lambda *what: told.append(what))
    assert told == [
        ("articles", 32, 70, 64),
        ("articles", 64, 70, 128),
        ("articles", 70, 70, 140),
        ("vectors", 140, 140, 140),
    ]


# what is refused


def test_files_that_can_not_be_read_are_listed_and_the_rest_goes_on(
    meadow: Path, update: Update, counting: Counting
) -> None:
    (meadow / "binary.txt").write_bytes(b"PK\x03\x04\0\0")
    (meadow / "empty.txt").touch()
    (meadow / "photo.jpg").touch()
    report = update()
    assert [source for source, _ in report.refused] == ["binary.txt", "empty.txt", "photo.jpg"]
    assert dict(report.refused)["empty.txt"] == "is empty"
    assert len(report.added) == 3
    with library(meadow, counting) as opened:
        assert tuple(opened.refusals()) == report.refused
    assert update().refused == report.refused


def test_a_file_that_is_mended_is_read_and_no_longer_refused(meadow: Path, write: Writer, update: Update) -> None:
    (meadow / "late.txt").touch()
    assert [source for source, _ in update().refused] == ["late.txt"]
    write(meadow, {"late.txt": (meadow / "valley/bees.txt").read_text()}, age_s=60)
    report = update()
    assert (report.added, report.refused, report.generation) == (("late.txt",), (), 2)


def test_an_article_that_becomes_binary_is_dropped_and_refused(
    meadow: Path, update: Update, counting: Counting
) -> None:
    update()
    (meadow / "coast/seals.md").write_bytes(b"GIF89a\0")
    report = update()
    assert (report.dropped, report.changed, report.unchanged) == (("coast/seals.md",), (), 2)
    assert report.refused == (("coast/seals.md", "is a GIF image, whatever its name says"),)
    assert sources(meadow, counting) == ["valley/bees.txt", "valley/mill.txt"]


def test_an_article_that_can_not_be_read_any_more_keeps_its_indexed_version_and_the_reason_is_said(
    meadow: Path,
    write: Writer,
    update: Update,
    counting: Counting,
    bound_by_permissions: Callable[[], AbstractContextManager[None]],
) -> None:
    update()
    write(meadow, {"coast/seals.md": "The newer text is never seen.\n"}, age_s=60)
    (meadow / "coast/seals.md").chmod(0)
    with bound_by_permissions():
        report = update()
    assert report.refused == (
        ("coast/seals.md", "can't be read: Permission denied; the version indexed before is kept"),
    )
    assert (report.changed, report.dropped, report.unchanged) == ((), (), 3)
    assert found_by_word(meadow, counting, "skerries") == ["coast/seals.md"]
    (meadow / "coast/seals.md").chmod(0o644)
    assert update().changed == ("coast/seals.md",)


def test_articles_in_a_folder_that_can_not_be_looked_into_are_kept(
    meadow: Path,
    update: Update,
    counting: Counting,
    bound_by_permissions: Callable[[], AbstractContextManager[None]],
) -> None:
    update()
    (meadow / "coast").chmod(0)
    try:
        with bound_by_permissions():
            report = update()
    finally:
        (meadow / "coast").chmod(0o755)
    assert [source for source, _ in report.refused] == ["coast/"]
    assert (report.dropped, report.unchanged) == ((), 3)
    assert found_by_word(meadow, counting, "skerries") == ["coast/seals.md"]


def test_an_article_that_vanishes_while_the_run_is_under_way_is_kept_until_the_next(
    tmp_path: Path, write: Writer, chronicle: Callable[..., dict[str, str]], word_embedder: Embedder
) -> None:
    folder = tmp_path / "news"
    articles = chronicle(70)
    write(folder, {**articles, "z.txt": articles["f3/a3.txt"]})
    sync(folder, tmp_path / "library", word_embedder)
    write(folder, {source: text + "\nIt rained.\n" for source, text in articles.items()}, age_s=60)
    write(folder, {"z.txt": "Never read.\n"}, age_s=60)

    def count_tokens(texts: Sequence[str]) -> list[int]:
        (folder / "z.txt").unlink(missing_ok=True)  # while those before it are cut
        return word_embedder.count_tokens(texts)

    vanishing = Counting(word_embedder)
    vanishing.count_tokens = count_tokens
    report = sync(folder, tmp_path / "library", vanishing)
    assert report.refused == (
        ("z.txt", "can't be read: No such file or directory; the version indexed before is kept"),
    )
    assert (len(report.changed), report.dropped) == (70, ())
    assert sync(folder, tmp_path / "library", word_embedder).dropped == ("z.txt",)


# folders


def test_a_folder_that_becomes_empty_drops_nothing_and_says_so(
    meadow: Path, update: Update, counting: Counting
) -> None:
    update()
    for path in meadow.rglob("*.*"):
        if path.suffix in (".txt", ".md"):
            path.unlink()
    with pytest.raises(FolderUnusable, match=r"holds no article \(.* archives\); its library still has 3\. If"):
        update()
    assert len(sources(meadow, counting)) == 3


def test_an_empty_folder_gets_no_library(tmp_path: Path, word_embedder: Embedder) -> None:
    (tmp_path / "photo.jpg").touch()
    with pytest.raises(
        FolderUnusable, match=r"what it holds is refused, the first for this: 'photo\.jpg': has the suff"
    ):
        sync(tmp_path, tmp_path / ".pressmark", word_embedder)
    with pytest.raises(FolderUnusable, match="does not exist"):
        sync(tmp_path / "none", tmp_path / "none" / ".pressmark", word_embedder)
    assert [path.name for path in tmp_path.iterdir()] == ["photo.jpg"]


def test_a_folder_of_refused_files_alone_has_a_library_that_says_why(tmp_path: Path, word_embedder: Embedder) -> None:
    (tmp_path / "empty.txt").touch()
    report = sync(tmp_path, tmp_path / ".pressmark", word_embedder)
    assert (report.generation, report.added, report.refused) == (1, (), (("empty.txt", "is empty"),))
    with library(tmp_path, word_embedder) as opened:
        assert opened.dense(word_embedder.question("mill"), 10) == opened.lexical(["mill"], 10) == []


def test_paths_may_hold_spaces_accents_and_what_means_something_in_an_address(
    tmp_path: Path, meadow: Path, word_embedder: Embedder
) -> None:
    folder = tmp_path / "my news é #1?mode=rwc%20&x"
    meadow.rename(folder)
    (folder / "coast").rename(folder / "côte nord")
    assert sync(folder, folder / ".pressmark", word_embedder).embedded == 3
    assert found_by_word(folder, word_embedder, "skerries") == ["côte nord/seals.md"]
    with library(folder, word_embedder) as opened:
        assert len(opened.articles(Filters(sources=("côte nord",)))) == 1


def test_a_folder_may_be_moved_with_its_library(
    tmp_path: Path, meadow: Path, update: Update, counting: Counting
) -> None:
    update()
    meadow.rename(tmp_path / "elsewhere")
    report = sync(tmp_path / "elsewhere", tmp_path / "elsewhere" / ".pressmark", counting)
    assert (report.generation, report.embedded, report.unchanged) == (1, 0, 3)


def test_a_library_elsewhere_may_be_called_what_a_rebuild_is_called(
    tmp_path: Path, meadow: Path, counting: Counting
) -> None:
    for rebuild in (False, True):
        sync(meadow, tmp_path / "rebuild", counting, rebuild=rebuild)
    assert sync(meadow, tmp_path / "rebuild", counting).unchanged == 3


# libraries that do not fit


def bring_up_to_date(folder: Path, embedder: Embedder, settings: SplitSettings | None = None) -> None:
    sync(folder, folder / ".pressmark", embedder, settings=settings)


def open_library(folder: Path, embedder: Embedder, settings: SplitSettings | None = None) -> None:
    Library.open(folder / ".pressmark", embedder, settings=settings).close()


each_way = pytest.mark.parametrize("use", [bring_up_to_date, open_library])
Use = Callable[..., None]


def test_a_library_made_for_another_folder_is_refused(tmp_path: Path, meadow: Path, word_embedder: Embedder) -> None:
    sync(meadow, tmp_path / "library", word_embedder)
    meadow.rename(tmp_path / "other")
    with pytest.raises(LibraryMismatch) as caught:
        sync(tmp_path / "other", tmp_path / "library", word_embedder)
    assert str(caught.value) == (
        f"library '{tmp_path}/library' was built for the articles in '{tmp_path}/news'; this run is about"
        f" '{tmp_path}/other'. Name another library with --library DIR, or replace this one with --rebuild"
    )


def test_a_library_carried_away_from_its_folder_is_refused(
    tmp_path: Path, meadow: Path, word_embedder: Embedder
) -> None:
    sync(meadow, meadow / ".pressmark", word_embedder)
    shutil.copytree(meadow / ".pressmark", tmp_path / "library")
    with pytest.raises(LibraryMismatch, match="was built for the articles in the folder that it stood in; this run is"):
        sync(meadow, tmp_path / "library", word_embedder)


@each_way
def test_a_library_of_another_model_is_refused_though_its_vectors_are_as_long(
    meadow: Path, update: Update, counting: Counting, use: Use
) -> None:
    update()
    other = Counting(counting)
    other.name, other.digest = "bge-small", "ab" * 32
    with pytest.raises(LibraryMismatch) as caught:
        use(meadow, other)
    assert str(caught.value) == (
        f"library '{meadow}/.pressmark' was built with model 'words' (digest {counting.digest[:12]}); this run uses"
        " 'bge-small' (digest abababababab). Name that model with --model, or: Build it again with: pressmark index FOLDER --rebuild"
    )


@each_way
def test_a_library_of_another_format_is_refused(meadow: Path, update: Update, counting: Counting, use: Use) -> None:
    update()
    with closing(sqlite3.connect(meadow / ".pressmark" / "library.db")) as connection, connection:
        connection.execute("update meta set value = '99' where key = 'format'")
    with pytest.raises(
        LibraryMismatch,
        match=r"has format 99; this version of pressmark reads format \d+\. Build it again with: pressmark index FOLDER --",
    ):
        use(meadow, counting)


@each_way
def test_a_library_of_passages_cut_otherwise_is_refused(
    meadow: Path, update: Update, counting: Counting, use: Use
) -> None:
    update()
    other = SplitSettings(max_words=50)
    with pytest.raises(
        LibraryMismatch,
        match=r"has passages cut by other settings \(.* 100 words .*\); this version cuts by .* 50 words .*\. Build it ag",
    ):
        use(meadow, counting, other)


@pytest.mark.parametrize("key", ["parts", "dim", "generation", "mean_length", "folder"])
def test_a_library_that_lost_or_garbled_what_it_says_of_itself_is_damaged(
    meadow: Path, update: Update, counting: Counting, key: str
) -> None:
    update()
    with closing(sqlite3.connect(meadow / ".pressmark" / "library.db")) as connection, connection:
        connection.execute("update meta set value = '' where key = ?", (key,))
    with pytest.raises(IndexingError, match=r"is damaged: .*Build it again with|is damaged: .*build it again with"):
        Library.open(meadow / ".pressmark", counting)
    with pytest.raises(IndexingError, match=r"is damaged: .*uild it again with: pressmark index FOLDER --rebuild"):
        update()


# places that can't be written


def test_a_library_is_not_made_among_other_files_and_touches_none(
    meadow: Path, tmp_path: Path, word_embedder: Embedder
) -> None:
    for folder in (meadow, tmp_path):
        (tmp_path / "words-2023").mkdir(exist_ok=True)
        with pytest.raises(
            LibraryUnwritable, match=r"would be made in a folder that holds other things \('.*'\); name"
        ):
            sync(meadow, folder, word_embedder)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["news", "words-2023"]


def test_files_that_are_called_nearly_like_a_library_s_own_are_left_alone(meadow: Path, update: Update) -> None:
    update()
    mine = [meadow / ".pressmark" / name for name in ("words-1.txt", "vectors-1.txt", "notes-1", "words-one")]
    for path in mine:
        path.touch()
    (meadow / "coast/seals.md").unlink()
    update()
    assert [path for path in mine if not path.exists()] == []


@pytest.mark.parametrize("library", ["news/coast/seals.md", "news/coast/seals.md/library"])
def test_a_library_in_the_place_of_a_file_is_refused(
    tmp_path: Path, meadow: Path, word_embedder: Embedder, library: str
) -> None:
    with pytest.raises(
        LibraryUnwritable, match=r"can't be written \((File exists|Not a directory)\); put it elsewhere"
    ):
        sync(meadow, tmp_path / library, word_embedder)
    assert (meadow / "coast/seals.md").is_file()


@pytest.fixture
def closed(tmp_path: Path) -> Iterator[Path]:
    """A folder that nobody may write to."""
    folder = tmp_path / "closed"
    folder.mkdir()
    folder.chmod(0o555)
    yield folder
    for path in (folder, *folder.rglob("*")):
        if path.is_dir():
            path.chmod(0o755)


def test_a_library_in_a_closed_folder_is_refused(
    meadow: Path,
    closed: Path,
    word_embedder: Embedder,
    bound_by_permissions: Callable[[], AbstractContextManager[None]],
) -> None:
    with (
        bound_by_permissions(),
        pytest.raises(
            LibraryUnwritable,
            match=r"^library '.*closed/library' can't be written \(Permission denied\); put it elsewhere with: --library DIR$",
        ),
    ):
        sync(meadow, closed / "library", word_embedder)


# what is pending


def test_what_is_pending_is_told_without_opening_a_file(meadow: Path, write: Writer, update: Update) -> None:
    from corpus.folder import find_files

    update()
    with closing(Store(meadow / ".pressmark")) as store:
        stamps = store.stamps(store.generation)
    assert not find_pending(find_files(meadow).files, stamps)
    (meadow / "coast/seals.md").unlink()
    write(meadow, {"new.txt": "It rained.\n", "valley/bees.txt": "It cleared.\n"}, age_s=60)
    pending = find_pending(find_files(meadow).files, stamps)
    assert [file.source for file in pending.added] == ["new.txt"]
    assert [file.source for file in pending.changed] == ["valley/bees.txt"]
    assert pending.dropped == ("coast/seals.md",)
    assert find_pending(find_files(meadow).files, stamps, ("coast/",)).dropped == ()
    assert find_pending(find_files(meadow).files, stamps, ("coas", "coast/sea")).dropped == ("coast/seals.md",)


# runs that were broken off


def break_off(*_: object) -> None:
    raise KeyboardInterrupt


def test_a_first_run_that_was_broken_off_goes_on_from_what_it_had_embedded(
    tmp_path: Path, write: Writer, chronicle: Callable[..., dict[str, str]], counting: Counting
) -> None:
    write(tmp_path / "news", chronicle(80))
    with pytest.raises(KeyboardInterrupt):
        sync(tmp_path / "news", tmp_path / "library", counting, progress=break_off)
    assert len(counting.texts) == 64
    report = sync(tmp_path / "news", tmp_path / "library", counting)
    assert (len(report.added), report.embedded, len(set(counting.texts))) == (80, 96, 160)


def test_a_first_run_that_was_broken_off_leaves_nothing_to_another_model(
    meadow: Path, word_embedder: Embedder, counting: Counting
) -> None:
    counting.digest = "ab" * 32
    counting.passages = lambda texts: -word_embedder.passages(texts)  # type: ignore[method-assign]
    with pytest.raises(KeyboardInterrupt):
        sync(meadow, meadow / ".pressmark", counting, progress=break_off)
    assert sync(meadow, meadow / ".pressmark", word_embedder).embedded == 3
    with library(meadow, word_embedder) as opened:
        best, *_ = opened.dense(word_embedder.question("Two pilots counted 1,140 grey seals on the skerries"), 3)
        assert opened.excerpt(best.id).source == "coast/seals.md"
        assert best.score > 0.5


def test_a_first_run_of_another_format_that_was_broken_off_is_refused(meadow: Path, counting: Counting) -> None:
    with pytest.raises(KeyboardInterrupt):
        sync(meadow, meadow / ".pressmark", counting, progress=break_off)
    with closing(sqlite3.connect(meadow / ".pressmark" / "library.db")) as connection, connection:
        connection.execute("update meta set value = '99' where key = 'format'")
    with pytest.raises(LibraryMismatch, match=r"has format 99; this version of pressmark reads format \d+"):
        sync(meadow, meadow / ".pressmark", counting)
