"""Find the smoothest monthly series that agrees with published totals: a bounded quadratic programme.

Persons per month. With an indicator x the ratio y/x is made smooth (proportional Denton), without one (x = 1) the
level itself:

    minimise sum_t (y[t]/x[t] - y[t-1]/x[t-1])^2   subject to   low_i <= w_i . y <= high_i,   y[t] >= floor * x[t]

A figure printed exactly has low == high, a rounded one an interval. Equations: docs/method.md.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import clarabel
import numpy as np
from scipy import optimize, sparse

from forecasting.base.errors import Finding, InputError
from forecasting.base.quantiles import Array
from forecasting.observations.months.figure import Figure

__all__ = ["TOUCHING", "binding", "smoothest"]

TOUCHING = 1e-3
"""Persons within which a bound counts as reached."""

_ACCURACY = 1e-11  # relative, of the interior-point method
_BELONGS = 1e-6  # share of its figure within which the polish takes a bound for active


def smoothest(indicator: Array, figures: Sequence[Figure], *, floor: float, from_zero: bool = False) -> Array:
    """The series with the least squared changes of its ratio to the indicator.

    Args:
        indicator: x, positive, shape (months,); ones where there is none.
        figures: what was published; months after the last figure hold their ratio.
        floor: least ratio y/x.
        from_zero: the month before the first one is known to be zero, so its change counts too.
    Returns:
        y, persons, shape (months,); equalities hold to about 1e-6 persons.
    Raises:
        InputError: the figures contradict each other; names those that cannot hold together.

    >>> year = Figure("year", np.ones(3), 60.0, 60.0)
    >>> smoothest(np.array([1.0, 2.0, 3.0]), [year], floor=0.0).round(6).tolist()
    [10.0, 20.0, 30.0]
    """
    conflict = _conflict(indicator, figures, floor)
    if conflict:
        raise InputError(Finding("observations.conflict", {"figures": "; ".join(figure.name for figure in conflict)}))
    months = len(indicator)
    unit = max((_size(figure) / float(np.abs(figure.weights) @ indicator) for figure in figures), default=1.0)
    scaled = indicator * unit  # so that the ratios sought are near 1
    changes = _differences(months, from_zero)
    cost = sparse.csc_matrix(2.0 * (changes.T @ changes))
    equal, target, rows, bounds = _constraints(scaled, figures, floor / unit)
    settings = clarabel.DefaultSettings()
    settings.verbose = False
    settings.max_iter = 500
    settings.max_threads = 1
    settings.tol_gap_abs = settings.tol_gap_rel = settings.tol_feas = _ACCURACY
    solution = clarabel.DefaultSolver(
        sparse.triu(cost, format="csc"),
        np.zeros(months),
        sparse.csc_matrix(np.vstack([equal, rows])),
        np.concatenate([target, bounds]),
        [clarabel.ZeroConeT(len(target)), clarabel.NonnegativeConeT(len(bounds))],
        settings,
    ).solve()
    ratio = _polish(np.asarray(solution.x, dtype=np.float64), cost.toarray(), equal, target, rows, bounds)
    return ratio * scaled


def binding(series: Array, figures: Sequence[Figure]) -> list[Figure]:
    """The figures that hold the series where it is: equalities, and intervals at one of their ends."""
    reached = []
    for figure in figures:
        value = float(figure.weights @ series)
        if figure.exact or min(abs(value - figure.low), abs(figure.high - value)) < TOUCHING:
            reached.append(figure)
    return reached


def _differences(months: int, from_zero: bool) -> Array:
    """Matrix of the month-to-month changes, with the first month itself on top if it starts from zero."""
    steps = np.eye(months) - np.eye(months, k=-1)
    return steps if from_zero else steps[1:]


def _constraints(indicator: Array, figures: Sequence[Figure], floor: float) -> tuple[Array, Array, Array, Array]:
    """Equalities and upper bounds on the ratio, each row scaled to its own size, the floor last."""
    months = len(indicator)
    equal, target = [np.zeros((0, months))], []
    rows, bounds = [], []
    for figure in figures:
        row = figure.weights * indicator
        size = _size(figure)
        if figure.exact:
            equal.append(row[np.newaxis] / size)
            target.append(figure.low / size)
            continue
        if math.isfinite(figure.high):
            rows.append(row / size)
            bounds.append(figure.high / size)
        if math.isfinite(figure.low):
            rows.append(-row / size)
            bounds.append(-figure.low / size)
    rows.extend(-np.eye(months))
    bounds.extend([-floor] * months)
    return np.vstack(equal), np.array(target), np.array(rows), np.array(bounds)


def _size(figure: Figure) -> float:
    """Order of magnitude of a figure, persons, at least 1."""
    return max(1.0, *(abs(bound) for bound in (figure.low, figure.high) if math.isfinite(bound)))


def _polish(ratio: Array, cost: Array, equal: Array, target: Array, rows: Array, bounds: Array) -> Array:
    """Solve once more with the bounds that are reached as equalities: the last digits are then the same everywhere.

    Keeps the interior-point result where the polished one would break a bound.
    """
    active = bounds - rows @ ratio < _BELONGS
    matrix = np.vstack([equal, rows[active]])
    size = len(matrix)
    system = np.block([[cost, matrix.T], [matrix, np.zeros((size, size))]])
    right = np.concatenate([np.zeros(len(ratio)), target, bounds[active]])
    polished = np.linalg.lstsq(system, right, rcond=None)[0][: len(ratio)]
    holds = np.abs(equal @ polished - target).max(initial=0.0) < 1e-9 and (rows @ polished - bounds).max() < 1e-9
    return np.asarray(polished if holds else ratio)


def _conflict(indicator: Array, figures: Sequence[Figure], floor: float) -> list[Figure]:
    """Figures that have to give way for all to hold, by the least total relative violation; empty if all can hold."""
    months, count = len(indicator), len(figures)
    if not count:
        return []
    matrix = np.array([figure.weights * indicator for figure in figures])
    low = np.array([figure.low for figure in figures])
    high = np.array([figure.high for figure in figures])
    size = np.maximum(1.0, np.where(np.isfinite(high), np.abs(high), np.abs(low)))
    scaled = matrix / size[:, np.newaxis]
    give = np.eye(count)
    upper, lower = np.isfinite(high), np.isfinite(low)
    result = optimize.linprog(
        np.concatenate([np.zeros(months), np.ones(count)]),
        A_ub=np.vstack([np.hstack([scaled, -give])[upper], np.hstack([-scaled, -give])[lower]]),
        b_ub=np.concatenate([(high / size)[upper], (-low / size)[lower]]),
        bounds=[(floor, None)] * months + [(0.0, None)] * count,
    )
    violation = np.asarray(result.x, dtype=np.float64)[months:]
    return [figure for figure, amount in zip(figures, violation, strict=True) if amount > 1e-6]
