"""What is damaged is said, never served, and never costs an article; what can be made again is."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, suppress
from pathlib import Path

import pytest

from index.embed import Embedder
from index.errors import LibraryDamaged, LibraryUnwritable
from index.generations import held_generations
from index.library import Library
from index.sync import sync
from index.vectors import VectorFacts
from index.words import terms

Writer = Callable[..., None]
Chronicle = Callable[..., dict[str, str]]
Findings = list[tuple[str, float]]

DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "of no bytes": lambda _: b"",
    "cut in half": lambda data: data[: len(data) // 2],
    "cut inside a page": lambda data: data[:-100],
    "cut to its header": lambda data: data[:100],
    "with another header": lambda data: b"not a database at all" + data[21:],
    "with garbage in its first page": lambda data: data[:100] + b"\xa5" * 900 + data[1000:],
    "with garbage in the middle": lambda data: data[: len(data) // 2] + b"\xa5" * 4096 + data[len(data) // 2 + 4096 :],
    "of zeros": lambda data: bytes(len(data)),
}


@pytest.fixture
def folder(tmp_path: Path, write: Writer, chronicle: Chronicle, word_embedder: Embedder) -> Path:
    """A folder of twelve articles, with its library."""
    write(tmp_path / "news", chronicle(12))
    sync(tmp_path / "news", tmp_path / "news" / ".pressmark", word_embedder)
    return tmp_path / "news"


def ask(folder: Path, embedder: Embedder) -> list[Findings]:
    with closing(Library.open(folder / ".pressmark", embedder)) as library:
        found = (
            library.dense(embedder.question("the mill near the lamp"), 50),
            library.lexical(terms("the mill near the lamp"), 50),
        )
        return [[(library.excerpt(one.id).source, one.score) for one in ones] for ones in found]


def names(folder: Path) -> set[str]:
    """What is in the library, but for locks and the log."""
    paths = (folder / ".pressmark").iterdir()
    return {path.name for path in paths if not path.name.endswith((".lock", "-wal", "-shm"))}


# the database


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_database_that_is_damaged_is_said_and_a_rebuild_mends_it(
    folder: Path, word_embedder: Embedder, damage: Callable[[bytes], bytes]
) -> None:
    wanted = ask(folder, word_embedder)
    articles = {path: path.read_bytes() for path in folder.glob("*/*.txt")}
    database = folder / ".pressmark" / "library.db"
    database.write_bytes(damage(database.read_bytes()))
    with pytest.raises(
        LibraryDamaged,
        match=r"is damaged: library\.db .* The articles are untouched; build it again with: pressmark index FOLDER --rebuild$",
    ):
        sync(folder, folder / ".pressmark", word_embedder)
    report = sync(folder, folder / ".pressmark", word_embedder, rebuild=True)
    assert (len(report.added), report.embedded) == (12, 24)
    with closing(Library.open(folder / ".pressmark", word_embedder)) as library:
        assert library.notes == ()
    assert ask(folder, word_embedder) == wanted
    assert {path: path.read_bytes() for path in folder.glob("*/*.txt")} == articles
    assert sync(folder, folder / ".pressmark", word_embedder).unchanged == 12
    number = report.generation
    assert names(folder) == {"library.db", f"vectors-{number}", f"words-{number}"}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_reader_of_a_damaged_database_answers_rightly_or_says_so(
    folder: Path, word_embedder: Embedder, damage: Callable[[bytes], bytes]
) -> None:
    wanted = ask(folder, word_embedder)
    database = folder / ".pressmark" / "library.db"
    database.write_bytes(damage(database.read_bytes()))
    got = wanted
    with suppress(LibraryDamaged):
        got = ask(folder, word_embedder)
    assert got == wanted


@pytest.mark.parametrize("damage", [lambda data: data, DAMAGE["with another header"]], ids=["whole", "damaged"])
def test_a_log_that_a_killed_run_left_is_not_replayed_into_the_library_that_is_built_anew(
    folder: Path, word_embedder: Embedder, damage: Callable[[bytes], bytes]
) -> None:
    library = folder / ".pressmark"
    wanted = ask(folder, word_embedder)
    code = (
        "import os, sqlite3, sys\n"
        "connection = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "connection.execute('delete from passages')\n"
        "os._exit(9)\n"
    )
    subprocess.run([sys.executable, "-c", code, library / "library.db"], check=False)
    assert (library / "library.db-wal").stat().st_size > 0
    (library / "library.db").write_bytes(damage((library / "library.db").read_bytes()))
    sync(folder, library, word_embedder, rebuild=True)
    assert ask(folder, word_embedder) == wanted


def test_what_a_killed_rebuild_left_is_cleared_away(folder: Path, word_embedder: Embedder) -> None:
    library = folder / ".pressmark"
    (library / "rebuild" / "words-2").mkdir(parents=True)
    (library / "words-2").mkdir()
    (library / "words-2" / "meta.json").touch()
    (library / "vectors-2.faiss").touch()
    assert sync(folder, library, word_embedder).generation == 1
    assert {"rebuild", "words-2", "vectors-2.faiss"} & names(folder) == set()
    assert sync(folder, library, word_embedder, rebuild=True).unchanged == 0


def test_a_rebuild_that_fails_leaves_the_library_as_it_was(folder: Path, word_embedder: Embedder) -> None:
    wanted, before = ask(folder, word_embedder), names(folder)

    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sync(folder, folder / ".pressmark", word_embedder, rebuild=True, progress=fail)
    assert names(folder) == before
    assert ask(folder, word_embedder) == wanted


# the indexes


def _cut(path: Path) -> None:
    _replace(path, path.read_bytes()[: path.stat().st_size // 2])


def _garble(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    _replace(path, data)


def _replace(path: Path, data: bytes | bytearray) -> None:
    """Puts another file in its place: one that is mapped into memory must not be cut under a reader."""
    path.unlink()
    path.write_bytes(data)


@pytest.mark.parametrize("use", ["open", "sync"])
@pytest.mark.parametrize("damage", [Path.unlink, _cut, _garble], ids=["gone", "cut", "garbled"])
@pytest.mark.parametrize(
    "part",
    [
        *(f"vectors-1/{name}" for name in ("base.faiss", "delta.faiss", "gone.json", "facts.json")),
        *(f"words-1/{name}" for name in ("meta.json", "*.idx", "*.term")),
    ],
)
def test_an_index_that_is_damaged_or_gone_is_made_again_with_the_same_results(
    folder: Path, word_embedder: Embedder, part: str, damage: Callable[[Path], None], use: str
) -> None:
    wanted = ask(folder, word_embedder)
    (path,) = (folder / ".pressmark").glob(part)
    damage(path)
    if use == "sync":
        report = sync(folder, folder / ".pressmark", word_embedder)
        assert (report.generation, report.embedded, report.read) == (2, 0, 0)
    else:
        with closing(Library.open(folder / ".pressmark", word_embedder)) as library:
            assert library.notes == (
                f"the indexes of library '{folder}/.pressmark' were missing or damaged; they were made again from its database",
            )
    assert ask(folder, word_embedder) == wanted
    with closing(Library.open(folder / ".pressmark", word_embedder)) as library:
        assert library.notes == ()


@pytest.mark.parametrize("damage", [Path.unlink, _cut, _garble], ids=["gone", "cut", "garbled"])
@pytest.mark.parametrize("name", ["base.faiss", "quick.faiss", "delta.faiss", "gone.json"])
def test_what_has_come_and_gone_since_a_base_was_built_outlives_damage_to_it(
    folder: Path,
    write: Writer,
    chronicle: Chronicle,
    word_embedder: Embedder,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    damage: Callable[[Path], None],
) -> None:
    monkeypatch.setattr("index.vector_writer._EXACT", 16)
    monkeypatch.setattr("index.vector_writer._CHANGED", 0.5)
    monkeypatch.setattr("index.vectors._FEW", 4)
    sync(folder, folder / ".pressmark", word_embedder, rebuild=True)
    articles = chronicle(14)
    write(folder, {source: articles[source] for source in list(articles)[12:]})
    gone = next(iter(articles))
    (folder / gone).unlink()
    assert sync(folder, folder / ".pressmark", word_embedder).generation == 3
    wanted = ask(folder, word_embedder)
    (vectors,) = (folder / ".pressmark").glob("vectors-*")
    facts = VectorFacts.read(vectors)
    assert (facts.added, facts.gone, facts.is_exact) == (4, 2, False)
    damage(vectors / name)
    assert ask(folder, word_embedder) == wanted
    facts = VectorFacts.read(vectors)
    assert (facts.added, facts.gone, len(facts)) == (0, 0, 26)
    assert gone not in {source for findings in wanted for source, _ in findings}


def test_an_index_that_is_whole_by_its_hash_and_still_can_not_be_opened_is_made_again(
    folder: Path, word_embedder: Embedder
) -> None:
    import json

    from index.parts import _fingerprint
    from index.writer import StoreWriter

    wanted = ask(folder, word_embedder)
    library = folder / ".pressmark"
    (library / "vectors-1" / "base.faiss").write_bytes(b"no index")
    with closing(StoreWriter(library)) as store:
        parts = json.loads(store.meta()["parts"])
        parts["vectors-1/base.faiss"] = _fingerprint(library / "vectors-1" / "base.faiss")
        store.set_meta({"parts": json.dumps(parts)})
    assert ask(folder, word_embedder) == wanted


def test_indexes_that_can_not_be_made_again_just_now_hold_nothing_open(
    folder: Path, word_embedder: Embedder, bound_by_permissions: Callable[[], AbstractContextManager[None]]
) -> None:
    library = folder / ".pressmark"
    wanted = ask(folder, word_embedder)
    (library / "vectors-1" / "base.faiss").unlink()
    (library / "writer.lock").chmod(0)
    with bound_by_permissions(), pytest.raises(LibraryUnwritable, match=r"can't be written \(Permission denied\)"):
        Library.open(library, word_embedder)
    assert held_generations(library) == set()
    (library / "writer.lock").chmod(0o600)
    assert ask(folder, word_embedder) == wanted


def test_a_library_whose_database_alone_was_saved_answers_as_before(
    tmp_path: Path, folder: Path, word_embedder: Embedder
) -> None:
    wanted = ask(folder, word_embedder)
    for path in (folder / ".pressmark").iterdir():
        if path.name != "library.db":
            subprocess.run(["rm", "-r", path], check=True)
    assert ask(folder, word_embedder) == wanted


# a full disk


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of two megabytes."""
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)]
    if os.geteuid() != 0 or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("may not mount a small disk here")
    yield disk
    subprocess.run(["umount", "-l", disk], check=True)


