"""The regions of a text of which it is known besides which lines are its title and its subheadings.

They are marked for `corpus.plain.regions` as Markdown marks them; the marks are not in the text.
"""

from collections.abc import Sequence

from corpus.article import Region, RegionKind
from corpus.plain.regions import cover, find_regions


def find_marked_regions(text: str, title: int | None, headings: Sequence[int] = ()) -> tuple[Region, ...]:
    """As `find_regions`, with a title and headings at the beginnings of these lines, in order."""
    marks = sorted([(at, "## ") for at in headings] + ([(title, "# ")] if title is not None else []))
    shown, last = "", 0
    for at, mark in marks:
        shown += text[last:at] + mark
        last = at
    regions = find_regions(shown + text[last:])
    pieces: list[tuple[RegionKind, int]] = []
    put, ahead = 0, 0
    for region in regions:
        while ahead < len(marks) and marks[ahead][0] + put < region.start:
            put += len(marks[ahead][1])
            ahead += 1
        pieces.append((region.kind, region.start - put))
    if title is not None:
        pieces = _with_title(text, pieces, title)
    return cover(text, pieces)


def _with_title(text: str, pieces: list[tuple[RegionKind, int]], title: int) -> list[tuple[RegionKind, int]]:
    """The pieces with the title as one, whatever its line was taken for."""
    end = text.find("\n", title)
    end = len(text) if end < 0 else end
    while end < len(text) and text[end].isspace():
        end += 1
    before = [(kind, start) for kind, start in pieces if start < title]
    after = [(kind, start) for kind, start in pieces if start >= end]
    if end < len(text) and (not after or after[0][1] > end):
        kind = next(kind for kind, start in reversed(pieces) if start < end)
        after = [(RegionKind.BODY if kind in (RegionKind.TITLE, RegionKind.HEADING) else kind, end), *after]
    return [*before, (RegionKind.TITLE, title), *after]
