"""Who is where, month by month: the parts add up to what the outlook says."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting.base.quantiles import LEVELS
from forecasting.scenarios.chain import ALL, MEDIAN
from forecasting.scenarios.course import BANDS, course
from tests.reports import worlds

MEASURES = {
    "provisional_stock": "provisional_stock",
    "housing_inflow": "housing_inflow",
    "caseload": "target_caseload",
}
CERTAIN = {"uncertainty.assumptions": False}


def _total(parts) -> np.ndarray:
    return np.sum([part.reshape(-1, part.shape[-1]).sum(axis=0) for part in parts.values()], axis=0)


@pytest.mark.parametrize("part", MEASURES)
def test_the_groups_add_up_to_the_median_of_the_outlook(part):
    result = worlds.result()
    median = result.monthly[MEASURES[part], ALL].summary[:, 1 + LEVELS.index(MEDIAN)]
    assert _total(getattr(course(result), part))[-result.horizon :] == pytest.approx(median, rel=1e-12)


def test_on_one_path_each_group_is_what_the_outlook_says():
    result = worlds.result(CERTAIN, paths=1)
    found = course(result)
    for group in result.groups:
        ahead = found.caseload[group].sum(axis=0)[-result.horizon :]
        assert ahead == pytest.approx(result.monthly["target_caseload", group].values[:, 0], rel=1e-9)


def test_nobody_has_been_there_longer_than_support_lasts():
    result = worlds.result({"need.asylum.max_months": 12})
    assert len(BANDS) == len(course(result).caseload["asylum"])
    assert np.all(course(result).caseload["asylum"][1:] == 0)


def test_the_past_does_not_depend_on_the_forecast():
    base, more = (
        worlds.result(),
        worlds.result({"arrivals.shocks": [{"from": "2026-01", "to": "2031-12", "factor": 2.0}]}),
    )
    for part in MEASURES:
        before, after = (_total(getattr(course(result), part))[: -result.horizon] for result in (base, more))
        assert np.array_equal(before, after)
