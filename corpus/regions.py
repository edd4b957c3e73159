"""What each stretch of a saved page is: the article's own sentences, or one of the things around them.

A line is judged first by itself (its family, its shape), then by where it stands: the body is the run of lines that
holds most running text for its interruptions; before it stands the head, after it the tail.
Out of scope: what is known of the article (`corpus.metadata`).
"""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.article import Region, RegionKind
from corpus.boilerplate import LONGEST, Section, plain
from corpus.bylines import is_comment_stamp, stamp_kind
from corpus.families import ABOUT_PUBLISHER, FAMILIES, FAMILIES_AT_ENDS
from corpus.front_matter import front_matter_end
from corpus.glue import split_glued
from corpus.lines import Paragraph, split_paragraphs
from corpus.prose import Shape, count_words, ends_sentence, shape_of
from corpus.references import find_references
from corpus.titles import choose_title, same_words

BODY, TITLE, HEADING = RegionKind.BODY, RegionKind.TITLE, RegionKind.HEADING
NAVIGATION, FOOTER, COMMENT = RegionKind.NAVIGATION, RegionKind.FOOTER, RegionKind.COMMENT
EMBED, CAPTION, BYLINE, DATELINE = RegionKind.EMBED, RegionKind.CAPTION, RegionKind.BYLINE, RegionKind.DATELINE


@dataclass(slots=True)
class Line:
    """A paragraph under judgement. `kind` is None while nothing but running text or a label is known."""

    at: Paragraph
    words: int
    shape: Shape
    kind: RegionKind | None = None
    opens: Section | None = None

    @property
    def text(self) -> str:
        return self.at.text

    @property
    def is_prose(self) -> bool:
        return self.kind is None and self.shape is not Shape.LABEL


def find_regions(text: str) -> tuple[Region, ...]:
    """The regions of a text, in order, covering it exactly once; neighbours differ in kind.

    A region starts at its first visible character; blanks belong to the region before them. Blanks at the very start
    belong to the first region, but a byte order mark is always NAVIGATION.
    """
    lines = [_line(paragraph) for paragraph in split_paragraphs(text)]
    if not lines:
        return (Region(kind=NAVIGATION, start=0, end=len(text)),) if text else ()
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
    return _cover(text, pieces)


def _line(paragraph: Paragraph) -> Line:
    words = count_words(paragraph.text)
    return Line(at=paragraph, words=words, shape=shape_of(paragraph.text, words))


def judge(lines: Sequence[Line]) -> None:
    """Give every line its kind."""
    _front_matter(lines)
    for line in lines:
        if line.kind is None:
            _judge_alone(line)
    _join_posts(lines)
    for index in find_references([line.text for line in lines], [line.is_prose for line in lines]):
        lines[index].kind = RegionKind.REFERENCES
        lines[index].opens = None
    _comments(lines)
    _teasers(lines)
    first, last = _without_notes(lines, *_body_span(lines))
    title = choose_title(
        [line.text for line in lines],
        [line.kind is None and line.words <= 32 for line in lines],
        [line.kind in (BYLINE, DATELINE) for line in lines],
        first,
        last,
    )
    _head(lines, first, title)
    _inside(lines, first, last)
    _tail(lines, last)
    if not any(line.kind is BODY for line in lines):
        _salvage(lines)


def _front_matter(lines: Sequence[Line]) -> None:
    end = front_matter_end([line.text for line in lines[:60]])
    for line in lines[:end]:
        line.kind = NAVIGATION


def _judge_alone(line: Line) -> None:
    text = line.text
    if text.startswith("#") and re.match(r"#{1,6} \S", text):
        line.kind = HEADING
        family = FAMILIES.find(plain(text.lstrip("# ")))
        line.opens = family.opens if family else None
        return
    if len(text) > LONGEST:
        return
    if _SIGNATURE.fullmatch(text):
        line.kind = EMBED
    elif (stamp := stamp_kind(text)) is not None:
        line.kind = stamp
    elif (family := FAMILIES.find(plain(text))) is not None:
        line.kind = family.kind
        line.opens = family.opens


_SIGNATURE = re.compile(r"[—–-] ?[^@]{1,80}\(@\w{1,30}\).{0,40}")


def _join_posts(lines: Sequence[Line]) -> None:
    """The text of a post stands above its signature, `— Name (@handle) date`."""
    for above, line in itertools.pairwise(lines):
        if line.kind is EMBED and _SIGNATURE.fullmatch(line.text) and above.is_prose and len(above.text) <= 420:
            above.kind = EMBED


def _comments(lines: Sequence[Line]) -> None:
    """Below a heading of comments that follows the body, everything is comments, up to the page's footer."""
    prose = 0
    for index, line in enumerate(lines):
        if line.is_prose:
            prose += line.words
        if line.opens is not Section.COMMENTS or prose < 40:
            continue
        below = lines[index + 1 :]
        rest = sum(other.words for other in below if other.is_prose)
        signed = sum((other.kind is COMMENT and other.opens is None) or is_comment_stamp(other.text) for other in below)
        # A counter over the article itself: more follows than went before, and not in signed pieces.
        if rest > prose and signed < 2 + rest // 200:
            continue
        footer = False
        for other in below:
            footer = footer or other.kind is FOOTER or ABOUT_PUBLISHER.find(plain(other.text)) is not None
            if footer:
                other.kind = FOOTER
            elif other.kind is not RegionKind.REFERENCES:
                other.kind = NAVIGATION if other.kind is NAVIGATION else COMMENT
        return


def _teasers(lines: Sequence[Line]) -> None:
    """Below a heading of teasers stand titles and summaries; body resumes where running text does."""
    index = prose = 0
    while index < len(lines):
        line = lines[index]
        index += 1
        if line.is_prose:
            prose += line.words
        # Menus above the article hold such words too, and its headline would be lost among them.
        if line.opens is not Section.TEASERS or prose < 30:
            continue
        while index < len(lines) and not _resumes(lines, index):
            if lines[index].kind is None:
                lines[index].kind = NAVIGATION
            index += 1


def _resumes(lines: Sequence[Line], index: int) -> bool:
    line = lines[index]
    if line.opens in (Section.COMMENTS, Section.REFERENCES, Section.FOOTER, Section.FAQ):
        return True
    if not line.is_prose:
        return False
    following = lines[index + 1 : index + 6]
    return (
        line.words >= 40
        or (line.words >= 5 and bool(following) and following[0].is_prose)
        or (line.words >= 12 and sum(other.is_prose for other in following) >= 3)
    )


def _body_span(lines: Sequence[Line]) -> tuple[int, int]:
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


def _head(lines: Sequence[Line], first: int, title: int | None) -> None:
    below_title = title is not None
    for index, line in enumerate(lines[:first]):
        if line.kind is COMMENT:
            line.kind = NAVIGATION
        if title is not None and (index == title or same_words(line.text, lines[title].text)):
            line.kind = TITLE
        elif line.kind is None or (line.kind is HEADING and line.opens is None):
            after_title = title is not None and index > title
            if after_title and _is_name(line.text) and lines[index + 1].kind in (DATELINE, BYLINE):
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


def _cover(text: str, pieces: Sequence[tuple[RegionKind, int]]) -> tuple[Region, ...]:
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
