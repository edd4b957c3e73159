"""Libraries of a data set's articles, made by the index's own code, kept in the work folder and used again.

Each stands in a folder of its own with its articles as files beside it, so that it is asked as any other is:
`pressmark ask FOLDER/articles --library FOLDER/library "…"`. Only the embedding is not the index's: vectors are kept by
content (`evals.embeddings`), so that passages that were met before are never embedded again.
"""

import json
import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from itertools import islice
from pathlib import Path

import corpus
import index
from corpus.article import Article, Region, RegionKind
from evals.console import Progress
from evals.datasets.dataset import ArticleRecord, Folder, Records
from evals.embeddings import EmbeddingCache, KeptEmbedder
from evals.files import read_file, write_file
from index.embed import Embedder, embedded_text
from index.library import Library
from index.likeness import Vectors
from index.locks import writing
from index.meta import describe
from index.parts import write_parts
from index.rows import vector_key
from index.run import name_generation
from index.split import SplitSettings, passages_of
from index.store import FORMAT
from index.sync import sync
from index.writer import StoreWriter

_VERSION = 2
_RECIPE = "recipe.json"
_AT_ONCE = 256
"""Articles that are cut, embedded and written in one transaction."""

_CUT = ("passage", "passage_terms", "sentences", "shingles", "split", "words")
"""Modules of the index that say what a library holds of an article."""

_KEPT_S = 7 * 86_400
"""How long a library is kept that no run uses."""

_WAIT_S = 3600
"""How long another run's building is waited for."""

