"""Draw the correlated positions of sample paths: each month depends on the one before, paths come in mirrored pairs.

Step 7 of docs/method.md, section Arrivals. Sums, peaks and everything else over several months come from such paths,
never from quantiles of single months.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from statistics import NormalDist

import numpy as np

from forecasting.base.quantiles import Array

__all__ = ["FARTHEST", "child_generators", "correlated_normals", "mean_position", "mirrored_normals", "two_piece"]

MEMORY = 0.7  # exponent of the correlation of month h with month h - 1
FARTHEST = 3.5  # |position| of a sample path is capped here
EIGHTY = NormalDist().inv_cdf(0.9)  # position of the ends of an 80 % range


def child_generators(seed: int, *names: str, count: int = 1) -> list[np.random.Generator]:
    """Independent generators that depend on the seed and the names only: a further group changes no other's."""
    digest = hashlib.sha256("\x00".join(names).encode()).digest()
    key = tuple(int.from_bytes(digest[at : at + 4], "little") for at in range(0, 16, 4))
    return [np.random.default_rng(child) for child in np.random.SeedSequence(seed, spawn_key=key).spawn(count)]


def mirrored_normals(rows: int, n: int, rng: np.random.Generator) -> Array:
    """Standard normals (rows, n): path i + ceil(n / 2) is the negative of path i.

    Drawn row by row, so that more rows leave the earlier ones as they were.
    """
    half = rng.standard_normal((rows, (n + 1) // 2))
    return np.concatenate([half, -half[:, : n // 2]], axis=1)


def correlated_normals(n: int, months: int, rng: np.random.Generator, *, lag: int = 0) -> Array:
    """Standard normal positions of n paths, shape (months, n).

    The correlation of the h-th month after the last observation with the one before is ((h - 1) / h)^0.7.

    Args:
        lag: months between the last observation and the origin; they are drawn and left out.
    """
    shocks = mirrored_normals(months + lag, n, rng)
    for row in range(1, months + lag):
        memory = (row / (row + 1)) ** MEMORY
        shocks[row] *= np.sqrt(1 - memory**2)
        shocks[row] += memory * shocks[row - 1]
    return shocks[lag:]


def mean_position(normals: Array, rows: Sequence[int], *, lag: int = 0) -> Array:
    """Standard normal position of a span of months: the mean of its months' positions, brought back to variance 1.

    Args:
        normals: positions of `correlated_normals`, shape (months, n).
        rows: the months of the span.
        lag: as given to `correlated_normals`.
    """
    at = np.asarray(rows) + lag + 1.0
    correlation = (np.minimum.outer(at, at) / np.maximum.outer(at, at)) ** MEMORY
    return np.asarray(normals[list(rows)].mean(axis=0) / math.sqrt(correlation.mean()))


def two_piece(normals: Array, low: float, value: float, high: float) -> Array:
    """Two-piece log-normal at standard normal positions: 10, 50 and 90 % points are low, value and high.

    >>> two_piece(np.array([-1.2816, 0.0, 1.2816]), 50.0, 100.0, 400.0).round().tolist()
    [50.0, 100.0, 400.0]
    """
    at = np.clip(normals, -FARTHEST, FARTHEST) / EIGHTY
    return np.asarray(value * np.exp(np.where(at < 0, at * math.log(value / low), at * math.log(high / value))))
