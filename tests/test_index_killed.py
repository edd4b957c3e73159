"""A run that is killed, at any step and at any moment: the library is the one before or the one after, and goes on.

Run as a program, this file kills runs and checks what they leave, each in a forked child of its own; the tests start it.
A step is a call into SQLite, FAISS, Tantivy or the file system. What the operating system loses when it goes down itself
(writes that were not synced to the disk) is out of scope.
"""

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from types import FrameType
from typing import Protocol

import pytest

from index.embed import Embedder
from index.errors import LibraryMissing
from index.library import Library
from index.rows import vector_key
from index.sync import sync
from index.words import terms

TESTS = Path(__file__).parent

STEPS = {
    *("execute", "executemany", "executescript", "open", "write", "truncate", "fsync", "link", "unlink", "rename"),
    *("replace", "mkdir", "rmdir", "flock", "write_index", "writer", "commit", "wait_merging_threads", "close"),
}


class Recording(Embedder, Protocol):
    """An embedder that keeps what passages it embeds."""

    texts: list[str]


def embedder() -> Recording:
    from conftest import WordEmbedder  # type: ignore[import-not-found]

    words: Recording = WordEmbedder()
    return words


def state(library: Path) -> object:
    """What a library answers; nothing where it was never finished."""
    words = embedder()
    try:
        opened = Library.open(library, words)
    except LibraryMissing:
        return None
    with closing(opened):
        found = opened.dense(words.question("the mill"), 200), opened.lexical(terms("mill lamp tide"), 200)
        return [opened.article_count, [[[opened.excerpt(one.id).source, one.score] for one in ones] for ones in found]]


def in_child(work: Callable[[], object]) -> int:
    """The exit code of a forked child that does `work`; minus the signal that killed it."""
    pid = os.fork()
    if pid == 0:
        try:
            work()
            os._exit(0)
        except BaseException:
            import traceback

            traceback.print_exc()
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def killed_at(step: int, folder: Path, rebuild: bool) -> Callable[[], None]:
    """A run that ends without a word before its `step`-th step."""

    def work() -> None:
        done = 0

        def profile(_frame: FrameType, event: str, called: object) -> None:
            nonlocal done
            if event == "c_call" and getattr(called, "__name__", "") in STEPS:
                done += 1
                if done == step:
                    os._exit(9)

        words = embedder()
        sys.setprofile(profile)
        sync(folder, folder / ".pressmark", words, rebuild=rebuild)

    return work


def checked(folder: Path, before: object, after: object) -> Callable[[], None]:
    """Checks what a killed run left, and that the next one goes on from there."""

    def work() -> None:
        library = folder / ".pressmark"
        words = embedder()
        committed: set[bytes] = set()
        if library.is_dir():
            left = state(library)
            assert left in (before, after), "the library is neither the one before nor the one after"
            committed = vectors_in(library)
        report = sync(folder, library, words)
        assert not {vector_key(text) for text in words.texts} & committed, "a committed vector was made again"
        assert state(library) == after, "the next run did not get to the end"
        names = {path.name for path in library.iterdir() if not path.name.endswith((".lock", "-wal", "-shm"))}
        number = report.generation
        assert names == {"library.db", f"vectors-{number}", f"words-{number}"}, names

    return work


def vectors_in(library: Path) -> set[bytes]:
    """The keys of the vectors that were committed."""
    with closing(sqlite3.connect(library / "library.db")) as connection, suppress(sqlite3.OperationalError):
        return {key for (key,) in connection.execute("select hash from vectors")}
    return set()


def result(path: Path, work: Callable[[], object]) -> object:
    """What `work` gives, done in a child: a process that has searched has threads, and must not fork."""
    assert in_child(lambda: path.write_text(json.dumps(work()))) == 0
    return json.loads(path.read_text())


def prepare(place: Path, scenario: str) -> tuple[Path, object, object]:
    """A folder for which a run is due, and what its library answers before and after that."""
    from conftest import MEADOW, write_articles

    folder = place / "news"
    write_articles(folder, MEADOW)

    def bring_up_to_date() -> None:
        sync(folder, folder / ".pressmark", embedder())

    if scenario == "the first run":
        write_articles(folder, {f"a{n}.txt": f"The {n}th crane came to the mill on Sunday.\n" for n in range(70)})
    else:
        assert in_child(bring_up_to_date) == 0
    before = result(place / "before", lambda: state(folder / ".pressmark"))
    if scenario == "an update":
        (folder / "coast/seals.md").unlink()
        (folder / "empty.txt").touch()
        write_articles(folder, {"new.txt": "A lamp was lit.\n", "valley/mill.txt": "The mill and the tide.\n"})
    shutil.copytree(folder, place / "whole")
    assert in_child(lambda: sync(place / "whole", place / "whole" / ".pressmark", embedder())) == 0
    return folder, before, result(place / "after", lambda: state(place / "whole" / ".pressmark"))


def kill_at_steps(scenario: str, stride: int) -> None:
    """Kills a run before every `stride`-th step, each time from the same beginning."""
    with tempfile.TemporaryDirectory() as place:
        folder, before, after = prepare(Path(place), scenario)
        base = Path(place) / "base"
        shutil.copytree(folder, base)
        kills = 0
        for step in range(1, 100_000, stride):
            shutil.rmtree(folder)
            shutil.copytree(base, folder)
            code = in_child(killed_at(step, folder, scenario == "a rebuild"))
            assert code in (0, 9), f"step {step}: the run failed"
            if code == 0:
                break
            kills += 1
            assert in_child(checked(folder, before, after)) == 0, f"step {step} of {scenario}"
        print(kills)


def kill_at_moments(times: int) -> None:
    """Kills as many runs at random moments, with the signal that nobody can catch."""
    chance = random.Random(11)
    with tempfile.TemporaryDirectory() as place:
        folder, before, after = prepare(Path(place), "an update")
        base = Path(place) / "base"
        shutil.copytree(folder, base)
        began = time.monotonic()
        assert in_child(lambda: sync(folder, folder / ".pressmark", embedder())) == 0
        whole_s = time.monotonic() - began
        kills = 0
        while kills < times:
            shutil.rmtree(folder)
            shutil.copytree(base, folder)
            pid = os.fork()
            if pid == 0:
                sync(folder, folder / ".pressmark", embedder())
                os._exit(0)
            time.sleep(chance.uniform(0, whole_s))
            os.kill(pid, signal.SIGKILL)
            kills += os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == -signal.SIGKILL
            assert in_child(checked(folder, before, after)) == 0
        print(kills)


def run_here(*arguments: str) -> int:
    """Runs this file as a program; how many runs it killed."""
    environment = {**os.environ, "PYTHONPATH": str(TESTS.parent), "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, __file__, *arguments]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr[-4000:]
    return int(ended.stdout)


@pytest.mark.parametrize(("scenario", "stride"), [("the first run", 23), ("an update", 5), ("a rebuild", 5)])
def test_a_run_killed_before_any_step_leaves_a_whole_library_and_the_next_goes_on(scenario: str, stride: int) -> None:
    assert run_here(scenario, str(stride)) > 15


def test_a_run_killed_at_any_moment_leaves_a_whole_library_and_the_next_goes_on() -> None:
    assert run_here("moments", "15") == 15


if __name__ == "__main__":
    import faiss  # noqa: F401 (loaded once, before anything forks)
    import tantivy  # noqa: F401

    if sys.argv[1] == "moments":
        kill_at_moments(int(sys.argv[2]))
    else:
        kill_at_steps(sys.argv[1], int(sys.argv[2]))
