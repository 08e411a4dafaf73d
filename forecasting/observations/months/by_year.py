"""What calendar years tell of a group of which nothing else was published: its level and how far a year may lie off.

Persons. Each year stands for itself: four of them do not tell whether a high year is followed by another, so the last
one counts no more than the rest. docs/method.md, sections Arrivals of the state and Arrivals.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from statistics import NormalDist

import numpy as np

from forecasting.base.periods import Month
from forecasting.base.quantiles import Array
from forecasting.observations.months.figure import Figure

__all__ = ["LEAST_YEARS", "held", "level_of", "middle", "years_of"]

LEAST_YEARS = 2
"""Years from which a spread can be told."""

_YEAR = 12
_UPPER = 0.9  # upper end of the 80 % interval
_EIGHTY = NormalDist().inv_cdf(_UPPER)


def middle(figure: Figure) -> Figure:
    """The figure at the middle of its interval; one that is open on a side stays as it is."""
    if not (math.isfinite(figure.low) and math.isfinite(figure.high)):
        return figure
    half = (figure.low + figure.high) / 2
    return replace(figure, low=half, high=half)


def years_of(figures: Sequence[Figure], status: Sequence[str], first_month: Month) -> tuple[float, ...]:
    """Persons of each calendar year, in order, where a group is known by whole years only; otherwise none.

    A bound open on one side tells no level. An interval counts as its middle.

    Args:
        figures: published totals over the months of the series.
        status: of each month; one that is observed itself says that the group is known by month.
    """
    totals = [figure for figure in figures if math.isfinite(figure.low) and math.isfinite(figure.high)]
    if "observed" in status or len(totals) < LEAST_YEARS:
        return ()
    found = {}
    for figure in totals:
        months = np.flatnonzero(figure.weights)
        begin = int(months[0])
        whole = len(months) == _YEAR and (figure.weights[begin : begin + _YEAR] == 1.0).all()
        if (first_month + begin) % _YEAR or not whole:
            return ()
        found[begin] = middle(figure).low
    return tuple(found[begin] for begin in sorted(found))


def level_of(years: Sequence[float]) -> tuple[float, float]:
    """Level of a month, log1p of persons, and the standard deviation of a year to come around it, log scale.

    The mean and the spread s of log(1 + year/12). The level itself is known from n years only, and so is s: the 80 %
    interval of a year to come ends at t(n - 1) · s · sqrt(1 + 1/n), and a normal distribution with these ends stands
    for it, since of its tails a few years say nothing.

    >>> level, deviation = level_of([1200.0, 2400.0, 1200.0, 2400.0])
    >>> round(math.expm1(level)), round(deviation, 2)
    (141, 0.57)
    """
    from scipy import special  # on first use: the package itself loads no heavy library

    logs = np.log1p(np.asarray(years, dtype=np.float64) / _YEAR)
    count = len(logs)
    spread = float(logs.std(ddof=1)) * math.sqrt(1 + 1 / count)
    return float(logs.mean()), float(special.stdtrit(count - 1, _UPPER)) * spread / _EIGHTY


def held(values: Array, loadings: Array, last: int, years: Sequence[float]) -> tuple[Array, Array]:
    """The months after the last figure at the level of the years, moving together as one year does.

    Args:
        values: persons, shape (months,). loadings: shape (months, factors).
        last: position of the last month that a figure reaches.
    Returns:
        values and loadings with one more factor.
    """
    level, deviation = level_of(years)
    after = np.arange(len(values)) > last
    persons = math.expm1(level)
    kept = np.where(after[:, np.newaxis], 0.0, loadings)
    return np.where(after, persons, values), np.column_stack([kept, np.where(after, persons * deviation, 0.0)])
