"""Bring plausible histories into line with what was published: every figure holds in every one of them.

Persons per month. A draw from a covariance may fall below zero, or leave the interval that a rounded figure stands
for. The months of such a figure are scaled in common until it holds, months observed apart, a month of which a part
counts by that part; where an ordering of two months is missed, the one is raised and the other lowered until they
meet; figure after figure, until all hold. Months stay at zero or above.
docs/method.md, section Arrivals of the state.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forecasting.base.quantiles import Array
from forecasting.observations.months.figure import Figure

__all__ = ["TOLERANCE", "coherent", "misses"]

TOLERANCE = 1e-9
"""Share of a figure (of one person where it is smaller) by which it may be missed."""

_SWEEPS = 2_000
_LEAST = 1e-6  # persons; a month at zero could not be scaled


def coherent(histories: Array, figures: Sequence[Figure], free: NDArray[np.bool_], best: Array) -> Array:
    """Histories in which every figure holds, at zero or above.

    Args:
        histories: persons, shape (months, n).
        figures: what was published; weights of shape (months,).
        free: months that may change, shape (months,); the others stay as they are.
        best: a history that keeps the figures, shape (months,); stands in for one that cannot be brought into line.
    Returns:
        shape (months, n); a history that held already is the same to the last bit.
    """
    result = np.maximum(histories, 0.0)
    orders = [_order(figure, free) for figure in figures if (figure.weights < 0).any() and figure.weights[free].any()]
    sums = [figure for figure in figures if not (figure.weights < 0).any()]
    rules = [_rule(figure, free) for figure in _apart(sums) if (figure.weights[free] > 0).any()]
    open_ = np.flatnonzero(_missed(result, rules, orders))
    if len(open_) == 0:
        return result
    part = result[:, open_]
    part[free] = np.maximum(part[free], _LEAST)
    left = np.arange(len(open_))
    for _ in range(_SWEEPS):
        block = part[:, left]
        for months, weights, fixed, low, high in rules:
            free_sum = weights[months] @ block[months]
            total = free_sum + weights[fixed] @ block[fixed]
            wanted = np.clip(total, low, high) - (total - free_sum)
            shares = weights[months]
            move = (np.maximum(wanted, 0.0) - free_sum) / np.maximum(shares**2 @ block[months], _LEAST)
            block[months] *= np.maximum(1.0 + np.outer(shares, move), 0.0)
        for order in orders:
            _meet(block, order)
        part[:, left] = block
        left = left[_missed(block, rules, orders)]
        if len(left) == 0:
            break
    part[:, left] = best[:, np.newaxis]
    result[:, open_] = part
    return result


def misses(histories: Array, figures: Sequence[Figure]) -> Array:
    """By how much each history misses each figure, as a share of the figure (of one person where it is smaller).

    Returns:
        shape (figures, n); up to `TOLERANCE` counts as holding.
    """
    found = [_distance(figure.weights @ histories, figure.low, figure.high) for figure in figures]
    return np.stack(found) if found else np.zeros((0, histories.shape[1]))


def _apart(figures: Sequence[Figure]) -> list[Figure]:
    """The same figures, each without the exact ones inside it: what they leave to the other months says the same.

    Figures that overlap less come into line in fewer rounds.
    """
    exact = sorted((figure for figure in figures if figure.exact), key=lambda figure: -float(figure.weights.sum()))
    found = []
    for figure in figures:
        weights, low, high = figure.weights, figure.low, figure.high
        for inner in exact:
            if inner is not figure and (inner.weights <= weights).all() and (inner.weights < weights).any():
                weights, low, high = weights - inner.weights, low - inner.low, high - inner.low
        found.append(Figure(figure.name, weights, low, high))
    return found


_Rule = tuple[
    NDArray[np.intp], Array, NDArray[np.intp], float, float
]  # free months, weights, fixed months, low, high


def _rule(figure: Figure, free: NDArray[np.bool_]) -> _Rule:
    covered = figure.weights > 0
    return np.flatnonzero(covered & free), figure.weights, np.flatnonzero(covered & ~free), figure.low, figure.high


@dataclass(frozen=True)
class _Order:
    """At least `factor` times as many in the month `more` as in the month `less`; which of the two may change."""

    more: int
    less: int
    factor: float
    raised: bool
    lowered: bool


def _order(figure: Figure, free: NDArray[np.bool_]) -> _Order:
    more, less = int(figure.weights.argmax()), int(figure.weights.argmin())
    return _Order(more, less, -float(figure.weights[less]), bool(free[more]), bool(free[less]))


def _meet(block: Array, order: _Order) -> None:
    """Move the two months of an ordering to where it just holds, in the histories that miss it.

    If both may change, the move is the least one in relative terms (Kullback-Leibler): a·m = f·b·m^(-f).
    """
    more, less = block[order.more], block[order.less]
    short = more < order.factor * less
    if not order.lowered:
        more[short] = order.factor * less[short]
    elif not order.raised:
        less[short] = more[short] / order.factor
    else:
        move = (order.factor * less[short] / np.maximum(more[short], _LEAST)) ** (1.0 / (1.0 + order.factor))
        less[short] *= move ** (-order.factor)
        more[short] = order.factor * less[short]


def _missed(histories: Array, rules: Sequence[_Rule], orders: Sequence[_Order]) -> NDArray[np.bool_]:
    """Which histories miss a figure, shape (n,)."""
    missed = np.zeros(histories.shape[1], dtype=np.bool_)
    for order in orders:
        missed |= histories[order.more] - order.factor * histories[order.less] < -TOLERANCE
    for _, weights, _, low, high in rules:
        missed |= _distance(weights @ histories, low, high) > TOLERANCE
    return missed


def _distance(total: Array, low: float, high: float) -> Array:
    size = max(1.0, *(abs(bound) for bound in (low, high) if np.isfinite(bound)))
    return np.asarray(np.maximum(np.maximum(low - total, total - high), 0.0) / size)
