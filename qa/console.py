"""The streams and exit codes of a command: what is asked for on standard output, all else in sentences on standard error.

Out of scope: what is printed (`qa.terminal`), and which command prints it (`qa.cli`).
"""

import io
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer
from rich.console import Console

from corpus.errors import CorpusError
from index.errors import IndexingError, ModelUnusable
from qa.errors import QuestionError


class Output(Console):
    """Standard output. A reader that has seen enough (`| head`) is not an error of the command."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


@contextmanager
def failing(*, model: str | None = None, index_command: str | None = None) -> Iterator[None]:
    """Turns what can go wrong into a sentence on standard error and an exit code.

    `model` is what the user named, if anything: only then is a bad one the user's mistake. `index_command` takes the
    place of `pressmark index FOLDER` in what is said.
    """
    # A stream that was closed (`>&-`) is None; its number must not go to a file of the library, which C code would write to.
    sys.stdout = sys.stdout or os.fdopen(os.open(os.devnull, os.O_WRONLY), "w")
    sys.stderr = sys.stderr or os.fdopen(os.open(os.devnull, os.O_WRONLY), "w")
    if isinstance(sys.stdout, io.TextIOWrapper):
        # Standard error is so already: what the terminal's encoding lacks is shown as its escape.
        sys.stdout.reconfigure(errors="backslashreplace")

    def fail(code: int, error: Exception) -> NoReturn:
        stop(code, str(error).replace("pressmark index FOLDER", index_command or "pressmark index FOLDER"))

    try:
        yield
    except (CorpusError, QuestionError) as error:
        fail(2, error)
    except ModelUnusable as error:
        fail(2 if model else 3, error)
    except IndexingError as error:
        fail(3, error)
    except KeyboardInterrupt:
        stop(130, "interrupted; what was indexed before is still there")
    except BrokenPipeError:
        _drop_output()
        raise typer.Exit(0) from None
    except typer.Exit:
        raise
    except Exception as error:
        if os.environ.get("PRESSMARK_DEBUG"):
            raise
        stop(4, f"an error of pressmark itself: {type(error).__name__}: {error}. Set PRESSMARK_DEBUG=1 to see where")


@contextmanager
def printing() -> Iterator[Console]:
    """Standard output, written to the end; what comes after a reader that stopped reading is dropped."""
    try:
        yield Output(highlight=False, markup=False, emoji=False)
        sys.stdout.flush()
    except BrokenPipeError:
        _drop_output()
    except OSError as error:
        _drop_output()
        stop(2, f"standard output can't be written: {error.strerror or error}")


def _drop_output() -> None:
    # Python writes out what is left at exit, and would complain again.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def print_json(text: str) -> None:
    """`text` on standard output in UTF-8, as JSON is whatever the terminal's encoding."""
    with printing():
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode(errors="backslashreplace") + b"\n")
        sys.stdout.buffer.flush()


def say(sentence: str) -> None:
    """A sentence on standard error."""
    from qa.terminal import printable

    Console(stderr=True).print(printable(sentence), highlight=False, markup=False, emoji=False, soft_wrap=True)


def stop(code: int, sentence: str) -> NoReturn:
    """Ends the command with an exit code, and the sentence that says why."""
    say(f"pressmark: {sentence}")
    raise typer.Exit(code)


@contextmanager
def progress() -> Iterator[Callable[[str, int, int], None]]:
    """A bar on standard error where that is a terminal; nothing otherwise."""
    if not sys.stderr.isatty():
        yield lambda *_: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading the folder and loading the model", total=None)

        def show(what: str, done: int, total: int) -> None:
            bar.update(task, description=f"indexing {what}", completed=done, total=total)

        yield show


@contextmanager
def waiting(what: str) -> Iterator[None]:
    """A spinner on standard error where that is a terminal."""
    if not sys.stderr.isatty():
        yield
        return
    with Console(stderr=True).status(what):
        yield
