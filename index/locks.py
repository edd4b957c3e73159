"""One writer at a time. The lock (`flock`) goes with the process that holds it, however it ends.

Out of scope: what readers hold on to (`index.generations`).
"""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from index.errors import LibraryBusy, writes_to

WRITER = "writer.lock"


@contextmanager
def writing(library: Path, *, wait_s: float, say: Callable[[str], None] = lambda _: None) -> Iterator[None]:
    """Holds the library for writing. Waits up to `wait_s` seconds for another writer, which `say` is told; then `LibraryBusy`."""
    with writes_to(library):
        file = (library / WRITER).open("a+")
    with file:
        deadline = time.monotonic() + wait_s
        told = False
        while not _taken(library, file):
            holder = _holder(file)
            if time.monotonic() >= deadline:
                raise LibraryBusy(library, f"is being written by {holder}; try again when that is done")
            if not told:
                say(f"waiting for {holder}, which is writing {str(library)!r}")
                told = True
            time.sleep(0.1)
        with writes_to(library):
            file.truncate(0)
            file.write(str(os.getpid()))
            file.flush()
        yield


def _taken(library: Path, file: TextIO) -> bool:
    with writes_to(library):
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def _holder(file: TextIO) -> str:
    file.seek(0)
    pid = file.read().strip()
    return f"process {pid}" if pid else "another process"
