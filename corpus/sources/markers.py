"""Where a text cites its numbered notes: `[3]`, `[3, 5]`, `[^3]`, `³` and `(3)`.

A number counts only where the article has an entry of that number. One in round brackets may be anything (an age, a count in
an enumeration): it counts where the article cites most of its entries so, and none in another way.
Out of scope: the entries themselves (`corpus.sources.footnotes`).
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from corpus.article import Article, RegionKind

RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
"""From raised figures to plain ones."""
LOWERED = {plain: raised for raised, plain in RAISED.items()}
"""And back."""


class Marker(NamedTuple):
    """`number` is as its entry has it; `[start, end)` are the characters of the marker, several of one bracket alike."""

    number: str
    start: int
    end: int


_SURE = r"\[(?P<square>\^?\d{1,3}(?:(?:, ?|[-–])\^?\d{1,3})*)\]|(?<!\d)(?<!\b[kcmdnf][mt])(?<!\b[A-Za-z])(?<!\b(?:mi|yd|in|ha|mc))(?P<raised>[⁰¹²³⁴-⁹]{1,3})"
"""A raised number is none behind a figure (a power) or a unit (`km²`)."""
_AFTER_YEAR = r"(?<=\b(?:19|20)\d\d)(?P<year>[⁰¹²³⁴-⁹]{1,3})"
_MARKER = rf"{_SURE}|{_AFTER_YEAR}"
_ROUND = r"(?<!\))(?<![:,;] )(?<! and )(?<! or )\((\d{1,3})\)(?![(\w])"
"""Not `501(c)(3)`, and not `two things: (1) …, (2) …`."""
_BEHIND = r" ?(?:\[\^?\d{1,3}(?:(?:, ?|[-–])\^?\d{1,3})*\]|[⁰¹²³⁴-⁹]{1,3}|\(\d{1,3}\))+"
# Compiled where an article has notes: most questions show none.
_WIDEST = 20


def find_markers(article: Article, start: int, end: int) -> Iterator[Marker]:
    """The markers in `[start, end)`, and directly behind it, of notes that the article has; in order."""
    if not article.footnotes:
        return
    entries = {note.marker for note in article.footnotes}
    text = article.text
    behind = re.compile(_BEHIND).match(text, end)
    end = behind.end() if behind else end
    for match in re.compile(_MARKER).finditer(text, start, end):
        for number in _numbers(match):
            if number in entries:
                yield Marker(number, *match.span())
    if re.compile(_ROUND).search(text, start, end) and _cites_in_round_brackets(article, entries):
        for match in re.compile(_ROUND).finditer(text, start, end):
            if match[1] in entries:
                yield Marker(match[1], *match.span())


def _numbers(match: re.Match[str]) -> Iterator[str]:
    if match["square"] is None:
        yield (match["raised"] or match["year"]).translate(RAISED)
        return
    for part in match["square"].replace("^", "").split(","):
        first, _, last = part.strip().replace("–", "-").partition("-")
        if last and 0 < int(last) - int(first) < _WIDEST:
            yield from map(str, range(int(first), int(last) + 1))
        else:
            yield first


def _cites_in_round_brackets(article: Article, entries: set[str]) -> bool:
    cited: set[str] = set()
    for region in article.regions:
        if region.kind is RegionKind.BODY:
            if any(not entries.isdisjoint(_numbers(match)) for match in re.compile(_MARKER).finditer(article.text, region.start, region.end)):  # fmt: skip
                return False
            cited.update(re.compile(_ROUND).findall(article.text, region.start, region.end))
    return 2 * len(cited & entries) >= len(entries)
