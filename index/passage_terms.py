"""The terms of a passage as its row keeps them: which there are, in what order, in which sentences, and which are names.

So nothing has to be found and taken apart when a question is asked: scoring a hundred passages and weighing the sentences
of a dozen is done in numbers. Function words are left out, a third of the distinct terms: a question is scored by them
only where it has no others, and then they are read from the texts.

Out of scope: what else is in the row (`index.rows`), and the words of a sentence that are no names (`qa.reading`).
"""

import re
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import NamedTuple
from zlib import crc32

import numpy as np
import numpy.typing as npt

from index.recent import Recent
from index.sentences import find_sentences
from index.words import term_number, terms

Ints = npt.NDArray[np.unsignedinteger]
_TYPES = {width: np.dtype(f"<u{width}") for width in (1, 2, 4)}

Numbers = bytes
"""Terms as their numbers (`index.words.term_number`), four bytes each, the lowest first. Those of a hundred passages are put
together in a tenth of the time that arrays take."""

_NARROW, _WIDE = 1, 4
"""Bytes of a number in a row; the second for the rare passage of words without spaces that has more than 128 terms."""


class PassageTerms(NamedTuple):
    """The informative terms of a passage."""

    numbers: Numbers
    """The distinct ones, in order."""
    places: bytes
    """Each term in order: twice its place among these, and one more where it is written as a name or a figure."""
    sentences: bytes
    """How many of these each sentence has, and where in the passage it ends."""
    width: int
    """Bytes of a place."""

    def every(self) -> Ints:
        """The terms in order, as `places` tells them."""
        return np.frombuffer(self.places, _TYPES[self.width])

    def lengths_and_ends(self) -> tuple[Ints, Ints]:
        """Of each sentence how many terms it has, and where in the passage it ends: it begins with the first character
        behind the one before that is no white space."""
        wide = max(2, self.width)
        count = len(self.sentences) // (self.width + wide)
        return (
            np.frombuffer(self.sentences, _TYPES[self.width], count),
            np.frombuffer(self.sentences, _TYPES[wide], count, self.width * count),
        )


def numbers_in(packed: Iterable[Numbers]) -> npt.NDArray[np.uint32]:
    """All of some numbers, in order."""
    return np.frombuffer(b"".join(packed), "<u4")


