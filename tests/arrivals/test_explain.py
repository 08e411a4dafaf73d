"""The parts of a forecast are those it is made of."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting.arrivals import cache, clean, forecast_arrivals
from forecasting.arrivals.explain import explain
from forecasting.arrivals.members import MEMBERS
from forecasting.assumptions import load_scenario
from forecasting.observations import load_observations

GROUP = "ukraine"


@pytest.fixture(scope="module", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FORECASTING_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


def test_the_middle_is_the_median_of_the_members_and_the_forecast_that_of_the_paths():
    scenario = load_scenario().with_values({"groups": [GROUP], "horizon_months": 12})
    observations = load_observations()
    parts = explain(observations, scenario, GROUP)
    assert parts is not None and not parts.short
    assert set(parts.members) | {name for name, _ in parts.dropped} == set(MEMBERS)
    assert parts.middle == pytest.approx(np.expm1(np.median(np.log1p(list(parts.members.values())), axis=0)))
    grown = np.exp(0.03 * np.arange(1, 13) / 12)  # the history is too short for a long-run level
    assert parts.median + 1 == pytest.approx(grown * (parts.middle + 1))
    assert (parts.low < parts.median).all() and (parts.median < parts.high).all()
    assert parts.volatility > 0
    paths = forecast_arrivals(observations, scenario, paths=2_000).paths[GROUP][-12:]
    assert np.median(paths, axis=1) == pytest.approx(parts.median, rel=0.1)


def test_the_members_are_fitted_once_and_outlast_the_process(monkeypatch, tmp_path):
    monkeypatch.setenv("FORECASTING_CACHE", str(tmp_path))
    calls = []

    def rising(history, steps):
        calls.append(steps)
        return np.linspace(5.0, 6.0, steps)

    def broken(history, steps):
        raise ArithmeticError("singular")

    monkeypatch.setattr(cache, "MEMBERS", {"rising": rising, "broken": broken})
    history = clean(24_000, np.exp(np.sin(np.arange(40.0)) + 5), 24_039, series="a")
    first, dropped = cache.fitted_members(history, 9)
    again, dropped_again = cache.fitted_members(history, 9)
    assert calls == [9] and dropped == dropped_again == (("broken", "ArithmeticError: singular"),)
    assert list(first) == list(again) == ["rising"] and (first["rising"] == again["rising"]).all()
    for file in tmp_path.glob("*.npz"):
        file.write_bytes(file.read_bytes()[:100])
    assert list(cache.fitted_members(history, 9)[0]) == ["rising"] and calls == [9, 9]
    monkeypatch.setattr(cache, "MEMBERS", {"broken": broken})
    assert cache.fitted_members(history, 8)[0] == cache.fitted_members(history, 8)[0] == {}


@pytest.mark.parametrize("method", ["naive", "prophet"])
def test_another_method_has_no_members(method):
    assert explain(load_observations(), load_scenario().with_values({"arrivals.method": method}), GROUP) is None


def test_a_short_history_has_no_members_either():
    scenario = load_scenario().with_values({"base_month": "2024-06", "horizon_months": 12})
    parts = explain(load_observations(), scenario, GROUP)
    assert parts is not None and parts.short
    assert not parts.members and not parts.dropped
    assert parts.months < 30
