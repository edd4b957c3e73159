"""Writing the vector index of a generation: built from all its passages, or carried on from that of the one before.

Out of scope: what is in the files and how they are searched (`index.vectors`).
"""

import json
import math
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.likeness import Vectors
from index.recall import StandIns
from index.vectors import BASE, DELTA, FACTS, GONE, Ids, VectorFacts, VectorIndex, read_gone

if TYPE_CHECKING:
    import faiss

Rows = Callable[[Ids], Vectors]
"""The unit rows `(n, dim)` of passages with the ids `(n,)`."""

Progress = Callable[[int, int], None]
"""Told of how many passages are indexed, of how many."""

_EXACT = 100_000
"""How many passages of 384 numbers are searched one by one: 4 ms on one core. Of more, only those in the nearest lists."""

_LISTS = 4
"""Lists for each square root of the number of passages. At a million, recall@10 of .985 takes 1.7 ms with 4, 2.5 with 2."""

_RECALL = 0.99
"""The share of the ten nearest passages that a search is to find, measured with stand-ins for questions."""

_SAMPLE = 100_000
"""How many passages of 384 numbers the centres of lists, and the span of the codes, are learnt from."""

_DIM = 384
"""The length of the default model's rows."""

_CHANGED = 0.1
"""The share of a base that may have come or gone since before it is built anew. Building takes 0.1 ms a passage, so that
each change costs 1 ms in the long run, of the 18 ms that embedding takes."""

_BATCH = 4096
"""Passages whose rows are held in memory at once, besides the sample."""


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
    for batch in _batches(added):
        delta.add_with_ids(rows(batch), batch)
    faiss.write_index(delta, str(folder / DELTA))
    _check_written(folder, len(VectorIndex(before)) - len(removed) + len(added))


def build_vectors(folder: Path, dim: int, ids: Ids, rows: Rows, progress: Progress = lambda *_: None) -> None:
    """Makes the index `folder` of passages `ids`, ascending. Raises FAISS's `RuntimeError` or `OSError`."""
    import faiss

    folder.mkdir()
    sample = _sample(ids, dim, rows)
    if len(sample) == len(ids):  # then they need not be read again
        rows = lambda some: sample[np.searchsorted(ids, some)]  # noqa: E731
    lists = 1 if len(ids) <= _of_length(dim, _EXACT) else round(_LISTS * math.sqrt(len(ids)))
    base, delta = _empty(dim, lists)
    stand_ins = StandIns(sample) if lists > 1 else None
    with _threads(_cores() if lists > 1 else 1):
        base.train(sample)
        for batch in _batches(ids):
            of_batch = rows(batch)
            base.add_with_ids(of_batch, batch)
            if stand_ins:
                stand_ins.show(batch, of_batch)
            progress(int(base.ntotal), len(ids))
    faiss.write_index(base, str(folder / BASE))
    faiss.write_index(delta, str(folder / DELTA))
    np.save(folder / GONE, np.zeros(0, dtype=np.int64))
    _write_facts(folder, VectorFacts(passages=len(ids), last=int(ids.max(initial=0)), lists=lists, probes=lists))
    if stand_ins:
        _write_facts(folder, _measured(VectorIndex(folder), base.quantizer, stand_ins, rows))
    _check_written(folder, len(ids))


def _sample(ids: Ids, dim: int, rows: Rows) -> Vectors:
    """Rows of passages taken at random by a fixed seed; one of zeros where there are none."""
    if not len(ids):
        return np.zeros((1, dim), dtype=np.float32)
    size = min(len(ids), _of_length(dim, _SAMPLE))
    chosen = np.sort(np.random.default_rng(1).choice(ids, size, replace=False))
    return np.concatenate([rows(batch) for batch in _batches(chosen)])


def _empty(dim: int, lists: int) -> "tuple[faiss.IndexIVFScalarQuantizer, faiss.IndexIVFScalarQuantizer]":
    """A base that is still to be trained, and its delta."""
    import faiss

    centres = faiss.IndexFlatIP(dim)
    if lists == 1:
        centres.add(
            np.zeros((1, dim), dtype=np.float32)
        )  # nothing to learn, so that no thread count makes a difference
    base, delta = (
        faiss.IndexIVFScalarQuantizer(centres, dim, lists, kind, faiss.METRIC_INNER_PRODUCT, False)
        for kind in (faiss.ScalarQuantizer.QT_8bit, faiss.ScalarQuantizer.QT_fp16)
    )
    base.cp.min_points_per_centroid = 1  # or FAISS prints a warning
    delta.is_trained = True  # float16 has nothing to learn
    return base, delta


def _measured(index: VectorIndex, centres: "faiss.Index", stand_ins: StandIns, rows: Rows) -> VectorFacts:
    """How many lists are to be read, and what is found then."""
    nearest = stand_ins.nearest[:, :10]
    unique, places = np.unique(nearest, return_inverse=True)
    _, lists = centres.search(rows(unique), 1)
    probes = stand_ins.probes(centres, lists[places].reshape(nearest.shape), _RECALL)
    index.facts = replace(index.facts, probes=probes)
    return replace(
        index.facts,
        questions=len(stand_ins.rows),
        recall_at_10=stand_ins.recall(index, 10),
        recall_at_100=stand_ins.recall(index, 100),
    )


def _write_facts(folder: Path, facts: VectorFacts) -> None:
    (folder / FACTS).write_text(json.dumps(asdict(facts)))


def _check_written(folder: Path, passages: int) -> None:
    # FAISS says nothing when the last bytes fail to reach a full disk, as the file is closed.
    if len(VectorIndex(folder)) != passages:
        raise OSError(f"{folder.name} was not written to its end")


def _batches(ids: Ids) -> Iterator[Ids]:
    return (ids[at : at + _BATCH] for at in range(0, len(ids), _BATCH))


def _of_length(dim: int, rows: int) -> int:
    """As many rows of `dim` numbers as take the time and the memory of `rows` of 384; never more, for the codes' sake."""
    return rows * _DIM // max(dim, _DIM)


def _link(before: Path, path: Path) -> None:
    try:
        os.link(before, path)
    except OSError:  # a file system without hard links
        shutil.copyfile(before, path)


def _cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


@contextmanager
def _threads(number: int) -> Iterator[None]:
    """Lets FAISS work with as many threads, in this thread of ours."""
    import faiss

    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(number)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)
