"""What is measured inside a fresh process: `python -m evals.speed.probe WHAT …`, one JSON object on standard output.

Times are from inside, after Python has started; whoever starts the process times the whole.
"""

import time

_BEGAN = time.perf_counter()

import json  # noqa: E402 - what is imported is part of what is timed
import sys  # noqa: E402
from collections.abc import Callable  # noqa: E402
from contextlib import closing  # noqa: E402
from pathlib import Path  # noqa: E402

Found = dict[str, float]


def embedding() -> Found:
    """From the start of Python's own work to the first vector."""
    from index.embedders import open_embedder

    open_embedder().question("Who was hurt?")
    return {"first_s": time.perf_counter() - _BEGAN, **memory_use()}


def opening(path: str) -> Found:
    """The imports apart, then opening a library; its model is named, not loaded."""
    from index.embedders import open_embedder
    from index.library import Library

    imported = time.perf_counter()
    embedder = open_embedder()
    began, cpu = time.perf_counter(), time.process_time()
    with closing(Library.open(Path(path), embedder)) as library:
        opened = time.perf_counter()
        return {
            "import_s": imported - _BEGAN,
            "open_s": opened - began,
            "open_cpu_s": time.process_time() - cpu,
            "passages": library.passage_count,
        }


def memory(folder: str, path: str, questions: str) -> Found:
    """What a process holds once the library is open, and after the questions in a JSON file."""
    from index.embedders import open_embedder
    from qa.service import Service

    with Service.open(Path(folder), library=Path(path), embedder=open_embedder()) as service:
        service.warm()
        opened = memory_use()
        asked = json.loads(Path(questions).read_text())
        for question in asked:
            service.ask(question)
        return {
            **{f"opened_{name}": value for name, value in opened.items()},
            **{f"asked_{name}": value for name, value in memory_use().items()},
            "questions": len(asked),
        }


def indexing(folder: str, path: str) -> Found:
    """A folder brought into its library, once the model is loaded; the peak is that of the whole process."""
    from index.embedders import open_embedder
    from index.sync import sync

    embedder = open_embedder()
    embedder.passages(["warm"])
    before = memory_use()
    began, cpu = time.perf_counter(), time.process_time()
    report = sync(Path(folder), Path(path), embedder)
    return {
        "wall_s": time.perf_counter() - began,
        "cpu_s": time.process_time() - cpu,
        "added": len(report.added),
        "changed": len(report.changed),
        "dropped": len(report.dropped),
        "passages": report.passages,
        "embedded": report.embedded,
        "before_rss": before["rss"],
        "peak_rss": memory_use()["peak_rss"],
    }


def reading(path: str) -> Found:
    """All articles of one file, taken apart as indexing does; the peak is that of the whole process."""
    from corpus.article import Article
    from corpus.folder import FoundFile
    from corpus.read import read_articles

    file = Path(path)
    status = file.stat()
    found = FoundFile(source=file.name, path=path, size=status.st_size, mtime_ns=status.st_mtime_ns)
    began, cpu = time.perf_counter(), time.process_time()
    articles = refused = characters = 0
    for one in read_articles(found):
        if isinstance(one, Article):
            articles, characters = articles + 1, characters + len(one.text)
        else:
            refused += 1
    return {
        "articles": articles,
        "refused": refused,
        "characters": characters,
        "wall_s": time.perf_counter() - began,
        "cpu_s": time.process_time() - cpu,
        "peak_rss": memory_use()["peak_rss"],
    }


def memory_use() -> Found:
    """Bytes that are resident now, what of them is not the page cache's, and the most that ever were; Linux only."""
    wanted = {"VmRSS": "rss", "RssAnon": "anonymous", "VmHWM": "peak_rss"}
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        return dict.fromkeys(wanted.values(), float("nan"))
    found = dict(line.split(":", 1) for line in lines if ":" in line)
    return {name: 1024 * int(found[key].split()[0]) for key, name in wanted.items()}


PROBES: dict[str, Callable[..., Found]] = {
    "embedding": embedding,
    "opening": opening,
    "memory": memory,
    "indexing": indexing,
    "reading": reading,
}

if __name__ == "__main__":
    print(json.dumps(PROBES[sys.argv[1]](*sys.argv[2:])))
