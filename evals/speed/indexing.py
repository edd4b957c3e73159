"""Bringing folders into libraries: new ones, and ones where little has changed."""

import os
import shutil
import tempfile
import time
from collections import defaultdict
from itertools import islice
from pathlib import Path

from evals.errors import CantMeasure
from evals.speed import fresh
from evals.speed.figures import Figure, Measurement, Tell, middle
from evals.speed.libraries import BYTES_A_PASSAGE, BuiltLibrary, check_room
from evals.speed.material import Material
from index.embed import Embedder
from index.sync import sync

ARTICLES = 120
"""Real articles that are indexed anew where no other number is asked for: the rate is that of any number."""

REPEATS = 3


def measure_indexing(
    material: Material,
    count: int,
    library: BuiltLibrary,
    work: Path,
    embedder: Embedder,
    tell: Tell,
    *,
    repeats: int = REPEATS,
) -> Measurement:
    """New: `count` real articles, read, split, embedded and written. Again: `library`, with nothing and one article changed."""
    check_room(work, library.passages * BYTES_A_PASSAGE // 2, "a copy of the library")
    with tempfile.TemporaryDirectory(prefix="indexing-", dir=work) as folder:
        news = Path(folder) / "articles"
        words, articles = copy_articles(material, count, news)
        found = []
        for number in range(repeats):
            tell(f"indexing {articles} real articles, {number + 1} of {repeats}")
            found.append(fresh.probe("indexing", news, Path(folder) / f"library-{number}"))
        if found[0]["added"] == 0:
            raise CantMeasure(f"{material.name} holds no article that can be read")
        tell(f"indexing again what has hardly changed, at {library.passages:,} passages")
        again = _index_again(library, Path(folder) / "again", embedder, repeats)
    return Measurement(
        what="indexing",
        passages=library.passages,
        figures=(
            middle("new, words", [words / one["wall_s"] for one in found], "/s"),
            middle("new, passages", [one["passages"] / one["wall_s"] for one in found], "/s"),
            middle("new, CPU a passage", [1000 * one["cpu_s"] / one["passages"] for one in found], "ms"),
            middle("new, peak memory", [one["peak_rss"] / 1e6 for one in found], "MB"),
            *again,
        ),
        notes=(
            f"new: {articles} real articles ({found[0]['passages']:.0f} passages), the model loaded before, "
            f"medians of {repeats} fresh processes",
            f"again: a folder of {_count(library):,} articles, {library.note}",
        ),
    )


def copy_articles(material: Material, count: int, folder: Path) -> tuple[int, int]:
    """Copies the first `count` articles into `folder`; how many words and articles these are."""
    words = copied = 0
    for file in islice(material.files(), count):
        place = folder / file.source
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(file.path, place)
        words += len(place.read_bytes().split())
        copied += 1
    return words, copied


def _count(library: BuiltLibrary) -> int:
    return sum(1 for file in library.articles.rglob("*") if file.is_file())


def _index_again(library: BuiltLibrary, copy: Path, embedder: Embedder, repeats: int) -> list[Figure]:
    """On a copy of the library, so that the one that is kept stays what its recipe says."""
    shutil.copytree(library.path, copy)
    embedder.passages(["warm"])
    first = min(library.articles.rglob("*.txt"))
    text, stat = first.read_bytes(), first.stat()
    new = library.articles / "one-more.txt"
    took: dict[str, list[float]] = defaultdict(list)

    def timed(what: str, *, changes: int) -> None:
        began = time.perf_counter()
        report = sync(library.articles, copy, embedder)
        took[what].append(time.perf_counter() - began)
        done = len(report.added) + len(report.changed) + len(report.dropped)
        if done != changes:
            raise CantMeasure(
                f"{str(library.articles)!r} is not as it was made; delete {str(library.articles.parent)!r}"
            )

    try:
        for number in range(repeats):
            timed("nothing", changes=0)
            first.write_bytes(text + f"\nThe harbour board counted {number + 2} lamps on the pier.\n".encode())
            timed("one changed", changes=1)
            new.write_text(f"The harbour board of Kvitnes counted {number + 2} red lamps on the east pier.\n")
            timed("one added", changes=1)
            new.unlink()
            timed("one deleted", changes=1)
    finally:
        new.unlink(missing_ok=True)
        first.write_bytes(text)
        os.utime(first, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    return [middle(f"again, {what}", seconds, "s") for what, seconds in took.items()]
