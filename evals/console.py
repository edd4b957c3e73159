"""The streams of an evaluation: a bar while something long goes on, and a sentence for input that can't be used."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from evals.errors import EvaluationError
from qa.console import stop

Progress = Callable[[str, float, int], None]
"""Told of what is being done, how many are done, and of how many."""


@contextmanager
def progress() -> Iterator[Progress]:
    """A bar on standard error where that is a terminal; nothing otherwise."""
    from rich.console import Console
    from rich.progress import Progress as Bar

    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda *_: None
        return
    with Bar(console=console, transient=True) as bar:
        task = bar.add_task("loading the model", total=None)
        yield lambda what, done, total: bar.update(task, description=what, completed=done, total=total)


@contextmanager
def naming_bad_input() -> Iterator[None]:
    """Ends the command with exit code 2 and the sentence of what this package raises."""
    try:
        yield
    except EvaluationError as error:
        stop(2, str(error))
