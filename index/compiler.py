"""The process that compiles a model: `index.compile`, run by this interpreter, and what becomes of it where that fails."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from index.compilations import REFUSED, NotCompiled
from index.model import DEFAULT_MODEL, ModelFiles

_LONGEST_S = 1800
"""A compilation that takes longer has gone astray. The default model takes half a minute on 2 cores."""


def run_compiler(files: ModelFiles, folder: Path) -> None:
    """Runs `index.compile`, which leaves a compiled model in `folder`, or a refusal."""
    model = DEFAULT_MODEL if files.name == DEFAULT_MODEL else str(files.folder)
    environment = {
        **os.environ,
        # Sums over several threads differ in the last bits, and weights are rounded by them.
        "OPENBLAS_NUM_THREADS": "1",
        "PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[1]), *filter(None, sys.path)]),
    }
    try:
        run = subprocess.run(  # noqa: S603 (this interpreter, and arguments that no shell reads)
            [sys.executable, "-m", "index.compile", model, str(folder)],
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_LONGEST_S,
        )
    except subprocess.TimeoutExpired:
        refuse(folder, f"compiling it did not end within {_LONGEST_S // 60} minutes")
        return
    if run.returncode == -signal.SIGINT:
        raise KeyboardInterrupt
    if run.returncode < 0:
        refuse(folder, f"the compiler was killed by signal {-run.returncode}, as happens for lack of memory")
    elif run.returncode:
        said = (run.stdout.strip() or run.stderr.strip()).splitlines()
        raise NotCompiled(said[-1] if said else f"the compiler ended with status {run.returncode}")


def refuse(folder: Path, reason: str) -> None:
    """Leaves in `folder` nothing but why the model is not compiled."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / REFUSED).write_text(reason, encoding="utf-8")
