"""The dated pay rounds, what they come to in a budget year, and the shipped scenario that holds just that."""

from __future__ import annotations

import datetime

import pytest

from forecasting.assumptions import load_register, load_scenario, own_keys
from forecasting.assumptions.files import SCENARIOS
from forecasting.assumptions.pay import PayStep, growth_by_year, load_pay_steps
from forecasting.assumptions.sources import load_sources

PAY = "funding.pay_rounds"


def step(year: int, month: int, share: float) -> PayStep:
    return PayStep(datetime.date(year, month, 1), share, "none", "", "")


def test_the_shipped_scenario_holds_what_follows_from_the_dates():
    scenario = load_scenario(SCENARIOS / "pay_rounds.toml")
    assert own_keys(scenario) == (PAY,)
    assert dict(scenario.value(PAY)) == growth_by_year(load_pay_steps(), 2020)


def test_the_base_scenario_knows_no_round():
    assert dict(load_register()[PAY].value) == {}


def test_every_step_begins_a_month_and_has_a_source_with_a_grade():
    steps = load_pay_steps()
    assert [each.first_day for each in steps] == sorted(each.first_day for each in steps)
    for each in steps:
        assert each.first_day.day == 1 and each.first_day.year > 2020 and 0 < each.share < 0.2
        assert load_sources()[each.source].grade in ("A", "B", "C")
        assert bool(each.note) == bool(each.note_en)


def test_a_rise_within_a_year_works_on_in_the_next():
    """4 % from April: three quarters of it in the mean of the year, the rest in the next."""
    found = growth_by_year([step(2021, 4, 0.04), step(2023, 1, 0.0)], 2020)
    assert found == {2021: 0.03, 2022: round(1.04 / 1.03 - 1, 4), 2023: 0.0}


def test_the_whole_of_the_rises_is_in_the_level():
    level = 1.0
    for growth in growth_by_year([step(2021, 4, 0.014), step(2022, 4, 0.018), step(2024, 1, 0.0)], 2020).values():
        level *= 1 + growth
    assert level == pytest.approx(1.014 * 1.018, abs=2e-4)


def test_what_came_within_the_base_year_is_in_its_prices():
    assert growth_by_year([step(2020, 3, 0.0106), step(2021, 1, 0.02)], 2020) == {2021: 0.02}
