"""The lines of a PDF's pages as a text that can be quoted: lines joined to paragraphs, across columns and pages, and words that
were hyphenated at a line's end put together.

What stands at the edge of several pages alike (running heads, page numbers, what a browser prints around a page) would cut
sentences in two: it comes last. Nothing is left out. Out of scope: where lines stand (`corpus.pdf_lines`).
"""

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.pdf_lines import PdfLine


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


@dataclass(slots=True)
class _Paragraph:
    text: str
    page: int
    size: float
    gap: bool
    """Whether it stands apart from what is above it."""
    last: PdfLine
    starts: list[tuple[int, int]]
    """Pages that begin inside it, and where."""


_ENDS = re.compile(r"[.!?:;…][\"'”’)\]]*$")
_ITEM = re.compile(r"(?:[-*•·▪►–‣◦]|\d{1,3}[.)])\s")
_FIGURES = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"\W*(?:(?:page|p\.|seite|pag(?:e|ina)\.?)\s*)?\d{1,4}(?:\s*(?:/|of|von|de|sur|di)\s*\d{1,4})?\W*", re.IGNORECASE
)
_PRINTED = re.compile(
    r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4},? \d{1,2}[:.]\d\d(?: ?[AP]M)?\b.*|(?:https?|file)://\S+(?: \d+/\d+)?",
    re.IGNORECASE,
)
"""What a browser prints above and below a page: `6/18/23, 9:24 AM Title`, and its address."""

_COMPOUND = frozenset(
    re.findall(
        r"\w+",
        "self well ex non anti pro co half long short high low so vice then post pre far ill all cross mid multi semi ultra un",
    )
)
"""First parts of words that keep their hyphen, where the text does not show how a word is written."""


def compose_text(pages: Sequence[Sequence[PdfLine]], heights: Sequence[float]) -> PdfText:
    """The text of pages of lines; `heights` are those of the pages, in points."""
    edges = _find_edges(pages, heights)
    bodies = [[line for at, line in enumerate(page) if at not in edges[number]] for number, page in enumerate(pages)]
    size = _usual_size(bodies)
    words = _Words(bodies)
    paragraphs = _paragraphs(bodies, _usual_length(bodies, size), size, words)
    text, starts = "", [0] * len(pages)
    title, headings = _title(paragraphs, size), []
    title_at: int | None = None
    known = 0
    for paragraph in paragraphs:
        text += ("\n\n" if paragraph.gap else "\n") if text else ""
        for page, at in [(paragraph.page, 0), *paragraph.starts]:
            for number in range(known + 1, page + 1):
                starts[number] = len(text) + at
            known = max(known, page)
        if paragraph is title:
            title_at = len(text)
        elif paragraph.size >= 1.15 * size and len(paragraph.text.split()) <= 20 and not _ENDS.search(paragraph.text):
            headings.append(len(text))
        text += paragraph.text
    for number in range(known + 1, len(pages)):
        starts[number] = len(text)
    last = "\n".join(page[at].text for number, page in enumerate(pages) for at in sorted(edges[number]))
    text += "\n\n" * bool(text and last)
    return PdfText(
        text=text + last, pages=tuple(starts), title=title_at, headings=tuple(headings), edges=len(text)
    )  # fmt: skip


def _find_edges(pages: Sequence[Sequence[PdfLine]], heights: Sequence[float]) -> list[set[int]]:
    """For each page the lines of its edges: the outmost three above and below as far as they are alike on another page but for
    figures, or are page numbers, and stand apart from what is further in."""
    ways = [sorted(range(len(page)), key=lambda at: page[at].y) for page in pages]
    seen = Counter(
        key
        for page, way in zip(pages, ways, strict=True)
        for key in {*(_edge_key(page[at], 0) for at in way[:3]), *(_edge_key(page[at], 1) for at in way[-3:])}
    )
    edges: list[set[int]] = []
    for page, way, height in zip(pages, ways, heights, strict=True):
        found: set[int] = set()
        for side, inward in enumerate((way, way[::-1])):
            count = 0
            for at in inward[:3]:
                line = page[at]
                outside = line.y < 0.09 * height if side == 0 else line.y > 0.91 * height
                repeated = seen[_edge_key(line, side)] > 1 or _PAGE_NUMBER.fullmatch(line.text) or _PRINTED.fullmatch(line.text)  # fmt: skip
                if not (outside and repeated):
                    break
                count += 1
            while 0 < count < len(inward) and _adjoin(page[inward[count - 1]], page[inward[count]]):
                count -= 1
            found.update(inward[:count])
        edges.append(found)
    return edges


