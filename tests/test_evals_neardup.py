"""Prints of the same words, found: figures by hand, reprints as they are made, the data sets, and the command."""

import gzip
import json
import random
from itertools import pairwise
from pathlib import Path

import pytest
from typer.testing import CliRunner

from evals.command import app
from evals.errors import BadFile
from evals.neardup import Finder, Pairs, find_archive, find_listed, measure_listed, measure_reprints, read_archive
from evals.reprints import make_reprints

SHARED = Path(__file__).parents[1].parent / "shared" / "data"
NOUNS = "harbour mill ferry council bridge keeper storm bakery school orchard railway lantern".split()  # noqa: SIM905
VERBS = "opened closed repaired praised sold counted painted visited warned measured".split()  # noqa: SIM905


def _sentence(chance: random.Random) -> str:
    words = [word for _ in range(4) for word in ("the", chance.choice(NOUNS), chance.choice(VERBS))]
    return " ".join(words).capitalize() + f" {chance.randrange(10_000)} times."


def _articles(count: int) -> list[str]:
    chance = random.Random(3)
    return ["\n\n".join(" ".join(_sentence(chance) for _ in range(3)) for _ in range(10)) for _ in range(count)]


def _listed(folder: Path, texts: dict[str, str], truth: str) -> Path:
    path = folder / f"articles_{len(texts)}.train"
    path.write_text("".join(f"{id} {text}\n" for id, text in texts.items()))
    path.with_suffix(".truth").write_text(truth)
    return path


def test_figures_of_pairs() -> None:
    pairs = Pairs(true=4, found=3, false=3)
    assert (pairs.precision, pairs.recall, pairs.f1) == (0.5, 0.75, 0.6)
    assert Pairs(true=0, found=0, false=0).f1 == 0.0


def test_a_text_finds_the_earlier_ones_that_print_its_words(tmp_path: Path) -> None:
    ferry, mill, pier = (one.replace("\n", " ") for one in _articles(3))
    finder = Finder(tmp_path)
    finder.add([ferry, mill])
    assert finder.find(pier) == []
    assert finder.find(f"A word before it. {mill[: len(mill) // 2]}") == [1]
    finder.add([f"{mill} {pier}"])
    assert finder.find(mill) == [1, 2]
    finder.close()


def test_a_reprint_keeps_two_fifths_of_the_paragraphs_in_another_order() -> None:
    articles = _articles(8)
    for reprint in make_reprints(articles, 5, edited=0.0, seed=1):
        title, *paragraphs = reprint.text.split("\n\n")
        assert title not in articles[reprint.of]
        assert len(paragraphs) == 4
        sentences = [sentence for one in paragraphs for sentence in one.split(". ")]
        assert all(sentence.rstrip(".") in articles[reprint.of] for sentence in sentences)


def test_reprints_are_the_same_each_time_and_only_of_long_articles() -> None:
    articles = [*_articles(4), "One paragraph only."]
    assert make_reprints(articles, 9, edited=0.1, seed=1) == make_reprints(articles, 9, edited=0.1, seed=1)
    assert {one.of for one in make_reprints(articles, 9, edited=0.1, seed=1)} == {0, 1, 2, 3}


def test_the_share_of_edited_words_is_what_was_asked_for() -> None:
    words = [f"w{number}" for number in range(2_000)]
    articles = ["\n\n".join(" ".join(words[at : at + 200]) for at in range(0, 2_000, 200))]
    (reprint,) = make_reprints(articles, 1, edited=0.2, seed=2)
    _, *paragraphs = reprint.text.split("\n\n")
    whole = {word: number for number, word in enumerate(words)}
    kept = [whole[word] for one in paragraphs for word in one.split()]
    together = sum(after == before + 1 for before, after in pairwise(kept))
    assert 0.62 <= together / 800 <= 0.78  # of two words that follow each other, (1 - .2)² or more are both left alone


def test_listed_pairs_are_found_and_counted(tmp_path: Path) -> None:
    one, two, three = (text.replace("\n", " ") for text in _articles(3))
    path = _listed(tmp_path, {"a": one, "b": two, "c": two.replace("times", "days", 2), "d": three}, "b c\na d\n")
    measured = measure_listed(path)
    assert (measured.texts, measured.pairs, measured.interval) == (4, Pairs(true=2, found=1, false=0), None)


