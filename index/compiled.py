"""A compiled model: one ONNX graph from the numbers of a text's tokens to its vector, run by ONNX Runtime without PyTorch.

Each text is run by itself and on one thread, as many at once as there are cores. So a vector does not depend on what is
embedded with it, no thread waits for a busy core, and it is faster than batches: what one text needs fits the caches.

Out of scope: how a model is compiled (`index.compile`), and whether a compiled one is used (`index.embedders`).
"""

import json
import os
import platform
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from index.embed import unit_rows
from index.errors import ModelUnusable
from index.likeness import Vectors, WordVectors

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

GRAPH, WEIGHTS, TOKENIZER, MANIFEST = "model.onnx", "weights.bin", "tokenizer.json", "compiled.json"

INPUT = "input_ids"

_FORMAT = 5
"""Raised whenever a model compiled before would be another now; so also when `calibration.txt` changes, by whose texts it is
lowered in precision."""

_SAMPLE, _STRIDE = 4096, 1 << 20
"""Of a large file, this many bytes of each stride are checked on loading: 1 ms. Hashing all 90 MB takes 52 ms."""

_NEAR = 1e-3
"""How far a number of the probe's vector may be off. Another processor's rounding changes it by much less."""


class CompiledDamaged(Exception):
    """A compiled model is not as it was written, or not for this program; compiling it again mends it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a compiled model says of itself."""

    settings: dict[str, str]
    dim: int
    max_tokens: int
    """The most tokens of a text that the model reads, the special ones not counted."""
    question_prompt: str
    """What the model wants in front of a question; the next, in front of a passage."""
    passage_prompt: str
    precision: str
    """What most of its matrix products are computed in: `int8` or `float32`."""
    turned_down: str
    """Why not in a lower precision that this machine is fast in; empty where there is nothing to say."""
    table: tuple[int, int, int] | None
    """Where in the weights the vectors of word pieces start (bytes), how many there are, and of how many numbers."""
    probe: str
    """A text, and the unit row that the model gave it when it was checked: a damaged or misread one gives another."""
    probe_vector: tuple[float, ...]
    checks: dict[str, str]
    """The sampled hash of each file."""


def settings_of(digest: str) -> dict[str, str]:
    """What a compiled form of the model with that digest depends on. Imports ONNX Runtime."""
    return {
        "format": str(_FORMAT),
        "digest": digest,
        "precision": "int8" if has_int8() else "float32",
        "onnxruntime": ".".join(str(import_onnxruntime().__version__).split(".")[:2]),
        "machine": f"{platform.machine()} {sys.byteorder}",
    }


def has_int8() -> bool:
    """Whether this processor multiplies integers of 8 bits and adds the products up in 32 bits in one step.

    Where it does not, sums of 16 bits may overflow, and it is hardly faster.
    """
    if sys.platform != "linux" or platform.machine() != "x86_64":
        return False
    with Path("/proc/cpuinfo").open("rb") as file:
        flags = file.read(8192).partition(b"\n\n")[0].split()
    return not {b"avx512_vnni", b"avx_vnni"}.isdisjoint(flags)


def import_onnxruntime() -> ModuleType:
    """ONNX Runtime; since version 1.29 it reports what it runs to its makers, unless it is told not to before it starts."""
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime

    runtime: ModuleType = onnxruntime
    return runtime


def sampled_hash(path: Path) -> str:
    """A hash of a file's size and of samples spread over it; of a small file, of all of it."""
    size = path.stat().st_size
    found = sha256(str(size).encode())
    with path.open("rb") as file:
        if size <= _STRIDE:
            found.update(file.read())
        else:
            for at in range(0, size, _STRIDE):
                file.seek(at)
                found.update(file.read(_SAMPLE))
    return found.hexdigest()


def open_session(graph: Path) -> "InferenceSession":
    """The graph, to be run on the calling thread alone. Its weights are mapped into memory, not read."""
    onnxruntime = import_onnxruntime()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # What is loaded has been optimised when it was compiled.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    session: InferenceSession = onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
    return session


class CompiledEmbedder:
    """An `index.embed.Embedder` over the compiled model in `folder`."""

    def __init__(self, folder: Path, name: str, settings: dict[str, str]) -> None:
        """Raises `CompiledDamaged` where what is there is not what was compiled with `settings`."""
        from tokenizers import Tokenizer

        self.name = name
        self.digest = settings["digest"]
        self.folder = folder
        self.manifest = read_manifest(folder, settings)
        self.dim = self.manifest.dim
        self.max_tokens = self.manifest.max_tokens
        try:
            self._tokenizer: Tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
            self._session = open_session(folder / GRAPH)
            # Now, since another version may remove the files when it has made its own.
            self._words = self._open_table()
            probe = self._row(self.manifest.probe)
        except Exception as error:  # Both libraries raise bare exceptions of their own.
            raise CompiledDamaged(str(error).strip().splitlines()[0]) from error
        if probe.shape != (self.dim,) or not np.allclose(
            self._unit(probe[None, :]), self.manifest.probe_vector, rtol=0, atol=_NEAR
        ):
            raise CompiledDamaged("it gives another vector than when it was made")

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        encodings = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return [len(encoding) for encoding in encodings]

    def passages(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, self.dim), dtype=np.float32)
        with ThreadPoolExecutor(cores()) as pool:
            rows = pool.map(self._row, [self.manifest.passage_prompt + text for text in texts])
            return self._unit(np.stack(list(rows)))

    def question(self, text: str) -> Vectors:
        row: Vectors = self._unit(self._row(self.manifest.question_prompt + text)[None, :])[0]
        return row

    def likeness(self, left: Sequence[str], right: Sequence[str]) -> Vectors:
        return self._words.likeness(left, right)

    def _row(self, text: str) -> npt.NDArray[np.float32]:
        encoding = self._tokenizer.encode(text, add_special_tokens=False)
        encoding.truncate(self.max_tokens)
        ids = self._tokenizer.post_process(encoding).ids
        (rows,) = self._session.run(None, {INPUT: np.array([ids], dtype=np.int64)})
        row: npt.NDArray[np.float32] = rows[0]
        return row

    def _unit(self, rows: npt.NDArray[np.float32]) -> Vectors:
        try:
            return unit_rows(rows)
        except ValueError as error:
            raise ModelUnusable(self.name, f"it gives no vector for a text: {error}") from error

    def _open_table(self) -> WordVectors:
        if self.manifest.table is None:
            return WordVectors(None, None)
        start, pieces, dim = self.manifest.table
        table = np.memmap(self.folder / WEIGHTS, dtype=np.float32, mode="r", offset=start, shape=(pieces, dim))
        return WordVectors(table, self._tokenizer)


def read_manifest(folder: Path, settings: dict[str, str]) -> Manifest:
    """What the compiled model in `folder` says of itself, its files checked. Raises `CompiledDamaged`."""
    try:
        record = json.loads((folder / MANIFEST).read_bytes())
        manifest = Manifest(**record)
        if manifest.settings != settings:
            raise CompiledDamaged("it was compiled for another program, machine or model")
        for file, wanted in manifest.checks.items():
            if sampled_hash(folder / file) != wanted:
                raise CompiledDamaged(f"its file {file!r} is not as it was written")
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise CompiledDamaged(str(error)) from error
    return manifest


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
