"""Say how far the months between published totals may lie from the smoothest series: factors of a random walk.

Persons per month. The ratio y/x is taken as a random walk whose step is proportional to the ratio itself, with one
relative size per era, so that the jumps of 2015/16 do not widen 2025. Conditioned on the figures it gives a
covariance; its factors L are such that values + L @ z, z ~ N(0, I), is a plausible history that keeps every total
printed exactly and every month observed. Equations: docs/method.md.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from scipy import linalg, optimize

from forecasting.base.quantiles import Array
from forecasting.observations.months.disaggregate import binding
from forecasting.observations.months.figure import Figure

__all__ = ["loadings", "relative_steps"]

_NOTHING = 1e-9
"""Share of the largest relative variance below which nothing is left to factor."""

_TIE = 1e-6
"""Relative difference of two variances up to which the earlier month goes first, whatever the machine rounds."""


_LEAST_STEP = 0.02
"""Least relative step of a month, where the error of the indicator explains every change."""


def relative_steps(
    values: Array, indicator: Array, figures: Sequence[Figure], eras: Sequence[int], doubt: Array | None = None
) -> Array:
    """Relative size of a monthly step of the ratio, estimated era by era.

    In each era the squared relative changes of the smoothest series are divided by the number of figures that bind
    there (one fewer in the first era, whose level is free): for a random walk seen through n linear figures the least
    sum of squares is sigma^2 chi^2 with n - 1 degrees of freedom, so the smoothness of the fit does not bias it.
    Of an indicator that is itself uncertain, its errors make a part of the changes: the step is the one with which
    both together explain them, so that nothing counts twice.

    Args:
        values, indicator: persons, shape (months,).
        figures: as given to `smoothest`.
        eras: positions at which an era begins, ascending, the first one 0.
        doubt: as given to `loadings`.
    Returns:
        shape (months - 1,), the step into each month but the first.
    """
    ratio = values / indicator
    changes = np.diff(ratio) / ((ratio[1:] + ratio[:-1]) / 2)
    held = binding(values, figures)
    steps = np.empty(len(changes))
    for begin, end in zip(eras, [*eras[1:], len(values)], strict=True):
        count = sum(begin <= figure.last < end for figure in held) - (begin == 0)
        inside = slice(max(begin - 1, 0), end - 1)
        steps[inside] = math.sqrt(float((changes[inside] ** 2).sum()) / max(count, 1))
        if doubt is not None and doubt.size:
            error = np.diff(doubt, axis=0)[inside]
            steps[inside] = _beside(changes[inside], error @ error.T, max(count, 1), float(steps[inside][0]))
    return steps


def _beside(changes: Array, error: Array, count: int, most: float) -> float:
    """The step s with changes' (s² I + error)^-1 changes = count, between the least one and `most`, without error."""

    def excess(step: float) -> float:
        return float(changes @ linalg.solve(step**2 * np.eye(len(changes)) + error, changes, assume_a="pos")) - count

    if most <= _LEAST_STEP or excess(_LEAST_STEP) <= 0:
        return min(most, _LEAST_STEP)
    return float(optimize.brentq(excess, _LEAST_STEP, most))


def loadings(
    values: Array,
    indicator: Array,
    figures: Sequence[Figure],
    steps: Array,
    observed: Sequence[bool],
    doubt: Array | None = None,
) -> Array:
    """Factors of the covariance of the months, given the figures.

    Equalities and observed months hold exactly; an interval counts as its middle with the variance of a uniform
    distribution over its width; a bound open on one side tells nothing here.

    Args:
        values, indicator: persons, shape (months,).
        figures: as given to `smoothest`.
        steps: relative step into each month but the first, shape (months - 1,).
        observed: months that a figure pins.
        doubt: factors of the relative error of the indicator, shape (months, k); the ratio to it is off by as much.
    Returns:
        persons, shape (months, factors), zero rows where observed.
    """
    months = len(values)
    ratio = values / indicator
    width = steps * (ratio[1:] + ratio[:-1]) / 2
    walk = np.diff(np.eye(months), axis=0) / width[:, np.newaxis]
    precision = walk.T @ walk
    if doubt is not None and doubt.size:
        error = doubt * ratio[:, np.newaxis]
        off = precision @ error  # by precisions (Woodbury): the walk's level is free, so it has no covariance
        precision -= off @ linalg.solve(np.eye(doubt.shape[1]) + error.T @ off, off.T, assume_a="pos")
    exact = [np.eye(months)[place] for place in np.flatnonzero(np.asarray(observed))]
    for figure in figures:
        row = figure.weights * indicator
        if figure.exact:
            exact.append(row / np.linalg.norm(row))
        elif math.isfinite(figure.low) and math.isfinite(figure.high) and figure.month is None:
            precision += np.outer(row, row) * 12.0 / (figure.high - figure.low) ** 2
    free = linalg.null_space(np.array(exact)) if exact else np.eye(months)
    inner = free.T @ precision @ free
    spread = free @ linalg.solve(inner, free.T, assume_a="pos")
    # In relative terms, so that small months are not lost beside those of 2015.
    factors = _pivoted_cholesky(spread / np.outer(ratio, ratio)) * values[:, np.newaxis]
    factors[np.asarray(observed)] = 0.0
    return factors


def _pivoted_cholesky(covariance: Array) -> Array:
    """Exact factor of a singular covariance, most variance first, shape (months, rank).

    Unlike eigenvectors it leaves no choice of sign or basis, and ties go to the earlier month.
    """
    left = covariance.diagonal().copy()
    enough = _NOTHING * left.max()
    columns: list[Array] = []
    while left.max() > enough:
        pivot = int(np.argmax(left >= left.max() * (1 - _TIE)))
        column = covariance[:, pivot] - sum((done * done[pivot] for done in columns), np.zeros(len(left)))
        column = column / math.sqrt(column[pivot])
        columns.append(column)
        left = np.maximum(left - column**2, 0.0)
        left[pivot] = 0.0
    return np.stack(columns, axis=1) if columns else np.zeros((len(covariance), 0))
