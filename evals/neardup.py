"""How well prints of the same words are found: by the library's own table, one text after the other, as indexing does.

Two data sets, both found by name in the folder that is given or below it. Texts with listed pairs that are nearly identical
(https://github.com/chrisjmccormick/MinHash): a pair is right when it is listed. And reprints (`evals.reprints`) of articles of RealTime QA,
among all of its articles: a pair is right when it is a reprint and what it was made of. Every other counts as false, also where
the archive holds two prints of an article.
"""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from evals.datasets.dataset import Fault
from evals.datasets.lines import read_records
from evals.datasets.realtimeqa import ARTICLES, SearchedArticle, is_realtimeqa
from evals.errors import BadFile
from evals.files import read_lines
from evals.reprints import make_reprints
from index.database import Database
from index.origins import SCHEMA, add_minhashes, find_sharing
from index.shingles import Hashes, have_one_origin, minhashes, shingles

LISTED, ARCHIVE = "minhash_neardup", "realtimeqa"

EDITED = (0.05, 0.1)
"""Shares of words that are edited in reprints."""

_COUNT = 1_000
_AT_ONCE = 256
_WORTH = 0.15
"""Share of the sentences of the text with fewer that two must have in common to be compared by all their shingles."""

_SEED = 20230618
_RESAMPLES = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """How many pairs are true, and of those that were found how many are true and how many are not."""

    true: int
    found: int
    false: int

    @property
    def precision(self) -> float:
        return self.found / ((self.found + self.false) or 1)

    @property
    def recall(self) -> float:
        return self.found / (self.true or 1)

    @property
    def f1(self) -> float:
        return 2 * self.found / ((self.true + self.found + self.false) or 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What was found among so many texts, where 95 of 100 samples of them would have F1, and how many seconds of CPU it took."""

    what: str
    texts: int
    pairs: Pairs
    interval: tuple[float, float] | None
    seconds: float


class Finder:
    """Texts added one by one, and for each the earlier ones that print the same words; in a library's database."""

    def __init__(self, folder: Path) -> None:
        self._database = Database(folder, "create")
        self._database.script(SCHEMA)
        self._texts: list[str] = []
        self._sentences: list[int] = []
        self._shingles: dict[int, Hashes] = {}
        self.seconds = 0.0
        """Of CPU time, taking the texts apart included."""

    def close(self) -> None:
        self._database.close()

    def find(self, text: str) -> list[int]:
        """The numbers of the texts that have one origin with `text`, ascending."""
        began = time.process_time()
        (hashes,) = minhashes([text])
        shared = Counter(id for ids in find_sharing(self._database, hashes).values() for id in ids)
        worth = [id for id, count in shared.items() if count >= _WORTH * min(len(hashes), self._sentences[id])]
        own = shingles(text) if worth else None
        found = [id for id in sorted(worth) if own is not None and have_one_origin(own, self._of(id))]
        self.seconds += time.process_time() - began
        return found

    def add(self, texts: Sequence[str]) -> None:
        began = time.process_time()
        hashes = minhashes(texts)
        with self._database.transaction():
            add_minhashes(self._database, enumerate(hashes, len(self._texts)))
        self._texts += texts
        self._sentences += map(len, hashes)
        self.seconds += time.process_time() - began

    def _of(self, number: int) -> Hashes:
        if number not in self._shingles:
            self._shingles[number] = shingles(self._texts[number])
        return self._shingles[number]


def measure_listed(path: Path) -> Measured:
    """All pairs among the texts of `path`, whose true ones stand beside it. Raises `BadFile`."""
    texts = _read_listed(path)
    numbers = {id: number for number, id in enumerate(texts)}
    listed = set[tuple[int, int]]()
    for line, some in read_lines(path.with_suffix(".truth")):
        ids = some.decode(errors="replace").split()
        if len(ids) != 2 or not numbers.keys() >= {*ids}:
            raise BadFile(path.with_suffix(".truth"), f"line {line} is not two ids of {path.name}")
        one, other = sorted(numbers[id] for id in ids)
        listed.add((one, other))
    with _finder() as finder:
        found = set[tuple[int, int]]()
        for number, text in enumerate(texts.values()):
            found |= {(earlier, number) for earlier in finder.find(text)}
            finder.add([text])
    pairs = Pairs(true=len(listed), found=len(found & listed), false=len(found - listed))
    return Measured(what="nearly identical texts", texts=len(texts), pairs=pairs, interval=None, seconds=finder.seconds)


def measure_reprints(articles: Sequence[str], edited: float, progress: Callable[[int, int], None]) -> Measured:
    """Reprints with that share of the words edited, looked for among all articles."""
    reprints = make_reprints(articles, _COUNT, edited=edited, seed=_SEED)
    with _finder() as finder:
        for at in range(0, len(articles), _AT_ONCE):
            progress(at, len(articles))
            finder.add(articles[at : at + _AT_ONCE])
        found = [finder.find(one.text) for one in reprints]
    each = [
        Pairs(true=1, found=one.of in some, false=len({*some} - {one.of}))
        for one, some in zip(reprints, found, strict=True)
    ]
    return Measured(
        what=f"partial reprints, {edited:.0%} of the words edited",
        texts=len(articles) + len(reprints),
        pairs=_sum(each),
        interval=_interval(each),
        seconds=finder.seconds,
    )


def _sum(each: Sequence[Pairs]) -> Pairs:
    return Pairs(
        true=sum(one.true for one in each),
        found=sum(one.found for one in each),
        false=sum(one.false for one in each),
    )


def _interval(each: Sequence[Pairs]) -> tuple[float, float] | None:
    # The seed is fixed: two runs over the same texts print the same figures.
    chance = random.Random(_SEED)  # noqa: S311
    drawn = sorted(_sum(chance.choices(each, k=len(each))).f1 for _ in range(_RESAMPLES if each else 0))
    return (drawn[int(0.025 * len(drawn))], drawn[int(0.975 * len(drawn))]) if drawn else None


def find_listed(folder: Path) -> list[Path]:
    """The files of texts with listed pairs in `folder`, or in its folder of the data set's name; by size."""
    found = [path for place in (folder, folder / LISTED) for path in place.glob("articles_*.train")]
    return sorted(found, key=lambda path: path.stat().st_size)


def find_archive(folder: Path) -> Path | None:
    """Where the articles of RealTime QA are, if in `folder` or below it."""
    return next((place for place in (folder, folder / ARCHIVE) if is_realtimeqa(place)), None)


def _read_listed(path: Path) -> dict[str, str]:
    texts: dict[str, str] = {}
    for number, line in read_lines(path):
        id, _, text = line.decode(errors="replace").partition(" ")
        if not text.strip() or id in texts:
            raise BadFile(path, f"line {number} is not an id, a space and a text, each id once")
        texts[id] = text
    return texts


@contextmanager
def _finder() -> Iterator[Finder]:
    with TemporaryDirectory(prefix="pressmark-eval-") as folder, closing(Finder(Path(folder))) as finder:
        yield finder


def read_archive(folder: Path) -> list[str]:
    """The texts of the articles in a folder of RealTime QA, each once: 134 are the same form to register with. Raises `BadFile`."""
    faults: list[Fault] = []
    texts = dict.fromkeys(one.text for _, one in read_records(folder / ARTICLES, SearchedArticle, faults))
    if faults:
        raise BadFile(folder / ARTICLES, f"can't be used: {faults[0]}")
    return [*texts]
