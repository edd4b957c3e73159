"""Which of a library's outlets a question names: `according to Newser`, `what did The Week say`, `CNN and Fox News`.

An outlet is known by the names that the library's articles carry, by what it is called besides (NYT, AP), and by its
domain. Many are called by a common word (The Week, Time, People, the Sun): these must stand in a phrase that says who
reports, or be called a magazine or a newspaper.

Out of scope: who is quoted in an article (`qa.cite`), and explicit filters (`index.filters`).
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from corpus.sources.outlet_names import SURE, key_of, keys_of, letters
from qa.time.wording import one_of

ATTRIBUTED, MENTIONED = 0.3, 0.1
"""What a passage of an outlet gets that the question asks for, and of one that it only speaks of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """An outlet that a question names, and the library's publishers that are meant."""

    name: str
    """As the library writes it; as most of its articles do, where they differ."""
    publishers: frozenset[str]
    attributed: bool
    """Whether the question asks for what this outlet reports, and does not only speak of it."""
    written: tuple[str, ...] = ()
    """As the question writes it, each time."""

    def __str__(self) -> str:
        return f"by {self.name}" if self.attributed else f"perhaps by {self.name}"


_TOKEN = re.compile(r"[^\W_]+(?:[.&-][^\W_]+)*|[,;:?!(“\"]")
_CALLED = one_of("magazine newspaper website paper channel newsroom")
_SMALL = one_of("of the and on &")
_MOST = 6
"""Words of a name."""

# Compiled by `re` when a question names an outlet, and kept there.
_REPORT = r"report(?:s|ing)?|stor(?:y|ies)|articles?|coverage|account|analysis|piece|editorial|review|interview|version|headlines?|investigation|exclusive|column|obituary|opinion|profile|take"
_SAYS = (
    r"sa(?:y|ys|id)|tells?|told|reports?|reported|writes?|wrote|written|claim(?:s|ed)?|describe[sd]?|reveal(?:s|ed)?|estimate[sd]?"
    r"|cover(?:s|ed)?|cite[sd]?|publish(?:es|ed)?|call(?:s|ed)?|note[sd]?|explain(?:s|ed)?|argue[sd]?|mention(?:s|ed)?|quote[sd]?|differ|disagree|agree"
)
_ASKS_AFTER = rf"(?:['’]s?)? (?:(?:own|latest|first|original|new|live) )?(?:{_REPORT}|correspondents?|reporters?|journalists?|columnists?)\b|(?: magazine| newspaper)? (?:{_SAYS})\b"
_ASKS_BEFORE = (
    r"(?i:\b(?:according to|told|tells?|per|via|citing|as seen (?:in|on)|reported (?:by|in|on)|(?:published|printed|quoted|cited|written|described|aired|told|wrote|writes?) (?:by|in|on)"
    rf"|(?:{_REPORT}) (?:in|by|from|of|on|with))(?: the| a)?) $"
)
_COMPARES = r"(?i)\b(?:compare[sd]?|differ(?:s|ent|ently|ence)?|(?:dis)?agree|both|versus|vs|contradict)\b"
_JOINS = r"(?:,? (?:and|or|to|with|than)(?: the| in the| in)?|, ?(?:the)?| ?& ?|/)(?: |$)?"


class _Named(NamedTuple):
    """An outlet's key at `[start, end)` of a question."""

    key: str
    start: int
    end: int
    attributed: bool


class Outlets:
    """The outlets of a library."""

    def __init__(self, publishers: Iterable[str]) -> None:
        """Of the names, domains or addresses that its articles have for who published them, the most frequent first."""
        self._publishers: dict[str, list[str]] = {}
        for publisher in dict.fromkeys(publishers):
            for key in keys_of(publisher):
                self._publishers.setdefault(key, []).append(publisher)

    def named(self, question: str) -> tuple[Outlet, ...]:
        """Those that `question` names, in its order."""
        found = list(self._find(question))
        together = len({one.key for one in found}) > 1 and re.search(_COMPARES, question) is not None
        outlets: dict[str, Outlet] = {}
        for at, one in enumerate(found):
            # `CNN and Fox News report`: what is said of one in a list holds for all.
            listed = [other for other in found[max(0, at - 3) : at + 4] if _are_listed(question, one, other)]
            attributed = one.attributed or together or any(other.attributed for other in listed)
            if not (attributed or one.key in SURE or _is_plain(question[one.start : one.end])):
                continue
            publishers = self._publishers[one.key]
            before = outlets.get(publishers[0])
            written = question[one.start : one.end]
            outlets[publishers[0]] = Outlet(
                name=publishers[0],
                publishers=frozenset(publishers) | (before.publishers if before else frozenset()),
                attributed=attributed or (before is not None and before.attributed),
                written=(*before.written, written) if before else (written,),
            )
        return tuple(outlets.values())

    def _find(self, question: str) -> Iterator[_Named]:
        tokens = list(_TOKEN.finditer(question))
        squeezed = [letters(token[0]) for token in tokens]
        at = 0
        while at < len(tokens):
            # The longest name that begins here.
            for end in range(min(len(tokens), at + _MOST), at, -1):
                key = key_of("".join(squeezed[at:end]))
                if key in self._publishers and (one := _read(question, key, tokens[at].start(), tokens[end - 1].end())):
                    yield one
                    at = end - 1
                    break
            at += 1


