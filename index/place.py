"""Where the library of a folder stands, and a local copy of one that can't be opened where it stands."""

import os
import shutil
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from index.database import NAME as DATABASE
from index.errors import LibraryBusy, LibraryUnwritable
from index.generations import held_generations

NAME = ".pressmark"

_NETWORK = {
    "nfs",
    "nfs4",
    "cifs",
    "smbfs",
    "smb2",
    "smb3",
    "afpfs",
    "9p",
    "fuse.sshfs",
    "webdav",
    "fuse.davfs2",
    "fuse.gvfsd-fuse",
}
"""File systems on which SQLite's write-ahead log and file locks can't be relied on."""

_TRIES = 3
"""How often a library that changes while it is copied is copied again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A library's folder, and a sentence about it where it is not the one that the user would expect."""

    path: Path
    note: str | None = None
    original: Path | None = None
    """What `path` is a copy of."""

    def is_out_of_date(self) -> bool:
        """Whether this is a copy, and the original has changed since."""
        return self.original is not None and self.path.name != _stamp(self.original)


def find_place(folder: Path, library: Path | None = None) -> Place:
    """The library of the articles in `folder`: `library` where given, else beside the articles, else in the user's data folder."""
    if library is not None:
        return Place(path=library)
    beside = folder / NAME
    if beside.is_dir() or os.access(folder, os.W_OK):
        return Place(path=beside)
    import platformdirs

    elsewhere = platformdirs.user_data_path("pressmark") / _key(folder)
    return Place(path=elsewhere, note=f"{str(folder)!r} can't be written, so its library is kept in {str(elsewhere)!r}")


def readable_place(place: Path) -> Place:
    """`place`, or where it can't be written or is on a network share, a copy of it in the user's cache.

    A copy is made whenever the database has changed. Raises `LibraryUnwritable` where that can't be done,
    and `LibraryBusy` where it changes all the while.
    """
    database = place / DATABASE
    if not database.is_file():
        return Place(path=place)
    network = _on_network(place)
    if os.access(place, os.W_OK) and os.access(database, os.W_OK) and not network:
        return Place(path=place)
    import platformdirs

    copies = platformdirs.user_cache_path("pressmark") / "libraries" / _key(place)
    try:
        copy = _copy(place, copies)
    except OSError as error:
        reason = f"can't be written where it stands, nor copied to {str(copies)!r} ({error.strerror or error})"
        raise LibraryUnwritable(place, f"{reason}; copy it by hand and name the copy with: --library DIR") from error
    why = "is on a network share" if network else "can't be written"
    note = f"library {str(place)!r} {why}; reading a copy of it in {str(copy)!r}"
    return Place(path=copy, original=place, note=note)


def _copy(original: Path, copies: Path) -> Path:
    """The copy of `original` as it is now, in a folder of its own in `copies`."""
    for _ in range(_TRIES):
        stamp = _stamp(original)
        copy = copies / stamp
        if not copy.is_dir():
            copies.mkdir(parents=True, exist_ok=True)
            # Made under another name, so that no half of a copy is ever read.
            with tempfile.TemporaryDirectory(dir=copies, prefix=_MAKING) as making:
                new = Path(making) / stamp
                left_out = shutil.ignore_patterns("*.lock", "*-shm", "rebuild")
                shutil.copytree(original, new, ignore=left_out, copy_function=shutil.copyfile)
                for folder in (new, *(path for path in new.iterdir() if path.is_dir())):
                    folder.chmod(0o700)  # the original's may say that nobody may write
                if _stamp(original) != stamp:
                    continue
                try:
                    new.rename(copy)
                except OSError:
                    if not copy.is_dir():  # or else another process was quicker
                        raise
        for other in copies.iterdir():
            if other != copy and not other.name.startswith(_MAKING) and not held_generations(other):
                shutil.rmtree(other, ignore_errors=True)
        return copy
    raise LibraryBusy(original, "is being written; try again when that is done")


_MAKING = "making-"


def _stamp(library: Path) -> str:
    """Another whenever the database has changed."""
    seen = []
    for name in (DATABASE, f"{DATABASE}-wal"):
        with suppress(FileNotFoundError):
            stat = (library / name).stat()
            seen.append(f"{name} {stat.st_ino} {stat.st_size} {stat.st_mtime_ns}")
    return sha256("\n".join(seen).encode()).hexdigest()[:16]


def _key(path: Path) -> str:
    return f"{path.resolve().name}-{sha256(os.fsencode(path.resolve())).hexdigest()[:12]}"


def _on_network(path: Path) -> bool:
    # A disk's file system has a major device number; what comes over the network has none, and neither has memory.
    if sys.platform == "linux" and os.major(path.stat().st_dev):
        return False
    import psutil

    resolved = path.resolve()
    try:
        mounts = {Path(part.mountpoint): part.fstype for part in psutil.disk_partitions(all=True)}
    except OSError:
        return False
    return next((mounts[parent] for parent in (resolved, *resolved.parents) if parent in mounts), "") in _NETWORK
