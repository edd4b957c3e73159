"""One writer at a time, from other processes too, and readers beside it."""

import multiprocessing
import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from multiprocessing.context import SpawnProcess
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest

from index.embed import Embedder
from index.errors import LibraryBusy, LibraryUnwritable
from index.generations import GenerationLock, held_generations, lock_path
from index.library import Library
from index.locks import writing
from index.sync import sync

PROCESSES = multiprocessing.get_context("spawn")


def hold(library: Path, holding: Event, let_go: Event) -> None:
    with writing(library, wait_s=0):
        holding.set()
        let_go.wait(30)


def hold_generation(library: Path, generation: int, holding: Event, let_go: Event) -> None:
    lock = GenerationLock(library, generation)
    holding.set()
    let_go.wait(30)
    lock.release()


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """Another process that writes a library until it is let go."""

    process: SpawnProcess
    let_go: Event


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Other]:
    """Another process that writes `tmp_path`."""
    holding, let_go = PROCESSES.Event(), PROCESSES.Event()
    process = PROCESSES.Process(target=hold, args=(tmp_path, holding, let_go))
    process.start()
    assert holding.wait(30)
    yield Other(process=process, let_go=let_go)
    if process.is_alive():  # an event waits for those who wait for it, even the dead
        let_go.set()
    process.join(30)


def test_a_second_writer_waits_and_says_for_whom(tmp_path: Path, other: Other) -> None:
    said: list[str] = []

    def say(sentence: str) -> None:
        said.append(sentence)
        other.let_go.set()

    with writing(tmp_path, wait_s=30, say=say):
        assert said == [f"waiting for process {other.process.pid}, which is writing '{tmp_path}'"]


def test_a_second_writer_gives_up_and_names_the_first(
    meadow: Path, word_embedder: Embedder, tmp_path: Path, other: Other
) -> None:
    (tmp_path / "library.db").touch()
    with pytest.raises(
        LibraryBusy,
        match=rf"^library '{tmp_path}' is being written by process {other.process.pid}; try again when that is done$",
    ):
        sync(meadow, tmp_path, word_embedder, wait_s=0.2)
    other.let_go.set()
    assert sync(meadow, tmp_path, word_embedder, wait_s=30).generation == 1


def test_a_writer_that_is_killed_leaves_no_lock(tmp_path: Path, other: Other) -> None:
    other.process.kill()
    other.process.join(30)
    with writing(tmp_path, wait_s=5):
        assert (tmp_path / "writer.lock").read_text() == str(os.getpid())


def test_two_runs_at_once_both_succeed_one_after_the_other(meadow: Path, word_embedder: Embedder) -> None:
    with ThreadPoolExecutor(4) as pool:
        reports = list(pool.map(lambda _: sync(meadow, meadow / ".pressmark", word_embedder, wait_s=60), range(4)))
    assert sorted(report.embedded for report in reports) == [0, 0, 0, 3]
    assert {report.generation for report in reports} == {1}


def test_a_reader_in_another_process_holds_its_generation_until_it_ends_however_it_ends(tmp_path: Path) -> None:
    assert held_generations(tmp_path) == set()
    holding, let_go = PROCESSES.Event(), PROCESSES.Event()
    process = PROCESSES.Process(target=hold_generation, args=(tmp_path, 3, holding, let_go))
    process.start()
    assert holding.wait(30)
    here = GenerationLock(tmp_path, 5)
    assert held_generations(tmp_path) == {3, 5}
    process.kill()
    process.join(30)
    assert held_generations(tmp_path) == {5}
    here.release()
    assert held_generations(tmp_path) == set()


def test_readers_and_a_writer_at_once_each_see_a_whole_generation(meadow: Path, word_embedder: Embedder) -> None:
    path = meadow / ".pressmark"
    sync(meadow, path, word_embedder)
    until = time.monotonic() + 2

    def read() -> set[tuple[int, int, int]]:
        seen = set()
        while time.monotonic() < until:
            with closing(Library.open(path, word_embedder)) as library:
                found = library.dense(word_embedder.question("the mill"), 1000)
                assert len(found) == library.passage_count
                assert len(library.articles()) == library.article_count
                seen.add((library.generation, library.article_count, library.passage_count))
        return seen

    with ThreadPoolExecutor(3) as pool:
        readers = [pool.submit(read) for _ in range(3)]
        number = 0
        while time.monotonic() < until:
            number += 1
            (meadow / f"new{number}.txt").write_text(f"The {number}th crane came to Osk on Sunday.\n")
            if number % 3 == 0:
                (meadow / f"new{number - 1}.txt").unlink()
            sync(meadow, path, word_embedder, rebuild=number % 5 == 0)
        seen = set().union(*(reader.result() for reader in readers))
    assert all(articles == passages for _, articles, passages in seen)
    assert len({generation for generation, _, _ in seen}) > 1


def test_a_lock_that_can_not_be_had_is_said(
    tmp_path: Path, bound_by_permissions: Callable[[], AbstractContextManager[None]]
) -> None:
    for path in (tmp_path / "writer.lock", lock_path(tmp_path, 1)):
        path.touch()
        path.chmod(0)
    with bound_by_permissions():
        with (
            pytest.raises(LibraryUnwritable, match=r"can't be written \(Permission denied\)"),
            writing(tmp_path, wait_s=0),
        ):
            pass
        with pytest.raises(LibraryUnwritable, match=r"can't be written \(Permission denied\)"):
            GenerationLock(tmp_path, 1)
