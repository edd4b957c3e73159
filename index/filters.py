"""Which articles a question is asked of."""

import json
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which articles a question is asked of. All that are given must hold; an empty field restricts nothing.

    An article without a date is outside every range of dates.
    """

    published_from: date | None = None
    published_to: date | None = None
    publishers: tuple[str, ...] = ()
    """Compared without regard to case."""
    sources: tuple[str, ...] = ()
    """Sources: of an article, or of a file, archive or folder and all that is in it."""

    def __bool__(self) -> bool:
        return self != Filters()


def where(filters: Filters) -> tuple[list[str], dict[str, object]]:
    """SQL conditions on a row `a` of `articles`, and their parameters."""
    conditions = []
    parameters: dict[str, object] = {}
    if filters.published_from:
        conditions.append("a.published >= :published_from")
        parameters["published_from"] = filters.published_from.isoformat()
    if filters.published_to:
        conditions.append("a.published <= :published_to")
        parameters["published_to"] = filters.published_to.isoformat()
    if filters.publishers:
        conditions.append("casefold(a.publisher) in (select value from json_each(:publishers))")
        parameters["publishers"] = json.dumps([publisher.casefold() for publisher in filters.publishers])
    if filters.sources:
        # One parameter for all of them: SQLite limits how many there may be, and how deep an expression.
        conditions.append(
            "exists (select 1 from json_each(:sources) where a.source = value"
            " or substr(a.source, 1, length(value) + 1) in (value || '/', value || ':')"
            " or substr(a.source, 1, length(value) + 2) = value || '!/')"
        )
        parameters["sources"] = json.dumps([source.rstrip("/") for source in filters.sources])
    return conditions, parameters
