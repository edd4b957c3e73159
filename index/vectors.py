"""The vector index of one generation: which passages may be near a question.

Its folder holds
- `base.faiss`: 8-bit codes of the passages' unit rows in inverted lists. Up to 100,000 passages it is one list,
  so that the search is exact; of more there are many lists, of which a search reads those with the nearest centres;
- `delta.faiss`: the passages that came since the base was built, in float16, in lists of the same centres;
- `gone.npy`: ids of the base that are in the library no more;
- `facts.json`: how it was built, and the recall that was measured then.

Derived from the store and never changed; a base is shared by the generations that came of it as a hard link. What the
index says is only which passages may be near: the caller scores them again in float64. With one list that makes results
exact; with many, a library that grew and one built at once may propose others, within the recall that was measured.
Out of scope: how it is written (`index.vector_writer`).
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from index.likeness import Vectors

if TYPE_CHECKING:
    import faiss

Ids = npt.NDArray[np.int64]

BASE, DELTA, GONE, FACTS = "base.faiss", "delta.faiss", "gone.npy", "facts.json"

_ROUNDING = 1e-5
"""By how much sums in float32 may differ from the true ones: some 1e-7 a number, seldom all the same way."""

_DEVIATIONS = 6
"""How many standard deviations an 8-bit score is trusted to stay within: one in 500 million does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VectorFacts:
    """How a base was built, and how well it finds."""

    passages: int
    last: int
    """The highest id in it; 0 where there is none."""
    lists: int
    probes: int
    """How many lists a search without filters reads."""
    questions: int = 0
    """How many stand-ins for questions recall was measured with; 0 where all lists are read."""
    recall_at_10: float = 1.0
    recall_at_100: float = 1.0
    """Shares of the truly nearest 10 and 100 that were proposed."""

    @property
    def is_exact(self) -> bool:
        return self.probes == self.lists

    @classmethod
    def read(cls, folder: Path) -> "VectorFacts":
        """Raises `OSError`, or `ValueError` where the file does not tell them."""
        try:
            return cls(**json.loads((folder / FACTS).read_text()))
        except TypeError as error:
            raise ValueError(f"{FACTS} does not tell how the index was built") from error


class VectorIndex:
    """An open folder of vectors. Safe to search from several threads."""

    def __init__(self, folder: Path) -> None:
        """Maps the files into memory; raises `RuntimeError` (FAISS's), `ValueError` or `OSError` where it is not an index."""
        self.facts = VectorFacts.read(folder)
        self._base, self._delta = _map(folder / BASE), _map(folder / DELTA)
        gone = read_gone(folder)
        self.gone = len(gone)
        """How many passages of the base are in the library no more."""
        self.added = int(self._delta.ntotal)
        """How many passages came since the base was built."""
        self._present = _all_but(gone, self.facts.last) if len(gone) else None
        # One code stands for this span of numbers, in each of the dimensions.
        self._steps = _vector(self._base.sq.trained)[self._base.d :] / 255

    def __len__(self) -> int:
        return int(self._base.ntotal) + self.added - self.gone

    def search(self, row: Vectors, k: int, among: Ids | None = None) -> list[int]:
        """Ids of the `k` passages nearest to the unit row `(dim,)`, and of those that may be as near, the nearest first.

        With `among`, of these ids only, all of which are passages of this generation. Fewer come where there are fewer.
        """
        most = len(self) if among is None else len(among)
        wanted = min(k, most)
        if wanted <= 0:
            return []
        allowed = (self._present, None) if among is None else (_only(among),) * 2
        # As many passages are scored as without a filter: few are looked for in all lists, which is exact.
        probes = min(self.facts.lists, math.ceil(self.facts.probes * len(self) / most))
        margin = self._margin(row)
        fetch = min(wanted + max(16, wanted // 2), most)
        while True:
            scores, ids = self._nearest(row, fetch, probes, allowed)
            if len(ids) < wanted and probes < self.facts.lists:
                probes = self.facts.lists
                continue
            least = scores[min(wanted, len(ids)) - 1] - margin if len(ids) else 0.0
            if fetch == most or len(ids) < fetch or scores[-1] < least:
                return [int(id) for id in ids[scores >= least]]
            fetch = min(fetch * 2, most)

    def _margin(self, row: Vectors) -> float:
        """How much farther than another a passage may seem that is as near.

        Within a step every number is as likely, with variance step**2 / 12; and no number is off by more than half a step.
        """
        off = np.abs(row.astype(np.float64)) * self._steps
        likely = _DEVIATIONS * math.sqrt(float(off @ off) / 12)
        return 2 * min(likely, float(off.sum()) / 2) + _ROUNDING

    def _nearest(
        self, row: Vectors, fetch: int, probes: int, allowed: "Sequence[faiss.IDSelector | None]"
    ) -> tuple[Vectors, Ids]:
        """Scores and ids of the nearest, the nearest first, of those that are `allowed` in the base and in the delta."""
        import faiss

        # One question is too little for several threads: where a core is busy they wait for each other. (OpenMP keeps
        # the number for each thread of ours.)
        faiss.omp_set_num_threads(1)
        scores, ids = np.zeros(0, dtype=np.float32), np.zeros(0, dtype=np.int64)
        for index, selector in zip((self._base, self._delta), allowed, strict=True):
            if index.ntotal:
                parameters = faiss.SearchParametersIVF()
                parameters.nprobe = probes
                parameters.sel = selector  # which FAISS's wrapper keeps alive from 1.15 on
                found = index.search(row[None, :], fetch, params=parameters)
                scores, ids = np.append(scores, found[0]), np.append(ids, found[1])
        # FAISS pads with -1 where it found fewer; Python would read that as the last passage.
        order = np.argsort(-scores, kind="stable")
        order = order[ids[order] >= 0][:fetch]
        return scores[order], ids[order]


def read_gone(folder: Path) -> Ids:
    """Ids `(n,)` of the base that are in the library no more. Raises `OSError`, or `ValueError` where the file holds none."""
    try:
        gone: Ids = np.load(folder / GONE, allow_pickle=False)
    except EOFError as error:
        raise ValueError(f"{GONE} is empty") from error
    if gone.dtype != np.int64 or gone.ndim != 1:
        raise ValueError(f"{GONE} does not hold ids")
    return gone


def _map(path: Path) -> "faiss.IndexIVFScalarQuantizer":
    import faiss

    # Not IO_FLAG_MMAP: lists that it opens start up to 32 threads at each search.
    index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
    if not isinstance(index, faiss.IndexIVFScalarQuantizer):
        raise ValueError(f"{path.name} is an index of another kind")
    return index


def _only(ids: Ids) -> "faiss.IDSelector":
    among = np.zeros(int(ids.max()) + 1, dtype=bool)
    among[ids] = True
    return _selector(among)


def _all_but(ids: Ids, last: int) -> "faiss.IDSelector":
    present = np.ones(last + 1, dtype=bool)
    present[ids] = False
    return _selector(present)


def _selector(members: npt.NDArray[np.bool_]) -> "faiss.IDSelector":
    import faiss

    # FAISS's wrapper takes the array and keeps it alive; its stubs tell of the function that it wraps.
    return faiss.IDSelectorBitmap(np.packbits(members, bitorder="little"))  # type: ignore[call-arg, arg-type]


def _vector(of_faiss: "faiss.Float32Vector") -> Vectors:
    import faiss

    array: Vectors = faiss.vector_to_array(of_faiss)
    return array
