"""Measuring: small libraries, measured as they are used, and figures that come of what ran."""

import io
import json
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

from evals.command import app
from evals.errors import CantMeasure
from evals.speed import fresh
from evals.speed.command import What
from evals.speed.embedding import measure_embedding
from evals.speed.figures import Figure, Measurement, percentiles
from evals.speed.indexing import copy_articles, measure_indexing
from evals.speed.libraries import BuiltLibrary, Recipe, asked, build_library
from evals.speed.load import CLIENTS, measure_load
from evals.speed.material import SAMPLES, Material, open_material, spread
from evals.speed.memory import bytes_by_part, measure_disk, measure_memory
from evals.speed.opening import measure_cold, measure_opening
from evals.speed.plot import write_plot
from evals.speed.pool import open_pool
from evals.speed.report import print_measurements, shown, write_json
from evals.speed.stages import STAGES, StageTimes, timing
from evals.speed.warm import measure_warm
from index.embedders import ChosenEmbedder, open_embedder
from index.vectors import VectorIndex

SIZE = 200


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("speed")


@pytest.fixture(scope="module")
def material(work: Path) -> Material:
    return open_material(None, work, lambda _: None)


@pytest.fixture(scope="module")
def chosen() -> ChosenEmbedder:
    return open_embedder()


@pytest.fixture(scope="module")
def library(work: Path, material: Material, chosen: ChosenEmbedder) -> BuiltLibrary:
    recipe = Recipe(passages=SIZE, seed=0, articles=material.stamp(), model=chosen.digest)
    return build_library(
        recipe, lambda: open_pool(material, SIZE, work, chosen, "test", lambda *_: None), work, chosen, lambda *_: None
    )


def names(measurement: Measurement) -> list[str]:
    return [figure.name for figure in measurement.figures]


def speed(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["speed", *map(str, arguments)])


# what is measured


def test_bytes_by_part_are_all_the_bytes_that_are_on_disk(library: BuiltLibrary) -> None:
    sizes = bytes_by_part(library.path)
    assert sum(sizes.values()) == sum(file.stat().st_size for file in library.path.rglob("*") if file.is_file())
    assert min(sizes["database"], sizes["vectors"], sizes["words"]) > 384 * SIZE // 8
    measured = measure_disk(library)
    assert measured["in all"] == pytest.approx(sum(sizes.values()) / SIZE)
    assert measured["in all"] == pytest.approx(sum(measured[part] for part in sizes))


def test_each_stage_of_a_warm_question_is_there_and_together_they_are_the_whole(
    library: BuiltLibrary, material: Material, chosen: ChosenEmbedder
) -> None:
    measured = measure_warm(library, material.questions[:40], chosen)
    assert [name.removesuffix(" p50") for name in names(measured) if name.endswith(" p50") and "CPU" not in name] == [
        "ask",
        *STAGES,
        "the rest",
    ]
    assert measured.notes[0] == "27 different questions, asked once each, after 13 others"
    assert measured["ask p50"] <= measured["ask p95"] <= measured["ask p99"]
    stages = sum(measured[f"{stage} p50"] for stage in (*STAGES, "the rest"))
    assert 0.5 * measured["ask p50"] < stages < 1.5 * measured["ask p50"]
    assert 0.3 < measured["answered"] < 1
    assert all(measured[f"{stage} p50"] > 0 for stage in ("embed question", "dense", "lexical", "evidence"))


def test_a_stage_leaves_out_the_stages_inside_it_and_functions_are_as_before_when_the_block_ends() -> None:
    times = StageTimes()

    def inner() -> None:
        time.sleep(0.02)

    def outer() -> str:
        timed_inner()
        timed_inner()
        return "done"

    timed_inner, timed_outer = times.timed("inner", inner), times.timed("outer", outer)
    assert timed_outer() == "done"
    spent = times.take()
    assert spent["inner"].wall >= 0.04
    assert spent["outer"].wall < spent["inner"].wall / 2
    assert times.take() == {}
    before = VectorIndex.search
    with timing() as (_, stages):
        assert tuple(STAGES) == stages
        assert VectorIndex.search is not before
    assert VectorIndex.search is before


