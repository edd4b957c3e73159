"""The vector index of one generation: which passages may be near a question.

Its folder holds
- `base.faiss`: 8-bit codes of the passages' unit rows;
- `quick.faiss`, of more than 100,000 passages: codes of one bit for each number (a product quantizer of 4 bits for each
  four), all of which a search scores first, so that of the 8-bit codes only those of the best few thousand need be;
- `delta.faiss`: the passages that came since these were built, in float16;
- `gone.json`: ids of those that are in the library no more (numpy's own format is read by Python's parser, which
  fails now and then where several threads use it at once);
- `facts.json`: how many they are, how the base was built, and the recall that was measured then.

Derived from the store and never changed; a base is shared by the generations that came of it as a hard link. What the
index says is only which passages may be near: the caller scores them again in float64. Without quick codes that makes
results exact; with them, a library that grew and one built at once may propose others, within the recall that was
measured. Out of scope: how it is written (`index.vector_writer`).
"""

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from index.likeness import Vectors

if TYPE_CHECKING:
    import faiss

Ids = npt.NDArray[np.int64]
Members = npt.NDArray[np.bool_]
"""Of each id up to some highest, whether it is one of a set."""

BASE, QUICK, DELTA, GONE, FACTS = "base.faiss", "quick.faiss", "delta.faiss", "gone.json", "facts.json"

_ROUNDING = 1e-5
"""By how much sums in float32 may differ from the true ones: some 1e-7 a number, seldom all the same way."""

_DEVIATIONS = 6
"""How many standard deviations an 8-bit score is trusted to stay within: one in 500 million does not."""


