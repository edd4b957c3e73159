"""A mapping that forgets: what it holds on to, and what it asks for again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.recent import Recent


@given(st.lists(st.integers(0, 30)), st.integers(1, 10))
def test_it_gives_what_was_made_and_holds_at_least_as_many_as_it_says_and_at_most_twice(
    keys: list[int], most: int
) -> None:
    made: list[int] = []

    def make(key: int) -> str:
        made.append(key)
        return f"v{key}"

    recent: Recent[int, str] = Recent(most, make)
    for number, key in enumerate(keys):
        last = list(dict.fromkeys(keys[:number][::-1]))[:most]
        before = len(made)
        assert recent[key] == f"v{key}"
        assert len(made) == before or key not in last
        assert len(recent) <= most
        assert len({*recent, *recent._before}) <= 2 * most


def test_what_is_not_there_is_asked_for_at_once_and_kept() -> None:
    asked: list[list[int]] = []

    def read(keys: list[int]) -> list[tuple[int, str]]:
        asked.append(keys)
        return [(key, f"v{key}") for key in reversed(keys) if key < 10]

    recent: Recent[int, str] = Recent(3)
    assert recent.find([3, 1], read) == {3: "v3", 1: "v1"}
    assert recent.find([1, 2, 99], read) == {1: "v1", 2: "v2"}
    assert recent.find([1, 2, 3], read) == {1: "v1", 2: "v2", 3: "v3"}
    assert recent.find([], read) == {}
    assert asked == [[3, 1], [2, 99]]
    # The fourth pushes the first three back, the seventh away, but for what was asked for in between.
    recent.find([4, 1, 5], read)
    recent.find([6], read)
    asked.clear()
    assert recent.find([1, 4, 5, 6, 2, 3], read) == {key: f"v{key}" for key in range(1, 7)}
    assert asked == [[2, 3]]


def test_a_value_that_nobody_makes_is_no_value() -> None:
    with pytest.raises(KeyError, match="7"):
        Recent[int, str](3)[7]
