"""How much of what is truly nearest a vector index proposes, measured with stand-ins for questions.

A library holds passages, no questions, and questions lie elsewhere than passages: a passage's own neighbours are found
more easily. A stand-in is a point between two passages taken at random, moved at random by half of its length. Among
52,299 passages of news, the first and the tenth nearest to it are as near (cosine .67 and .47) as to 498 real questions
(.63 and .51).
"""

from typing import TYPE_CHECKING

import numpy as np

from index.embed import unit_rows
from index.likeness import Vectors

if TYPE_CHECKING:
    from index.vectors import Ids, VectorIndex

PASSAGES = 800
"""How many passages stand-ins are made of: two each."""

_MOVED = 0.5
_DEPTH = 100


class StandIns:
    """Stand-ins for questions, and of the passages that were shown, those truly nearest to them."""

    def __init__(self, passages: Vectors) -> None:
        """Of rows `(2 n, dim)` of passages in a random order; moved by a fixed seed."""
        one, other = np.split(passages, 2)
        aside = unit_rows(np.random.default_rng(1).normal(size=one.shape))
        self.rows = unit_rows(unit_rows(one + other) + _MOVED * aside)
        self.nearest: Ids = np.zeros((len(one), 0), dtype=np.int64)
        """Ids `(n, up to 100)` of passages, the nearest first."""
        self._scores: Vectors = np.zeros((len(one), 0), dtype=np.float32)

    def show(self, ids: "Ids", rows: Vectors) -> None:
        """Has passages `ids` `(n,)` with rows `(n, dim)` be among the nearest, where they are."""
        import faiss

        scores, places = faiss.knn(self.rows, rows, min(_DEPTH, len(ids)), faiss.METRIC_INNER_PRODUCT)
        scores, nearest = np.hstack([self._scores, scores]), np.hstack([self.nearest, ids[places]])
        best = np.argsort(-scores, axis=1, kind="stable")[:, :_DEPTH]
        self._scores, self.nearest = (np.take_along_axis(every, best, axis=1) for every in (scores, nearest))

    def recall(self, index: "VectorIndex", k: int) -> float:
        """The share of the truly nearest `k` passages that `index` proposes when it is asked for `k`."""
        nearest = self.nearest[:, :k].tolist()
        found = sum(len({*ids} & {*index.search(row, k)}) for row, ids in zip(self.rows, nearest, strict=True))
        return found / sum(map(len, nearest))
