"""Values of a scenario for the groups at hand, with ranges and a stable order."""

from __future__ import annotations

import pytest

from forecasting.assumptions import Band, Range, Years, load_register, load_scenario, resolve
from forecasting.assumptions.values import DatedValue

REGISTER = load_register()
BASE = load_scenario()
GROUPS = ("asylum", "ukraine")


def test_every_key_has_a_value_or_none() -> None:
    resolved = resolve(BASE, (*GROUPS, "humanitarian"))
    assert set(resolved.values) == {key for key in REGISTER if ".other." not in key}
    assert resolved.values["housing.asylum.stay_pmf"] is None
    assert resolved.values["budget.opening_unbound"] is None


def test_uncertain_facts_have_ranges_and_decisions_have_none() -> None:
    resolved = resolve(BASE, GROUPS)
    assert resolved.ranges["need.asylum.prospect_share"] == Range(0.35, 0.5, 0.65)
    assert not any(REGISTER[key].decision for key in resolved.ranges)
    for key in ("staffing.persons_per_fte", "need.asylum.max_months", "funding.rate_graduate", "funding.state_share"):
        assert key not in resolved.ranges and key not in resolved.register_order


def test_the_order_does_not_depend_on_scenario_or_groups() -> None:
    order = resolve(BASE, GROUPS).register_order
    changed = BASE.with_values({"need.asylum.take_up": 0.6, "housing.asylum.stay_pmf": [1.0]})
    assert resolve(changed, GROUPS).register_order == order
    assert resolve(BASE, ("ukraine",)).register_order == order
    assert resolve(BASE, ("asylum", "family")).register_order[: len(order)] == order
    positions = [list(REGISTER).index(key) for key in order]
    assert positions == sorted(positions)
    assert list(resolve(BASE, GROUPS).ranges) == [key for key in order if key in resolve(BASE, GROUPS).ranges]


@pytest.mark.parametrize(
    ("value", "expected"), [(0.6, Range(0.5, 0.6, 1.0)), (0.3, Range(0.3, 0.3, 1.0)), (0.95, Range(0.5, 0.95, 1.0))]
)
def test_a_range_widens_to_hold_the_value(value: float, expected: Range) -> None:
    assert resolve(BASE.with_values({"need.asylum.take_up": value}), GROUPS).ranges["need.asylum.take_up"] == expected


def test_a_range_of_its_own_replaces_the_register() -> None:
    sure = BASE.with_values({"need.asylum.take_up": {"value": 0.6, "low": 0.6, "high": 0.6}})
    assert "need.asylum.take_up" not in resolve(sure, GROUPS).ranges
    unsure = BASE.with_values({"staffing.plan_share": {"value": 0.6, "low": 0.5, "high": 0.9}})
    assert resolve(unsure, GROUPS).ranges["staffing.plan_share"] == Range(0.5, 0.6, 0.9)


def test_a_given_stay_silences_the_lognormal_one_of_its_group() -> None:
    resolved = resolve(BASE.with_values({"housing.asylum.stay_pmf": [0.5, 0.5]}), GROUPS)
    assert resolved.shares("housing.asylum.stay_pmf") == (0.5, 0.5)
    assert {"housing.asylum.median_months", "housing.asylum.sigma"}.isdisjoint(resolved.ranges)
    assert "housing.ukraine.median_months" in resolved.ranges


def test_a_plain_number_replaces_all_dated_values() -> None:
    dated = resolve(BASE, GROUPS).values["funding.rate_graduate"]
    assert isinstance(dated, tuple) and all(isinstance(step, DatedValue) for step in dated)
    with pytest.raises(TypeError):
        resolve(BASE, GROUPS).number("funding.rate_graduate")
    assert resolve(BASE.with_values({"funding.rate_graduate": 6e4}), GROUPS).number("funding.rate_graduate") == 6e4


def test_a_further_group_takes_other_unless_it_has_values_of_its_own() -> None:
    scenario = BASE.with_values({"need.other.take_up": 0.4, "need.family.exit_rate": 0.05})
    resolved = resolve(scenario, ("asylum", "family", "third"))
    assert resolved.number("need.family.take_up") == resolved.number("need.third.take_up") == 0.4
    assert resolved.number("need.asylum.take_up") == 0.75
    assert resolved.number("need.family.exit_rate") == 0.05
    assert resolved.number("need.third.exit_rate") == REGISTER["need.other.exit_rate"].value
    assert resolved.ranges["need.family.take_up"] == Range(0.4, 0.4, 1.0)
    assert scenario.value("need.third.take_up") == 0.4


