"""What is known of an article, and how each fact was found."""

from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from corpus.article import FACTS, How, Provenance

T = TypeVar("T", covariant=True)


@dataclass(frozen=True, slots=True)
class Fact(Generic[T]):
    """Something that a page, a record or a line states, and the witness that states it."""

    value: T
    how: How


_NOTHING = Provenance()


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What is known of an article; None for what nothing states that can be relied on."""

    title: str | None = None
    byline: str | None = None
    publisher: str | None = None
    published: date | None = None
    updated: date | None = None
    url: str | None = None
    language: str | None = None
    provenance: Provenance = _NOTHING

    def over(self, other: "Metadata") -> "Metadata":
        """These facts, and the other's where these say nothing."""
        facts = {}
        for name in FACTS:
            witness = self if getattr(self, name) is not None else other
            if (value := getattr(witness, name)) is not None:
                facts[name] = Fact(value, getattr(witness.provenance, name))
        return known(**facts)


def known(
    *,
    title: Fact[str] | None = None,
    byline: Fact[str] | None = None,
    publisher: Fact[str] | None = None,
    published: Fact[date] | None = None,
    updated: Fact[date] | None = None,
    url: Fact[str] | None = None,
    language: Fact[str] | None = None,
) -> Metadata:
    """Facts parted into values and how they were found.

    A day of change before that of publication is one of preparing, which no reader saw: it is left out.
    """
    if updated is not None and published is not None and updated.value < published.value:
        updated = None
    return Metadata(
        title=title.value if title else None,
        byline=byline.value if byline else None,
        publisher=publisher.value if publisher else None,
        published=published.value if published else None,
        updated=updated.value if updated else None,
        url=url.value if url else None,
        language=language.value if language else None,
        provenance=Provenance(
            title=title.how if title else None,
            byline=byline.how if byline else None,
            publisher=publisher.how if publisher else None,
            published=published.how if published else None,
            updated=updated.how if updated else None,
            url=url.how if url else None,
            language=language.how if language else None,
        ),
    )
