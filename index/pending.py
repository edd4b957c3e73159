"""What of a folder is not in its library yet, told by size and time alone: no file is opened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import FolderUnusable
from corpus.folder import READ, FoundFile, Listing
from index.rows import Stamp

_RACY_NS = 2_000_000_000
"""A file changed less than this before it was read may change again without its time changing: file systems count
time in steps of up to two seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """What of a folder is not in its library as it is now."""

    added: tuple[FoundFile, ...]
    changed: tuple[FoundFile, ...]
    """Files whose size or time is another; whether their bytes are, reading them tells."""
    dropped: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.dropped)


def find_pending(
    files: Sequence[FoundFile], stamps: Mapping[str, Stamp], out_of_reach: tuple[str, ...] = ()
) -> Pending:
    """Compares the files of a folder with what its library says of them.

    What could not be looked at just now is `out_of_reach` (files, and folders with a `/` behind them): it is not dropped.
    """
    gone = stamps.keys() - {file.source for file in files}
    return Pending(
        added=tuple(file for file in files if file.source not in stamps),
        changed=tuple(file for file in files if file.source in stamps and not _same(file, stamps[file.source])),
        dropped=tuple(sorted(source for source in gone if not any(_is_under(source, place) for place in out_of_reach))),
    )


def _is_under(source: str, place: str) -> bool:
    return source == place or (place.endswith("/") and source.startswith(place))


def _same(file: FoundFile, stamp: Stamp) -> bool:
    return (file.size, file.mtime_ns) == (stamp.size, stamp.mtime_ns) and file.mtime_ns < stamp.read_ns - _RACY_NS


def check_not_empty(folder: Path, listing: Listing, library: Path, indexed: int) -> None:
    """Raises `FolderUnusable` for a folder without an article.

    It is rather a disk that is not mounted than articles thrown away: nothing is dropped for it.
    """
    if listing.files:
        return
    reason = f"holds no article ({READ})"
    if listing.refused:
        reason += f"; what it holds is refused, the first for this: {listing.refused[0]}"
    if indexed:
        reason += f"; its library still has {indexed}. If they are gone for good, delete {str(library)!r}"
    raise FolderUnusable(folder, reason)
