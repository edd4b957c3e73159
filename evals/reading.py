"""How much of an article's body is read off saved web pages: the measure of the article extraction benchmark.

As its `evaluate.py` counts (https://github.com/scrapinghub/article-extraction-benchmark): the runs of four words that the
marked body and the read one hold, as often as they hold them; each page's true and false ones as shares of all of its own, so
that long pages weigh no more; precision and recall averaged over the pages, and F1 of the averages. The interval is a
bootstrap's over pages.

What counts as read is the text of the BODY regions; with them, as a second reading (`with subheadings`), what stands in
the article without being its sentences: subheadings, and the dateline in front of the first sentence. The second is what to
compare with: of 299 subheadings inside the articles, 292 stand in the marked bodies, and other extractors give them too.
"""

import random
import re
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING

from corpus.article import Region, RegionKind
from evals.errors import BadFile
from evals.files import read_file

if TYPE_CHECKING:
    from corpus.pages.page import Page

TRUTH = "ground-truth.json"
PAGES = "article_extraction_benchmark"
BODY, SUBHEADINGS = "body", "with subheadings"

_WORD = re.compile(r"\w+")
_RUN = 4
_SEED = 20230618
_RESAMPLES = 1_000

Run = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedPage:
    """A page whose body was marked by hand: `path` is its HTML, packed by gzip."""

    id: str
    path: Path
    body: str
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Of the runs of words that a page's marked or read body holds, the shares that are in both, and in one only."""

    both: float
    added: float
    missed: float

    @property
    def precision(self) -> float:
        return 1.0 if self.added == self.missed == 0 else self.both / ((self.both + self.added) or 1)

    @property
    def recall(self) -> float:
        return 1.0 if self.added == self.missed == 0 else self.both / ((self.both + self.missed) or 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Precision and recall averaged over pages, and F1 of the averages; each with where 95 of 100 samples would fall."""

    precision: float
    recall: float
    f1: float
    intervals: tuple[tuple[float, float], tuple[float, float], tuple[float, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPage:
    """What was read of a page, by the way of counting, and the longest stretch that each is wrong by."""

    page: MarkedPage
    found: Mapping[str, Found]
    refused: str | None
    missed: str
    added: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All pages read, and how long that took: CPU seconds of one thread, without unpacking and counting."""

    pages: Sequence[ReadPage]
    seconds: float


def find_pages(folder: Path) -> list[MarkedPage]:
    """The pages of the benchmark in `folder`, in order of id. Raises `BadFile`."""
    from pydantic import BaseModel, TypeAdapter, ValidationError

    class Truth(BaseModel):
        articleBody: str = ""  # noqa: N815 — the benchmark's own name
        url: str | None = None

    path = folder / TRUTH
    try:
        truth = TypeAdapter(dict[str, Truth]).validate_json(read_file(path))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        raise BadFile(path, f"is not the benchmark's: {where}: {first['msg']}") from None
    if not truth:
        raise BadFile(path, "names no page")
    return [
        MarkedPage(id=id, path=folder / "html" / f"{id}.html.gz", body=of.articleBody, url=of.url)
        for id, of in sorted(truth.items())
    ]


def read_pages(pages: Sequence[MarkedPage], progress: Callable[[int, int], None]) -> Reading:
    """Read each page as `pressmark index` does. Raises `BadFile`."""
    from corpus.decode import Undecodable
    from corpus.pages.markup import Unreadable, decode_page
    from corpus.pages.page import read_page

    read: list[ReadPage] = []
    seconds = 0.0
    for number, page in enumerate(pages):
        progress(number, len(pages))
        data = _unpacked(page.path)
        began = time.process_time()
        refused: str | None = None
        texts = {BODY: "", SUBHEADINGS: ""}
        try:
            taken = read_page(decode_page(data))
        except (Undecodable, Unreadable) as error:
            refused = str(error)
        seconds += time.process_time() - began
        if not refused:
            texts = {BODY: _text(taken, _is_body), SUBHEADINGS: _text(taken, _stands_in_article)}
        missed, added = _stretches(page.body, texts[SUBHEADINGS])
        found = {name: compare_runs(page.body, text) for name, text in texts.items()}
        read.append(ReadPage(page=page, found=found, refused=refused, missed=missed, added=added))
    return Reading(pages=read, seconds=seconds)


def compare_runs(marked: str, read: str) -> Found:
    """The runs of four words of both texts, counted as often as they occur, as shares of all."""
    true, seen = _runs(marked), _runs(read)
    both, added, missed = (true & seen).total(), (seen - true).total(), (true - seen).total()
    total = (both + added + missed) or 1
    return Found(both=both / total, added=added / total, missed=missed / total)


def score(found: Sequence[Found]) -> Score:
    """The averages over pages; one without a word read has no precision, one without a word marked no recall."""
    figures = _averages(found)
    # The seed is fixed: two runs over the same pages print the same figures.
    chance = random.Random(_SEED)  # noqa: S311
    resampled = sorted_columns(
        [_averages(chance.choices(found, k=len(found))) for _ in range(_RESAMPLES if len(found) > 1 else 1)]
    )
    low, high = int(0.025 * len(resampled[0])), int(0.975 * len(resampled[0]))
    p, r, f = ((column[low], column[min(high, len(column) - 1)]) for column in resampled)
    return Score(precision=figures[0], recall=figures[1], f1=figures[2], intervals=(p, r, f))


def sorted_columns(rows: Sequence[tuple[float, float, float]]) -> list[list[float]]:
    return [sorted(column) for column in zip(*rows, strict=True)]


def _averages(found: Sequence[Found]) -> tuple[float, float, float]:
    precision = _mean([one.precision for one in found if one.both + one.added > 0])
    recall = _mean([one.recall for one in found if one.both + one.missed > 0])
    return precision, recall, 2 * precision * recall / ((precision + recall) or 1)


def _mean(values: Sequence[float]) -> float:
    return fmean(values) if values else 0.0


def _runs(text: str) -> Counter[Run]:
    words = _WORD.findall(text)
    # A text of fewer words is one run.
    return Counter(tuple(words[at : at + _RUN]) for at in range(max(1, len(words) - _RUN + 1)) if words)


def _unpacked(path: Path) -> bytes:
    import gzip
    import zlib

    try:
        return gzip.decompress(read_file(path))
    except (OSError, EOFError, zlib.error) as error:
        raise BadFile(path, f"can't be unpacked: {error}") from None


def _text(page: "Page", counts: Callable[[Sequence[Region], int], bool]) -> str:
    return "\n\n".join(
        page.text[region.start : region.end] for at, region in enumerate(page.regions) if counts(page.regions, at)
    )


def _is_body(regions: Sequence[Region], at: int) -> bool:
    return regions[at].kind is RegionKind.BODY


def _stands_in_article(regions: Sequence[Region], at: int) -> bool:
    """Whether a region is body, or a subheading or dateline that body follows."""
    behind = regions[at + 1].kind if at + 1 < len(regions) else None
    return _is_body(regions, at) or (
        regions[at].kind in (RegionKind.HEADING, RegionKind.DATELINE) and behind is RegionKind.BODY and at > 0
    )


def _stretches(marked: str, read: str) -> tuple[str, str]:
    """The longest stretch of words that was missed, and that was added."""
    true, seen = _WORD.findall(marked), _WORD.findall(read)
    return _longest(true, _runs(read)), _longest(seen, _runs(marked))


def _longest(words: Sequence[str], others: Counter[Run]) -> str:
    best: tuple[int, int] = (0, 0)
    start: int | None = None
    last = max(1, len(words) - _RUN + 1)
    for at in range(last + 1 if words else 0):
        known = at == last or tuple(words[at : at + _RUN]) in others
        if not known and start is None:
            start = at
        elif known and start is not None:
            best, start = max(best, (at - start, start)), None
    length, at = best
    return " ".join(words[at : at + length + _RUN - 1]) if length else ""
