"""The baselines every method has to beat: the last value, the same month last year, the mean of the last year.

Their bands are log-Gaussian, from the method's own past errors at each horizon (docs/method.md, section Arrivals: a
fair and hard baseline). Persons per month; centre and deviations on log1p.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from forecasting.arrivals.bands import Bands, gaussian_bands
from forecasting.arrivals.clean import YEAR, History
from forecasting.base.quantiles import Array

__all__ = ["mean_of_year", "naive", "seasonal_naive"]

FEWEST_ERRORS = 12
LEAST_DEVIATION = 0.02
UNKNOWN_STEP = 0.1  # monthly deviation where a history of constant value tells nothing


def naive(history: History, horizon: int) -> Bands:
    """The last value goes on."""
    log = history.log
    steps = horizon + history.lag
    centre = np.full(steps, log[-1])
    return _bands(history, centre, lambda step: log[step:] - log[:-step])


def seasonal_naive(history: History, horizon: int) -> Bands:
    """The same month of the last year goes on."""
    log = history.log
    steps = horizon + history.lag
    centre = log[-YEAR:][np.arange(steps) % YEAR]

    def errors(step: int) -> Array:
        back = YEAR * ((step - 1) // YEAR + 1)
        return np.asarray(log[back:] - log[:-back])

    return _bands(history, centre, errors)


def mean_of_year(history: History, horizon: int) -> Bands:
    """The mean of the last twelve months goes on."""
    log, steps = history.log, horizon + history.lag
    level = np.log1p(np.convolve(history.counts, np.full(YEAR, 1 / YEAR), mode="valid"))
    return _bands(history, np.full(steps, level[-1]), lambda step: log[YEAR - 1 + step :] - level[:-step])


def _bands(history: History, centre: Array, errors: Callable[[int], Array]) -> Bands:
    """Gaussian bands whose deviation at each step is the root mean square of the errors made before.

    Where fewer than 12 errors are known, the last known deviation grows with the square root of the step.
    """
    steps = len(centre)
    deviation = np.full(steps, np.nan)
    for step in range(1, min(steps, history.months) + 1):
        past = errors(step)
        if len(past) >= FEWEST_ERRORS:
            deviation[step - 1] = np.sqrt(np.mean(past**2))
    known = np.flatnonzero(~np.isnan(deviation))
    every = np.arange(1, steps + 1)
    if len(known) == 0:
        deviation = (float(np.std(np.diff(history.log))) or UNKNOWN_STEP) * np.sqrt(every)
    else:
        last = int(known[-1])
        grown = deviation[last] * np.sqrt(every / (last + 1))
        deviation = np.where(np.isnan(deviation), grown, deviation)
    lag = history.lag
    return gaussian_bands(centre[lag:], np.maximum(deviation, LEAST_DEVIATION)[lag:], lag)
