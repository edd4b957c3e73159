"""What of a folder is not in its library as it is now, found without a model and without changing anything.

Out of scope: bringing the library up to date (`index.sync`).
"""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path

from corpus.errors import FolderUnusable
from corpus.folder import READ, FoundFile, Listing, find_files
from index.meta import check_format, is_outdated
from index.pending import Pending, find_pending
from index.place import Place, find_place, readable_place
from index.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderState:
    """Where the library of a folder stands, what is in it, and what is not; generation 0 is one that is not there yet."""

    place: Place
    meta: dict[str, str]
    generation: int
    articles: int
    passages: int
    pending: Pending
    """By size and time alone: of what is `changed`, some may be as it was."""
    refused: tuple[tuple[str, str], ...]
    """Source and reason of what can't be read, files and what is in them: as the library says, or as the folder shows already."""
    digests: dict[str, str]
    """The sha256 of each file in the library, by source."""
    outdated: bool = False
    """Whether there is a library in a format of earlier versions, which counts as none: the next run builds it anew."""

    def changed(self) -> list[str]:
        """Sources of the files whose content is not what the library has; reads those whose size or time differs."""
        return [file.source for file in self.pending.changed if _digest(file) != self.digests[file.source]]

    def is_behind(self) -> bool:
        """Whether the library lacks anything of the folder, or has what is gone; reads files as `changed` does."""
        return bool(self.pending.added or self.pending.dropped or self.changed())


@contextmanager
def open_store(path: Path) -> Iterator[Store]:
    """The database of the library at `path`, or of a copy where it can't be opened in its place.

    Raises `LibraryMissing`, `LibraryMismatch` (another format) or `LibraryDamaged`.
    """
    with closing(Store(readable_place(path).path)) as store:
        check_format(path, store.meta())
        yield store


def look(folder: Path, library: Path | None = None) -> FolderState:
    """Compares `folder` with its library.

    Raises `FolderUnusable`, also where there is neither an article nor a library, and what `open_store` does.
    """
    listing = find_files(folder)
    place = find_place(folder, library)
    outdated, meta = False, dict[str, str]()
    if (place.path / "library.db").is_file():
        with closing(Store(readable_place(place.path).path)) as store:
            meta = store.meta()
            outdated = is_outdated(meta)
            if not outdated:
                check_format(place.path, meta)
                return _compared(listing, place, store, meta)
    if not listing.files:
        raise FolderUnusable(folder, _nothing_in(listing))
    return FolderState(
        place=place,
        meta=meta,
        generation=0,
        articles=0,
        passages=0,
        pending=Pending(added=listing.files, changed=(), dropped=()),
        refused=tuple((refusal.source, refusal.reason) for refusal in listing.refused),
        digests={},
        outdated=outdated,
    )


def _compared(listing: Listing, place: Place, store: Store, meta: dict[str, str]) -> FolderState:
    generation = store.generation
    articles, passages = store.counts(generation)
    stamps = store.stamps(generation)
    said = store.refusals_by_file(generation)
    written_ns = (place.path / "library.db").stat().st_mtime_ns
    # The library does not know when a file that it refused was last changed; one older than the library is refused still.
    about = {file for file, _, _ in said}
    settled = {file.source for file in listing.files if file.source in about and _touched_ns(file) <= written_ns}
    looked_at = [file for file in listing.files if file.source in stamps or file.source not in settled]
    refused = [(source, reason) for file, source, reason in said if file in settled]
    refused += ((refusal.source, refusal.reason) for refusal in listing.refused)
    out_of_reach = tuple(refusal.source for refusal in listing.refused if refusal.transient)
    return FolderState(
        place=place,
        meta=meta,
        generation=generation,
        articles=articles,
        passages=passages,
        pending=find_pending(looked_at, stamps, out_of_reach),
        refused=tuple(sorted(refused)),
        digests={source: stamp.sha256 for source, stamp in stamps.items()},
    )


def _nothing_in(listing: Listing) -> str:
    reason = f"holds no article ({READ})"
    if listing.refused:
        first = listing.refused[0]
        others = len(listing.refused) - 1
        reason += f"; {first.source!r} {first.reason}" + (f", and {others} more are refused" if others else "")
    return reason


def _touched_ns(file: FoundFile) -> int:
    """When its content, name or permissions were last changed: all of them may mend what was refused."""
    try:
        return os.stat(file.path, follow_symlinks=False).st_ctime_ns
    except OSError:
        return 0


def _digest(file: FoundFile) -> str | None:
    try:
        with Path(file.path).open("rb") as stream:
            return file_digest(stream, "sha256").hexdigest()
    except OSError:
        return None
