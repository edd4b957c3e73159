"""Whether citations hold: before a reply leaves, and later, when files or the saved reply have changed."""

import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from corpus.article import Article
from corpus.folder import find_files
from corpus.read import read_article
from index.passage import Passage
from index.store import StoredArticle
from qa.exports.house_style import format_citation
from qa.schema import (
    Answer,
    Citation,
    CitationCheck,
    LibraryState,
    RankedPassage,
    Reply,
    Retrievers,
    Statement,
    StatementCitation,
)
from qa.verify import QuoteMismatch, check_quotes, verify_reply, why_stale

LOCK = """\ufeffBoulder shuts the lock\r
\r
By Ann Lee\r
\r
The lock at Tarn Mill will stay shut until the ninth of May, the canal trust said on Friday.\r
A boulder has bent its lower gate. Boats can turn at Osier Basin, said Petra Voss of the trust.\r
"""
LAMP = (
    "Red lamp goes dark\n\nThe red lamp on the east pier will be switched off for nine weeks, the harbour board said.\n"
)

Change = Callable[[Path], object]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    (folder / "canal").mkdir(parents=True)
    (folder / "canal" / "lock.txt").write_bytes(LOCK.encode())
    (folder / "lamp.txt").write_bytes(LAMP.encode())
    return folder


@pytest.fixture
def stored(folder: Path) -> StoredArticle:
    """`canal/lock.txt` as a library holds it that read the file an hour after it was written."""
    (file,) = [file for file in find_files(folder).files if file.source == "canal/lock.txt"]
    hour_ns = 3600 * 10**9
    return StoredArticle(
        id=1, article=read_article(file), size=file.size, mtime_ns=file.mtime_ns, read_ns=file.mtime_ns + hour_ns
    )


@pytest.fixture
def reply(folder: Path) -> Reply:
    """The answer of the lock's second sentence, and the lamp as a second passage."""
    lock, lamp = (_cite(folder, source, words) for source, words in _QUOTED)
    start = lock.quote.index("A boulder")
    statement = Statement(
        text="A boulder has bent its lower gate.",
        citations=(StatementCitation(number=1, start=lock.start + start, end=lock.start + start + 34, lines=(6, 6)),),
    )
    return Reply(
        question="Why is the lock shut?",
        asked_on=date(2024, 5, 1),
        answer=Answer(text=statement.text, statements=(statement,)),
        no_answer=None,
        confidence=0.8,
        passages=tuple(
            RankedPassage(
                rank=rank, score=0.5, retrievers=Retrievers(), citation=citation.model_copy(update={"number": rank})
            )
            for rank, citation in enumerate((lock, lamp), 1)
        ),
        library=LibraryState(generation=1, articles=2, passages=2, model="none"),
        took_ms=1.0,
    )


_QUOTED = (
    ("canal/lock.txt", LOCK[LOCK.index("The lock") : LOCK.index(" Boats")]),
    ("lamp.txt", LAMP[LAMP.index("The red") : -1]),
)


def _cite(folder: Path, source: str, words: str) -> Citation:
    (file,) = [file for file in find_files(folder).files if file.source == source]
    article = read_article(file)
    start = article.text.index(words)
    passage = Passage(article=article, start=start, end=start + len(words))
    return Citation(
        number=1,
        id="x",
        source=source,
        start=passage.start,
        end=passage.end,
        lines=passage.lines,
        quote=passage.text,
        sha256=article.sha256,
        text_sha256=article.text_sha256,
        formatted=format_citation(passage),
    )


def _with_citation(reply: Reply, **changes: object) -> Reply:
    """`reply` with its first passage's citation changed."""
    first = reply.passages[0]
    changed = first.model_copy(update={"citation": first.citation.model_copy(update=changes)})
    return reply.model_copy(update={"passages": (changed, *reply.passages[1:])})


