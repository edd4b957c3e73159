"""What each stretch of a saved page is: the article's own sentences, or one of the things around them.

A line is judged first by itself (its family, its shape), then by where it stands: the body is the run of lines that
holds most running text for its interruptions; before it stands the head, after it the tail.
Out of scope: what is known of the article (`corpus.facts.metadata`).
"""

import re
from collections.abc import Sequence

from corpus.article import Region, RegionKind
from corpus.facts.front_matter import front_matter_end
from corpus.facts.titles import choose_title, same_words
from corpus.plain.boilerplate import Section, plain
from corpus.plain.families import FAMILIES
from corpus.plain.glue import split_glued
from corpus.plain.judgement import Line, judge_alone, measure
from corpus.plain.lines import split_paragraphs
from corpus.plain.prose import Shape, ends_sentence
from corpus.plain.sections import join_posts, mark_comments, mark_repeats, mark_teasers
from corpus.plain.span import body_span
from corpus.sources.references import find_references

BODY, TITLE, HEADING = RegionKind.BODY, RegionKind.TITLE, RegionKind.HEADING
NAVIGATION, FOOTER, COMMENT = RegionKind.NAVIGATION, RegionKind.FOOTER, RegionKind.COMMENT
EMBED, CAPTION, BYLINE, DATELINE = RegionKind.EMBED, RegionKind.CAPTION, RegionKind.BYLINE, RegionKind.DATELINE


def find_regions(text: str) -> tuple[Region, ...]:
    """The regions of a text, in order, covering it exactly once; neighbours differ in kind.

    A region starts at its first visible character; blanks belong to the region before them. Blanks at the very start
    belong to the first region, but a byte order mark is always NAVIGATION.
    """
    lines = [measure(paragraph) for paragraph in split_paragraphs(text)]
    if not lines:
        return (Region(kind=NAVIGATION, start=0, end=len(text)),) if text else ()
    end = front_matter_end(text)
    for line in lines:
        if line.at.start >= end:
            break
        line.kind = NAVIGATION
    judge(lines)
    title = next((line.text for line in lines if line.kind is TITLE), None)
    pieces: list[tuple[RegionKind, int]] = []
    at_head = True
    for line in lines:
        kind = line.kind or NAVIGATION
        if kind is BODY:
            parts = split_glued(line.text, title, at_head=at_head)
            pieces.extend((part, line.at.start + start) for part, start in parts)
            at_head = at_head and line.words < 20  # a standfirst leaves the first paragraph to come
        else:
            pieces.append((kind, line.at.start))
    return cover(text, pieces)


def judge(lines: Sequence[Line]) -> None:
    """Give every line its kind that has none."""
    for line in lines:
        if line.kind is None:
            judge_alone(line)
    join_posts(lines)
    is_open = [line.kind in (None, BYLINE, DATELINE) for line in lines]
    for index in find_references([line.text for line in lines], [line.is_prose for line in lines], is_open):
        lines[index].kind = RegionKind.REFERENCES
        lines[index].opens = None
    mark_repeats(lines)
    mark_comments(lines)
    mark_teasers(lines)
    first, last = body_span(lines)
    asked = first < last and lines[first].words <= 20 and lines[first].text[-1] in "?!"
    title = choose_title(
        [line.text for line in lines],
        [line.kind is None and line.words <= 32 for line in lines],
        [line.kind in (BYLINE, DATELINE) for line in lines],
        first + asked,  # a headline that is a question looks like a sentence of the body
        last,
    )
    first += title == first
    _head(lines, first, title)
    _inside(lines, first, last)
    _tail(lines, last)
    if not any(line.kind is BODY for line in lines):
        _salvage(lines)


