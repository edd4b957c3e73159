"""An ONNX graph taken apart: what makes each value, who reads it, and what its texts make of it.

Out of scope: which numbers a graph computes with (`index.int8`), and running one to embed (`index.compiled`).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import numpy.typing as npt
import onnx
from onnx import helper, numpy_helper

from index.compiled import INPUT, open_session

Array = npt.NDArray[np.generic]

_HEADS_APART = [0, 2, 1, 3]
"""How attention's input and output are transposed: `(batch, tokens, heads, numbers)` to `(batch, heads, tokens, numbers)`."""


class Graph:
    """An ONNX model whose nodes can be replaced. `producers` and `users` are those of the graph as it was read."""

    def __init__(self, path: Path) -> None:
        self._model = onnx.load(str(path))
        self._constants = {constant.name: constant for constant in self._model.graph.initializer}
        self._first: list[onnx.NodeProto] = []
        self._replaced: dict[int, list[onnx.NodeProto]] = {}
        self.nodes = list(self._model.graph.node)
        self.producers = {name: node for node in self.nodes for name in node.output}
        self.users: defaultdict[str, list[onnx.NodeProto]] = defaultdict(list)
        for node in self.nodes:
            for name in node.input:
                self.users[name].append(node)

    def constant(self, name: str) -> Array | None:
        """A weight or another number that is the same for every text."""
        found = self._constants.get(name)
        return None if found is None else numpy_helper.to_array(found)

    def add_constant(self, name: str, value: npt.ArrayLike) -> str:
        array = np.ascontiguousarray(value) if np.ndim(value) else np.asarray(value)
        self._constants.setdefault(name, numpy_helper.from_array(array, name))
        return name

    def made_by(self, name: str, operator: str) -> onnx.NodeProto | None:
        node = self.producers.get(name)
        return node if node is not None and node.op_type == operator else None

    def only_user(self, name: str, operator: str) -> onnx.NodeProto | None:
        users = self.users[name]
        return users[0] if len(users) == 1 and users[0].op_type == operator else None

    def begin_with(self, nodes: list[onnx.NodeProto]) -> None:
        self._first = nodes

    def replace(self, node: onnx.NodeProto, nodes: list[onnx.NodeProto]) -> None:
        self._replaced[id(node)] = nodes

    def save(self, path: Path) -> None:
        """Writes the graph, and its weights beside it, without what nothing needs any more."""
        graph = self._model.graph
        nodes = [*self._first, *(new for node in self.nodes for new in self._replaced.get(id(node), [node]))]
        needed = {output.name for output in graph.output}
        kept = []
        for node in reversed(nodes):
            if needed & set(node.output):
                kept.append(node)
                needed |= set(node.input)
        model = onnx.ModelProto()
        model.CopyFrom(self._model)
        for part in (model.graph.node, model.graph.initializer, model.graph.value_info):
            del part[:]
        model.graph.node.extend(reversed(kept))
        model.graph.initializer.extend(value for name, value in self._constants.items() if name in needed)
        if "com.microsoft" not in {used.domain for used in model.opset_import}:
            model.opset_import.append(helper.make_opsetid("com.microsoft", 1))
        onnx.save_model(model, str(path), save_as_external_data=True, location=f"{path.stem}.bin", size_threshold=1024)


def observe(
    path: Path, names: Iterable[str], texts: Sequence[npt.NDArray[np.int64]]
) -> Iterator[tuple[str, Array, npt.NDArray[np.int64]]]:
    """What values of the graph come to for each of `texts`, given as token numbers `(1, tokens)`: name, value, text."""
    model = onnx.load(str(path))
    wanted = list(dict.fromkeys(names))
    del model.graph.output[:]
    model.graph.output.extend(helper.make_empty_tensor_value_info(name) for name in wanted)
    with TemporaryDirectory(dir=path.parent) as scratch:
        watched = Path(scratch) / "watched.onnx"
        onnx.save_model(model, str(watched), save_as_external_data=True, location="watched.bin", size_threshold=1024)
        session = open_session(watched)
    for ids in texts if wanted else ():
        for name, value in zip(wanted, session.run(wanted, {INPUT: ids}), strict=True):
            yield name, value, ids


def join_heads(path: Path, texts: Sequence[npt.NDArray[np.int64]]) -> None:
    """Rewrites a graph so that attention reads and writes `(batch, tokens, numbers)`, without copies transposed by heads.

    A mask that hides nothing in any of `texts` is left out; the check against the original tells where that was wrong.
    """
    graph = Graph(path)
    attentions = [node for node in graph.nodes if node.op_type == "Attention" and len(node.input) in (3, 4)]
    masks = [name for node in attentions for name in node.input[3:]]
    hide = {name for name, value, _ in observe(path, masks, texts) if value.dtype != np.bool_ or not value.all()}
    for node in attentions:
        apart = [graph.made_by(name, "Transpose") for name in node.input[:3]]
        shaped = [transposed and graph.made_by(transposed.input[0], "Reshape") for transposed in apart]
        back = graph.only_user(node.output[0], "Transpose")
        joined = back and graph.only_user(back.output[0], "Reshape")
        if joined is None or any(_order(moved) != _HEADS_APART for moved in (*apart, back)):
            continue
        reshaped = [found for found in shaped if found is not None]
        shapes = [shape for found in reshaped if (shape := graph.constant(found.input[1])) is not None]
        if [shape.shape for shape in shapes] != [(4,)] * 3:
            continue
        hiding = [name for name in node.input[3:] if name in hide]
        whole = helper.make_node(
            "Attention",
            [*(found.input[0] for found in reshaped), *hiding],
            list(joined.output),
            q_num_heads=int(shapes[0][2]),
            kv_num_heads=int(shapes[1][2]),
        )
        whole.attribute.extend(node.attribute)
        graph.replace(joined, [whole])
    graph.save(path)


def _order(transposed: onnx.NodeProto | None) -> list[int]:
    return list(transposed.attribute[0].ints) if transposed is not None else []
