"""One run over a folder: what is new or changed is read, cut, embedded and written, and one commit names the result.

Out of scope: locks, and how a library is replaced as a whole (`index.sync`).
"""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from corpus.article import Article
from corpus.errors import Refused
from corpus.folder import FoundFile, find_files
from corpus.read import read_article
from index.database import NAME as DATABASE
from index.embed import Embedder, embedded_text
from index.errors import LibraryMismatch, LibraryUnwritable
from index.generations import clear_other_generations, held_generations, newest_on_disk
from index.meta import check_format, check_meta, describe
from index.parts import parts_are_whole, write_parts
from index.pending import Pending, check_not_empty, find_pending
from index.report import Progress, SyncReport
from index.rows import Stamp, vector_key
from index.split import SplitSettings, split
from index.writer import StoreWriter

_ARTICLES = 64
_BYTES = 16_000_000
"""Articles, and bytes of files, that are read before their passages are embedded and written together."""

_TEXTS = 256
"""Texts embedded between two commits: what a killed run loses at most."""

_CHECKED_BYTES = 64 << 20
"""A database up to this size is read through before it is written to: a few milliseconds."""


class Run:
    """One run over `folder`, with the writer's lock held.

    It writes into `library`; where that is made to take another's place, `home` is the place.
    """

    def __init__(
        self,
        folder: Path,
        library: Path,
        embedder: Embedder,
        settings: SplitSettings,
        progress: Progress,
        *,
        home: Path | None = None,
    ) -> None:
        self._folder = folder
        self._library = library
        self._home = home or library
        self._embedder = embedder
        self._settings = settings
        self._progress = progress
        self._store = StoreWriter(library, create=True)
        self._added: list[str] = []
        self._changed: list[str] = []
        self._refused: dict[str, Refused] = {}
        self._bodiless: list[str] = []
        self._done = self._total = self._read = self._passages = self._embedded = 0

    def close(self) -> None:
        self._store.close()

    def run(self, *, after: int = 0, last_ids: Mapping[str, int] | None = None) -> SyncReport:
        """Brings the library up to date. A new one begins behind generation `after`, and its ids behind `last_ids`."""
        store = self._store
        meta = store.meta()
        self._open(meta, last_ids or {})
        before = store.generation
        store.drop_unfinished(before)
        self._clear(before)
        coming = max(before, after, newest_on_disk(self._library)) + 1

        listing = find_files(self._folder)
        stamps = store.stamps(before)
        check_not_empty(self._folder, listing, self._home, len(stamps))
        self._refused = {refusal.source: refusal for refusal in listing.refused}
        out_of_reach = tuple(source for source, refusal in self._refused.items() if refusal.transient)
        pending = find_pending(listing.files, stamps, out_of_reach)
        self._read_pending(pending, stamps, coming)

        gone = {*pending.dropped, *(file.source for file in pending.changed if self._is_refused_for_good(file.source))}
        refusals = sorted(
            (source, _reason(refusal, kept=source in stamps and source not in gone))
            for source, refusal in self._refused.items()
        )
        report = SyncReport(
            generation=coming,
            added=tuple(self._added),
            changed=tuple(self._changed),
            dropped=tuple(sorted(gone)),
            unchanged=len(stamps) - len(self._changed) - len(gone),
            refused=tuple(refusals),
            passages=self._passages,
            embedded=self._embedded,
            read=self._read,
            bodiless=tuple(self._bodiless),
        )
        whole = before > 0 and parts_are_whole(self._library, before, meta["parts"])
        if whole and not (report.added or report.changed or gone) and refusals == store.refusals(before):
            return replace(report, generation=before)
        store.end_articles([stamps[source].id for source in (*self._changed, *gone)], until=coming)
        store.set_refusals(refusals, since=coming)
        self._commit(coming, before if whole else None)
        return report

    def _open(self, meta: dict[str, str], last_ids: Mapping[str, int]) -> None:
        check_format(self._library, meta)
        if "generation" in meta:
            if (self._library / DATABASE).stat().st_size <= _CHECKED_BYTES:
                self._store.check()
            check_meta(self._library, meta, self._embedder, self._settings)
            self._check_folder(meta)
            return
        description = describe(self._embedder, self._settings)
        if meta != description:
            with self._store.transaction():
                # A first run with another model may have been killed and left vectors of its own.
                self._store.drop_vectors()
                self._store.set_meta(description)
                self._store.count_ids_from(last_ids)

    def _check_folder(self, meta: dict[str, str]) -> None:
        theirs, ours = meta["folder"], self._folder_name()
        if theirs != ours:
            which = (
                "the articles in the folder that it stood in" if theirs == _AROUND else f"the articles in {theirs!r}"
            )
            raise LibraryMismatch(
                self._library,
                f"was built for {which}; this run is about {str(self._folder.resolve())!r}. Name another library with --library DIR, or replace this one with --rebuild",
            )

    def _folder_name(self) -> str:
        """How the library remembers its folder: as the one that it stands in, so that both can be moved, or by its path."""
        folder = self._folder.resolve()
        return _AROUND if self._home.resolve().parent == folder else str(folder)

    def _is_refused_for_good(self, source: str) -> bool:
        return source in self._refused and not self._refused[source].transient

    def _read_pending(self, pending: Pending, stamps: Mapping[str, Stamp], coming: int) -> None:
        files = sorted((*pending.added, *pending.changed), key=lambda file: file.source)
        self._total = len(files)
        for batch in _batches(files):
            new: list[tuple[FoundFile, Article, int]] = []
            same: list[tuple[FoundFile, Stamp, int]] = []
            for file in batch:
                read_ns = time.time_ns()
                self._read += 1
                try:
                    article = read_article(file)
                except Refused as refusal:
                    self._refused[file.source] = refusal
                    continue
                stamp = stamps.get(file.source)
                if stamp and stamp.sha256 == article.sha256:
                    same.append((file, stamp, read_ns))
                else:
                    (self._changed if stamp else self._added).append(file.source)
                    new.append((file, article, read_ns))
            self._touch(same)
            self._write(new, coming)
            self._done += len(batch)
            self._tell()

    def _tell(self) -> None:
        self._progress("articles", self._done, self._total)

    def _touch(self, same: Sequence[tuple[FoundFile, Stamp, int]]) -> None:
        """Notes the new times of files that hold what they held."""
        if same:
            with self._store.transaction():
                for file, stamp, read_ns in same:
                    self._store.touch_article(stamp.id, size=file.size, mtime_ns=file.mtime_ns, read_ns=read_ns)

    def _write(self, articles: Sequence[tuple[FoundFile, Article, int]], coming: int) -> None:
        if not articles:
            return
        # What a model reads is not part of the settings: its digest says it.
        settings = replace(self._settings, max_tokens=min(self._settings.max_tokens, self._embedder.max_tokens))
        cut = [split(article, self._count_tokens, settings) for _, article, _ in articles]
        self._embed(passage.text for passages in cut for passage in passages)
        with self._store.transaction():
            for (file, article, read_ns), passages in zip(articles, cut, strict=True):
                spans = [(passage.start, passage.end) for passage in passages]
                self._store.add_article(
                    article, spans, size=file.size, mtime_ns=file.mtime_ns, read_ns=read_ns, since=coming
                )
                self._passages += len(spans)
                if not spans:
                    self._bodiless.append(article.source)

    def _count_tokens(self, texts: Sequence[str]) -> Sequence[int]:
        return self._embedder.count_tokens([embedded_text(text) for text in texts])

    def _embed(self, texts: Iterable[str]) -> None:
        keyed = {vector_key(text): embedded_text(text) for text in texts}
        known = self._store.known_vectors(keyed)
        missing = [(key, text) for key, text in keyed.items() if key not in known]
        for at in range(0, len(missing), _TEXTS):
            batch = missing[at : at + _TEXTS]
            rows = self._embedder.passages([text for _, text in batch])
            with self._store.transaction():
                self._store.add_vectors(zip([key for key, _ in batch], rows, strict=True))
            self._embedded += len(batch)
            self._tell()

    def _commit(self, coming: int, before: int | None) -> None:
        """Names generation `coming`; its word index starts from that of `before`. Then clears away what nobody holds."""
        store = self._store
        parts = write_parts(store, coming, self._embedder.dim, before=before)
        articles, passages = store.counts(coming)
        meta = {
            "generation": str(coming),
            "parts": parts,
            "articles": str(articles),
            "passages": str(passages),
            "mean_length": repr(store.mean_length(coming)),
            "folder": self._folder_name(),
        }
        with store.transaction():
            store.set_meta(meta)
        # From here on the new generation stands. Where the disk is too full to tidy up, the next run does.
        with suppress(LibraryUnwritable):
            store.checkpoint()
            self._clear(coming)
            store.checkpoint()

    def _clear(self, newest: int) -> None:
        """Clears away what neither the newest generation needs nor a reader holds."""
        kept = {newest, *held_generations(self._library)}
        clear_other_generations(self._library, kept)
        self._store.drop_before(min(kept))


_AROUND = ".."


def _batches(files: Iterable[FoundFile]) -> Iterator[list[FoundFile]]:
    batch: list[FoundFile] = []
    for file in files:
        if len(batch) == _ARTICLES or sum(one.size for one in batch) > _BYTES:
            yield batch
            batch = []
        batch.append(file)
    if batch:
        yield batch


def _reason(refusal: Refused, *, kept: bool) -> str:
    return f"{refusal.reason}; the version indexed before is kept" if kept else refusal.reason
