"""The gate: the model's levels lie near what is known before anything else is believed."""

from __future__ import annotations

from functools import lru_cache

import pytest

from forecasting import forecast_arrivals, load_observations, load_scenario, outlook
from forecasting.assumptions import load_register, resolve, shipped_scenarios
from forecasting.reports.register import impact_of
from forecasting.scenarios.calibration import calibrated_hours
from forecasting.scenarios.influence.sensitivity import effects
from forecasting.scenarios.plausibility import Anchor, anchors, count_of_2017, district_budgets
from forecasting.scenarios.practice import posts, practice_of
from tests.reports.worlds import arrivals


@lru_cache(maxsize=1)
def base():
    scenario = load_scenario().with_values({"arrivals.method": "naive"})
    return outlook(scenario, forecast_arrivals(load_observations(), scenario, paths=200))


def practice(values=None):
    return practice_of(load_scenario().with_values(values or {}), base().arrivals.groups)


def test_the_count_of_2017_and_the_posts_of_its_practice():
    """72,857 counted, 111,000 to 116,000 arrived, 850 to 1,200 posts (docs/method.md, External checks)."""
    arrivals = base().arrivals
    resolved = resolve(practice(), arrivals.groups)
    for key, value in {
        "need.asylum.prospect_share": 1.0, "need.asylum.take_up": 1.0, "need.non_target_share": 0.0,
        "need.asylum.exit_rate": 0.015, "need.asylum.max_months": 36, "housing.asylum.median_months": 9.0,
        "housing.asylum.sigma": 0.6, "housing.asylum.max_months": 24,
    }.items():  # fmt: skip
        assert resolved.values[key] == value, "the gate is about the practice and the stay of that time"
    count = count_of_2017(resolved, arrivals)
    assert 111_000 <= count.arrived <= 116_000
    assert 107_000 <= count.left_provisional <= 112_000
    assert 0.65 <= count.transfer_share <= 0.68
    implied = {"housing.asylum.transfer_share": count.transfer_share, "staffing.persons_per_fte": 80.0}
    assert 850 <= posts(practice().with_values(implied), arrivals, ("2017-09",))[0] <= 1_200


def test_the_posts_of_2018_are_those_that_were_filled():
    """1,184 managers in December 2018 on some 900 full-time posts."""
    assert 800 <= posts(practice(), base().arrivals, ("2018",))[0] <= 1_000


@pytest.mark.parametrize(
    ("values", "missed"),
    [
        ({"need.asylum.exit_rate": 0.08}, {"fte_2017", "fte_2018"}),
        ({"need.asylum.max_months": 12}, {"fte_2017", "fte_2018"}),
        ({"housing.asylum.transfer_share": 0.9}, {"fte_2017", "fte_2018"}),
        ({"staffing.persons_per_fte": 157.0}, {"fte_2017", "fte_2018", "persons_per_fte"}),
        ({"staffing.graduate_share": 0.0, "need.asylum.exit_rate": 0.015}, {"fundable_old_rates"}),
    ],
)
def test_a_verdict_can_fail(values, missed):
    found = anchors(outlook(load_scenario().with_values(values), base().arrivals))
    assert {anchor.known.key for anchor in found if anchor.verdict == "missed"} == missed


@pytest.mark.parametrize("path", shipped_scenarios(), ids=lambda path: path.stem)
def test_no_shipped_scenario_contradicts_what_is_known(path):
    """Rates that a scenario decides are not judged: nobody paid them."""
    scenario = load_scenario(path)
    world = base().arrivals
    if scenario.value("base_month") is None:
        found = anchors(outlook(scenario.with_values({"arrivals.method": "naive"}), world))
        assert [anchor.known.key for anchor in found if anchor.verdict == "missed"] == []
    decided = "funding.rate_graduate" in scenario.overrides
    assert decided == ("fundable_today" not in {anchor.known.key for anchor in anchors(outlook(scenario, world))})


def test_posts_that_followed_the_money_are_no_test():
    """0.76 FTE a head: 900 posts for 1,184 heads."""
    funded = [anchor for anchor in anchors(base()) if anchor.known.funding]
    assert {anchor.verdict for anchor in funded} == {"funding"} and len(funded) == 2
    share = 900 / 1184
    assert share == pytest.approx(0.76, abs=0.005)
    assert {anchor.known.low for anchor in funded} == {round(1150 * 0.76)}
    assert funded[0].known.high == round(1250 * 0.76)


def test_a_longer_stay_would_explain_the_stock_of_2016_and_contradict_the_posts_of_2018():
    """As the page says: with a median of 14 to 15 months 2018 would have taken more than 1,000 posts."""
    longer = {"housing.asylum.median_months": 14.5, "housing.asylum.sigma": 0.5, "housing.asylum.max_months": 30}
    resolved = resolve(practice().with_values(longer), base().arrivals.groups)
    count = count_of_2017(resolved, base().arrivals)
    assert 94_000 <= count.left_provisional <= 97_000
    implied = practice().with_values({**longer, "housing.asylum.transfer_share": count.transfer_share})
    assert posts(implied, base().arrivals, ("2018",))[0] > 1_000


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


def test_the_population_is_not_the_key_of_the_published_budgets():
    """292,750 EUR for Sigmaringen and 793,000 EUR for the Zollernalbkreis in 2025, as one year's and as two years'.

    Their shares of the population of 31 December 2021, 131,725 and 190,545 of 11,124,642, times 58 m a year.
    """
    found = {anchor.known.key: anchor for anchor in district_budgets()}
    people = {"sigmaringen": 131_725, "zollernalbkreis": 190_545}
    assert set(found) == {f"budget_{name}_{years}" for name in people for years in (1, 2)}
    for name, population in people.items():
        for years in (1, 2):
            anchor = found[f"budget_{name}_{years}"]
            assert anchor.model_value == pytest.approx(years * 58e6 * population / 11_124_642, abs=0.5)
            assert anchor.verdict == "key_off" and not anchor.known.tests
    assert {anchor.known.key for anchor in anchors(base())} >= set(found)


def test_a_budget_by_population_would_be_seen():
    """Within 5 % of the printed figure the verdict is the other one."""
    known = district_budgets()[0].known
    verdicts = [Anchor(known, known.low * factor).verdict for factor in (0.94, 0.96, 1.04, 1.06)]
    assert verdicts == ["key_off", "key_fits", "key_fits", "key_off"]