def occurrences(passages: Sequence[PassageTerms]) -> npt.NDArray[np.int64]:
    """How often each distinct term of some passages occurs in its own, one passage after another."""
    distinct = [len(one.numbers) // 4 for one in passages]
    firsts = np.cumsum([0, *distinct])
    if _WIDE not in {one.width for one in passages}:
        places = np.frombuffer(b"".join([one.places for one in passages]), np.uint8)
    else:
        places = np.concatenate([one.every() for one in passages])
    of = np.repeat(firsts[:-1], [len(one.places) // one.width for one in passages])
    return np.bincount((places >> 1) + of, minlength=firsts[-1])


class InOrder(NamedTuple):
    """The terms of some passages in order, one passage after another."""

    numbers: npt.NDArray[np.uint32]
    named: npt.NDArray[np.bool_]
    """Whether each is written as a name or a figure."""
    lengths: npt.NDArray[np.int64]
    """How many each sentence has."""


def in_order(passages: Sequence[PassageTerms]) -> InOrder:
    """The terms of some passages in order: of a dozen in the time that two take one by one."""
    if _WIDE not in {one.width for one in passages}:
        places: Ints = np.frombuffer(b"".join([one.places for one in passages]), np.uint8)
        # Of a sentence a byte tells how many terms it has, and two where it ends.
        lengths: Ints = np.frombuffer(
            b"".join([one.sentences[: len(one.sentences) // 3] for one in passages]), np.uint8
        )
    else:
        places = np.concatenate([one.every() for one in passages])
        lengths = np.concatenate([one.lengths_and_ends()[0] for one in passages])
    ends = [*accumulate(len(one.numbers) // 4 for one in passages)]
    firsts = np.array([0, *ends][:-1], dtype=np.int64)
    at = (places >> 1) + np.repeat(firsts, [len(one.places) // one.width for one in passages])
    numbers = numbers_in([one.numbers for one in passages])
    return InOrder(numbers[at], (places & 1).astype(bool), lengths.astype(np.int64))


def terms_row(text: str, *, every: bool = False) -> bytes:
    """The terms of a passage as they are kept, with a checksum; `every` term, not the informative ones alone."""
    pieces = _every_piece if every else _pieces
    at: dict[int, int] = {}
    places: list[int] = []
    lengths: list[int] = []
    spans = find_sentences(text, 0, len(text))
    for start, end in spans:
        before = len(places)
        words = text[start:end].split()
        found = [*map(pieces.__getitem__, words)]
        # Any word has a capital at the beginning of a sentence.
        if found[0].named and not (len(words) > 1 and (found[1].named or words[1] in _VERBS)):
            found[0] = _Piece(found[0].numbers, ())
        for numbers, named in found:
            for number in numbers:
                places.append(2 * at.setdefault(number, len(at)) + (number in named))
        lengths.append(len(places) - before)
    ends = [end for _, end in spans]
    narrow = max(2 * len(at), len(places), len(spans)) < 256 and max(ends, default=0) < 1 << 16
    width = _NARROW if narrow else _WIDE
    packed = b"".join(
        (
            np.fromiter(at, "<u4", len(at)).tobytes(),
            np.array([*places, *lengths], _TYPES[width]).tobytes(),
            np.array(ends, _TYPES[max(2, width)]).tobytes(),
            np.array((len(at), len(spans)), _TYPES[width]).tobytes(),
            bytes([width]),
        )
    )
    return packed + crc32(packed).to_bytes(4, "little")


def read_terms(row: bytes) -> PassageTerms:
    """What `terms_row` wrote. Raises `ValueError` where it is not as it was written."""
    width, distinct, end = _check(row)
    sentences = end - (width + max(2, width)) * int.from_bytes(row[end + width : end + 2 * width], "little")
    return PassageTerms(row[: 4 * distinct], row[4 * distinct : sentences], row[sentences:end], width)


def read_numbers(rows: Iterable[bytes]) -> Numbers:
    """The numbers of the terms of several passages together. Raises `ValueError` where a row is not as it was written."""
    return b"".join([row[: 4 * _check(row)[1]] for row in rows])


def _check(row: bytes) -> tuple[int, int, int]:
    """How wide the numbers of a row are, how many distinct terms it has, and where what tells this begins."""
    packed = row[:-4]
    if not packed or crc32(packed) != int.from_bytes(row[-4:], "little"):
        raise ValueError("the terms of a passage are not as they were written")
    width = packed[-1]
    end = len(packed) - 2 * width - 1
    return width, int.from_bytes(packed[end : end + width], "little"), end


class _Piece(NamedTuple):
    """What stands between white space, which terms don't reach across."""

    numbers: tuple[int, ...]
    named: tuple[int, ...]
    """Those of the terms that are written as names or figures."""


def _take_apart(piece: str, *, every: bool = False) -> _Piece:
    from index.stop import NAMES_NOTHING, STOP

    found = terms(piece)
    kept = [term for term in found if every or term not in STOP]
    named = [term for term in found if term not in NAMES_NOTHING] if _NAME.match(piece) else []
    return _Piece(tuple(map(term_number, kept)), tuple(map(term_number, named)))


_NAME = re.compile(r"[\"'“‘(\[$£€]*[A-ZÀ-Þ0-9]")
_VERBS = frozenset(
    {"said", "says", "told", "announced", "confirmed", "wrote", "was", "is", "has", "had", "will", "won"}
)
"""What follows upon a name that opens a sentence."""

_pieces: Recent[str, _Piece] = Recent(1 << 16, _take_apart)
"""Some 400 bytes each, 26 to 52 MB when full: while much is indexed, and not where questions are asked."""
_every_piece: Recent[str, _Piece] = Recent(1 << 12, lambda piece: _take_apart(piece, every=True))
