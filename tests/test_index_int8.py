"""Matrix products in integers of 8 bits, on a small graph of which every number is known."""

from collections import Counter
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
import pytest
from onnx import helper, numpy_helper

from index.compiled import INPUT, open_session
from index.int8 import lower
from index.rounding import round_weights

TOKENS, WIDTH, INNER = 50, 64, 96

Rows = npt.NDArray[np.float32]


def write_graph(path: Path, table: Rows, *, bias: bool = True, gain: float = 1.0) -> None:
    """Token numbers to two layers, their mean and a third: normalised, multiplied, GELU, multiplied, mean, multiplied.

    The first column is `gain` times as large.
    """
    random = np.random.default_rng(7)
    column = np.ones(WIDTH, dtype=np.float32)
    column[0] = gain
    constants: dict[str, npt.NDArray[np.generic]] = {
        "table": table,
        "column": column,
        "zeros": np.zeros(WIDTH, dtype=np.float32),
        "up": random.normal(size=(WIDTH, INNER)).astype(np.float32) / 8 / column[:, None],
        "up.bias": random.normal(size=INNER).astype(np.float32),
        "down": random.normal(size=(INNER, WIDTH)).astype(np.float32) / 8,
        "axes": np.array([1], dtype=np.int64),
        "turn": np.linalg.qr(random.normal(size=(WIDTH, WIDTH)))[0].astype(np.float32),
    }
    nodes = [
        helper.make_node("Gather", ["table", INPUT], ["words"]),
        helper.make_node("LayerNormalization", ["words", "column", "zeros"], ["even"]),
        helper.make_node("MatMul", ["even", "up"], ["raised"]),
        helper.make_node("Add", ["raised", "up.bias"] if bias else ["raised", "raised"], ["inner"]),
        helper.make_node("Gelu", ["inner"], ["bent"]),
        helper.make_node("MatMul", ["bent", "down"], ["outer"]),
        helper.make_node("ReduceMean", ["outer", "axes"], ["mean"], keepdims=0),
        helper.make_node("MatMul", ["mean", "turn"], ["row"]),
    ]
    graph = helper.make_graph(
        nodes,
        "small",
        [helper.make_tensor_value_info(INPUT, onnx.TensorProto.INT64, [1, None])],
        [helper.make_tensor_value_info("row", onnx.TensorProto.FLOAT, [1, WIDTH])],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 23)], ir_version=10), str(path))


def lowered(
    tmp_path: Path, table: Rows, *, bias: bool = True, gain: float = 1.0, order: int = 1
) -> tuple[Rows, Rows, Counter[str]]:
    """What 20 texts come to before and after, and the operators of the lowered graph."""
    write_graph(tmp_path / "small.onnx", table, bias=bias, gain=gain)
    texts = [np.random.default_rng(seed).integers(0, TOKENS, (1, 5 + seed)) for seed in range(20)]
    lower(tmp_path / "small.onnx", tmp_path / "low.onnx", texts[::order])
    rows = [
        np.concatenate([open_session(tmp_path / name).run(None, {INPUT: ids})[0] for ids in texts])
        for name in ("small.onnx", "low.onnx")
    ]
    model = onnx.load(str(tmp_path / "low.onnx"), load_external_data=False)
    return rows[0], rows[1], Counter(node.op_type for node in model.graph.node)


def cosines(left: Rows, right: Rows) -> Rows:
    found: Rows = (left * right).sum(axis=1) / np.linalg.norm(left, axis=1) / np.linalg.norm(right, axis=1)
    return found


@pytest.fixture
def table() -> Rows:
    return np.random.default_rng(1).normal(size=(TOKENS, WIDTH)).astype(np.float32)


@pytest.mark.parametrize("bias", [True, False])
def test_products_in_integers_come_to_nearly_the_same(tmp_path: Path, table: Rows, bias: bool) -> None:
    before, after, operators = lowered(tmp_path, table, bias=bias)
    assert cosines(before, after).min() > 0.9998
    assert np.abs(before - after).max() < 0.02 * np.abs(before).max()
    assert not np.array_equal(before, after)
    assert operators["MatMulIntegerToFloat"] == 2


def test_what_is_multiplied_once_a_text_stays_in_float32(tmp_path: Path, table: Rows) -> None:
    _, _, operators = lowered(tmp_path, table)
    assert operators["MatMul"] == 1


def test_a_column_that_is_a_hundred_times_as_large_costs_the_others_little(tmp_path: Path, table: Rows) -> None:
    before, after, _ = lowered(tmp_path, table, gain=100)
    assert cosines(before, after).min() > 0.9995


def test_a_column_is_evened_out_wherever_it_was_made_large(tmp_path: Path, table: Rows) -> None:
    """Sixteen times as large in the value and a sixteenth in the weights is nothing new to who multiplies both."""
    (_, plain, _), (_, gained, _) = (lowered(tmp_path, table, gain=gain) for gain in (1, 16))
    assert cosines(plain, gained).min() > 0.999999


def test_every_text_counts_whichever_comes_last(tmp_path: Path, table: Rows) -> None:
    (_, forth, _), (_, back, _) = (lowered(tmp_path, table, order=order) for order in (1, -1))
    assert cosines(forth, back).min() > 0.999999


def test_a_text_of_nothing_but_zeros_is_a_number_still(tmp_path: Path, table: Rows) -> None:
    _, after, _ = lowered(tmp_path, np.zeros_like(table))
    assert np.isfinite(after).all()


def test_rows_of_weights_that_never_go_together_are_rounded_each_to_the_nearest() -> None:
    weights = np.array([[1.27, 0.0, -2.54], [0.264, 0.0, 0.031], [-0.005, 0.0, 0.029]], dtype=np.float32)
    integers, units = round_weights(weights, np.diag([4.0, 1.0, 9.0]))
    assert integers.tolist() == [[127, 0, -127], [26, 0, 2], [0, 0, 1]]
    assert units == pytest.approx([0.01, 1e-8 / 127, 0.02])


def test_a_row_makes_up_for_the_error_of_one_that_is_always_alike() -> None:
    weights = np.array([[1.27], [0.004], [0.004]], dtype=np.float32)
    alike = np.array([[1.0, 0, 0], [0, 1, 1], [0, 1, 1]])
    assert round_weights(weights, np.eye(3))[0].tolist() == [[127], [0], [0]]
    assert round_weights(weights, alike)[0].tolist() == [[127], [0], [1]]


@pytest.mark.parametrize("rows", [1, 127, 128, 129, 300])
def test_products_of_rounded_weights_are_nearer_than_with_each_rounded_by_itself(rows: int) -> None:
    random = np.random.default_rng(rows)
    mixed = random.normal(size=(rows, rows)) @ random.normal(size=(rows, rows)) / rows
    texts, fresh = (random.normal(size=(2000, rows)) @ mixed for _ in range(2))
    weights = random.normal(size=(rows, 20)).astype(np.float32)
    integers, units = round_weights(weights, texts.T @ texts)
    plain = np.round(weights / units)
    errors = [np.square(fresh @ (weights - found * units)).sum() for found in (integers, plain)]
    assert errors[0] <= (errors[1] if rows == 1 else 0.7 * errors[1])


def test_columns_without_a_number_in_any_text_are_rounded_still() -> None:
    weights = np.random.default_rng(5).normal(size=(4, 3)).astype(np.float32)
    integers, units = round_weights(weights, np.zeros((4, 4)))
    assert np.abs(integers * units - weights).max() <= 0.5001 * units.max()
