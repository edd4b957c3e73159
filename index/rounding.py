"""Weights rounded to integers of 8 bits, so that what they give with real texts stays as it was (GPTQ, Frantar et al., 2023).

Rows are rounded one after another. The error of each is made up for by the rows to come, as far as the columns that they are
multiplied with go together in texts. Rounding each number by itself is nearer to the weights, and farther from the products.
"""

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float32]

_DAMPING = 0.01
"""Added to each column's mean square, as a share of the mean of all: columns that are always alike would divide by 0."""

_BLOCK = 128
"""Rows whose errors are passed on at once to those after the block."""

_LEAST = 1e-8


def round_weights(weights: Numbers, moments: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.int8], Numbers]:
    """Integers `(rows, columns)` and a unit for each column, whose product stands for `weights`.

    `moments` `(rows, rows)` are sums of products of what is multiplied with the weights, one number a row.
    """
    rows = len(weights)
    units = (np.maximum(np.abs(weights).max(axis=0), _LEAST) / 127).astype(np.float32)
    damped = moments + np.eye(rows) * max(_DAMPING * moments.trace() / rows, _LEAST)
    passed_on = np.linalg.cholesky(np.linalg.inv(damped)).T
    left = weights.astype(np.float64)
    integers = np.zeros(weights.shape, dtype=np.int8)
    for start in range(0, rows, _BLOCK):
        end = min(start + _BLOCK, rows)
        errors = np.zeros((end - start, weights.shape[1]))
        for row in range(start, end):
            integers[row] = np.clip(np.round(left[row] / units), -127, 127)
            errors[row - start] = (left[row] - integers[row] * units) / passed_on[row, row]
            left[row:end] -= np.outer(passed_on[row, row:end], errors[row - start])
        left[end:] -= passed_on[start:end, end:].T @ errors
    return integers, units
