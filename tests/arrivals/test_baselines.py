"""The baselines against a slow second reading of their definition: log-Gaussian bands from own past errors."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import pytest

from forecasting.arrivals import METHODS, History
from forecasting.base.quantiles import LEVELS

HORIZON = 30


def history_of(counts):
    counts = np.asarray(counts, dtype=float)
    return History(24000, counts, np.zeros(len(counts), dtype=bool), 24000 + len(counts) - 1)


def series(months):
    return np.round(np.exp(np.random.default_rng(8).normal(0, 0.2, months).cumsum() + 6))


def past_forecast(name, counts, step):
    """What the method would have said after `counts` for the month `step` ahead; None where it has no basis."""
    if name == "naive":
        return counts[-1]
    if len(counts) < 12:
        return None
    return counts[-12:].mean() if name == "mean12" else counts[len(counts) - 12 + (step - 1) % 12]


def past_errors(name, counts, step):
    """Errors at one step; those of the seasonal naive are all changes over as many whole years."""
    if name == "seasonal_naive":
        back = 12 * math.ceil(step / 12)
        return [math.log1p(counts[i]) - math.log1p(counts[i - back]) for i in range(back, len(counts))]
    errors = []
    for seen in range(1, len(counts) - step + 1):
        said = past_forecast(name, counts[:seen], step)
        if said is not None:
            errors.append(math.log1p(counts[seen + step - 1]) - math.log1p(said))
    return errors


def expected(name, counts):
    table, deviations = [], {}
    for step in range(1, HORIZON + 1):
        errors = past_errors(name, counts, step)
        if len(errors) >= 12:
            deviations[step] = math.sqrt(sum(error**2 for error in errors) / len(errors))
    for step in range(1, HORIZON + 1):
        if not deviations:
            deviation = float(np.std(np.diff(np.log1p(counts)))) * math.sqrt(step)
        else:
            last = max(deviations)
            deviation = deviations.get(step, deviations[last] * math.sqrt(step / last))
        middle = math.log1p(past_forecast(name, counts, step))
        spread = max(deviation, 0.02)
        table.append([max(math.expm1(middle + NormalDist().inv_cdf(level) * spread), 0) for level in LEVELS])
    return np.array(table)


@pytest.mark.parametrize("name", ["naive", "seasonal_naive", "mean12"])
@pytest.mark.parametrize("months", [12, 20, 40, 90])
def test_the_quantiles_are_those_of_the_definition(name, months):
    counts = series(months)
    table = METHODS[name].fit(history_of(counts), HORIZON).quantiles()
    assert table == pytest.approx(expected(name, counts), rel=1e-9)


@pytest.mark.parametrize("name", ["naive", "seasonal_naive", "mean12"])
def test_a_constant_series_keeps_narrow_bands(name):
    table = METHODS[name].fit(history_of(np.full(60, 100.0)), HORIZON).quantiles()
    assert table[:24, 4] == pytest.approx(np.full(24, 100.0))
    assert (np.diff(table, axis=1) > 0).all()
