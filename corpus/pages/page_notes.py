"""Numbered notes by a page's markup: what cites one, and the elements that hold them.

Out of scope: notes that nothing but their words tells of (`corpus.sources.references`), and what stands in one (`corpus.sources.footnotes`).
"""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_CITING = re.compile(r"\W{0,2}(\d{1,3}(?:, ?\d{1,3})*)\W{0,2}")
"""All the words of an element that cites a note."""
_NOTE = re.compile(r"fn|note|cite|ref|source", re.IGNORECASE)
"""In the name of a place that a note stands at; others are slides, comments, chapters."""
_NOTES = re.compile(r"(?:foot|end)-?_?notes?\b|\b(?:references|reflist|citations|bibliography)\b", re.IGNORECASE)
"""In the name of a list of notes."""
_OF_NOTES = ("li", "p", "div", "td", "dd", "dt", "section", "aside")
_LONGEST_NOTE = 800
_SHORT = 20


def find_notes(tree: "HtmlElement") -> dict["HtmlElement", str]:
    """The elements that hold a note, with its number: where numbers in the text lead, and items of a list of notes."""
    found: dict[str, str] = {}
    for link in tree.iter("a"):
        url = link.get("href") or ""
        if (
            len(url) < 2
            or url[0] != "#"
            or not (cited := _CITING.fullmatch(_words(link, _SHORT) or ""))
            or not cited[1].isdigit()
        ):
            continue
        if _NOTE.search(url) or next(link.iterancestors("sup"), None) is not None or link.find("sup") is not None:
            found.setdefault(url[1:], cited[1])
    notes: dict[HtmlElement, str] = {}
    if found:
        # Numbers in the notes themselves lead back into the text.
        for element in tree.iter(_OF_NOTES):
            if (number := found.get(element.get("id") or "")) is not None:
                notes[element] = number
    for listed in tree.iter("ol"):
        items = [item for item in listed if item.tag == "li"]
        if _NOTES.search(f"{listed.get('class') or ''} {listed.get('id') or ''}") or any(
            item in notes for item in items
        ):
            start = listed.get("start") or "1"
            for place, item in enumerate(items, int(start) if start.isdigit() else 1):
                notes.setdefault(item, str(place))
    return {note: number for note, number in notes.items() if _words(note, _LONGEST_NOTE) is not None}


def begins_with(element: "HtmlElement", number: str) -> bool:
    """Whether an element shows that number in front of its other words."""
    return re.match(rf"\W*{number}\b", _words(element, _LONGEST_NOTE) or "") is not None


def is_raised(element: "HtmlElement", before: str) -> bool:
    """Whether a `<sup>`, or a link within the page, is nothing but a note's number or a power: shown above the line.

    `before` is the character before it: such a link stands directly behind a word.
    """
    if element.tag == "a" and not ((element.get("href") or "").startswith("#") and before.strip()):
        return False
    words = _words(element, _SHORT)
    return words is not None and (cited := _CITING.fullmatch(words)) is not None and words == cited[1]


def _words(element: "HtmlElement", most: int) -> str | None:
    """An element's text, if it is not longer; what else is in a page of one element is not read again for each."""
    words = ""
    for text in element.itertext():
        words += text
        if len(words) > most:
            return None
    return words
