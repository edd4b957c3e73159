"""What each block of a page is: told by its markup, by its words, and by whether trafilatura takes it for the body.

Nothing is left out for what it is: all that is visible stands in the text, and what is not the article's own sentences is
told from them by its kind. Out of scope: what plain text is without markup (`corpus.plain.regions`).
"""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from corpus.article import Link, RegionKind
from corpus.facts.titles import same_words
from corpus.pages.blocks import Block
from corpus.pages.hints import Hint
from corpus.plain.boilerplate import plain
from corpus.plain.families import FAMILIES_AT_ENDS
from corpus.plain.glue import split_glued
from corpus.plain.judgement import Line, judge_alone, measure
from corpus.plain.lines import Paragraph
from corpus.plain.prose import Shape
from corpus.plain.sections import mark_comments, mark_teasers
from corpus.sources.references import CITED, find_references

BODY, TITLE, HEADING = RegionKind.BODY, RegionKind.TITLE, RegionKind.HEADING
NAVIGATION, FOOTER, COMMENT = RegionKind.NAVIGATION, RegionKind.FOOTER, RegionKind.COMMENT
CAPTION, EMBED, BYLINE, DATELINE = RegionKind.CAPTION, RegionKind.EMBED, RegionKind.BYLINE, RegionKind.DATELINE

_AROUND = (COMMENT, NAVIGATION, FOOTER, CAPTION, EMBED)
"""What an element can be so that nothing in it is the article's own; a byline's element may hold more than a name."""

_MOST = 0.4
"""An element that holds more of the body than this is not what its name says."""

_LINKED = 0.95
"""A paragraph of which more than this is one link is there to be clicked, not to be read."""

_ITEMS = ("li", "dd", "dt")

_NAMES = 25
"""No byline or date line has more words."""


def find_page_regions(blocks: Sequence[Block], is_body: Sequence[bool], title: str | None) -> list[Line]:
    """The kind of each block, as lines whose places are those of the blocks in `joined(blocks)`."""
    lines = _lines(blocks)
    void = _void(blocks, is_body)
    kinds = [_by_markup(block, inside, void) for block, inside in zip(blocks, is_body, strict=True)]
    for line in lines:
        judge_alone(line)
        if title is not None and line.words <= 40 and same_words(line.text, title):
            line.kind, line.opens = TITLE, None
        if line.kind is HEADING:  # a `#` is no markup here
            line.kind = None
    for index in _notes(blocks, lines):
        lines[index].kind = RegionKind.REFERENCES
    own = [index for index, inside in enumerate(is_body) if inside and kinds[index] not in _AROUND]
    own = _without_lone_links(own, blocks)
    own = _filled(_continued(own, blocks, lines, kinds), blocks, lines, kinds)
    mark_comments([lines[index] for index in own])
    mark_teasers([lines[index] for index in own])
    _without_notes([lines[index] for index in own])
    chosen = set(own)
    for index, (block, line) in enumerate(zip(blocks, lines, strict=True)):
        if index not in chosen:
            line.kind = TITLE if line.kind is TITLE else _outside(line, kinds[index])
        elif line.kind is None:
            heads = block.is_heading and not _is_asked(line, index + 1 in chosen)
            line.kind = HEADING if heads else BODY
    if not any(line.kind is BODY and line.shape is not Shape.LABEL for line in lines):
        for line in lines:  # labels alone, of a form or a menu, are no article
            line.kind = NAVIGATION if line.kind is BODY else line.kind
    return lines


def _notes(blocks: Sequence[Block], lines: Sequence[Line]) -> list[int]:
    """The entries of numbered notes: what a number of the text leads to, or, where numbers lead nowhere, as in plain text."""
    noted = [index for index, block in enumerate(blocks) if block.is_note]
    if noted or not any(CITED.search(line.text) for line in lines):
        return noted
    is_open = [line.kind in (None, BYLINE, DATELINE) for line in lines]
    return find_references([line.text for line in lines], [line.is_prose for line in lines], is_open)


def joined(blocks: Sequence[Block]) -> str:
    """The text of a page: its blocks with blank lines between them."""
    return "\n\n".join(block.text for block in blocks)


def placed_links(blocks: Sequence[Block]) -> tuple[Link, ...]:
    """The blocks' links, at places of `joined(blocks)`."""
    links: list[Link] = []
    at = 0
    for block in blocks:
        links += (Link(start=at + link.start, end=at + link.end, url=link.url) for link in block.links)
        at += len(block.text) + 2
    return tuple(links)


def _lines(blocks: Sequence[Block]) -> list[Line]:
    lines: list[Line] = []
    at = 0
    for block in blocks:
        end = at + len(block.text)
        lines.append(measure(Paragraph(at, end, block.text, True)))
        at = end + 2
    return lines


