"""What a line looks like as language: whether it is whole sentences, a headline, or a label."""

import re
from enum import Enum, auto

_CLOSERS = "\"'”’»›)}*_ \t\u00a0"
_ENDS = ".!?…。！？؟।॥"
_MARKERS = re.compile(r"(?:\s*(?:\[\^?\w{1,4}\]|\(\d{1,3}\)?|[¹²³⁰⁴-⁹]{1,3}))+$")
_MARKER_ENDS = "]¹²³⁰⁴⁵⁶⁷⁸⁹0123456789\n"  # of `(3)` the bracket is gone before
_INNER_END = re.compile(r"[a-z0-9”’\")][.!?][”’\")]*(?:\[\d{1,3}\])* +[“‘\"']?[A-Z]")
_WIDE = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


class Shape(Enum):
    """How much like a sentence a line is."""

    SENTENCE = auto()
    """Ends as a sentence does."""
    RUNNING = auto()
    """Long or broken off, but running text: a paragraph without its full stop, or one that leads to a quotation."""
    LABEL = auto()
    """Neither: a headline, a menu entry, a name."""


def ends_sentence(line: str) -> bool:
    """Whether a line ends in a full stop or the like, closing quotes and footnote markers apart."""
    tail, before = line[-40:], ""
    while tail != before:
        before = tail
        tail = tail.rstrip(_CLOSERS)
        if tail[-1:] in _MARKER_ENDS:
            tail = _MARKERS.sub("", tail)
    return tail.rstrip("]")[-1:] in _ENDS if tail else False


def count_words(line: str) -> int:
    """Words by spaces; in scripts that do without spaces, every two letters count as one."""
    wide = len(_WIDE.findall(line[:2000])) if not line.isascii() else 0
    return line.count(" ") + 1 + wide // 2


def shape_of(line: str, words: int) -> Shape:
    if ends_sentence(line):
        return Shape.SENTENCE if words >= 2 or len(line) > 12 else Shape.LABEL
    if words >= 7 and line[-1] in ":;,—–-":
        return Shape.RUNNING
    if words >= 12 and _INNER_END.search(line[:3000]):
        return Shape.RUNNING
    if words >= 26:
        return Shape.RUNNING
    return Shape.LABEL