def _read(question: str, key: str, start: int, end: int) -> _Named | None:
    """The name at `[start, end)`, unless it can't be meant as one."""
    written, before, behind = question[start:end], question[max(0, start - 40) : start], question[end : end + 40]
    # Of the Reuters Institute, Reuters is only a part.
    asks_before = re.search(_ASKS_BEFORE, before) is not None and not re.match(r" [A-Z]", behind)
    asks = asks_before or re.match(_ASKS_AFTER, behind) is not None
    # A name is written with capitals; where a question has none at all, one of several words or a sure one will do.
    capitals = all(word[0].isupper() or word[0].isdigit() or word in _SMALL for word in written.split())
    sure, plain = key in SURE, _is_plain(written)
    lower = question == question.lower() and asks and (plain or sure or asks_before)
    if not ("." in written or capitals or lower):
        return None
    next_word = behind.split(None, 1)[0].strip(".,?'’") if behind.strip() else ""
    called = next_word in _CALLED
    if start == 0 and not (called or sure or plain):  # People say …
        asks = re.match(r" (?:report(?:s|ed)|writes|wrote)\b", behind) is not None
    # An acronym is written in capitals, and one of two letters may be anything.
    if ((sure and len(written) <= 4) or len(written) <= 2) and capitals and not written.isupper():
        return None
    return None if len(written) <= 2 and not asks else _Named(key, start, end, asks or called)


def _is_plain(written: str) -> bool:
    """Whether a name can hardly be anything else: of several words, unless one is `The`, or a domain."""
    return len(written.lower().removeprefix("the ").split()) > 1 or "." in written


def _are_listed(question: str, one: _Named, other: _Named) -> bool:
    first, second = sorted((one, other), key=lambda named: named.start)
    return re.fullmatch(_JOINS, question[first.end : second.start]) is not None


def by_outlets(outlets: Sequence[Outlet], publishers: Sequence[Collection[str | None]]) -> npt.NDArray[np.float64]:
    """What to add to the fused score of each candidate, given who published it and the prints of its words, shape `(n,)`."""
    added = np.zeros(len(publishers))
    for outlet in outlets:
        value = ATTRIBUTED if outlet.attributed else MENTIONED
        for at, names in enumerate(publishers):
            if added[at] < value and not outlet.publishers.isdisjoint(names):
                added[at] = value
    return added


def represent(outlets: Sequence[Outlet], publishers: Sequence[Collection[str | None]], k: int) -> list[int]:
    """The order of ranked hits in which each outlet that is asked for, and has a hit, has one among the first `k`.

    `publishers` are those of each hit, the best first; hits that are not worth showing are left out by the caller. The best
    hit stays the first. The others make way from the last place up, those that stand for an outlet themselves excepted.
    """
    order = list(range(len(publishers)))
    asked = [outlet.publishers for outlet in outlets if outlet.attributed]
    for wanted in asked:
        first = next((place for place, at in enumerate(order) if not wanted.isdisjoint(publishers[at])), 0)
        if first < k:
            continue
        counts = [sum(not one.isdisjoint(publishers[at]) for at in order[:k]) for one in asked]
        for place in range(k - 1, 0, -1):
            stands_for = [n for n, one in enumerate(asked) if not one.isdisjoint(publishers[order[place]])]
            if all(counts[n] > 1 for n in stands_for):
                order.insert(place, order.pop(first))
                order.insert(k, order.pop(place + 1))
                break
    return order