def test_a_group_called_other_is_the_template_itself() -> None:
    resolved = resolve(BASE.with_values({"need.other.take_up": 0.4}), ("other",))
    assert resolved.number("need.other.take_up") == 0.4


def test_typed_access() -> None:
    resolved = resolve(BASE.with_values({"base_month": "2024-12"}), GROUPS)
    assert resolved.flag("uncertainty.assumptions") is True
    assert resolved.word("base_month") == "2024-12"
    assert resolved.whole("need.asylum.max_months") == 36
    assert resolved.optional_number("budget.opening_unbound") is None
    assert resolved.by_year("budget.supplementary") == Years()
    assert resolved.by_year("budget.appropriation")[2026] == 58e6
    assert all(isinstance(band, Band) for band in resolved.bands()) and len(resolved.bands()) == 3
    assert resolved.shocks() == () and resolved.shares("budget.outflow") == (1.0,)


def test_results_do_not_share_state() -> None:
    first = resolve(BASE, GROUPS)
    assert isinstance(first.values, dict)
    first.values["need.asylum.take_up"] = 0.1
    assert resolve(BASE, GROUPS).number("need.asylum.take_up") == 0.75


@pytest.mark.parametrize(("key", "value"), [("need.asylum.prospect_share", 0.0), ("need.asylum.take_up", 1.0)])
def test_nobody_and_everybody_are_meant_as_they_stand(key: str, value: float) -> None:
    """A value at the edge of what is possible is certain: no range can lie around it."""
    resolved = resolve(load_scenario(sets=[f"{key}={value}"]), GROUPS)
    assert resolved.number(key) == value
    assert key not in resolved.ranges


def test_what_is_switched_off_in_the_register_is_not_drawn_until_it_is_switched_on() -> None:
    assert REGISTER["need.asylum.status_rate"].range == Range(0.0, 0.0, 0.01)
    assert "need.asylum.status_rate" not in resolve(BASE, GROUPS).ranges
    on = resolve(BASE.with_values({"need.asylum.status_rate": 0.02}), GROUPS)
    assert on.ranges["need.asylum.status_rate"] == Range(0.0, 0.02, 0.02)
    given = BASE.with_values({"need.asylum.status_rate": {"value": 0, "low": 0, "high": 0.01}})
    assert resolve(given, GROUPS).ranges["need.asylum.status_rate"] == Range(0.0, 0.0, 0.01)


def test_what_another_setting_keeps_from_acting_is_not_drawn() -> None:
    by_origin = BASE.with_values({"need.prospect_source": "origin"})
    assert "need.asylum.prospect_share" in resolve(BASE, GROUPS).ranges
    assert "need.origin_level" not in resolve(BASE, GROUPS).ranges
    assert "need.asylum.prospect_share" not in resolve(by_origin, GROUPS).ranges
    assert "need.origin_level" in resolve(by_origin, GROUPS).ranges
    # The hours are computed under either method.
    assert "staffing.plan_hours" in resolve(BASE.with_values({"staffing.method": "ratio"}), GROUPS).ranges


def test_conditions_are_those_of_the_own_group_and_hold_together() -> None:
    delay = REGISTER["need.asylum.family_delay"]
    assert delay.acts_under == (("need.asylum.family_factor", True),)
    further = REGISTER.find("need.family.family_delay")
    assert further is not None and further.acts_under == (("need.family.family_factor", True),)
    update = REGISTER["staffing.plan_update_hours"]
    both = {"staffing.method": "hours", "staffing.plan_updates": 2.0}
    assert update.acts(both)
    assert update.idle_under(both | {"staffing.plan_updates": 0.0}) == ("staffing.plan_updates", True)
    assert update.idle_under(both | {"staffing.method": "ratio"}) == ("staffing.method", "hours")


def test_a_share_of_all_leaves_nobody_to_gain_a_status() -> None:
    later = REGISTER["need.ukraine.status_rate"]
    assert later.idle_under(resolve(BASE, GROUPS).values) == ("need.ukraine.prospect_share", False)
    assert later.acts(resolve(BASE.with_values({"need.ukraine.prospect_share": 0.99}), GROUPS).values)
