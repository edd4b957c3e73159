"""A text or a page of HTML into an `Article`: what all formats come to that hold one as it was written."""

import os

from corpus.article import Article, Form, Link, Region, RegionKind
from corpus.decode import Undecodable, decode
from corpus.errors import Refused
from corpus.facts.facts import Metadata
from corpus.facts.metadata import find_metadata
from corpus.limits import MAX_LINES
from corpus.origin import Origin
from corpus.pages.markup import Unreadable, decode_page, is_page, may_be_page
from corpus.plain.lines import BLANKS, count_lines
from corpus.plain.regions import find_regions
from corpus.sources.footnotes import find_footnotes
from corpus.sources.links import find_links, resolve

_NOTHING = Metadata()


def read_document(
    data: bytes, name: str, origin: Origin, of: Form, charset: str | None = None, beside: Metadata = _NOTHING
) -> Article:
    """Take a document apart. Raises `Refused` with the reason.

    `name` is its file's; `charset` the encoding it was sent in, where that is known; what is known of it `beside` what it
    says counts where it says nothing. What it is read as hangs on what is in it: a page of HTML under another name is one,
    and `notes.html` without a tag is plain text. One without a sentence to cite is refused as well: indexed, it would
    silently never be found.
    """
    suffix = os.path.splitext(name)[1]
    try:
        if may_be_page(data, suffix) and is_page(code := decode_page(data, charset), suffix):
            return _article_of_page(code, name, origin, beside)
        text = decode(data, charset)
    except (Undecodable, Unreadable) as error:
        raise Refused(origin.source, str(error)) from None
    if not text.strip(BLANKS):
        raise Refused(origin.source, "is empty" if not data else "is empty but for spaces")
    if (lines := count_lines(text)) > MAX_LINES:
        raise Refused(origin.source, f"has {lines:,} lines; at most {MAX_LINES:,} are read as one article: split it")
    regions = find_regions(text)
    if not any(region.kind is RegionKind.BODY for region in regions):
        raise Refused(origin.source, "has no sentence to cite: only menu lines, captions, comments and the like")
    return article_of(text, regions, find_metadata(text, regions, name).over(beside), origin, of)


def _article_of_page(code: str, name: str, origin: Origin, beside: Metadata) -> Article:
    from corpus.pages.page import read_page

    page = read_page(code, name)
    if not any(region.kind is RegionKind.BODY for region in page.regions):
        raise Refused(origin.source, "has no article that could be told from what surrounds it: only menus, a form, a notice or the like")  # fmt: skip
    return article_of(page.text, page.regions, page.known.over(beside), origin, Form.EXTRACTED, page.anchors)


def article_of(
    text: str,
    regions: tuple[Region, ...],
    known: Metadata,
    origin: Origin,
    of: Form,
    anchors: tuple[Link, ...] = (),
    pages: tuple[int, ...] = (),
) -> Article:
    """An article of what is read of it: its text, what its parts are, and what is known of it; its footnotes and links are found."""
    return Article(
        source=origin.source,
        text=text,
        sha256=origin.sha256,
        regions=regions,
        title=known.title,
        byline=known.byline,
        publisher=known.publisher,
        published=known.published,
        updated=known.updated,
        url=known.url,
        language=known.language,
        provenance=known.provenance,
        footnotes=find_footnotes(text, regions, tuple(resolve(anchors, known.url))),
        links=find_links(text, regions, known.url, anchors),
        pages=pages,
        of=of,
        container=origin.container,
    )
