"""What a search asks for is what the whole outlook says, to the last bit, whatever is switched on and moved."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from forecasting.assumptions import load_scenario
from forecasting.base.errors import InputError
from forecasting.scenarios import outlook
from forecasting.scenarios.goal.expression import MEASURES, RESIDUALS_ALONE, missed, parse, reached, trend, value_of
from forecasting.scenarios.levers import lever_of, seekable
from forecasting.scenarios.measured import measured, until
from tests.reports.worlds import arrivals

WORLD = arrivals(horizon=36, paths=50)
BASE = load_scenario()
START = outlook(BASE.with_values({"budget.opening_unbound": 2e7}), WORLD)
CASES = {
    "base": {},
    "money": {
        "budget.opening_unbound": 40e6,
        "budget.opening_bound": 90e6,
        "budget.pact_share": 0.4,
        "budget.release_share": 0.2,
        "budget.carry_over_years": 2,
        "funding.surplus": "reclaimed",
        "funding.rate_graduate": 80_000,
        "planning.level": "planning",
    },
    "people": {"staffing.friction": True, "staffing.filled_fte": 300.0, "need.asylum.take_up": 0.6},
    "ratio and peak": {"staffing.method": "ratio", "staffing.rule": "peak"},
    "certain": {"uncertainty.assumptions": False},
    "refined": {"need.asylum.family_factor": 0.3, "need.asylum.status_rate": 0.01, "need.ukraine.stay_decline": 0.02},
    "counted": {"need.asylum.opening_stock": 9_000.0, "arrivals.shocks": [
        {"from": "2026-03", "to": "2027-02", "factor": 2.0, "add": 50.0, "group": "asylum"},
    ]},
}  # fmt: skip
FORMS = ("{}[2027] >= 1", "mean({}[2027..2028]) >= 1", "P({}[..2027] >= 1) >= 0.5")


def reads(target, result):
    """Everything a search reads."""
    return [read(target, result) for read in (value_of, trend, missed)]


def looked(scenario, target, *, reuse=None):
    """What a search runs."""
    asked = until(WORLD, target.last)
    return measured(
        scenario,
        asked,
        measure=target.measure,
        account=target.kind == "account",
        reuse=None if reuse is None else (asked, reuse.parts),
    )


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("case", CASES)
def test_every_measure_is_that_of_the_outlook(case, form):
    scenario = BASE.with_values(CASES[case])
    whole = outlook(scenario, WORLD)
    for measure in MEASURES:
        target = parse(form.format(measure))
        if target.kind == "account" and measure != RESIDUALS_ALONE and measure not in whole.account.measures:
            continue
        found = looked(scenario, target, reuse=looked(BASE, target))
        assert np.array_equal(reads(target, found), reads(target, whole), equal_nan=True), measure


@settings(max_examples=60)
@given(
    case=st.sampled_from(sorted(CASES)),
    keys=st.lists(st.sampled_from([*seekable(WORLD), "budget.appropriation.2027"]), min_size=1, max_size=3),
    shares=st.lists(st.floats(0.0, 1.0), min_size=3, max_size=3),
    form=st.sampled_from(FORMS),
    measure=st.sampled_from(MEASURES),
)
def test_a_run_takes_over_what_a_moved_lever_leaves_alone(case, keys, shares, form, measure):
    """One lever after the other, each run from the parts of the one before: as computed from scratch, all years."""
    scenario = BASE.with_values(CASES[case])
    target = parse(form.format(measure))
    if target.kind == "account" and measure not in outlook(scenario, WORLD).account.measures:
        target = parse(FORMS[1].format(measure))
    near = looked(scenario, target)
    for key, share in zip(keys, shares, strict=False):
        lever = lever_of(key, scenario, WORLD)
        low, high = lever.plausible
        try:
            scenario = lever.tried(scenario, lever.at(lever.near(low + share * (high - low))))
        except InputError:  # forbidden by another value
            continue
        near = looked(scenario, target, reuse=near)
        whole = outlook(scenario, WORLD)
        assert np.array_equal(reads(target, near), reads(target, whole), equal_nan=True)


@given(
    measure=st.sampled_from(["shortfall", "need", "surplus", "fte", "closing_unbound", "residuals_alone"]),
    limit=st.floats(-4e7, 4e7),
    inner=st.sampled_from(["<=", "<", ">=", ">"]),
    outer=st.sampled_from(["<=", "<", ">=", ">"]),
    share=st.one_of(st.floats(0.001, 0.999), st.integers(0, 50).map(lambda paths: paths / 50)),
    form=st.sampled_from(["P({m}[..2027] {i} {n}) {o} {s}", "mean({m}[2027]) {o} {n}", "{m}[2026..2027] {o} {n}"]),
)
@example("shortfall", 0.0, "<=", ">=", 0.9, "P({m}[..2027] {i} {n}) {o} {s}")
def test_what_is_missed_says_whether_the_target_holds(measure, limit, inner, outer, share, form):
    """Above 0 the target is missed, below it is met; within a cent of it, it may be either."""
    assume((outer, share) not in [("<", 0.0), (">=", 0.0), (">", 1.0), ("<=", 1.0)])  # of themselves, on no path
    if measure == "shortfall":
        limit = abs(limit)
        assume(limit > 1.0 or (limit == 0.0 and inner == "<="))
    target = parse(form.format(m=measure, n=f"{limit:.2f}", i=inner, o=outer, s=share))
    far = missed(target, START)
    if abs(far) > 0.01:
        assert reached(target, value_of(target, START)) == (far < 0)


def test_the_paths_know_no_account():
    found = looked(BASE, parse("mean(need) >= 1"))
    with pytest.raises(LookupError):
        _ = found.account


def test_arrivals_end_with_the_last_year_asked_for():
    assert until(WORLD, None) is WORLD
    assert until(WORLD, 2028) is WORLD
    short = until(WORLD, 2026)
    assert (short.horizon, len(short.paths["asylum"])) == (12, len(WORLD.paths["asylum"]) - 24)
