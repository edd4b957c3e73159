"""Nothing heavy is loaded before it is needed, so that a command answers at once and a client stays small."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

HEAVY = {
    *("torch", "sentence_transformers", "transformers", "onnx", "onnxruntime", "onnxscript"),
    *("faiss", "tantivy", "fastapi", "starlette", "uvicorn", "scipy", "ir_measures"),
}

STEMS = {"tantivy"}
"""What it takes to stem a word, which modules that hold lists of words do as they are loaded."""
SERVER = {"tantivy", "fastapi", "starlette"}

ALLOWED: dict[str, set[str]] = {
    "qa.app": SERVER,
    "qa.guard": SERVER,
    "qa.problems": SERVER,
    "qa.serve": {*SERVER, "uvicorn"},
    **dict.fromkeys(("qa.cite", "qa.compose", "qa.evidence", "qa.kinds", "qa.question", "qa.retrieve"), STEMS),
    **dict.fromkeys(("qa.service", "evals.baseline", "evals.compare", "evals.metrics", "evals.pinned"), STEMS),
    **dict.fromkeys(("evals.report", "evals.run"), STEMS),
}
"""What each module may load of `HEAVY`; a module that is not named here, nothing."""

MODULES = [
    f"{package}.{path.stem}"
    for package in ("corpus", "index", "qa", "evals")
    for path in sorted((ROOT / package).glob("*.py"))
    if path.stem != "__init__"
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


@pytest.mark.parametrize("allowed", [set(), STEMS, SERVER, {*SERVER, "uvicorn"}], ids=sorted)
def test_a_module_loads_only_what_it_may(allowed: set[str]) -> None:
    alike = [module for module in MODULES if ALLOWED.get(module, set()) == allowed]
    assert alike
    assert [(module, names) for module, names in loaded_by(alike) if not allowed.issuperset(names)] == []


def test_the_table_names_only_modules_that_there_are() -> None:
    assert ALLOWED.keys() <= set(MODULES)
