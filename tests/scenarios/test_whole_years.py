"""A budget year in progress, reported whole: observed months computed as the forecast is, and the forecast."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from forecasting import forecast_arrivals, load_observations, load_scenario
from forecasting.arrivals.settings import horizon_of
from forecasting.base.periods import parse_month
from forecasting.scenarios import Outlook, outlook
from forecasting.scenarios.districts.keys import distribute
from forecasting.scenarios.districts.results import ByDistrict
from forecasting.scenarios.measured import measured
from tests.reports.worlds import UNDECIDED, arrivals, result
from tests.scenarios.divided import CERTAIN, add_up, table

AUGUST = "2025-08"
PAST = 8  # months of 2025 up to the base month
HORIZON = 16  # to December 2026
MONEY = {"budget.opening_unbound": 30e6, "budget.fixed_commitments": {}}
WAYS = [
    {},
    {"staffing.method": "ratio", "staffing.rule": "peak"},
    {"staffing.friction": True, "staffing.filled_fte": 300},
    {"need.asylum.status_rate": 0.01, "need.family_reunification": 1560},
    {"need.ukraine.support_ends": "2025-05", "need.ukraine.support_ends_share": 0.5},
]


def in_august(values: dict[str, object] | None = None, *, whole: bool = True, paths: int = 20) -> Outlook:
    return result({"whole_years": whole} | MONEY | (values or {}), base=AUGUST, horizon=HORIZON, paths=paths)


def from_january(values: dict[str, object] | None = None, paths: int = 20) -> Outlook:
    """The same paths, cut before January: the months up to August count as forecast."""
    came = arrivals(base=AUGUST, horizon=HORIZON, paths=paths)
    earlier = replace(
        came,
        base_month=came.base_month - PAST,
        horizon=came.horizon + PAST,
        observed={group: known[:-PAST] for group, known in came.observed.items()},
    )
    return outlook(load_scenario().with_values(UNDECIDED | MONEY | (values or {})), earlier)


@pytest.mark.parametrize("values", [WAYS[0], WAYS[1], WAYS[3], WAYS[4]], ids=["hours", "ratio", "refined", "ends"])
def test_the_year_is_that_of_a_run_that_begins_in_january(values) -> None:
    found, wanted = in_august(values), from_january(values)
    assert [year.partial for year in found.years] == [False, False] and found.years[0].past == PAST
    for measure, sample in wanted.yearly.items():
        np.testing.assert_allclose(found.yearly[measure].values, sample.values, rtol=1e-9, atol=1e-6, err_msg=measure)
    for level, account in wanted.accounts.items():
        for measure, amounts in account.measures.items():
            np.testing.assert_allclose(found.accounts[level].measures[measure], amounts, rtol=1e-9, atol=1e-4)


@pytest.mark.parametrize("values", [*WAYS, CERTAIN], ids=["hours", "ratio", "friction", "refined", "ends", "stock"])
def test_months_are_those_of_the_horizon_and_stay_what_they_are(values) -> None:
    whole, partial = in_august(values), in_august(values, whole=False)
    assert whole.monthly.keys() == partial.monthly.keys()
    for name, sample in partial.monthly.items():
        np.testing.assert_allclose(whole.monthly[name].values, sample.values, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(whole.yearly["fte"].values[1], partial.yearly["fte"].values[1])


@pytest.mark.parametrize("values", [*WAYS, CERTAIN], ids=["hours", "ratio", "friction", "refined", "ends", "stock"])
def test_with_a_base_month_in_december_nothing_changes_to_the_last_bit(values) -> None:
    first, second = (result(values | {"whole_years": flag}, paths=10) for flag in (False, True))
    assert first.years == second.years and not second.past
    for measure, sample in first.yearly.items():
        np.testing.assert_array_equal(sample.values, second.yearly[measure].values)
    for name, sample in first.monthly.items():
        np.testing.assert_array_equal(sample.values, second.monthly[name].values)
    np.testing.assert_array_equal(first.exhaustion, second.exhaustion)


def test_a_count_at_the_base_month_says_nothing_of_the_months_before() -> None:
    counted, own = in_august(CERTAIN), in_august({"uncertainty.assumptions": False})
    np.testing.assert_array_equal(counted.past["target_caseload"], own.past["target_caseload"])
    ahead = [found.monthly["target_caseload", "all"].values[0] for found in (counted, own)]
    assert not np.allclose(*ahead)


def test_what_is_committed_to_date_is_not_counted_twice() -> None:
    given = {"budget.committed_to_date": 12e6}
    np.testing.assert_array_equal(in_august(given).yearly["need"].values, in_august().yearly["need"].values)
    apart = in_august(given, whole=False).yearly["need"].values - in_august(whole=False).yearly["need"].values
    assert apart[0] == pytest.approx(12e6) and apart[1] == pytest.approx(0.0)
    keys = [notice.key for notice in in_august(given).notices]
    assert "scenarios.committed_in_whole_year" in keys and "scenarios.committed_missing" not in keys
    assert "scenarios.partial_year" not in keys
    assert "scenarios.committed_missing" in [notice.key for notice in in_august(whole=False).notices]


def test_the_funds_balance() -> None:
    """opening + reclaimed + appropriation = committed + closing + lapsed + forgone, on every path in every year."""
    of = {name: sample.values for name, sample in in_august().yearly.items()}
    left = of["opening_unbound"] + of["reclaimed"] + of["appropriation"]
    right = of["committed"] + of["closing_unbound"] + of["lapsed"] + of["forgone"]
    np.testing.assert_allclose(left, right, atol=1e-6)


def test_residuals_may_be_used_up_before_the_horizon() -> None:
    """A year's need is spread over its twelve months, so 1 m are gone in the year's first month."""
    found = in_august({"budget.opening_unbound": 1e6})
    assert (found.exhaustion == -PAST).all()


@pytest.mark.parametrize(
    "values", [WAYS[0], WAYS[1], {"districts.onward_share": 0.2}], ids=["mean", "peak", "onward"]
)
def test_districts_add_up_to_the_whole_year(values) -> None:
    found = in_august({"districts.allocation_share": {2026: 0.5}} | values)
    add_up(ByDistrict(found, distribute(table("allocation", "opening_stock"), found.resolved, found.years)))


def test_a_single_measure_is_that_of_the_outlook() -> None:
    found = in_august()
    for measure in ("caseload_mean", "fte", "need"):
        alone = measured(found.scenario, found.arrivals, measure=measure, account=False, reuse=None)
        np.testing.assert_allclose(alone.yearly[measure].values, found.yearly[measure].values)


@pytest.mark.parametrize(
    ("base", "months", "wanted"), [("2025-08", 72, 76), ("2025-12", 72, 72), ("2025-11", 1, 1), ("2025-12", 1, 12)]
)
def test_the_horizon_ends_in_a_december(base, months, wanted) -> None:
    scenario = load_scenario().with_values({"horizon_months": months, "whole_years": True})
    assert horizon_of(scenario, parse_month(base)) == wanted
    assert horizon_of(scenario.with_values({"whole_years": False}), parse_month(base)) == months


def test_the_shipped_data_up_to_august_2025() -> None:
    """`--set base_month=2025-08`: 2025 whole, and the last year of the horizon as well."""
    scenario = load_scenario(sets=["base_month=2025-08"])
    came = forecast_arrivals(load_observations(), scenario, paths=30)
    found = outlook(scenario, came)
    assert [(year.year, year.partial) for year in found.years] == [(year, False) for year in range(2025, 2032)]
    assert len(next(iter(found.monthly.values())).values) == came.horizon == 76
    past = found.past["fte"]
    assert past.shape == (8, 30) and (past.std(axis=1) > 0).all()  # histories differ where they are estimated
    months = np.concatenate([past, found.monthly["fte", "all"].values[:4]])
    np.testing.assert_allclose(found.yearly["fte"].values[0], months.mean(axis=0))
