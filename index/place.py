"""Where the library of a folder stands, and a local copy of one that can't be opened where it stands."""

import os
import shutil
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A library's folder, and a sentence about it where it is not the one that the user would expect."""

    path: Path
    note: str | None = None


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

    The copy is made again whenever the database has changed.
    """
    database = place / "library.db"
    if not database.is_file():
        return Place(path=place)
    network = _on_network(place)
    if os.access(place, os.W_OK) and os.access(database, os.W_OK) and not network:
        return Place(path=place)
    import platformdirs

    copy = platformdirs.user_cache_path("pressmark") / "libraries" / _key(place)
    stat = database.stat()
    stamp = f"{stat.st_size} {stat.st_mtime_ns}"
    mark = copy / "copied-from"
    if not mark.is_file() or mark.read_text() != stamp:
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(place, copy, ignore=shutil.ignore_patterns("*.lock", "*-shm"), copy_function=shutil.copyfile)
        mark.write_text(stamp)
    why = "is on a network share" if network else "can't be written"
    return Place(path=copy, note=f"library {str(place)!r} {why}; reading a copy of it in {str(copy)!r}")


def _key(path: Path) -> str:
    return f"{path.resolve().name}-{sha256(os.fsencode(path.resolve())).hexdigest()[:12]}"


def _on_network(path: Path) -> bool:
    import psutil

    resolved = path.resolve()
    mounts = {Path(part.mountpoint): part.fstype for part in psutil.disk_partitions(all=True)}
    return next((mounts[parent] for parent in (resolved, *resolved.parents) if parent in mounts), "") in _NETWORK
