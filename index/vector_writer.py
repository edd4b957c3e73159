"""Writing the vector index of a generation: built from all its passages, or carried on from that of the one before.

Out of scope: what is in the files and how they are searched (`index.vectors`).
"""

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.likeness import Vectors
from index.vectors import BASE, DELTA, FACTS, GONE, Ids, VectorFacts, VectorIndex, read_gone

if TYPE_CHECKING:
    import faiss

Rows = Callable[[Ids], Vectors]
"""The unit rows `(n, dim)` of passages with the ids `(n,)`."""

_CHANGED = 0.1
"""The share of a base that may have come or gone since before it is built anew. Building takes 0.1 ms a passage, so that
each change costs 1 ms in the long run, of the 18 ms that embedding takes."""

_BATCH = 4096
"""Passages whose rows are held in memory at once."""


def may_extend(folder: Path, removed: int, added: int) -> bool:
    """Whether the base in `folder` still serves when `removed` more passages are gone and `added` more have come."""
    index = VectorIndex(folder)
    return index.gone + removed + index.added + added <= index.facts.passages * _CHANGED


def extend_vectors(folder: Path, before: Path, removed: Ids, added: Ids, rows: Rows) -> None:
    """Makes the index `folder` out of that of `before`, less the ids `removed`, and `added`, which are higher than all others.

    Raises FAISS's `RuntimeError` or `OSError`.
    """
    import faiss

    folder.mkdir()
    for name in (BASE, FACTS):
        _link(before / name, folder / name)
    last = VectorFacts.read(before).last
    np.save(folder / GONE, np.concatenate([read_gone(before), removed[removed <= last]]))
    delta = faiss.read_index(str(before / DELTA))
    delta.remove_ids(removed[removed > last])  # type: ignore[arg-type]  # FAISS's wrapper takes an array
    _add(delta, added, rows)
    _write(delta, folder / DELTA)


def build_vectors(folder: Path, dim: int, ids: Ids, rows: Rows) -> None:
    """Makes the index `folder` of passages `ids`, ascending. Raises FAISS's `RuntimeError` or `OSError`."""
    import faiss

    folder.mkdir()
    centres = faiss.IndexFlatIP(dim)
    centres.add(np.zeros((1, dim), dtype=np.float32))  # of the one list
    base, delta = (
        faiss.IndexIVFScalarQuantizer(centres, dim, 1, kind, faiss.METRIC_INNER_PRODUCT, False)
        for kind in (faiss.ScalarQuantizer.QT_8bit, faiss.ScalarQuantizer.QT_fp16)
    )
    base.train(rows(ids) if len(ids) else np.zeros((1, dim), dtype=np.float32))
    _add(base, ids, rows)
    delta.is_trained = True  # float16 has nothing to learn
    _write(base, folder / BASE)
    _write(delta, folder / DELTA)
    np.save(folder / GONE, np.zeros(0, dtype=np.int64))
    facts = VectorFacts(passages=len(ids), last=int(ids.max(initial=0)), lists=1, probes=1)
    (folder / FACTS).write_text(json.dumps(asdict(facts)))
    # FAISS says nothing when the last bytes fail to reach a full disk, as the file is closed.
    if len(VectorIndex(folder)) != len(ids):
        raise OSError(f"{folder.name} was not written to its end")


def _add(index: "faiss.Index", ids: Ids, rows: Rows) -> None:
    for at in range(0, len(ids), _BATCH):
        batch = ids[at : at + _BATCH]
        index.add_with_ids(rows(batch), batch)


def _write(index: "faiss.Index", path: Path) -> None:
    import faiss

    faiss.write_index(index, str(path))


def _link(before: Path, path: Path) -> None:
    try:
        os.link(before, path)
    except OSError:  # a file system without hard links
        shutil.copyfile(before, path)