def _void(blocks: Sequence[Block], is_body: Sequence[bool]) -> set[Hint]:
    """Hints of elements that hold so much of the body that they can't be right."""
    held: Counter[Hint] = Counter()
    total = 0
    for block, inside in zip(blocks, is_body, strict=True):
        if inside:
            total += len(block.text)
            for hint in block.hints:
                held[hint] += len(block.text)
    return {hint for hint, length in held.items() if length > _MOST * total}


def _by_markup(block: Block, inside: bool, void: set[Hint]) -> RegionKind | None:
    hints = [hint for hint in block.hints if hint not in void and (hint.strong or not inside)]
    # The outermost first of those that mean the same everywhere, and then of the others: a post in `social-media-embed` is one.
    kinds = [hint.kind for hint in sorted(hints, key=lambda hint: not hint.strong)]
    return next((kind for kind in kinds if kind in _AROUND), kinds[-1] if kinds else None)


def _continued(
    own: Sequence[int], blocks: Sequence[Block], lines: Sequence[Line], kinds: Sequence[RegionKind | None]
) -> list[int]:
    """`own`, and the paragraphs below in elements that are called as those of most of it, up to where something else begins.

    Advertisements cut an article into several such elements, of which trafilatura may see one.
    """
    if not own:
        return []
    words: Counter[tuple[str, int]] = Counter()
    for index in own:
        words[blocks[index].path, blocks[index].article] += lines[index].words
    place, most = words.most_common(1)[0]
    continued = list(own)
    if 2 * most < words.total():
        return continued
    for index in range(own[-1] + 1, len(blocks)):
        block, line = blocks[index], lines[index]
        other = block.is_heading and (block.tag == "h1" or block.link_share > 0.5)
        if other or line.opens is not None:
            break
        if (block.path, block.article) == place and _may_be_body(block, line, kinds[index]):
            continued.append(index)
    return continued


def _is_asked(line: Line, answered: bool) -> bool:
    """Whether a heading is a question of an interview or an FAQ, which body answers: it is read with its answer."""
    return answered and line.text.endswith("?") and line.words >= 3


def _may_be_body(block: Block, line: Line, kind: RegionKind | None) -> bool:
    return line.is_prose and kind is None and block.link_share < 0.5


def _filled(
    own: Sequence[int], blocks: Sequence[Block], lines: Sequence[Line], kinds: Sequence[RegionKind | None]
) -> list[int]:
    """`own`, and the paragraphs between two of them, and in the same element, that nothing speaks against."""
    filled = list(own[:1])
    for left, right in pairwise(own):
        parents = {blocks[left].parent, blocks[right].parent}
        filled += [
            index
            for index in range(left + 1, right)
            if blocks[index].parent in parents and _may_be_body(blocks[index], lines[index], kinds[index])
        ]
        filled.append(right)
    return filled


def _without_lone_links(own: Sequence[int], blocks: Sequence[Block]) -> list[int]:
    """`own` without paragraphs that are one link, between two that are not; several in a row are a list of the article's."""
    linked = [blocks[index].link_share > _LINKED for index in own]
    beside = zip([False, *linked], [*linked[1:], False], strict=False)
    return [
        index
        for index, is_link, (before, behind) in zip(own, linked, beside, strict=False)
        if not is_link or before or behind or blocks[index].tag in _ITEMS
    ]


def _without_notes(lines: Sequence[Line]) -> None:
    """What the last paragraphs say of author, publisher and page is not the article's."""
    for line in reversed(lines):
        if line.is_prose:
            family = FAMILIES_AT_ENDS.find(plain(line.text))
            if family is None:
                return
            line.kind, line.opens = family.kind, family.opens


def _outside(line: Line, by_markup: RegionKind | None) -> RegionKind:
    if by_markup in _AROUND:
        return by_markup
    if line.kind is not None:
        return line.kind
    named = by_markup is not None and line.words <= _NAMES and line.shape is Shape.LABEL
    return by_markup if by_markup is not None and named else NAVIGATION


def pieces_of(lines: Sequence[Line]) -> list[tuple[RegionKind, int]]:
    """Kinds and where they start, as `corpus.plain.regions.cover` takes them; a dateline is parted from the first sentence."""
    title = next((line.text for line in lines if line.kind is TITLE), None)
    pieces: list[tuple[RegionKind, int]] = []
    at_head = True
    for line in lines:
        if line.kind is BODY:
            parts = split_glued(line.text, title, at_head=at_head)
            pieces += [(kind, line.at.start + start) for kind, start in parts]
            at_head = at_head and line.words < 20
        else:
            pieces.append((line.kind or NAVIGATION, line.at.start))
    return pieces