def test_opening_and_a_cold_question_are_measured_in_processes_of_their_own(
    library: BuiltLibrary, material: Material
) -> None:
    opened = measure_opening(library, repeats=1)
    assert names(opened) == ["open", "open, CPU", "imports", "whole process"]
    assert opened["whole process"] > opened["open"] + opened["imports"]
    cold = measure_cold(library, material.questions[:3])
    assert cold["ask"] <= cold["slowest"]
    assert cold.notes[0].startswith("medians of 2 processes `pressmark ask`")


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_memory_is_that_of_a_fresh_process(library: BuiltLibrary, material: Material) -> None:
    measured = measure_memory(library, material.questions[:5])
    assert measured.notes[0].endswith("after 5 questions")
    assert 20 < measured["not page cache, opened"] <= measured["resident, opened"]
    assert measured["resident, asked"] <= measured["peak"]


def test_http_is_measured_with_each_number_of_clients_and_without_errors(
    library: BuiltLibrary, material: Material
) -> None:
    measured = measure_load(library, material.questions[:32])
    assert [figure.value for figure in measured.figures if figure.unit == "requests"] == [0.0] * len(CLIENTS)
    for who in ("1 client", "4 clients", "16 clients"):
        assert measured[f"{who} p50"] <= measured[f"{who} p99"]
        assert measured[f"{who}, requests"] > 0


def test_indexing_reads_real_articles_and_leaves_the_kept_library_as_it_was(
    library: BuiltLibrary, material: Material, work: Path, chosen: ChosenEmbedder
) -> None:
    def files(folder: Path) -> dict[str, bytes]:
        return {
            str(file.relative_to(folder)): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()
        }

    before = files(library.articles), files(library.path)
    measured = measure_indexing(material, 3, library, work, chosen, lambda _: None, repeats=1)
    assert (files(library.articles), files(library.path)) == before
    assert "new: 3 real articles (" in measured.notes[0]
    assert [name for name in names(measured) if name.startswith("again")] == [
        *("again, nothing", "again, one changed", "again, one added", "again, one deleted")
    ]
    assert measured["new, words"] > measured["new, passages"] > 0
    assert list(work.glob("indexing-*")) == []


def test_embedding_is_measured_over_different_passages(chosen: ChosenEmbedder, material: Material) -> None:
    texts = [f"The harbour board counted {number} lamps." for number in range(40)]
    measured = measure_embedding(texts, material.questions[:5], chosen, "what runs it", starts=1)
    assert measured["words"] == pytest.approx(6 * measured["passages"])
    assert measured.passages == 40
    assert measured.notes[0] == "run by what runs it"


def test_articles_are_copied_as_they_are_and_their_words_counted(material: Material, tmp_path: Path) -> None:
    words, articles = copy_articles(material, 3, tmp_path / "news")
    copied = [file for file in (tmp_path / "news").rglob("*") if file.is_file()]
    assert articles == len(copied) == 3
    assert words == sum(len(file.read_bytes().split()) for file in copied)
    assert all((SAMPLES / file.relative_to(tmp_path / "news")).read_bytes() == file.read_bytes() for file in copied)


# what is shown


def test_percentiles_are_those_worked_out_by_hand() -> None:
    found = percentiles("ask", [float(n) for n in range(101)], "ms")
    assert found == [Figure(name=f"ask p{n}", value=float(n), unit="ms") for n in (50, 95, 99)]


@pytest.mark.parametrize(
    ("value", "says"),
    [(0.1234, "0.123"), (1.236, "1.24"), (12.34, "12.3"), (1234.5, "1,234"), (0, "0"), (float("nan"), "-")],
)
def test_numbers_are_shown_with_three_digits_that_count(value: float, says: str) -> None:
    assert shown(value) == says


def grown(passages: int, value: float) -> Measurement:
    return Measurement(
        what="warm",
        passages=passages,
        figures=(Figure(name="ask p50", value=value, unit="ms"), Figure(name="ask p95", value=2 * value, unit="ms")),
        notes=("a note",),
    )


def test_a_table_has_a_row_for_each_figure_and_a_column_for_each_size(tmp_path: Path) -> None:
    stream = io.StringIO()
    print_measurements(Console(file=stream, width=120), [grown(1000, 1.5), grown(10_000, 3.25)])
    lines = [line.split() for line in stream.getvalue().splitlines()]
    assert lines[0] == ["warm", "1,000", "passages", "10,000", "passages"]
    assert lines[1:4] == [["ask", "p50", "1.50", "3.25", "ms"], ["ask", "p95", "3.00", "6.50", "ms"], ["a", "note"]]
    write_json(tmp_path / "speed.json", [grown(1000, 1.5)], {"seed": 0})
    report = json.loads((tmp_path / "speed.json").read_text())
    assert list(report) == ["version", "machine", "settings", "measurements"]
    assert report["measurements"][0]["figures"]["ask p95"] == {"value": 3.0, "unit": "ms"}
    assert report["machine"]["cores"] >= 1
    assert report["machine"]["memory"] > 1e8
    assert "numpy" in report["machine"]["versions"]


