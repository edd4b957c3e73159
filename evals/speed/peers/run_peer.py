"""Runs one peer in the peer's own interpreter; nothing of ours is imported here.

    python run_peer.py PEER.py index MODEL CORPUS INDEX       CORPUS/passages.jsonl into a new folder INDEX
    python run_peer.py PEER.py ask   MODEL INDEX QUESTION     one question to an index on disk
    python run_peer.py PEER.py warm  MODEL INDEX QUESTIONS    every question of a JSON list, to an open index

PEER.py has a class `System(model)` with `index(corpus, folder)`, `open(folder)`, and for each of `MODES` a method that
takes a question and gives the ids of five passages, the best first. What was found is one JSON object on the last line of
standard output.
"""

import json
import runpy
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

WARM_UP = 10
"""Questions of each mode that are asked first, and not timed."""


class Searching(Protocol):
    """What a script's `System` is."""

    MODES: Sequence[str]

    def index(self, corpus: Path, folder: Path) -> int:
        """Indexes the passages, and gives their number."""
        ...

    def open(self, folder: Path) -> None: ...
    def hybrid(self, question: str) -> list[str]: ...


def index(system: Searching, corpus: str, folder: str) -> dict[str, float]:
    """How long it takes to index the corpus, the model being loaded."""
    began, cpu = time.perf_counter(), time.process_time()
    count = system.index(Path(corpus), Path(folder))
    return {"wall_s": time.perf_counter() - began, "cpu_s": time.process_time() - cpu, "passages": count}


def ask(system: Searching, folder: str, question: str) -> dict[str, list[str]]:
    """One answer; whoever starts the process times it."""
    system.open(Path(folder))
    return {"found": system.hybrid(question)}


def warm(system: Searching, folder: str, questions: str) -> dict[str, dict[str, list[float] | list[list[str]]]]:
    """For each mode how long every question took, in milliseconds, and what was found."""
    system.open(Path(folder))
    asked = json.loads(Path(questions).read_text())
    found: dict[str, dict[str, list[float] | list[list[str]]]] = {}
    for mode in system.MODES:
        search: Callable[[str], list[str]] = getattr(system, mode)
        for question in asked[:WARM_UP]:
            search(question)
        took: list[float] = []
        ids: list[list[str]] = []
        for question in asked[WARM_UP:]:
            began = time.perf_counter()
            ids.append(search(question))
            took.append(1000 * (time.perf_counter() - began))
        found[mode] = {"ms": took, "found": ids}
    return found


COMMANDS: dict[str, Callable[..., object]] = {"index": index, "ask": ask, "warm": warm}

if __name__ == "__main__":
    peer, what, model, *arguments = sys.argv[1:]
    # What a peer prints on its own goes before: the last line is ours.
    print("\n" + json.dumps(COMMANDS[what](runpy.run_path(peer)["System"](model), *arguments)))
