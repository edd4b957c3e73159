"""Names in the sentences that were found, and how far several articles agree on one.

Out of scope: what that is worth (`qa.evidence`).
"""

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from index.library import Library
from index.passage_terms import InOrder
from index.words import term_number
from qa.reading import spelt
from qa.retrieve import Hit


def find_agreed(
    library: Library,
    known: frozenset[str],
    hits: Sequence[Hit],
    of: npt.NDArray[np.int64],
    terms: InOrder,
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """For each sentence how many names it has that are not `known` from the question, and how far other articles agree on one."""
    sentences = np.repeat(np.arange(len(of)), terms.lengths)[terms.named]
    numbers = terms.numbers[terms.named]
    in_question = np.fromiter(map(term_number, known), np.uint32, len(known))
    new = ~(numbers == in_question[:, None]).any(axis=0)
    sentences, numbers = sentences[new], numbers[new]
    if not len(numbers):
        return np.zeros(len(of)), np.zeros(len(of))
    in_each = _distinct(sentences << 32 | numbers)
    names = np.minimum(np.bincount(in_each >> 32, minlength=len(of)), 5) / 5
    articles = [hit.excerpt.article for hit in hits]
    first = np.array([*map(articles.index, articles)])
    by_article = _distinct(numbers.astype(np.int64) << 16 | first[of[sentences]]) >> 16
    edges = np.flatnonzero(np.concatenate(([True], by_article[1:] != by_article[:-1], [True])))
    begins, counts = edges[:-1], edges[1:] - edges[:-1]
    shared = by_article[begins][counts > 1]
    agreed = np.zeros(len(of))
    if len(shared):
        places = (numbers == shared[:, None]).argmax(axis=1)
        named = spelt(shared.tolist(), [hits[at].excerpt.text for at in of[sentences[places]].tolist()])
        weights = library.weights(named.values())
        rarest = math.log(1 + (library.passage_count + 0.5) / 0.5)
        support = np.array(
            [
                weights[term] / rarest * math.log(count)
                for term, count in zip(named.values(), counts[counts > 1].tolist(), strict=True)
            ]
        )
        there, which = np.nonzero(in_each[:, None] & 0xFFFFFFFF == shared)
        np.maximum.at(agreed, in_each[there] >> 32, support[which])
    return names, agreed


def _distinct(values: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    values.sort()
    distinct: npt.NDArray[np.int64] = values[np.append(True, values[1:] != values[:-1])]
    return distinct
