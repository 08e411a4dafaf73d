"""Scores of probabilistic forecasts: arrays in, arrays out, one score for each outcome; smaller is better.

Definitions: docs/method.md, Scores. Every function broadcasts over the leading axes; the last axis of `quantiles`
runs over the levels, that of `samples` over the sample. A missing outcome gives a missing score.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from forecasting.base.quantiles import Array

__all__ = [
    "absolute_error",
    "covered",
    "crps_from_quantiles",
    "crps_from_samples",
    "pinball",
    "scaled_error",
    "seasonal_scale",
    "weighted_interval_score",
]

YEAR = 12
LEAST_SCALE = 1.0  # persons; keeps the scaled error of a constant series finite


def absolute_error(outcome: Array, point: Array) -> Array:
    """Distance of the point forecast from the outcome, persons."""
    return np.abs(np.asarray(outcome) - point)


def scaled_error(outcome: Array, point: Array, scale: Array | float) -> Array:
    """Absolute error over the scale of the history (`seasonal_scale`); its mean is the MASE."""
    return absolute_error(outcome, point) / scale


def seasonal_scale(history: Array) -> float:
    """Mean absolute change against the same month of the year before, persons, at least 1.

    Args:
        history: persons per month up to the origin, shape (months,), NaN where missing.
    Returns:
        NaN where no month has a known month one year before.

    >>> seasonal_scale(np.arange(24.0))
    12.0
    """
    changes = np.abs(history[YEAR:] - history[:-YEAR]) if len(history) > YEAR else np.empty(0)
    known = changes[~np.isnan(changes)]
    return max(float(known.mean()), LEAST_SCALE) if len(known) else float("nan")


def pinball(outcome: Array, quantiles: Array, levels: Sequence[float] | Array) -> Array:
    """Quantile loss at each level τ: τ·(y − q) where y ≥ q, else (1 − τ)·(q − y).

    Args:
        outcome: shape (…).
        quantiles: shape (…, levels).
        levels: 0 to 1, shape (levels,).
    Returns:
        shape (…, levels).
    """
    above = np.asarray(outcome)[..., None] - quantiles
    share = np.asarray(levels, dtype=np.float64)
    return np.asarray(np.maximum(share * above, (share - 1) * above))


def weighted_interval_score(outcome: Array, quantiles: Array, levels: Sequence[float] | Array) -> Array:
    """WIS of the median and the central intervals that the levels form, shape (…).

    With the weights α/2 of its authors (Bracher et al. 2021) it is twice the mean quantile loss.

    Args:
        levels: increasing, symmetric around 0.5, the median among them.

    >>> weighted_interval_score(np.array([5.0]), np.array([[1.0, 3.0, 9.0]]), (0.25, 0.5, 0.75)).tolist()
    [2.0]
    """
    return np.asarray(2 * pinball(outcome, quantiles, levels).mean(axis=-1))


def crps_from_quantiles(outcome: Array, quantiles: Array, levels: Sequence[float] | Array) -> Array:
    """Continuous ranked probability score from quantiles, shape (…): twice the weighted mean of the quantile losses.

    A level weighs half the distance between its neighbours, 0 and 1 standing at the ends, and the weights sum to 1:
    the trapezoidal rule for CRPS = 2·∫ loss(τ) dτ. Equally spaced levels k/(n + 1) weigh the same.
    """
    ends = np.concatenate([[0.0], np.asarray(levels, dtype=np.float64), [1.0]])
    weights = (ends[2:] - ends[:-2]) / 2
    return np.asarray(2 * pinball(outcome, quantiles, levels) @ (weights / weights.sum()))


def crps_from_samples(outcome: Array, samples: Array) -> Array:
    """Continuous ranked probability score of the distribution of the samples, shape (…).

    mean |x − y| − ½·mean |x − x'| over all pairs; the second mean comes from the sorted sample.

    >>> crps_from_samples(np.array([3.0]), np.array([[1.0, 2.0]])).tolist()
    [1.25]
    """
    ordered = np.sort(samples, axis=-1)
    count = ordered.shape[-1]
    ranks = 2 * np.arange(1, count + 1) - count - 1
    distance = np.abs(ordered - np.asarray(outcome)[..., None]).mean(axis=-1)
    return np.asarray(distance - ordered @ ranks / count**2)


def covered(outcome: Array, low: Array, high: Array) -> NDArray[np.bool_]:
    """Whether the outcome lies in the interval, its ends included."""
    return np.asarray((outcome >= low) & (outcome <= high))
