"""Figures in words and in digits, as numbers that can be compared.

Out of scope: what they count (`qa.disagree`).
"""

import re

_UNITS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()  # noqa: SIM905
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()  # noqa: SIM905

NUMBER_WORDS = {
    **{word: number for number, word in enumerate(_UNITS)},
    **{word: 10 * number for number, word in enumerate(_TENS, 2)},
    **{
        f"{ten}-{one}": 10 * tens + ones
        for tens, ten in enumerate(_TENS, 2)
        for ones, one in enumerate(_UNITS[1:10], 1)
    },
    "dozen": 12,
}
SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000, "trillion": 10**12}

PUNCTUATION = ".,;:!?\"'“”‘’()"
"""What stands around a word and is no part of it."""

NEGATIONS = frozenset({"not", "no", "never", "none", "nor", "neither", "without", "cannot", "nobody", "nothing"})
"""Beside what ends in `n't`."""

_DIGITS = re.compile(r"\d+(?:[.,:]\d+)*")


def figures_in(word: str) -> list[str]:
    """The figures of a word in lower case, each as one string however it is written: `four` as `4`, `1,200` as `1200`."""
    if any(map(str.isdigit, word)):
        return [found.replace(",", "") for found in _DIGITS.findall(word)]
    number = NUMBER_WORDS.get(word, SCALES.get(word))
    return [] if number is None else [str(number)]


def negates(word: str) -> bool:
    """Whether a word in lower case negates."""
    return word in NEGATIONS or word.endswith(("n't", "n’t"))
