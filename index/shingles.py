"""How alike texts are by the words that follow one another in them: shingles, and one MinHash of them for each sentence.

A shingle is a run of words, case and punctuation apart (Broder 1997). Of a text's distinct shingles the share that
another holds says how much of it was printed there. To find that other among millions, the least hash of each sentence's
shingles is kept: a sentence that is printed anew has the same wherever it stands, and mostly when a word of it was edited.
A whole article's MinHash would not do: where two fifths of its paragraphs are printed elsewhere, a quarter of the union is shared.

Out of scope: where the hashes are kept (`index.origins`), and which words differ (`qa.retrieve`).
"""

import re
from collections.abc import Sequence
from zlib import crc32

import numpy as np
import numpy.typing as npt

from index.sentences import FOOTNOTE

RUN = 4
"""Words of a shingle. With three to five, partial reprints are told as well; shorter ones are shared by chance."""

_LONG_RUN = 6
"""… of those of which the least is kept: one of four words is in many sentences that have nothing else in common."""

SAME_ORIGIN = 0.4
"""Share of the shorter article's shingles that the longer one holds, where both print what one desk wrote. Chance, quotations
and standing phrases make up .35 at most of unlike texts put together of sentences in common use; of a reprint with a tenth of its words
edited it is .55."""

LEAST_WORDS = 8
"""Words of a sentence that is found again: of shorter ones many are anybody's."""

_WORD = re.compile(r"\w+")
_END = re.compile(r"[.!?…][\"'”’»)\]]*\s+(?=[\"“‘'(\[]?[A-Z0-9À-Þ])|[\r\n]+")
"""Where a sentence ends, more or less: it only has to be the same place in every print."""

Hashes = npt.NDArray[np.uint64]


def shingles(text: str) -> Hashes:
    """The distinct shingles of `text` `(n,)`, ascending; a text of fewer words than one has is one."""
    words = _words(text)
    return np.unique(_runs(words, RUN)) if words else np.zeros(0, dtype=np.uint64)


def containment(one: Hashes, other: Hashes) -> float:
    """The share of the shingles of the shorter text that the longer one holds; 0 where it has none."""
    least = min(len(one), len(other))
    return len(np.intersect1d(one, other, assume_unique=True)) / least if least else 0.0


def have_one_origin(one: Hashes, other: Hashes) -> bool:
    """Whether two articles, given by the shingles of their bodies, print the same words for the most part, or one a part of the other's."""
    return containment(one, other) >= SAME_ORIGIN


def minhashes(texts: Sequence[str]) -> list[list[int]]:
    """For each text the least hash of the shingles of each sentence, distinct, as signed numbers of 32 bits.

    Sentences of less than eight words are passed over, unless a text has no others: then it counts as one sentence.
    """
    words: list[str] = []
    lengths: list[int] = []
    counts: list[int] = []
    for text in texts:
        sentences = [_words(sentence) for sentence in _END.split(text)]
        kept = [one for one in sentences if len(one) >= LEAST_WORDS]
        if not kept and (every := _words(text)):
            kept = [(every * _LONG_RUN)[: max(_LONG_RUN, len(every))]]
        for one in kept:
            words += one
            lengths.append(len(one))
        counts.append(len(kept))
    if not words:
        return [[] for _ in texts]
    hashes = (_runs(words, _LONG_RUN) >> np.uint64(32)).astype(np.uint32)
    ends = np.cumsum(lengths)
    # A sentence's runs, and then those that reach into the next, which count for neither.
    edges = np.stack((ends - lengths, ends - _LONG_RUN + 1), axis=1).ravel()
    least = np.minimum.reduceat(np.append(hashes, np.uint32(0xFFFFFFFF)), edges)[::2].view(np.int32).tolist()
    at, found = 0, []
    for count in counts:
        found.append([*dict.fromkeys(least[at : at + count])])
        at += count
    return found


def _words(text: str) -> list[str]:
    return _WORD.findall((FOOTNOTE.sub("", text) if "[" in text else text).casefold())


def _runs(words: Sequence[str], length: int) -> Hashes:
    """The hash of each run of `length` words, 64 bits; of all together where there are fewer."""
    numbers = np.fromiter([crc32(word.encode(errors="replace")) for word in words], np.uint64, len(words))
    length = min(length, len(words))
    count = len(words) - length + 1
    mixed = np.zeros(count, dtype=np.uint64)
    for at in range(length):
        mixed = (mixed + numbers[at : at + count]) * _ODD
    # Products carry upwards only: what is mixed down here makes every bit count (the end of MurmurHash3).
    mixed ^= mixed >> np.uint64(33)
    mixed *= _OTHER_ODD
    mixed ^= mixed >> np.uint64(29)
    return mixed * _ODD


_ODD = np.uint64(0x9E3779B97F4A7C15)
_OTHER_ODD = np.uint64(0xC4CEB9FE1A85EC53)
