"""What the appropriation of a year is (enacted, planned, continued, none), and which of them forms residual funds."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting import forecast_arrivals, load_observations, load_scenario, outlook
from forecasting.assumptions import Scenario, resolve
from forecasting.base.text import Texts
from forecasting.reports.tables import forecast_table
from forecasting.scenarios import Outlook
from forecasting.scenarios.account_rules import standing
from tests.reports.worlds import result

MIO = 1e6
LAW = {"budget.continued_forms_residual": False}
"""As the shipped scenarios have it."""

DECIDED = {
    "budget.fixed_commitments": {2026: 20 * MIO, 2027: 30 * MIO, 2028: 5 * MIO},
    "budget.carry_over_years": 99,
    "funding.admin_cost": 0.0,
    "uncertainty.assumptions": False,
}


def of(changes: dict[str, object], year: int) -> str:
    return standing(resolve(Scenario("").with_values(changes), ("asylum",)), year)


@pytest.mark.parametrize(
    ("changes", "year", "expected"),
    [
        ({}, 2026, "enacted"),
        ({}, 2027, "continued"),
        ({}, 2032, "none"),
        ({"budget.appropriation": {2027: 40 * MIO}}, 2027, "planned"),
        ({"budget.appropriation": {2027: 40 * MIO}}, 2028, "none"),
        ({"budget.appropriation.2027": 40 * MIO}, 2028, "continued"),
        ({"budget.appropriation.2026": 40 * MIO}, 2026, "planned"),
        ({"budget.appropriation.2028": 58 * MIO}, 2028, "planned"),
        ({"budget.appropriation.2028": 58 * MIO}, 2029, "continued"),
        ({"budget.appropriation": {2028: 58 * MIO}}, 2028, "planned"),
        ({"budget.appropriation": {2026: 58 * MIO, 2028: {"continued": 58 * MIO}}}, 2026, "enacted"),
        ({"budget.appropriation": {2026: 58 * MIO, 2028: {"continued": 58 * MIO}}}, 2028, "continued"),
        ({"budget.appropriation": {2028: {"continued": 60 * MIO}}}, 2028, "continued"),
        ({"budget.appropriation.2035": 58 * MIO}, 2035, "planned"),
        ({"budget.supplementary": {2027: 1 * MIO}}, 2027, "planned"),
        ({"budget.virement": {2027: -1 * MIO}}, 2027, "planned"),
    ],
)
def test_a_year_is_enacted_planned_continued_or_none(changes, year, expected):
    assert of(changes, year) == expected


def test_an_outlook_says_the_standing_of_every_year():
    found = result({"budget.appropriation.2028": 12 * MIO}, horizon=84)
    assert found.standing == ("enacted", "continued", "planned", "continued", "continued", "continued", "none")


def test_a_continued_amount_leaves_no_residual_and_a_planned_one_does():
    """Needs of 20, 30 and 5 m: 38 of the enacted 2026 are left, nothing of 2027, 7 of the 12 planned for 2028."""
    given = DECIDED | {"budget.appropriation.2028": 12 * MIO, "budget.order": "appropriation_first"}
    found = result(given | LAW, horizon=36).account.measures
    assert found["forgone"] == pytest.approx([0.0, 28 * MIO, 0.0])
    assert found["closing_unbound"] == pytest.approx([38 * MIO, 38 * MIO, 45 * MIO])
    neutral = result(given | {"budget.continued_forms_residual": True}, horizon=36).account.measures
    assert neutral["forgone"] == pytest.approx([0.0, 0.0, 0.0])
    assert neutral["closing_unbound"] == pytest.approx([38 * MIO, 66 * MIO, 73 * MIO])


def test_the_potential_without_residuals_is_appropriation_less_need_whatever_residuals_there_are():
    for opening in (0.0, 40 * MIO):
        found = result(LAW | {"budget.opening_unbound": opening}).yearly
        plain = found["appropriation"].values - found["need"].values
        assert np.array_equal(found["reduction_without_residuals"].values, plain)
        with_residuals = found["appropriation"].values - found["required_appropriation"].values
        assert np.array_equal(found["reduction_potential"].values, with_residuals)
        assert (found["reduction_potential"].values >= plain - 1e-6).all()


def test_reclaimed_money_is_revenue_without_a_budget_note():
    reclaim = {
        "funding.surplus": "reclaimed", "funding.rate_graduate": 90_000.0, "funding.rate_vocational": 90_000.0,
        "budget.fixed_commitments": {},
    }  # fmt: skip
    with_note = result(reclaim | {"budget.reclaimed_needs_note": False}).account.measures
    without = result(reclaim | {"budget.reclaimed_needs_note": True}).account.measures
    assert with_note["reclaimed"][1] == pytest.approx(with_note["surplus"][0]) and with_note["surplus"][0] > MIO
    assert (without["reclaimed"] == 0.0).all()
    assert without["surplus"] == pytest.approx(with_note["surplus"])
    assert (without["available"][1:] < with_note["available"][1:]).all()


@pytest.fixture(scope="module")
def base() -> Outlook:
    scenario = load_scenario()
    return outlook(scenario, forecast_arrivals(load_observations(), scenario, paths=200))


def test_2026_is_handed_out_covered_and_leaves_nothing(base):
    """58.0 m of district budgets exhaust the appropriation; administration is paid outside it."""
    row = base.row(2026)
    year = {measure: sample.values[row] for measure, sample in base.yearly.items()}
    assert base.standing[row] == "enacted"
    assert (year["need"] == 58 * MIO).all() and (year["appropriation_used"] == 58 * MIO).all()
    assert base.funds_suffice[row] == 1.0
    for measure in ("closing_unbound", "forgone", "lapsed", "shortfall", "reduction_without_residuals"):
        assert (year[measure] == 0.0).all(), measure
    assert np.ptp(year["model_need"]) > MIO, "what the posts would cost stays visible"
    line = forecast_table(base, Texts("de")).row("model_need")
    assert line.values[row] == pytest.approx(base.account.measures["model_need"][row])


def test_from_2027_on_nothing_is_decided_and_nothing_is_left(base):
    for row, year in enumerate(base.years[1:], start=1):
        assert base.standing[row] == "continued", year
        assert (base.yearly["closing_unbound"].values[row] == 0.0).all()
        assert np.array_equal(base.yearly["model_need"].values[row], base.yearly["need"].values[row])
        potential = base.yearly["reduction_without_residuals"].values[row]
        assert np.array_equal(base.yearly["reduction_potential"].values[row], potential)
    assert any("Fortschreibung" in note for note in forecast_table(base, Texts("de")).notes)


def test_entered_stock_without_a_year_lapses_first_and_a_notice_says_so(base):
    undated = base.scenario.with_values({"budget.opening_unbound": 20 * MIO, "budget.appropriation.2026": 70 * MIO})
    undated = undated.with_values({"budget.order": "appropriation_first"})
    dated = undated.with_values({"budget.opening_layers": {2025: 20 * MIO}})
    lost, kept = outlook(undated, base.arrivals), outlook(dated, base.arrivals)
    assert lost.account.measures["lapsed"][0] == pytest.approx(20 * MIO)
    assert kept.account.measures["lapsed"][0] == 0.0
    assert "scenarios.undated" in {finding.key for finding in lost.notices}
    assert "scenarios.undated" not in {finding.key for finding in kept.notices}
