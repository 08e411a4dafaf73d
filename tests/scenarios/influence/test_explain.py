"""What makes scenarios differ: parts that add up exactly, symmetric, and nothing for what changes nothing."""

from __future__ import annotations

import math
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasting.assumptions import load_scenario
from forecasting.assumptions.differences import changed_keys
from forecasting.base.errors import InputError
from forecasting.scenarios import outlook
from forecasting.scenarios.influence.explain import FORECAST, explain, forecast_differs, measure_of
from tests.reports.worlds import arrivals

WORLD = arrivals(horizon=36, paths=20)
BASE = load_scenario()
FIRST = outlook(BASE, WORLD)

CHANGES = {
    "funding.state_share": 0.8,
    "need.asylum.take_up": 0.6,
    "need.ukraine.max_months": 24,
    "staffing.occupancy": 0.9,
    "funding.rate_graduate": 55_000,
    "budget.appropriation.2027": 30e6,
    "budget.opening_unbound": 5e6,
    "arrivals.shocks": [{"from": "2026-03", "to": "2028-12", "factor": 1.3}],
    "need.non_target_share": 0.1,
}


def explained(values, measure="need", year=2027):
    return explain(FIRST, outlook(BASE.with_values(values), WORLD), measure=measure, year=year)


@settings(max_examples=25)
@given(
    st.sets(st.sampled_from(sorted(CHANGES)), min_size=1),
    st.sampled_from(["need", "shortfall", "fte", "caseload_mean", "closing_unbound"]),
    st.sampled_from([2026, 2027, 2028]),
)
def test_the_parts_add_up_exactly(keys, measure, year):
    found = explained({key: CHANGES[key] for key in keys}, measure, year)
    assert math.fsum(part.delta for part in found.parts) == pytest.approx(found.b - found.a, rel=1e-12, abs=1e-9)
    assert len(found.parts) == len(keys)
    assert found.exact == (len(keys) <= 6)


def test_a_part_is_the_mean_over_all_orders():
    """Three changes, six orders, each run by hand."""
    keys = ["funding.state_share", "need.asylum.take_up", "staffing.occupancy"]
    found = {part.key: part.delta for part in explained({key: CHANGES[key] for key in keys}).parts}

    def need(changed):
        scenario = BASE.with_values({key: CHANGES[key] for key in changed})
        return outlook(scenario, WORLD).account.measures["need"][1]

    for key in keys:
        added = []
        for order in permutations(keys):
            before = order[: order.index(key)]
            added.append(need((*before, key)) - need(before))
        assert found[key] == pytest.approx(sum(added) / 6, rel=1e-9)


def test_the_way_back_is_the_way_there_with_the_other_sign():
    values = {key: CHANGES[key] for key in ("funding.state_share", "need.asylum.take_up")}
    second = outlook(BASE.with_values(values), WORLD)
    there = explain(FIRST, second, measure="need", year=2027)
    back = explain(second, FIRST, measure="need", year=2027)
    assert {part.key: part.delta for part in there.parts} == pytest.approx(
        {part.key: -part.delta for part in back.parts}
    )


def test_what_changes_nothing_has_no_part_of_it():
    found = explained({"funding.state_share": 0.8, "budget.opening_unbound": 5e6})
    parts = {part.key: part.delta for part in found.parts}
    assert parts["budget.opening_unbound"] == pytest.approx(0.0, abs=1e-6)
    assert parts["funding.state_share"] == pytest.approx(found.b - found.a)


def test_the_same_scenario_has_no_parts():
    found = explain(FIRST, FIRST, measure="need", year=2027)
    assert (found.parts, found.a) == ((), found.b)


def test_another_forecast_counts_as_one_change():
    other = arrivals(horizon=48, paths=20)
    second = BASE.with_values({"horizon_months": 48, "arrivals.method": "naive", "funding.state_share": 0.8})
    found = explain(FIRST, outlook(second, other), measure="need", year=2027)
    assert {part.key for part in found.parts} == {FORECAST, "funding.state_share"}
    assert set(next(part.keys for part in found.parts if part.key == FORECAST)) == {
        "arrivals.method",
        "horizon_months",
    }
    assert forecast_differs(BASE, second)
    assert not forecast_differs(BASE, BASE.with_values(CHANGES))


def test_changes_that_need_each_other_count_as_one():
    """Shares of people outside the target group, each allowed with its basis only up to 100 % together."""
    a = outlook(BASE.with_values({"need.non_target_basis": "parts", "need.non_target_provisional": 0.45}), WORLD)
    b = BASE.with_values(
        {
            "need.non_target_basis": "parts",
            "need.non_target_departing": 0.45,
            "need.non_target_provisional": 0.1,
            "funding.state_share": 0.8,
        }
    )
    found = explain(a, outlook(b, WORLD), measure="need", year=2027)
    assert math.fsum(part.delta for part in found.parts) == pytest.approx(found.b - found.a, abs=1e-6)


def test_a_year_that_one_of_them_does_not_have():
    with pytest.raises(InputError) as refused:
        explain(FIRST, FIRST, measure="need", year=2031)
    assert refused.value.findings[0].key == "scenarios.target_year"


def test_what_differs_and_what_only_stands_there_again():
    assert changed_keys(BASE, BASE.with_values({"funding.state_share": 1.0})) == ()
    assert changed_keys(BASE, BASE.with_values({"funding.state_share": 0.5})) == ("funding.state_share",)
    assert measure_of(FIRST, "need", 2027) == FIRST.account.measures["need"][1]
