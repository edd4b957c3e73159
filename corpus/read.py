"""A file of the folder into its `Article`s. Out of scope: which files there are (`corpus.folder`).

What a file is hangs on what is in it (`corpus.containers.formats`). One that holds several articles is read as a stream: after a
first pass over its bytes for their hash, its records or members come one after another, in memory that does not grow with it.
"""

import io
import os
import stat
from collections.abc import Callable, Collection, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from hashlib import file_digest, sha256
from typing import BinaryIO, assert_never, cast

from corpus.article import Article, Form
from corpus.containers.archives import Member, tar_members, zip_members
from corpus.containers.formats import ENDLESS, HEAD, Format, format_of, is_whole_json, unpacked_name
from corpus.containers.streams import Damaged, Exhausted, Meter, Stream, chunks_of, unpack
from corpus.document import read_document
from corpus.errors import Refused
from corpus.exports.complaints import Complaints
from corpus.exports.fields import Fields
from corpus.folder import FoundFile
from corpus.limits import MAX_BYTES, MAX_NESTING, MAX_WHOLE
from corpus.origin import Origin


def read_articles(
    file: FoundFile, fields: Fields | None = None, tell: Callable[[float], None] = lambda _: None
) -> Generator[Article | Refused]:
    """The articles of a file one after another, and what of it can't be read as one; a source stands once.

    `fields` says in which fields of an export what is to be looked for. `tell` is told how far a large file was read, from 0 to 1.
    A last, transient refusal says that the file was changed meanwhile, so that nothing that came before it counts.
    """
    return _read(file, None, fields, tell)


def read_article(file: FoundFile) -> Article:
    """The article of a file that holds one. Raises `Refused` with the reason."""
    return read_one(file, file.source)


def read_one(file: FoundFile, source: str, fields: Fields | None = None) -> Article:
    """The one article of that source, read no further than to it. Raises `Refused`, also where the file holds it no more."""
    (one,) = read_some(file, (source,), fields)
    if isinstance(one, Refused):
        raise one
    return one


def read_some(file: FoundFile, sources: Collection[str], fields: Fields | None = None) -> Iterator[Article | Refused]:
    """The articles of these sources in one pass, which ends with the last of them; what the file does not hold is refused."""
    missing = dict.fromkeys(sources, "")
    with closing(_read(file, frozenset(missing), fields)) as articles:
        for one in articles:
            if one.source in missing:
                del missing[one.source]
                yield one
            elif isinstance(one, Refused):
                if one.transient:
                    yield from (Refused(source, one.reason, transient=True) for source in missing)
                    return
                # What is wrong with what it should be in.
                around = {source: f", which {one.reason}" for source in missing if _leads(one.source, source)}
                missing.update(around)
            if not missing:
                return
    for source, around_it in missing.items():
        if source == file.source:
            yield Refused(source, "holds articles, and is not one itself")
        else:
            yield Refused(source, f"is no article of its file any more{around_it}")


def _leads(source: str, wanted: str) -> bool:
    """Whether what has this source is what is wanted, or holds it."""
    return wanted == source or wanted.startswith((f"{source}!/", f"{source}:"))