def _adjoin(line: PdfLine, other: PdfLine) -> bool:
    """Whether two lines could be of one paragraph."""
    return abs(line.size - other.size) < 0.6 and 0.5 * line.size < abs(line.y - other.y) < 1.6 * line.size


def _edge_key(line: PdfLine, side: int) -> tuple[int, str]:
    return side, _FIGURES.sub("#", line.text).lower()


def _usual_size(pages: Sequence[Sequence[PdfLine]]) -> float:
    """The size in which most letters are set."""
    letters: Counter[float] = Counter()
    for page in pages:
        for line in page:
            letters[round(line.size, 1)] += len(line.text)
    return letters.most_common(1)[0][0] if letters else 0.0


def _usual_length(pages: Sequence[Sequence[PdfLine]], size: float) -> int:
    """How many letters a full line of that size has: three of four letters stand in shorter ones."""
    lengths = sorted(len(line.text) for page in pages for line in page if abs(line.size - size) < 0.5)
    rest = 0.75 * sum(lengths)
    for length in lengths:
        rest -= length
        if rest <= 0:
            return length
    return 0


def _paragraphs(
    pages: Sequence[Sequence[PdfLine]], usual: int, size: float, words: "_Words"
) -> list[_Paragraph]:  # fmt: skip
    leading = _leading(pages)
    paragraphs: list[_Paragraph] = []
    for number, page in enumerate(pages):
        for at, line in enumerate(page):
            held = paragraphs[-1] if paragraphs else None
            if held is None:
                paragraphs.append(_Paragraph(line.text, number, line.size, False, line, []))
                continue
            above = held.last
            below = at > 0 and above is page[at - 1] and above.y < line.y
            apart = line.y - above.y > 1.2 * leading.get(round(line.size), 1.4 * line.size) + 0.5
            block = _block(page, at)
            # A short line in the largest type is full sooner; one in a block of short lines, never.
            full = max([0.6 * usual * size / max(line.size, 1.0), *(len(one.text) for one in block)])
            first_word = line.text.split(None, 1)[0]
            filled = len(above.text) + 1 + len(first_word) > 0.85 * full
            alike = abs(line.size - above.size) < 0.6
            if below:
                indented = line.x - above.x > 0.7 * line.size and not _ITEM.match(above.text)
                joins = alike and not apart and filled and not indented and not _ITEM.match(line.text)
            else:
                # A column or page further on.
                runs_on = line.text[0].islower() or (_ENDS.search(above.text) is None and filled)
                joins = alike and runs_on and len(held.text) > 0.8 * usual
            if joins:
                text, start = words.join(held.text, line.text)
                if number > (held.starts[-1][0] if held.starts else held.page):
                    held.starts.append((number, start))
                held.text, held.last = text, line
            else:
                paragraphs.append(_Paragraph(line.text, number, line.size, apart or not below or not alike, line, []))
    return paragraphs


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
    large = [one for one in paragraphs if one.page == 0 and one.size >= 1.2 * size and 3 <= len(one.text.split()) <= 40]
    return max(large, key=lambda one: one.size, default=None)


class _Words:
    """How a text writes its words, to put those together that a line's end has parted."""

    def __init__(self, pages: Sequence[Sequence[PdfLine]]) -> None:
        self._seen = Counter(
            word.lower()
            for page in pages
            for line in page
            for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", line.text)
        )

    def join(self, above: str, below: str) -> tuple[str, int]:
        """Two lines as one, and where the second begins."""
        parted = re.search(r"([^\W\d_]+)[-\xad‐]$", above)
        if parted is None:
            glue = "" if above[-1:] in "—/-" and above[-2:-1] not in (" ", "") else " "
            return f"{above}{glue}{below}", len(above) + len(glue)
        rest = re.match(r"[^\W\d_]+", below)
        if above[-1] != "\xad" and (rest is None or not self._is_one(parted[1].lower(), rest.group())):
            return above + below, len(above)
        return above[:-1] + below, len(above) - 1

    def _is_one(self, first: str, rest: str) -> bool:
        """Whether they are one word without a hyphen."""
        if not rest[0].islower():
            return False
        whole, hyphened = self._seen[first + rest.lower()], self._seen[f"{first}-{rest.lower()}"]
        return whole > hyphened if whole or hyphened else first not in _COMPOUND
