"""A run as one HTML file: figures, plots and every question, with nothing fetched from anywhere and nothing executed."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from html import escape

from evals.metrics import ANSWERS, RETRIEVAL, Estimate, Values, estimate, measure_answers, measure_ranking
from evals.refusals import SAYS, asked_in_pairs, of_rows, reliability, risk_coverage, roc_curve
from evals.rows import REPLY, Row
from evals.saved import Figures, SavedRun
from evals.svg import Bar, bars, lines
from qa.terminal import printable

_STYLE = """
:root { color-scheme: light dark; --ink: #1c1c1c; --paper: #fff; --soft: #666; --rule: #ddd;
  --c0: #0072b2; --c1: #d55e00; --c2: #009e73; --c3: #cc79a7; --c4: #8a6d00; --c5: #555; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8e8e8; --paper: #16181b; --soft: #a0a0a0; --rule: #3a3d42;
  --c0: #56b4e9; --c1: #ff9248; --c2: #3fd0a0; --c3: #e6a0c8; --c4: #e0c040; --c5: #bbb; } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2.5rem; } p, figcaption { color: var(--soft); }
table { border-collapse: collapse; font-size: .9rem; } th, td { text-align: left; padding: .2rem .8rem .2rem 0; border-bottom: 1px solid var(--rule); vertical-align: top; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.plots { display: flex; flex-wrap: wrap; gap: 2rem; } figure { margin: 0; max-width: min(100%, 33rem); } .wide { overflow-x: auto; } svg { max-width: 100%; height: auto; font-size: 12px; fill: var(--ink); }
.line { fill: none; stroke-width: 2; } .grid { stroke: var(--rule); } .ideal { stroke: var(--soft); stroke-dasharray: 2 4; fill: none; }
small { color: var(--soft); } .bar { fill: var(--c0); opacity: .75; } .whisker { stroke: var(--ink); fill: none; }
.line.c0 { stroke: var(--c0); } .line.c1 { stroke: var(--c1); stroke-dasharray: 7 3; } .line.c2 { stroke: var(--c2); stroke-dasharray: 2 2; }
.line.c3 { stroke: var(--c3); stroke-dasharray: 9 3 2 3; } .line.c4 { stroke: var(--c4); } .line.c5 { stroke: var(--c5); stroke-dasharray: 4 4; }
.dot.c0 { fill: var(--c0); } .dot.c1 { fill: var(--c1); } .dot.c2 { fill: var(--c2); } .dot.c3 { fill: var(--c3); } .dot.c4 { fill: var(--c4); } .dot.c5 { fill: var(--c5); }
@media (max-width: 45rem) { .questions :is(tbody, tr) { display: block; } .questions th { display: none; } .questions tr { border-bottom: 1px solid var(--rule); }
  .questions td { display: inline-block; border: 0; padding: .1rem .6rem .1rem 0; } .questions td:nth-child(2) { display: block; } }
details { max-width: 60rem; overflow-wrap: anywhere; } blockquote { margin: .3rem 0 .3rem 1rem; white-space: pre-wrap; overflow-wrap: anywhere; }
"""

_KINDS = 20
"""Kinds of question that are drawn, those with the most questions."""

_DEEPEST = 20
_PASSAGES = 3
"""Passages of a question that the page shows."""


def to_html(saved: SavedRun, figures: Figures) -> str:
    """The page. What comes from articles and questions is escaped."""
    title = f"{saved.dataset}: {saved.kind}"
    settings = ", ".join(f"{name} {value}" for name, value in saved.settings.items() if value is not None)
    drawn = _retrieval_plots(saved.rows) if saved.kind == "retrieval" else _answer_plots(saved.rows)
    plots = "".join(f"<figure>{svg}<figcaption>{escape(says)}</figcaption></figure>" for says, svg in drawn if svg)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{_text(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{_text(title)}</h1>\n"
        f"<p>{_text(saved.asked)}. {_text(settings)}.</p>\n{_left_out(saved.left_out)}"
        f"<h2>Figures</h2>\n<p>Each with its 95 % interval, by the bootstrap over questions.</p>\n"
        f'<div class="wide">{_figures(figures)}</div>\n<h2>Plots</h2>\n<div class="plots">{plots}</div>\n'
        f"<h2>Questions</h2>\n{_questions(saved.rows)}\n</body>\n</html>\n"
    )


def _text(text: str) -> str:
    return escape(printable(text))


def _left_out(lines: Sequence[str]) -> str:
    if not lines:
        return ""
    told = "".join(f"<li>{_text(line)}</li>" for line in lines)
    return f"<details><summary>{len(lines):,} lines of the data can’t be used</summary><ul>{told}</ul></details>\n"


def _figures(figures: Figures) -> str:
    """A table whose rows are measures, and whose columns groups of figures where they share measures."""
    says = {one.name: one.says for one in (*RETRIEVAL, *ANSWERS)} | dict(SAYS)
    names = list(dict.fromkeys(name for of in figures.values() for name in of))
    shared = len(names) < sum(map(len, figures.values()))
    columns = list(figures.values()) if shared else [{name: one for of in figures.values() for name, one in of.items()}]
    headings = list(figures) if shared else ["mean"]
    rows = [
        f"<tr><td>{escape(name)}</td>{''.join(_estimate(of.get(name)) for of in columns)}<td>{escape(says[name])}</td></tr>"
        for name in names
    ]
    head = "".join(f"<th class=n>{escape(heading)}</th>" for heading in headings)
    return f"<table><tr><th>measure</th>{head}<th></th></tr>{''.join(rows)}</table>"


def _estimate(one: Estimate | None) -> str:
    if one is None:
        return "<td></td>"
    return f"<td class=n>{one.mean:.3f}<br><small>{one.low:.3f} to {one.high:.3f}<br>{one.questions:,} questions</small></td>"


Plot = tuple[str, str]
"""What it shows, and the drawing; empty where there is nothing to draw."""


def _retrieval_plots(rows: Sequence[Row]) -> list[Plot]:
    judged = [row for row in rows if row.answerable]
    rankings = list(dict.fromkeys(name for row in judged for name in row.rankings))
    found = {name: _hits(judged, name) for name in rankings}
    deepest = max((points[-1][0] for points in found.values() if points), default=1)
    values = measure_ranking(rows, REPLY)
    name = "nDCG@10" if "nDCG@10" in values else "MRR@10"
    return [
        (
            f"Share of questions with a relevant passage in the first k; 95 % intervals are of {next(iter(found), REPLY)}",
            lines(
                found,
                x="k",
                y="Success@k",
                x_to=deepest,
                marks=True,
                intervals=_spread(judged, next(iter(found), REPLY)),
            ),
        ),
        *_by_group(judged, values, (name, "Success@5")),
    ]


def _hits(rows: Sequence[Row], name: str) -> list[tuple[float, float]]:
    """k, and the share of questions with a relevant passage in the first k, as deep as every ranking goes."""
    rankings = [row.rankings[name] for row in rows if name in row.rankings]
    deepest = min(_DEEPEST, max((len(one.passages) for one in rankings), default=0))
    return [
        (k, sum(one.rank is not None and one.rank <= k for one in rankings) / len(rankings))
        for k in range(1, deepest + 1)
    ]


def _spread(rows: Sequence[Row], name: str) -> list[tuple[float, float, float]]:
    """The interval of each of `_hits`."""
    ranks = [row.rankings[name].rank for row in rows if name in row.rankings]
    ones = [(k, _interval([rank is not None and rank <= k for rank in ranks])) for k, _ in _hits(rows, name)]
    return [(k, low, high) for k, (low, high) in ones]


def _interval(good: Sequence[bool]) -> tuple[float, float]:
    one = estimate([float(is_good) for is_good in good], shares=True)
    assert one is not None
    return one.low, one.high


def _answer_plots(rows: Sequence[Row]) -> list[Plot]:
    paired = asked_in_pairs(rows)
    plots: list[Plot] = []
    if paired:
        right, answerable = of_rows(paired, lambda row: row.said_right), of_rows(paired, lambda row: row.answerable)
        bins = reliability(right)
        points = [(confidence, share) for confidence, share, _ in bins]
        spread = [(at, *_interval([n < round(share * of) for n in range(of)])) for at, share, of in bins]
        plots += [
            (
                "Risk: the share of wrong answers among the most confident, as more is answered",
                lines({"answers": risk_coverage(right)}, x="coverage", y="risk"),
            ),
            (
                "Reliability: the share said right, by confidence, with its 95 % interval; the dotted line is what confidence says",
                lines({"said right": points}, x="confidence", y="share", diagonal=True, marks=True, intervals=spread),
            ),
        ]
        if answerable.is_good.any() and not answerable.is_good.all():
            curve = lines(
                {"threshold": roc_curve(answerable)}, x="answerable declined", y="unanswerable declined", diagonal=True
            )
            plots.append(("What a threshold declines of each kind", curve))
    return plots + _by_group(rows, measure_answers(rows), ("answered right", "wrongly declined", "rightly declined"))


def _by_group(rows: Sequence[Row], values: Values, names: Sequence[str]) -> list[Plot]:
    kinds = _groups(rows, lambda row: row.kind)
    months = _groups(rows, lambda row: f"{row.asked_on:%Y-%m}")
    largest = sorted(kinds, key=lambda kind: -len(kinds[kind]))[:_KINDS]
    return [
        (f"{name} by {what}", bars(drawn, what=f"{name} by {what}") if len(drawn) > 1 else "")
        for name in names
        for what, groups in (
            ("kind of question", {kind: kinds[kind] for kind in sorted(largest)}),
            ("month asked", months),
        )
        for drawn in [_bars(groups, values.get(name, {}))]
    ]


def _groups(rows: Sequence[Row], of: Callable[[Row], str]) -> dict[str, list[str]]:
    """Ids by group, in the order of the groups' names."""
    groups: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        groups[of(row)].append(row.id)
    return dict(sorted(groups.items()))


def _bars(groups: Mapping[str, Sequence[str]], values: Mapping[str, float]) -> list[Bar]:
    return [
        Bar(name=printable(name) or "(none)", estimate=one)
        for name, ids in groups.items()
        if (one := estimate([values[id] for id in ids if id in values], shares=True))
    ]


def _questions(rows: Sequence[Row]) -> str:
    head = "<tr><th>id</th><th>question, and what came</th><th>kind</th><th>asked on</th><th class=n>rank</th><th class=n>confidence</th><th>became</th></tr>"
    return f'<table class="questions">{head}{"".join(map(_question, rows))}</table>'


def _question(row: Row) -> str:
    cited = ", ".join(f"{one.source}:{one.start}-{one.end}" for one in row.cited)
    said = f"<blockquote><b>{_text(row.said)}</b>\n<small>{_text(cited)}</small></blockquote>" if row.said else ""
    passages = "".join(
        f"<blockquote>{rank}. {_text(one.source)}:{one.start}-{one.end}{' ✓' if one.relevant else ''}\n{_text(one.text)}</blockquote>"
        for rank, one in enumerate(row.passages[:_PASSAGES], 1)
    )
    return (
        f"<tr><td>{_text(row.id)}</td><td><details><summary>{_text(row.question)}</summary>{said}{passages}</details></td>"
        f"<td>{_text(row.kind)}</td><td class=n>{row.asked_on}</td><td class=n>{row.rank or '–'}</td>"
        f"<td class=n>{row.confidence:.2f}</td><td>{escape(became(row))}</td></tr>"
    )


def became(row: Row) -> str:
    """What became of a question, in a word or two."""
    if row.declined:
        return "wrongly declined" if row.answerable else "rightly declined"
    return "right" if row.said_right else "wrong" if row.answerable else "answered, though nothing does"
