"""A saved web page taken apart: its visible text, its regions, and what it says of itself.

The text is all that a reader of the page could see, menus and comments included, in the order of the page and with blank
lines between paragraphs: nothing is lost, and what is not the article's own sentences is told from them by its region.
"""

from dataclasses import dataclass, replace
from datetime import date

from corpus.article import How, Link, Region, RegionKind
from corpus.facts.dates import find_dates
from corpus.facts.facts import Fact, Metadata, known
from corpus.facts.metadata import find_metadata
from corpus.limits import MAX_PAGE_TEXT
from corpus.pages.blocks import Block, find_blocks
from corpus.pages.body import find_body
from corpus.pages.markup import Unreadable, parse_page
from corpus.pages.page_regions import find_page_regions, joined, pieces_of, placed_links
from corpus.pages.stated_days import day_in_words
from corpus.pages.statements import byline_of, choose_page_title, is_host, read_statements
from corpus.plain.regions import cover

_STAMP = 12
"""No line that says when has more blanks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What was read of a page."""

    text: str
    regions: tuple[Region, ...]
    anchors: tuple[Link, ...]
    """Its links, at places of `text`; addresses as the page has them."""
    known: Metadata


def read_page(code: str, source: str = "") -> Page:
    """Take the code of a page apart; the name of its file may tell its day at last. Raises `Unreadable` with the reason."""
    tree = parse_page(code)
    blocks = find_blocks(tree)
    if not blocks:
        raise Unreadable(
            "shows no text: it breaks off before its article, or scripts make that, which are never run. "
            "Save it again as a browser shows it"
        )
    if (length := sum(len(block.text) for block in blocks)) > MAX_PAGE_TEXT:
        raise Unreadable(f"shows {length:,} characters; at most {MAX_PAGE_TEXT:,} are read as one article: split it")
    stated = read_statements(tree, code)
    headings = [block.text for block in blocks if block.tag == "h1"]
    outlet = stated.publisher.value if stated.publisher else None
    title = choose_page_title(stated.titles, headings, outlet)
    is_body, hidden = find_body(tree, blocks)
    for text in hidden:
        blocks.append(Block(text=text, tag="p", parent=-1, path="", article=-1, hints=(), when=None, linked=0))
        is_body.append(True)
    lines = find_page_regions(blocks, is_body, title.value if title else None)
    text = joined(blocks)
    regions = cover(text, pieces_of(lines))
    read = find_metadata(text, regions, source)
    read = replace(
        read,
        byline=byline_of([read.byline or ""], outlet),
        publisher=read.publisher if is_host(read.publisher, stated.url.value if stated.url else None) else None,
    )
    said = known(
        title=title,
        byline=stated.byline,
        publisher=stated.publisher,
        published=_as_shown(stated.published, read.published, read.provenance.published)
        or _shown(blocks, [line.kind for line in lines]),
        updated=_as_shown(stated.updated, read.updated, read.provenance.updated),
        url=stated.url,
        # A template says what its maker set; the words are of the language that they are in.
        language=None if read.language else stated.language,
    )
    anchors = placed_links(blocks)
    return Page(text=text, regions=regions, anchors=anchors, known=said.over(read))


def _as_shown(stated: Fact[date] | None, day: date | None, how: How | None) -> Fact[date] | None:
    """The stated day, or the day before it that readers are shown: a time in UTC is often of the next day where it was written."""
    if stated is not None and day is not None and how is not None and (stated.value - day).days == 1:
        return Fact(day, how)
    return stated


def _shown(blocks: list[Block], kinds: list[RegionKind | None]) -> Fact[date] | None:
    """The day of a `<time>` between headline and body, where there is one only: of several, some are of changes.

    Without one, the day of a line there in another language than English.
    """
    between: list[Block] = []
    title = kinds.index(RegionKind.TITLE) if RegionKind.TITLE in kinds else 0
    for block, kind in zip(blocks[title:], kinds[title:], strict=True):
        if kind is RegionKind.BODY and block.text.count(" ") > _STAMP:
            break
        if kind is not RegionKind.CAPTION:
            between.append(block)
    else:
        between.clear()
    days = {found.day for block in between for found in find_dates(block.when or "")}
    if days:
        return Fact(day, How.TIME_ELEMENT) if len(days) == 1 and (day := days.pop()) else None
    written = {day for block in between if block.text.count(" ") <= _STAMP and (day := day_in_words(block.text))}
    return Fact(written.pop(), How.DATELINE) if len(written) == 1 else None
