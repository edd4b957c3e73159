"""What a command says when it fails, and the exit code it ends with."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from corpus.errors import FolderUnusable
from index.errors import IndexingError, LibraryBusy, LibraryDamaged, LibraryMissing, ModelUnusable
from qa.console import failing, print_json, printing, progress, say, waiting
from qa.errors import QuestionRefused

LIBRARY = Path("news/.pressmark")


@pytest.mark.parametrize(
    ("error", "model", "code", "says"),
    [
        (FolderUnusable(Path("news"), "does not exist"), None, 2, "'news' does not exist"),
        (QuestionRefused("the question is empty"), None, 2, "the question is empty"),
        (ModelUnusable("m", "it is gone"), "m", 2, "model 'm' can't be used: it is gone"),
        (ModelUnusable("m", "it is gone"), None, 3, "model 'm' can't be used: it is gone"),
        (LibraryBusy(LIBRARY, "is being written"), None, 3, "library 'news/.pressmark' is being written"),
        (
            LibraryMissing(LIBRARY, "does not exist; make it with: pressmark index FOLDER"),
            None,
            3,
            "library 'news/.pressmark' does not exist; make it with: pressmark index 'my news'",
        ),
        (
            LibraryDamaged(LIBRARY, "is damaged. Build it again with: pressmark index FOLDER --rebuild"),
            None,
            3,
            "library 'news/.pressmark' is damaged. Build it again with: pressmark index 'my news' --rebuild",
        ),
        (IndexingError("[bold]\x1b[31m :smile:"), None, 3, "[bold]\\x1b[31m :smile:"),
        (KeyboardInterrupt(), None, 130, "interrupted; what was indexed before is still there"),
        (
            ZeroDivisionError("by {0}"),
            None,
            4,
            "an error of pressmark itself: ZeroDivisionError: by {0}. Set PRESSMARK_DEBUG=1 to see where",
        ),
    ],
)
def test_what_goes_wrong_is_a_sentence_and_an_exit_code(
    capsys: pytest.CaptureFixture[str], error: BaseException, model: str | None, code: int, says: str
) -> None:
    with pytest.raises(SystemExit) as ended, failing(model=model, index_command="pressmark index 'my news'"):
        raise error
    assert ended.value.code == code
    assert capsys.readouterr() == ("", f"pressmark: {says}\n")


def test_an_error_of_ours_is_raised_whole_where_it_is_to_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRESSMARK_DEBUG", "1")
    with pytest.raises(ZeroDivisionError, match="by nought"), failing():
        raise ZeroDivisionError("by nought")


def test_an_exit_code_that_a_command_chose_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit) as ended, failing():
        raise typer.Exit(1)
    assert (ended.value.exit_code, capsys.readouterr()) == (1, ("", ""))


def test_what_is_printed_and_what_is_said_go_two_ways_and_no_progress_is_shown_where_nobody_looks(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with printing() as out, progress() as shown, waiting("thinking"):
        shown("articles", 1, 2, 34)
        out.print("[red]one[/red] :smile:")
        say("two, as in [2]\x07")
    print_json('{"three": "’"}')
    assert capsys.readouterr() == ('[red]one[/red] :smile:\n{"three": "’"}\n', "two, as in [2]\\x07\n")


@pytest.mark.parametrize(("takes_s", "spins"), [(0.0, False), (1.5, True)])
def test_a_terminal_shows_that_it_is_waited_for_once_it_takes_long(takes_s: float, spins: bool) -> None:
    code = f"import time; from qa.console import waiting\nwith waiting('thinking'): time.sleep({takes_s})"
    ours, theirs = pty.openpty()
    subprocess.run([sys.executable, "-c", code], stderr=theirs, check=True, cwd=Path(__file__).parents[1])
    os.write(theirs, b"end")
    shown = b""
    while not shown.endswith(b"end"):
        shown += os.read(ours, 65536)
    os.close(ours)
    os.close(theirs)
    assert (b"thinking" in shown) is spins
