"""The files of a folder of articles: which there are, and which can't be read and why. Nothing is opened here.

Left out without a word, as the README says: names that start with a dot (`.git`, `.pressmark`). Everything else is
either found or refused. Symbolic links are never followed: a file inside the folder is read under its own name, and
nothing outside it is read at all.
"""

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import FolderUnusable, Refused

SUFFIXES = frozenset(
    {
        *(
            ".txt",
            ".md",
            ".html",
            ".htm",
            ".pdf",
            ".json",
            ".jsonl",
            ".ndjson",
            ".csv",
            ".tsv",
            ".warc",
            ".zip",
            ".tar",
        ),
        *(".tgz", ".tbz2", ".txz", ".gz", ".bz2", ".xz"),
    }
)
"""Compared without regard to case. What comes of a `.gz`, `.bz2` or `.xz` must have one of these as well, or none."""

_PACKED = frozenset({".gz", ".bz2", ".xz"})

READ = ".txt, .md, .html, .pdf, .json, .jsonl, .csv and .warc files, .gz of them, and .zip and .tar archives"
"""In words, for messages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFile:
    """A file to read: `source` is its path inside the folder with `/` between the parts; `size` is in bytes."""

    source: str
    path: str
    """A `Path` of each of many files would take as long to make as all else that is asked of the folder."""
    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a folder holds, both parts in order of source. The source of a refused folder ends in `/`."""

    files: tuple[FoundFile, ...]
    refused: tuple[Refused, ...]


def find_files(folder: Path) -> Listing:
    """List the articles of a folder and of the folders in it. Raises `FolderUnusable` when the folder itself can't be read.

    A symbolic link given as `folder` is followed: its name is the user's own.
    """
    root = _resolve(folder)
    files: list[FoundFile] = []
    refused: list[Refused] = []
    pending = [(str(root), "")]
    while pending:
        directory, prefix = pending.pop()
        try:
            with os.scandir(directory) as scan:
                entries = list(scan)
        except OSError as error:
            if not prefix:
                raise FolderUnusable(folder, f"can't be read: {_why(error)}") from None
            refused.append(Refused(prefix, f"this folder can't be read: {_why(error)}", transient=True))
            continue
        for entry in entries:
            if entry.name.startswith("."):
                continue
            source = prefix + entry.name
            try:
                found = _look_at(entry, source, root)
            except Refused as refusal:
                refused.append(refusal)
            else:
                if found is None:
                    pending.append((entry.path, source + "/"))
                else:
                    files.append(found)
    return Listing(
        files=tuple(sorted(files, key=lambda file: file.source)),
        refused=tuple(sorted(refused, key=lambda refusal: refusal.source)),
    )


def unread_suffix(name: str) -> str | None:
    """The suffix of a file's name that no article is read from, as it stands there; None where it is read."""
    stem, suffix = os.path.splitext(name)
    if suffix.lower() not in SUFFIXES:
        return suffix
    if suffix.lower() in _PACKED:
        inner = os.path.splitext(stem)[1]
        if inner and inner.lower() not in SUFFIXES:
            return inner + suffix
    return None


def reads_as_archive(name: str) -> bool:
    """Whether what is in a folder of that name could be taken for members of an archive beside it: `saved.zip!`."""
    return name.endswith("!") and unread_suffix(name[:-1]) is None


def _resolve(folder: Path) -> Path:
    try:
        root = folder.resolve(strict=True)
    except FileNotFoundError:
        raise FolderUnusable(folder, f"does not exist. Name a folder of articles: {READ}") from None
    except (OSError, RuntimeError, ValueError) as error:
        raise FolderUnusable(folder, f"can't be read: {_why(error)}") from None
    if not root.is_dir():
        raise FolderUnusable(folder, "is not a folder. Name the folder that the articles are in")
    return root


def _look_at(entry: os.DirEntry[str], source: str, root: Path) -> FoundFile | None:
    """The file an entry is, or None for a folder."""
    try:
        entry.name.encode()
    except UnicodeEncodeError:
        shown = os.fsencode(source).decode(errors="backslashreplace")
        raise Refused(shown, "its name is not valid UTF-8, so no citation could name it: rename it") from None
    try:
        status = entry.stat(follow_symlinks=False)
    except OSError as error:
        raise Refused(source, f"can't be looked at: {_why(error)}", transient=True) from None
    mode = status.st_mode
    if stat.S_ISLNK(mode):
        raise Refused(source, _why_not_followed(entry, root))
    if stat.S_ISDIR(mode):
        if reads_as_archive(entry.name):
            raise Refused(source + "/", f"what is in it would read as what is in {entry.name[:-1]!r}: rename it")
        return None
    if not stat.S_ISREG(mode):
        raise Refused(source, f"is {_kind_of(mode)}, not a file")
    if (suffix := unread_suffix(entry.name)) is not None:
        what = f"has the suffix {suffix!r}" if suffix else "has no suffix"
        raise Refused(source, f"{what}; articles are read from {READ}")
    return FoundFile(source=source, path=entry.path, size=status.st_size, mtime_ns=status.st_mtime_ns)


def _why_not_followed(entry: os.DirEntry[str], root: Path) -> str:
    try:
        target = Path(entry.path).resolve(strict=True)
    except FileNotFoundError:
        return "is a symbolic link to nothing"
    except (OSError, RuntimeError):  # RuntimeError is how Python 3.11 and 3.12 report a loop
        return "is a symbolic link that leads round in a circle or can't be followed"
    if target == root or target in Path(entry.path).parents:
        return "is a symbolic link to a folder that it is in, which would never end"
    if root not in target.parents:
        return "is a symbolic link that leads out of the folder: copy the file into it to have it read"
    return f"is a symbolic link to {target.relative_to(root).as_posix()!r}, which is read under its own name only"


def _kind_of(mode: int) -> str:
    if stat.S_ISFIFO(mode):
        return "a named pipe"
    if stat.S_ISSOCK(mode):
        return "a socket"
    return "a device"


def _why(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