def _with_statement(reply: Reply, text: str | None = None, **changes: object) -> Reply:
    """`reply` with its one statement, or the place that it cites, changed."""
    assert reply.answer
    (statement,) = reply.answer.statements
    (place,) = statement.citations
    said = text or statement.text
    changed = Statement(text=said, citations=(place.model_copy(update=changes),))
    return reply.model_copy(update={"answer": Answer(text=said, statements=(changed,))})


def _texts(folder: Path) -> list[Article]:
    return [read_article(file) for file in find_files(folder).files]


# before a reply leaves


def test_a_reply_whose_quotes_and_statements_are_the_text_may_leave(folder: Path, reply: Reply) -> None:
    check_quotes(reply, _texts(folder))


@pytest.mark.parametrize("by", [-1, 1])
def test_a_quote_that_is_off_by_one_character_never_leaves(folder: Path, reply: Reply, by: int) -> None:
    citation = reply.passages[0].citation
    moved = _with_citation(reply, start=citation.start + by, end=citation.end + by)
    with pytest.raises(
        QuoteMismatch, match=r"^quote 'The lock at Tarn Mill will stay shut unt' is not the text of 'canal/lock.txt' at"
    ):
        check_quotes(moved, _texts(folder))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            lambda reply: _with_citation(reply, lines=(5, 5)),
            r"of 'canal/lock.txt' stand on lines \(5, 6\), not \(5, 5\)",
        ),
        (lambda reply: _with_citation(reply, quote=""), "quote '' is not the text"),
        (lambda reply: _with_citation(reply, number=7), r"numbered \[7, 2\], which are not the ranks"),
        (lambda reply: _with_citation(reply, number=2), r"numbered \[2\], which are not the ranks"),
        (
            lambda reply: _with_statement(reply, "A boulder has bent its upper gate."),
            "is not the text of 'canal/lock.txt'",
        ),
        (lambda reply: _with_statement(reply, lines=(5, 6)), r"stand on lines \(6, 6\), not \(5, 6\)"),
        (
            lambda reply: _with_statement(reply, start=1, end=9),
            "statement at 1-9 of 'canal/lock.txt' is outside the passage",
        ),
        (lambda reply: _with_statement(reply, end=999), "of 'canal/lock.txt' is outside the passage"),
        (
            lambda reply: reply.model_copy(
                update={"answer": Answer(text="So.", statements=(Statement(text="So.", citations=()),))}
            ),
            "statement 'So.' has no citation",
        ),
    ],
)
def test_a_reply_that_says_what_its_sources_do_not_never_leaves(
    folder: Path, reply: Reply, change: Callable[[Reply], Reply], says: str
) -> None:
    with pytest.raises(QuoteMismatch, match=says):
        check_quotes(change(reply), _texts(folder))


# whether a file is as it was


def _outside(path: Path) -> Path:
    """A copy of the file, outside of the folder of articles."""
    away = path.parents[2] / "away"
    away.mkdir()
    shutil.copy(path, away)
    return away / path.name


def _replace_by_link(path: Path) -> None:
    away = _outside(path)
    path.unlink()
    path.symlink_to(away)


def _replace_folder_by_link(path: Path) -> None:
    away = _outside(path)
    shutil.rmtree(path.parent)
    path.parent.symlink_to(away.parent)


def _replace_by_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _replace_by_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def _replace_parent_by_file(path: Path) -> None:
    shutil.rmtree(path.parent)
    path.parent.write_text("no folder any more")


def _edit(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"And more.\n")


def _edit_to_the_same_length(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"ninth", b"tenth"))


_CHANGES: list[tuple[Change, str]] = [
    (_edit, "the file has changed since it was indexed"),
    (_edit_to_the_same_length, "the file has changed since it was indexed"),
    (Path.unlink, "the file is gone since it was indexed"),
    (lambda path: shutil.rmtree(path.parent), "the file is gone since it was indexed"),
    (_replace_parent_by_file, "the file is gone since it was indexed"),
    (_replace_by_folder, "there is something else in the place of the file that was indexed"),
    (_replace_by_pipe, "there is something else in the place of the file that was indexed"),
    (_replace_by_link, "there is a link in the place of the file that was indexed"),
    (_replace_folder_by_link, "there is a link in the place of the file that was indexed"),
]