def test_a_plot_shows_how_figures_grow_and_is_the_same_for_the_same_figures(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib", reason="the extra `eval` is not installed")
    for name in ("a.svg", "b.svg"):
        write_plot(tmp_path / name, [grown(1000, 1.5), grown(10_000, 3.25)])
    text = (tmp_path / "a.svg").read_text()
    assert text == (tmp_path / "b.svg").read_text()
    assert all(f">{label}</text>" in text for label in ("passages", "a question, warm (ms)", "warm: ask p95"))
    numbers = re.findall(r"<text[^>]*>([\d,.]+)</text>", text)
    assert numbers == ["1,000", "10,000", "1", "2", "5", "10"]
    with pytest.raises(CantMeasure, match="nothing that was measured has a size to be plotted against"):
        write_plot(tmp_path / "c.svg", [Measurement(what="quality", passages=3, figures=())])


# the command


def test_the_command_measures_what_is_named_at_each_size_and_builds_nothing_twice(tmp_path: Path, work: Path) -> None:
    file, plot = tmp_path / "speed.json", tmp_path / "speed.svg"
    sizes = ("--passages", 60, "--passages", 40)
    result = speed("disk", *sizes, "--work", work, "--seed", 3, "--json", file, "--plot", plot)
    assert (result.exit_code, result.stdout.split()[:5]) == (0, ["disk", "40", "passages", "60", "passages"])
    assert "measuring disk at 40 passages" in result.stderr
    assert "\x1b" not in result.stdout
    report = json.loads(file.read_text())
    assert [one["passages"] for one in report["measurements"]] == [40, 60]
    assert report["settings"]["seed"] == 3
    built = sorted(work.glob("library-60-*/library/library.db"))
    stamps = [path.stat().st_ino for path in built]
    assert speed("disk", "--passages", 60, "--work", work, "--seed", 3).exit_code == 0
    assert [path.stat().st_ino for path in sorted(work.glob("library-60-*/library/library.db"))] == stamps


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (
            ("disk", "--articles", "/nowhere"),
            "there are no articles at '/nowhere'; name a folder of articles, or",
        ),
        (("quality",), "name the folder of the RealTime QA data with --articles DIR"),
        (("disk", "--json", "/nowhere/a.json"), "'/nowhere/a.json' can't be written: there is no folder '/nowhere'"),
        (("disk", "--passages", 10**12), "needs 6,000,000.00 GB in"),
        (("warm", "--peers"), "--peers measures them all in its own way"),
    ],
)
def test_what_can_not_be_measured_is_said_in_a_sentence(arguments: tuple[object, ...], says: str, work: Path) -> None:
    result = speed(*arguments, "--work", work)
    assert (result.exit_code, result.stdout) == (2, "")
    assert says in result.stderr


def test_help_names_every_measurement_and_bare_eval_keeps_its_options() -> None:
    said = speed("--help").stdout
    assert all(what in said for what in What)
    said = CliRunner().invoke(app, ["--help"]).stdout
    assert all(option in said for option in ("--questions", "--baseline", "--save-baseline", "speed"))


def test_questions_are_spread_and_none_is_asked_twice() -> None:
    assert spread([str(n) for n in range(10)], 5) == ["0", "2", "4", "6", "8"]
    assert spread(["a"], 5) == ["a"]
    first, timed = asked([str(n) for n in range(10)], 4, warm_up=3)
    assert (first, timed) == (["0", "1", "2"], ["3", "4", "5", "6"])
    with pytest.raises(CantMeasure, match="2 different questions are too few"):
        asked(["a", "b"], 5, warm_up=2)


def test_a_process_that_fails_is_named_with_what_it_said() -> None:
    with pytest.raises(CantMeasure, match="ended with exit code 3: so it ended"):
        fresh.run([sys.executable, "-c", "import sys; print('so it ended', file=sys.stderr); sys.exit(3)"])


def test_a_probe_loads_nothing_before_it_is_asked_to() -> None:
    code = "import sys, evals.speed.probe; print(*sorted({'numpy', 'onnxruntime', 'torch', 'qa'} & sys.modules.keys()))"
    out = subprocess.run([sys.executable, "-c", code], cwd=fresh.ROOT, capture_output=True, text=True, check=True)
    assert out.stdout.strip() == ""
