"""Writing the vector index of a generation: built from all its passages, or carried on from that of the one before.

Out of scope: what is in the files and how they are searched (`index.vectors`).
"""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np

from index.compiled import cores
from index.likeness import Vectors
from index.recall import PASSAGES, StandIns
from index.vectors import BASE, DELTA, FACTS, GONE, QUICK, Ids, VectorFacts, VectorIndex, read_gone

Rows = Callable[[Ids], Vectors]
"""The unit rows `(n, dim)` of passages with the ids `(n,)`."""

Progress = Callable[[int, int], None]
"""Told of how many passages are indexed, of how many."""

_EXACT = 100_000
"""How many passages of 384 numbers are scored one by one by their 8-bit codes: 4 ms on one core."""

_PROPOSED = 10
_RECALL = 0.99
"""How many passages quick codes propose for each that is wanted: so many, and twice as many until this share of the ten
nearest is found. At a million, 20 find .999 and take 3 ms."""

_SAMPLE = 100_000
"""How many passages of 384 numbers the codes are learnt from."""

_DIM = 384
"""The length of the default model's rows."""

_CHANGED = 0.05
"""The share of a base that may have come or gone since before it is built anew. Building takes some 0.03 ms a passage, so
that each change costs 0.6 ms in the long run, where embedding takes 18."""

_BATCH = 4096
"""Passages whose rows are held in memory at once, besides the sample."""


def may_extend(folder: Path, removed: int, added: int) -> bool:
    """Whether the base in `folder` still serves when `removed` more passages are gone and `added` more have come.

    One whose facts can't be read does not: it was built by another version.
    """
    try:
        facts = VectorFacts.read(folder)
    except ValueError:
        return False
    return facts.gone + removed + facts.added + added <= facts.passages * _CHANGED


def extend_vectors(folder: Path, before: Path, removed: Ids, added: Ids, rows: Rows) -> None:
    """Makes the index `folder` out of that of `before`, less the ids `removed`, and `added`, which are higher than all others.

    Raises FAISS's `RuntimeError` or `OSError`.
    """
    import faiss

    folder.mkdir()
    for name in (BASE, QUICK):
        if (before / name).exists():
            _link(before / name, folder / name)
    facts = VectorFacts.read(before)
    gone = np.concatenate([read_gone(before), removed[removed <= facts.last]])
    (folder / GONE).write_text(json.dumps(gone.tolist()))
    delta = faiss.read_index(str(before / DELTA))
    delta.remove_ids(removed[removed > facts.last])  # type: ignore[arg-type]  # FAISS's wrapper takes an array
    for batch in _batches(added):
        delta.add_with_ids(rows(batch), batch)
    faiss.write_index(delta, str(folder / DELTA))
    _write_facts(folder, replace(facts, added=int(delta.ntotal), gone=len(gone)))
    _check_written(folder)


def build_vectors(folder: Path, dim: int, ids: Ids, rows: Rows, progress: Progress = lambda *_: None) -> None:
    """Makes the index `folder` of passages `ids`, ascending. Raises FAISS's `RuntimeError` or `OSError`."""
    import faiss

    folder.mkdir()
    chosen = np.random.default_rng(1).permutation(ids)[: _of_length(dim, _SAMPLE)]
    sample = np.concatenate([np.zeros((0, dim), dtype=np.float32), *map(rows, _batches(chosen))])
    base, delta = (
        faiss.IndexIDMap(faiss.IndexScalarQuantizer(dim, kind, faiss.METRIC_INNER_PRODUCT))
        for kind in (faiss.ScalarQuantizer.QT_8bit, faiss.ScalarQuantizer.QT_fp16)
    )
    base.train(sample if len(ids) else np.zeros((1, dim), dtype=np.float32))
    with _threads(cores()):
        quick = _QuickCodes(sample) if len(ids) > _of_length(dim, _EXACT) else None
        for batch in _batches(ids):
            of_batch = rows(batch)
            base.add_with_ids(of_batch, batch)
            if quick:
                quick.add(batch, of_batch)
            progress(int(base.ntotal), len(ids))
    faiss.write_index(base, str(folder / BASE))
    faiss.write_index(delta, str(folder / DELTA))
    (folder / GONE).write_text("[]")
    _write_facts(folder, VectorFacts(passages=len(ids), last=int(ids.max(initial=0))))
    if quick:
        quick.write(folder)
    _check_written(folder)


class _QuickCodes:
    """The quick codes of a base, and what is needed to measure how well they propose."""

    def __init__(self, sample: Vectors) -> None:
        """Learnt from rows `(n, dim)` in a random order."""
        import faiss

        dim = sample.shape[1]
        together = next(numbers for numbers in (4, 3, 2, 1) if dim % numbers == 0)
        self._codes = faiss.IndexPQFastScan(dim, dim // together, 4, faiss.METRIC_INNER_PRODUCT)
        self._codes.train(sample)
        self._stand_ins = StandIns(sample[: min(PASSAGES, len(sample) // 2 * 2)])

    def add(self, ids: Ids, rows: Vectors) -> None:
        self._codes.add(rows)
        self._stand_ins.show(ids, rows)

    def write(self, folder: Path) -> None:
        """Beside their base; with as many passages proposed as the recall that is wanted takes."""
        import faiss

        faiss.write_index(self._codes, str(folder / QUICK))
        facts = replace(VectorFacts.read(folder), proposed=_PROPOSED)
        _write_facts(folder, facts)
        index = VectorIndex(folder)
        while (recall := self._stand_ins.recall(index, 10)) < _RECALL and facts.proposed * 100 < facts.passages:
            index.facts = facts = replace(facts, proposed=2 * facts.proposed)
        questions = len(self._stand_ins.rows)
        at_100 = self._stand_ins.recall(index, 100)
        _write_facts(folder, replace(facts, questions=questions, recall_at_10=recall, recall_at_100=at_100))


def _write_facts(folder: Path, facts: VectorFacts) -> None:
    (folder / FACTS).write_text(json.dumps(asdict(facts)))


def _check_written(folder: Path) -> None:
    """FAISS says nothing when the last bytes fail to reach a full disk, as the file is closed."""
    try:
        VectorIndex(folder)
    except (RuntimeError, ValueError) as error:
        raise OSError(f"{folder.name} was not written to its end") from error


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
