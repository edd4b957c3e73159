"""The word index of one generation: a Tantivy folder, and the terms that texts and questions are made of.

The folder is derived from the store; unchanged segments are hard links to those of the generation before. What Tantivy
says is only which passages may match: the caller scores them again, since Tantivy counts deleted passages until it
merges them away, so that its scores depend on how an index came to be. What hangs on that is kept small: words weigh
what the caller says, and an index with more than `_DEAD` deleted passages is made anew.
"""

import json
import math
import os
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar, cast
from zlib import crc32

from index.filters import Filters
from index.recent import Recent

if TYPE_CHECKING:
    import tantivy

V = TypeVar("V")

_ANALYZER = "news-1"
"""Named in the index's schema: an index made by other rules can't be opened by accident."""

_DEAD = 0.02
"""The share of deleted passages from which on an index is not built upon any more. A passage costs 0.1 ms to index, so
that each deletion costs 5 ms in the long run."""

_GONE = "gone.json"
"""In how many deleted passages each term occurs."""

TITLE_WEIGHT = 0.5
"""What a word in the title counts against one in the passage."""

_ACRONYM = re.compile(r"\b(?:[^\W\d_]\.){2,}")
_POSSESSIVE = re.compile(r"(?<=\w)['’]s\b")
_RAISED = re.compile(r"(?<=[^\W\d_]{3})[⁰¹²³⁴-⁹]+")
"""The number of a note behind a word; not that of `km²`."""
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What the word index holds of a passage."""

    id: int
    body: str
    title: str | None
    published: date | None
    publisher: str | None
    source: str


def terms(text: str) -> list[str]:
    """The terms of `text` in order: lower case, without accents, stemmed; `U.S.` as `us`, `Xi’s` as `xi`, `1,200` as `1200`, `bridge³` as `bridg`."""
    # No rule here and no token reaches across white space, so that a text's terms are those of the pieces between.
    return [*chain.from_iterable(map(_pieces.__getitem__, text.split()))]


def term_number(term: str) -> int:
    """The CRC-32 of a term, the same in every process.

    That a term of a question shares its number with one of the passages that it is scored against happens once in some
    100,000 questions (eight terms, five thousand others).
    """
    return crc32(term.encode())


def term_numbers(text: str) -> Iterator[int]:
    """The terms of `text` in order, each as its number: half the time, and a twelfth of the memory, of the terms."""
    return chain.from_iterable(map(_numbered_pieces.__getitem__, text.split()))


def _piece_terms(piece: str) -> tuple[str, ...]:
    analyzed: list[str] = _analyzer().analyze(_normalised(piece))
    return tuple(analyzed)


def _piece_numbers(piece: str) -> tuple[int, ...]:
    return tuple(map(term_number, _piece_terms(piece)))


class _Pieces(Recent[str, V]):
    def keep(self, key: str, value: V) -> None:
        if len(key) <= 64:  # an address or a page without spaces does not come again
            super().keep(key, value)


# Taking a piece apart costs some 2 µs, looking it up a twentieth of that.
_pieces = _Pieces(1 << 14, _piece_terms)
"""Some 250 bytes each: 4 to 8 MB when full."""
_numbered_pieces = _Pieces(1 << 18, _piece_numbers)
"""Some 220 bytes each: 55 to 110 MB when full, which a library of some hundred thousand passages makes it."""


def _normalised(text: str) -> str:
    # Looking for a character takes a tenth of looking for a pattern, and most words have none of these.
    if "." in text:
        text = _ACRONYM.sub(lambda match: match[0].replace(".", ""), text)
    if "'" in text or "’" in text:
        text = _POSSESSIVE.sub("", text)
    if not text.isascii():
        text = _RAISED.sub("", text)
    return _THOUSANDS.sub("", text) if "," in text else text


@cache
def _analyzer() -> "tantivy.TextAnalyzer":
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    builder = TextAnalyzerBuilder(Tokenizer.simple())
    for step in (Filter.remove_long(64), Filter.lowercase(), Filter.ascii_fold(), Filter.stemmer("english")):
        builder = builder.filter(step)
    return builder.build()


@cache
def _schema() -> "tantivy.Schema":
    from tantivy import SchemaBuilder

    builder = SchemaBuilder()
    builder.add_unsigned_field("id", indexed=True, fast=True)
    builder.add_text_field("body", tokenizer_name=_ANALYZER, index_option="freq")
    builder.add_text_field("title", tokenizer_name=_ANALYZER, index_option="freq")
    builder.add_unsigned_field("published", indexed=True, fast=True)
    builder.add_text_field("publisher", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("path", tokenizer_name="raw", index_option="basic")
    return builder.build()


def _open(folder: Path) -> "tantivy.Index":
    import tantivy

    index = tantivy.Index(_schema(), path=str(folder), reuse=True)
    index.register_tokenizer(_ANALYZER, _analyzer())
    return index


def write_words(folder: Path, before: Path | None, removed: Iterable[tuple[int, str]], added: Iterable[Words]) -> None:
    """Makes the index `folder` out of that of `before` (none: an empty one), less those `removed`, and `added`.

    `removed` are ids and texts: of deleted passages it is written down how many have each term, since Tantivy counts them.
    """
    from tantivy import Document, Query

    folder.mkdir()
    if before is not None:
        _link(before, folder)
    writer = _open(folder).writer(heap_size=64_000_000, num_threads=1)
    gone, deleted = Counter[str](), 0
    for id, body in removed:
        writer.delete_documents_by_query(Query.term_query(_schema(), "id", id))
        gone.update({*terms(body)})
        deleted += 1
    for words in added:
        document = Document()
        document.add_unsigned("id", words.id)
        document.add_text("body", _normalised(words.body))
        if words.title:
            document.add_text("title", _normalised(words.title))
        if words.published:
            document.add_unsigned("published", words.published.toordinal())
        if words.publisher:
            document.add_text("publisher", words.publisher.casefold())
        for path in _paths(words.source):
            document.add_text("path", path)
        writer.add_document(document)
    writer.commit()
    writer.garbage_collect_files()
    writer.wait_merging_threads()
    _write_gone(folder, before, gone, deleted)
    for lock in folder.glob(".*.lock"):
        lock.unlink()


def _write_gone(folder: Path, before: Path | None, gone: Counter[str], deleted: int) -> None:
    """Writes down what `_read_gone` reads: what it was before, and the terms that are `gone` with so many `deleted` passages."""
    _, dead = _held_and_dead(folder)
    if before is None or not dead or (earlier := _read_gone(before)) is None:
        return
    gone.update(earlier)
    if dead != _held_and_dead(before)[1] + deleted:  # Tantivy merged some of them away
        index = WordIndex(folder)
        gone = Counter({term: index.holds(term) - index.counted(term) for term in gone})
    (folder / _GONE).write_text(json.dumps(gone, sort_keys=True))


def _read_gone(folder: Path) -> Mapping[str, int] | None:
    """In how many of the deleted passages each term occurs; None where it was not written down."""
    if not _held_and_dead(folder)[1]:
        return {}
    try:
        found: dict[str, int] = json.loads((folder / _GONE).read_text())
    except FileNotFoundError:
        return None
    return found


def may_build_upon(folder: Path, removed: int) -> bool:
    """Whether few enough passages of the index `folder` are deleted, when `removed` more are."""
    held, dead = _held_and_dead(folder)
    return dead + removed <= held * _DEAD


def _held_and_dead(folder: Path) -> tuple[int, int]:
    """How many passages the segments hold, and how many of them are deleted."""
    segments = json.loads((folder / "meta.json").read_text())["segments"]
    held = sum(segment["max_doc"] for segment in segments)
    return held, sum(segment["deletes"]["num_deleted_docs"] for segment in segments if segment["deletes"])


def _link(before: Path, folder: Path) -> None:
    for file in before.iterdir():
        if file.name in ("meta.json", ".managed.json"):
            shutil.copyfile(file, folder / file.name)
        elif file.name != _GONE and not file.name.endswith(".lock"):
            try:
                os.link(file, folder / file.name)
            except OSError:  # a file system without hard links
                shutil.copyfile(file, folder / file.name)


def _paths(source: str) -> list[str]:
    """The source itself and every folder above it: `a/b.txt` gives `a` and `a/b.txt`."""
    parts = source.split("/")
    return ["/".join(parts[:length]) for length in range(1, len(parts) + 1)]


class _Counted(Protocol):
    """A search result with `count=True`; Tantivy's stubs lack the attribute."""

    count: int


