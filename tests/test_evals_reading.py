"""The benchmark of reading saved pages: its measure by hand and against the formula written out once more, and the command."""

import gzip
import json
import random
import re
from collections.abc import Sequence
from pathlib import Path
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from corpus.pages.markup import decode_page
from corpus.pages.page import read_page
from evals.command import app
from evals.errors import BadFile
from evals.reading import BODY, SUBHEADINGS, Found, compare_runs, find_pages, read_pages, score

PAGES = Path(__file__).parent / "pages"
SHARED = Path(__file__).parents[1].parent / "shared" / "data" / "article_extraction_benchmark"


def _benchmark(folder: Path, bodies: dict[str, str]) -> Path:
    """The sample pages laid out as the benchmark is, with these bodies marked."""
    (folder / "html").mkdir(parents=True)
    for name in bodies:
        (source,) = PAGES.glob(f"{name}.*")
        (folder / "html" / f"{name}.html.gz").write_bytes(gzip.compress(source.read_bytes()))
    truth = {name: {"articleBody": body, "url": f"https://courier.example/{name}"} for name, body in bodies.items()}
    (folder / "ground-truth.json").write_text(json.dumps(truth))
    return folder


def _read_body(name: str) -> str:
    (source,) = PAGES.glob(f"{name}.*")
    page = read_page(decode_page(source.read_bytes()))
    kinds = ("body", "heading")
    return "\n".join(page.text[region.start : region.end] for region in page.regions if region.kind in kinds)


def _eval(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["reading", *map(str, arguments)])


def test_runs_are_counted_as_often_as_they_occur() -> None:
    # marked: abcd bcde; read: abcd bcda cdab dabc abcd
    assert compare_runs("a b c d e", "a b c d a b c d") == Found(both=1 / 6, added=4 / 6, missed=1 / 6)


@pytest.mark.parametrize(
    ("marked", "read", "expected"),
    [
        ("a b", "a, b!", (1.0, 1.0)),
        ("a b", "a b c", (0.0, 0.0)),
        ("", "", (1.0, 1.0)),
        ("a b c d e", "", (0.0, 0.0)),
        ("A b c d", "a b c d", (0.0, 0.0)),
        ("a b c d e", "a b c d", (1.0, 0.5)),
    ],
)
def test_precision_and_recall_of_a_page(marked: str, read: str, expected: tuple[float, float]) -> None:
    found = compare_runs(marked, read)
    assert (found.precision, found.recall) == expected


def _again(pairs: Sequence[tuple[str, str]]) -> tuple[float, float, float]:
    """Precision, recall and F1 with lists in place of counters, from the benchmark's description."""
    precisions, recalls = [], []
    for marked, read in pairs:
        true, seen = (
            [tuple(words[at : at + 4]) for at in range(max(1, len(words) - 3)) if words]
            for words in (re.findall(r"\w+", marked), re.findall(r"\w+", read))
        )
        left, both = list(true), 0
        for run in seen:
            if run in left:
                left.remove(run)
                both += 1
        if seen:
            precisions.append(both / len(seen))
        if true:
            recalls.append(both / len(true))
    precision = fmean(precisions) if precisions else 0.0
    recall = fmean(recalls) if recalls else 0.0
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


_TEXTS = st.lists(st.sampled_from("a b c d é".split()), max_size=12).map(" ".join)  # noqa: SIM905


@given(st.lists(st.tuples(_TEXTS, _TEXTS), min_size=1, max_size=5))
def test_figures_agree_with_the_measure_written_out_once_more(pairs: list[tuple[str, str]]) -> None:
    ours = score([compare_runs(marked, read) for marked, read in pairs])
    assert (ours.precision, ours.recall, ours.f1) == pytest.approx(_again(pairs))


def test_the_interval_is_the_same_each_time_and_holds_the_figure() -> None:
    chance = random.Random(1)
    found = [compare_runs("a b c d e f g h i j", " ".join(chance.sample("abcdefghij", 10))) for _ in range(5)]
    found += [compare_runs("a b c d e f", "a b c d e f")] * 15
    once = score(found)
    assert once == score(found)
    for value, (low, high) in zip((once.precision, once.recall, once.f1), once.intervals, strict=True):
        assert low < value < high


