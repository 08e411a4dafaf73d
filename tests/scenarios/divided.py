"""Results divided among the districts."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pandas as pd

from forecasting import load_observations, load_scenario
from forecasting.scenarios import Outlook, outlook
from forecasting.scenarios.districts.keys import distribute
from forecasting.scenarios.districts.parts import YEARLY
from forecasting.scenarios.districts.results import ByDistrict
from tests.reports.worlds import UNDECIDED, arrivals

CERTAIN = {
    "need.asylum.opening_stock": 30_000.0,
    "need.ukraine.opening_stock": 9_000.0,
    "need.asylum.opening_tenure": [0.02] * 30 + [0.4],
    "need.ukraine.opening_tenure": [0.5, 0.5],
    "uncertainty.assumptions": False,
}


@lru_cache(maxsize=1)
def shipped() -> pd.DataFrame:
    found = load_observations().districts
    assert found is not None
    return found


@lru_cache(maxsize=1)
def world():
    return arrivals(paths=30)


def table(*columns: str, seed: int = 3) -> pd.DataFrame:
    """The shipped districts with made-up figures in these columns."""
    rng = np.random.default_rng(seed)
    return shipped().assign(**{name: rng.integers(20, 3_000, 44).astype(float) for name in columns})


def result(values: dict[str, object] | None = None) -> Outlook:
    return outlook(load_scenario().with_values(UNDECIDED | (values or {})), world())


def divided(values: dict[str, object] | None = None, *columns: str, quick: bool = True) -> ByDistrict:
    found = result(values)
    return ByDistrict(found, distribute(table(*columns), found.resolved, found.years), quick=quick)


def add_up(found: ByDistrict) -> None:
    """Σ districts = state, on every path."""
    for measure, group in found.measures():
        whole = found.result.monthly[measure, group].values
        parts = sum(found.paths(measure, group))
        np.testing.assert_allclose(parts, whole, rtol=1e-12, atol=1e-6, err_msg=f"{measure} {group}")
    for measure in YEARLY:
        whole = found.result.yearly[measure].values
        np.testing.assert_allclose(sum(found.paths(measure)), whole, rtol=1e-12, atol=1e-6, err_msg=measure)
