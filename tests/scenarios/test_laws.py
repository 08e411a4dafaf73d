"""Laws that hold for every scenario, in every path and year."""

from __future__ import annotations

import gc
import json
import weakref
from functools import lru_cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasting import forecast_arrivals, load_observations, load_scenario, outlook
from forecasting.assumptions import Shock, load_register, resolve
from forecasting.base.text import Texts
from forecasting.reports.rows import document
from forecasting.scenarios.hindcast import hindcast

PATHS = 60
slow = settings(max_examples=25, deadline=None)


@lru_cache(maxsize=1)
def shared_arrivals():
    return forecast_arrivals(load_observations(), load_scenario(), paths=PATHS, seed=7)


@lru_cache(maxsize=1)
def shared_base():
    return outlook(load_scenario(), shared_arrivals())


@pytest.fixture
def arrivals():
    return shared_arrivals()


@pytest.fixture
def base():
    return shared_base()


values = st.fixed_dictionaries(
    {},
    optional={
        "need.asylum.prospect_share": st.floats(0.05, 1),
        "need.ukraine.exit_rate": st.floats(0, 0.3),
        "need.asylum.max_months": st.integers(1, 48),
        "need.asylum.opening_stock": st.floats(0, 60_000),
        "need.non_target_share": st.floats(0, 0.4),
        "housing.ukraine.direct_share": st.floats(0, 1),
        "housing.asylum.median_months": st.floats(1, 20),
        "staffing.method": st.sampled_from(["ratio", "hours"]),
        "staffing.plan_share": st.floats(0, 1),
        "staffing.hours_per_month": st.sampled_from([[[0, 12, 2.0]], [[0, 6, 2.5], [6, 36, 1.0]]]),
        "staffing.admin_share": st.floats(0, 0.5),
        "staffing.rule": st.sampled_from(["mean", "peak"]),
        "staffing.friction": st.booleans(),
        "staffing.hiring_lag": st.integers(0, 12),
        "staffing.turnover": st.floats(0, 0.5),
        "staffing.filled_fte": st.floats(0, 2_000),
        "funding.rate_index": st.sampled_from(["growth", "pay"]),
        "funding.amendments_avoided": st.floats(0, 1),
        "staffing.graduate_share": st.floats(0, 1),
        "funding.basis": st.sampled_from(["fixed", "capped", "share", "full", "deficit"]),
        "funding.surplus": st.sampled_from(["retained", "reclaimed"]),
        "funding.state_share": st.floats(0.1, 1),
        "funding.rate_growth": st.floats(0, 0.05),
        "budget.order": st.sampled_from(["residuals_first", "appropriation_first"]),
        "budget.opening_unbound": st.floats(0, 150e6),
        "budget.opening_bound": st.floats(0, 150e6),
        "budget.unused_becomes_residual": st.floats(0, 1),
        "budget.carry_over_years": st.sampled_from([0, 1, 2, 99]),
        "budget.pact_share": st.floats(0, 1),
        "budget.release_share": st.floats(0, 1),
        "budget.supplementary": st.fixed_dictionaries(
            {"2027": st.floats(-29e6, 90e6), "2029": st.floats(-29e6, 90e6)}
        ),
        "budget.virement": st.fixed_dictionaries({"2027": st.floats(-29e6, 90e6), "2030": st.floats(-29e6, 90e6)}),
        "budget.outflow_source": st.sampled_from(["profile", "payouts"]),
        "budget.payout_lag": st.integers(0, 36),
        "budget.final_payment": st.floats(0, 1),
        "funding.payouts_per_year": st.sampled_from([1, 2]),
        "funding.reclaim_share": st.floats(0, 1),
        "funding.reclaim_lag": st.integers(1, 5),
        "budget.outflow": st.sampled_from([[1.0], [0.5, 0.5], [0.6, 0.3, 0.1]]),
        "uncertainty.assumptions": st.booleans(),
        "arrivals.shocks": st.sampled_from(
            [
                [],
                [{"from": "2026-06", "to": "2027-03", "factor": 1.5}],
                [{"from": "2027-01", "to": "2027-12", "factor": 0.0}],
            ]
        ),
    },
)


