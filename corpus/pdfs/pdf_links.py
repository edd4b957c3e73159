"""Where the links of a PDF's page lie, and where they lead. Nothing is fetched."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.exports.field_values import address_of

if TYPE_CHECKING:
    from pypdf import PageObject

_MOST = 500
"""Links of a page that are looked at."""


@dataclass(frozen=True, slots=True)
class LinkArea:
    """A rectangle of a page, in points from its lower left corner, that leads to an address of the web."""

    left: float
    bottom: float
    right: float
    top: float
    url: str


def find_link_areas(page: "PageObject") -> list[LinkArea]:
    """The links of a page that lead to the web; those that are damaged are passed by."""
    areas: list[LinkArea] = []
    try:
        annotations = list(page.annotations or ())[:_MOST]
    except Exception:  # pypdf raises what Python does of damaged ones
        return []
    for annotation in annotations:
        try:
            one = annotation.get_object()
            action = one.get("/A", {}).get_object()
            url = address_of(str(action.get("/URI", "")))
            x, y, other_x, other_y = (float(number) for number in one["/Rect"])
        except Exception:  # noqa: S112
            continue
        if url and one.get("/Subtype") == "/Link":
            areas.append(LinkArea(min(x, other_x), min(y, other_y), max(x, other_x), max(y, other_y), url))
    return areas


def area_at(areas: Sequence[LinkArea], x: float, y: float) -> LinkArea | None:
    """The link that words lie on which begin there, at the foot of their letters."""
    return next((one for one in areas if one.left - 1.5 <= x < one.right and one.bottom - 1 <= y <= one.top + 1), None)
