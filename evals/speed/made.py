"""Libraries of any size: the first passages are real; once these run out, the others are made of them.

A made passage is a real one in which a quarter to a half of the sentences are another's, and its vector the real one's with
isotropic noise, so that its cosine with it lies evenly between `NEAR` and `FAR`. On 52,299 news passages and 500 questions,
an IVF index (512 lists) found of the ten nearest, with 4, 8, 16 and 32 lists looked at, .76, .84, .90 and .94 of the real
passages', and .75, .83, .90 and .94 where each was made; noise in the direction of other passages made it harder
(.64 to .87). Titles, publishers, dates and lengths of articles are real ones, drawn by chance.

Out of scope: how they become a library (`evals.speed.libraries`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b

import numpy as np

from evals.errors import CantMeasure
from evals.speed.pool import Pool, PooledArticle
from index.embed import unit_rows
from index.likeness import Vectors

FAR, NEAR = 0.8, 0.9
"""The least and the greatest cosine of a made vector with the one that it was made of."""

_SHARE = (0.25, 0.5)
"""The least and the greatest share of a made passage's sentences that are another's."""

_TRIES = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeArticle:
    """An article that is to be written: its passages' texts, and their unit rows `(passages, dim)`."""

    title: str | None
    byline: str | None
    publisher: str | None
    published: date | None
    texts: tuple[str, ...]
    vectors: Vectors
    origins: tuple[int, ...]
    """The passage of the pool that each is, or was made of."""
    is_real: bool


def make_articles(pool: Pool, passages: int, seed: int) -> Iterator[MadeArticle]:
    """Articles with `passages` passages in all, no two alike; the same ones for the same pool and seed.

    Raises `CantMeasure` where the pool is too small to make so many.
    """
    chance = np.random.default_rng(seed)
    written: set[bytes] = set()
    left = passages
    for article in pool.articles:
        if left == 0:
            return
        # A passage that stands twice in the pool has one vector, and counts once.
        at = [n for n in range(article.first, article.last) if _is_new(pool.texts[n], written)][:left]
        if at:
            left -= len(at)
            yield _put_together(article, [pool.texts[n] for n in at], pool.vectors[at], at, is_real=True)
    sentences = pool.sentences() if left else []
    while left:
        article = pool.articles[int(chance.integers(len(pool.articles)))]
        count = min(max(1, article.last - article.first), left)
        left -= count
        made = [_make_text(sentences, chance, written) for _ in range(count)]
        origins = [origin for origin, _ in made]
        vectors = with_noise(pool.vectors[origins], chance)
        yield _put_together(article, [text for _, text in made], vectors, origins, is_real=False)


def with_noise(rows: Vectors, chance: np.random.Generator) -> Vectors:
    """Unit rows like `rows` `(n, dim)`, each at a cosine with its own that is drawn evenly from `FAR` to `NEAR`."""
    cosines = chance.uniform(FAR, NEAR, size=(len(rows), 1)).astype(np.float32)
    noise = chance.standard_normal(rows.shape, dtype=np.float32)
    across = unit_rows(noise - (noise * rows).sum(axis=1, keepdims=True) * rows)
    return unit_rows(cosines * rows + np.sqrt(1 - cosines**2) * across)


def _make_text(sentences: list[list[str]], chance: np.random.Generator, written: set[bytes]) -> tuple[int, str]:
    for _ in range(_TRIES):
        origin, other = (int(n) for n in chance.integers(len(sentences), size=2))
        text = _recombine(sentences[origin], sentences[other], chance)
        if _is_new(text, written):
            return origin, text
    raise CantMeasure(
        f"out of {len(sentences):,} real passages no more than {len(written):,} different ones can be made; "
        "name more articles with --articles DIR, or ask for fewer --passages"
    )


def _recombine(own: list[str], others: list[str], chance: np.random.Generator) -> str:
    """The sentences `own` with some replaced by those of `others`; one sentence alone gets another behind it."""
    if len(own) == 1:
        return f"{own[0]} {others[int(chance.integers(len(others)))]}"
    count = max(1, round(len(own) * chance.uniform(*_SHARE)))
    text = list(own)
    for at in chance.permutation(len(own))[:count]:
        text[int(at)] = others[int(chance.integers(len(others)))]
    return " ".join(text)


def _is_new(text: str, written: set[bytes]) -> bool:
    """Whether `text` is not among those written; from now on it is."""
    before = len(written)
    written.add(blake2b(text.encode(), digest_size=8).digest())
    return len(written) > before


def _put_together(
    article: PooledArticle, texts: list[str], vectors: Vectors, origins: list[int], *, is_real: bool
) -> MadeArticle:
    return MadeArticle(
        title=article.title,
        byline=article.byline,
        publisher=article.publisher,
        published=article.published,
        texts=tuple(texts),
        vectors=vectors,
        origins=tuple(origins),
        is_real=is_real,
    )
