"""Reading ahead: in order, never far ahead, and ended with its user."""

from collections.abc import Callable, Generator
from contextlib import closing
from pathlib import Path
from threading import Event, get_ident

import pytest

from corpus.article import Article
from corpus.folder import find_files
from index import batches
from index.batches import ahead, read_batches
from index.passage import Passage
from index.rows import Stamp

Writer = Callable[..., None]


def numbers(made: list[int], threads: set[int], last: int = 10) -> Generator[int]:
    try:
        for number in range(1, last):
            made.append(number)
            threads.add(get_ident())
            yield number
    finally:
        made.append(0)


def test_items_come_in_order_and_are_made_in_another_thread() -> None:
    made: list[int] = []
    threads: set[int] = set()
    with closing(ahead(numbers(made, threads))) as items:
        assert list(items) == list(range(1, 10))
    assert len(threads) == 1
    assert get_ident() not in threads


def test_the_next_item_is_made_while_one_is_used_and_no_more_than_that() -> None:
    second = Event()

    def items() -> Generator[str]:
        yield "first"
        second.set()
        yield "second"
        pytest.fail("the third was asked for before the second was used")

    with closing(ahead(items())) as coming:
        assert next(coming) == "first"
        assert second.wait(30)


def test_closing_ends_what_makes_the_items() -> None:
    made: list[int] = []
    items = ahead(numbers(made, set()))
    assert next(items) == 1
    items.close()
    assert made == [1, 2, 0]


def test_what_goes_wrong_in_the_other_thread_goes_wrong_here() -> None:
    def items() -> Generator[int]:
        yield 1
        raise KeyboardInterrupt

    with closing(ahead(ahead(items()))) as coming:
        assert next(coming) == 1
        with pytest.raises(KeyboardInterrupt):
            next(coming)


def test_files_are_read_in_batches_of_bounded_number_and_bytes(
    tmp_path: Path, write: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {f"{number:02}.txt": f"Article {number}.\n" + "It rained in Osk. " * 50 for number in range(70)})
    write(tmp_path, {"99.txt": "Snow.\n" + "It snowed in Osk, for days. " * 100, "bad.txt": ""})
    files = find_files(tmp_path).files

    def cut(article: Article) -> list[Passage]:
        return [Passage(article=article, start=0, end=7)]

    found = list(read_batches(files, {}, cut))
    assert [batch.files for batch in found] == [64, 8]
    assert [one.article.source for batch in found for one in batch.read] == [file.source for file in files[:-1]]
    assert {one.passages[0].text for one in found[0].read} == {"Article"}
    assert [(file, refusal.source) for batch in found for file, refusal in batch.refused] == [("bad.txt", "bad.txt")]

    monkeypatch.setattr(batches, "_CHARACTERS", 2000)
    assert {batch.files for batch in read_batches(files[:60], {}, cut)} == {3}


def test_a_file_that_holds_what_the_library_has_is_not_cut_again(tmp_path: Path, write: Writer) -> None:
    write(
        tmp_path, {"a.txt": "Seals return.\n\nTwo pilots counted them.\n", "b.txt": "Bees return.\n\nThey came late.\n"}
    )
    first, second = find_files(tmp_path).files
    (batch,) = read_batches((first, second), {}, lambda article: [])
    held = Stamp(id=5, size=1, mtime_ns=2, read_ns=3, sha256=batch.read[0].article.sha256)
    other = held._replace(sha256="0" * 64)

    def cut(article: Article) -> list[Passage]:
        assert article.source == "b.txt"
        return []

    (again,) = read_batches((first, second), {"a.txt": held, "b.txt": other}, cut)
    assert [(one.file, one.stamp) for one in again.same] == [(first, held)]
    assert [(one.article.source, one.of.replaces) for one in again.read] == [("b.txt", other)]
