"""Commands in processes of their own: how long each took, and what it printed."""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.errors import CantMeasure

ROOT = Path(__file__).parents[2]

_SCRIPT = Path(sys.executable).with_name("pressmark")
_LINES = 4
"""How much is told of what a command that failed has said."""

PRESSMARK = (str(_SCRIPT),) if _SCRIPT.is_file() else (sys.executable, "-c", "from evals.cli import main; main()")
"""The command line: the script that was installed with it, or what that does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """A process from its start to its end, in seconds."""

    wall_s: float
    cpu_s: float
    out: str


def run(command: Sequence[str], *, codes: Sequence[int] = (0,), environment: Mapping[str, str] | None = None) -> Ran:
    """Runs `command` to its end. Raises `CantMeasure` where it can't be, or ends with an exit code not in `codes`."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    try:
        done = subprocess.run(  # noqa: S603
            command, capture_output=True, text=True, cwd=ROOT, env={**os.environ, **(environment or {})}
        )
    except OSError as error:
        raise CantMeasure(f"{command[0]!r} can't be run ({error.strerror})") from None
    wall_s = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in codes:
        said = [line.strip() for line in done.stderr.splitlines() if line.strip()][-_LINES:] or ["it said nothing"]
        raise CantMeasure(f"{' '.join(command)!r} ended with exit code {done.returncode}: {' / '.join(said)}")
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Ran(wall_s=wall_s, cpu_s=cpu_s, out=done.stdout)


def last_json(text: str) -> dict[str, Any]:
    """The object on the last line of what a process printed. Raises `CantMeasure` where there is none."""
    line = "".join(text.strip().splitlines()[-1:])
    try:
        found: dict[str, Any] = json.loads(line)
    except ValueError:
        raise CantMeasure(f"what was to print its figures last printed {line[:200]!r}") from None
    return found


def probe(what: str, *arguments: str | Path, environment: Mapping[str, str] | None = None) -> dict[str, float]:
    """What `evals.speed.probe` finds in a fresh process; with `wall_s` and `cpu_s`, those of the whole process."""
    command = [sys.executable, "-m", "evals.speed.probe", what, *map(str, arguments)]
    ran = run(command, environment=environment)
    return {**last_json(ran.out), "process_s": ran.wall_s, "process_cpu_s": ran.cpu_s}