@pytest.mark.parametrize(
    ("train", "truth", "reason"),
    [
        ("a one\nb two\n", "a z\n", r"\.truth' line 1 is not two ids of articles_2\.train"),
        ("a one\nb two\n", "a b c\n", r"\.truth' line 1 is not two ids"),
        ("a one\na two\n", "", r"\.train' line 2 is not an id, a space and a text"),
        ("alone\n", "", r"\.train' line 1 is not an id, a space and a text"),
    ],
)
def test_files_of_pairs_that_are_not_as_they_should_be_are_named(
    tmp_path: Path, train: str, truth: str, reason: str
) -> None:
    path = tmp_path / "articles_2.train"
    path.write_text(train)
    path.with_suffix(".truth").write_text(truth)
    with pytest.raises(BadFile, match=reason):
        measure_listed(path)


def test_reprints_of_an_archive_are_found_in_it() -> None:
    told: list[tuple[int, int]] = []
    measured = measure_reprints(_articles(300), 0.05, lambda done, of: told.append((done, of)))
    assert measured.pairs == Pairs(true=300, found=300, false=0)
    assert measured.interval == (1.0, 1.0)
    assert told == [(0, 300), (256, 300)]


def _archive(folder: Path, count: int) -> Path:
    folder.mkdir()
    lines = [
        json.dumps({"url": f"https://a.example/{n}", "title": None, "authors": [], "published": None, "text": text})
        for n, text in enumerate(_articles(count))
    ]
    (folder / "articles.jsonl.gz").write_bytes(gzip.compress("\n".join([*lines, lines[0]]).encode()))
    return folder


def test_the_command_prints_what_of_it_the_folder_has(tmp_path: Path) -> None:
    _archive(tmp_path / "realtimeqa", 12)
    result = CliRunner().invoke(app, ["reading", str(tmp_path)])
    assert result.exit_code == 0
    assert "partial reprints, 5% of the words edited      24     12     12             0  1.000" in result.output
    assert "precision" not in result.output
    one, two = (text.replace("\n", " ") for text in _articles(2))
    _listed(tmp_path, {"a": one, "b": two, "c": one}, "a c\n")
    result = CliRunner().invoke(app, ["reading", str(tmp_path), "--json"])
    listed, *reprints = json.loads(result.output)["prints"]
    assert (listed["pairs"], listed["found"], listed["f1"], listed["interval"]) == (1, 1, 1.0, None)
    assert [one["interval"] for one in reprints] == [[1.0, 1.0]] * 2


def test_an_archive_holds_each_text_once_and_a_damaged_one_is_named(tmp_path: Path) -> None:
    archive = _archive(tmp_path / "realtimeqa", 3)
    assert find_archive(tmp_path) == find_archive(archive) == archive
    assert read_archive(archive) == _articles(3)
    (archive / "articles.jsonl.gz").write_bytes(gzip.compress(b'{"url": 3}'))
    with pytest.raises(BadFile, match=r"articles\.jsonl\.gz' can't be used: .*:1: url: Input should be a valid string"):
        read_archive(archive)


@pytest.mark.skipif(not find_listed(SHARED), reason=f"no texts with listed pairs in {SHARED}")
def test_every_listed_pair_is_found_and_no_other() -> None:
    measured = [measure_listed(path) for path in find_listed(SHARED)]
    assert [(one.texts, one.pairs.true, one.pairs.f1) for one in measured] == [
        (100, 5, 1.0),
        (1_000, 10, 1.0),
        (2_500, 20, 1.0),
    ]


@pytest.mark.skipif(find_archive(SHARED) is None, reason=f"no articles in {SHARED}")
def test_partial_reprints_are_found_as_well_as_is_promised() -> None:
    archive = find_archive(SHARED)
    assert archive is not None
    assert measure_reprints(read_archive(archive)[::6], 0.1, lambda *_: None).pairs.f1 >= 0.95