def _read(
    file: FoundFile,
    wanted: Collection[str] | None,
    fields: Fields | None,
    tell: Callable[[float], None] = lambda _: None,
) -> Generator[Article | Refused]:
    """The articles of the sources that are `wanted`, or all, and what is said on the way to them."""
    try:
        with _opened(file) as stream:
            before = os.fstat(stream.fileno())
            opened = _hashed(file, stream, before.st_size)
            try:
                for one in _Reader(Meter(before.st_size), wanted, fields).articles(opened):
                    tell(stream.tell() / max(1, before.st_size))
                    yield one
            except Exhausted as damage:
                yield Refused(file.source, str(damage))
            after = os.fstat(stream.fileno())
            if (after.st_size, after.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
                yield Refused(file.source, "was changed while it was read: run the command again", transient=True)
    except Refused as refusal:
        yield refusal
    except OSError as error:
        yield Refused(file.source, f"can't be read: {error.strerror or error}", transient=True)


def _opened(file: FoundFile) -> io.BufferedReader:
    """A link or pipe put in the file's place since it was found is not followed or waited for."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    stream = os.fdopen(os.open(file.path, flags), "rb")
    if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
        stream.close()
        raise Refused(file.source, "is no longer a file: run the command again")
    return stream


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bytes:
    """Some bytes that are to be read: of a file, or of what is in it."""

    name: str
    """For its suffix: that of the file or member, or of what it was packed from."""
    origin: Origin
    stream: Stream
    file: BinaryIO | None = None
    """The same where any place of it can be read."""
    packed: bool = False
    """Whether it was packed by itself, as `story.txt.gz`."""
    depth: int = 0
    """In how many archives it is."""


def _hashed(file: FoundFile, stream: io.BufferedReader, size: int) -> _Bytes:
    """A file of usual size is read whole, once; a larger one twice, unless it is one that must not be so large."""
    name = file.source.rpartition("/")[2]
    if size <= MAX_BYTES:
        data = stream.read(MAX_BYTES + 1)
        if len(data) <= MAX_BYTES:
            origin = Origin(source=file.source, file=file.source, sha256=sha256(data).hexdigest())
            return _Bytes(name=name, origin=origin, stream=Stream(iter((data,))), file=io.BytesIO(data))
        stream.seek(0)
    size = os.fstat(stream.fileno()).st_size
    most = _most(format_of(stream.read(HEAD), name))
    if most is not None and size > most:
        raise _too_large(file.source, f"holds {size / 1e6:,.1f} MB", most)
    stream.seek(0)
    origin = Origin(source=file.source, file=file.source, sha256=file_digest(stream, "sha256").hexdigest())
    stream.seek(0)
    return _Bytes(name=name, origin=origin, stream=Stream(chunks_of(stream)), file=stream)


def _most(form: Format) -> int | None:
    """The most bytes that are read of what must be held whole."""
    return None if form in ENDLESS else MAX_WHOLE if form in (Format.PDF, Format.JSON) else MAX_BYTES


def _too_large(source: str, holds: str, most: int) -> Refused:
    return Refused(source, f"{holds}; at most {most / 1e6:,.0f} MB are read as one article: split it")


class _Reader:
    """Reads what is in one file. What it unpacks is counted over all layers."""

    def __init__(self, meter: Meter, wanted: Collection[str] | None, fields: Fields | None) -> None:
        self._meter = meter
        self._wanted = wanted
        self._fields = fields

    def articles(self, item: _Bytes) -> Iterator[Article | Refused]:
        """Damage ends what it is in, and only that; it is refused under that one's name. Raises `Exhausted`."""
        try:
            yield from self._by_format(item, format_of(item.stream.peek(HEAD), item.name))
        except Refused as refusal:
            yield refusal
        except Exhausted:
            raise
        except Damaged as damage:
            yield Refused(item.origin.source, str(damage))

    def _by_format(self, item: _Bytes, form: Format) -> Iterator[Article | Refused]:
        match form:
            case Format.GZIP | Format.BZIP2 | Format.XZ:
                yield from self.articles(self._unpacked(item, form))
            case Format.ZIP:
                file = item.file or io.BytesIO(self._whole(item, MAX_WHOLE, "as a ZIP in another archive: unpack it"))
                yield from self._members(zip_members(file, item.origin, self._meter, self._leads), item)
            case Format.TAR:
                yield from self._members(tar_members(item.stream, item.origin, self._leads), item)
            case Format.WARC:
                from corpus.containers.warc import read_warc

                yield from read_warc(item.stream, item.origin, self._meter, self._leads)
            case Format.JSON_LINES:
                from corpus.exports.records import read_json_lines

                yield from read_json_lines(cast("BinaryIO", item.stream), item.origin, self._fields, self._leads)
            case Format.JSON_LIST:
                from corpus.exports.records import read_json_array

                yield from read_json_array(cast("BinaryIO", item.stream), item.origin, self._fields, self._leads)
            case Format.CSV:
                from corpus.exports.records import read_csv

                yield from read_csv(cast("BinaryIO", item.stream), item.origin, self._fields, self._leads)
            case Format.JSON | Format.PDF | Format.DOCUMENT:
                yield from self._held_whole(item, form)
            case _:
                assert_never(form)

    def _held_whole(self, item: _Bytes, form: Format) -> Iterator[Article | Refused]:
        data = self._whole(item, _most(form) or MAX_BYTES, "as one article: split it")
        if form is Format.PDF:
            from corpus.pdfs.pdf import read_pdf

            yield from read_pdf(data, item.origin)
        elif form is Format.JSON or is_whole_json(data):
            from corpus.exports.records import read_json

            yield from read_json(data, item.origin, self._fields, self._leads)
        else:
            of = Form.EXTRACTED if item.packed or item.origin.container else Form.FILE
            yield read_document(data, item.name, item.origin, of)

    def _unpacked(self, item: _Bytes, form: Format) -> _Bytes:
        depth = item.depth + item.packed
        if depth > MAX_NESTING:
            raise Refused(item.origin.source, f"is packed more than {MAX_NESTING} times over")
        chunks = unpack(chunks_of(item.stream), form, self._meter)
        return replace(
            item, name=unpacked_name(item.name), stream=Stream(chunks), file=None, packed=True, depth=depth
        )  # fmt: skip

    def _members(self, members: Iterator[Member | Refused], item: _Bytes) -> Iterator[Article | Refused]:
        if item.depth >= MAX_NESTING:
            raise Refused(
                item.origin.source, f"is an archive in {MAX_NESTING} others; no more than {MAX_NESTING} inside one another are read: unpack it"
            )  # fmt: skip
        complaints = Complaints(item.origin)
        for member in members:
            if isinstance(member, Refused):
                yield from complaints.of("members that can't be read", member)
            else:
                yield from self.articles(
                    _Bytes(name=member.name, origin=member.origin, stream=member.stream, depth=item.depth + 1)
                )
        yield from complaints.rest()

    def _whole(self, item: _Bytes, most: int, why: str) -> bytes:
        data = item.stream.read(most + 1)
        if len(data) > most:
            raise Refused(item.origin.source, f"holds more than {most / 1e6:,.0f} MB; no more are read {why}")
        # Raises where it is short only since it is damaged.
        return data + item.stream.read(1)

    def _leads(self, source: str) -> bool:
        return self._wanted is None or any(_leads(source, wanted) for wanted in self._wanted)