@slow
@given(changes=values)
def test_money_and_people_are_conserved(changes):
    arrivals = shared_arrivals()
    result = outlook(load_scenario().with_values(changes), arrivals)
    year = {measure: sample.values for measure, sample in result.yearly.items()}
    released = year.get("released", 0.0 * year["need"])
    put_in = year["opening_unbound"] + year["reclaimed"] + released + year["appropriation"]
    went = year["committed"] + year["closing_unbound"] + year["lapsed"] + year["forgone"]
    assert put_in == pytest.approx(went, abs=1e-6)
    assert year["need"] == pytest.approx(
        year["residual_used"] + year["appropriation_used"] + year["shortfall"], abs=1e-6
    )
    moved = np.diff(year["closing_bound"], axis=0)
    assert moved == pytest.approx((year["committed"] - year["disbursed"] - released)[1:], abs=1e-6)
    assert (year.get("closing_pact", 0.0) <= year["closing_unbound"] + 1e-6).all()
    assert year["available"] == pytest.approx(put_in, abs=1e-6)
    for measure in ("arrivals", "provisional_stock", "housing_inflow", "target_caseload"):
        parts = sum(result.monthly[measure, group].values for group in result.groups)
        assert result.monthly[measure, "all"].values == pytest.approx(np.broadcast_to(parts, (result.horizon, PATHS)))
    either_sign = ("reduction_without_residuals", "reduction_potential")
    amounts = [values for measure, values in year.items() if measure not in either_sign]
    for array in (*(sample.values for sample in result.monthly.values()), *amounts):
        assert np.nanmin(array) >= -1e-6
    for group in result.groups:
        came, inside = result.monthly["arrivals", group].values, result.monthly["provisional_stock", group].values
        left = result.monthly["housing_inflow", group].values
        share = result.resolved.number(f"housing.{group}.transfer_share")
        if not result.resolved.flag("uncertainty.assumptions") and share > 0:
            assert np.diff(inside, axis=0) == pytest.approx((came - left / share)[1:], abs=1e-6)


@slow
@given(changes=values, factor=st.floats(1.0, 2.0))
def test_more_arrivals_never_need_less(changes, factor):
    arrivals = shared_arrivals()
    changes = {key: value for key, value in changes.items() if key != "arrivals.shocks"}
    scenario = load_scenario().with_values(changes)
    more = scenario.with_values({"arrivals.shocks": [{"from": "2026-01", "to": "2031-12", "factor": factor}]})
    low, high = outlook(scenario, arrivals), outlook(more, arrivals)
    for measure in ("caseload_mean", "hours", "fte", "need", "shortfall"):
        assert (high.yearly[measure].values >= low.yearly[measure].values - 1e-6).all(), measure


def test_persons_per_fte_and_rates_move_the_need_the_right_way(arrivals):
    ratio = load_scenario().with_values({"staffing.method": "ratio", "budget.fixed_commitments": {}})
    needs = [
        outlook(ratio.with_values({"staffing.persons_per_fte": k}), arrivals).yearly["need"].values
        for k in (60, 80, 100)
    ]
    assert (needs[0] > needs[1]).all() and (needs[1] > needs[2]).all()
    rates = [
        outlook(ratio.with_values({"funding.rate_graduate": rate}), arrivals) for rate in (50_000, 55_000, 64_000)
    ]
    assert (np.diff([r.yearly["need"].values for r in rates], axis=0) > 0).all()
    assert (np.diff([r.yearly["fundable_fte"].values for r in rates], axis=0) < 0).all()


def test_residuals_first_never_needs_more_new_money(arrivals):
    for opening in (0.0, 40e6, 200e6):
        orders = [
            outlook(load_scenario().with_values({"budget.opening_unbound": opening, "budget.order": order}), arrivals)
            for order in ("residuals_first", "appropriation_first")
        ]
        used = [order.yearly["appropriation_used"].values.sum(axis=0) for order in orders]
        assert (used[0] <= used[1] + 1e-6).all()


def test_an_equal_scenario_differs_by_exactly_zero(arrivals, base):
    same = {key: base.resolved.values[key] for key in ("need.asylum.exit_rate", "funding.state_share")}
    again = outlook(load_scenario().with_values(same), arrivals)
    for measure, sample in base.yearly.items():
        assert np.array_equal(sample.values, again.yearly[measure].values, equal_nan=True), measure


@slow
@given(changes=values)
def test_taking_over_unchanged_stages_changes_nothing(changes):
    """What `reuse` takes from an earlier outlook is exactly what a fresh run computes, figures and summaries."""
    scenario = load_scenario().with_values(changes)
    fresh, quick = (outlook(scenario, shared_arrivals(), reuse=earlier) for earlier in (None, shared_base()))
    assert document(fresh, Texts("en")) == document(quick, Texts("en"))


def test_events_run_nothing_before_the_horizon_and_what_nobody_asks_for_is_not_made(arrivals, base):
    """They come in the horizon; so housing, and who is in support, are taken over up to the base month."""
    shifted = load_scenario().with_values({"arrivals.shocks": (Shock("2026-02", "2026-09", factor=1.2),)})
    found = outlook(shifted, arrivals, reuse=base)
    for group in arrivals.groups:
        for stage in (f"{group}.housing.before", f"{group}.present"):
            assert found.parts[stage][1] is base.parts[stage][1], stage
        assert found.parts[f"{group}.need"][1] is not base.parts[f"{group}.need"][1]
    for sample in (found.monthly["provisional_stock", "all"], found.yearly["persons_in_year"]):
        assert callable(sample._given)


