"""One thread beside the caller's, for what can be done while it waits for something else."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


class Beside:
    """A thread that takes one piece of work at a time, from any thread. It starts with the first."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1)
        self._idle = threading.Lock()

    def begin(self, work: Callable[[], T]) -> Future[T] | None:
        """What will come of `work`; None where the thread is busy, so that nobody queues who could do it himself."""
        if not self._idle.acquire(blocking=False):
            return None
        return self._thread.submit(self._do, work)

    def _do(self, work: Callable[[], T]) -> T:
        try:
            return work()
        finally:
            self._idle.release()

    def close(self) -> None:
        """Waits for what was begun."""
        self._thread.shutdown()
