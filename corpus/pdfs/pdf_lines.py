"""The lines of a page of a PDF, where they stand and how large they are set."""

import itertools
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from corpus.pdfs.pdf_links import LinkArea, area_at, find_link_areas

if TYPE_CHECKING:
    from pypdf import PageObject

_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_LIGATURE = re.compile("[ﬀ-ﬆ]")
_NO_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


_LETTER = 0.5
"""How wide a letter is for its size, about."""

_MOST_BLOCKS = 1000
"""A page of more is no page of text: its lines stay as they are drawn."""


@dataclass(frozen=True, slots=True)
class PdfLine:
    """A line of a page; `x` and `y` are where it begins, from the left and from the top of the page, all in points."""

    text: str
    x: float
    y: float
    size: float
    """Of most of its letters."""
    links: tuple[tuple[str, str], ...] = ()
    """Words of it that are links, in order, and where each leads."""

    @property
    def right(self) -> float:
        """About where it ends."""
        return self.x + _LETTER * self.size * len(self.text)


class DrawsTooMuch(ValueError):
    """A page draws more than is looked through. (Forms that draw each other in turn may draw without end.)"""


def read_lines(page: "PageObject", most: int) -> tuple[list[PdfLine], int]:
    """The lines of a page in the order in which they are drawn, those that stand above what was drawn before put above it.

    Ligatures are taken apart. Besides, how many things the page draws; raises `DrawsTooMuch` at `most`, and of a damaged
    page whatever pypdf does.
    """
    drawn = 0

    def count(*_: object) -> None:
        nonlocal drawn
        drawn += 1
        if drawn > most:
            raise DrawsTooMuch(f"draws more than {most:,} things")

    lines: list[PdfLine] = []
    runs: list[_Run] = []
    height = float(page.mediabox.top)
    areas = find_link_areas(page)

    def take(
        text: str, cm: Sequence[float], tm: Sequence[float], _font: Mapping[str, object] | None, size: float
    ) -> None:
        for index, part in enumerate(text.split("\n")):
            if index:
                _end(lines, runs)
            if part.strip():
                x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
                y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
                points = size * math.hypot(tm[2], tm[3]) * math.hypot(cm[2], cm[3])
                runs.append(_Run(part, x, height - y, points, area_at(areas, x, y)))
            elif part and runs:
                runs.append(runs[-1]._replace(text=part))

    page.extract_text(visitor_text=take, visitor_operand_before=count)
    if drawn > most:  # inside a form, pypdf takes what is raised for damage
        raise DrawsTooMuch(f"draws more than {most:,} things")
    _end(lines, runs)
    return _in_order(lines), drawn


class _Run(NamedTuple):
    """Letters that are drawn in one go."""

    text: str
    x: float
    y: float
    size: float
    area: LinkArea | None


def _end(lines: list[PdfLine], runs: list[_Run]) -> None:
    text = _cleaned("".join(run.text for run in runs))
    if text:
        sizes: Counter[float] = Counter()
        for run in runs:
            sizes[round(run.size, 1)] += len(run.text)
        urls = [_url(run, after) for run, after in itertools.zip_longest(runs, runs[1:]) if run]
        links = [
            (_cleaned("".join(run.text for run, _ in linked)), url)
            for url, linked in itertools.groupby(zip(runs, urls, strict=True), key=lambda pair: pair[1])
            if url
        ]
        lines.append(PdfLine(text, runs[0].x, runs[0].y, sizes.most_common(1)[0][0], tuple(links)))
    runs.clear()


def _url(run: _Run, after: _Run | None) -> str | None:
    """Where a run leads, if it ends where its link does: of one that is drawn together with what follows, which words are meant
    can't be told."""
    if run.area is None:
        return None
    if after is not None and after.x > run.x:
        return run.area.url if abs(after.x - run.area.right) < 0.7 * run.size else None
    width = _LETTER * run.size * len(run.text.strip())
    return run.area.url if 0.6 <= width / (run.area.right - run.x) <= 1.3 else None


def _cleaned(text: str) -> str:
    """Letters one by one and single spaces, none at the ends."""
    text = _LIGATURE.sub(lambda found: _LIGATURES[found.group()], _NO_TEXT.sub("", text))
    return re.sub(r"[ \t\xa0]+", " ", text).strip()


def _in_order(lines: Sequence[PdfLine]) -> list[PdfLine]:
    """Blocks of lines, each put before the first that stands wholly below it in the same column."""
    blocks: list[list[PdfLine]] = []
    for line in lines:
        above = blocks[-1][-1] if blocks else None
        drop = line.y - above.y if above else 0.0
        size = max(line.size, above.size) if above else 0.0
        # A line beside a picture begins further in than one below it.
        if above and -1 <= drop <= 3 * size and (drop <= 1.8 * size or abs(line.x - above.x) < 12 * line.size):
            blocks[-1].append(line)
        else:
            blocks.append([line])
    if len(blocks) > _MOST_BLOCKS:
        return list(lines)
    ordered: list[list[PdfLine]] = []
    for block in blocks:
        left, right = min(line.x for line in block), max(line.right for line in block)
        bottom = max(line.y for line in block)
        at = len(ordered)
        while at > 0 and ordered[at - 1][0].y > bottom and _overlap(ordered[at - 1], left, right):
            at -= 1
        ordered.insert(at, block)
    return [line for block in ordered for line in block]


def _overlap(block: Sequence[PdfLine], left: float, right: float) -> bool:
    return min(line.x for line in block) < right and left < max(line.right for line in block)
