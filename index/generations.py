"""The files that a generation leaves in a library beside the database: what they are called, who holds them, what goes.

A reader holds the generation that it opened by a shared lock (`flock`, which goes with the process that holds it,
however it ends); while it lasts, the generation's files and rows stay.
"""

import fcntl
import re
import shutil
from collections.abc import Collection, Iterator
from pathlib import Path

from index.errors import writes_to

_NAMES = re.compile(r"(?:vectors-(\d+)(?:\.faiss)?|words-(\d+)|generation-(\d+)\.lock)")


def vectors_path(library: Path, generation: int) -> Path:
    return library / f"vectors-{generation}"


def words_path(library: Path, generation: int) -> Path:
    return library / f"words-{generation}"


def lock_path(library: Path, generation: int) -> Path:
    return library / f"generation-{generation}.lock"


class GenerationLock:
    """A reader's hold on one generation. Raises `LibraryUnwritable` where it can't be had."""

    def __init__(self, library: Path, generation: int) -> None:
        with writes_to(library):
            self._file = lock_path(library, generation).open("a+")
            try:
                fcntl.flock(self._file, fcntl.LOCK_SH)
            except OSError:
                self._file.close()
                raise

    def release(self) -> None:
        self._file.close()


def newest_on_disk(library: Path) -> int:
    """The highest generation that has left a file; 0 where none has."""
    return max((number for _, number in _left_by_generations(library)), default=0)


def held_generations(library: Path) -> set[int]:
    """The generations that some reader holds."""
    numbers = {number for _, number in _left_by_generations(library)}
    return {number for number in numbers if _is_held(lock_path(library, number))}


def clear_other_generations(library: Path, keep: Collection[int]) -> None:
    """Removes the files of every generation that is not in `keep`."""
    with writes_to(library):
        for path, number in list(_left_by_generations(library)):
            if number not in keep:
                remove(path)


def remove(path: Path) -> None:
    """A file or a folder, if there is one."""
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _left_by_generations(library: Path) -> Iterator[tuple[Path, int]]:
    for path in library.iterdir():
        if match := _NAMES.fullmatch(path.name):
            yield path, int(match[match.lastindex or 0])


def _is_held(lock: Path) -> bool:
    try:
        file = lock.open()
    except FileNotFoundError:
        return False
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
