"""What a planner must be told beside the figures: changes without effect, missing money, partial years."""

from __future__ import annotations

import pytest

from forecasting import forecast_arrivals, load_observations, load_scenario, outlook
from forecasting.base.text import Texts
from forecasting.reports.answer import answer
from forecasting.reports.terminal import render

NAIVE = {"arrivals.method": "naive"}


def run(changes, paths=20):
    scenario = load_scenario().with_values({**NAIVE, **changes})
    return outlook(scenario, forecast_arrivals(load_observations(), scenario, paths=paths))


def keys(result) -> set[str]:
    return {finding.key for finding in result.notices}


def test_a_lever_that_another_setting_holds_still_is_named():
    """Persons per FTE act under the ratio only; the shipped scenarios size posts by hours."""
    assert "scenarios.without_effect" in keys(run({"staffing.persons_per_fte": 90}))
    assert "scenarios.without_effect" not in keys(run({"staffing.persons_per_fte": 90, "staffing.method": "ratio"}))
    assert "scenarios.not_switched_on" in keys(run({"need.asylum.family_delay": 30}))
    assert "scenarios.not_switched_on" not in keys(
        run({"need.asylum.family_delay": 30, "need.asylum.family_factor": 1})
    )
    assert "scenarios.not_switched_off" in keys(run({"funding.surplus": "reclaimed"}))
    assert "scenarios.not_switched_off" not in keys(
        run({"funding.surplus": "reclaimed", "budget.reclaimed_needs_note": False})
    )
    assert "scenarios.nobody_left" in keys(run({"need.ukraine.status_rate": 0.1}))
    assert "scenarios.nobody_left" not in keys(
        run({"need.ukraine.status_rate": 0.1, "need.ukraine.prospect_share": 0.9})
    )


def test_years_without_an_appropriation_are_named():
    result = run({"budget.appropriation": {"2026": 58e6, "2028": 58e6}})
    notice = next(finding for finding in result.notices if finding.key == "scenarios.no_appropriation")
    assert notice.values["years"] == "2027, 2029, 2030, 2031"
    assert "scenarios.no_appropriation" not in keys(run({}))


def test_a_partial_year_is_named_and_explained_under_the_tables():
    result = run({"horizon_months": 18, "whole_years": False})
    assert "scenarios.partial_year" in keys(result)
    shown = " ".join(render(result, Texts("de")).split())
    assert "2027*" in shown
    assert "Januar 2027 bis Juni 2027" in shown
    assert "§ 45 Abs. 3 LHO" in shown


def test_a_base_month_within_the_year_asks_for_what_is_committed():
    partial = {"base_month": "2025-06", "whole_years": False}
    assert "scenarios.committed_missing" in keys(run(partial))
    given = partial | {"budget.committed_to_date": 20e6}
    assert "scenarios.committed_missing" not in keys(run(given))


def test_a_single_random_path_is_not_called_a_fixed_one():
    sentences = " ".join(answer(run({}, paths=1), Texts("de")).sentences())
    assert "ein möglicher Verlauf und keine Prognose" in sentences
    assert "festen Pfad" not in sentences


@pytest.mark.parametrize("language", ["de", "en"])
def test_lasting_and_lapsing_do_not_contradict_each_other(language):
    result = run({"budget.opening_unbound": 300e6, "budget.carry_over_years": 2, "uncertainty.assumptions": False})
    found = answer(result, Texts(language))
    assert found.lapse
    assert ("wenn nichts verfiele" if language == "de" else "if nothing lapsed") in found.residuals


@pytest.mark.parametrize(
    ("event", "told"),
    [
        ({"from": "2027-01", "to": "2027-12", "factor": 1.0}, "scenarios.event_neutral"),
        ({"from": "2020-01", "to": "2020-12", "factor": 1.5}, "scenarios.event_outside"),
        ({"from": "2090-01", "to": "2090-12", "factor": 1.5}, "scenarios.event_outside"),
        ({"from": "2025-01", "to": "2026-01", "factor": 1.5}, None),
        ({"from": "2027-01", "to": "2027-12", "group": "ukraine", "add": 10.0}, None),
    ],
)
def test_an_event_that_changes_nothing_is_named(event, told):
    found = keys(run({"arrivals.shocks": [event]})) & {"scenarios.event_neutral", "scenarios.event_outside"}
    assert found == ({told} if told else set())
