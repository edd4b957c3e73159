"""A graph's matrix products in integers of 8 bits, where processors have instructions for them: twice as fast as float32.

Weights are rounded once, with a scale for each column. What is multiplied with them is rounded as it comes, with a scale for
each token; one for a whole text, as is usual, is several times as far from the original. Columns that are large in every
text would leave the others few of the 255 steps: what a layer normalisation gives is evened out first, and the weights
take the difference (SmoothQuant, Xiao et al., 2023). What attention passes on, its values, stays in float32: a twelfth of
the work, and rounding it would be a third of all error.

Out of scope: whether what comes of it is near enough to the original (`index.agreement`).
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
from onnx import helper

from index.graph import Graph, observe

_LIFT = 0.17004
"""Added to what GELU gives, whose least is -0.17004: from there on all 256 steps are for numbers that occur."""

_EVENING = 0.6
"""How much of the unevenness goes over to the weights: 0 nothing, 1 all. Of .3 to .85, the nearest to the original."""

_LEAST = 1e-6

Numbers = npt.NDArray[np.float32]


def lower(path: Path, into: Path, texts: Sequence[npt.NDArray[np.int64]]) -> None:
    """Rewrites the graph at `path`; `texts`, given as token numbers `(1, tokens)`, tell which columns are large."""
    graph = Graph(path)
    products = [node for node in graph.nodes if _is_product(graph, node)]
    factors = _factors(graph, products, path, texts)
    rounded: set[str] = set()
    for node in products:
        source = node.input[0]
        nodes = [] if source in rounded else _round(graph, source, factors.get(source))
        rounded.add(source)
        added = graph.only_user(node.output[0], "Add")
        bias = (
            None
            if added is None
            else next((value for name in added.input if (value := graph.constant(name)) is not None), None)
        )
        if added is None or bias is None or bias.ndim != 1:
            graph.replace(node, [*nodes, *_multiply(graph, node, node.output[0], None, factors.get(source))])
        else:
            graph.replace(node, nodes)
            graph.replace(added, _multiply(graph, node, added.output[0], bias.astype(np.float32), factors.get(source)))
    graph.save(into)


def _is_product(graph: Graph, node: onnx.NodeProto) -> bool:
    """Whether a node multiplies what is new in each text with weights."""
    if node.op_type != "MatMul" or graph.constant(node.input[0]) is not None:
        return False
    weights = graph.constant(node.input[1])
    return weights is not None and weights.ndim == 2 and weights.dtype == np.float32 and not _is_value(graph, node)


def _is_value(graph: Graph, node: onnx.NodeProto) -> bool:
    """Whether what a node gives is what attention passes on."""
    while len(users := graph.users[node.output[0]]) == 1:
        (user,) = users
        if user.op_type == "Attention":
            return bool(user.input[2] == node.output[0])
        if user.op_type not in ("Add", "Reshape", "Transpose"):
            break
        node = user
    return False


def _factors(
    graph: Graph, products: Sequence[onnx.NodeProto], path: Path, texts: Sequence[npt.NDArray[np.int64]]
) -> dict[str, Numbers]:
    """What each column of a value is divided by, and each row of the weights multiplied with."""
    uneven = [node.input[0] for node in products if graph.made_by(node.input[0], "LayerNormalization")]
    largest = observe(path, uneven, texts) if uneven else {}
    weights: dict[str, Numbers] = {}
    for node in products:
        rows = np.abs(_weights(graph, node)).max(axis=1)
        weights[node.input[0]] = np.maximum(rows, weights.get(node.input[0], rows))
    factors = {}
    for name, seen in largest.items():
        columns = np.maximum(seen.astype(np.float32), 1e-5)
        evening = np.power(columns, _EVENING) / np.power(np.maximum(weights[name], 1e-5), 1 - _EVENING)
        factors[name] = evening.astype(np.float32)
    return factors


def _weights(graph: Graph, node: onnx.NodeProto) -> Numbers:
    weights = graph.constant(node.input[1])
    assert weights is not None
    return weights.astype(np.float32)


def _round(graph: Graph, source: str, factors: Numbers | None) -> list[onnx.NodeProto]:
    """Nodes that give `source` in integers, and the scale of each token."""
    size, largest, scale, share = (f"{source}.{part}" for part in ("size", "largest", "scale", "share"))
    lift = graph.add_constant("lift", np.float32(_LIFT))
    last = graph.add_constant("last_axis", np.array([-1], dtype=np.int64))
    least = graph.add_constant("least", np.float32(_LEAST))
    nodes, value = [], source
    if factors is not None:
        inverse, value = graph.add_constant(f"{source}.inverse", 1 / factors), f"{source}.even"
        nodes.append(helper.make_node("Mul", [source, inverse], [value]))
    if lifted := _is_lifted(graph, source):
        nodes.append(helper.make_node("Add", [source, lift], [size]))
        value = size
    else:
        nodes.append(helper.make_node("Abs", [value], [size]))
    return [
        *nodes,
        helper.make_node("ReduceMax", [size, last], [largest], keepdims=1),
        helper.make_node("Max", [largest, least], [scale]),
        helper.make_node("Div", [value, scale], [share]),
        helper.make_node("QuantizeLinear", [share, *_grid(graph, lifted)], [f"{source}.int8"]),
    ]


def _is_lifted(graph: Graph, source: str) -> bool:
    return graph.made_by(source, "Gelu") is not None


def _grid(graph: Graph, lifted: bool) -> tuple[str, str]:
    """The step between integers, and the integer that stands for 0. They are unsigned: for signed ones there is no fast code."""
    if lifted:
        return graph.add_constant("step.lifted", np.float32(1 / 255)), graph.add_constant("middle.lifted", np.uint8(0))
    return graph.add_constant("step", np.float32(1 / 127)), graph.add_constant("middle", np.uint8(128))


def _multiply(
    graph: Graph, node: onnx.NodeProto, output: str, bias: Numbers | None, factors: Numbers | None
) -> list[onnx.NodeProto]:
    """Nodes that give as `output` the product, with `bias` added to each row."""
    source = node.input[0]
    weights = _weights(graph, node) if factors is None else _weights(graph, node) * factors[:, None]
    scales = (np.maximum(np.abs(weights).max(axis=0), _LEAST / 127) / 127).astype(np.float32)
    integers = np.round(weights / scales).astype(np.int8)
    lifted = _is_lifted(graph, source)
    if lifted:
        bias = (0 if bias is None else bias) - np.float32(_LIFT) * (integers * scales).sum(axis=0)
    step, middle = _grid(graph, lifted)
    inputs = [
        f"{source}.int8",
        graph.add_constant(f"{output}.weights", integers),
        step,
        graph.add_constant(f"{output}.scales", scales),
        middle,
    ]
    share, whole = f"{output}.share", output if bias is None else f"{output}.whole"
    nodes = [
        helper.make_node("MatMulIntegerToFloat", inputs, [share], domain="com.microsoft"),
        helper.make_node("Mul", [share, f"{source}.scale"], [whole]),
    ]
    if bias is not None:
        added = graph.add_constant(f"{output}.bias", bias.astype(np.float32))
        nodes.append(helper.make_node("Add", [whole, added], [output]))
    return nodes
