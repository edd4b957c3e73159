"""How alike two words are in meaning, by the input vectors that the embedding model has learnt for them.

`postponed` and `delayed` share no letter that a word index could match, and lie near each other here: no text has to be
embedded for it, the vectors are rows of a table in the model's own file.
"""

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Vectors = npt.NDArray[np.float32]

TABLE = "embeddings.word_embeddings.weight"
"""What the table is called in the models of the BERT family."""

_TAKE_WHOLE = {"WordPiece", "WordLevel"}
"""Kinds of tokenizer that never take a word apart that is in their vocabulary. (For others, what begins a text may differ.)"""

_WORDS = 1 << 15
"""How many words are kept before it begins anew: some 2 KB each, 64 MB when full."""


class WordVectors:
    """Vectors of words: the mean of the unit rows of their pieces. All are zero for a model that has no such table."""

    def __init__(self, table: Vectors | None, tokenizer: "Tokenizer | None") -> None:
        """Of a `table` `(pieces, dim)` and the `tokenizer` that names its rows, which neither truncates nor pads."""
        self._table = np.asarray(table) if table is not None else None  # a plain view: a `memmap` is slow to index
        self._tokenizer = tokenizer
        self._model = tokenizer.model if tokenizer else None
        self._takes_whole = type(self._model).__name__ in _TAKE_WHOLE
        self._known = _Known(0 if table is None else np.asarray(table).shape[1])

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Of the sentence-transformers model in `folder`; nothing of it is run."""
        from tokenizers import Tokenizer

        table = _read_table(folder)
        if table is None or not (folder / "tokenizer.json").is_file():
            return cls(None, None)
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return cls(table, tokenizer)

    def likeness(self, left: Sequence[str], right: Sequence[str]) -> npt.NDArray[np.float32]:
        """The cosines `(len(left), len(right))` of every word of one list with every word of the other.

        That of two words is the same to the last bit whatever else the lists hold.
        """
        rows = self._rows([*left, *right])
        # Not a matrix product: in that, how a sum is rounded depends on where it stands.
        cosines: npt.NDArray[np.float32] = np.einsum("ik,jk->ij", rows[: len(left)], rows[len(left) :])
        return cosines

    def _rows(self, words: Sequence[str]) -> Vectors:
        known = self._known
        if lacking := known.lacking(words):
            if len(known) + len(lacking) > _WORDS:
                known = self._known = _Known(known.dim)
                lacking = known.lacking(words)
            known.add(lacking, self._of(lacking))
        return known.rows(words)

    def _of(self, words: Sequence[str]) -> Vectors:
        rows = np.zeros((len(words), self._known.dim), dtype=np.float32)
        if self._table is None or self._tokenizer is None:
            return rows
        pieces = [*map(self._pieces_of, words)]
        made = [number for number, ids in enumerate(pieces) if ids]
        if made:
            rows[made] = self._table[[pieces[number][0] for number in made]]
        for row, ids in zip(rows, pieces, strict=True):
            for id in ids[1:]:
                row += self._table[id]
        # Not all at once: how a sum is rounded would depend on where it stands.
        lengths = np.sqrt(np.array([row.dot(row) for row in rows], dtype=np.float32))
        lengths[lengths == 0] = 1
        rows /= lengths[:, None]
        return rows

    def _pieces_of(self, word: str) -> list[int]:
        assert self._tokenizer is not None
        assert self._model is not None
        if not self._takes_whole or not word.isascii():
            return self._tokenizer.encode(word, add_special_tokens=False).ids
        # Ten times as quick; two words in three are in the vocabulary as they are.
        whole = self._tokenizer.token_to_id(word)
        if whole is not None:
            return [whole]
        if word.isalpha() and word.islower():  # of these nothing is normalised
            return [piece.id for piece in self._model.tokenize(word)]
        return self._tokenizer.encode(word, add_special_tokens=False).ids


class _Known:
    """Rows of the words met so far, in one array: a few hundred are taken out of it at once."""

    def __init__(self, dim: int) -> None:
        self.dim = dim
        self._at: dict[str, int] = {}
        self._rows = np.zeros((_WORDS, dim), dtype=np.float32)  # memory is taken as rows are written
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._at)

    def lacking(self, words: Sequence[str]) -> list[str]:
        """Those of some words that are not known, each once."""
        known = self._at
        return [*dict.fromkeys([word for word in words if word not in known])]

    def rows(self, words: Sequence[str]) -> Vectors:
        return self._rows.take(np.fromiter(map(self._at.__getitem__, words), np.intp, len(words)), axis=0)

    def add(self, words: Sequence[str], rows: Vectors) -> None:
        with self._lock:
            first = len(self._at)
            while first + len(words) > len(self._rows):
                self._rows = np.concatenate([self._rows, np.zeros_like(self._rows)])
            self._rows[first : first + len(words)] = rows
            for number, word in enumerate(words, first):
                self._at[word] = number  # last: what is found there is there


def _read_table(folder: Path) -> Vectors | None:
    from safetensors import safe_open

    for file in sorted(folder.glob("*.safetensors")):
        with safe_open(str(file), framework="numpy") as tensors:
            for name in tensors.keys():  # noqa: SIM118 (it is no mapping)
                if name.endswith(TABLE):
                    table: Vectors = tensors.get_tensor(name)
                    return table
    return None
