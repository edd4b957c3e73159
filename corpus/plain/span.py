"""Where on a page the body of the article stands: the run of lines that holds most running text for its interruptions."""

from collections.abc import Sequence

from corpus.article import RegionKind
from corpus.plain.boilerplate import Section, plain
from corpus.plain.families import FAMILIES_AT_ENDS
from corpus.plain.judgement import Line
from corpus.plain.prose import Shape

BODY, TITLE, HEADING = RegionKind.BODY, RegionKind.TITLE, RegionKind.HEADING
NAVIGATION, FOOTER, COMMENT = RegionKind.NAVIGATION, RegionKind.FOOTER, RegionKind.COMMENT
EMBED, CAPTION, BYLINE, DATELINE = RegionKind.EMBED, RegionKind.CAPTION, RegionKind.BYLINE, RegionKind.DATELINE


def body_span(lines: Sequence[Line]) -> tuple[int, int]:
    """The first and the last line of the body; the last is before the first where there is none.

    What the last lines say of author, publisher and page gets its kind here, and is not of the span.
    """
    return _without_notes(lines, *_heaviest(lines))


def _heaviest(lines: Sequence[Line]) -> tuple[int, int]:
    """The run of lines `[first, last]` with the greatest sum of worth (Kadane); (len, -1) when there is no prose."""
    best, best_span = 0.0, (len(lines), -1)
    total, start = 0.0, 0
    teasers = _alternating(lines)
    for index, line in enumerate(lines):
        worth = 2.0 if index in teasers else _worth(line)
        if total <= 0:
            total, start = 0.0, index
        total += worth
        if total > best:
            best, best_span = total, (start, index)
    return best_span


def _without_notes(lines: Sequence[Line], first: int, last: int) -> tuple[int, int]:
    """The span less what its last lines say of author, publisher and page."""
    while last > first:
        line = lines[last]
        if line.is_prose:
            family = FAMILIES_AT_ENDS.find(plain(line.text))
            if family is None:
                break
            line.kind, line.opens = family.kind, family.opens
        last -= 1
    return first, last


def _alternating(lines: Sequence[Line]) -> set[int]:
    """Short prose between labels, twice or more running: titles and summaries of other articles."""
    lone = {
        index
        for index, line in enumerate(lines)
        if line.is_prose
        and line.words <= 35
        and all(
            0 <= beside < len(lines)
            and (lines[beside].kind in (None, NAVIGATION, BYLINE, DATELINE))
            and not lines[beside].is_prose
            for beside in (index - 1, index + 1)
        )
    }
    return {index for index in lone if any(index + step in lone for step in (-4, -3, -2, 2, 3, 4))}


def _worth(line: Line) -> float:
    if line.is_prose:
        return min(line.words, 50) * (1.0 if line.shape is Shape.SENTENCE else 0.8)
    if line.kind is None:
        return -4.0
    if line.kind in (EMBED, CAPTION, HEADING):
        return -1.0
    if line.opens is Section.TEASERS:
        return -30.0
    if line.opens in (Section.FOOTER, Section.COMMENTS):
        return -20.0
    if line.kind in (COMMENT, FOOTER, RegionKind.REFERENCES):
        return -15.0
    return -4.0
