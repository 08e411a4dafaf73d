"""The gate: the model's levels lie near what is known before anything else is believed."""

from __future__ import annotations

from functools import lru_cache

import pytest

from forecasting import forecast_arrivals, load_observations, load_scenario, outlook
from forecasting.assumptions import load_register
from forecasting.reports.register import impact_of
from forecasting.scenarios.calibration import calibrated_hours
from forecasting.scenarios.plausibility import anchors, count_of_2017
from forecasting.scenarios.sensitivity import effects
from tests.reports.worlds import arrivals


@lru_cache(maxsize=1)
def base():
    scenario = load_scenario().with_values({"arrivals.method": "naive"})
    return outlook(scenario, forecast_arrivals(load_observations(), scenario, paths=200))


def test_the_count_of_2017_and_the_posts_of_its_practice():
    """72,857 counted, 111,000 to 116,000 arrived, 850 to 1,200 posts (docs/method.md, External checks)."""
    count = count_of_2017(base().resolved, base().arrivals)
    assert 111_000 <= count.arrived <= 116_000
    assert 107_000 <= count.left_provisional <= 112_000
    assert 0.65 <= count.transfer_share <= 0.68
    assert 850 <= count.fte <= 1_200


def test_every_binding_anchor_is_met():
    found = anchors(base())
    assert len(found) >= 10
    assert [anchor.known.key for anchor in found if anchor.known.tests and not anchor.met] == []


def test_data_that_do_not_reach_back_have_no_anchors():
    scenario = load_scenario().with_values({"groups": ["ukraine"], "arrivals.method": "naive"})
    assert anchors(outlook(scenario, forecast_arrivals(load_observations(), scenario, paths=4))) == ()


def test_the_hours_are_calibrated_to_the_ratio():
    """The base year takes as many posts by hours as at 80.4 counted persons per FTE; 0.001 hours are 0.06 %."""
    world = forecast_arrivals(load_observations(), load_scenario())
    still = load_scenario().with_values({"uncertainty.assumptions": False})
    posts = [
        outlook(still.with_values({"staffing.method": method}), world).account.measures["fte"][0]
        for method in ("hours", "ratio")
    ]
    assert posts[0] == pytest.approx(posts[1], rel=0.001)
    written = [tuple(band) for band in load_scenario().as_given("staffing.hours_per_month")]
    assert written == list(calibrated_hours(load_scenario(), world)), "python -m forecasting.scenarios.calibration"


def test_the_calibration_finds_its_way_from_any_level_and_keeps_the_shape():
    world = arrivals(horizon=24, paths=20)
    found = calibrated_hours(load_scenario(), world)
    far = [[0, 6, 9.0], [6, 18, 6.0], [18, 36, 3.0]]
    assert calibrated_hours(load_scenario().with_values({"staffing.hours_per_month": far}), world) == found
    assert [hours / found[-1][2] for *_, hours in found] == pytest.approx([3, 2, 1])


def test_the_register_tells_the_effect_of_each_assumption_truly():
    """`impact` in the register is the computed effect on the base need, within a third of a threshold."""
    value, found = effects(load_scenario(), base().arrivals, measure="need", year=2027)
    register = {entry.key: entry for entry in load_register().for_groups(base().groups)}
    wrong = {}
    for effect in found:
        share = effect.span / value
        near = any(abs(share - edge) < edge / 3 for edge in (0.02, 0.10))
        if not near and register[effect.key].impact != impact_of(effect, value):
            wrong[effect.key] = (register[effect.key].impact, impact_of(effect, value), round(share, 3))
    assert wrong == {}