@pytest.mark.parametrize(("change", "reason"), _CHANGES)
def test_what_has_become_of_a_file_since_it_was_indexed_is_said(
    folder: Path, stored: StoredArticle, change: Change, reason: str
) -> None:
    change(folder / "canal" / "lock.txt")
    assert why_stale(folder, stored) == reason


def test_a_file_that_is_as_it_was_is_not_stale_whatever_its_time(folder: Path, stored: StoredArticle) -> None:
    assert why_stale(folder, stored) is None
    os.utime(folder / "canal" / "lock.txt", (1, 1))
    assert why_stale(folder, stored) is None
    shutil.copy(folder / "canal" / "lock.txt", folder / "copy")
    (folder / "copy").replace(folder / "canal" / "lock.txt")
    assert why_stale(folder, stored) is None


def test_a_file_changed_in_the_moment_it_was_read_is_read_again_though_size_and_time_are_the_same(
    folder: Path, stored: StoredArticle
) -> None:
    path = folder / "canal" / "lock.txt"
    at_once = StoredArticle(
        id=1, article=stored.article, size=stored.size, mtime_ns=stored.mtime_ns, read_ns=stored.mtime_ns + 10**6
    )
    assert why_stale(folder, at_once) is None
    path.write_bytes(path.read_bytes().replace(b"Friday", b"Sunday"))
    os.utime(path, ns=(stored.mtime_ns, stored.mtime_ns))
    assert why_stale(folder, at_once) == "the file has changed since it was indexed"


def test_a_folder_that_is_itself_given_by_a_link_is_no_reason_to_call_a_file_stale(
    folder: Path, stored: StoredArticle, tmp_path: Path
) -> None:
    (tmp_path / "link").symlink_to(folder)
    assert why_stale(tmp_path / "link", stored) is None


# a saved reply, against the files as they are

SOURCES = ("canal/lock.txt", "lamp.txt")
FILES = {source: source for source in SOURCES}


def _failed(reply: Reply, folder: Path, sources: tuple[str, ...] = SOURCES) -> list[tuple[int, str, str | None]]:
    """Number, source and reason of each check that failed; the reply holds only where there is none."""
    checked = verify_reply(reply, folder, {source: source for source in sources})
    failed = [check for check in checked.checks if not check.holds]
    assert checked.holds == (not failed)
    assert all((check.reason is None) == check.holds for check in checked.checks)
    return [(check.number, check.source, check.reason) for check in failed]


def test_every_citation_of_a_true_reply_holds(folder: Path, reply: Reply) -> None:
    checked = verify_reply(reply, folder, FILES)
    assert checked.holds
    assert checked.checks == tuple(
        CitationCheck(number=number, source=source, holds=True) for number, source in enumerate(SOURCES, 1)
    )


def test_a_reply_read_back_from_its_json_still_holds(folder: Path, reply: Reply) -> None:
    assert _failed(Reply.model_validate_json(reply.model_dump_json()), folder) == []


def test_a_file_is_read_once_however_often_it_is_cited(folder: Path, reply: Reply) -> None:
    opened: list[str] = []
    listening = True

    def hear(event: str, arguments: tuple[object, ...]) -> None:
        if listening and event == "open" and str(arguments[0]).startswith(str(folder)):
            opened.append(Path(str(arguments[0])).relative_to(folder).as_posix())

    sys.addaudithook(hear)  # for as long as the process lasts
    twice = [*reply.passages, *reply.passages]
    passages = tuple(
        replace(one, rank=rank, citation=replace(one.citation, number=rank)) for rank, one in enumerate(twice, 1)
    )
    checked = verify_reply(replace(reply, passages=passages), folder, FILES)
    listening = False
    assert (checked.holds, len(checked.checks)) == (True, 4)
    assert sorted(opened) == ["canal/lock.txt", "lamp.txt"]


