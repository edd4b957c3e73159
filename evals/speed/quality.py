"""Quality given up for speed: dense retrieval by the embedder in use, against sentence-transformers itself.

The measure is MRR@10 over the questions and articles of RealTime QA's sample (`evals.realtimeqa`), searched exactly. The
library's rows are those of the embedder in use as they are kept, in float16; the original's are its own, in float32.
"""

from pathlib import Path

import numpy as np
import numpy.typing as npt

from corpus.article import Article, Region, RegionKind
from evals.console import Progress
from evals.datasets import realtimeqa
from evals.embeddings import EmbeddingCache
from evals.errors import CantMeasure
from evals.metrics import estimate
from evals.relevance import folded
from evals.speed.figures import Figure, Measurement, Tell
from index.embed import Embedder, SentenceTransformerEmbedder, embedded_text
from index.likeness import Vectors
from index.split import passages_of

BOUND = -0.02
"""The lower end of the interval of the difference, as a share of the original's MRR, that is still good enough."""

DEPTH = 10
_BLOCK = 64


def measure_quality(
    path: Path | None, work: Path, embedder: Embedder, runtime: str, progress: Progress, tell: Tell
) -> Measurement:
    """Both embedders over the sample. Raises `CantMeasure`, `BadFile` or `BadLines` where the data is not there."""
    if path is None:
        raise CantMeasure(
            "quality is measured on labelled questions; name the folder of the RealTime QA data with --articles DIR"
        )
    folder = path.parent if path.name == realtimeqa.ARTICLES else path
    sample = realtimeqa.read_sample(folder)
    asked = set(sample.questions)
    questions = [one for one in realtimeqa.read_questions(folder) if one.id in asked and not one.is_yes_or_no]
    texts = cut_sample(folder, set(sample.articles), embedder)
    words = [folded(text) for text in texts]
    answers = {one.id: [folded(answer) for answer in one.answers] for one in questions}

    original = SentenceTransformerEmbedder(embedder.name)
    values: dict[str, dict[str, float]] = {}
    nearest: dict[str, npt.NDArray[np.int64]] = {}
    for who, one, label in (("in use", embedder, runtime), ("original", original, "sentence-transformers")):
        tell(f"embedding {len(texts):,} passages with {label.partition(':')[0]}; what was embedded before is kept")
        rows = EmbeddingCache(work, one, label).rows(texts, progress)
        if who == "in use":
            rows = rows.astype(np.float16).astype(np.float32)
        asked_rows = np.stack([one.question(question.question) for question in questions])
        nearest[who] = search(asked_rows, rows, DEPTH)
        ranked = {
            question.id: [words[n] for n in found] for question, found in zip(questions, nearest[who], strict=True)
        }
        values[who] = realtimeqa.reciprocal_ranks(ranked, answers, depth=DEPTH)
    return compare(values["in use"], values["original"], nearest["in use"], nearest["original"], len(texts), runtime)


def cut_sample(folder: Path, urls: set[str], embedder: Embedder) -> list[str]:
    """The passages of the sample's articles, whose whole text is body, with white space folded."""
    texts: list[str] = []
    for found in realtimeqa.read_articles(folder):
        if found.url not in urls:
            continue
        urls.discard(found.url)
        region = Region(kind=RegionKind.BODY, start=0, end=len(found.text))
        article = Article(source=found.url, text=found.text, sha256="", regions=(region,))
        texts += [embedded_text(passage.text) for passage in passages_of(article, embedder)]
    if not texts:
        raise CantMeasure(f"{str(folder / realtimeqa.ARTICLES)!r} holds no article of {realtimeqa.SAMPLE}")
    return texts


def search(questions: Vectors, passages: Vectors, k: int) -> npt.NDArray[np.int64]:
    """The `k` nearest passages to each question `(questions, k)`, the nearest first; ties by place."""
    blocks = (questions[at : at + _BLOCK] @ passages.T for at in range(0, len(questions), _BLOCK))
    return np.concatenate([np.argsort(-scores, axis=1, kind="stable")[:, :k] for scores in blocks])


def compare(
    ours: dict[str, float],
    original: dict[str, float],
    our_nearest: npt.NDArray[np.int64],
    original_nearest: npt.NDArray[np.int64],
    passages: int,
    runtime: str,
) -> Measurement:
    """The paired difference by question with its 95 % interval, and whether it is within the bound."""
    mean, ours_mean = np.mean(list(original.values())), np.mean(list(ours.values()))
    if not mean:
        raise CantMeasure("the original finds no answer to any of the questions, so that nothing can be compared")
    difference = estimate([ours[id] - original[id] for id in original])
    assert difference is not None
    low = difference.low / mean
    overlap = np.mean([len(set(a) & set(b)) / len(b) for a, b in zip(our_nearest, original_nearest, strict=True)])
    return Measurement(
        what="quality",
        passages=passages,
        figures=(
            Figure(name="MRR@10, original", value=float(mean), unit=""),
            Figure(name="MRR@10, in use", value=float(ours_mean), unit=""),
            Figure(name="difference", value=100 * difference.mean / float(mean), unit="% of the original's"),
            Figure(name="difference, low", value=100 * float(low), unit="% of the original's"),
            Figure(name="difference, high", value=100 * difference.high / float(mean), unit="% of the original's"),
            Figure(name="same first", value=float(np.mean(our_nearest[:, 0] == original_nearest[:, 0])), unit="of 1"),
            Figure(name="first ten shared", value=float(overlap), unit="of 1"),
        ),
        notes=(
            f"{len(original)} questions; in use: {runtime}",
            f"{'good enough' if low > BOUND else 'NOT good enough'}: the lower 95 % bound of the paired difference is "
            f"{low:+.2%} of the original's MRR, and must be above {BOUND:.0%}",
        ),
    )
