"""A fit as tables, as code to paste, and as JSON."""

import json
from dataclasses import asdict
from datetime import date

from rich.console import Console

from evals.fit_figures import FOLDS, HELD_OUT, Compared, Fit
from evals.fit_questions import Kind
from evals.fit_weights import Weights
from evals.report import new_table, print_line
from qa.evidence import Evidence
from qa.terminal import printable


def print_fit(out: Console, fit: Fit, until: date) -> None:
    """Each figure by data set, `current -> fitted`; the same by fold; and the weights as code."""
    if not out.is_terminal:
        out.width = 260  # A pipe has no width of its own, and a table cut to 80 columns can't be read back.
    names = [*dict.fromkeys(name for one in fit.compared for name in one.fitted)]
    kinds = [kind.value for kind in Kind]
    print_line(out, f"current -> fitted; fitted to what was asked to {until}, in {FOLDS} folds by question\n")
    table = new_table("data set", "part", *(f">{kind}" for kind in kinds), *(f">{name}" for name in names))
    for one in fit.compared:
        if one.fold is None:
            numbers = [str(one.questions[kind]) for kind in Kind]
            table.add_row(printable(one.dataset), one.part, *numbers, *(_both(one, name) for name in names))
    out.print(table)
    print_line(out, "\nby fold\n")
    table = new_table("data set", ">fold", *(f">{name}" for name in names))
    for one in fit.compared:
        if one.fold is not None:
            table.add_row(printable(one.dataset), str(one.fold), *(_both(one, name) for name in names))
    out.print(table)
    if not any(one.part == HELD_OUT for one in fit.compared):
        print_line(
            out, f"\nnothing was asked after {until}, so that nothing is held out; name an earlier day with --to"
        )
    print_line(out, "\nqa/evidence.py and qa/weigh.py:\n")
    out.file.write(to_code(fit.weights))


def _both(one: Compared, name: str) -> str:
    if name not in one.fitted:
        return ""
    return f"{one.current[name]:.3f} -> {one.fitted[name]:.3f}"


def to_code(weights: Weights) -> str:
    """The weights as the code has them."""
    lines = []
    for name, bias, of in (
        ("WEIGHTS", f"BIAS = {weights.order_bias}", weights.order),
        ("TRUST", f"TRUST_BIAS = {weights.trust_bias}", weights.trust),
    ):
        lines += [f"{name} = Evidence("]
        lines += [f"    {field}={value + 0.0}," for field, value in zip(Evidence._fields, of, strict=True)]
        lines += [")", bias, ""]
    lines += ["TELLS: dict[Asked, tuple[float, float]] = {"]
    lines += [f"    Asked.{kind.name}: ({has}, {lacks})," for kind, (has, lacks) in weights.tells.items()]
    return "\n".join([*lines, "}", ""])


def to_json(fit: Fit, until: date) -> str:
    """The same, for programs."""
    weights = fit.weights
    told = {
        "until": until.isoformat(),
        "folds": FOLDS,
        "weights": {
            "order": weights.order._asdict(),
            "order_bias": weights.order_bias,
            "trust": weights.trust._asdict(),
            "trust_bias": weights.trust_bias,
            "tells": {kind.name: both for kind, both in weights.tells.items()},
        },
        "figures": [asdict(one) for one in fit.compared],
    }
    return json.dumps(told, indent=1) + "\n"
