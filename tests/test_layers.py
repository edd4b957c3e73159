"""Which package may import which, read from the source: nothing is imported to find out."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LAYERS = ("corpus", "index", "qa", "evals")
"""Each may import itself and those before it."""


def modules(*packages: str) -> list[Path]:
    return [path for package in packages for path in sorted((ROOT / package).rglob("*.py"))]


def ours(path: Path) -> Iterator[tuple[int, str]]:
    """Line and name of each module of ours that a file imports, also inside functions and for type checkers only."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: a relative import"
            names = [node.module or ""]
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("import_module", "importlib.import_module"):
            names = [str(argument.value) for argument in node.args if isinstance(argument, ast.Constant)]
        else:
            continue
        yield from ((node.lineno, name) for name in names if name.split(".")[0] in LAYERS)


@pytest.mark.parametrize("path", modules(*LAYERS), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_one_way_from_evals_to_qa_to_index_to_corpus(path: Path) -> None:
    package = path.relative_to(ROOT).parts[0]
    allowed = LAYERS[: LAYERS.index(package) + 1]
    assert [f"line {line}: {name}" for line, name in ours(path) if name.split(".")[0] not in allowed] == []


def test_the_client_imports_nothing_of_ours_but_the_schema() -> None:
    assert {name for _, name in ours(ROOT / "qa" / "client.py")} == {"qa.schema", "qa.reply", "qa.exports.formats"}
    assert {name for _, name in ours(ROOT / "qa" / "schema.py")} == {"qa.limits", "qa.reply"}
    assert {
        name for part in ("exports/formats", "limits", "reply") for _, name in ours(ROOT / "qa" / f"{part}.py")
    } == set()


@pytest.mark.parametrize("path", [path for path in modules(*LAYERS) if path.name == "__init__.py"], ids=str)
def test_a_package_s_init_holds_a_docstring_and_nothing_else(path: Path) -> None:
    (statement,) = ast.parse(path.read_text()).body
    assert isinstance(statement, ast.Expr)
    assert isinstance(statement.value, ast.Constant)
    assert isinstance(statement.value.value, str)


def test_nothing_but_the_index_knows_sqlite_faiss_or_tantivy() -> None:
    hidden = {"sqlite3", "faiss", "tantivy"}
    for path in modules("corpus", "qa", "evals"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not hidden & {name.split(".")[0] for name in names}, f"{path}:{getattr(node, 'lineno', 0)}"
