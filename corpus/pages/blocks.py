"""The visible text of a page, block by block in the order of the page, with what its markup says of each block.

All that a reader of the page could see is kept, menus included; left out are what is never shown (scripts, styles) and
the words of controls (buttons, choices). Out of scope: which blocks are the article's (`corpus.pages.body`).
"""

import re
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from corpus.article import Link
from corpus.pages.anchors import UNSEEN, Anchor, may_be_source, place_anchors
from corpus.pages.hints import Hint, hint_of
from corpus.pages.page_notes import begins_with, find_notes, is_raised
from corpus.sources.markers import LOWERED

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_SKIPPED = frozenset({
    *("head", "script", "style", "noscript", "template", "svg", "math", "canvas", "iframe", "object", "embed", "audio", "video"),
    *("map", "select", "option", "datalist", "textarea", "button", "input", "progress", "meter"),
})  # fmt: skip
_INLINE = frozenset({
    *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd"),
    *("label", "mark", "nobr", "q", "rb", "rp", "rt", "rtc", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub"),
    *("sup", "time", "tt", "u", "var", "wbr", "img", "picture", "source"),
})  # fmt: skip
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_CONTAINERS = frozenset({"article", "body", "div", "main", "section", "td"})
_SPACES = re.compile(r"[^\S\n]*\n[^\S\n]*|[^\S\n]*\t[^\S\n]*|[^\S\n]+")
_BREAKS = re.compile(r"[\t\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")
"""Line breaks of the code are none of the page; a `<br>` is."""

_PARTS = re.compile(r"[^\n]+(?:\n[^\n]+)*")
"""Two breaks stand for a paragraph's end."""
_RAISING = frozenset({"a", "sup"})


_CELLS = frozenset({"td", "th"})
_CELL = 80
"""A row of cells of at most so many characters is one line, with tabs between them, as long as no block stands in one."""


def _blank(match: re.Match[str]) -> str:
    return "\n" if "\n" in match[0] else "\t" if "\t" in match[0] else " "


def _letters(text: str) -> int:
    return sum(map(len, text.split()))


@dataclass(slots=True)
class Block:
    """A paragraph, heading, list item, cell … : `text` has no line break but where the page has `<br>`."""

    text: str
    tag: str
    """`p`, `h2`, `li` …: the nearest element that is not inline."""
    parent: int
    """A number that blocks in the same element share."""
    path: str
    """Names of that element and of the one around it: what a page is cut into by advertisements bears the same."""
    article: int
    """A number that blocks in the same `<article>` share."""
    hints: tuple[Hint, ...]
    """What the elements that it is in are by their markup, the outermost first."""
    when: str | None
    """The machine-readable date of a `<time>` inside it."""
    linked: int
    """How many characters of it, blanks apart, are links."""
    links: tuple[Link, ...] = ()
    """Its links that may be a source, at places of `text`; addresses as the page has them."""
    is_note: bool = False
    """Whether it is in an element that a note's number leads to."""

    @property
    def is_heading(self) -> bool:
        return self.tag in _HEADINGS

    @property
    def link_share(self) -> float:
        """How much of it is links, from 0 to 1."""
        return self.linked / max(1, _letters(self.text))


@dataclass(slots=True)
class _Open:
    """An element that is being walked through."""

    tag: str
    number: int
    hints: tuple[Hint, ...]
    name: str
    article: int
    is_line: bool = False
    """Whether it is a row of a table that is put on one line."""
    is_note: bool = False


@dataclass(slots=True)
class _Walk:
    blocks: list[Block] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=lambda: [_Open("body", 0, (), "", 0)])
    pieces: list[str] = field(default_factory=list)
    """Of the block at hand; line breaks are `<br>`s."""
    opened: int = 0
    links: int = 0
    linked: set[int] = field(default_factory=set)
    """Which of the pieces are links."""
    anchors: list[Anchor] = field(default_factory=list)
    anchor: tuple[str, int] | None = None
    """The one that is open."""
    raised: list[bool] = field(default_factory=list)
    """Of the open elements that may do so, whether they raise a note's number."""
    notes: dict["HtmlElement", str] = field(default_factory=dict)
    """The elements that hold a note, and its number."""
    item: str = ""
    """What a browser shows in front of an item's first words."""
    when: str | None = None
    inner: tuple[Hint, ...] = ()
    """What the inline element that the block starts with is: a byline is often no more than a `<span>`."""

    def open(self, tag: str, element: "HtmlElement") -> None:
        self.flush()
        self.opened += 1
        hint = hint_of(element)
        hints = (*self.stack[-1].hints, *([hint] if hint else []))
        article = self.opened if tag == "article" else self.stack[-1].article
        name = f"{tag} {element.get('class') or ''}"
        number = self.notes.get(element) if self.notes else None
        is_note = number is not None or self.stack[-1].is_note
        self.stack.append(_Open(tag, self.opened, hints, name, article, tag == "tr" and _is_line(element), is_note))
        if number is not None and not begins_with(element, number):
            self.item = f"{number}. "
        self.text(element.text)

    def open_inline(self, tag: str, element: "HtmlElement") -> None:
        self.links += tag == "a"
        if tag == "a" and (url := element.get("href")) and may_be_source(element, url):
            self.anchor = (url, len(self.pieces))
        if tag in _RAISING:
            self.raised.append(is_raised(element, self.pieces[-1][-1:] if self.pieces else ""))
        if tag == "time":
            self.when = self.when or element.get("datetime")
        if not self.inner and not any(map(str.strip, self.pieces)) and (hint := hint_of(element)) is not None:
            self.inner = (hint,)
        self.text(element.text)

    def close_inline(self, tag: str) -> None:
        if tag == "a":
            self.links -= 1
            self._end_anchor()
            self.anchor = None
        if tag in _RAISING:
            self.raised.pop()

    def _end_anchor(self) -> None:
        if self.anchor is not None and self.anchor[1] < len(self.pieces):
            self.anchors.append(Anchor(*self.anchor, len(self.pieces)))

    def text(self, written: str | None) -> None:
        if written:
            written = written.translate(LOWERED) if any(self.raised) else written
            if self.item and written.strip():
                if self.anchor is not None and self.anchor[1] == len(self.pieces):
                    self.anchor = (self.anchor[0], len(self.pieces) + 1)
                self.pieces.append(self.item)
                written, self.item = written.lstrip(), ""
            self.pieces.append(written if self.stack[-1].tag == "pre" else _BREAKS.sub(" ", written))
            if self.links:
                self.linked.add(len(self.pieces) - 1)

    def flush(self) -> None:
        text = _SPACES.sub(_blank, UNSEEN.sub("", "".join(self.pieces)))
        self._end_anchor()
        links = place_anchors(self.anchors, self.pieces, text) if self.anchors else []
        # Blanks apart, the parts of the text are its pieces again.
        linked = iter(
            [at in self.linked for at, piece in enumerate(self.pieces) for _ in range(_letters(UNSEEN.sub("", piece)))]
            if self.linked
            else ()
        )
        self.pieces.clear()
        self.anchors.clear()
        self.anchor = (self.anchor[0], 0) if self.anchor else None
        inside = self.stack[-1]
        level = len(self.stack) - (1 if inside.tag in _CONTAINERS else 2)
        around, beyond = self.stack[max(0, level)], self.stack[max(0, level - 1)]
        for part in _PARTS.finditer(text):
            shown = part[0].strip()
            if not shown:
                continue
            at = part.start() + part[0].index(shown)
            self.blocks.append(
                Block(
                    text=shown,
                    tag=inside.tag,
                    parent=around.number,
                    path=f"{beyond.name} > {around.name}",
                    article=inside.article,
                    hints=inside.hints + self.inner,
                    when=self.when,
                    linked=sum(islice(linked, _letters(shown))),
                    links=tuple(
                        Link(start=link.start - at, end=link.end - at, url=link.url)
                        for link in links
                        if at <= link.start and link.end <= at + len(shown)
                    ),
                    is_note=inside.is_note,
                )
            )  # fmt: skip
        self.linked.clear()
        self.when, self.inner = None, ()


