"""What lines mean by the lines around them: posts, repeated captions, readers' comments, teasers of other articles."""

from collections.abc import Sequence
from itertools import pairwise

from corpus.article import RegionKind
from corpus.facts.bylines import is_comment_stamp
from corpus.plain.boilerplate import Section, plain
from corpus.plain.families import ABOUT_PUBLISHER
from corpus.plain.judgement import SIGNATURE, Line

NAVIGATION, FOOTER, COMMENT, EMBED = RegionKind.NAVIGATION, RegionKind.FOOTER, RegionKind.COMMENT, RegionKind.EMBED


def join_posts(lines: Sequence[Line]) -> None:
    """The text of a post stands above its signature, `— Name (@handle) date`."""
    for above, line in pairwise(lines):
        if line.kind is EMBED and SIGNATURE.fullmatch(line.text) and above.is_prose and len(above.text) <= 420:
            above.kind = EMBED


def mark_repeats(lines: Sequence[Line]) -> None:
    """A line that says the same as one close above it is a picture's or a teaser's text, and so is that one."""
    for index, line in enumerate(lines):
        for near in lines[index + 1 : index + 4]:
            if line.kind is near.kind is None and 4 <= line.words <= 40 and line.text == near.text:
                line.repeated = near.repeated = True


def mark_comments(lines: Sequence[Line]) -> None:
    """Below a heading of comments that follows the body, everything is comments, up to the page's footer."""
    if all(line.opens is not Section.COMMENTS for line in lines):
        return
    signs = [(line.kind is COMMENT and line.opens is None) or is_comment_stamp(line.text) for line in lines]
    above, rest, signed = 0, sum(line.words for line in lines if line.is_prose), sum(signs)
    for index, line in enumerate(lines):
        signed -= signs[index]
        if line.is_prose:
            above, rest = above + line.words, rest - line.words
        # A counter over the article itself: more follows than went before, and not in signed pieces.
        if line.opens is Section.COMMENTS and above >= 40 and (rest <= above or signed >= 2 + rest // 200):
            _until_footer(lines[index + 1 :])
            return


def _until_footer(lines: Sequence[Line]) -> None:
    footer = False
    for line in lines:
        footer = footer or line.kind is FOOTER or ABOUT_PUBLISHER.find(plain(line.text)) is not None
        if footer:
            line.kind = FOOTER
        elif line.kind not in (RegionKind.REFERENCES, NAVIGATION):
            line.kind = COMMENT


def mark_teasers(lines: Sequence[Line]) -> None:
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
