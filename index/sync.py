"""Bringing the library of a folder up to date, or building it anew: one writer at a time, and nothing lost when killed.

Killed at any moment, the library is the generation before or the one after: rows of the coming generation are invisible
until one commit names it. Embeddings are committed as they are made, so that the next run goes on from there.
"""

import errno
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path

from corpus.folder import find_files
from index.database import NAME as DATABASE
from index.embed import Embedder
from index.errors import IndexingError, LibraryUnwritable, writes_to
from index.generations import clear_other_generations, held_generations, newest_on_disk, vectors_path, words_path
from index.locks import WRITER, writing
from index.meta import describe, fields_in, is_outdated
from index.parts import sync_to_disk
from index.pending import Pending, check_not_empty, find_pending
from index.report import Progress, SyncReport
from index.run import Run, check_folder
from index.split import SplitSettings
from index.store import FORMAT, Store
from index.writer import StoreWriter

__all__ = ["Pending", "Progress", "SyncReport", "find_pending", "sync"]

_REBUILD = "rebuild"


def sync(
    folder: Path,
    library: Path,
    embedder: Embedder,
    *,
    settings: SplitSettings | None = None,
    rebuild: bool = False,
    fields: Sequence[str] | None = None,
    wait_s: float = 30,
    progress: Progress = lambda *_: None,
    say: Callable[[str], None] = lambda _: None,
) -> SyncReport:
    """Brings the library at `library` up to date with the articles in `folder`.

    Raises `corpus.errors.FolderUnusable`, and `LibraryUnwritable`, `LibraryBusy` (after `wait_s` seconds),
    `LibraryMismatch` or `LibraryDamaged`. With `rebuild`, whatever library stands there is replaced, in one step at the end;
    so is one in a format of earlier versions, which `say` is told. `fields` are those of exports, in words of the user (`corpus.exports.fields.Fields.parse`); a library keeps to those it was made with.
    """
    settings = settings or SplitSettings()
    listing = find_files(folder)
    _check_is_ours(library)
    if not library.is_dir():
        check_not_empty(folder, listing, library, 0)  # before a library is made for it
    with writes_to(library):
        library.mkdir(parents=True, exist_ok=True)
    with writing(library, wait_s=wait_s, say=say):
        outdated = {} if rebuild else _outdated(library)
        if outdated:
            check_folder(library, outdated, folder, library)
            fields = fields_in(outdated) if fields is None else fields
            say(
                f"library {str(library)!r} is of an earlier version (format {outdated['format']}, now {FORMAT}): it is built anew from the articles"
            )
        # A killed run's. What it embedded, for the same end, is not embedded again.
        if not (outdated and _goes_on(library / _REBUILD, describe(embedder, settings, fields or ()))):
            with writes_to(library):
                shutil.rmtree(library / _REBUILD, ignore_errors=True)
        if rebuild or outdated:
            return _rebuild(folder, library, embedder, settings, progress, fields, keep=bool(outdated))
        with closing(Run(folder, library, embedder, settings, progress, fields=fields)) as run:
            return run.run()


def _check_is_ours(library: Path) -> None:
    """A library clears away files that are called like its own: it must not be made among the user's."""
    try:
        names = {path.name for path in library.iterdir() if not path.name.startswith(".")}
    except OSError:
        return  # not there, or said when it is written to
    if names and not names & {DATABASE, WRITER}:
        raise LibraryUnwritable(
            library, f"would be made in a folder that holds other things ({min(names)!r}); name a new or an empty one"
        )


def _outdated(library: Path) -> dict[str, str]:
    """What the library says of itself where it is in a format of earlier versions; else nothing."""
    with suppress(IndexingError), closing(Store(library)) as store:
        meta = store.meta()
        return meta if is_outdated(meta) else {}
    return {}  # not there, or damaged, which is said when it is opened


def _goes_on(begun: Path, description: dict[str, str]) -> bool:
    """Whether what a killed run began is what is to be built now."""
    with suppress(IndexingError), closing(Store(begun)) as store:
        return store.meta() == description
    return False


def _rebuild(
    folder: Path,
    library: Path,
    embedder: Embedder,
    settings: SplitSettings,
    progress: Progress,
    fields: Sequence[str] | None,
    *,
    keep: bool,
) -> SyncReport:
    """Builds the library anew and puts it in its place; with `keep`, what was begun stays where that fails."""
    new = library / _REBUILD
    whole = False
    try:
        with writes_to(library):
            new.mkdir(exist_ok=keep)
        # Parts are named by generation, so the new library starts above every generation that a reader may hold.
        last, last_ids = _settle(library)
        with closing(Run(folder, new, embedder, settings, progress, fields=fields, home=library)) as run:
            report = run.run(after=max(last, newest_on_disk(library)), last_ids=last_ids)
        with writes_to(library):
            _put_in_place(new, library, report.generation)
        whole = True
        clear_other_generations(library, {report.generation, *held_generations(library)})
        return report
    finally:
        if whole or not keep:
            shutil.rmtree(new, ignore_errors=True)


def _settle(library: Path) -> tuple[int, Mapping[str, int]]:
    """Moves what a killed run left beside the database into it; its generation and last ids, as far as it can be read."""
    with suppress(IndexingError), closing(StoreWriter(library)) as store:
        store.checkpoint()
        return store.generation, store.last_ids()
    return 0, {}


def _put_in_place(new: Path, library: Path, generation: int) -> None:
    if (new / f"{DATABASE}-wal").exists():  # which the last to close the database moves into it
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    for part in (vectors_path(new, generation), words_path(new, generation)):
        part.rename(library / part.name)
    sync_to_disk(library)
    # A write-ahead log belongs to the database that it stands beside; left there, it would be replayed into the new one.
    for suffix in ("-wal", "-shm"):
        (library / f"{DATABASE}{suffix}").unlink(missing_ok=True)
    (new / DATABASE).replace(library / DATABASE)
    sync_to_disk(library)
