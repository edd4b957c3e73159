"""Plots as SVG inside a page: lines, and bars with intervals. Colours are the page's (`evals.page`), so that they fit dark and light."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from evals.metrics import Estimate

_WIDTH, _HEIGHT = 460, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 48, 16, 14, 44
_BAR, _LABEL, _NUMBERS = 22, 150, 110

Point = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A value with its interval, of `name`."""

    name: str
    estimate: Estimate


def lines(
    series: Mapping[str, Sequence[Point]],
    *,
    x: str,
    y: str,
    x_from: float = 0.0,
    x_to: float = 1.0,
    y_to: float = 1.0,
    diagonal: bool = False,
    marks: bool = False,
    intervals: Sequence[tuple[float, float, float]] = (),
) -> str:
    """Lines over `[x_from, x_to]` and `[0, y_to]`, each with its name below; `diagonal` draws what would be ideal.

    `intervals` are those of points of the first line: where on x, from and to where on y.
    """
    rows = -(-len(series) // 2)
    height = _HEIGHT + 18 * rows

    def place(point: Point) -> tuple[float, float]:
        across = (point[0] - x_from) / (x_to - x_from or 1) * (_WIDTH - _LEFT - _RIGHT)
        up = point[1] / (y_to or 1) * (_HEIGHT - _TOP - _BOTTOM)
        return round(_LEFT + across, 1), round(_HEIGHT - _BOTTOM - up, 1)

    parts = [*_axes(place, x, y, x_from, x_to, y_to)]
    if diagonal:
        parts.append(_path([place((x_from, 0)), place((x_to, y_to))], "ideal"))
    for at, low, high in intervals:
        (left, bottom), (_, top) = place((at, low)), place((at, high))
        parts.append(f'<path class="whisker" d="M{left} {bottom}V{top}M{left - 3} {bottom}h6M{left - 3} {top}h6"/>')
    for number, (name, points) in enumerate(series.items()):
        placed = [place(point) for point in points]
        parts.append(_path(placed, f"line c{number % 6}"))
        if marks:
            parts += [f'<circle class="dot c{number % 6}" cx="{left}" cy="{top}" r="3"/>' for left, top in placed]
        left, top = _LEFT + number % 2 * 200, _HEIGHT + 18 * (number // 2)
        parts.append(_path([(left, top), (left + 24, top)], f"line c{number % 6}"))
        parts.append(f'<text x="{left + 30}" y="{top + 4}">{escape(name)}</text>')
    return _svg(_WIDTH, height, f"{y} against {x}", parts)


def bars(of: Sequence[Bar], *, what: str, to: float = 1.0) -> str:
    """Bars from 0 to `to`, each with its name, its interval, its value, and over how many questions."""
    width = _WIDTH + 60
    room = width - _LABEL - _NUMBERS
    height = _BAR * len(of) + 8
    parts = []
    for number, bar in enumerate(of):
        top = number * _BAR + 4
        mean, low, high = (
            round(_LABEL + min(value, to) / to * room, 1)
            for value in (bar.estimate.mean, bar.estimate.low, bar.estimate.high)
        )
        middle = top + _BAR / 2 - 2
        parts += [
            f'<text x="{_LABEL - 8}" y="{middle + 4}" text-anchor="end">{escape(_short(bar.name))}</text>',
            f'<rect class="bar" x="{_LABEL}" y="{top}" width="{max(0.5, round(mean - _LABEL, 1))}" height="{_BAR - 6}"/>',
            f'<path class="whisker" d="M{low} {middle}H{high}M{low} {middle - 4}v8M{high} {middle - 4}v8"/>',
            f'<text x="{width - _NUMBERS + 8}" y="{middle + 4}">{bar.estimate.mean:.3f} of {bar.estimate.questions:,}</text>',
        ]
    return _svg(width, height, what, parts)


def _short(name: str) -> str:
    return name if len(name) <= 20 else name[:19] + "…"


def _axes(place: object, x: str, y: str, x_from: float, x_to: float, y_to: float) -> Iterator[str]:
    assert callable(place)
    for step in range(6):
        up, along = y_to * step / 5, x_from + (x_to - x_from) * step / 5
        left, top = place((x_from, up))
        right, _ = place((x_to, up))
        at, bottom = place((along, 0))
        yield f'<path class="grid" d="M{left} {top}H{right}"/>'
        yield f'<text x="{left - 6}" y="{top + 4}" text-anchor="end">{up:.3g}</text>'
        yield f'<text x="{at}" y="{bottom + 16}" text-anchor="middle">{along:.3g}</text>'
    yield f'<text x="{(_LEFT + _WIDTH - _RIGHT) / 2}" y="{_HEIGHT - 10}" text-anchor="middle">{escape(x)}</text>'
    middle = (_TOP + _HEIGHT - _BOTTOM) / 2
    yield f'<text x="12" y="{middle}" text-anchor="middle" transform="rotate(-90 12 {middle})">{escape(y)}</text>'


def _path(points: Sequence[Point], kind: str) -> str:
    drawn = "L".join(f"{left} {top}" for left, top in points)
    return f'<path class="{kind}" d="M{drawn}"/>' if points else ""


def _svg(width: int, height: int, says: str, parts: Sequence[str]) -> str:
    return f'<svg role="img" aria-label="{escape(says)}" viewBox="0 0 {width} {height}" width="{width}">{"".join(parts)}</svg>'
