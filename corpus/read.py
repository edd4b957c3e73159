"""One file into an `Article`. Out of scope: which files there are (`corpus.folder`)."""

import os
import stat
from collections.abc import Iterator
from hashlib import sha256

from corpus.article import Article, Form, RegionKind
from corpus.decode import Undecodable, decode
from corpus.errors import Refused
from corpus.folder import FoundFile
from corpus.footnotes import find_footnotes
from corpus.limits import MAX_BYTES, MAX_LINES
from corpus.lines import BLANKS, count_lines
from corpus.markup import Unreadable, decode_page, is_page, may_be_page
from corpus.metadata import find_metadata
from corpus.regions import find_regions


def read_articles(file: FoundFile) -> Iterator[Article | Refused]:
    """The articles of a file one after another, and what of it can't be read as one; a source stands once."""
    try:
        yield read_article(file)
    except Refused as refusal:
        yield refusal


def read_article(file: FoundFile) -> Article:
    """Read a file once and take it apart. Raises `Refused` with the reason.

    What it is read as hangs on what is in it: a page of HTML under another name is one, and `notes.html` without a tag is
    plain text. A file without one sentence to cite is refused as well: indexed, it would silently never be found.
    """
    data = _read_bytes(file)
    suffix = os.path.splitext(file.source)[1]
    try:
        if may_be_page(data, suffix) and is_page(code := decode_page(data), suffix):
            return _article_of_page(file, data, code)
        text = decode(data)
    except (Undecodable, Unreadable) as error:
        raise Refused(file.source, str(error)) from None
    if not text.strip(BLANKS):
        raise Refused(file.source, "is empty" if not data else "is empty but for spaces")
    if (lines := count_lines(text)) > MAX_LINES:
        raise Refused(file.source, f"has {lines:,} lines; at most {MAX_LINES:,} are read as one article: split it")
    regions = find_regions(text)
    if not any(region.kind is RegionKind.BODY for region in regions):
        raise Refused(file.source, "has no sentence to cite: only menu lines, captions, comments and the like")
    known = find_metadata(text, regions)
    return Article(
        source=file.source,
        text=text,
        sha256=sha256(data).hexdigest(),
        regions=regions,
        title=known.title,
        byline=known.byline,
        publisher=known.publisher,
        published=known.published,
        url=known.url,
        footnotes=find_footnotes(text, regions),
    )


def _article_of_page(file: FoundFile, data: bytes, code: str) -> Article:
    from corpus.page import read_page

    page = read_page(code)
    if not any(region.kind is RegionKind.BODY for region in page.regions):
        raise Refused(file.source, "has no article that could be told from what surrounds it: only menus, a form, a notice or the like")  # fmt: skip
    return Article(
        source=file.source,
        text=page.text,
        sha256=sha256(data).hexdigest(),
        regions=page.regions,
        title=page.known.title,
        byline=page.known.byline,
        publisher=page.known.publisher,
        published=page.known.published,
        url=page.known.url,
        footnotes=find_footnotes(page.text, page.regions),
        of=Form.EXTRACTED,
    )


def _read_bytes(file: FoundFile) -> bytes:
    """At most `MAX_BYTES`. A link or pipe put in the file's place since it was found is not followed or waited for."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(file.path, flags)
        with os.fdopen(descriptor, "rb") as stream:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                raise Refused(file.source, "is no longer a file: run the command again")
            if status.st_size > MAX_BYTES:
                raise _too_large(file, status.st_size)
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise Refused(file.source, f"can't be read: {error.strerror or error}", transient=True) from None
    if len(data) > MAX_BYTES:
        raise _too_large(file, len(data))
    return data


def _too_large(file: FoundFile, size: int) -> Refused:
    return Refused(
        file.source, f"holds {size / 1e6:,.1f} MB; at most {MAX_BYTES / 1e6:,.0f} MB are read as one article: split it"
    )
