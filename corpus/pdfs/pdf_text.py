"""The lines of a PDF's pages as a text that can be quoted: lines joined to paragraphs, across columns and pages, and words that
were parted at a line's end put together.

What stands at the edges of pages would cut sentences in two: it comes last. Nothing is left out. Out of scope: where lines
stand (`corpus.pdfs.pdf_lines`).
"""

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.article import Link
from corpus.pdfs.pdf_edges import find_edges
from corpus.pdfs.pdf_lines import PdfLine
from corpus.pdfs.pdf_words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfText:
    """The text of a PDF, and what its setting says of it."""

    text: str
    pages: tuple[int, ...]
    """Where each page begins."""
    title: int | None
    """Where the line begins that is set largest on the first page, if it is larger than what follows."""
    headings: tuple[int, ...]
    """Where lines begin that are set larger than the body."""
    edges: int
    """Where what stood at the edges of the pages begins."""
    links: tuple[Link, ...]


class _Paragraph:
    """Lines that belong together, in the size of the first."""

    def __init__(self, line: PdfLine, page: int, gap: bool) -> None:
        self.parts = [line.text]
        self.lines = [line]
        self.page = page
        self.size = line.size
        self.gap = gap
        """Whether it stands apart from what is above it."""
        self.turns: dict[int, int] = {}
        """Pages that begin inside it: the number of the first part that is theirs."""

    def add(self, line: PdfLine, page: int, words: Words) -> None:
        self.parts[-1], glue = words.join(self.parts[-1], line.text)
        if page > self.last_page:
            self.turns[page] = len(self.parts)
        # What parts two lines is the first one's, so that a page begins with its own first letter.
        self.parts[-1] += glue
        self.parts.append(line.text)
        self.lines.append(line)

    @property
    def last(self) -> PdfLine:
        return self.lines[-1]

    @property
    def last_page(self) -> int:
        return max((self.page, *self.turns))

    @property
    def text(self) -> str:
        return "".join(self.parts)

    def links(self, begin: int) -> Iterator[Link]:
        """Its links, `begin` being where it begins in the text."""
        for part, line in zip(self.parts, self.lines, strict=True):
            at = 0
            for words, url in line.links:
                if (at := part.find(words, at)) < 0:
                    break  # a word that the line's end has parted
                yield Link(start=begin + at, end=begin + at + len(words), url=url)
                at += len(words)
            begin += len(part)


_ENDS = re.compile(r"[.!?:;…][\"'”’)\]]*$")
_ITEM = re.compile(r"(?:[-*•·▪►–‣◦]|\d{1,3}[.)])\s")
_BACK = 12
"""How many paragraphs of a page a box may have that stands between the parts of a sentence."""


def compose_text(pages: Sequence[Sequence[PdfLine]], heights: Sequence[float]) -> PdfText:
    """The text of pages of lines; `heights` are those of the pages, in points."""
    edges = find_edges(pages, heights)
    bodies = [[line for at, line in enumerate(page) if at not in edges[number]] for number, page in enumerate(pages)]
    size = _usual_size(bodies)
    paragraphs = _paragraphs(bodies, size)
    title = _title(paragraphs, size)
    title_at: int | None = None
    headings: list[int] = []
    starts = [0] * len(pages)
    parts: list[str] = []
    links: list[Link] = []
    length = known = 0
    for paragraph in paragraphs:
        if parts:
            parts.append("\n\n" if paragraph.gap else "\n")
            length += len(parts[-1])
        for page, turn in [(paragraph.page, 0), *paragraph.turns.items()]:
            at = length + sum(map(len, paragraph.parts[:turn]))
            starts[known + 1 : page + 1] = [at] * (page - known)
            known = max(known, page)
        text = paragraph.text
        if paragraph is title:
            title_at = length
        elif paragraph.size >= 1.15 * size and len(text) <= 200 and not _ENDS.search(text[-10:]):
            headings.append(length)
        links += paragraph.links(length)
        parts.append(text)
        length += len(text)
    starts[known + 1 :] = [length] * (len(pages) - known - 1)
    last = "\n".join(page[at].text for number, page in enumerate(pages) for at in sorted(edges[number]))
    between = "\n\n" if parts and last else ""
    return PdfText(
        text="".join(parts) + between + last,
        pages=tuple(starts),
        title=title_at,
        headings=tuple(headings),
        edges=length + len(between),
        links=tuple(links),
    )


def _usual_size(pages: Sequence[Sequence[PdfLine]]) -> float:
    """The size in which most letters are set."""
    letters: Counter[float] = Counter()
    for page in pages:
        for line in page:
            letters[round(line.size, 1)] += len(line.text)
    return letters.most_common(1)[0][0] if letters else 0.0


