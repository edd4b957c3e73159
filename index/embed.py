"""Texts to vectors: float32 unit rows, made by sentence-transformers.

Out of scope: which model a name stands for (`index.model`), and where vectors are kept (`index.store`).
"""

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache, cached_property
from typing import TYPE_CHECKING, Protocol, TypedDict

import numpy as np
import numpy.typing as npt

from index.errors import ModelUnusable
from index.likeness import Vectors, WordVectors
from index.model import DEFAULT_MODEL, ModelFiles, find_model

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

_BATCH = 32
"""Texts embedded at once on a GPU."""

_LONGEST = 1_000_000
"""Tokens of a text that are read where the model has no limit."""


def unit_rows(rows: npt.NDArray[np.floating]) -> Vectors:
    """`rows` `(n, dim)` scaled to length 1, as float32. The one place where vectors are normalised.

    Raises `ValueError` for a row of zeros or with something that is not a number: it points nowhere.
    """
    lengths = np.linalg.norm(rows.astype(np.float64), axis=1, keepdims=True)
    bad = np.flatnonzero(~(lengths[:, 0] > 0) | ~np.isfinite(lengths[:, 0]))
    if bad.size:
        raise ValueError(f"row {bad[0]} of {len(rows)} has length {lengths[bad[0], 0]}: no direction to keep")
    scaled: Vectors = (rows / lengths).astype(np.float32)
    return scaled


def embedded_text(text: str) -> str:
    """What of a passage is embedded: its words, with white space folded, so that a changed line break changes nothing."""
    return " ".join(text.split())


class Embedder(Protocol):
    """What the library and the retriever ask of a model. Questions and passages are two methods: models treat them differently."""

    @property
    def name(self) -> str: ...
    @property
    def digest(self) -> str: ...
    @property
    def dim(self) -> int: ...
    @property
    def max_tokens(self) -> int:
        """The most tokens of a text that the model reads, the special ones not counted."""
        ...

    def count_tokens(self, texts: Sequence[str]) -> list[int]: ...
    def passages(self, texts: Sequence[str]) -> Vectors:
        """Unit rows `(len(texts), dim)`."""
        ...

    def question(self, text: str) -> Vectors:
        """One unit row `(dim,)`."""
        ...

    def likeness(self, left: Sequence[str], right: Sequence[str]) -> Vectors:
        """How alike words are: cosines `(len(left), len(right))`; all 0 for a model that can't tell."""
        ...


class ForwardingEmbedder(ABC):
    """An `Embedder` that leaves to another what it does not do itself."""

    @property
    @abstractmethod
    def _embedder(self) -> Embedder:
        """The other one."""

    @property
    def dim(self) -> int:
        return self._embedder.dim

    @property
    def max_tokens(self) -> int:
        return self._embedder.max_tokens

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return self._embedder.count_tokens(texts)

    def passages(self, texts: Sequence[str]) -> Vectors:
        return self._embedder.passages(texts)

    def question(self, text: str) -> Vectors:
        return self._embedder.question(text)

    def likeness(self, left: Sequence[str], right: Sequence[str]) -> Vectors:
        return self._embedder.likeness(left, right)