def test_words_that_have_moved_are_named_with_the_place_where_they_stand_now(folder: Path, reply: Reply) -> None:
    path = folder / "canal" / "lock.txt"
    path.write_bytes(path.read_bytes().replace(b"By Ann Lee\r\n", b"By Ann Lee\r\n\r\nUpdated on Saturday\r\n"))
    start, end = reply.passages[0].citation.start + 23, reply.passages[0].citation.end + 23
    reason = f"these words stand at characters {start}-{end}, lines 7-8, and not where they are cited"
    assert _failed(reply, folder) == [(1, "canal/lock.txt", reason)]


def test_of_several_places_where_words_stand_the_nearest_is_named(folder: Path, reply: Reply) -> None:
    lamp = reply.passages[1].citation
    (folder / "lamp.txt").write_text(LAMP + "\nMore.\n\n" + LAMP[20:] + LAMP[20:])
    moved = lamp.model_copy(update={"start": lamp.start + 110, "end": lamp.end + 110})
    alone = reply.model_copy(
        update={"answer": None, "passages": (reply.passages[1].model_copy(update={"citation": moved}),)}
    )
    ((_, _, reason),) = _failed(alone, folder)
    at = (LAMP + "\nMore.\n\n" + LAMP[20:] + LAMP[20:]).index("The red", 100)
    assert (
        reason == f"these words stand at characters {at}-{at + len(lamp.quote)}, line 7, and not where they are cited"
    )


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (_edit, r"the words are there, but the file is not the one that was cited: its sha256 is "),
        (_edit_to_the_same_length, "the file does not hold these words, and has changed since"),
        (Path.unlink, "the file is gone"),
        (lambda path: shutil.rmtree(path.parent), "the file is gone"),
        (_replace_parent_by_file, "the file is gone"),
        (_replace_by_folder, "the file can't be read as an article any more: it "),
        (_replace_by_pipe, "the file can't be read as an article any more: it is no longer a file"),
        (_replace_by_link, "there is a link in the place of the file"),
        (_replace_folder_by_link, "there is a link in the place of the file"),
        (lambda path: path.write_bytes(b"\0"), "the file can't be read as an article any more: it is binary"),
        (lambda path: path.write_bytes(b""), "the file can't be read as an article any more: it is empty"),
    ],
)
def test_a_citation_of_a_file_that_is_not_as_it_was_is_false(
    folder: Path, reply: Reply, change: Change, reason: str
) -> None:
    change(folder / "canal" / "lock.txt")
    ((number, source, said),) = _failed(reply, folder)
    assert (number, source) == (1, "canal/lock.txt")
    assert said is not None
    assert said.startswith(reason)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"lines": (5, 5)}, "these words stand on lines 5-6, not line 5"),
        ({"sha256": "0" * 64}, "the words are there, but the file is not the one that was cited: its sha256 is "),
        ({"text_sha256": "0" * 64}, "the words are there, but the text is not the one that was cited: its sha256 is "),
        ({"quote": "The lock is open."}, "the file does not hold these words"),
        ({"quote": ""}, "it quotes nothing"),
        ({"quote": "\r\n", "start": 23, "end": 25, "lines": (1, 1)}, "it quotes nothing"),
        ({"start": -2000}, "these words stand at characters"),
        ({"end": 10**30}, "these words stand at characters"),
        ({"start": 10**6, "end": 10**6 + 5}, "these words stand at characters"),
    ],
)
def test_a_citation_that_was_tampered_with_is_false(
    folder: Path, reply: Reply, change: dict[str, object], reason: str
) -> None:
    ((number, source, said),) = _failed(_with_citation(reply, **change), folder)
    assert (number, source) == (1, "canal/lock.txt")
    assert said is not None
    assert said.startswith(reason)


