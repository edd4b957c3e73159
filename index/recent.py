"""A mapping that forgets: what was made or read once is kept as long as it is asked for, within a bound."""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Recent(dict[K, V]):
    """Values by key: at least the `most` that were used last, and at most twice as many.

    Looking one up is looking into a dictionary, which is what an LRU cache of Python's or `cachetools`' is not: a passage
    of a hundred words takes a hundred of them. Safe to share between threads, which may make a value twice.
    """

    def __init__(self, most: int, make: Callable[[K], V] | None = None) -> None:
        """With `make`, `self[key]` makes the value that is not there."""
        super().__init__()
        self._most = most
        self._make = make
        self._before: Mapping[K, V] = {}
        """What there was when it was last full: what is asked for moves back, the rest goes when it is full again."""

    def __missing__(self, key: K) -> V:
        if key in self._before:
            value = self._before[key]
        elif self._make is not None:
            value = self._make(key)
        else:
            raise KeyError(key)
        self.keep(key, value)
        return value

    def keep(self, key: K, value: V) -> None:
        if len(self) >= self._most:
            self._before = self.copy()
            self.clear()
        self[key] = value

    def find(self, keys: Iterable[K], read: Callable[[list[K]], Iterable[tuple[K, V]]]) -> dict[K, V]:
        """The values of `keys`; those that are not here are asked of `read` at once, which may know fewer."""
        wanted = [*dict.fromkeys(keys)]
        held = [*map(self.get, wanted)]
        # Most are mostly here: each further step for each key would be felt.
        found = {key: value for key, value in zip(wanted, held, strict=True) if value is not None}
        if len(found) == len(wanted):
            return found
        lacking: list[K] = []
        for key in wanted:
            if key not in found:
                if (value := self._before.get(key)) is None:
                    lacking.append(key)
                else:
                    self.keep(key, value)
                    found[key] = value
        for key, value in read(lacking) if lacking else ():
            self.keep(key, value)
            found[key] = value
        return found
