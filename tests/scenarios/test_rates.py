"""The price base of the funding rates: the recommendation of 2020, nominal and carried on with the pay rounds."""

from __future__ import annotations

import math

import pytest

from forecasting.assumptions import Scenario, load_scenario, own_keys, resolve
from forecasting.assumptions.files import SCENARIOS
from forecasting.assumptions.pay import growth_by_year, load_pay_steps
from forecasting.scenarios.rates import rate_basis, rate_notices

GROUPS = ("asylum", "ukraine")


def shipped(stem: str) -> Scenario:
    return load_scenario(SCENARIOS / f"{stem}.toml")


def test_the_recommendation_is_shipped_nominal_and_carried_on() -> None:
    """[2.2] 60,000 and 47,000 at 2020 prices; with the rounds of 2021 to 2026 about 72,450 and 56,750."""
    nominal = rate_basis(resolve(shipped("audit_recommendation"), GROUPS), 2026, 2026)
    assert (nominal.graduate, nominal.vocational) == (60_000, 47_000)
    assert (nominal.price_base, nominal.carried_on) == (2020, None)
    carried = rate_basis(resolve(shipped("audit_recommendation_pay"), GROUPS), 2026, 2026)
    assert carried.graduate == pytest.approx(72_450, abs=5) and carried.vocational == pytest.approx(56_750, abs=5)
    assert (carried.price_base, carried.carried_on) == (2020, "pay")
    since = math.prod(1.0 + share for share in growth_by_year(load_pay_steps(), 2020).values())
    assert carried.graduate == pytest.approx(60_000 * since) and carried.vocational == pytest.approx(47_000 * since)


def test_carried_on_differs_from_nominal_by_the_index_alone() -> None:
    nominal, carried = shipped("audit_recommendation"), shipped("audit_recommendation_pay")
    assert set(own_keys(carried)) - set(own_keys(nominal)) == {"funding.rate_index", "funding.pay_rounds"}
    assert carried.reason("funding.basis", "de") == nominal.reason("funding.basis", "de") != ""


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        ({}, []),
        ({"funding.rate_price_base": "2020"}, ["rates_nominal"]),
        ({"funding.rate_price_base": "2020", "funding.rate_growth": 0.02}, ["rates_with_share"]),
        ({"funding.rate_price_base": "2024", "funding.rate_index": "pay"}, ["rates_with_pay"]),
    ],
)
def test_a_notice_says_whether_rates_with_a_price_base_are_carried_on(
    values: dict[str, object], wanted: list[str]
) -> None:
    found = rate_notices(resolve(load_scenario().with_values(values), GROUPS))
    assert [each.key.removeprefix("scenarios.") for each in found] == wanted


def test_a_dated_rate_grows_from_its_own_year_if_that_is_later() -> None:
    """60,000 since 2024: a price base of 2020 changes nothing of it, one share a year counts from 2024."""
    values = {"funding.rate_price_base": "2020", "funding.rate_growth": 0.1}
    dated = rate_basis(resolve(Scenario("x").with_values(values), GROUPS), 2026, 2026)
    assert dated.graduate == pytest.approx(60_000 * 1.1**2)
    plain = rate_basis(
        resolve(Scenario("x").with_values(values | {"funding.rate_graduate": 60_000}), GROUPS), 2026, 2026
    )
    assert plain.graduate == pytest.approx(60_000 * 1.1**6)
