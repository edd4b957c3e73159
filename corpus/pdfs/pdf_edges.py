"""Which lines of a PDF stand at the edges of its pages: running heads, page numbers, what a browser prints, what lies over each page."""

import re
from collections import Counter
from collections.abc import Sequence

from corpus.pdfs.pdf_lines import PdfLine

_FIGURES = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"\W*(?:(?:page|p\.|seite|pag(?:e|ina)\.?)\s*)?\d{1,4}(?:\s*(?:/|of|von|de|sur|di)\s*\d{1,4})?\W*", re.IGNORECASE
)
_PRINTED = re.compile(
    r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4},? \d{1,2}[:.]\d\d(?: ?[AP]M)?\b.*|(?:https?|file)://\S+(?: \d+/\d+)?",
    re.IGNORECASE,
)
"""What a browser prints above and below a page: `6/18/23, 9:24 AM Title`, and its address."""

_MARGIN = 0.09
"""Of a page's height, above and below."""


def find_edges(pages: Sequence[Sequence[PdfLine]], heights: Sequence[float]) -> list[set[int]]:
    """For each page the lines of its edges.

    They are the outmost three above and below as far as they are alike on another page but for figures, or are page numbers, and
    stand apart from what is further in; and any line that stands in one place of several pages, as what asks for consent does.
    """
    ways = [sorted(range(len(page)), key=lambda at: page[at].y) for page in pages]
    seen = Counter(
        key
        for page, way in zip(pages, ways, strict=True)
        for key in {*(_key(page[at], 0) for at in way[:3]), *(_key(page[at], 1) for at in way[-3:])}
    )
    placed = Counter(place for page in pages for place in {_place(line) for line in page})
    edges: list[set[int]] = []
    for page, way, height in zip(pages, ways, heights, strict=True):
        found = {at for at, line in enumerate(page) if placed[_place(line)] > 1}
        for side, inward in enumerate((way, way[::-1])):
            count = 0
            while count < min(3, len(inward)) and _is_edge(page[inward[count]], side, height, seen):
                count += 1
            while 0 < count < len(inward) and _adjoin(page[inward[count - 1]], page[inward[count]]):
                count -= 1
            found.update(inward[:count])
        edges.append(found)
    return edges


def _is_edge(line: PdfLine, side: int, height: float, seen: Counter[tuple[int, str]]) -> bool:
    outside = line.y < _MARGIN * height if side == 0 else line.y > (1 - _MARGIN) * height
    alone = _PAGE_NUMBER.fullmatch(line.text) or _PRINTED.fullmatch(line.text)
    return outside and (alone is not None or seen[_key(line, side)] > 1)


def _adjoin(line: PdfLine, other: PdfLine) -> bool:
    """Whether two lines could be of one paragraph."""
    return abs(line.size - other.size) < 0.6 and 0.5 * line.size < abs(line.y - other.y) < 1.6 * line.size


def _key(line: PdfLine, side: int) -> tuple[int, str]:
    return side, _FIGURES.sub("#", line.text).lower()


def _place(line: PdfLine) -> tuple[int, int, str]:
    return round(line.x), round(line.y), line.text
