"""Files that hold several articles, in a library: which of them are in it, after a change, a fault, or a run that was broken off."""

import json
import os
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from io import BufferedReader
from pathlib import Path

import pytest

from corpus import read
from corpus.article import Article
from corpus.errors import Refused
from corpus.folder import FoundFile
from corpus.read import read_articles
from index import batches
from index.embed import Embedder
from index.errors import LibraryMismatch
from index.library import Library
from index.store import Filters, Store
from index.sync import SyncReport, sync
from qa.service import Service
from qa.state import look

EELS = (
    "Eels climb the weir",
    "Eels climbed the weir at Osk on brushes that the county had laid, the warden said on Friday.",
)
FERRY = (
    "Ferry stays in harbour",
    "The ferry to Varn stayed in harbour on Tuesday because its rudder had come loose, its captain said.",
)
BRIDGE = ("Bridge opens", "The new bridge at Tarn opened on Sunday with a market, and took the place of a ford, the mayor said.")  # fmt: skip


def lines(*articles: tuple[str, str] | str) -> str:
    written = (one if isinstance(one, str) else json.dumps({"title": one[0], "text": one[1]}) for one in articles)
    return "".join(f"{line}\n" for line in written)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "export.jsonl").write_text(lines(EELS, '{"title": "Cut', FERRY))
    with zipfile.ZipFile(folder / "saved.zip", "w") as archive:
        archive.writestr("desk/bridge.txt", "\n\n".join(BRIDGE))
        archive.writestr("desk/empty.txt", "")
    return folder


def update(folder: Path, embedder: Embedder, *, rebuild: bool = False) -> SyncReport:
    return sync(folder, folder / ".pressmark", embedder, rebuild=rebuild)


def held(folder: Path, embedder: Embedder, filters: Filters | None = None) -> list[str]:
    with closing(Library.open(folder / ".pressmark", embedder)) as library:
        return [one.article.source for one in library.articles(filters)]


def age(file: Path, seconds: float = 3600) -> None:
    at = file.stat().st_mtime - seconds
    os.utime(file, (at, at))


def test_each_article_of_a_file_is_found_and_cited_by_its_own_source(folder: Path, word_embedder: Embedder) -> None:
    report = update(folder, word_embedder)
    assert (report.added, report.articles) == (("export.jsonl", "saved.zip"), 3)
    assert held(folder, word_embedder) == ["export.jsonl:1", "export.jsonl:3", "saved.zip!/desk/bridge.txt"]
    refused = dict(report.refused)
    assert refused.keys() == {"export.jsonl:2", "saved.zip!/desk/empty.txt"}
    with closing(Service.open(folder, embedder=word_embedder)) as service:
        reply = service.ask("Why did the ferry to Varn stay in harbour on Tuesday?")
        citation = reply.passages[0].citation
        assert (citation.source, citation.of, citation.stale) == ("export.jsonl:3", "extracted text", False)
        assert service.verify(reply).holds


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("export.jsonl", ["export.jsonl:1", "export.jsonl:3"]),
        ("export.jsonl:3", ["export.jsonl:3"]),
        ("saved.zip", ["saved.zip!/desk/bridge.txt"]),
        ("saved.zip!/desk", ["saved.zip!/desk/bridge.txt"]),
        ("export", []),
    ],
)
def test_a_file_or_archive_can_be_asked_alone(
    folder: Path, word_embedder: Embedder, source: str, found: list[str]
) -> None:
    update(folder, word_embedder)
    assert held(folder, word_embedder, Filters(sources=(source,))) == found


def test_a_file_that_is_as_it_was_is_not_read_again_and_what_it_refused_is_still_said(
    folder: Path, word_embedder: Embedder
) -> None:
    age(folder / "export.jsonl")
    first = update(folder, word_embedder)
    (folder / "late.txt").write_text("\n\n".join(BRIDGE))
    second = update(folder, word_embedder)
    assert (second.added, second.changed, second.dropped, second.embedded) == (("late.txt",), (), (), 0)
    assert second.refused == first.refused
    assert [source for source, _ in look(folder).refused] == ["export.jsonl:2", "saved.zip!/desk/empty.txt"]


def test_a_touched_file_keeps_its_articles_and_what_it_refused(folder: Path, word_embedder: Embedder) -> None:
    first = update(folder, word_embedder)
    age(folder / "export.jsonl")
    age(folder / "saved.zip")
    assert update(folder, word_embedder) == replace(
        first, added=(), articles=0, passages=0, embedded=0, unchanged=2, read=2
    )


def test_a_changed_file_gives_its_articles_anew_and_embeds_only_what_is_new(
    folder: Path, word_embedder: Embedder
) -> None:
    update(folder, word_embedder)
    (folder / "export.jsonl").write_text(lines(EELS, BRIDGE))
    report = update(folder, word_embedder)
    assert (report.changed, report.articles, report.embedded) == (("export.jsonl",), 2, 0)
    assert held(folder, word_embedder) == ["export.jsonl:1", "export.jsonl:2", "saved.zip!/desk/bridge.txt"]
    assert [source for source, _ in report.refused] == ["saved.zip!/desk/empty.txt"]
    (folder / "export.jsonl").unlink()
    assert update(folder, word_embedder).dropped == ("export.jsonl",)
    assert held(folder, word_embedder) == ["saved.zip!/desk/bridge.txt"]


def test_a_file_of_which_nothing_can_be_read_any_more_is_dropped(folder: Path, word_embedder: Embedder) -> None:
    update(folder, word_embedder)
    (folder / "saved.zip").write_bytes(b"PK\x03\x04 and nothing else")
    report = update(folder, word_embedder)
    assert (report.dropped, report.changed) == (("saved.zip",), ())
    assert held(folder, word_embedder) == ["export.jsonl:1", "export.jsonl:3"]
    assert "saved.zip" in dict(report.refused)


