"""The parts of a forecast are those it is made of."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting.arrivals import forecast_arrivals
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
    assert (parts.median <= parts.middle + 1e-9).all()
    assert (parts.low < parts.median).all() and (parts.median < parts.high).all()
    assert parts.volatility > 0
    paths = forecast_arrivals(observations, scenario, paths=2_000).paths[GROUP][-12:]
    assert np.median(paths, axis=1) == pytest.approx(parts.median, rel=0.1)


@pytest.mark.parametrize("method", ["naive", "prophet"])
def test_another_method_has_no_members(method):
    assert explain(load_observations(), load_scenario().with_values({"arrivals.method": method}), GROUP) is None


def test_a_short_history_has_no_members_either():
    scenario = load_scenario().with_values({"base_month": "2024-06", "horizon_months": 12})
    parts = explain(load_observations(), scenario, GROUP)
    assert parts is not None and parts.short
    assert not parts.members and not parts.dropped
    assert parts.months < 30
