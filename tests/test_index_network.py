"""No library calls a hub, nor anyone else: the default model indexes and answers with every socket closed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from index.errors import ModelUnusable
from index.model import find_model

ROOT = Path(__file__).parents[1]

CLOSED = """
import os, sys

def close(event, arguments):
    if event in {"socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname", "urllib.Request"}:
        with open(os.environ["ATTEMPTS"], "a") as file:
            print(event, arguments[1:], file=file)
        raise OSError("the network is closed")

sys.addaudithook(close)
"""
"""Run by Python itself before anything else (`sitecustomize`): tells of each attempt, and stops it."""

INDEX_AND_ASK = """
import sys
from pathlib import Path
from index.embed import SentenceTransformerEmbedder
from index.sync import sync
from qa.service import Service

folder = Path(sys.argv[1])
embedder = SentenceTransformerEmbedder()
print(sync(folder, folder / ".pressmark", embedder).embedded)
with Service.open(folder, embedder=embedder) as service:
    print(service.ask("How many grey seals were counted?").passages[0].citation.source)
"""


def run(tmp_path: Path, *command: str) -> tuple[list[str], list[str]]:
    """Lines that a command prints with every socket closed and nothing in any cache; and what it tried to reach."""
    site = tmp_path / "site"
    site.mkdir()
    (site / "sitecustomize.py").write_text(CLOSED)
    attempts = tmp_path / "attempts"
    attempts.touch()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HF_", "TRANSFORMERS_", "XDG_"))}
    environment = {
        **kept,
        "PYTHONPATH": os.pathsep.join((str(site), str(ROOT))),
        "HOME": str(tmp_path / "home"),
        "PRESSMARK_CACHE": str(tmp_path / "cache"),
        "ATTEMPTS": str(attempts),
    }
    # Where the system allows it, there is no network to be had by any other way either.
    alone = ["unshare", "--net", "--map-root-user"]
    try:
        allowed = subprocess.run([*alone, "true"], capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        allowed = False
    ended = subprocess.run(
        [*(alone if allowed else []), sys.executable, *command],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr[-3000:]
    return ended.stdout.splitlines(), attempts.read_text().splitlines()


def test_sentence_transformers_indexes_and_asks_with_every_socket_closed(tmp_path: Path, meadow: Path) -> None:
    printed, attempts = run(tmp_path, "-c", INDEX_AND_ASK, str(meadow))
    assert attempts == []
    assert printed == ["3", "coast/seals.md"]


def test_the_command_compiles_the_model_and_answers_with_every_socket_closed(tmp_path: Path, meadow: Path) -> None:
    printed, attempts = run(
        tmp_path,
        "-c",
        "from evals.cli import main; main()",
        "ask",
        str(meadow),
        "How many grey seals did the pilots count?",
    )
    assert attempts == []
    assert "1,140 grey seals" in "\n".join(printed)


def test_a_model_of_the_hub_without_a_network_is_said_and_the_one_that_needs_none_is_named(tmp_path: Path) -> None:
    code = (
        "from index.model import find_model\n"
        "try: find_model('nobody/no-such-model')\n"
        "except Exception as e: print(type(e).__name__, str(e).replace(chr(10), ' '))"
    )
    (said,), attempts = run(tmp_path, "-c", code)
    assert said.startswith(
        "ModelUnusable model 'nobody/no-such-model' can't be used: it is neither a folder here nor to be"
    )
    assert said.endswith("the model that needs no network is 'all-MiniLM-L6-v2'")
    assert attempts  # the sockets are watched indeed


def test_a_name_that_no_model_can_have_is_said() -> None:
    with pytest.raises(ModelUnusable, match=r"neither a folder here nor to be had from the hub \(.*\); the model that"):
        find_model("no/such/name/at all")