def _head(lines: Sequence[Line], first: int, title: int | None) -> None:
    below_title = title is not None
    for index, line in enumerate(lines[:first]):
        if line.kind is COMMENT:
            line.kind = NAVIGATION
        if title is not None and (index == title or same_words(line.text, lines[title].text)):
            line.kind = TITLE
        elif line.kind is None or (line.kind is HEADING and line.opens is None):
            after_title = title is not None and index > title
            if after_title and _is_name(line.text) and _is_signed(lines[index + 1 : index + 2]):
                line.kind = BYLINE
                continue
            standfirst = line.shape is not Shape.LABEL or (below_title and _is_standfirst(line.text, line.words))
            line.kind = BODY if after_title and standfirst else NAVIGATION
            below_title = below_title and not after_title


def _is_name(text: str) -> bool:
    """Two to four capitalised words, as an author or a paper stands above a date; a place may follow: `Jane Roe in Paris`."""
    name, _, place = text.partition(" in ")
    tokens = name.split()
    return (
        2 <= len(tokens) <= 4
        and all(token[0].isupper() and token.strip(".'’-").replace("-", "").isalpha() for token in tokens)
        and (not place or (place[0].isupper() and len(place.split()) <= 4))
    )


def _is_signed(below: Sequence[Line]) -> bool:
    return any(line.kind in (BYLINE, DATELINE) for line in below)


def _is_standfirst(text: str, words: int) -> bool:
    """A deck without its full stop: as long as a sentence, and not written in capitals like a title."""
    if not 8 <= words <= 45:
        return False
    tokens = text.split()
    return sum(token[0].islower() for token in tokens) >= 0.5 * len(tokens)


def _inside(lines: Sequence[Line], first: int, last: int) -> None:
    title = next((line.text for line in lines[:first] if line.kind is TITLE), None)
    in_list = False
    for index in range(first, last + 1):
        line = lines[index]
        in_list = (in_list and line.shape is Shape.LABEL) or (index > first and lines[index - 1].text.endswith(":"))
        if line.kind is not None:
            if line.kind in (FOOTER, COMMENT):
                line.kind = NAVIGATION
            continue
        if title is not None and same_words(line.text, title):
            line.kind = TITLE
        elif line.repeated:
            line.kind = NAVIGATION
        elif (
            line.shape is not Shape.LABEL or ends_sentence(line.text) or _is_item(line) or (in_list and line.words >= 2)
        ):
            line.kind = BODY
        else:
            line.kind = HEADING


def _is_item(line: Line) -> bool:
    """An entry of a list, a quotation set apart, or a sentence that only lacks its full stop."""
    if re.match(r"[-*•·▪►–] ?\S+(?: \S+){3}", line.text):
        return True
    if line.text[0] in '“"' and line.text[-1] in '”"' and line.words >= 8:
        return True
    return line.words >= 16


def _tail(lines: Sequence[Line], last: int) -> None:
    footer = False
    for line in lines[last + 1 :]:
        footer = footer or line.opens is Section.FOOTER
        if line.kind is None or line.kind is HEADING:
            line.kind = FOOTER if footer else NAVIGATION


def _salvage(lines: Sequence[Line]) -> None:
    """A text without one whole sentence (verse, a list, a note) is body where no line says otherwise."""
    for line in lines:
        if line.kind in (NAVIGATION, HEADING, FOOTER) and FAMILIES.find(plain(line.text)) is None and line.words >= 2:
            line.kind = BODY


def cover(text: str, pieces: Sequence[tuple[RegionKind, int]]) -> tuple[Region, ...]:
    """Regions of kinds that start at places in order, from the start of the text to its end."""
    merged: list[tuple[RegionKind, int]] = []
    for kind, start in pieces:
        if not merged or merged[-1][0] is not kind:
            merged.append((kind, start))
    if text.startswith("\ufeff") and merged[0][0] is not NAVIGATION:
        kind, start = merged[0]
        merged = [(NAVIGATION, 0), (kind, start), *merged[1:]]
    else:
        merged[0] = (merged[0][0], 0)
    ends = [start for _, start in merged[1:]] + [len(text)]
    return tuple(Region(kind=kind, start=start, end=end) for (kind, start), end in zip(merged, ends, strict=True))
