"""The planner's own expectation of the arrivals, instead of the forecast or blended with it, path by path.

Persons per month. The range of an expectation is a two-piece log-normal distribution whose 10, 50 and 90 % points are
low, value and high. A path stands in it where it stands in the forecast, so a path that is high remains high, months
depend on each other as they do there, and the weight moves every path without a jump from one to the other.
docs/method.md, section Arrivals.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from forecasting.arrivals.paths import mean_position, two_piece
from forecasting.assumptions.values import Expectation
from forecasting.base.errors import Finding
from forecasting.base.periods import Month, month_label, parse_month
from forecasting.base.quantiles import Array

__all__ = ["blend", "last_month", "outside"]

DECEMBER = 11


def last_month(rows: Sequence[Expectation]) -> Month:
    """Last month that the rows are about."""
    return max(_span(row)[1] for row in rows)


def outside(rows: Sequence[Expectation], base_month: Month, horizon: int) -> tuple[Finding, ...]:
    """A notice for each row about no month of the forecast."""
    ends = {"first": month_label(base_month + 1), "last": month_label(base_month + horizon)}
    return tuple(
        Finding("arrivals.expectation.outside", {"group": row.group, "period": row.period, **ends}, severity="notice")
        for row in rows
        if _span(row)[1] <= base_month or _span(row)[0] > base_month + horizon
    )


def blend(
    future: Array,
    rows: Sequence[Expectation],
    *,
    weight: float,
    normals: Array,
    lag: int,
    median: Array,
    past: Array,
    base_month: Month,
) -> Array:
    """The forecast's paths with the planner's expectation in the months that the rows name.

    A path becomes exp((1 - weight) * log(1 + forecast) + weight * log(1 + expectation)) - 1. A year's total is
    blended as a whole, less what the path's own history already holds of it, and spread over its months along the
    forecast, so that the months of every path add up to it.

    Args:
        future: forecast paths, persons, shape (horizon, n).
        weight: 0 keeps the forecast, 1 replaces it.
        normals: positions of the paths in the forecast, shape (horizon, n); `lag` as in `correlated_normals`.
        median: the forecast's median, persons, up to the end of the last year named, shape (at least horizon,).
        past: the paths' own histories up to the base month, shape (months, n).
    """
    if weight == 0.0:
        return future
    result = future.copy()
    horizon = len(future)
    for row in rows:
        first, last = (month - base_month - 1 for month in _span(row))
        inside = range(max(first, 0), min(last + 1, horizon))
        if not inside:
            continue
        position = mean_position(normals, inside, lag=lag)
        if row.low is None or row.high is None:
            own = np.full(future.shape[1], row.value)
        else:
            own = two_piece(position, row.low, row.value, row.high)
        gone = past[first:].sum(axis=0) if first < 0 else np.zeros(1)
        rest = np.maximum(own - gone, 0.0)
        shape = _shape(median[max(first, 0) : last + 1])[: len(inside), np.newaxis]
        forecast = future[inside.start : inside.stop]
        months = _pool(forecast, rest * shape, weight)
        total = _pool(forecast.sum(axis=0), rest * shape.sum(), weight)
        sums = months.sum(axis=0)
        empty = sums <= 0.0
        months = np.where(empty, total * shape / shape.sum(), months * (total / np.where(empty, 1.0, sums)))
        result[inside.start : inside.stop] = months
    return result


def _span(row: Expectation) -> tuple[Month, Month]:
    """First and last month of a row."""
    if row.month is not None:
        return parse_month(row.month), parse_month(row.month)
    january = parse_month(f"{row.period}-01")
    return january, january + DECEMBER


def _shape(median: Array) -> Array:
    """Part of each month in the sum; equal parts where the forecast has nobody."""
    total = median.sum()
    return median / total if total > 0 else np.full(len(median), 1.0 / len(median))


def _pool(forecast: Array, own: Array, weight: float) -> Array:
    """Weighted geometric mean of 1 + persons, less 1."""
    if weight == 1.0:
        return own
    return np.asarray(np.expm1((1.0 - weight) * np.log1p(forecast) + weight * np.log1p(own)))