def _is_line(row: "HtmlElement") -> bool:
    cells = [cell for cell in row if cell.tag in _CELLS]
    return (
        len(cells) > 1
        and all(element.tag in _INLINE for cell in cells for element in cell.iterdescendants())
        and all(_letters("".join(cell.itertext())) <= _CELL for cell in cells)
    )


def find_blocks(tree: "HtmlElement") -> list[Block]:
    """The blocks of a page, in the order of its markup."""
    from lxml.etree import iterwalk

    walk = _Walk(notes=find_notes(tree))
    walker = iterwalk(tree, events=("start", "end"))
    for event, element in walker:
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            if tag in _SKIPPED:
                walker.skip_subtree()
            elif tag == "br":
                walk.pieces.append("\n")
            elif tag in _INLINE:
                walk.open_inline(tag, element)
            elif tag in _CELLS and walk.stack[-1].is_line:
                walk.pieces.append("\t")
                walk.text(element.text)
            else:
                walk.open(tag, element)
            continue
        if tag in _INLINE:
            walk.close_inline(tag)
        elif tag not in _SKIPPED and tag != "br" and not (tag in _CELLS and walk.stack[-1].is_line):
            walk.flush()
            walk.stack.pop()
        walk.text(element.tail)
    walk.flush()
    return walk.blocks
