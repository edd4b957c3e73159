"""How well the time of each candidate suits a question: what is added to its fused score, which is 0 to 1.

Nothing is a filter. The parts: how near to the spans that the question names an article was published; how near to them
are the days that the passage speaks of; how shortly before the question was asked the article was published, since most
who ask about news mean the latest (as much as the spans leave room for: who asks about 2019 does not mean this week);
and, where the newest or the earliest is asked for, where it stands among the relevant ones. All fall off by the inverse of
the distance, so that years ago is hardly better than decades ago.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from qa.time.days import Bearing, Span
from qa.time.events import Event
from qa.time.when import Order, When

Values = npt.NDArray[np.float64]
Ordinals = npt.NDArray[np.int64]

FRESH, IN_SPAN, SPOKEN_OF, IN_ORDER = 0.25, 0.2, 0.1, 0.2
"""How much each part adds at most."""

UNSAID = 0.05
"""What freshness adds at most to a question without a word of time: of an archive, it may ask about any day."""

_MONTH, _WEEK = 30, 7
_QUARTER = 92
"""Of a longer span, a day that the passage speaks of says no more than the date of the article."""
_JUST_PAST = 10
"""Days before the question at which a span may end that counts as just past."""
_EDGE = 1
"""Days after the question that an article may be dated: the day is another elsewhere."""


def needs_events(when: When) -> bool:
    """Whether the days that passages speak of count for this question."""
    return any(_length(span) <= _QUARTER for span in when.spans)


def closeness(
    when: When, published: Ordinals, relevance: Values, events: Sequence[Sequence[Event]] | None = None
) -> Values:
    """What to add to the fused score of each of `n` candidates, about -1 to 1, shape `(n,)`.

    `published` are ordinals of `datetime.date`, 0 for an undated article, which gets 0: what the dated candidates get is
    0 on average. `relevance` are the fused scores. `events` are those of each passage by `find_events`, where
    `needs_events`. What a candidate gets does not depend on the order of the candidates.
    """
    added = np.zeros(len(published))
    dated = np.flatnonzero(published > 0)
    if len(dated):
        # In an order of their own: sums of floats depend on it in their last bits.
        dated = dated[np.lexsort((relevance[dated], published[dated]))]
        by_date = _by_date(when, published[dated], relevance[dated])
        added[dated] = by_date - by_date.mean()
    if events is not None and needs_events(when):
        added += SPOKEN_OF * _spoken_of(when, events)
    return added


def staleness(when: When, published: Ordinals, newest: int) -> Values:
    """How far from the days just past that a question speaks of (`this week`, `on Monday`) articles were published, shape `(n,)`:
    0 on these days, a half at a week from them.

    0 for all where it speaks of none, and for an undated article. `newest` is the day of the newest that there is, 0 where none has
    one: as far as it ends before these days, the library is an old one, and so nothing is held against what it has.
    """
    today = when.asked_on.toordinal()
    just_past = [span for span in when.spans if _is_just_past(span, today)]
    if not just_past or not newest:
        return np.zeros(len(published))
    first = min(span.start.toordinal() for span in just_past)
    last = max(span.end.toordinal() for span in just_past)
    days = np.maximum(first - published, 0) + np.maximum(published - last, 0)
    behind = max(first - newest, 0)
    stale: Values = np.where(published > 0, days / (days + _WEEK) - behind / (behind + _WEEK), 0).clip(0)
    return stale


def _is_just_past(span: Span, today: int) -> bool:
    return (
        span.bearing is Bearing.INSIDE
        and _length(span) <= _MONTH + 1
        and span.start.toordinal() <= today + _EDGE
        and span.end.toordinal() >= today - _JUST_PAST
    )


def _by_date(when: When, published: Ordinals, relevance: Values) -> Values:
    today = when.asked_on.toordinal()
    known = published <= today + _EDGE
    age = np.maximum(today - published, 0)
    room = float(_nearness(when, np.array([today]), np.array([today])).max(initial=0)) if when.spans else 1.0
    fresh = FRESH if when.spans or when.order else UNSAID
    added: Values = fresh * room * known / (1 + age / _MONTH)
    if when.spans:
        added += IN_SPAN * _nearness(when, published, published)
    if when.order:
        added += IN_ORDER * _share(when.order, published, relevance * known)
    return added


def _nearness(when: When, first: Ordinals, last: Ordinals) -> Values:
    """How near the days `[first, last]` are to the nearest span: 1 inside, a half at the span's length and a week from it."""
    best = np.zeros(len(first))
    for span in when.spans:
        start, end = span.start.toordinal(), span.end.toordinal()
        # Articles about what came before an election of 2022, but in 2022, are near.
        early = 0 if span.bearing is Bearing.BEFORE else np.maximum(start - last, 0)
        late = np.maximum(first - (start if span.bearing is Bearing.BEFORE else end), 0)
        if span.bearing is Bearing.AFTER:
            late = np.maximum(first - max(end, when.asked_on.toordinal()), 0)
        best = np.maximum(best, 1 / (1 + (early + late) / (_WEEK + _length(span))))
    return best


def _length(span: Span) -> int:
    return (span.end - span.start).days


def _spoken_of(when: When, events: Sequence[Sequence[Event]]) -> Values:
    best = np.zeros(len(events))
    at = [number for number, some in enumerate(events) for _ in some]
    if at:
        days = np.array([event for some in events for event in some], dtype=np.int64)
        np.maximum.at(best, at, _nearness(when, days[:, 0], days[:, 1]))
    return best


def _share(order: Order, published: Ordinals, relevance: Values) -> Values:
    """The share of the relevance that is in older candidates (newer ones, for the earliest); `published` is in order.

    Relevance is squared, so that the many that have little to do with the question don't say what is new.
    """
    mass = relevance**2
    total = float(mass.sum())
    if not total:
        return np.zeros(len(published))
    upto = np.cumsum(mass)
    first = np.searchsorted(published, published, side="left")
    last = np.searchsorted(published, published, side="right") - 1
    older: Values = (np.where(first > 0, upto[first - 1], 0.0) + upto[last]) / 2 / total
    return older if order is Order.NEWEST else 1 - older
