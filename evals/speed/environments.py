"""A virtual environment for each peer, made once and kept in the work folder."""

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from evals.errors import CantMeasure
from evals.files import write_file
from evals.speed import fresh
from evals.speed.figures import Tell
from evals.speed.libraries import check_room

SCRIPTS = Path(__file__).parent / "peers"
RUNNER = SCRIPTS / "run_peer.py"

_BYTES = 1_800_000_000
"""What an environment takes, most of it PyTorch."""

_INSTALLED = "installed.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """A system that is measured: its name, the script that drives it, and what is installed for it (ours: nothing)."""

    name: str
    script: Path
    packages: tuple[str, ...]


OURS = Peer(name="pressmark", script=SCRIPTS / "ours.py", packages=())

PEERS = (
    Peer(name="txtai", script=SCRIPTS / "with_txtai.py", packages=("txtai",)),
    Peer(
        name="haystack",
        script=SCRIPTS / "with_haystack.py",
        packages=("haystack-ai", "sentence-transformers-haystack"),
    ),
    Peer(
        name="langchain",
        script=SCRIPTS / "with_langchain.py",
        packages=(
            *("langchain-classic", "langchain-community", "langchain-huggingface"),
            *("sentence-transformers", "faiss-cpu", "rank-bm25"),
        ),
    ),
)
"""The quickest of each kind: an embeddings database, a framework of pipelines, a framework of chains."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """A peer with the interpreter that runs it."""

    peer: Peer
    python: Path
    bytes: int
    """Of the peer and all that it needs, the model's own package not counted."""
    versions: dict[str, str]


def make_environment(peer: Peer, work: Path, tell: Tell) -> Environment:
    """The environment of `peer`, with the same PyTorch and sentence-transformers as ours. Raises `CantMeasure`."""
    if not peer.packages:
        return _looked_at(peer, Path(sys.executable), ("pressmark",))
    home = work / "peers" / peer.name
    python = home / "venv" / "bin" / "python"
    if not (home / _INSTALLED).is_file() or not python.exists():
        check_room(work, _BYTES, f"the environment of {peer.name}")
        tell(f"installing {peer.name} in {str(home)!r}: some minutes, once")
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        same = [f"{name}=={version(name).partition('+')[0]}" for name in ("torch", "sentence-transformers")]
        _run([sys.executable, "-m", "venv", str(home / "venv")], peer)
        install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        _run([*install, *same, *peer.packages], peer)
        found = _looked_at(peer, python, peer.packages)
        write_file(home / _INSTALLED, json.dumps(found.versions, indent=1))
        return found
    return _looked_at(peer, python, peer.packages)


def _looked_at(peer: Peer, python: Path, packages: Sequence[str]) -> Environment:
    ran = fresh.run([str(python), str(SCRIPTS / "installed.py"), *packages])
    found = json.loads(ran.out)
    return Environment(peer=peer, python=python, bytes=int(found["bytes"]), versions=dict(found["versions"]))


def _run(command: Sequence[str], peer: Peer) -> None:
    done = subprocess.run(command, capture_output=True, text=True)  # noqa: S603
    if done.returncode:
        said = done.stderr.strip().splitlines()[-1:] or ["it said nothing"]
        raise CantMeasure(f"{peer.name} can't be installed ({said[0]}); try by hand: {' '.join(command)}")