def test_a_file_that_breaks_off_while_it_is_read_counts_as_it_was(
    folder: Path, word_embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    update(folder, word_embedder)
    (folder / "export.jsonl").write_text(lines(*[BRIDGE] * 70, EELS))

    def break_off(file: FoundFile, *_: object) -> Iterator[Article | Refused]:
        for number, one in enumerate(read_articles(file)):
            if number == 68:
                yield Refused(file.source, "can't be read: the disk is gone", transient=True)
            yield one

    with monkeypatch.context() as patch:
        patch.setattr(batches, "read_articles", break_off)
        update(folder, word_embedder)
        report = update(folder, word_embedder)
    assert (report.changed, report.dropped, report.unchanged) == ((), (), 2)
    assert held(folder, word_embedder) == ["export.jsonl:1", "export.jsonl:3", "saved.zip!/desk/bridge.txt"]
    why = "can't be read: the disk is gone; the version indexed before is kept"
    assert report.refused.count(("export.jsonl", why)) == 1
    assert "export.jsonl:2" in dict(report.refused)
    with closing(Store(folder / ".pressmark")) as store:
        assert store.counts(store.generation) == (3, 3)
    assert update(folder, word_embedder).changed == ("export.jsonl",)
    assert len(held(folder, word_embedder)) == 72


def test_that_a_file_could_not_be_read_is_said_no_more_once_it_can(
    folder: Path, word_embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = update(folder, word_embedder)
    age(folder / "export.jsonl")

    def fail(file: FoundFile, *_: object) -> Iterator[Article | Refused]:
        yield Refused(file.source, "can't be read: the disk is gone", transient=True)

    with monkeypatch.context() as patch:
        patch.setattr(batches, "read_articles", fail)
        assert "export.jsonl" in dict(update(folder, word_embedder).refused)
    assert update(folder, word_embedder).refused == first.refused


def test_a_changed_file_makes_the_citations_of_all_its_articles_stale(folder: Path, word_embedder: Embedder) -> None:
    update(folder, word_embedder)
    with closing(Service.open(folder, embedder=word_embedder)) as service:
        reply = service.ask("Why did the ferry to Varn stay in harbour on Tuesday?")
        (folder / "export.jsonl").write_text(lines(EELS, BRIDGE, FERRY))
        again = service.ask("Why did the ferry to Varn stay in harbour on Tuesday?")
        checked = service.verify(reply)
    assert {one.citation.stale for one in again.passages if one.citation.source.startswith("export")} == {True}
    assert (checked.checks[0].source, checked.checks[0].holds) == ("export.jsonl:3", False)
    assert (checked.checks[0].reason or "").startswith(
        "the words are there, but the file is not the one that was cited"
    )


def test_a_rebuilt_library_holds_the_same(folder: Path, word_embedder: Embedder) -> None:
    first = update(folder, word_embedder)
    second = update(folder, word_embedder, rebuild=True)
    assert replace(second, generation=1) == first


def test_fields_that_the_user_names_are_looked_in_first_and_remembered(folder: Path, word_embedder: Embedder) -> None:
    with (folder / "export.jsonl").open("a") as export:
        export.write(
            json.dumps({"Überschrift": BRIDGE[0], "Volltext": BRIDGE[1], "text": "Read on with a subscription."})
        )
    fields = ["text=Volltext", "title=Überschrift"]
    sync(folder, folder / ".pressmark", word_embedder, fields=fields)
    with closing(Service.open(folder, embedder=word_embedder)) as service:
        reply = service.ask("What took the place of a ford at Tarn?")
        found = {one.citation.source: one.citation for one in reply.passages}["export.jsonl:4"]
        assert (found.title, found.quote) == BRIDGE
        assert service.verify(reply).holds
    (folder / "late.jsonl").write_text(json.dumps({"Überschrift": EELS[0], "Volltext": EELS[1]}))
    assert update(folder, word_embedder).added == ("late.jsonl",)
    with pytest.raises(
        LibraryMismatch,
        match=r"was read with --field text=Volltext --field title=Überschrift; this run names no --field\. .* --rebuild$",
    ):
        sync(folder, folder / ".pressmark", word_embedder, fields=[])


def test_progress_through_a_large_file_is_told_in_parts_of_it(
    tmp_path: Path, word_embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read, "MAX_BYTES", 1000)  # so that it is read as a stream
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "a.jsonl").write_text(lines(*((EELS[0], f"{EELS[1]} " * 200) for _ in range(200))))
    (folder / "b.txt").write_text("\n\n".join(BRIDGE))
    told: list[tuple[str, float, int, int]] = []
    sync(folder, tmp_path / "library", word_embedder, progress=lambda *what: told.append(what))
    done = [what[1] for what in told if what[0] == "articles"]
    assert done == sorted(done)
    assert len([one for one in done if 0 < one < 1]) >= 3
    assert (done[-1], {what[2] for what in told if what[0] == "articles"}) == (2, {2})


def test_all_citations_into_one_file_are_verified_in_one_pass_over_it(
    folder: Path, word_embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    update(folder, word_embedder)
    opened: list[str] = []
    really = read._opened

    def counted(file: FoundFile) -> BufferedReader:
        opened.append(file.source)
        return really(file)

    monkeypatch.setattr(read, "_opened", counted)
    with closing(Service.open(folder, embedder=word_embedder)) as service:
        reply = service.ask("Why did the ferry to Varn stay in harbour, and which bridge opened?")
        assert len({one.citation.source for one in reply.passages}) == 3
        assert service.verify(reply).holds
    assert sorted(opened) == ["export.jsonl", "saved.zip"]