class WordIndex:
    """An open Tantivy folder. Safe to search from several threads."""

    def __init__(self, folder: Path) -> None:
        """Raises `ValueError` (Tantivy's) where the folder is not an index, or not one of this schema."""
        index = _open(folder)
        index.config_reader(reload_policy="manual")  # no thread that looks twice a second for what never comes
        self._searcher = index.searcher()
        self._held, self._dead = _held_and_dead(folder)
        self._gone = _read_gone(folder)
        self._doc_freq: Callable[[str, str], int] = lru_cache(maxsize=65536)(self._searcher.doc_freq)

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def frequency(self, word: str) -> int:
        """In how many passages a term occurs."""
        if self._gone is None:
            return self.counted(word)
        return self.holds(word) - self._gone.get(word, 0)

    def holds(self, word: str) -> int:
        """In how many a term occurs, deleted ones among them."""
        return int(self._doc_freq("body", word))

    def counted(self, word: str) -> int:
        """In how many a term occurs, counted one by one: of a million passages 0.1 to 1 ms."""
        from tantivy import Query

        query = Query.term_query(_schema(), "body", word, "basic")
        return cast(_Counted, self._searcher.search(query, limit=1, count=True)).count

    def search(self, weights: Mapping[str, float], k: int, filters: Filters | None = None) -> list[int]:
        """Ids of the passages that match terms best by BM25 over body and title: `k`, and as many more as may score alike.

        `weights` gives each term its weight, in place of the inverse document frequency that Tantivy reckons with.
        """
        from tantivy import Occur, Query

        any_word = [
            (Occur.Should, Query.boost_query(Query.term_query(_schema(), field, word, "freq"), boost))
            for word, weight in weights.items()
            for field, share in (("body", 1.0), ("title", TITLE_WEIGHT))
            if (boost := share * weight / self._own_weight(field, word))
        ]
        if not any_word or not len(self):
            return []
        query = Query.boolean_query(any_word)
        # Only a query that is nothing but terms is searched by blocks, of which most are passed over.
        if restrictions := _restrictions(filters or Filters()):
            query = Query.boolean_query([(Occur.Must, query), *restrictions])
        # Scored again, passages trade places: what comes out at the end of `k` may stand a little behind it here.
        fetch = min(k + max(16, k // 2), len(self))
        while True:
            hits = self._searcher.search(query, limit=fetch, count=False).hits
            if len(hits) < fetch or fetch == len(self) or hits[-1][0] < hits[min(k, len(hits)) - 1][0] - 1e-6:
                break
            fetch = min(fetch * 2, len(self))
        ids = self._searcher.fast_field_values("id", [address for _, address in hits])
        return [int(id) for id in ids if id is not None]

    def _own_weight(self, field: str, word: str) -> float:
        """Tantivy's inverse document frequency, which counts deleted passages."""
        frequency = self._doc_freq(field, word)
        return math.log(1 + (self._held - frequency + 0.5) / (frequency + 0.5))


def _restrictions(filters: Filters) -> list[tuple["tantivy.Occur", "tantivy.Query"]]:
    from tantivy import FieldType, Occur, Query

    schema = _schema()
    found: list[tuple[Occur, Query]] = []
    if filters.published_from or filters.published_to:
        lower = (filters.published_from or date.min).toordinal()
        upper = (filters.published_to or date.max).toordinal()
        in_range = Query.range_query(schema, "published", FieldType.Unsigned, lower_bound=lower, upper_bound=upper)
        found.append((Occur.Must, Query.const_score_query(in_range, 0.0)))
    if filters.publishers:
        names = _encodable(publisher.casefold() for publisher in filters.publishers)
        by = Query.term_set_query(schema, "publisher", names)
        found.append((Occur.Must, Query.const_score_query(by, 0.0)))
    if filters.sources:
        under = Query.term_set_query(schema, "path", _encodable(source.rstrip("/") for source in filters.sources))
        found.append((Occur.Must, Query.const_score_query(under, 0.0)))
    return found


def _encodable(names: Iterable[str]) -> list[str]:
    """Those that are text: a name with half a character in it, as a file system may give, is no article's."""
    return [name for name in names if not any("\ud800" <= character <= "\udfff" for character in name)]
