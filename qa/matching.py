"""How far the words of a question occur in sentences: the words themselves, and others alike in meaning.

Out of scope: what that is worth (`qa.evidence`).
"""

from collections.abc import Sequence
from itertools import chain

import numpy as np
import numpy.typing as npt

from index.embed import Embedder
from index.library import Library
from index.words import term_number
from qa.question import Question

Occurring = npt.NDArray[np.bool_]
Shares = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.uint32]
"""Those of terms (`index.words.term_number`)."""
Lengths = npt.NDArray[np.int64]

_UNLIKE, _LIKE = 0.25, 0.45
"""Cosines of words from which on they count as alike, and as the same. Most pairs are below the first."""

_NEAR = 8
"""Informative terms between two that count as near each other: some fifteen words."""


class Terms:
    """The terms of a question, their weights, and where they occur: an array of booleans with a column for each."""

    def __init__(self, library: Library, question: Question) -> None:
        weights = library.weights(question.terms)
        self._names = [*weights]
        self._numbers = np.fromiter(map(term_number, weights), np.uint32, len(weights))
        self._weights = np.fromiter(weights.values(), np.float64, len(weights))
        self.total = sum(weights.values())
        names = {*question.names}
        self.named = np.array([name in names for name in weights], dtype=bool)
        asking = {*question.asking}
        self._asking = np.array([name in asking for name in weights], dtype=bool)
        at = {name: column for column, name in enumerate(weights)}
        self.of_words = np.array([at[term] for _, term in question.words], dtype=np.int64)
        """The column of each of the question's words."""
        self.weights_of_words = self._weights[self.of_words]

    def columns(self, names: Sequence[str]) -> list[int]:
        """Those of some of the terms."""
        return [self._names.index(name) for name in names]

    def among(self, numbers: Numbers, lengths: Lengths | Sequence[int]) -> Occurring:
        """Which occur in each of some texts, given the numbers of their terms, one text after another, and how many each has."""
        of = np.repeat(np.arange(len(lengths)), lengths)
        found = np.zeros((len(lengths), len(self._numbers)), dtype=bool)
        columns, at = self._places(numbers)
        found[of[at], columns] = True
        return found

    def near(self, numbers: Numbers, lengths: Lengths, things: Sequence[Sequence[int]] | None) -> Shares:
        """For each of some texts, the most of the question's information that stands near one of its `things`.

        Texts are told as in `among`, and the things of each by the numbers of their terms: what the question has itself is none.
        Without `things` every other term is one.
        """
        at = self._places(numbers)[1]
        of = np.repeat(np.arange(len(lengths)), lengths)
        is_thing = np.zeros(len(lengths), dtype=bool)
        is_thing[of[at]] = True  # Elsewhere nothing of the question is near anything.
        is_thing = is_thing[of]
        is_thing[at] = False
        where = np.flatnonzero(is_thing)
        if things is not None:
            # Terms of one text after another; -1 is none.
            wanted = np.array([-1, *[text << 32 | one for text, some in enumerate(things) for one in some]])
            wanted.sort()
            found = of[where] << 32 | numbers[where]
            where = where[wanted[np.searchsorted(wanted, found).clip(max=len(wanted) - 1)] == found]
        shares = np.zeros(len(lengths))
        np.maximum.at(shares, of[where], self.beside(numbers, lengths, where))
        return shares

    def beside(self, numbers: Numbers, lengths: Lengths, where: npt.NDArray[np.int64]) -> Shares:
        """The share of the question's information that stands near each of some terms, in the same text; texts are told as in `among`."""
        if not len(where):
            return np.zeros(0)
        columns, at = self._places(numbers)
        texts, ends = np.repeat(np.arange(len(lengths)), lengths)[where], np.cumsum(lengths)
        before = np.zeros((len(numbers) + 1, len(self._numbers)), dtype=np.int32)
        before[at + 1, columns] = 1
        np.cumsum(before, axis=0, out=before)
        first = np.maximum(where - _NEAR, (ends - lengths)[texts])
        last = np.minimum(where + _NEAR + 1, ends[texts])
        return self.share(before[last] > before[first])

    def _places(self, numbers: Numbers) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """The column of each term of the question among some, and where among these it stands."""
        # Of a flat array, what is not 0 is found in a fifth of the time.
        columns, at = np.divmod(np.flatnonzero((self._numbers[:, None] == numbers).ravel()), max(1, len(numbers)))
        return columns, at

    def share(self, there: Occurring) -> Shares:
        """For each row, the share of the question's information in the terms that are there."""
        if not self.total:
            return np.zeros(len(there))
        # Not a matrix product: in that, how a sum is rounded depends on where it stands.
        shares: Shares = (there * self._weights).sum(axis=1) / self.total
        return shares

    def share_of_clause(self, there: Occurring) -> Shares:
        """For each row, the share of the information of the clause that asks in the terms that are there."""
        weights = self._weights[self._asking]
        total = weights.sum()
        shares: Shares = (there[:, self._asking] * weights).sum(axis=1) / total if total else np.zeros(len(there))
        return shares


def alike_shares(
    embedder: Embedder, question: Question, terms: Terms, words: Sequence[Sequence[str]], has: Occurring
) -> Shares:
    """For each sentence, whose common words are given, the share of the information that is only alike to one of them."""
    shares = np.zeros(len(words))
    every = [*chain.from_iterable(words)]
    distinct = [*dict.fromkeys(every)]
    if not distinct or not question.words or not terms.total:
        return shares
    likeness = embedder.likeness([word for word, _ in question.words], distinct)
    # The words of one sentence after another, and where those of each begin; one without words has no beginning.
    lengths = np.array([*map(len, words)])
    worded = np.flatnonzero(lengths)
    at = dict(zip(distinct, range(len(distinct)), strict=True))
    columns = np.fromiter(map(at.__getitem__, every), np.int64, len(every))
    begins = (np.cumsum(lengths) - lengths)[worded]
    nearest = np.maximum.reduceat(likeness[:, columns], begins, axis=1).T
    likeness_shares = ((nearest.astype(np.float64) - _UNLIKE) / (_LIKE - _UNLIKE)).clip(0, 1)
    lacking = ~has[worded][:, terms.of_words]
    shares[worded] = (likeness_shares * lacking * terms.weights_of_words).sum(axis=1) / terms.total
    return shares
