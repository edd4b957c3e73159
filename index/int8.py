"""A graph's matrix products in integers of 8 bits, where processors have instructions for them: twice as fast as float32.

What is multiplied with weights is rounded as it comes, with a unit for each token; one for a whole text, as is usual, is
several times as far from the original. Columns that are large in every text would leave the others few of the 255 steps:
what a layer normalisation gives is evened out first, and the weights take the difference (SmoothQuant, Xiao et al., 2023).
Weights are rounded once, with a unit for each column (`index.rounding`).

Out of scope: whether what comes of it is near enough to the original (`index.agreement`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
from onnx import helper, numpy_helper

from index.compiled import INPUT
from index.graph import Graph, observe
from index.rounding import Numbers, round_weights

_LIFT = 0.17004
"""Added to what GELU gives, whose least is -0.17004: from there on all 256 steps are for numbers that occur."""

_EVENING = 0.75
"""How much of the unevenness goes over to the weights: 0 nothing, 1 all. Of .6 to .9, the nearest to the original."""

_LEAST = 1e-5

_MIDDLES = "middles"
"""The integer that stands for 0, once for each token."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """What a value of the graph came to over some texts."""

    largest: Numbers
    """The largest absolute number of each column."""
    moments: npt.NDArray[np.float64]
    """The sum over all tokens of the products of two columns `(columns, columns)`."""


def lower(path: Path, into: Path, texts: Sequence[npt.NDArray[np.int64]]) -> None:
    """Rewrites the graph at `path`; `texts`, given as token numbers `(1, tokens)`, tell which columns are large."""
    graph = Graph(path)
    products = [node for node in graph.nodes if _is_product(graph, node)]
    seen = _watch(path, [node.input[0] for node in products], texts)
    products = [node for node in products if node.input[0] in seen]
    factors = _factors(graph, products, seen)
    graph.begin_with(_make_middles(graph))
    rounded: set[str] = set()
    for node in products:
        source = node.input[0]
        nodes = [] if source in rounded else _round(graph, source, len(seen[source].largest), factors.get(source))
        rounded.add(source)
        added = graph.only_user(node.output[0], "Add")
        bias = (
            None
            if added is None
            else next((value for name in added.input if (value := graph.constant(name)) is not None), None)
        )
        if added is None or bias is None or bias.ndim != 1:
            multiplied = _multiply(graph, node, node.output[0], None, seen[source], factors.get(source))
            graph.replace(node, [*nodes, *multiplied])
        else:
            graph.replace(node, nodes)
            multiplied = _multiply(
                graph, node, added.output[0], bias.astype(np.float32), seen[source], factors.get(source)
            )
            graph.replace(added, multiplied)
    graph.save(into)


def _is_product(graph: Graph, node: onnx.NodeProto) -> bool:
    """Whether a node multiplies what is new in each text with weights."""
    if node.op_type != "MatMul" or graph.constant(node.input[0]) is not None:
        return False
    weights = graph.constant(node.input[1])
    return weights is not None and weights.ndim == 2 and weights.dtype == np.float32


def _watch(path: Path, names: Iterable[str], texts: Sequence[npt.NDArray[np.int64]]) -> dict[str, _Seen]:
    """What those of the values come to that have a row for each token; there is little to gain with others."""
    found: dict[str, _Seen] = {}
    others = set()
    for name, value, ids in observe(path, names, texts):
        if value.ndim != 3 or value.shape[:2] != ids.shape:
            others.add(name)
            continue
        rows = value[0].astype(np.float32)
        new = _Seen(largest=np.abs(rows).max(axis=0), moments=(rows.T @ rows).astype(np.float64))
        if name in found:
            new.moments[:] += found[name].moments
            np.maximum(new.largest, found[name].largest, out=new.largest)
        found[name] = new
    return {name: value for name, value in found.items() if name not in others}


def _factors(graph: Graph, products: Sequence[onnx.NodeProto], seen: dict[str, _Seen]) -> dict[str, Numbers]:
    """What each column of a value is divided by, and each row of the weights multiplied with."""
    largest: dict[str, Numbers] = {}
    for node in products:
        if graph.made_by(node.input[0], "LayerNormalization"):
            rows = np.abs(_weights(graph, node)).max(axis=1)
            largest[node.input[0]] = np.maximum(rows, largest.get(node.input[0], rows))
    factors = {}
    for name, rows in largest.items():
        columns = np.maximum(seen[name].largest, _LEAST)
        evening = np.power(columns, _EVENING) / np.power(np.maximum(rows, _LEAST), 1 - _EVENING)
        factors[name] = evening.astype(np.float32)
    return factors


def _weights(graph: Graph, node: onnx.NodeProto) -> Numbers:
    weights = graph.constant(node.input[1])
    assert weights is not None
    return weights.astype(np.float32)


def _make_middles(graph: Graph) -> list[onnx.NodeProto]:
    """Nodes that give `_MIDDLES` `(1, tokens, 1)`: rounding by tokens asks for as many as there are units."""
    return [
        helper.make_node("Unsqueeze", [INPUT, _last_axis(graph)], ["middles.ids"]),
        helper.make_node("Shape", ["middles.ids"], ["middles.shape"]),
        helper.make_node(
            "ConstantOfShape",
            ["middles.shape"],
            [_MIDDLES],
            value=numpy_helper.from_array(np.array([128], dtype=np.uint8)),
        ),
    ]


def _last_axis(graph: Graph) -> str:
    return graph.add_constant("last_axis", np.array([-1], dtype=np.int64))


def _round(graph: Graph, source: str, columns: int, factors: Numbers | None) -> list[onnx.NodeProto]:
    """Nodes that give `source` in integers, and the unit of each token. They are unsigned: for signed ones there is no fast code.

    The unit of a token of nothing but zeros is 0, and so is whatever is multiplied with it, which only integers are.
    """
    size, largest, unit = (f"{source}.{part}" for part in ("size", "largest", "unit"))
    nodes, value = [], source
    if factors is not None:
        inverse, value = graph.add_constant(f"{source}.inverse", 1 / factors), f"{source}.even"
        nodes.append(helper.make_node("Mul", [source, inverse], [value]))
    if _is_lifted(graph, source):
        nodes.append(helper.make_node("Add", [value, graph.add_constant("lift", np.float32(_LIFT))], [size]))
        value, share, middle = size, graph.add_constant("share.lifted", np.float32(1 / 255)), []
    else:
        nodes.append(helper.make_node("Abs", [value], [size]))
        share, middle = graph.add_constant("share", np.float32(1 / 127)), [_MIDDLES]
    integers = helper.make_node(
        "QuantizeLinear", [value, unit, *middle], [f"{source}.int8"], axis=-1, block_size=columns
    )
    return [
        *nodes,
        helper.make_node("ReduceMax", [size, _last_axis(graph)], [largest], keepdims=1),
        helper.make_node("Mul", [largest, share], [unit]),
        integers,
    ]


def _is_lifted(graph: Graph, source: str) -> bool:
    return graph.made_by(source, "Gelu") is not None


def _multiply(
    graph: Graph, node: onnx.NodeProto, output: str, bias: Numbers | None, seen: _Seen, factors: Numbers | None
) -> list[onnx.NodeProto]:
    """Nodes that give as `output` the product, with `bias` added to each row."""
    source = node.input[0]
    weights, moments = _weights(graph, node), seen.moments
    if factors is not None:
        weights, moments = weights * factors[:, None], moments / np.outer(factors, factors)
    integers, units = round_weights(weights, moments)
    lifted = _is_lifted(graph, source)
    if lifted:
        bias = (0 if bias is None else bias) - np.float32(_LIFT) * (integers * units).sum(axis=0)
    inputs = [
        f"{source}.int8",
        graph.add_constant(f"{output}.weights", integers),
        graph.add_constant("one", np.float32(1)),
        graph.add_constant(f"{output}.units", units),
        graph.add_constant("middle.lifted" if lifted else "middle", np.uint8(0 if lifted else 128)),
    ]
    share, whole = f"{output}.share", output if bias is None else f"{output}.whole"
    nodes = [
        helper.make_node("MatMulIntegerToFloat", inputs, [share], domain="com.microsoft"),
        helper.make_node("Mul", [share, f"{source}.unit"], [whole]),
    ]
    if bias is not None:
        added = graph.add_constant(f"{output}.bias", bias.astype(np.float32))
        nodes.append(helper.make_node("Add", [whole, added], [output]))
    return nodes
