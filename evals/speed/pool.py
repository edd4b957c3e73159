"""Real passages with their embeddings, which libraries of any size are made of."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path

from corpus.article import Article
from evals.console import Progress
from evals.embeddings import EmbeddingCache
from evals.errors import CantMeasure
from evals.speed.material import Material
from index.embed import Embedder, embedded_text
from index.likeness import Vectors
from index.sentences import find_sentences
from index.split import passages_of

MOST = 50_000
"""Real passages that a library is made of at most. More would be embedded for a quarter of an hour, on two cores."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PooledArticle:
    """A real article: what is known of it, and `[first, last)` of the pool's passages."""

    title: str | None
    byline: str | None
    publisher: str | None
    published: date | None
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """Articles in order, their passages' texts with white space folded, and unit rows `(passages, dim)`."""

    articles: Sequence[PooledArticle]
    texts: Sequence[str]
    vectors: Vectors

    def __len__(self) -> int:
        return len(self.texts)

    def sentences(self) -> list[list[str]]:
        """The sentences of each passage."""
        return [[text[start:end] for start, end in find_sentences(text, 0, len(text))] for text in self.texts]


def cut(material: Material, embedder: Embedder) -> Iterator[tuple[Article, list[str]]]:
    """Each article that has any, with the texts of its passages."""
    for article in material.articles():
        if passages := passages_of(article, embedder):
            yield article, [embedded_text(passage.text) for passage in passages]


def open_pool(material: Material, wanted: int, work: Path, embedder: Embedder, label: str, progress: Progress) -> Pool:
    """The first `wanted` passages of `material` and at most `MOST`; fewer where there are fewer. Raises `CantMeasure`."""
    most = min(wanted, MOST)
    articles: list[PooledArticle] = []
    texts: list[str] = []
    for article, passages in cut(material, embedder):
        first = len(texts)
        texts += islice(passages, most - first)
        articles.append(
            PooledArticle(
                title=article.title,
                byline=article.byline,
                publisher=article.publisher,
                published=article.published,
                first=first,
                last=len(texts),
            )
        )
        progress("cutting passages", len(texts), most)
        if len(texts) == most:
            break
    if not texts:
        raise CantMeasure(f"{material.name} holds no passage; name other articles with --articles DIR")
    vectors = EmbeddingCache(work, embedder, label).rows(texts, progress)
    return Pool(articles=articles, texts=texts, vectors=vectors)
