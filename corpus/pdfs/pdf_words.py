"""Words that a line's end has parted, put together as the text writes them."""

import re
from collections import Counter
from collections.abc import Sequence

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_PARTED = re.compile(r"(-?)([^\W\d_]+)[-\xad‐]$")
_FIRST = re.compile(r"[^\W\d_]+")

_KEEP_AFTER = frozenset(re.findall(r"\w+", "self well ex non anti pro co half long short high low so vice then post pre far ill all cross mid multi semi ultra un"))  # fmt: skip
_KEEP_BEFORE = frozenset(re.findall(r"\w+", "year old down up off out in on over based led made like free wide long level term time to of the and and backed owned related style class"))  # fmt: skip
"""First and last parts of words that keep their hyphen, where the text does not show how a word is written."""

_HYPHENATES = 0.02
"""Of the full lines of a text whose words are parted, more end in a hyphen; of others, some with words that have one anyway."""


class Words:
    """How a text writes its words."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._seen = Counter(word.lower() for line in lines for word in _WORD.findall(line))
        hyphens = sum(_PARTED.search(line[-40:]) is not None for line in lines)
        self._hyphenates = hyphens > _HYPHENATES * sum(len(line) > 20 for line in lines)

    def join(self, above: str, below: str) -> tuple[str, str]:
        """The end of a line without what only parts a word, and what stands between it and the next."""
        parted = _PARTED.search(above[-60:])
        if parted is None:
            return above, "" if above[-1:] in ("—", "/", "-") and above[-2:-1] not in (" ", "") else " "
        if above[-1] == "\xad":
            return above[:-1], ""
        rest = _FIRST.match(below)
        is_one = rest is not None and not parted[1] and self._is_one(parted[2].lower(), rest.group())
        return above[:-1] if is_one else above, ""

    def _is_one(self, first: str, rest: str) -> bool:
        """Whether they are one word without a hyphen."""
        if not rest[0].islower():
            return False
        whole, hyphened = self._seen[first + rest], self._seen[f"{first}-{rest}"]
        if whole or hyphened:
            return whole > hyphened
        return self._hyphenates and first not in _KEEP_AFTER and rest not in _KEEP_BEFORE
