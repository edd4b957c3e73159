"""Where the time of a question goes: functions of the program timed from outside, for as long as a block lasts."""

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from types import TracebackType
from typing import ParamSpec, TypeVar

STAGES = {
    "read question": ("qa.service:parse_question",),
    "embed question": ("index.embedders:ChosenEmbedder.question",),
    "dense": ("index.vectors:VectorIndex.search",),
    "lexical": ("index.words:WordIndex.search",),
    "read beside": ("index.library:Library._match",),
    "score": ("index.library:Library.candidates",),
    "fuse, collapse": ("qa.search:retrieve",),
    "evidence": ("qa.search:weigh",),
    "prints": ("index.library:Library.sharing", "qa.search:find_prints", "qa.service:count_backing"),
    "compose": ("qa.service:compose",),
    "cite": ("qa.service:cite",),
    "check": ("qa.service:check_quotes", "qa.service:why_stale"),
}
"""Which functions each stage is made of, as the modules that call them know them. A stage's time leaves out that of the
stages called inside it; functions that there are not are passed over."""

_P = ParamSpec("_P")
_T = TypeVar("_T")


@dataclass(slots=True)
class Spent:
    """Seconds: by the clock, and of the processor."""

    wall: float = 0.0
    cpu: float = 0.0

    def add(self, other: "Spent") -> None:
        self.wall += other.wall
        self.cpu += other.cpu


class StageTimes:
    """What was spent in each stage since the last `take`, whatever the threads."""

    def __init__(self) -> None:
        self._spent: dict[str, Spent] = defaultdict(Spent)
        self._lock = threading.Lock()
        self._open = threading.local()

    def take(self) -> dict[str, Spent]:
        """What has been spent, beginning anew."""
        with self._lock:
            spent, self._spent = self._spent, defaultdict(Spent)
        return dict(spent)

    def timed(self, stage: str, function: Callable[_P, _T]) -> Callable[_P, _T]:
        def wrapped(*arguments: _P.args, **named: _P.kwargs) -> _T:
            with _Span(self, stage):
                return function(*arguments, **named)

        return wrapped

    def add(self, stage: str, spent: Spent) -> None:
        with self._lock:
            self._spent[stage].add(spent)

    def nested(self) -> list[Spent]:
        """For each stage open in this thread, what those inside it took."""
        if not hasattr(self._open, "nested"):
            self._open.nested = []
        nested: list[Spent] = self._open.nested
        return nested


class _Span:
    def __init__(self, times: StageTimes, stage: str) -> None:
        self._times = times
        self._stage = stage

    def __enter__(self) -> None:
        self._times.nested().append(Spent())
        self._began = Spent(time.perf_counter(), time.thread_time())

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        took = Spent(time.perf_counter() - self._began.wall, time.thread_time() - self._began.cpu)
        nested = self._times.nested()
        inside = nested.pop()
        self._times.add(self._stage, Spent(took.wall - inside.wall, took.cpu - inside.cpu))
        if nested:
            nested[-1].add(took)


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