class SentenceTransformerEmbedder:
    """An `Embedder` that runs a sentence-transformers model on the CPU, or on a GPU where there is one.

    The model is found, and its files checked, at once; PyTorch is imported on the first text.
    """

    def __init__(self, model: str = DEFAULT_MODEL) -> None:
        self._files: ModelFiles = find_model(model)
        self._loading = threading.Lock()
        self._loaded: SentenceTransformer | None = None

    @property
    def name(self) -> str:
        return self._files.name

    @property
    def digest(self) -> str:
        return self._files.digest

    @cached_property
    def dim(self) -> int:
        dimension = self.model.get_embedding_dimension()
        if dimension is None:
            raise ModelUnusable(self.name, "it does not say how many numbers its vectors have")
        return dimension

    @cached_property
    def max_tokens(self) -> int:
        special = self.tokenizer.num_special_tokens_to_add(False)
        # A model without a limit gives infinity.
        return int(min(self.model.get_max_seq_length() or 512, _LONGEST)) - special

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        encodings = self.tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return [len(encoding) for encoding in encodings]

    def passages(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, self.dim), dtype=np.float32)
        if self.model.device.type != "cpu":
            return self._unit(self.model.encode_document(list(texts), batch_size=_BATCH, show_progress_bar=False))
        # Each by itself and on one core: in a batch, the last bits of a row depend on what else is in it. On two cores
        # it takes as long as batches do, and a third of that where another program has one of them.
        with ThreadPoolExecutor(single_threaded()) as pool:
            return self._unit(np.stack(list(pool.map(self._passage, texts))))

    def _passage(self, text: str) -> npt.NDArray[np.floating]:
        return np.asarray(self.model.encode_document(text, show_progress_bar=False))

    def question(self, text: str) -> Vectors:
        row: Vectors = self._unit(np.asarray(self.model.encode_query(text, show_progress_bar=False))[None, :])[0]
        return row

    def _unit(self, rows: npt.ArrayLike) -> Vectors:
        try:
            return unit_rows(np.asarray(rows))
        except ValueError as error:
            raise ModelUnusable(self.name, f"it gives no vector for a text: {error}") from error

    def likeness(self, left: Sequence[str], right: Sequence[str]) -> Vectors:
        return self._words.likeness(left, right)

    @cached_property
    def _words(self) -> WordVectors:
        return WordVectors.read(self._files.folder)

    @property
    def model(self) -> "SentenceTransformer":
        """The model itself, loaded on the first use."""
        with self._loading:
            if self._loaded is None:
                self._loaded = self._load()
            return self._loaded

    def _load(self) -> "SentenceTransformer":
        with loading(self._files) as safely:
            from sentence_transformers import SentenceTransformer

            model = SentenceTransformer(str(self._files.folder), **safely)
            # The first text sets how the tokenizer truncates and pads, which no two threads may do at once.
            model.encode_query("warm", show_progress_bar=False)
        return model

    @cached_property
    def tokenizer(self) -> "Tokenizer":
        """The model's tokenizer, which here neither truncates nor pads."""
        from tokenizers import Tokenizer

        # The model's own is truncated to what the model reads; counting needs the whole text.
        own = self.model.tokenizer
        tokenizer: Tokenizer = Tokenizer.from_str(getattr(own, "backend_tokenizer", own).to_str())
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer


class Safely(TypedDict):
    """How every model is loaded: from its folder alone, running none of its code, and reading no pickle."""

    local_files_only: bool
    trust_remote_code: bool
    model_kwargs: dict[str, bool]


@contextmanager
def loading(files: ModelFiles) -> Iterator[Safely]:
    """Around the loading of a model with sentence-transformers. Raises `ModelUnusable` for whatever goes wrong inside."""
    try:
        import sentence_transformers  # noqa: F401 (named here so that what is not installed is told)
        from transformers.utils import logging
    except ImportError as error:
        raise ModelUnusable(
            files.name, f"{error.name or error} is not installed; install it with: pip install sentence-transformers"
        ) from error
    # A bar for "Loading weights" would stand between the user and the answer.
    quiet: Callable[[], None] = logging.disable_progress_bar
    quiet()
    single_threaded()
    try:
        yield Safely(local_files_only=True, trust_remote_code=False, model_kwargs={"use_safetensors": True})
    except Exception as error:  # of four libraries, each with errors of its own
        raise ModelUnusable(
            files.name, f"sentence-transformers can't load it from {str(files.folder)!r}: {error}"
        ) from error


@cache
def single_threaded() -> int:
    """How many texts are embedded side by side. From then on PyTorch runs each on one core.

    Several cores on one text wait for each other, where one of them is busy for up to half a second.
    """
    import torch

    cores = torch.get_num_threads()
    torch.set_num_threads(1)
    return cores