_FEW = 20_000
"""Up to so many passages that a filter leaves are scored one by one: of a million, 9 ms; by quick codes it takes the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VectorFacts:
    """What an index holds, how its base was built, and how well that finds."""

    passages: int
    """Those of the base."""
    last: int
    """The highest id in the base; 0 where there is none."""
    added: int = 0
    gone: int = 0
    """Passages that came since the base was built, and of the base, those that are in the library no more."""
    proposed: int = 0
    """How many passages quick codes propose for each that is wanted; 0 where every passage is scored by its 8-bit code."""
    questions: int = 0
    """How many stand-ins for questions recall was measured with; 0 where there is nothing to measure."""
    recall_at_10: float = 1.0
    recall_at_100: float = 1.0
    """Shares of the truly nearest 10 and 100 that were found."""

    def __len__(self) -> int:
        return self.passages + self.added - self.gone

    @property
    def is_exact(self) -> bool:
        return not self.proposed

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
        import faiss

        self.facts = VectorFacts.read(folder)
        self._base, self._delta = _map(folder / BASE), _map(folder / DELTA)
        gone = read_gone(folder)
        self._present = None
        if len(gone):
            self._present = np.ones(self.facts.last + 1, dtype=bool)
            self._present[gone] = False
        flat = faiss.downcast_index(self._base.index)
        assert isinstance(flat, faiss.IndexScalarQuantizer)
        trained: Vectors = faiss.vector_to_array(flat.sq.trained)
        self._steps = trained[flat.d :] / np.float32(255)
        """For which span of numbers, in each of the dimensions, one code stands."""
        self._zero = trained[: flat.d] + self._steps / np.float32(2)
        """The numbers that codes of 0 stand for."""
        self._quick: faiss.Index | None = None
        if self.facts.proposed:
            self._quick = faiss.read_index(str(folder / QUICK))
            self._ids: Ids = faiss.vector_to_array(self._base.id_map)
            self._codes: npt.NDArray[np.uint8] = faiss.rev_swig_ptr(flat.codes.data(), flat.codes.size())
            self._codes = self._codes.reshape(-1, flat.d)
        held = (
            self._base.ntotal,
            self._delta.ntotal,
            len(gone),
            self._quick.ntotal if self._quick else self.facts.passages,
        )
        if held != (self.facts.passages, self.facts.added, self.facts.gone, self.facts.passages):
            raise ValueError(f"its files hold {held} passages, where {FACTS} tells of {self.facts}")

    def __len__(self) -> int:
        return len(self.facts)

    def search(self, row: Vectors, k: int, among: Ids | None = None) -> list[int]:
        """Ids of the `k` passages nearest to the unit row `(dim,)`, and of those that may be as near, the nearest first.

        With `among`, of these ids only, all of which are passages of this generation. Fewer come where there are fewer.
        """
        import faiss

        most = len(self) if among is None else len(among)
        wanted = min(k, most)
        if wanted <= 0:
            return []
        # One question is too little for several threads: where a core is busy they wait for each other. (OpenMP keeps
        # the number for each thread of ours.)
        faiss.omp_set_num_threads(1)
        margin = self._margin(row)
        allowed = self._present if among is None else self._members(among)
        places = self._proposed(row, wanted, most, allowed) if self._quick is not None and most > _FEW else None
        fetch = min(wanted + max(16, wanted // 2), most)
        while True:
            scores, ids = self._scan(self._base, row, fetch, allowed) if places is None else self._score(row, places)
            if self.facts.added:
                others = self._scan(self._delta, row, fetch, None if among is None else allowed)
                scores, ids = np.concatenate((scores, others[0])), np.concatenate((ids, others[1]))
            order = np.argsort(-scores, kind="stable")
            scores, ids = scores[order], ids[order]
            least = scores[min(wanted, len(ids)) - 1] - margin if len(ids) else 0.0
            if fetch == most or len(ids) < fetch or scores[fetch - 1] < least:
                nearest: list[int] = ids[scores >= least].tolist()
                return nearest
            fetch = min(fetch * 2, most)

    def _margin(self, row: Vectors) -> float:
        """How much farther than another a passage may seem that is as near.

        Within a step every number is as likely, with variance step**2 / 12; and no number is off by more than half a step.
        """
        off = np.abs(row.astype(np.float64)) * self._steps
        likely = _DEVIATIONS * math.sqrt(float(off @ off) / 12)
        return 2 * min(likely, float(off.sum()) / 2) + _ROUNDING

    def _members(self, among: Ids) -> Members:
        members = np.zeros(max(self.facts.last, int(among.max())) + 1, dtype=bool)
        members[among] = True
        return members

    def _scan(self, index: "faiss.Index", row: Vectors, fetch: int, allowed: Members | None) -> tuple[Vectors, Ids]:
        """Scores and ids of the `fetch` nearest passages of `index` that are `allowed`, all of which are scored."""
        import faiss

        parameters = None
        if allowed is not None:
            parameters = faiss.SearchParameters()
            # FAISS's wrapper takes an array and, from 1.15 on, keeps it alive; its stubs tell of what it wraps.
            parameters.sel = faiss.IDSelectorBitmap(np.packbits(allowed, bitorder="little"))  # type: ignore[call-arg, arg-type]
        scores, ids = index.search(row[None, :], fetch, params=parameters)
        # FAISS pads with -1 where it found fewer; Python would read that as the last passage.
        return scores[0, ids[0] >= 0], ids[0, ids[0] >= 0]

    def _proposed(self, row: Vectors, wanted: int, most: int, allowed: Members | None) -> Ids | None:
        """Places in the base of passages that quick codes rank highest of those `allowed`; none where too few are.

        Of `most` that are allowed, all that rank as high are among them.
        """
        assert self._quick is not None
        enough = self.facts.proposed * max(wanted, 100)
        fetch = enough * self.facts.passages // most
        while fetch < self.facts.passages:
            places = self._quick.search(row[None, :], fetch)[1][0]
            kept: Ids = places[places >= 0]
            if allowed is not None:
                kept = kept[allowed[self._ids[kept]]]
            if len(kept) >= enough // 2:  # a filter may leave what lies far from the question
                return np.sort(kept[:enough])
            fetch *= 4
        return None

    def _score(self, row: Vectors, places: Ids) -> tuple[Vectors, Ids]:
        """Scores and ids of the passages at those places of the base."""
        # Not a matrix product: for so few, that starts threads.
        scores = (
            np.einsum("ij,j->i", self._codes.take(places, axis=0).astype(np.float32), row * self._steps)
            + row @ self._zero
        )
        return scores.astype(np.float32), self._ids[places]


def read_gone(folder: Path) -> Ids:
    """Ids `(n,)` of the base that are in the library no more. Raises `OSError`, or `ValueError` where the file holds none."""
    try:
        gone: Ids = np.array(json.loads((folder / GONE).read_bytes()), dtype=np.int64).reshape(-1)
    except (ValueError, TypeError, OverflowError) as error:
        raise ValueError(f"{GONE} does not hold ids") from error
    return gone


def _map(path: Path) -> "faiss.IndexIDMap":
    import faiss

    index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
    if not isinstance(index, faiss.IndexIDMap):
        raise ValueError(f"{path.name} is an index of another kind")
    return index
