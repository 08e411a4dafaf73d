"""A ratio per counted person: take-up is in it once, so that it moves who is in support and no post."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasting import load_scenario, outlook
from forecasting.base.errors import InputError
from forecasting.reports.influence import Influence
from forecasting.scenarios.draws import draw_assumptions
from forecasting.scenarios.hindcast import hindcast
from forecasting.scenarios.influence.sensitivity import effects
from forecasting.scenarios.influence.variance import variance_shares
from tests.reports.worlds import arrivals

COUNTED = {"staffing.ratio_base": "counted", "staffing.persons_per_fte": 80.4}
POSTS = ("fte", "need", "grant", "shortfall")
ASYLUM, UKRAINE = "need.asylum.take_up", "need.ukraine.take_up"


@lru_cache(maxsize=1)
def world():
    return arrivals(horizon=36, paths=50)


def run(values: dict[str, object] | None = None, method: str = "ratio"):
    return outlook(load_scenario().with_values({**COUNTED, "staffing.method": method, **(values or {})}), world())


@pytest.mark.parametrize("method", ["ratio", "hours"])
def test_the_base_counts_persons_and_take_up_moves_no_post_on_any_path(method):
    plans = {"staffing.plan_backlog": 0.41, "staffing.plan_updates": 2.0}
    usual = run(plans, method)
    other = run({**plans, ASYLUM: {"value": 0.3, "low": 0.1, "high": 0.4}, UKRAINE: 0.0}, method)
    assert usual.resolved.word("staffing.ratio_base") == "counted"
    for measure in POSTS:
        assert np.array_equal(usual.yearly[measure].values, other.yearly[measure].values)
    assert np.array_equal(usual.monthly["hours", "all"].values, other.monthly["hours", "all"].values)
    assert not other.monthly["target_caseload", "ukraine"].values.any()
    assert (other.yearly["caseload_mean"].values < usual.yearly["caseload_mean"].values).all()


def test_the_shipped_base_is_such_a_scenario():
    """80.4 = 64,000 / 796.08 counted persons per FTE (audit report [1], allocation of 2018)."""
    base = load_scenario().overrides
    assert base["staffing.ratio_base"] == "counted"
    assert base["staffing.persons_per_fte"] == pytest.approx(64_000 / 796.08, abs=0.05)


def test_served_persons_per_post_are_the_ratio_times_take_up_group_by_group_and_path_by_path():
    found = run()
    drawn = draw_assumptions(found.resolved.ranges, world().n_paths, world().seed)
    fte = found.monthly["fte", "all"].values
    for month in (0, 17, 35):
        for path in range(0, world().n_paths, 7):
            served = 1.0 - drawn["need.non_target_share"][path]
            posts = 0.0
            for group in ("asylum", "ukraine"):
                caseload = found.monthly["target_caseload", group].values[month, path]
                posts += caseload / served / (80.4 * drawn[f"need.{group}.take_up"][path])
            assert fte[month, path] == pytest.approx(posts, rel=1e-12)


@given(take_up=st.floats(0.05, 1.0), ratio=st.floats(20.0, 200.0), method=st.sampled_from(["ratio", "hours"]))
@settings(max_examples=15, deadline=None)
def test_a_ratio_per_counted_person_is_one_per_person_in_support_divided_by_take_up(take_up, ratio, method):
    """The same posts either way where both groups have one take-up; the hours per person grow as fewer share them."""
    same = {ASYLUM: take_up, UKRAINE: take_up, "uncertainty.assumptions": False}
    bands = load_scenario().as_given("staffing.hours_per_month")
    per_counted = run({**same, "staffing.persons_per_fte": ratio, "staffing.plan_share": 0.0}, method)
    in_support = {
        "staffing.ratio_base": "served",
        "staffing.persons_per_fte": min(max(ratio * take_up, 1.0), 1000.0),
        "staffing.hours_per_month": [[*band[:2], band[2] / take_up] for band in bands],
    }
    per_served = run({**same, "staffing.plan_share": 0.0, **in_support}, method)
    assert per_counted.yearly["fte"].values == pytest.approx(per_served.yearly["fte"].values, rel=1e-9)
    assert per_counted.yearly["served_mean"].values == pytest.approx(per_served.yearly["served_mean"].values)


def test_everybody_taking_support_up_makes_no_difference_between_the_two():
    everybody = {ASYLUM: 1.0, UKRAINE: 1.0}
    counted, served = (run({**everybody, "staffing.ratio_base": base}) for base in ("counted", "served"))
    assert np.array_equal(counted.yearly["need"].values, served.yearly["need"].values)


def test_behind_a_counted_stock_in_support_stand_more_of_the_target_group():
    """1,000 in support at a take-up of 0.5 are 2,000 persons counted; who enters later is not touched."""
    alone = {"need.asylum.prospect_share": 0.0, "need.ukraine.prospect_share": 0.0, "uncertainty.assumptions": False}
    stock = {"need.asylum.opening_stock": 1000.0, "need.asylum.opening_tenure": [1.0], "need.non_target_share": 0.0}
    half, full = (run({**alone, **stock, ASYLUM: share, "need.ukraine.opening_stock": 0.0}) for share in (0.5, 1.0))
    assert half.yearly["fte"].values == pytest.approx(2 * full.yearly["fte"].values)
    assert half.yearly["caseload_mean"].values == pytest.approx(full.yearly["caseload_mean"].values)
    entering = {"need.asylum.opening_stock": 0.0, "need.ukraine.opening_stock": 0.0}
    few, many = (run({**entering, ASYLUM: share}) for share in (0.0, 1.0))
    assert np.array_equal(few.yearly["fte"].values, many.yearly["fte"].values)


def test_people_in_support_whom_nobody_takes_up_are_refused():
    with pytest.raises(InputError, match=r"need\.asylum\.opening_stock"):
        run({"need.asylum.opening_stock": 1000.0, ASYLUM: 0.0})


@pytest.mark.parametrize("method", ["ratio", "hours"])
def test_the_past_is_sized_alike(method):
    usual, other = run(method=method), run({ASYLUM: 0.4, UKRAINE: 1.0}, method)
    past, changed = (hindcast(each.resolved, world()) for each in (usual, other))
    assert past.fte == pytest.approx(changed.fte, rel=1e-12)
    last = world().base_month - past.first_month
    assert past.caseload["asylum"][last] == pytest.approx(changed.caseload["asylum"][last] * 0.75 / 0.4)


def test_take_up_leaves_the_list_of_influences_on_posts_and_need_alone():
    for method in ("ratio", "hours"):
        scenario = load_scenario().with_values({**COUNTED, "staffing.method": method})
        for measure, listed in (("need", False), ("fte", False), ("caseload_mean", True)):
            base, bars = effects(scenario, world(), measure=measure, year=2027)
            shares = variance_shares(scenario, world(), measure=measure, year=2027)
            found = Influence.of(measure, 2027, base, bars, shares)
            assert ({ASYLUM, UKRAINE} <= {effect.key for effect in found.effects}) == listed
            assert ({ASYLUM, UKRAINE} <= {share.key for share in found.shares}) == listed
            assert not {ASYLUM, UKRAINE} & {effect.key for effect in found.effects} or listed
            assert not {ASYLUM, UKRAINE} & {share.key for share in found.shares} or listed
    served = scenario.with_values({"staffing.ratio_base": "served"})
    bars = effects(served, world(), measure="need", year=2027)[1]
    assert {ASYLUM, UKRAINE} <= {effect.key for effect in bars if effect.span > 0}