@pytest.mark.parametrize("left", [0, 20_000, 60_000, 150_000, 300_000, 450_000, 600_000])
def test_a_full_disk_is_said_and_what_was_indexed_before_stays(
    small_disk: Path, tmp_path: Path, write: Writer, chronicle: Chronicle, word_embedder: Embedder, left: int
) -> None:
    folder, library = tmp_path / "news", small_disk / "library"
    articles = chronicle(60)

    def state() -> tuple[int, list[tuple[str, float]]]:
        with closing(Library.open(library, word_embedder)) as opened:
            found = opened.dense(word_embedder.question("the mill"), 500)
            return opened.article_count, [(opened.excerpt(one.id).source, one.score) for one in found]

    write(tmp_path / "all", articles)
    sync(tmp_path / "all", tmp_path / "library", word_embedder)
    write(folder, {source: articles[source] for source in list(articles)[:6]})
    sync(folder, library, word_embedder)
    before = state()
    write(folder, articles)
    free = os.statvfs(small_disk).f_bavail * os.statvfs(small_disk).f_frsize
    (small_disk / "ballast").write_bytes(bytes(max(0, free - left)))
    said = 0
    for rebuild in (False, True):
        try:
            sync(folder, library, word_embedder, rebuild=rebuild)
        except LibraryUnwritable as error:
            said += 1
            reason = r"No space left on device|database or disk is full|disk I/O error"
            wanted = rf"can't be written \(({reason})\); what was indexed before is still there"
            assert re.search(wanted, str(error))  # noqa: PT017 (there may be just enough space)
            if not rebuild:
                assert state() == before
    assert said == 2 or left >= 450_000
    (small_disk / "ballast").unlink()
    assert state()[0] in (6, 60)
    assert sync(folder, library, word_embedder).unchanged in (6, 60)
    library = tmp_path / "library" if state()[0] == 6 else library
    with closing(Library.open(tmp_path / "library", word_embedder)) as opened:
        found = opened.dense(word_embedder.question("the mill"), 500)
        whole = [(opened.excerpt(one.id).source, one.score) for one in found]
    assert state() == (60, whole)
