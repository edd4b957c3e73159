"""One thread beside the caller's: what comes of its work, and that nobody waits for it who could do it himself."""

import threading

import pytest

from index.beside import Beside


def test_work_is_done_in_another_thread_and_what_comes_of_it_comes_back() -> None:
    beside = Beside()
    for number in range(3):
        begun = beside.begin(lambda number=number: (number, threading.current_thread() is threading.main_thread()))  # type: ignore[misc]
        assert begun is not None
        assert begun.result() == (number, False)
    beside.close()


def test_what_goes_wrong_there_goes_wrong_where_it_is_asked_for_and_the_thread_goes_on() -> None:
    beside = Beside()
    begun = beside.begin(lambda: int("four"))
    assert begun is not None
    with pytest.raises(ValueError, match="four"):
        begun.result()
    again = beside.begin(lambda: 4)
    assert again is not None
    assert again.result() == 4
    beside.close()


def test_a_busy_thread_takes_nothing_and_closing_waits_for_what_was_begun() -> None:
    beside = Beside()
    go, done = threading.Event(), threading.Event()

    def work() -> None:
        assert go.wait(30)
        done.set()

    assert beside.begin(work) is not None
    assert beside.begin(lambda: 1) is None
    go.set()
    beside.close()
    assert done.is_set()
