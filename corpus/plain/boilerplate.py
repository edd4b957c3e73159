"""What surrounds an article on a saved page, as data: families of lines, each with the reason it is told apart.

The patterns were collected from lines that recur on many pages and are kept general; no publisher is named, only the
agencies that sign pictures. They are written for a line in lower case with straight apostrophes.
Out of scope: where on the page a line stands (`corpus.plain.regions`).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from ahocorasick_rs import AhoCorasick

from corpus.article import RegionKind

LONGEST = 700
"""A longer line, in characters, is never boilerplate by its words."""

_ENDING = 140
"""How many characters of a line's end the `ending` patterns look at."""


class Section(Enum):
    """What a line can open: the lines below it belong to it as well."""

    COMMENTS = auto()
    TEASERS = auto()
    REFERENCES = auto()
    FOOTER = auto()
    FAQ = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Lines of one sort, of at most `longest` characters.

    A line belongs when one of the patterns fits it as a `whole`, at its `opening`, at its `ending` or `anywhere`.
    `keys` are words of which every member holds at least one: looked for first, since that is cheap.
    `at_ends` families also look like sentences of an article and count only at the top and the bottom of a page.
    """

    kind: RegionKind
    reason: str
    longest: int
    whole: tuple[str, ...] = ()
    opening: tuple[str, ...] = ()
    ending: tuple[str, ...] = ()
    anywhere: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    opens: Section | None = None
    at_ends: bool = False
    _regexes: tuple[re.Pattern[str] | None, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        parts = (self.whole, self.opening, self.ending, self.anywhere)
        object.__setattr__(self, "_regexes", tuple(_compiled(patterns) for patterns in parts))

    def holds(self, plain: str) -> bool:
        """Whether a line of at most `longest` characters, made `plain`, belongs to the family."""
        whole, opening, ending, anywhere = self._regexes
        if self.keys:
            searched = plain if whole or opening or anywhere else plain[-_ENDING:]
            for key in self.keys:
                if key in searched:
                    break
            else:
                return False
        return bool(
            (whole and whole.fullmatch(plain))
            or (opening and opening.match(plain))
            or (ending and ending.search(plain[-_ENDING:]))
            or (anywhere and anywhere.search(plain))
        )


def plain(line: str) -> str:
    """A line as the patterns want it."""
    return line.lower().replace("’", "'").replace("\xa0", " ")


class Families:
    """Families in the order in which they are tried."""

    def __init__(self, *families: Family) -> None:
        # Most lines of an article are too long for most families, so that each length has its own few.
        self._by_length = [
            tuple(family for family in families if length <= family.longest) for length in range(LONGEST + 1)
        ]
        self._without_keys = [tuple(family for family in some if not family.keys) for some in self._by_length]
        self._keyed = [family.reason for family in families for _ in family.keys]
        # All keys at once: looked for one by one, they took half the time that an article takes.
        self._keys = AhoCorasick([key for family in families for key in family.keys])

    def find(self, plain_line: str) -> Family | None:
        """The first family that a line, made `plain`, belongs to."""
        if len(plain_line) > LONGEST:
            return None
        found = self._keys.find_matches_as_indexes(plain_line, overlapping=True)
        if not found:
            for family in self._without_keys[len(plain_line)]:
                if family.holds(plain_line):
                    return family
            return None
        with_key = {self._keyed[key] for key, _, _ in found}
        for family in self._by_length[len(plain_line)]:
            if (not family.keys or family.reason in with_key) and family.holds(plain_line):
                return family
        return None


def _compiled(patterns: Sequence[str]) -> re.Pattern[str] | None:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns)) if patterns else None
