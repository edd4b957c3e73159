"""The visible text of a page, block by block in the order of the page, with what its markup says of each block.

All that a reader of the page could see is kept, menus included; left out are what is never shown (scripts, styles) and
the words of controls (buttons, choices). Out of scope: which blocks are the article's (`corpus.body`).
"""

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from corpus.hints import Hint, hint_of

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

_CELLS = frozenset({"td", "th"})
_CELL = 80
"""A row of cells of at most so many characters is one line, with tabs between them, as long as no block stands in one."""
UNSEEN = re.compile("[\xad\u200b\u2060\ufeff]")
"""Where a word may be broken: search and quotes are to find the word whole."""


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
    """How many characters of it, blanks apart, are links. (Where they lead, `_Walk.open_inline` sees: a source that the words name.)"""

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


@dataclass(slots=True)
class _Walk:
    blocks: list[Block] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=lambda: [_Open("body", 0, (), "", 0)])
    pieces: list[str] = field(default_factory=list)
    """Of the block at hand; line breaks are `<br>`s."""
    opened: int = 0
    links: int = 0
    linked: int = 0
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
        self.stack.append(_Open(tag, self.opened, hints, name, article, tag == "tr" and _is_line(element)))
        self.text(element.text)

    def open_inline(self, tag: str, element: "HtmlElement") -> None:
        self.links += tag == "a"
        if tag == "time":
            self.when = self.when or element.get("datetime")
        if not self.inner and not any(map(str.strip, self.pieces)) and (hint := hint_of(element)) is not None:
            self.inner = (hint,)
        self.text(element.text)

    def text(self, written: str | None) -> None:
        if written:
            self.pieces.append(written if self.stack[-1].tag == "pre" else _BREAKS.sub(" ", written))
            if self.links:
                self.linked += _letters(written)

    def flush(self) -> None:
        text = _SPACES.sub(_blank, UNSEEN.sub("", "".join(self.pieces)))
        self.pieces.clear()
        inside = self.stack[-1]
        level = len(self.stack) - (1 if inside.tag in _CONTAINERS else 2)
        around, beyond = self.stack[max(0, level)], self.stack[max(0, level - 1)]
        # Two breaks stand for a paragraph's end.
        for part in re.split(r"\n{2,}", text.strip()) if text.strip() else ():
            self.blocks.append(
                Block(
                    text=part.strip(),
                    tag=inside.tag,
                    parent=around.number,
                    path=f"{beyond.name} > {around.name}",
                    article=inside.article,
                    hints=inside.hints + self.inner,
                    when=self.when,
                    linked=self.linked,
                )
            )  # fmt: skip
        self.linked, self.when, self.inner = 0, None, ()


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

    walk = _Walk()
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
            walk.links -= tag == "a"
        elif tag not in _SKIPPED and tag != "br" and not (tag in _CELLS and walk.stack[-1].is_line):
            walk.flush()
            walk.stack.pop()
        walk.text(element.tail)
    walk.flush()
    return walk.blocks
