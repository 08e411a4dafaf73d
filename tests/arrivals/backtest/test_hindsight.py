"""A look back sees nothing after its origin, and counts rightly what came."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting.arrivals.backtest.hindsight import HORIZON, Hindsight, hindsight

FIRST = 24_000
SERIES = np.round(800 * np.exp(0.3 * np.sin(np.arange(72) / 6)))


@pytest.fixture(autouse=True)
def _own_cache(monkeypatch: pytest.MonkeyPatch, tmp_path):
    monkeypatch.setenv("FORECASTING_CACHE", str(tmp_path))


def test_what_comes_after_the_origin_changes_nothing_but_the_outcome():
    origin = FIRST + 47
    changed = SERIES.copy()
    changed[48:] *= 50
    one, other = (hindsight(FIRST, values, origin, series="a") for values in (SERIES, changed))
    assert np.array_equal(one.quantiles, other.quantiles)
    assert np.array_equal(one.outcome, SERIES[48:72])
    assert np.array_equal(other.outcome, changed[48:72])
    assert other.inside == 0 < one.inside


def test_the_outcome_ends_where_the_series_ends():
    found = hindsight(FIRST, SERIES, FIRST + 68, series="a")
    assert found.outcome.tolist() == SERIES[69:].tolist()
    assert found.quantiles.shape == (HORIZON, 9)


def test_the_ends_of_the_80_percent_interval_count_as_inside():
    quantiles = np.tile(np.arange(1.0, 10.0), (HORIZON, 1))  # 80 %: 3 to 7
    assert Hindsight(FIRST, quantiles, np.array([2.9, 3.0, 5.0, 7.0, 7.1])).inside == 3
