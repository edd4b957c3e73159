"""Opening the library of a folder, made or brought up to date first: what `ask` and `serve` begin with.

Out of scope: the run that does it (`index.sync`), which is loaded only where there is something to do.
"""

import gc
from pathlib import Path
from typing import TYPE_CHECKING

from qa.console import progress, say, stop

if TYPE_CHECKING:
    from index.embed import Embedder
    from index.report import SyncReport
    from qa.rerank import Reranker
    from qa.service import Service
    from qa.state import FolderState


def open_up_to_date(
    folder: Path,
    library: Path | None,
    model: str | None,
    *,
    reranker: str | None = None,
    candidates: int | None = None,
    threshold: float | None = None,
) -> "Service":
    """The service over a folder whose library has been made, or brought up to date where it could be."""
    from index.embedders import open_embedder
    from qa.state import look

    second_look = _find_reranker(reranker, candidates)  # before a long run that would be for nothing
    state = look(folder, library)
    path = state.place.path
    if state.place.note:
        say(state.place.note)
    embedder = open_embedder(model or state.meta.get("model"), say=say)
    embedder.prepare()
    if state.pending or not state.generation:
        _sync(folder, state, embedder)
    from qa.service import Service

    return Service.open(folder, library=path, embedder=embedder, reranker=second_look, threshold=threshold)


def _find_reranker(name: str | None, candidates: int | None) -> "Reranker | None":
    if name is None:
        if candidates is not None:
            stop(2, "--candidates says how many passages a reranker reads; name one with --reranker")
        return None
    from qa.rerank import CANDIDATES, Reranker

    return Reranker(name, candidates=candidates or CANDIDATES)


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
