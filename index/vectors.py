"""The vector index of one generation: a FAISS file of every passage's unit row in float16, searched exactly.

The file is derived from the store and never changed. What FAISS says is only which passages may be near: the caller
scores them again in float64, since FAISS's own sums differ in the last bits between builds and thread counts.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from index.likeness import Vectors

if TYPE_CHECKING:
    import faiss

Ids = npt.NDArray[np.int64]

_ROUNDING = 1e-5
"""By how much FAISS's sums in float32 may differ from the true ones: some 1e-7 a number, seldom all the same way."""


def write_vectors(path: Path, dim: int, batches: Iterable[tuple[Ids, Vectors]]) -> None:
    """Writes an index of `batches` of ids `(n,)` and unit rows `(n, dim)` to `path`; raises FAISS's `RuntimeError` or `OSError`."""
    import faiss

    flat = faiss.IndexScalarQuantizer(dim, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
    index = faiss.IndexIDMap(flat)
    for ids, rows in batches:
        index.add_with_ids(rows, ids)
    faiss.write_index(index, str(path))
    # FAISS says nothing when the last bytes fail to reach a full disk, as the file is closed.
    if len(VectorIndex(path)) != index.ntotal:
        raise OSError(f"{path.name} was not written to its end")


class VectorIndex:
    """An open FAISS file. Safe to search from several threads."""

    def __init__(self, path: Path) -> None:
        """Maps the file into memory; raises `RuntimeError` (FAISS's) where it is not an index."""
        import faiss

        # One question is too little for several threads: where a core is busy they wait for each other.
        faiss.omp_set_num_threads(1)
        self._index: faiss.Index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def search(self, row: Vectors, k: int, among: Ids | None = None) -> list[int]:
        """Ids of the `k` passages nearest to the unit row `(dim,)`, and of those that may be as near, the nearest first.

        With `among`, of these ids only. Fewer come where there are fewer.
        """
        most = len(self) if among is None else len(among)
        selector = None if among is None else _only(among)
        wanted = min(k, most)
        fetch = min(wanted + 16, most)
        while wanted > 0:
            scores, ids = self._index.search(row[None, :], fetch, params=selector)
            # FAISS pads with -1 where it found fewer; Python would read that as the last passage.
            found = [(int(id), float(score)) for id, score in zip(ids[0], scores[0], strict=True) if id >= 0]
            if fetch == most or len(found) < fetch or found[-1][1] < found[wanted - 1][1] - _ROUNDING:
                return [id for id, _ in found]
            fetch = min(fetch * 2, most)
        return []


def _only(ids: Ids) -> "faiss.SearchParameters":
    import faiss

    parameters = faiss.SearchParameters()
    parameters.sel = faiss.IDSelectorBatch(ids)  # which FAISS's wrapper keeps alive from 1.15 on
    return parameters