def test_offsets_that_python_would_count_from_the_end_do_not_hold(folder: Path, reply: Reply) -> None:
    length = len(LAMP)
    lamp = reply.passages[1].citation
    counted = lamp.model_copy(update={"start": lamp.start - length, "end": lamp.end - length, "lines": (0, 0)})
    alone = reply.model_copy(
        update={"answer": None, "passages": (reply.passages[1].model_copy(update={"citation": counted}),)}
    )
    assert _failed(alone, folder) == [
        (
            2,
            "lamp.txt",
            f"these words stand at characters {lamp.start}-{lamp.end}, line 3, and not where they are cited",
        )
    ]


@pytest.mark.parametrize(
    ("change", "number", "reason"),
    [
        (
            lambda reply: _with_statement(reply, "A boulder has bent its upper gate."),
            1,
            "the statement 'A boulder has bent its upper gate.' is not what stands at characters 135-169",
        ),
        (lambda reply: _with_statement(reply, start=134), 1, "is not what stands at characters 134-169"),
        (lambda reply: _with_statement(reply, end=10**9), 1, "is not what stands at characters 135-1000000000"),
        (lambda reply: _with_statement(reply, start=-5), 1, "is not what stands at characters -5-169"),
        (lambda reply: _with_statement(reply, lines=(5, 5)), 1, "stands on line 6, not line 5"),
        (lambda reply: _with_statement(reply, number=2), 2, "is not what stands at"),
        (lambda reply: _with_statement(reply, number=9), 9, "a statement cites a passage that the reply does not have"),
        (
            lambda reply: reply.model_copy(update={"answer": reply.answer.model_copy(update={"text": "It is open."})}),
            1,
            "the answer's text is not its statements put together",
        ),
        (
            lambda reply: reply.model_copy(
                update={"answer": Answer(text="So.", statements=(Statement(text="So.", citations=()),))}
            ),
            0,
            "the statement 'So.' has no citation",
        ),
    ],
)
def test_an_answer_that_was_tampered_with_is_false(
    folder: Path, reply: Reply, change: Callable[[Reply], Reply], number: int, reason: str
) -> None:
    ((wrong, _, said),) = _failed(change(reply), folder)
    assert wrong == number
    assert said is not None
    assert reason in said


@pytest.mark.parametrize(
    "source", ["../away/lock.txt", "canal/../../away/lock.txt", "{away}/lock.txt", "/etc/passwd", "", "."]
)
def test_a_source_that_the_library_does_not_name_is_not_opened(
    folder: Path, reply: Reply, tmp_path: Path, source: str
) -> None:
    away = _outside(folder / "canal" / "lock.txt").parent
    named = source.format(away=away)
    ((_, _, reason),) = _failed(_with_citation(reply, source=named), folder)
    assert reason == "the library has no article of that name; bring it up to date with: pressmark index FOLDER"


@pytest.mark.parametrize("source", ["../away/lock.txt", "canal/../../away/lock.txt", "{away}/lock.txt"])
def test_not_even_a_source_that_the_library_names_is_opened_outside_of_the_folder(
    folder: Path, reply: Reply, tmp_path: Path, source: str
) -> None:
    away = _outside(folder / "canal" / "lock.txt").parent
    named = source.format(away=away)
    ((_, _, reason),) = _failed(_with_citation(reply, source=named), folder, (named, "lamp.txt"))
    assert reason == "there is a link in the place of the file"


def test_a_reply_without_an_answer_or_passages_holds_and_says_nothing(folder: Path, reply: Reply) -> None:
    checked = verify_reply(reply.model_copy(update={"answer": None, "passages": ()}), folder, FILES)
    assert (checked.holds, checked.checks) == (True, ())
