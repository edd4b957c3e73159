"""A second look at the first candidates: a cross-encoder reads the question and a passage together, and scores the pair.

None comes with the package, and none runs unless it is named: it takes longer than all else that a question needs. Its
score says which passages are looked into and in which order they stand. Whether to answer stays with `qa.evidence`, whose
confidence is calibrated, as no cross-encoder's score is.

Out of scope: which folder a model's name stands for, and that no pickle is read (`index.model`).
"""

import json
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from index.embed import embedded_text, loading, single_threaded
from index.errors import ModelUnusable
from index.model import ModelFiles, find_model
from qa.errors import QuestionRefused, RerankerUnusable
from qa.fuse import normalised
from qa.limits import MAX_PASSAGES
from qa.retrieve import Hit

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

CANDIDATES = 20
"""Passages that a reranker reads; its time grows with them (`docs/decisions.md`, "A second look")."""

WEIGHT = 0.5
"""Of the reranker's score beside the fused one, each normalised over the candidates."""

LOG_ODDS = 5.0
"""What the best of the candidates gains over the worst in the order of passages, beside the log odds of their sentences.
These are some 4.5 apart in the passages looked into, so that here too either counts for about half."""

_LONGEST = 512
"""Tokens of a question and a passage together that are read, of a model that would read more."""

_BATCH = 32
"""Pairs scored at once on a GPU."""

_EXAMPLE = "cross-encoder/ms-marco-MiniLM-L6-v2"


class Reranked(NamedTuple):
    """Where a reranker put a candidate (1 is best), its score there, and that score normalised over the candidates."""

    rank: int
    score: float
    share: float

    @property
    def adds(self) -> float:
        """To the log odds by which passages are ordered."""
        return LOG_ODDS * self.share


class Reranker:
    """A cross-encoder run by sentence-transformers. Safe to share between threads.

    The model is found, and its files checked, at once; PyTorch is imported with the first question. Raises
    `RerankerUnusable`.
    """

    def __init__(self, model: str, *, candidates: int = CANDIDATES) -> None:
        if not 1 <= candidates <= MAX_PASSAGES:
            raise QuestionRefused(f"{candidates} candidates can't be reranked; name 1 to {MAX_PASSAGES}")
        self.candidates = candidates
        self._files = _find(model)
        self._loading = threading.Lock()
        self._loaded: CrossEncoder | None = None

    @property
    def name(self) -> str:
        return self._files.name

    @property
    def digest(self) -> str:
        return self._files.digest

    def scores(self, question: str, passages: Sequence[str]) -> list[float]:
        """How well each passage answers: the model's output as it is (a logit, mostly), higher is better."""
        model = self.model
        pairs = [(question, embedded_text(passage)) for passage in passages]

        def score(some: list[tuple[str, str]]) -> list[float]:
            return [float(one) for one in model.predict(some, batch_size=_BATCH, show_progress_bar=False)]

        if model.device.type != "cpu":
            scores = score(pairs)
        else:
            # Each by itself and on one core: in a batch, the last bits of a score depend on what else is in it.
            with ThreadPoolExecutor(single_threaded()) as pool:
                scores = [one for ones in pool.map(lambda pair: score([pair]), pairs) for one in ones]
        if not all(map(isfinite, scores)):
            raise RerankerUnusable(self.name, "it gives scores that are no numbers; name another, or none")
        return scores

    @property
    def model(self) -> "CrossEncoder":
        """The model itself, loaded on the first use."""
        with self._loading:
            if self._loaded is None:
                self._loaded = self._load()
            return self._loaded

    def _load(self) -> "CrossEncoder":
        try:
            with loading(self._files) as safely:
                from sentence_transformers import CrossEncoder
                from torch.nn import Identity

                # A sigmoid would press good candidates together.
                model: CrossEncoder = CrossEncoder(str(self._files.folder), activation_fn=Identity(), **safely)
                model.max_seq_length = min(model.max_seq_length or _LONGEST, _LONGEST)
                # The first pair sets how the tokenizer truncates and pads, which no two threads may do at once.
                model.predict([("warm", "warm")], show_progress_bar=False)
        except ModelUnusable as error:
            raise RerankerUnusable(self.name, error.reason) from error
        if model.num_labels != 1:
            raise RerankerUnusable(self.name, _several(model.num_labels))
        return model


def rerank(reranker: Reranker, question: str, hits: Sequence[Hit], k: int) -> tuple[list[Hit], dict[int, Reranked]]:
    """The `k` best of `hits` by fused score and the reranker's, and what became of each candidate, by passage id.

    The first `reranker.candidates` of `hits` are read; the others keep their order behind them. Ties by source and start.
    """
    read, rest = hits[: reranker.candidates], hits[reranker.candidates :]
    scores = reranker.scores(question, [hit.excerpt.text for hit in read])
    best_first = sorted(zip(scores, read, strict=True), key=lambda pair: (-pair[0], *_place(pair[1])))
    shares = normalised([score for score, _ in best_first])
    found = {
        hit.excerpt.id: Reranked(rank, score, share)
        for rank, ((score, hit), share) in enumerate(zip(best_first, shares, strict=True), 1)
    }
    fused = dict(zip((hit.excerpt.id for hit in read), normalised([hit.score for hit in read]), strict=True))

    def mixed(hit: Hit) -> float:
        return (1 - WEIGHT) * fused[hit.excerpt.id] + WEIGHT * found[hit.excerpt.id].share

    return [*sorted(read, key=lambda hit: (-mixed(hit), *_place(hit))), *rest][:k], found


def _place(hit: Hit) -> tuple[str, int]:
    return hit.excerpt.source, hit.excerpt.start


def _find(name: str) -> ModelFiles:
    try:
        files = find_model(name, next_step=f"name the folder of one, or fetch it once with a network, as {_EXAMPLE!r}")
    except ModelUnusable as error:
        raise RerankerUnusable(name, error.reason) from error
    config = _read(name, files.folder / "config.json")
    made_by = files.folder / "config_sentence_transformers.json"
    kind = _read(name, made_by).get("model_type") if made_by.is_file() else None
    architectures = config.get("architectures")
    architecture = str(architectures[0]) if isinstance(architectures, list) and architectures else "nothing"
    classifies = architecture.endswith("ForSequenceClassification")
    if kind != "CrossEncoder" and (not classifies or (files.folder / "modules.json").is_file()):
        raise RerankerUnusable(
            name,
            f"its files are those of a {kind or architecture}, which is no cross-encoder: a reranker reads question and "
            f"passage together, as {_EXAMPLE!r} does",
        )
    # What a configuration leaves out is transformers' default.
    labels = config.get("id2label", ["LABEL_0", "LABEL_1"])
    if classifies and isinstance(labels, list | dict) and len(labels) != 1:
        raise RerankerUnusable(name, _several(len(labels)))
    return files


def _several(labels: int) -> str:
    return f"it tells {labels} labels apart, and a reranker gives a pair one score; name one that does, as {_EXAMPLE!r}"


def _read(name: str, path: Path) -> dict[str, object]:
    try:
        read: object = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise RerankerUnusable(name, f"its file {path.name!r} can't be read: {error}") from error
    if not isinstance(read, dict):
        raise RerankerUnusable(name, f"its file {path.name!r} holds no settings")
    return read
