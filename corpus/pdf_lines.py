"""The lines of a page of a PDF, where they stand and how large they are set."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pypdf import PageObject

_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_LIGATURE = re.compile("[ﬀ-ﬆ]")
_NO_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class PdfLine:
    """A line of a page; `x` and `y` are where it begins, from the left and from the top of the page, all in points."""

    text: str
    x: float
    y: float
    size: float
    """Of most of its letters."""

    @property
    def right(self) -> float:
        """About where it ends: letters are half as wide as they are high."""
        return self.x + 0.5 * self.size * len(self.text)


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
    runs: list[tuple[str, float, float, float]] = []
    height = float(page.mediabox.top)

    def take(
        text: str, cm: Sequence[float], tm: Sequence[float], _font: Mapping[str, object] | None, size: float
    ) -> None:
        for index, part in enumerate(text.split("\n")):
            if index:
                _end(lines, runs)
            if part.strip():
                x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
                y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
                runs.append((part, x, height - y, size * math.hypot(tm[2], tm[3]) * math.hypot(cm[2], cm[3])))
            elif part and runs:
                runs.append((part, *runs[-1][1:]))

    page.extract_text(visitor_text=take, visitor_operand_before=count)
    if drawn > most:  # inside a form, pypdf takes what is raised for damage
        raise DrawsTooMuch(f"draws more than {most:,} things")
    _end(lines, runs)
    return _in_order(lines), drawn


def _end(lines: list[PdfLine], runs: list[tuple[str, float, float, float]]) -> None:
    text = _NO_TEXT.sub("", "".join(run[0] for run in runs))
    text = _LIGATURE.sub(lambda found: _LIGATURES[found.group()], re.sub(r"[ \t\xa0]+", " ", text)).strip()
    if text:
        sizes: dict[float, int] = {}
        for part, _, _, size in runs:
            sizes[round(size, 1)] = sizes.get(round(size, 1), 0) + len(part)
        lines.append(PdfLine(text, runs[0][1], runs[0][2], max(sizes, key=lambda size: sizes[size])))
    runs.clear()


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
