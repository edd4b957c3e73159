"""One run over a folder: what is new or changed is read, cut, embedded and written, and one commit names the result.

Out of scope: locks, and how a library is replaced as a whole (`index.sync`).
"""

from collections.abc import Generator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

from corpus.article import Article
from corpus.errors import Refused
from corpus.exports.fields import Fields
from corpus.folder import find_files
from index.batches import Batch, ReadArticle, ReadFile, ahead, read_batches
from index.database import NAME as DATABASE
from index.embed import Embedder, embedded_text
from index.errors import LibraryMismatch, LibraryUnwritable
from index.generations import clear_other_generations, held_generations, newest_on_disk
from index.meta import check_format, check_meta, describe, fields_in
from index.parts import parts_are_whole, write_parts
from index.passage import Passage
from index.pending import Pending, check_not_empty, find_pending
from index.report import Progress, SyncReport
from index.rows import Stamp, vector_key
from index.split import SplitSettings, passages_of
from index.writer import StoreWriter

_TEXTS = 64
"""Texts embedded between two commits: what a killed run loses at most."""

_CHECKED_BYTES = 64 << 20
"""A database up to this size is read through before it is written to: a few milliseconds."""


class Run:
    """One run over `folder`, with the writer's lock held.

    It writes into `library`; where that is made to take another's place, `home` is the place. `fields` are those of exports,
    as the user named them (`corpus.exports.fields.Fields.parse`); None stands for what the library was read with.
    """

    def __init__(
        self,
        folder: Path,
        library: Path,
        embedder: Embedder,
        settings: SplitSettings,
        progress: Progress,
        *,
        fields: Sequence[str] | None = None,
        home: Path | None = None,
    ) -> None:
        self._folder = folder
        self._library = library
        self._home = home or library
        self._embedder = embedder
        self._settings = settings
        self._progress = progress
        self._fields = fields
        self._store = StoreWriter(library, create=True)
        self._added: list[str] = []
        self._changed: list[str] = []
        self._same: set[str] = set()
        self._refused: list[tuple[str, Refused]] = []
        """Each with the source of the file that it is about."""
        self._bodiless: list[str] = []
        self._writing: tuple[ReadFile, int] | None = None
        """The file whose articles are being written, and its row id."""
        self._stopped = False
        self._reached = 0.0
        """How many files were read, and a part of the one that goes on."""
        self._done = self._total = self._articles = self._passages = self._embedded_texts = 0

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
        self._refused = [(refusal.source, refusal) for refusal in listing.refused]
        out_of_reach = tuple(refusal.source for refusal in listing.refused if refusal.transient)
        pending = find_pending(listing.files, stamps, out_of_reach)
        self._read_pending(pending, stamps, coming)

        gone = {*pending.dropped, *self._refused_for_good(pending)}
        new = {*self._changed, *gone}
        kept = stamps.keys() - new
        said = store.refusals_by_file(before)
        refusals = [
            # What was told of a later version than the one that is kept is told anew, or no longer so.
            *(one for one in said if one[0] in kept and not one[2].endswith(_KEPT)),
            *((file, refusal.source, _reason(refusal, kept=file in kept)) for file, refusal in self._refused),
        ]
        refusals.sort(key=lambda refusal: refusal[1:])
        report = SyncReport(
            generation=coming,
            added=tuple(self._added),
            changed=tuple(self._changed),
            dropped=tuple(sorted(gone)),
            unchanged=len(stamps) - len(new),
            refused=tuple((source, reason) for _, source, reason in refusals),
            articles=self._articles,
            passages=self._passages,
            embedded=self._embedded_texts,
            read=self._done,
            bodiless=tuple(self._bodiless),
        )
        whole = before > 0 and parts_are_whole(self._library, before, meta["parts"])
        if whole and not (report.added or new) and refusals == said:
            return replace(report, generation=before)
        store.end_files([stamps[source].id for source in new], until=coming)
        store.set_refusals(refusals, since=coming)
        self._commit(coming, before if whole else None)
        return report

    def _open(self, meta: dict[str, str], last_ids: Mapping[str, int]) -> None:
        check_format(self._library, meta)
        if "generation" in meta:
            if (self._library / DATABASE).stat().st_size <= _CHECKED_BYTES:
                self._store.check()
            check_meta(self._library, meta, self._embedder, self._settings)
            check_folder(self._library, meta, self._folder, self._home)
            self._check_fields(meta)
            return
        description = describe(self._embedder, self._settings, self._fields or ())
        if meta != description:
            with self._store.transaction():
                # A first run with another model may have been killed and left vectors of its own.
                self._store.drop_vectors()
                self._store.set_meta(description)
                self._store.count_ids_from(last_ids)

    def _check_fields(self, meta: dict[str, str]) -> None:
        theirs = fields_in(meta)
        if self._fields is not None and [*self._fields] != theirs:
            raise LibraryMismatch(
                self._library,
                f"was read with {_named(theirs)}; this run names {_named(self._fields)}. Read it all again with --rebuild",
            )
        self._fields = theirs

    def _refused_for_good(self, pending: Pending) -> set[str]:
        """Changed files of which nothing can be read any more, and not only just now."""
        for_now = {file for file, refusal in self._refused if refusal.transient}
        return {file.source for file in pending.changed} - {*self._changed} - self._same - for_now

    def _read_pending(self, pending: Pending, stamps: Mapping[str, Stamp], coming: int) -> None:
        """Reads, cuts, embeds and writes, each a batch ahead of the next, so that no core waits for a disk."""
        files = sorted((*pending.added, *pending.changed), key=lambda file: file.source)
        self._total = len(files)
        with closing(
            ahead(self._embedded(ahead(read_batches(files, stamps, self._cut, Fields.parse(self._fields or ())))))
        ) as batches:
            try:
                for batch in batches:
                    self._write(batch, coming)
            except BaseException:
                self._stopped = True
                raise

    def _cut(self, article: Article) -> Sequence[Passage]:
        return passages_of(article, self._embedder, self._settings)

    def _embedded(self, batches: Generator[Batch]) -> Generator[Batch]:
        with closing(batches):
            for batch in batches:
                texts = [passage.text for one in batch.read for passage in one.passages]
                keyed = {vector_key(text): embedded_text(text) for text in texts}
                known = self._store.known_vectors(keyed)
                reached = self._done + batch.files + batch.part
                missing = [(key, text) for key, text in keyed.items() if key not in known]
                for at in range(0, len(missing), _TEXTS):
                    if self._stopped:
                        return
                    some = missing[at : at + _TEXTS]
                    rows = self._embedder.passages([text for _, text in some])
                    with self._store.transaction():
                        self._store.add_vectors(zip([key for key, _ in some], rows, strict=True))
                    self._embedded_texts += len(some)
                    if (part := (at + len(some)) / len(missing)) < 1:
                        self._tell(self._reached + part * (reached - self._reached), int(len(texts) * part))
                self._done += batch.files
                self._reached = reached
                self._passages += len(texts)
                self._tell(reached)
                yield batch

    def _tell(self, done: float, more_passages: int = 0) -> None:
        self._progress("articles", done, self._total, self._passages + more_passages)

    def _tell_of_vectors(self, done: int, total: int) -> None:
        self._progress("vectors", done, total, self._passages)

    def _write(self, batch: Batch, coming: int) -> None:
        self._refused += batch.refused
        with self._store.transaction():
            for same in batch.same:
                file = same.file
                self._store.touch_file(same.stamp.id, size=file.size, mtime_ns=file.mtime_ns, read_ns=same.read_ns)
                self._same.add(file.source)
            for one in batch.read:
                spans = [(passage.start, passage.end) for passage in one.passages]
                self._store.add_article(one.article, spans, file=self._file(one, coming), since=coming)
                self._articles += 1
                if not spans:
                    self._bodiless.append(one.article.source)
        for broken in batch.broken:
            self._forget(broken)

    def _file(self, one: ReadArticle, coming: int) -> int:
        """The row id of an article's file, which is added with its first."""
        if self._writing is None or self._writing[0] is not one.of:
            file = one.of.file
            id = self._store.add_file(
                file.source,
                size=file.size,
                mtime_ns=file.mtime_ns,
                read_ns=one.of.read_ns,
                sha256=one.article.sha256,
                since=coming,
            )
            (self._changed if one.of.replaces else self._added).append(file.source)
            self._writing = one.of, id
        return self._writing[1]

    def _forget(self, broken: ReadFile) -> None:
        """Takes back what was written of a file that could not be read to its end."""
        if self._writing is not None and self._writing[0] is broken:
            self._store.drop_file(self._writing[1])
            (self._changed if broken.replaces else self._added).remove(broken.file.source)
            self._writing = None

    def _commit(self, coming: int, before: int | None) -> None:
        """Names generation `coming`, whose parts start from those of `before`. Then clears away what nobody holds."""
        store = self._store
        parts = write_parts(store, coming, self._embedder.dim, before=before, progress=self._tell_of_vectors)
        name_generation(store, coming, parts, _folder_name(self._folder, self._home))
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


