"""How much of what is truly nearest a vector index proposes, measured with stand-ins for questions.

A library holds passages, no questions, and questions lie elsewhere than passages: a passage's own neighbours are found
more easily. A stand-in is a point between two passages taken at random, moved at random by half of its length. Among
52,299 passages of news, the first and the tenth nearest to it are as near (cosine .67 and .47) as to 498 real questions
(.63 and .51), and of the ten nearest, about half a point of a hundred fewer are found than for the questions.
"""

import math
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from index.embed import unit_rows
from index.likeness import Vectors

if TYPE_CHECKING:
    import faiss

    from index.vectors import Ids, VectorIndex

_STAND_INS = 400
_MOVED = 0.5
_DEPTH = 100


class StandIns:
    """Stand-ins for questions, and of the passages that were shown, those truly nearest to them."""

    def __init__(self, passages: Vectors) -> None:
        """Of rows `(n, dim)` of passages, by a fixed seed."""
        chance = np.random.default_rng(1)
        one, other = (passages[chance.integers(0, len(passages), _STAND_INS)] for _ in range(2))
        aside = unit_rows(chance.normal(size=one.shape))
        self.rows = unit_rows(unit_rows(one + other) + _MOVED * aside)
        self.nearest: Ids = np.zeros((_STAND_INS, 0), dtype=np.int64)
        """Ids `(stand-ins, up to 100)` of passages, the nearest first."""
        self._scores: Vectors = np.zeros((_STAND_INS, 0), dtype=np.float32)

    def show(self, ids: "Ids", rows: Vectors) -> None:
        """Has passages `ids` `(n,)` with rows `(n, dim)` be among the nearest, where they are."""
        import faiss

        scores, places = faiss.knn(self.rows, rows, min(_DEPTH, len(ids)), faiss.METRIC_INNER_PRODUCT)
        scores, nearest = np.hstack([self._scores, scores]), np.hstack([self.nearest, ids[places]])
        best = np.argsort(-scores, axis=1, kind="stable")[:, :_DEPTH]
        self._scores, self.nearest = (np.take_along_axis(every, best, axis=1) for every in (scores, nearest))

    def probes(self, centres: "faiss.Index", lists: npt.NDArray[np.int64], share: float) -> int:
        """How many lists of the nearest centres hold `share` of the ten nearest passages.

        `lists` `(stand-ins, up to 10)` says in which list each of these is.
        """
        _, order = centres.search(self.rows, centres.ntotal)
        place = np.argsort(order, axis=1)  # of each list, for each stand-in
        needed = np.sort(np.take_along_axis(place, lists, axis=1), axis=None) + 1
        return int(needed[math.ceil(share * needed.size) - 1])

    def recall(self, index: "VectorIndex", k: int) -> float:
        """The share of the truly nearest `k` passages that `index` proposes when it is asked for `k`."""
        nearest = self.nearest[:, :k].tolist()
        found = sum(len({*ids} & {*index.search(row, k)}) for row, ids in zip(self.rows, nearest, strict=True))
        return found / sum(map(len, nearest))
