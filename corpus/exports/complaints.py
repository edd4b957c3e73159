"""What of an export is refused, without a line for each of thousands: counted by kind, the first of each told one by one."""

from collections import Counter

from corpus.errors import Refused
from corpus.origin import Origin

SHOWN = 20
"""How many of a kind are told one by one."""


class Complaints:
    """The refusals of one file."""

    def __init__(self, origin: Origin) -> None:
        self._origin = origin
        self._counts: Counter[str] = Counter()

    def of(self, kind: str, refusal: Refused) -> list[Refused]:
        """The refusal, unless enough of that kind were told; `kind` follows a number: `lines without text`."""
        self._counts[kind] += 1
        return [refusal] if self._counts[kind] <= SHOWN else []

    def rest(self) -> list[Refused]:
        """One refusal that counts all that were not told, if there were any."""
        more = [f"{count - SHOWN:,} more {kind}" for kind, count in self._counts.items() if count > SHOWN]
        return [Refused(self._origin.source, f"and {', '.join(more)}")] if more else []