def test_an_outlook_keeps_of_earlier_ones_only_what_it_takes_over(arrivals, base):
    """What is made when somebody asks holds on to what it is made of, and to nothing else."""
    changes = {"housing.asylum.median_months": 9.5}, {"need.asylum.take_up": 0.61}, {"need.asylum.take_up": 0.62}
    result, scenario, needs = base, load_scenario(), []
    for change in changes:
        scenario = scenario.with_values(change)
        result = outlook(scenario, arrivals, reuse=result)
        needs.append(weakref.ref(result.parts["asylum.need"][1]))
    gc.collect()
    assert [need() is None for need in needs] == [True, True, False]


def test_the_same_seed_gives_the_same_bytes():
    def run(seed: int) -> str:
        scenario = load_scenario()
        arrivals = forecast_arrivals(load_observations(), scenario, paths=40, seed=seed)
        return json.dumps(document(outlook(scenario, arrivals), Texts("de")))

    assert run(3) == run(3)
    assert run(3) != run(4)


def test_path_i_stays_one_future(arrivals):
    """Quantiles are taken last: the mean of a path's months is its year, its need follows its own posts."""
    base = outlook(load_scenario().with_values({"uncertainty.assumptions": False}), arrivals)
    caseload = base.monthly["target_caseload", "all"].values
    for row, year in enumerate(base.years):
        assert base.yearly["caseload_mean"].values[row] == pytest.approx(caseload[year.months].mean(axis=0))
    row = base.row(2028)
    order = np.argsort(base.yearly["fte"].values[row])
    assert (np.diff(base.yearly["need"].values[row][order]) >= -1e-6).all()


def test_probabilities_count_paths(base):
    shortfall = base.yearly["shortfall"].values
    assert base.funds_suffice == pytest.approx((shortfall <= 1e-6).mean(axis=1))
    until = [(shortfall[: row + 1] <= 1e-6).all(axis=0).mean() for row in range(len(base.years))]
    assert base.funds_suffice_until == pytest.approx(until)


def test_lower_uncertainty_without_assumption_draws(arrivals):
    wide, narrow = (
        outlook(load_scenario().with_values({"uncertainty.assumptions": flag}), arrivals) for flag in (True, False)
    )
    # In the first year nearly everybody in support has arrived already, so the assumptions make most of the interval.
    width = [result.yearly["fte"].summary[0, 7] - result.yearly["fte"].summary[0, 3] for result in (wide, narrow)]
    assert width[0] > width[1] > 0


def test_special_events_leave_the_past_alone(arrivals, base):
    """An event that begins before the base month moves only the forecast months, in the order listed."""
    event = {"from": "2025-06", "to": "2026-02", "factor": 2.0}
    more = {"from": "2026-02", "to": "2026-02", "group": "asylum", "factor": 1.0, "add": 50.0}
    moved = outlook(load_scenario().with_values({"arrivals.shocks": [event, more]}), arrivals)
    was = base.monthly["arrivals", "asylum"].values
    expected = was.copy()
    expected[:2] *= 2.0
    expected[1] += 50.0
    assert moved.monthly["arrivals", "asylum"].values == pytest.approx(expected)
    assert np.array_equal(moved.arrivals.paths["asylum"], arrivals.paths["asylum"])
    stock = [result.monthly["provisional_stock", "asylum"].values[0] for result in (base, moved)]
    assert (stock[1] - stock[0] <= was[0] + 1e-6).all()


def _other_value(entry):
    """Some allowed value that differs from the register's, None where there is no simple one."""
    if entry.kind in ("number", "integer") and entry.possible is not None:
        low, high = entry.plausible or entry.possible
        value = low if entry.value != low else high
        return int(value) if entry.kind == "integer" else value
    if entry.kind == "choice":
        return next(choice.value for choice in entry.choices if choice.value != entry.value)
    if entry.kind == "boolean":
        return not entry.value
    return None


SINGLE = {
    entry.key: _other_value(entry)
    for entry in load_register().for_groups(("asylum", "ukraine"))
    if _other_value(entry) is not None and entry.key not in ("horizon_months", "arrivals.method")
}


@pytest.mark.parametrize("key", SINGLE)
def test_one_changed_assumption_recomputes_all_it_touches(key, arrivals, base):
    """Each assumption alone: what is taken over from the base is what a fresh run gives."""
    scenario = load_scenario().with_values({key: SINGLE[key]})
    fresh, quick = (outlook(scenario, arrivals, reuse=earlier) for earlier in (None, base))
    assert document(fresh, Texts("en")) == document(quick, Texts("en"))


@pytest.mark.parametrize("key", SINGLE)
def test_one_changed_assumption_recomputes_all_of_the_past_that_it_touches(key, arrivals, base):
    changed = load_scenario().with_values({key: SINGLE[key]})
    resolved = resolve(changed, arrivals.groups)
    fresh = hindcast(resolved, arrivals)
    quick = hindcast(resolved, arrivals, reuse=hindcast(base.resolved, arrivals))
    assert fresh.complete_from == quick.complete_from
    assert np.array_equal(fresh.fte, quick.fte)
    for group in arrivals.groups:
        assert np.array_equal(fresh.caseload[group], quick.caseload[group])
        assert np.array_equal(fresh.provisional_stock[group], quick.provisional_stock[group])
