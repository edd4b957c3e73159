"""How fast articles are read: counted in a process of its own, and printed among the other figures of reading."""

import gzip
import json
from pathlib import Path

from typer.testing import CliRunner

from evals.command import app
from evals.reading_speed import measure_reading

STORY = (
    "The bridge over the Lune will open in May, the town said on Monday. The mayor of the town will cut the ribbon.\n"
)


def _archive(folder: Path, *bad: str) -> Path:
    folder.mkdir()
    records: list[dict[str, object]] = [
        {"url": f"https://a.example/{n}", "title": f"Bridge {n}", "authors": [], "published": None, "text": STORY * 3}
        for n in range(20)
    ]
    written = [json.dumps(record) for record in records]
    (folder / "articles.jsonl.gz").write_bytes(gzip.compress("\n".join([*written, *bad, written[0]]).encode()))
    return folder


def test_articles_characters_and_what_is_refused_are_counted_in_a_process_of_its_own(tmp_path: Path) -> None:
    assert measure_reading(tmp_path) is None
    _archive(tmp_path / "realtimeqa", "{")
    speed = measure_reading(tmp_path)
    assert speed is not None
    assert (speed.articles, speed.refused) == (21, 1)
    assert speed.characters == sum(len(f"Bridge {n}\n\n") + 3 * len(STORY) for n in [*range(20), 0])
    assert speed.articles_per_second == speed.articles / speed.cpu_seconds
    assert speed.peak_mb is None or speed.peak_mb > 10


def test_the_command_prints_the_speed_of_reading_and_gives_it_in_json(tmp_path: Path) -> None:
    folder = _archive(tmp_path / "archive")
    printed = CliRunner().invoke(app, ["reading", str(folder)])
    assert printed.exit_code == 0
    (line,) = [line for line in printed.output.splitlines() if " articles of " in line]
    assert line.startswith("21 articles of 0.0 million characters read (0 refused): ")
    found = json.loads(CliRunner().invoke(app, ["reading", str(folder), "--json"]).output)["speed"]
    assert (found["articles"], found["refused"]) == (21, 0)
    assert found["articles_per_second"] > 0
