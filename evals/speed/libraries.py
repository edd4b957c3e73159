"""Libraries to measure: built once for each recipe, kept in the work folder, and used again.

Each stands in a folder of its own, with its articles as files beside it, so that it is asked as any other is:
`pressmark ask FOLDER/articles --library FOLDER/library "…"`.
"""

import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from hashlib import sha256
from itertools import islice
from pathlib import Path

from corpus.article import Article, Region, RegionKind
from evals.console import Progress
from evals.errors import CantMeasure
from evals.files import read_file, write_file
from evals.speed.made import FAR, NEAR, MadeArticle, make_articles
from evals.speed.pool import MOST, Pool
from index.embed import Embedder
from index.library import Library
from index.meta import describe
from index.parts import write_parts
from index.rows import vector_key
from index.run import name_generation
from index.split import SplitSettings
from index.store import FORMAT
from index.writer import StoreWriter

BYTES_A_PASSAGE = 6_000
"""What must be free before a library is built: its articles, database, indexes, and the log while they are written."""

_RECIPE = "recipe.json"
_VERSION = 1
_ARTICLES = 1000
"""Articles that are made, and written in one transaction, at a time."""

_MTIME_S = 1_700_000_000
"""The time that every made file bears, so that the same recipe gives the same library."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltLibrary:
    """A library on disk, and the articles that it is of."""

    articles: Path
    path: Path
    passages: int
    made: int
    """How many of its passages are made, not real."""

    @property
    def note(self) -> str:
        if not self.made:
            return f"{self.passages:,} passages: all real"
        real = f"{self.passages - self.made:,} real" if self.made < self.passages else "none real"
        return (
            f"{self.passages:,} passages: {real}, {self.made:,} made of these, of a real one's sentences with a quarter "
            f"to a half of them another's, and its vector with noise (cosine with it {FAR} to {NEAR})"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """All that a built library depends on."""

    passages: int
    seed: int
    articles: str
    """The stamp of the real articles."""
    model: str
    most_real: int = MOST
    split: str = str(SplitSettings())
    format: int = FORMAT
    version: int = _VERSION

    def __str__(self) -> str:
        return json.dumps(asdict(self), indent=1, sort_keys=True)


def build_library(
    recipe: Recipe, open_pool: Callable[[], Pool], work: Path, embedder: Embedder, progress: Progress
) -> BuiltLibrary:
    """The library of `recipe`, built of the pool where it is not there yet. Raises `CantMeasure`."""
    work.mkdir(parents=True, exist_ok=True)
    home = work / f"library-{recipe.passages}-{sha256(str(recipe).encode()).hexdigest()[:8]}"
    articles, path = home / "articles", home / "library"
    if (home / _RECIPE).is_file():
        real = int(json.loads(read_file(home / _RECIPE))["real"])
        # Where the indexes are written in another way by now, opening it makes them anew.
        Library.open(path, embedder).close()
    else:
        check_room(work, recipe.passages * BYTES_A_PASSAGE, f"a library of {recipe.passages:,} passages")
        pool = open_pool()
        real = min(recipe.passages, len(set(pool.texts)))
        shutil.rmtree(home, ignore_errors=True)
        articles.mkdir(parents=True)
        path.mkdir()
        _write(articles, path, make_articles(pool, recipe.passages, recipe.seed), recipe.passages, embedder, progress)
    built = BuiltLibrary(articles=articles, path=path, passages=recipe.passages, made=recipe.passages - real)
    if not (home / _RECIPE).is_file():
        says = f"{built.note}.\nMade by `pressmark eval speed`, seed {recipe.seed}; {_RECIPE} says of what.\n"
        write_file(home / "README.txt", says)
        write_file(home / _RECIPE, json.dumps({"real": real, **asdict(recipe)}, indent=1) + "\n")  # last: it is whole
    return built


def check_room(folder: Path, needed: int, what: str) -> None:
    """Raises `CantMeasure` where there is too little room on the disk."""
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise CantMeasure(
            f"{what} needs {needed / 1e9:,.2f} GB in {str(folder)!r}, where {free / 1e9:,.2f} GB are free; "
            "name a folder on another disk with --work DIR, or ask for fewer --passages"
        )


def _write(
    articles: Path, path: Path, made: Iterator[MadeArticle], passages: int, embedder: Embedder, progress: Progress
) -> None:
    """What `index.run` writes of a folder, but for the embedding; in bounded memory."""
    settings = SplitSettings()
    with closing(StoreWriter(path, create=True)) as store:
        store.set_meta(describe(embedder, settings))
        number = written = 0
        while batch := list(islice(made, _ARTICLES)):
            with store.transaction():
                for one in batch:
                    _add(store, articles, number, one)
                    number += 1
                    written += len(one.texts)
            progress("building the library", written, passages)
        progress("building its indexes", 0, 1)
        parts = write_parts(store, 1, embedder.dim, before=None)
        name_generation(store, 1, parts, str(articles.resolve()))
        store.checkpoint()


def _add(store: StoreWriter, folder: Path, number: int, made: MadeArticle) -> None:
    source = f"{number // 1000:03}/{number:06}.txt"
    article, spans = _article(made, source)
    data = article.text.encode()
    path = folder / source
    if number % 1000 == 0:
        path.parent.mkdir()
    path.write_bytes(data)
    os.utime(path, (_MTIME_S, _MTIME_S))
    texts = (article.text[start:end] for start, end in spans)
    store.add_vectors(zip(map(vector_key, texts), made.vectors, strict=True))
    mtime_ns = _MTIME_S * 1_000_000_000
    store.add_article(article, spans, size=len(data), mtime_ns=mtime_ns, read_ns=mtime_ns + 3_600_000_000_000, since=1)


def _article(made: MadeArticle, source: str) -> tuple[Article, list[tuple[int, int]]]:
    """The article and where its passages stand: a paragraph each, below what is known of it."""
    known = {"title": made.title, "author": made.byline, "publisher": made.publisher, "published": made.published}
    head = "---\n" + "".join(f"{key}: {value}\n" for key, value in known.items() if value) + "---\n\n"
    spans = list(_spans(len(head), made.texts))
    text = head + "\n\n".join(made.texts) + "\n"
    regions = (
        Region(kind=RegionKind.NAVIGATION, start=0, end=len(head)),
        Region(kind=RegionKind.BODY, start=len(head), end=len(text)),
    )
    article = Article(
        source=source,
        text=text,
        sha256=sha256(text.encode()).hexdigest(),
        regions=regions,
        title=made.title,
        byline=made.byline,
        publisher=made.publisher,
        published=made.published,
    )
    return article, spans


def _spans(start: int, texts: Iterable[str]) -> Iterator[tuple[int, int]]:
    for text in texts:
        yield start, start + len(text)
        start += len(text) + len("\n\n")


def asked(questions: Sequence[str], count: int, *, warm_up: int) -> tuple[list[str], list[str]]:
    """`warm_up` questions, and at most `count` others, all different. Raises `CantMeasure` where there are too few."""
    if len(questions) <= warm_up:
        raise CantMeasure(
            f"{len(questions)} different questions are too few: {warm_up} warm it up, and others are timed"
        )
    return list(questions[:warm_up]), list(questions[warm_up : warm_up + count])