_MTIME_S = 1_700_000_000
"""The time that every written file bears, so that the same articles give the same library."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedLibrary:
    """A library on disk, and the folder of the articles that it is of."""

    articles: Path
    path: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class CutArticle:
    """An article, where its passages stand, and their unit rows `(passages, dim)`."""

    article: Article
    spans: Sequence[tuple[int, int]]
    vectors: Vectors


def open_articles(
    articles: Folder | Records,
    work: Path,
    embedder: Embedder,
    label: str,
    progress: Progress,
    say: Callable[[str], None] = lambda _: None,
    *,
    settings: SplitSettings | None = None,
) -> PlacedLibrary:
    """The library of a data set's articles, brought up to date, or built where it is not there yet; cut by `settings`.

    `label` says all that the embedder's vectors depend on. Raises what `index.sync.sync` and `Library.open` do.
    """
    kept = KeptEmbedder(embedder, EmbeddingCache(work, embedder, label))
    what = str(articles.path.resolve()) if isinstance(articles, Folder) else articles.stamp
    settings = settings or SplitSettings()
    recipe = {
        "articles": what,
        "model": embedder.digest,
        "cut": _cutting(),
        "split": str(settings),
        "format": FORMAT,
        "version": _VERSION,
    }
    home = work / "libraries" / sha256(json.dumps(recipe, sort_keys=True).encode()).hexdigest()[:12]
    path = home / "library"
    home.mkdir(parents=True, exist_ok=True)
    with writing(work, wait_s=_WAIT_S, say=say):
        _clear_unused(home.parent)
        if isinstance(articles, Folder):
            sync(
                articles.path,
                path,
                kept,
                settings=settings,
                progress=lambda what, done, total, _: progress(f"indexing {what}", done, total),
            )
        elif _is_whole(home, recipe):
            # Where the indexes are written in another way by now, opening it makes them anew.
            Library.open(path, embedder).close()
        else:
            _build(articles, home, kept, settings, progress)
        write_file(home / _RECIPE, json.dumps(recipe, indent=1) + "\n")  # last: it is whole
    return PlacedLibrary(articles=articles.path if isinstance(articles, Folder) else home / "articles", path=path)


def _is_whole(home: Path, recipe: Mapping[str, object]) -> bool:
    return (home / _RECIPE).is_file() and json.loads(read_file(home / _RECIPE)) == recipe


def _clear_unused(libraries: Path) -> None:
    """Each change of the code that cuts articles leaves a library behind."""
    for recipe in libraries.glob(f"*/{_RECIPE}"):
        if time.time() - recipe.stat().st_mtime > _KEPT_S:
            shutil.rmtree(recipe.parent, ignore_errors=True)


def _build(articles: Records, home: Path, kept: KeptEmbedder, settings: SplitSettings, progress: Progress) -> None:
    folder, path = home / "articles", home / "library"
    shutil.rmtree(home, ignore_errors=True)
    folder.mkdir(parents=True)
    path.mkdir()
    write_library(folder, path, _cut(articles, kept, settings, progress), kept, settings=settings)


def _cutting() -> str:
    """Another whenever the code is that reads articles and cuts them: figures are to tell one version of it from the next."""
    read = sorted(Path(*corpus.__path__).rglob("*.py"))
    cut = [Path(*index.__path__) / f"{name}.py" for name in _CUT]
    return sha256(b"".join(path.read_bytes() for path in (*read, *cut))).hexdigest()[:16]


def _cut(records: Records, embedder: KeptEmbedder, settings: SplitSettings, progress: Progress) -> Iterator[CutArticle]:
    done = 0
    coming = records.read()
    while some := list(islice(coming, _AT_ONCE)):
        articles = [article_of(record) for record in some]
        spans = [[(one.start, one.end) for one in passages_of(article, embedder, settings)] for article in articles]
        texts = [article.text[start:end] for article, of in zip(articles, spans, strict=True) for start, end in of]
        rows = embedder.passages([embedded_text(text) for text in texts])
        first = 0
        for article, of in zip(articles, spans, strict=True):
            yield CutArticle(article=article, spans=of, vectors=rows[first : first + len(of)])
            first += len(of)
        done += len(some)
        progress("indexing articles", done, records.count)


def write_library(
    folder: Path,
    path: Path,
    articles: Iterator[CutArticle],
    embedder: Embedder,
    tell: Callable[[int], None] = lambda _: None,
    *,
    settings: SplitSettings | None = None,
) -> None:
    """Writes articles as files into `folder`, and the library at `path` as `index.run` writes one, in bounded memory.

    Both folders are there, and empty. `tell` is told how many passages are written.
    """
    with closing(StoreWriter(path, create=True)) as store:
        store.set_meta(describe(embedder, settings or SplitSettings()))
        written = 0
        while some := list(islice(articles, _AT_ONCE)):
            with store.transaction():
                for one in some:
                    _add(store, folder, one)
                    written += len(one.spans)
            tell(written)
        parts = write_parts(store, 1, embedder.dim, before=None)
        name_generation(store, 1, parts, str(folder.resolve()))
        store.checkpoint()


def _add(store: StoreWriter, folder: Path, one: CutArticle) -> None:
    article = one.article
    data = article.text.encode()
    path = folder / article.source
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    os.utime(path, (_MTIME_S, _MTIME_S))
    texts = (article.text[start:end] for start, end in one.spans)
    store.add_vectors(zip(map(vector_key, texts), one.vectors, strict=True))
    mtime_ns = _MTIME_S * 1_000_000_000
    read_ns = mtime_ns + 3_600_000_000_000
    file = store.add_file(
        article.source, size=len(data), mtime_ns=mtime_ns, read_ns=read_ns, sha256=article.sha256, since=1
    )
    store.add_article(article, one.spans, file=file, since=1)


def article_of(record: ArticleRecord) -> Article:
    """The article as it stands in its file: what is known of it as front matter, and below that its text, all of it body."""
    head = _front_matter(record)
    text = head + record.text.encode(errors="replace").decode()
    regions = [
        Region(kind=kind, start=start, end=end)
        for kind, start, end in (
            (RegionKind.NAVIGATION, 0, len(head)),
            (RegionKind.BODY, len(head), len(text)),
        )
        if start < end
    ]
    return Article(
        source=record.source,
        text=text,
        sha256=sha256(text.encode()).hexdigest(),
        regions=tuple(regions),
        title=record.title,
        byline=record.byline,
        publisher=record.publisher,
        published=record.published,
        url=record.url,
    )


def _front_matter(record: ArticleRecord) -> str:
    known: dict[str, str | date | None] = {
        "title": record.title,
        "author": record.byline,
        "publisher": record.publisher,
        "published": record.published,
        "url": record.url,
    }
    lines = [f"{key}: {' '.join(str(value).split())}\n" for key, value in known.items() if value]
    return f"---\n{''.join(lines)}---\n\n" if lines else ""
