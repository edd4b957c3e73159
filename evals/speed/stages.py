"""Where the time of a question goes: functions of the program timed from outside, for as long as a block lasts."""

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from types import TracebackType
from typing import ParamSpec, TypeVar

STAGES = {
    "embed question": ("index.embedders:ChosenEmbedder.question",),
    "dense": ("index.library:Library.dense",),
    "lexical": ("index.library:Library.lexical",),
    "fuse, collapse": ("qa.service:retrieve",),
    "evidence": ("qa.service:weigh",),
    "compose": ("qa.service:compose",),
    "cite": ("qa.service:cite", "qa.service:_passage"),
    "check": ("qa.service:check_quotes", "qa.service:why_stale"),
}
"""Which functions each stage is made of, as the modules that call them know them. A stage's time leaves out that of the
stages called inside it; functions that there are not are passed over."""

_P = ParamSpec("_P")
_T = TypeVar("_T")


class StageTimes:
    """Seconds spent in each stage since the last `take`, whatever the threads."""

    def __init__(self) -> None:
        self._spent: dict[str, float] = defaultdict(float)
        self._lock = threading.Lock()
        self._open = threading.local()

    def take(self) -> dict[str, float]:
        """What has been spent, beginning anew."""
        with self._lock:
            spent, self._spent = self._spent, defaultdict(float)
        return dict(spent)

    def timed(self, stage: str, function: Callable[_P, _T]) -> Callable[_P, _T]:
        def wrapped(*arguments: _P.args, **named: _P.kwargs) -> _T:
            with _Span(self, stage):
                return function(*arguments, **named)

        return wrapped

    def _add(self, stage: str, seconds: float) -> None:
        with self._lock:
            self._spent[stage] += seconds

    def _nested(self) -> list[float]:
        """For each stage open in this thread, what those inside it took."""
        if not hasattr(self._open, "nested"):
            self._open.nested = []
        nested: list[float] = self._open.nested
        return nested


class _Span:
    def __init__(self, times: StageTimes, stage: str) -> None:
        self._times = times
        self._stage = stage

    def __enter__(self) -> None:
        self._times._nested().append(0.0)
        self._began = time.perf_counter()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        took = time.perf_counter() - self._began
        nested = self._times._nested()
        self._times._add(self._stage, took - nested.pop())
        if nested:
            nested[-1] += took


@contextmanager
def timing() -> Iterator[tuple[StageTimes, tuple[str, ...]]]:
    """The times, and the stages that there are, while the block lasts."""
    times = StageTimes()
    found: dict[str, list[tuple[object, str, object]]] = {}
    for stage, names in STAGES.items():
        for name in names:
            if (place := _find(name)) is not None:
                found.setdefault(stage, []).append(place)
    for stage, places in found.items():
        for owner, attribute, function in places:
            assert callable(function)
            setattr(owner, attribute, times.timed(stage, function))
    try:
        yield times, tuple(found)
    finally:
        for places in found.values():
            for owner, attribute, function in places:
                setattr(owner, attribute, function)


def _find(name: str) -> tuple[object, str, object] | None:
    """Who holds a function, under which name, and the function itself; None where there is none."""
    module, _, path = name.partition(":")
    owner: object = import_module(module)
    *parents, attribute = path.split(".")
    for parent in parents:
        owner = getattr(owner, parent, None)
    function = getattr(owner, attribute, None)
    return (owner, attribute, function) if function is not None else None
