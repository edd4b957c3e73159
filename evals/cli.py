"""The `pressmark` command: the commands of `qa.cli`, and `eval`. Nothing is loaded before it is known which one runs."""

import gc
import os
import sys
from contextlib import suppress
from typing import NoReturn


def main() -> None:
    """Runs the command line."""
    # What a question loads stays until its end: looking for garbage in it took an eighth of its time.
    gc.disable()
    try:
        from qa.arguments import read_plainly

        if asked := read_plainly(sys.argv[1:]):
            from qa.ask import ask

            _end(ask(asked))
        gc.enable()
        from evals.command import app as evaluation
        from qa.cli import app

        app.add_typer(evaluation)
        app()
    except KeyboardInterrupt:
        sys.exit(130)  # Before a command began, which says so itself.


def _end(code: int) -> NoReturn:
    """Ends the process as it is: to take every loaded module apart first takes another eighth of a question's time."""
    with suppress(OSError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)
