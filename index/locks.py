"""Who may touch a library: one writer at a time, and readers that hold on to the generation that they opened.

Locks are advisory (`flock`) and go with the process that holds them, however it ends.
"""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import LibraryBusy

WRITER = "writer.lock"


@contextmanager
def writing(library: Path, *, wait_s: float, say: Callable[[str], None] = lambda _: None) -> Iterator[None]:
    """Holds the library for writing. Waits up to `wait_s` seconds for another writer, which `say` is told; then `LibraryBusy`."""
    with (library / WRITER).open("a+") as file:
        deadline = time.monotonic() + wait_s
        told = False
        while not _try(file.fileno(), fcntl.LOCK_EX):
            holder = _holder(library)
            if time.monotonic() >= deadline:
                raise LibraryBusy(library, f"is being written by {holder}; try again when that is done")
            if not told:
                say(f"waiting for {holder}, which is writing {str(library)!r}")
                told = True
            time.sleep(0.1)
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def _holder(library: Path) -> str:
    pid = (library / WRITER).read_text().strip()
    return f"process {pid}" if pid else "another process"


class GenerationLock:
    """A reader's hold on one generation: while it lasts, its files and rows stay."""

    def __init__(self, library: Path, generation: int) -> None:
        self._file = generation_lock(library, generation).open("a+")
        fcntl.flock(self._file, fcntl.LOCK_SH)

    def release(self) -> None:
        self._file.close()


def generation_lock(library: Path, generation: int) -> Path:
    return library / f"generation-{generation}.lock"


def generations(library: Path) -> list[int]:
    """The generations that have left a vector index or a lock in the library."""
    names = {
        path.name.partition("-")[2].partition(".")[0]
        for pattern in ("vectors-*.faiss", "generation-*.lock")
        for path in library.glob(pattern)
    }
    return sorted(int(name) for name in names if name.isdecimal())


def held_generations(library: Path) -> list[int]:
    """The generations that some reader holds."""
    return [number for number in generations(library) if _is_held(generation_lock(library, number))]


def _is_held(lock: Path) -> bool:
    if not lock.exists():
        return False
    with lock.open("a+") as file:
        return not _try(file.fileno(), fcntl.LOCK_EX)


def _try(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
