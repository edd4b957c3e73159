"""A PDF into an `Article`: its text in paragraphs, its pages, and what it says of itself where that can be believed.

Out of scope: letters in pictures (a scanned page has none of its own), and columns or boxes that are drawn in another order than
they are read, unless one stands wholly above the other.
"""

import logging
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING

from corpus.article import Article, Form, Region, RegionKind
from corpus.document import article_of
from corpus.errors import Refused
from corpus.facts.bylines import stamp_kind
from corpus.facts.facts import Metadata
from corpus.facts.metadata import find_metadata
from corpus.facts.titles import is_alike, same_words
from corpus.limits import MAX_LINES, MAX_PAGE_TEXT, MAX_PDF_DRAWN, MAX_PDF_PAGES
from corpus.origin import Origin
from corpus.pdfs.pdf_lines import DrawsTooMuch, PdfLine, read_lines
from corpus.pdfs.pdf_statements import read_pdf_statements
from corpus.pdfs.pdf_text import PdfText, compose_text
from corpus.plain.lines import count_lines
from corpus.plain.marked import find_marked_regions

if TYPE_CHECKING:
    from pypdf import PdfReader

_PRIVATE = re.compile("[\ue000-\uf8ff\ufffd]")
_LETTER = re.compile(r"[^\W\d_]")
_LEFT_OUT = ("Impossible to decode XFormObject", "Exceeded ")
"""How pypdf begins to say that it leaves something out."""


def read_pdf(data: bytes, origin: Origin) -> Iterator[Article | Refused]:
    """The article of a PDF, and pages of it that can't be read, as `report.pdf#page=3`. Raises `Refused` where nothing is read."""
    with _losses() as losses:
        yield from _read(_opened(data, origin), origin, losses)


def _read(reader: "PdfReader", origin: Origin, losses: list[str]) -> Iterator[Article | Refused]:
    pages: list[list[PdfLine]] = []
    heights: list[float] = []
    lost: list[Refused] = []
    left = MAX_PDF_DRAWN
    for number in range(1, len(reader.pages) + 1):
        lines: list[PdfLine] = []
        height = 1.0
        try:
            page = reader.pages[number - 1]
            height = float(page.mediabox.top)
            lines, drawn = read_lines(page, left)
            left -= drawn
        except DrawsTooMuch:
            raise Refused(
                origin.source, f"draws more than {MAX_PDF_DRAWN:,} things up to page {number}: it is a map or the like, or made to be unreadable"
            ) from None  # fmt: skip
        except Exception as error:  # pypdf raises what Python does of a damaged page
            lost.append(Refused(f"{origin.source}#page={number}", f"is a damaged page: {_said(error)}"))
        else:
            if losses:
                lost.append(Refused(f"{origin.source}#page={number}", f"has parts that can't be read: {losses[0]}"))
        losses.clear()
        pages.append(lines)
        heights.append(height)
    read = compose_text(pages, heights)
    _check(read, len(pages), lost, origin)
    yield _article(read, read_pdf_statements(reader, read.text[: read.edges], read.text[read.edges :]), origin)
    yield from lost


@contextmanager
def _losses() -> Iterator[list[str]]:
    """What pypdf leaves out of a page, as it says in its log only; the rest of that is for programmers and goes nowhere."""
    said: list[str] = []

    class Heard(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if (message := record.getMessage()).startswith(_LEFT_OUT):
                said.append(message)

    log, heard = logging.getLogger("pypdf"), Heard()
    log.propagate = False
    log.addHandler(heard)
    try:
        yield said
    finally:
        log.removeHandler(heard)


def _opened(data: bytes, origin: Origin) -> "PdfReader":
    from pypdf import PasswordType, PdfReader

    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted and reader.decrypt("") is PasswordType.NOT_DECRYPTED:
            raise Refused(origin.source, "is a PDF that needs a password: save it without one")
        count = len(reader.pages)
    except Refused:
        raise
    except Exception as error:
        raise Refused(origin.source, f"is a damaged PDF: {_said(error)}") from None
    if count > MAX_PDF_PAGES:
        raise Refused(
            origin.source, f"has {count:,} pages; at most {MAX_PDF_PAGES:,} are read as one article: split it"
        )
    if not count:
        raise Refused(origin.source, "is a PDF without a page")
    return reader


def _said(error: Exception) -> str:
    return re.sub(r"\s+", " ", str(error))[:200].rstrip(". ") or type(error).__name__


def _check(read: PdfText, pages: int, lost: Sequence[Refused], origin: Origin) -> None:
    body = read.text[: read.edges]
    letters = len(_LETTER.findall(body))
    if letters < 20:
        if lost:
            raise Refused(
                origin.source,
                f"is a PDF of which no page can be read: page {lost[0].source.rpartition('=')[2]} {lost[0].reason}",
            )
        raise Refused(
            origin.source,
            f"is a PDF without text: {'its page is a picture' if pages == 1 else f'its {pages:,} pages are pictures'}, as scanners "
            "make them. Have the text recognised (OCR) and saved in it",
        )
    if len(_PRIVATE.findall(body)) > letters / 10:
        raise Refused(origin.source, "is a PDF whose fonts do not say which letters they draw: print it to a PDF anew, or have its text recognised (OCR)")  # fmt: skip
    if len(read.text) > MAX_PAGE_TEXT or count_lines(read.text) > MAX_LINES:
        raise Refused(origin.source, f"holds {len(read.text):,} characters; at most {MAX_PAGE_TEXT:,} are read as one article: split it")  # fmt: skip


def _article(read: PdfText, stated: Metadata, origin: Origin) -> Article:
    body = read.text[: read.edges]
    title = _title_line(body, stated.title)
    title = read.title if title is None else title
    headings = [at for at in read.headings if at != title and stamp_kind(body[at:].partition("\n")[0]) is None]
    regions = find_marked_regions(body, title, headings)
    if not any(region.kind is RegionKind.BODY for region in regions):
        raise Refused(origin.source, "has no sentence to cite: only menu lines, captions, comments and the like")
    if read.edges < len(read.text):
        edge = Region(kind=RegionKind.FOOTER, start=read.edges, end=len(read.text))
        regions = (*regions, edge)
    shown = find_metadata(body, regions, origin.source)
    # Headline, names and days as readers see them count before what a file's maker typed, or forgot to.
    is_shown = title is not None or (shown.title and stated.title and is_alike(shown.title, stated.title))
    facts = shown.over(stated) if is_shown else stated.over(shown)
    return article_of(read.text, regions, facts, origin, Form.EXTRACTED, read.links, read.pages)


def _title_line(body: str, title: str | None) -> int | None:
    """Where the line begins that is the title which the file states."""
    at = 0
    for line in body[:5000].split("\n"):
        if title and same_words(line, title):
            return at
        at += len(line) + 1
    return None
