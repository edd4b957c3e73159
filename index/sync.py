"""Bringing the library of a folder up to date: what is new or changed is read, cut and embedded, and nothing else.

Killed at any moment, the library is the generation before or the one after: rows of the coming generation are invisible
until one commit names it. Embeddings are committed as they are made, so that the next run goes on from there.
"""

import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from corpus.article import Article
from corpus.errors import FolderUnusable, Refused
from corpus.folder import FoundFile, find_files
from corpus.read import read_article
from index.embed import Embedder, embedded_text
from index.errors import LibraryMismatch, LibraryUnwritable
from index.library import check_meta
from index.locks import generations, held_generations, writing
from index.parts import clear_other_parts, parts_are_whole, write_parts
from index.split import SplitSettings, split
from index.store import FORMAT, Store, vector_key

_ARTICLES = 64
"""Articles read before their passages are embedded and written together: enough to fill batches of one length."""

_TEXTS = 256
"""Texts embedded between two commits: what a killed run loses at most."""

_CHECKED_BYTES = 64 << 20
"""A database up to this size is read through before it is written to: a few milliseconds."""

_RACY_NS = 2_000_000_000
"""A file changed less than this before it was read may change again without its time changing: file systems count
time in steps of up to two seconds."""

Progress = Callable[[str, int, int], None]
"""Told of what is being done, how many are done, and of how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncReport:
    """What a run changed. Sources are paths in the corpus."""

    generation: int
    added: tuple[str, ...]
    changed: tuple[str, ...]
    dropped: tuple[str, ...]
    unchanged: int
    refused: tuple[tuple[str, str], ...]
    """Source and reason of each file that could not be read."""
    passages: int
    """Passages of the articles that were added or changed."""
    embedded: int
    """How many texts the model embedded; the others' vectors were there."""
    bodiless: tuple[str, ...] = ()
    """Articles that were read and have no sentence to cite."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """What of a folder is not in its library as it is now."""

    added: tuple[FoundFile, ...]
    changed: tuple[FoundFile, ...]
    dropped: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.dropped)


def find_pending(
    files: Sequence[FoundFile], stamps: dict[str, tuple[int, int, int, int, str]], out_of_reach: tuple[str, ...] = ()
) -> Pending:
    """Compares the files of a folder with what its library says of them, by size and time alone.

    What could not be looked at just now is `out_of_reach` (files, and folders with a `/` behind them): it is not dropped.
    """
    changed = tuple(file for file in files if file.source in stamps and not _same(file, stamps[file.source]))
    gone = stamps.keys() - {file.source for file in files}
    return Pending(
        added=tuple(file for file in files if file.source not in stamps),
        changed=changed,
        dropped=tuple(sorted(source for source in gone if not any(_is_under(source, place) for place in out_of_reach))),
    )


def _is_under(source: str, place: str) -> bool:
    return source == place or (place.endswith("/") and source.startswith(place))


def _same(file: FoundFile, stamp: tuple[int, int, int, int, str]) -> bool:
    _, size, mtime_ns, read_ns, _ = stamp
    return (file.size, file.mtime_ns) == (size, mtime_ns) and mtime_ns < read_ns - _RACY_NS


def sync(
    folder: Path,
    library: Path,
    embedder: Embedder,
    *,
    settings: SplitSettings | None = None,
    rebuild: bool = False,
    wait_s: float = 30,
    progress: Progress = lambda *_: None,
    say: Callable[[str], None] = lambda _: None,
) -> SyncReport:
    """Brings the library at `library` up to date with the articles in `folder`.

    Raises `corpus.errors.FolderUnusable`, and `LibraryUnwritable`, `LibraryBusy` (after `wait_s` seconds),
    `LibraryMismatch` or `LibraryDamaged`. With `rebuild`, whatever stands there is replaced, in one step at the end.
    """
    settings = settings or SplitSettings()
    find_files(folder)  # A folder that can't be read is said before a library is made for it.
    try:
        library.mkdir(parents=True, exist_ok=True)
        with writing(library, wait_s=wait_s, say=say):
            if not rebuild:
                return _Run(folder, library, embedder, settings, progress).run()
            return _rebuild(folder, library, embedder, settings, progress)
    except (PermissionError, NotADirectoryError, FileExistsError) as error:
        raise LibraryUnwritable(
            library, f"can't be written ({error.strerror}); put it elsewhere with: --library DIR"
        ) from error
    except OSError as error:
        if error.filename is not None and not Path(error.filename).is_relative_to(library):
            raise
        raise LibraryUnwritable(
            library, f"can't be written ({error.strerror or error}); what was indexed before is still there"
        ) from error


def _rebuild(
    folder: Path, library: Path, embedder: Embedder, settings: SplitSettings, progress: Progress
) -> SyncReport:
    new = library / "rebuild"
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir()
    try:
        # Parts are named by generation, so the new library starts above every generation that a reader may hold.
        report = _Run(folder, new, embedder, settings, progress, first=max(generations(library), default=0) + 1).run()
        for path in new.iterdir():
            if path.name.startswith(("vectors-", "words-")):
                path.rename(library / path.name)
        # A write-ahead log belongs to the database that it stands beside; left there, it would be replayed into the new one.
        for name in ("library.db-wal", "library.db-shm"):
            (library / name).unlink(missing_ok=True)
        (new / "library.db").replace(library / "library.db")
        clear_other_parts(library, {report.generation, *held_generations(library)})
        return report
    finally:
        shutil.rmtree(new, ignore_errors=True)


class _Run:
    """One run over a folder, with the writer's lock held."""

    def __init__(
        self,
        folder: Path,
        library: Path,
        embedder: Embedder,
        settings: SplitSettings,
        progress: Progress,
        first: int = 1,
    ) -> None:
        self.folder = folder
        self.library = library
        self.embedder = embedder
        self.settings = settings
        self.progress = progress
        self.first = first
        self.embedded = 0
        self.passages = 0
        self.bodiless: list[str] = []

    def run(self) -> SyncReport:
        self.store = Store(self.library, create=True)
        try:
            return self._run()
        finally:
            self.store.close()

    def _run(self) -> SyncReport:
        store = self.store
        meta = store.meta()
        if "generation" in meta:
            if (self.library / "library.db").stat().st_size <= _CHECKED_BYTES:
                store.check()
            check_meta(self.library, meta, self.embedder, self.settings)
            self._check_folder(meta)
        else:
            store.set_meta(self._description())
        before = store.generation
        coming = before + 1 if before else self.first
        store.drop_unfinished(before)

        listing = find_files(self.folder)
        if not listing.files:
            self._nothing_there(len(store.stamps(before)))
        refused = {refusal.source: refusal for refusal in listing.refused}
        stamps = store.stamps(before)
        out_of_reach = tuple(source for source, refusal in refused.items() if refusal.transient)
        pending = find_pending(listing.files, stamps, out_of_reach)
        added, changed, kept = self._read(pending, stamps, coming, refused)
        gone = {
            *pending.dropped,
            *(file.source for file in pending.changed if file.source in refused and file.source not in kept),
        }
        refusals = sorted(
            (source, _reason(refusal, source in stamps and source not in gone)) for source, refusal in refused.items()
        )

        report = SyncReport(
            generation=coming,
            added=tuple(added),
            changed=tuple(changed),
            dropped=tuple(sorted(gone)),
            unchanged=len(stamps) - len(changed) - len(gone),
            refused=tuple(refusals),
            passages=self.passages,
            embedded=self.embedded,
            bodiless=tuple(self.bodiless),
        )
        same = before and not (added or changed or gone) and refusals == store.refusals(before)
        if same and parts_are_whole(self.library, before, meta["parts"]):
            return replace(report, generation=before)
        store.end_articles([stamps[source][0] for source in (*changed, *gone)], until=coming)
        store.set_refusals(refusals, since=coming)
        self._commit(before, coming, meta)
        return report

    def _nothing_there(self, indexed: int) -> None:
        """An empty folder is rather a disk that is not mounted than articles thrown away: nothing is dropped for it."""
        reason = "holds no article (a .txt or .md file)"
        if indexed:
            reason += f"; its library still has {indexed}. If they are gone for good, delete {str(self.library)!r}"
        raise FolderUnusable(self.folder, reason)

    def _description(self) -> dict[str, str]:
        return {
            "format": str(FORMAT),
            "model": self.embedder.name,
            "model_digest": self.embedder.digest,
            "dim": str(self.embedder.dim),
            "split": str(self.settings),
        }

    def _check_folder(self, meta: dict[str, str]) -> None:
        theirs, ours = meta.get("folder"), self._folder_name()
        if theirs != ours:
            raise LibraryMismatch(
                self.library,
                f"was built for the articles in {theirs!r}; this run is about {ours!r}. Name another library with --library DIR, or replace this one with --rebuild",
            )

    def _folder_name(self) -> str:
        """How the library remembers its folder: as the one that it stands in, so that both can be moved, or by its path."""
        library = self.library.parent if self.library.name == "rebuild" else self.library
        folder = self.folder.resolve()
        return ".." if library.resolve().parent == folder else str(folder)

    def _read(
        self,
        pending: Pending,
        stamps: dict[str, tuple[int, int, int, int, str]],
        coming: int,
        refused: dict[str, Refused],
    ) -> tuple[list[str], list[str], set[str]]:
        """Reads, cuts, embeds and writes what is pending; returns the sources added, changed, and kept as they were."""
        added: list[str] = []
        changed: list[str] = []
        kept: set[str] = set()
        files = iter(sorted((*pending.added, *pending.changed), key=lambda file: file.source))
        total, done = len(pending.added) + len(pending.changed), 0
        while batch := list(islice(files, _ARTICLES)):
            articles: list[tuple[FoundFile, Article, int]] = []
            for file in batch:
                read_ns = time.time_ns()
                try:
                    article = read_article(file)
                except Refused as refusal:
                    refused[file.source] = refusal
                    if refusal.transient and file.source in stamps:
                        kept.add(file.source)
                    continue
                stamp = stamps.get(file.source)
                if stamp and stamp[4] == article.sha256:
                    self.store.touch_article(stamp[0], size=file.size, mtime_ns=file.mtime_ns, read_ns=read_ns)
                    continue
                (changed if stamp else added).append(file.source)
                articles.append((file, article, read_ns))
            self._write(articles, coming, done, total)
            done += len(batch)
            self.progress("articles", done, total)
        return added, changed, kept

    def _write(self, articles: Sequence[tuple[FoundFile, Article, int]], coming: int, done: int, total: int) -> None:
        cut = [split(article, self.embedder.count_tokens, self.settings) for _, article, _ in articles]
        texts = {vector_key(passage.text): embedded_text(passage.text) for passages in cut for passage in passages}
        known = self.store.known_vectors(texts)
        missing = [(key, text) for key, text in texts.items() if key not in known]
        for at in range(0, len(missing), _TEXTS):
            batch = missing[at : at + _TEXTS]
            rows = self.embedder.passages([text for _, text in batch])
            with self.store.transaction():
                self.store.add_vectors(zip([key for key, _ in batch], rows, strict=True))
            self.embedded += len(batch)
            self.progress("articles", done, total)
        with self.store.transaction():
            for (file, article, read_ns), passages in zip(articles, cut, strict=True):
                spans = [(passage.start, passage.end) for passage in passages]
                self.store.add_article(
                    article, spans, size=file.size, mtime_ns=file.mtime_ns, read_ns=read_ns, since=coming
                )
                self.passages += len(spans)
                if not spans:
                    self.bodiless.append(article.source)

    def _commit(self, before: int, coming: int, meta: dict[str, str]) -> None:
        store = self.store
        whole = before and parts_are_whole(self.library, before, meta["parts"])
        parts = write_parts(store, coming, self.embedder.dim, before=before if whole else None)
        with store.transaction():
            store.set_meta(
                {
                    "generation": str(coming),
                    "parts": parts,
                    "mean_length": repr(store.mean_length(coming)),
                    "folder": self._folder_name(),
                }
            )
        store.checkpoint()
        kept = {coming, *held_generations(self.library)}
        clear_other_parts(self.library, kept)
        store.drop_before(min(kept))
        store.checkpoint()


def _reason(refusal: Refused, indexed: bool) -> str:
    return f"{refusal.reason}; the version indexed before is kept" if indexed else refusal.reason
