"""A line of a page under judgement, and what can be said of it without its neighbours."""

import re
from dataclasses import dataclass

from corpus.article import RegionKind
from corpus.facts.bylines import stamp_kind
from corpus.plain.boilerplate import LONGEST, Section, plain
from corpus.plain.families import FAMILIES
from corpus.plain.lines import Paragraph
from corpus.plain.prose import Shape, count_words, shape_of

SIGNATURE = re.compile(r"[—–-] ?[^@]{1,80}\(@\w{1,30}\).{0,40}")
"""Under an embedded post: `— Name (@handle) June 19, 2023`."""


@dataclass(slots=True)
class Line:
    """A paragraph under judgement. `kind` is None while nothing but running text or a label is known."""

    at: Paragraph
    words: int
    shape: Shape
    kind: RegionKind | None = None
    opens: Section | None = None
    repeated: bool = False

    @property
    def text(self) -> str:
        return self.at.text

    @property
    def is_prose(self) -> bool:
        return self.kind is None and self.shape is not Shape.LABEL and not self.repeated


def measure(paragraph: Paragraph) -> Line:
    """A line with its length and shape, and no kind yet."""
    words = count_words(paragraph.text)
    return Line(at=paragraph, words=words, shape=shape_of(paragraph.text, words))


def judge_alone(line: Line) -> None:
    """Give a line its kind where its own words tell; else leave it open."""
    text = line.text
    if text.startswith("#") and re.match(r"#{1,6} \S", text):
        line.kind = RegionKind.HEADING
        family = FAMILIES.find(plain(text.lstrip("# ")))
        line.opens = family.opens if family else None
        return
    if len(text) > LONGEST:
        return
    if SIGNATURE.fullmatch(text):
        line.kind = RegionKind.EMBED
    elif (stamp := stamp_kind(text)) is not None:
        line.kind = stamp
    elif (family := FAMILIES.find(plain(text))) is not None:
        line.kind = family.kind
        line.opens = family.opens
