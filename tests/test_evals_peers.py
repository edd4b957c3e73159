"""Peers in turn with ours: the protocol, with ours and a small system of its own; the real peers take minutes to install."""

import io
import json
import re
import sys
from contextlib import redirect_stdout
from pathlib import Path

import pytest
from rich.console import Console

from evals.errors import CantMeasure
from evals.speed import fresh
from evals.speed.comparison import Comparison, Corpus, Times, measure_peers, print_peers, summarise, write_corpus
from evals.speed.environments import OURS, PEERS, RUNNER, Environment, Peer, make_environment
from evals.speed.material import Material, open_material
from evals.speed.run import Run
from index.embedders import open_embedder

MODEL = "all-MiniLM-L6-v2"

SMALL = """
import json

class System:
    MODES = ("hybrid", "dense")

    def __init__(self, model):
        print("a peer may print what it likes")

    def index(self, corpus, folder):
        lines = (corpus / "passages.jsonl").read_text().splitlines()
        folder.mkdir()
        (folder / "index.json").write_text(json.dumps([json.loads(line) for line in lines]))
        return len(lines)

    def open(self, folder):
        self.passages = json.loads((folder / "index.json").read_text())

    def hybrid(self, question):
        words = set(question.lower().split())
        ranked = sorted(self.passages, key=lambda one: -len(words & set(one["text"].lower().split())))
        return [one["id"] for one in ranked[:5]]

    dense = hybrid
"""


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Material:
    return open_material(None, tmp_path_factory.mktemp("work"), lambda _: None)


@pytest.fixture
def corpus(material: Material, tmp_path: Path) -> Corpus:
    return write_corpus(material, 3, tmp_path, open_embedder())


def small(tmp_path: Path, text: str = SMALL, name: str = "small") -> Environment:
    script = tmp_path / f"{name}.py"
    script.write_text(text)
    peer = Peer(name=name, script=script, packages=("small",))
    return Environment(peer=peer, python=Path(sys.executable), bytes=2_000_000, versions={"small": "1"})


def test_a_corpus_holds_the_articles_and_the_passages_that_ours_cuts(corpus: Corpus) -> None:
    records = [json.loads(line) for line in (corpus.folder / "passages.jsonl").read_text().splitlines()]
    assert len(records) == corpus.passages == len({record["id"] for record in records})
    assert corpus.words == sum(len(record["text"].split()) for record in records)
    for record in records:
        source, _, start = record["id"].rpartition(":")
        text = (corpus.folder / "articles" / source).read_bytes().decode()
        assert " ".join(text[int(start) :].split()).startswith(record["text"])
    assert corpus.articles == 3


def test_every_round_goes_through_all_systems_and_ratios_are_against_ours(
    corpus: Corpus, material: Material, tmp_path: Path
) -> None:
    systems = (make_environment(OURS, tmp_path, lambda _: None), small(tmp_path))
    told: list[str] = []
    found = Comparison()
    measure_peers(systems, corpus, material.questions[:14], MODEL, told.append, found)
    assert told[:4] == [f"indexing with {name}, round {n} of 3" for n in (1, 2) for name in ("pressmark", "small")]
    assert told[-2:] == ["warm questions to pressmark, round 3 of 3", "warm questions to small, round 3 of 3"]
    for one in found.times.values():
        assert [len(one.index_s), len(one.cold_s), len(one.warm_ms["hybrid"]), len(one.warm_ms["dense"])] == [
            3,
            5,
            3,
            3,
        ]
        assert all(len(took) == 4 for rounds in one.warm_ms.values() for took in rounds)
        assert one.disk > corpus.words
    figures = summarise(systems, found.times, corpus)
    assert list(figures) == ["pressmark", "small"]
    assert figures["pressmark"]["same first passage as ours, dense"] == 1.0
    assert figures["small"]["installed, MB"] == 2.0
    stream = io.StringIO()
    print_peers(Console(file=stream, width=160), figures, found.failed, corpus)
    rows = {line[:34].strip(): line[34:].split() for line in stream.getvalue().splitlines()}
    ours, peer = figures["pressmark"]["cold ask, s"], figures["small"]["cold ask, s"]
    assert rows["cold ask, s"][2] == f"{peer / ours:.2f}"


def test_figures_are_medians_over_the_rounds(corpus: Corpus, tmp_path: Path) -> None:
    times = Times(
        index_s=[1.0, 9.0, 2.0],
        index_cpu_s=[2.0, 2.0, 2.0],
        cold_s=[5.0, 1.0, 3.0],
        warm_ms={"hybrid": [[1.0, 3.0], [5.0, 7.0], [100.0, 100.0]]},
        disk=3_000_000,
    )
    (figures,) = summarise([small(tmp_path)], {"small": times}, corpus).values()
    assert figures["indexing, words/s"] == corpus.words / 2
    assert (figures["cold ask, s"], figures["warm ask, hybrid, p50, ms"], figures["index, MB"]) == (3.0, 6.0, 3.0)