def test_pages_are_read_as_articles_are(tmp_path: Path) -> None:
    folder = _benchmark(tmp_path / "b", {"harbour-bridge": _read_body("harbour-bridge"), "mill-fire": "x y z"})
    told: list[tuple[int, int]] = []
    read = read_pages(find_pages(folder), lambda done, total: told.append((done, total)))
    bridge, mill = read.pages
    assert (bridge.page.id, bridge.found[SUBHEADINGS]) == ("harbour-bridge", Found(both=1.0, added=0.0, missed=0.0))
    assert bridge.found[BODY].recall < 1  # "What will change for the ferry" is no body region
    assert (mill.found[BODY].both, mill.missed) == (0.0, "x y z")
    assert mill.added.startswith("The old mill at Weir End burned")
    assert told == [(0, 2), (1, 2)]


def test_the_command_prints_figures_and_the_worst_pages(tmp_path: Path) -> None:
    folder = _benchmark(tmp_path / "b", {"harbour-bridge": _read_body("harbour-bridge"), "mill-fire": "x y z"})
    result = _eval(folder)
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert lines[0].startswith("2 pages, ")
    (row,) = [line for line in lines if line.startswith("with subheadings")]
    assert re.split(r" {2,}", row.strip())[::2][1:] == ["0.000-1.000", "0.000-1.000", "0.000-1.000"]
    assert "0.500" in row
    worst = lines.index("https://courier.example/mill-fire: precision 0.00, recall 0.00")
    assert lines[worst + 1] == "  missed: x y z"
    assert worst < lines.index("https://courier.example/harbour-bridge: precision 1.00, recall 1.00")


def test_json_is_figures_and_pages_and_nothing_else(tmp_path: Path) -> None:
    folder = _benchmark(tmp_path / "b", {"harbour-bridge": _read_body("harbour-bridge")})
    found = json.loads(_eval(folder, "--json").output)
    assert found["figures"]["with subheadings"]["f1"] == 1.0
    assert found["figures"]["with subheadings"]["intervals"] == [[1.0, 1.0]] * 3
    assert found["pages_per_second"] > 0
    (page,) = found["pages"]
    assert (page["url"], page["refused"], page["missed"]) == ("https://courier.example/harbour-bridge", None, "")


def test_a_page_that_is_refused_is_counted_as_missed_and_named(tmp_path: Path) -> None:
    folder = _benchmark(tmp_path / "b", {"mill-fire": "one two three four five"})
    (folder / "html" / "mill-fire.html.gz").write_bytes(gzip.compress(b"<html></html>"))
    result = _eval(folder)
    assert result.exit_code == 0
    assert "  refused: shows no text: it breaks off before its article" in result.output
    assert "  missed: one two three four five" in result.output


@pytest.mark.parametrize(
    ("truth", "reason"),
    [
        (None, r"ground-truth\.json' can't be read: No such file"),
        ("[]", r"is not the benchmark's: the file: Input should be an object"),
        ('{"a": {"articleBody": 3}}', r"is not the benchmark's: a\.articleBody: Input should be a valid string"),
        ("{}", "names no page"),
    ],
)
def test_a_folder_that_is_not_the_benchmark_is_said_with_exit_code_2(
    tmp_path: Path, truth: str | None, reason: str
) -> None:
    if truth is not None:
        (tmp_path / "ground-truth.json").write_text(truth)
    with pytest.raises(BadFile, match=reason):
        find_pages(tmp_path)
    assert _eval(tmp_path).exit_code == 2


def test_a_page_that_is_missing_or_damaged_is_named(tmp_path: Path) -> None:
    folder = _benchmark(tmp_path / "b", {"mill-fire": "x"})
    path = folder / "html" / "mill-fire.html.gz"
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(BadFile, match=r"mill-fire\.html\.gz' can't be unpacked: Compressed file ended"):
        read_pages(find_pages(folder), lambda *_: None)
    path.unlink()
    with pytest.raises(BadFile, match=r"mill-fire\.html\.gz' can't be read: No such file"):
        read_pages(find_pages(folder), lambda *_: None)


@pytest.mark.skipif(not SHARED.is_dir(), reason=f"the benchmark is not at {SHARED}")
def test_article_bodies_of_the_benchmark_are_read_as_well_as_is_promised() -> None:
    read = read_pages(find_pages(SHARED), lambda *_: None)
    assert [page.page.url for page in read.pages if page.refused] == []
    assert score([page.found[SUBHEADINGS] for page in read.pages]).f1 >= 0.965
    assert score([page.found[BODY] for page in read.pages]).f1 >= 0.96
