"""What candidates are favoured for beside their words: the time and the outlets that a question speaks of.

Out of scope: reading them off the question (`qa.time.when`, `qa.outlets`), and how much each counts (`qa.time.closeness`).
"""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from index.store import Excerpt
from qa.outlets import Outlet, by_outlets
from qa.time.closeness import closeness, needs_events
from qa.time.events import find_events
from qa.time.when import When

Values = npt.NDArray[np.float64]


def favours(when: When, outlets: Sequence[Outlet]) -> Callable[[Sequence[Excerpt], Values], Values]:
    """The function that tells what to add to the fused scores `(n,)` of `n` candidates."""

    def add(candidates: Sequence[Excerpt], relevance: Values) -> Values:
        days = [one.published.toordinal() if one.published else 0 for one in candidates]
        events = None
        if needs_events(when):
            events = [find_events(one.text, day) for one, day in zip(candidates, days, strict=True)]
        added = closeness(when, np.array(days, dtype=np.int64), relevance, events)
        if outlets:
            added += by_outlets(outlets, [(one.outlet,) for one in candidates])
        return added

    return add