def check_folder(library: Path, meta: Mapping[str, str], folder: Path, home: Path) -> None:
    """Raises `LibraryMismatch` where a library, by its `meta`, is of the articles in another folder than `folder`; its place is `home`."""
    theirs = meta.get("folder", _AROUND)
    if theirs != _folder_name(folder, home):
        which = "the articles in the folder that it stood in" if theirs == _AROUND else f"the articles in {theirs!r}"
        raise LibraryMismatch(
            library,
            f"was built for {which}; this run is about {str(folder.resolve())!r}. Name another library with --library DIR, or replace this one with --rebuild",
        )


def _folder_name(folder: Path, home: Path) -> str:
    """How a library remembers its folder: as the one that it stands in, so that both can be moved, or by its path."""
    folder = folder.resolve()
    return _AROUND if home.resolve().parent == folder else str(folder)


def name_generation(store: StoreWriter, generation: int, parts: str, folder: str) -> None:
    """The one commit by which a generation comes to be: its rows and its `parts`, told by their manifest, are all there."""
    articles, passages = store.counts(generation)
    meta = {
        "generation": str(generation),
        "parts": parts,
        "articles": str(articles),
        "passages": str(passages),
        "mean_length": repr(store.mean_length(generation)),
        "folder": folder,
    }
    with store.transaction():
        store.add_sentences(generation)
        store.set_meta(meta)


def _named(fields: Sequence[str]) -> str:
    return " ".join(f"--field {pair}" for pair in fields) or "no --field"


_AROUND = ".."


def _reason(refusal: Refused, *, kept: bool) -> str:
    return f"{refusal.reason}{_KEPT}" if kept else refusal.reason


_KEPT = "; the version indexed before is kept"