def _usual_width(pages: Sequence[Sequence[PdfLine]], size: float) -> float:
    """How wide a full line of that size is: three of four letters stand in shorter ones."""
    widths = sorted(line.right - line.x for page in pages for line in page if abs(line.size - size) < 0.5)
    rest = 0.75 * sum(widths)
    for width in widths:
        rest -= width
        if rest <= 0:
            return width
    return 0.0


def _paragraphs(pages: Sequence[Sequence[PdfLine]], size: float) -> list[_Paragraph]:
    words = Words([line.text for page in pages for line in page])
    usual = _usual_width(pages, size)
    leading = _leading(pages)
    paragraphs: list[_Paragraph] = []
    for number, page in enumerate(pages):
        for at, line in enumerate(page):
            held = paragraphs[-1] if paragraphs else None
            above = held.last if held else line
            alike = abs(line.size - above.size) < 0.6
            apart = line.y - above.y > 1.2 * leading.get(round(line.size), 1.4 * line.size) + 0.5
            below = at > 0 and above is page[at - 1] and above.y < line.y
            if held and below:
                indented = line.x - above.x > 0.7 * line.size and not _ITEM.match(above.text)
                full = _is_full(above, line, [*_block(page, at), line], 0.6 * usual)
                if alike and full and not apart and not indented and not _ITEM.match(line.text):
                    held.add(line, number, words)
                    continue
            elif (open_ := _open(paragraphs, line, usual, number)) is not None:
                paragraphs[open_].add(line, number, words)
                # What stands between is of the page before, and comes before the words that are of the next.
                paragraphs.append(paragraphs.pop(open_))
                continue
            paragraphs.append(_Paragraph(line, number, apart or not below or not alike))
    return paragraphs


def _is_full(above: PdfLine, line: PdfLine, block: Sequence[PdfLine], least: float) -> bool:
    """Whether the next line's first word had no room on a line; in a block of short lines no line is full."""
    left = min(above.x, *(one.x for one in block))
    right = max(left + least, above.right, *(one.right for one in block))
    word = 0.5 * line.size * (1 + len(line.text.split(None, 1)[0]))
    return above.right + word - left > 0.85 * (right - left)


def _open(paragraphs: Sequence[_Paragraph], line: PdfLine, usual: float, page: int) -> int | None:
    """The paragraph that a line at the top of a column or page goes on with: the last, or one before a box, that has no end."""
    for back in range(1, min(_BACK, len(paragraphs)) + 1):
        held = paragraphs[-back]
        above = held.last
        if page - held.last_page > 1:
            return None
        if abs(line.size - above.size) < 0.6 and sum(map(len, held.parts)) * 0.5 * above.size > 0.8 * usual:
            ended = _ENDS.search(above.text) is not None
            if back == 1 and (line.text[0].islower() or (not ended and _is_full(above, line, [line], usual))):
                return len(paragraphs) - 1
            if not ended and line.text[0].islower() and _is_full(above, line, [line], 0.6 * usual):
                return len(paragraphs) - back
    return None


def _leading(pages: Sequence[Sequence[PdfLine]]) -> dict[int, float]:
    """For each size the usual distance of two lines, from one's foot to the next's."""
    gaps: dict[int, Counter[float]] = {}
    for page in pages:
        for above, line in itertools.pairwise(page):
            gap = line.y - above.y
            if 0.8 * line.size < gap < 2.5 * line.size and abs(above.size - line.size) < 0.6:
                gaps.setdefault(round(line.size), Counter())[round(2 * gap) / 2] += 1
    # Of gaps as frequent the smallest; one seen once or twice may be that of two paragraphs.
    usual = {size: min(counts, key=lambda gap: (-counts[gap], gap)) for size, counts in gaps.items()}
    return {size: gap for size, gap in usual.items() if gaps[size][gap] > 2 or gap < 1.6 * size}


def _block(page: Sequence[PdfLine], at: int) -> list[PdfLine]:
    """The lines around one that are set in its size and follow each other closely, at most ten either way."""
    block: list[PdfLine] = []
    for step in (-1, 1):
        last = page[at]
        for index in range(at + step, max(-1, at - 11) if step < 0 else min(len(page), at + 11), step):
            line = page[index]
            if abs(line.size - last.size) >= 0.6 or not 0 < step * (line.y - last.y) < 2.2 * line.size:
                break
            block.append(line)
            last = line
    return block


def _title(paragraphs: Sequence[_Paragraph], size: float) -> _Paragraph | None:
    """What is set largest on the first page, if it is of more than two words and larger than the body."""
    large = [one for one in paragraphs if one.page == 0 and one.size >= 1.2 * size]
    return max((one for one in large if 3 <= len(one.text.split()) <= 40), key=lambda one: one.size, default=None)
