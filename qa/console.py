"""The streams and exit codes of a command: what is asked for on standard output, all else in sentences on standard error.

Out of scope: what is printed (`qa.terminal`), and which command prints it (`qa.cli`).
"""

import io
import os
import shlex
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING, NoReturn

from corpus.errors import CorpusError
from index.errors import IndexingError, ModelUnusable
from qa.errors import QuestionError
from qa.terminal import Out, Pipe, printable

if TYPE_CHECKING:
    from rich.console import Console


def command_line(name: str, folder: Path, library: Path | None) -> str:
    """A command about the same folder and library, as it would be typed."""
    return shlex.join(["pressmark", name, str(folder), *(["--library", str(library)] if library else [])])


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
        raise SystemExit(0) from None
    except Exception as error:
        import typer

        if isinstance(error, typer.Exit) or os.environ.get("PRESSMARK_DEBUG"):
            raise
        stop(4, f"an error of pressmark itself: {type(error).__name__}: {error}. Set PRESSMARK_DEBUG=1 to see where")


@contextmanager
def printing() -> Iterator["Console"]:
    """Standard output, written to the end; what comes after a reader that stopped reading is dropped."""
    from rich.console import Console

    class Output(Console):
        def on_broken_pipe(self) -> None:
            raise BrokenPipeError  # A reader that has seen enough (`| head`) is not an error of the command.

    with _written():
        yield Output(highlight=False, markup=False, emoji=False)


@contextmanager
def writing() -> Iterator[Out]:
    """As `printing`, for what `qa.terminal` prints: without `rich` where standard output is no terminal."""
    # What makes `rich` take a pipe for a terminal all the same.
    if sys.stdout.isatty() or os.environ.keys() & {"FORCE_COLOR", "TTY_COMPATIBLE"}:
        with printing() as out:
            yield out
    else:
        with _written():
            yield Pipe()


@contextmanager
def _written() -> Iterator[None]:
    try:
        yield
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
    """`text` and a line end on standard output, as `print_whole` does."""
    print_whole(f"{text}\n")


def print_whole(text: str) -> None:
    """`text` on standard output in UTF-8, as formats for programs are whatever the terminal's encoding."""
    with _written():
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode(errors="backslashreplace"))
        sys.stdout.buffer.flush()


def say(sentence: str) -> None:
    """A sentence on standard error."""
    with suppress(BrokenPipeError):
        print(printable(sentence), file=sys.stderr, flush=True)


def stop(code: int, sentence: str) -> NoReturn:
    """Ends the command with an exit code, and the sentence that says why."""
    say(f"pressmark: {sentence}")
    raise SystemExit(code)


@contextmanager
def progress() -> Iterator[Callable[[str, float, int, int], None]]:
    """A bar on standard error where that is a terminal; nothing otherwise."""
    if not sys.stderr.isatty():
        yield lambda *_: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading the folder and loading the model", total=None, rate="")
        began = 0.0

        def show(what: str, done: float, total: int, passages: int) -> None:
            nonlocal began
            began = began or time.monotonic()  # loading the model is not counted
            rate = f"{passages / (time.monotonic() - began):,.0f} passages/s" if time.monotonic() > began + 1 else ""
            bar.update(task, description=f"indexing {what}", completed=done, total=total, rate=rate)

        yield show


_PATIENCE_S = 0.5
"""A cold question is answered in less; to load what draws a spinner would take a tenth of that."""


@contextmanager
def waiting(what: str) -> Iterator[None]:
    """A spinner on standard error where that is a terminal, once it has taken long enough to wonder."""
    if not sys.stderr.isatty():
        yield
        return
    shown = ExitStack()

    def show() -> None:
        from rich.console import Console

        shown.enter_context(Console(stderr=True).status(what))

    timer = Timer(_PATIENCE_S, show)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        shown.close()
