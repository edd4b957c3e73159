"""Names in the sentences that were found, and how far several articles agree on one.

Out of scope: what that is worth (`qa.evidence`).
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from index.passage_terms import InOrder
from index.words import term_number
from qa.matching import Terms
from qa.retrieve import Hit


def find_agreed(
    question: Terms,
    known: frozenset[str],
    hits: Sequence[Hit],
    of: npt.NDArray[np.int64],
    terms: InOrder,
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """For each sentence how many names it has that are not `known` from the question, and how far other articles agree on one.

    An article agrees on a name as far as words of the question stand near it there; the sum of what the others do is taken.
    """
    in_question = np.fromiter(map(term_number, known), np.uint32, len(known))
    where = np.flatnonzero(terms.named & ~(terms.numbers == in_question[:, None]).any(axis=0))
    if not len(where):
        return np.zeros(len(of)), np.zeros(len(of))
    sentences = np.repeat(np.arange(len(of)), terms.lengths)[where]
    numbers = terms.numbers[where].astype(np.int64)
    names = np.bincount(_distinct(sentences << 32 | numbers) >> 32, minlength=len(of))
    articles = [hit.excerpt.article for hit in hits]
    first = np.array([*map(articles.index, articles)])
    pairs, pair = np.unique(numbers << 16 | first[of[sentences]], return_inverse=True)
    near = np.zeros(len(pairs))
    np.maximum.at(near, pair, question.beside(terms.numbers, terms.lengths, where))
    _, name = np.unique(pairs >> 16, return_inverse=True)
    others = np.bincount(name, near)[name] - near
    agreed = np.zeros(len(of))
    np.maximum.at(agreed, sentences, others[pair])
    return np.minimum(names, 5) / 5, np.log1p(agreed)


def _distinct(values: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    values.sort()
    distinct: npt.NDArray[np.int64] = values[np.append(True, values[1:] != values[:-1])]
    return distinct