@pytest.mark.parametrize(
    ("text", "reason", "rounds"),
    [
        (
            SMALL.replace("return len(lines)", "return len(lines) - 1"),
            r"small indexed \d+ passages of \d+",
            (0, 0),
        ),
        ("raise SystemExit('no such model')", "ended with exit code 1: no such model", (0, 0)),
        (
            SMALL.replace("words = set", "words = {}[question]"),
            r"ended with exit code 1: .* / words = \{\}\[question\].* / .*KeyError: ",
            (3, 0),
        ),
        (
            SMALL.replace("dense = hybrid", "dense = lambda self, question: __import__('os')._exit(9)"),
            "ended with exit code 9: it said nothing",
            (3, 5),
        ),
        (SMALL + "import atexit; atexit.register(print, 'bye')", "last printed 'bye'", (0, 0)),
    ],
)
def test_a_system_that_fails_is_named_and_the_others_go_on_without_it(
    corpus: Corpus, material: Material, tmp_path: Path, text: str, reason: str, rounds: tuple[int, int]
) -> None:
    failing, whole = small(tmp_path, text, "small"), small(tmp_path, SMALL, "whole")
    told: list[str] = []
    found = Comparison()
    measure_peers([failing, whole], corpus, material.questions[:12], MODEL, told.append, found)
    assert list(found.failed) == ["small"]
    assert re.search(reason, found.failed["small"])
    assert [line for line in told if "failed" in line] == [
        f"small failed, and is left out from here on: {found.failed['small']}"
    ]
    left = found.times.get("small", Times())
    assert (len(left.index_s), len(left.cold_s)) == rounds
    assert [len(found.times["whole"].cold_s), len(found.times["whole"].warm_ms["dense"])] == [5, 3]

    figures = summarise([failing, whole], found.times, corpus)
    stream = io.StringIO()
    print_peers(Console(file=stream, width=160), figures, found.failed, corpus)
    assert figures["whole"].keys() >= {"indexing, words/s", "cold ask, s", "warm ask, dense, p95, ms"}
    assert ("cold ask, s" in figures.get("small", {})) is (rounds[1] > 0)
    assert re.search(rf"\n  small failed: .*{reason}", stream.getvalue())


def test_what_was_measured_is_shown_and_written_when_a_comparison_is_interrupted(tmp_path: Path) -> None:
    """Ctrl+C after the first figures; the peers can't be run, which leaves ours."""
    run = Run(
        articles=None,
        work=tmp_path,
        seed=0,
        count=3,
        plot=None,
        tell=lambda line: _interrupt(line, "round 2 of 5"),
        progress=lambda *_: None,
    )
    for peer in PEERS:
        (tmp_path / "peers" / peer.name / "venv" / "bin").mkdir(parents=True)
        (tmp_path / "peers" / peer.name / "venv" / "bin" / "python").touch(mode=0o600)
        (tmp_path / "peers" / peer.name / "installed.json").write_text("{}")
    stream = io.StringIO()
    with pytest.raises(KeyboardInterrupt), redirect_stdout(stream):
        run.compare(tmp_path / "out.json")
    report = json.loads((tmp_path / "out.json").read_text())
    assert list(report["systems"]) == ["pressmark"]
    assert report["systems"]["pressmark"].keys() >= {"indexing, words/s", "cold ask, s"}
    assert report["systems"]["pressmark"].keys().isdisjoint({"warm ask, hybrid, p50, ms"})
    assert list(report["failed"]) == [peer.name for peer in PEERS]
    assert re.search(r"cold ask, s +\d", stream.getvalue())
    assert stream.getvalue().count(" failed: ") == len(PEERS)


def _interrupt(line: str, at: str) -> None:
    if at in line:
        raise KeyboardInterrupt


def test_ours_is_counted_with_all_that_it_needs_and_without_what_only_develops_it(tmp_path: Path) -> None:
    ours = make_environment(OURS, tmp_path, lambda _: None)
    assert {"pressmark", "numpy", "onnxruntime", "tantivy"} <= ours.versions.keys()
    assert not {"pytest", "mypy", "ruff"} & ours.versions.keys()
    assert ours.bytes > 50_000_000


def test_a_peer_that_can_not_be_installed_is_said_with_the_command(tmp_path: Path) -> None:
    peer = Peer(name="nobody", script=RUNNER, packages=("./no-such-package",))
    with pytest.raises(CantMeasure, match=r"nobody can't be installed \(.*\); try by hand: .* -m pip install"):
        make_environment(peer, tmp_path, lambda _: None)
    assert not (tmp_path / "peers" / "nobody" / "installed.json").exists()


def test_the_scripts_of_peers_import_nothing_of_ours() -> None:
    import ast

    for script in (RUNNER, RUNNER.with_name("installed.py"), *(peer.script for peer in PEERS)):
        for node in ast.walk(ast.parse(script.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not {name.split(".")[0] for name in names} & {"corpus", "index", "qa", "evals"}, script
    assert Path(__file__).parents[1] == fresh.ROOT
