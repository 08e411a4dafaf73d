"""Where an outcome lies in its predictive distribution, as a standard normal score.

Between the nine quantiles the position is linear in log1p of persons, as the sample paths are; beyond the outermost
ones the last slope goes on, up to ±3.5. docs/method.md, Early warning.
"""

from __future__ import annotations

from statistics import NormalDist

import numpy as np

from forecasting.arrivals.paths import FARTHEST
from forecasting.base.quantiles import LEVELS, Array

__all__ = ["position", "positions"]

_AT = np.array([NormalDist().inv_cdf(level) for level in LEVELS])


def positions(outcomes: Array, quantiles: Array) -> Array:
    """Normal score of each outcome.

    Args:
        outcomes: persons, shape (months,) or (months, n); NaN where unknown.
        quantiles: persons, shape (months, 9).
    Returns:
        shape of `outcomes`, NaN where unknown.
    """
    rows = [position(np.asarray(row), nine) for row, nine in zip(outcomes, quantiles, strict=True)]
    return np.stack(rows) if rows else np.empty(outcomes.shape)


def position(outcomes: Array, quantiles: Array) -> Array:
    """Normal scores in one distribution.

    Several levels may share a quantile (many futures without any arrival): an outcome that equals it lies at the one
    nearest to the median, so that the most ordinary outcome is no surprise.

    Args:
        outcomes: persons, any shape.
        quantiles: persons, shape (9,), non-decreasing.

    >>> position(np.array([20.0, 0.0]), np.array([0.0, 0.0, 0.0, 0.0, 0.0, 10.0, 20.0, 30.0, 40.0])).round(2).tolist()
    [1.28, 0.0]
    """
    knots, first = np.unique(np.log1p(quantiles), return_index=True)
    last = np.append(first[1:], len(quantiles)) - 1
    heights = np.clip(0.0, _AT[first], _AT[last])
    if len(knots) == 1:
        gaps = np.sign(np.log1p(outcomes) - knots[0])
        return np.asarray(np.where(gaps == 0, heights[0], gaps * FARTHEST))
    rises = np.diff(knots) / np.diff(heights)
    low = knots[0] - (FARTHEST + heights[0]) * rises[0]
    high = knots[-1] + (FARTHEST - heights[-1]) * rises[-1]
    ends = np.concatenate([[-FARTHEST], heights, [FARTHEST]])
    return np.asarray(np.interp(np.log1p(outcomes), np.concatenate([[low], knots, [high]]), ends))
