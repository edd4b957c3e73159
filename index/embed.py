"""Texts to vectors: float32 unit rows, made by sentence-transformers.

Out of scope: which model a name stands for (`index.model`), and where vectors are kept (`index.store`).
"""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from index.errors import ModelUnusable
from index.likeness import Vectors, WordVectors
from index.model import DEFAULT_MODEL, ModelFiles, find_model

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

BATCH = 32
"""Texts embedded at once. On 2 cores larger batches are no faster."""


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


class SentenceTransformerEmbedder:
    """An `Embedder` that runs a sentence-transformers model on the CPU, or on a GPU where there is one.

    The model is found, and its files checked, at once; PyTorch is imported on the first text.
    """

    def __init__(self, model: str = DEFAULT_MODEL) -> None:
        self._files: ModelFiles = find_model(model)

    @property
    def name(self) -> str:
        return self._files.name

    @property
    def digest(self) -> str:
        return self._files.digest

    @cached_property
    def dim(self) -> int:
        dimension = self._model.get_embedding_dimension()
        if dimension is None:
            raise ModelUnusable(self.name, "it does not say how many numbers its vectors have")
        return dimension

    @cached_property
    def max_tokens(self) -> int:
        special = self._tokenizer.num_special_tokens_to_add(False)
        return int(self._model.get_max_seq_length() or 512) - special

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        encodings = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return [len(encoding) for encoding in encodings]

    def passages(self, texts: Sequence[str]) -> Vectors:
        rows = self._model.encode_document(
            list(texts), batch_size=BATCH, show_progress_bar=False, convert_to_numpy=True
        )
        return unit_rows(np.asarray(rows).reshape(len(texts), self.dim))

    def question(self, text: str) -> Vectors:
        import torch

        # One text is too little for two threads: where a core is busy they wait for each other, for half a second at worst.
        threads = torch.get_num_threads()
        torch.set_num_threads(1)
        try:
            row = self._model.encode_query(text, show_progress_bar=False, convert_to_numpy=True)
        finally:
            torch.set_num_threads(threads)
        unit: Vectors = unit_rows(np.asarray(row)[None, :])[0]
        return unit

    def likeness(self, left: Sequence[str], right: Sequence[str]) -> Vectors:
        return self._words.likeness(left, right)

    @cached_property
    def _words(self) -> WordVectors:
        return WordVectors(self._files.folder)

    @cached_property
    def _model(self) -> "SentenceTransformer":
        try:
            from sentence_transformers import SentenceTransformer
            from transformers.utils import logging
        except ImportError as error:
            raise ModelUnusable(
                self.name, f"{error.name or error} is not installed; install it with: pip install sentence-transformers"
            ) from error
        # A bar for "Loading weights" would stand between the user and the answer.
        quiet: Callable[[], None] = logging.disable_progress_bar
        quiet()
        try:
            return SentenceTransformer(
                str(self._files.folder),
                local_files_only=True,
                trust_remote_code=False,
                model_kwargs={"use_safetensors": True},
            )
        except (OSError, ValueError, KeyError, RuntimeError) as error:
            raise ModelUnusable(
                self.name, f"sentence-transformers can't load it from {str(self._files.folder)!r}: {error}"
            ) from error

    @cached_property
    def _tokenizer(self) -> "Tokenizer":
        from tokenizers import Tokenizer

        # The model's own is truncated to what the model reads; counting needs the whole text.
        tokenizer: Tokenizer = Tokenizer.from_str(self._model.tokenizer.backend_tokenizer.to_str())
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer
