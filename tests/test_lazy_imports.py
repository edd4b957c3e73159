"""Nothing heavy is loaded before it is needed, so that a command answers at once and a client stays small."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from index.embedders import open_embedder

ROOT = Path(__file__).parents[1]
LAYERS = ("corpus", "index", "qa", "evals")

HEAVY = {
    *("torch", "sentence_transformers", "transformers", "onnx", "onnxruntime", "onnxscript"),
    *("faiss", "tantivy", "fastapi", "starlette", "uvicorn", "scipy", "ir_measures"),
}

STEMS = {"tantivy"}
"""What it takes to stem a word, which modules that hold lists of words do as they are loaded."""
SERVER = {"tantivy", "fastapi", "starlette"}

ALLOWED: dict[str, set[str]] = {
    "index.graph": {"onnx"},
    "index.int8": {"onnx"},
    "index.stop": STEMS,
    "qa.exports.accept": SERVER,
    "qa.app": SERVER,
    "qa.guard": SERVER,
    "qa.problems": SERVER,
    "qa.serve": {*SERVER, "uvicorn"},
    **dict.fromkeys(
        (
            "qa.cite",
            "qa.compose",
            "qa.definitions",
            "qa.evidence",
            "qa.kinds",
            "qa.matching",
            "qa.question",
            "qa.retrieve",
        ),
        STEMS,
    ),
    **dict.fromkeys(("qa.search", "qa.service"), STEMS),
    **dict.fromkeys(("qa.disagree", "qa.quantities"), STEMS),
    **dict.fromkeys(
        ("qa.agreed", "qa.explain", "qa.ranking", "qa.reading", "qa.rerank", "qa.subject", "qa.weigh"), STEMS
    ),
    **dict.fromkeys(("evals.library", "evals.opening", "evals.removal", "evals.run"), STEMS),
    **dict.fromkeys(("evals.citations", "evals.stages", "evals.trec_run"), STEMS),
    **dict.fromkeys(
        tuple(f"evals.fit_{name}" for name in ("data", "figures", "questions", "replay", "report", "weights")), STEMS
    ),
}
"""What each module may load of `HEAVY`; a module that is not named here, nothing."""

MODULES = [
    ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for package in LAYERS
    for path in sorted((ROOT / package).rglob("*.py"))
    if path.stem != "__init__" and ROOT / "evals" not in path.parent.parents
]


def loaded_by(modules: list[str]) -> list[tuple[str, list[str]]]:
    """What of `HEAVY` each module loads that those before it did not, in one fresh interpreter."""
    code = (
        "import importlib, sys\n"
        f"heavy, seen = {HEAVY!r}, set()\n"
        f"for module in {modules!r}:\n"
        "    importlib.import_module(module)\n"
        "    new = (heavy & sys.modules.keys()) - seen\n"
        "    seen |= new\n"
        "    print(module, *sorted(new))\n"
    )
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return [(module, names) for module, *names in map(str.split, result.stdout.splitlines())]


@pytest.mark.parametrize("allowed", [set(), {"onnx"}, STEMS, SERVER, {*SERVER, "uvicorn"}], ids=sorted)
def test_a_module_loads_only_what_it_may(allowed: set[str]) -> None:
    alike = [module for module in MODULES if ALLOWED.get(module, set()) == allowed]
    assert alike
    assert [(module, names) for module, names in loaded_by(alike) if not allowed.issuperset(names)] == []


def test_the_table_names_only_modules_that_there_are() -> None:
    assert ALLOWED.keys() <= set(MODULES)


ASKING = {
    "corpus": {"article", "errors", "facts", "folder", "sources"},
    "corpus.facts": {"calendar"},
    "corpus.sources": {"agency", "attributions", "known_outlets", "markers", "mentions", "outlet_names", "reporting"},
    "evals": {"cli"},
    "index": {
        *("beside", "compilations", "compiled", "database", "embed", "embedders", "errors", "filters"),
        *("generations", "library", "likeness", "meta", "model", "origins", "parts", "passage", "passage_terms"),
        *("pending", "place", "recent", "rows", "sentences", "shingles", "split", "stop", "store", "vectors"),
        *("weighing", "words"),
    },
    "qa": {
        *("agreed", "arguments", "ask", "asked", "cite", "compose", "console", "deep_links", "definitions", "disagree"),
        *("errors", "evidence"),
        *(
            "exports",
            "favour",
            "figures",
            "fuse",
            "kinds",
            "lands",
            "limits",
            "matching",
            "opening",
            "origins",
            "outlets",
        ),
        *("prints", "quantities", "question", "ranking", "reading", "reply", "retrieve", "search", "service"),
        *("state", "subject", "terminal", "time", "upstream", "verify", "weigh"),
    },
    "qa.exports": {"formats", "house_style"},
    "qa.time": {"closeness", "dates", "days", "events", "relative", "when", "wording"},
}
"""The modules of ours that `pressmark ask` loads on a library that is up to date."""

ASKING_THIRD_PARTY = {"faiss", "numpy", "onnxruntime", "packaging", "sentencex", "tantivy", "tokenizers"}
"""Of these, `packaging` is FAISS's."""

