"""Risk figures against their definitions, path by path."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.scenarios.risk import (
    LEVELS_OF_PLANNING,
    best_level,
    exhaustion,
    planning_prices,
    risk,
    weight_of,
)
from tests.reports.worlds import PATHS, result

WORLD = result(
    {"budget.opening_unbound": 60e6, "budget.appropriation": {"2026": 10e6, "2027": 10e6, "2028": 15e6, "2029": 20e6}}
)


def test_by_year_what_the_paths_say():
    found, shortfall = risk(WORLD), WORLD.yearly["shortfall"].values
    short = shortfall > 1e-6
    assert found.short == pytest.approx(short.mean(axis=1))
    assert found.short_until == pytest.approx(np.logical_or.accumulate(short, axis=0).mean(axis=1))
    assert found.expected_shortfall == pytest.approx(shortfall.mean(axis=1))
    assert 0 < found.short_until[2] < 1 or 0 < found.short_until[3] < 1
    both = found.short > 0
    assert (found.short * np.nan_to_num(found.expected_if_short))[both] == pytest.approx(
        found.expected_shortfall[both]
    )
    assert np.isnan(found.expected_if_short[~both]).all()
    potential = WORLD.yearly["reduction_potential"].values
    assert found.reducible == pytest.approx((potential > 1e-6).mean(axis=1))


def test_what_the_appropriation_leaves_is_used_forgone_or_kept():
    found, year = risk(WORLD), WORLD.yearly
    used = year["appropriation_used"].values
    assert found.expected_unused == pytest.approx((year["appropriation"].values - used).mean(axis=1))


def test_the_months_of_exhaustion_are_all_of_the_paths():
    found = exhaustion(WORLD)
    assert len(found.by_month) == WORLD.horizon
    assert found.by_month.sum() + found.later == pytest.approx(1.0)
    median = int(np.median(WORLD.exhaustion))
    assert found.by_month[: median + 1].sum() >= 0.5 > found.by_month[:median].sum() - 1 / PATHS
    assert exhaustion(result({"budget.opening_unbound": 900e6})).later == 1.0


needs = st.lists(st.floats(0, 1e9), min_size=2, max_size=60).map(np.array)


@given(needs)
def test_more_certainty_costs_more_unused_and_less_shortfall(need):
    prices = planning_prices(need)
    assert [price.level for price in prices] == list(LEVELS_OF_PLANNING)
    for less, more in zip(prices, prices[1:], strict=False):
        assert more.value >= less.value - 1e-6
        assert more.expected_unused >= less.expected_unused - 1e-6
        assert more.expected_short <= less.expected_short + 1e-6
    for price in prices:
        gap = price.value - need.mean()
        assert price.expected_unused - price.expected_short == pytest.approx(gap, rel=1e-9, abs=1e-3)


@given(needs, st.floats(0.2, 20.0))
def test_the_best_level_costs_least(need, weight):
    """Up to the step of the quantile between two order statistics."""
    levels = np.linspace(0.0, 1.0, 41)
    best = planning_prices(need, [best_level(weight)])[0].cost(weight)
    least = min(price.cost(weight) for price in planning_prices(need, levels))
    step = float(np.diff(np.sort(need)).max()) * (1 + weight) / len(need)
    assert best <= least + step + 1e-6


def test_a_level_and_its_weight_belong_together():
    assert best_level(weight_of(0.8)) == pytest.approx(0.8)
    assert weight_of(0.5) == 1.0
