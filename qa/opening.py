"""Opening the library of a folder, made or brought up to date first: what `ask` and `serve` begin with.

Out of scope: the run that does it (`index.sync`), which is loaded only where there is something to do.
"""

import gc
from pathlib import Path
from typing import TYPE_CHECKING

from qa.console import progress, say

if TYPE_CHECKING:
    from index.embed import Embedder
    from index.report import SyncReport
    from qa.service import Service
    from qa.state import FolderState


def open_up_to_date(folder: Path, library: Path | None, model: str | None) -> "Service":
    """The service over a folder whose library has been made, or brought up to date where it could be."""
    from index.embedders import open_embedder
    from qa.state import look

    state = look(folder, library)
    path = state.place.path
    if state.place.note:
        say(state.place.note)
    embedder = open_embedder(model or state.meta.get("model"), say=say)
    embedder.prepare()
    if state.pending or not state.generation:
        _sync(folder, state, embedder)
    from qa.service import Service

    return Service.open(folder, library=path, embedder=embedder)


def _sync(folder: Path, state: "FolderState", embedder: "Embedder") -> None:
    from corpus.errors import FolderUnusable
    from index.errors import LibraryBusy, LibraryUnwritable
    from index.sync import sync

    gc.enable()  # The command line starts without: what a question needs is soon gone with the process.
    try:
        with progress() as shown:
            # Whoever asks would rather have an answer from what is there than wait for a long run to end.
            wait_s = 3 if state.generation else 30
            report = sync(folder, state.place.path, embedder, wait_s=wait_s, progress=shown, say=say)
        counted = [f"{len(sources)} {word}" for word, sources in changes(report) if sources]
        if counted:
            say(f"indexed first: {', '.join(counted)}")
    except (LibraryBusy, LibraryUnwritable, FolderUnusable) as error:
        if not state.generation:
            raise
        if state.is_behind():
            say(f"Warning: {error}. Answering from what was indexed before")


def changes(report: "SyncReport") -> list[tuple[str, tuple[str, ...]]]:
    """Sources by what a run found of them."""
    return [("new", report.added), ("changed", report.changed), ("gone", report.dropped)]