NEVER_ASKING = {
    "torch": "the model is compiled: half a second and 300 MB",
    "sentence_transformers": "as torch",
    "transformers": "as torch",
    "onnx": "only compiling needs it",
    "pydantic": "a reply is made of dataclasses: a fifth of a cold question",
    "typer": "`qa.arguments` reads a plain command line: a tenth",
    "rich": "only a terminal needs it: a twentieth",
    "psutil": "a library on a disk is known by its device number",
    "charset_normalizer": "only reading articles needs it",
    "dateutil": "as charset_normalizer",
    "fastapi": "only the service needs it",
    "httpx": "as fastapi",
    "asyncio": "as fastapi",
    "http": "nothing is asked of the network",
    "ssl": "as http",
    "email": "comes with importlib.metadata, which reads the records of every installed package",
    "unittest": "comes with numpy.testing",
}
"""What a question must not load, and why."""


def asked_with(news: Path, *more: str) -> set[str]:
    """What Python says it imports for a question, less what it imports for nothing at all."""
    ask = ["from evals.cli import main; main()", "ask", str(news), "How long will the red lamp be off?", *more]
    said, nothing = (
        subprocess.run(
            [sys.executable, "-X", "importtime", "-c", *words], cwd=ROOT, capture_output=True, text=True, check=True
        ).stderr.splitlines()
        for words in (ask, ["pass"])
    )
    return {line.rpartition("|")[2].strip() for line in {*said} if "|" in line} - {
        line.rpartition("|")[2].strip() for line in nothing
    }


@pytest.mark.parametrize("more", [[], ["--json"]], ids=["text", "json"])
def test_asking_loads_what_one_question_needs_and_nothing_else(news: Path, more: list[str]) -> None:
    embedder = open_embedder()
    assert embedder.dim == 384  # compiled, if it has not been yet
    if not embedder.runtime.startswith("ONNX Runtime"):
        pytest.skip(f"the model runs by {embedder.runtime}")
    loaded = asked_with(news, *more)
    tops = {module.partition(".")[0] for module in loaded}
    in_memory = {"psutil"} if not os.major(news.stat().st_dev) else set[str]()
    assert {name: why for name, why in NEVER_ASKING.items() if name in tops - in_memory} == {}
    ours = {f"{package}.{module}" for package, modules in ASKING.items() for module in modules}
    assert {module for module in loaded if module.partition(".")[0] in LAYERS and "." in module} == ours
    found = {top for top in tops if top not in sys.stdlib_module_names} - {*LAYERS, "importtime"}
    # `pickle` looks whether it runs in Jython, and psutil is what tells of a library in memory that no network lends it.
    assert found - {"org"} - in_memory == ASKING_THIRD_PARTY
