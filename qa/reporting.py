"""What `index` and `status` say: the report of a run, and the state of a library. Out of scope: the commands (`qa.cli`)."""

from typing import TYPE_CHECKING

from qa.console import writing
from qa.terminal import print_line, print_list

if TYPE_CHECKING:
    from index.sync import SyncReport
    from index.vectors import VectorFacts
    from qa.state import FolderState


def print_report(report: "SyncReport", took_s: float) -> None:
    from qa.opening import changes

    counted = ", ".join(f"{len(sources)} {word}" for word, sources in changes(report))
    # Said where files hold several: else the files were counted already.
    articles = f"{report.articles} articles, " if report.articles > len(report.added) + len(report.changed) else ""
    rate = f" ({report.passages / took_s:,.0f} passages/s)" if report.passages and took_s else ""
    with writing() as out:
        print_line(
            out,
            f"{counted}, {report.unchanged} unchanged; {articles}{report.passages} passages cut, {report.embedded} embedded; {took_s:.1f} s{rate}",
        )
        for word, sources in changes(report):
            print_list(out, word, ((source, "") for source in sources))
        print_list(out, "without a sentence to cite", ((source, "") for source in report.bodiless))
        print_list(out, "refused", report.refused)


def print_state(state: "FolderState", behind: dict[str, list[str]], size: int, index_command: str) -> None:
    up_to_date = not any(behind.values())
    lines = [
        f"library {state.place.path}, generation {state.generation}, {size / 1e6:.1f} MB",
        f"{state.articles} articles, {state.passages} passages, model {state.meta.get('model', 'none')}",
        f"run by {_runtime(state)}",
        f"vectors are {_how_found(state)}",
        "up to date" if up_to_date else f"behind; bring it up to date with: {index_command}",
    ]
    with writing() as out:
        for line in lines:
            print_line(out, line)
        for word, sources in behind.items():
            print_list(out, word, ((source, "") for source in sources))
        print_list(out, "refused", state.refused, most=100)


def _runtime(state: "FolderState") -> str:
    """What runs the library's model, and why; in a library's status a model that is gone is no error."""
    from index.embedders import open_embedder
    from index.errors import ModelUnusable

    try:
        return open_embedder(state.meta.get("model")).runtime
    except ModelUnusable as error:
        return f"nothing: {error}"


def _vector_facts(state: "FolderState") -> "VectorFacts | None":
    """How the vectors are indexed; None where the index is missing or damaged, which the next to open the library mends."""
    from index.generations import vectors_path
    from index.vectors import VectorFacts

    try:
        return VectorFacts.read(vectors_path(state.place.path, state.generation))
    except (OSError, ValueError):
        return None


def _how_found(state: "FolderState") -> str:
    facts = _vector_facts(state)
    if facts is None:
        return "not indexed: the index is missing or damaged; the next question makes it again"
    how = "searched exactly"
    if not facts.is_exact:
        how = (
            f"found by quick codes: recall@10 {facts.recall_at_10:.3f}, recall@100 {facts.recall_at_100:.3f} against exact "
            f"search, measured on {facts.questions} stand-ins for questions"
        )
    return how + (
        f"; {facts.added} added and {facts.gone} gone since their index was built" if facts.added or facts.gone else ""
    )


def state_as_dict(state: "FolderState", behind: dict[str, list[str]], size: int) -> dict[str, object]:
    from dataclasses import asdict

    facts = _vector_facts(state)
    return {
        "library": str(state.place.path),
        "generation": state.generation,
        "model": state.meta.get("model"),
        "runtime": _runtime(state),
        "articles": state.articles,
        "passages": state.passages,
        "vectors": asdict(facts) if facts else None,
        "bytes": size,
        "behind": behind,
        "refused": [{"source": source, "reason": reason} for source, reason in state.refused],
    }


def report_as_dict(report: "SyncReport") -> dict[str, object]:
    from dataclasses import asdict

    return {**asdict(report), "refused": [{"source": source, "reason": reason} for source, reason in report.refused]}
