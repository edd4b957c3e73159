"""Libraries to measure: built once for each recipe, kept in the work folder, and used again.

Each stands in a folder of its own, with its articles as files beside it, so that it is asked as any other is:
`pressmark ask FOLDER/articles --library FOLDER/library "…"`.
"""

import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from evals.console import Progress
from evals.datasets.dataset import ArticleRecord
from evals.errors import CantMeasure
from evals.files import read_file, write_file
from evals.library import CutArticle, article_of, write_library
from evals.speed.made import FAR, NEAR, MadeArticle, make_articles
from evals.speed.pool import MOST, Pool
from index.embed import Embedder
from index.library import Library
from index.split import SplitSettings
from index.store import FORMAT

BYTES_A_PASSAGE = 6_000
"""What must be free before a library is built: its articles, database, indexes, and the log while they are written."""

_RECIPE = "recipe.json"
_VERSION = 1


_MANY = 30
_OFTEN = (
    "; a sentence stands in some {:,} passages, so that prints take longer to compare than among real articles: "
    "name more of these with --articles DIR"
)


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
            + (_OFTEN.format(often) if (often := self.passages // max(self.passages - self.made, 1)) >= _MANY else "")
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
    cut = (_cut(number, one) for number, one in enumerate(made))
    write_library(articles, path, cut, embedder, lambda written: progress("building the library", written, passages))


def _cut(number: int, made: MadeArticle) -> CutArticle:
    """An article whose passages are a paragraph each."""
    article = article_of(
        ArticleRecord(
            source=f"{number // 1000:03}/{number:06}.txt",
            text="\n\n".join(made.texts) + "\n",
            title=made.title,
            byline=made.byline,
            publisher=made.publisher,
            published=made.published,
        )
    )
    body = article.regions[-1]
    return CutArticle(article=article, spans=list(_spans(body.start, made.texts)), vectors=made.vectors)


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
