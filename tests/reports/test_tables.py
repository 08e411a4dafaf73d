"""The funding table is the audit report's Table 2, and its figures add up as they stand."""

from __future__ import annotations

import re

import pytest

from forecasting.assumptions import load_scenario, shipped_scenarios
from forecasting.base.columns import WIDTH
from forecasting.base.format import Formats
from forecasting.base.text import LANGUAGES, Texts
from forecasting.reports.funds.ledger import account_table, reductions_words
from forecasting.reports.risk import envelope_table
from forecasting.reports.tables import (
    BLOCKED,
    NOTHING,
    UNKNOWN,
    account_label,
    forecast_table,
    funding_table,
)
from forecasting.reports.terminal import render
from forecasting.scenarios import outlook
from forecasting.scenarios.ledger import ledger
from tests.reports.worlds import arrivals, result

GERMAN, ENGLISH = Texts("de"), Texts("en")
CONSENT = "vorbehaltlich der Einwilligung des Finanzministeriums (§\u00a045 Abs.\u00a03 LHO)"


def _audit_2021():
    path = next(path for path in shipped_scenarios() if path.stem == "audit_2021")
    world = arrivals(base="2020-12", horizon=12, groups=("asylum",))
    return outlook(load_scenario(path), world)


def _number(cell: str) -> float:
    return 0.0 if cell in (NOTHING, UNKNOWN) else float(cell.replace(".", "").replace(",", "."))


def test_the_scenario_of_2021_gives_table_2_as_printed():
    """Audit report, table 2: 70.0 + 11.1 = 81.1; 33.9 + 7.2 = 41.1; 40.0 Mio. EUR are left."""
    table = funding_table(_audit_2021(), GERMAN)
    printed = [(line.number, line.cells[0]) for line in table.rows if line.cells]
    assert printed == [
        ("1.", "70,0"), ("2.", "11,1"), ("3.", "81,1"),
        ("1.", "33,9"), ("2.", "7,2"), ("3.", "41,1"),
        ("III.", "40,0"), ("", NOTHING),
    ]  # fmt: skip
    assert [line.number for line in table.rows if line.kind == "heading"] == ["I.", "II."]
    assert table.row("opening_unbound").label == (
        "Voraussichtliche Ausgabereste 2020 (nicht durch Bewilligungsbescheide gebunden)"
    )
    assert table.heads == ("Position", "2021")
    assert table.unit == "Mio. Euro"
    assert not any("Runden" in note for note in table.notes)


def test_residual_funds_stand_under_the_consent_of_the_finance_ministry():
    assert sum(CONSENT in note for note in funding_table(_audit_2021(), GERMAN).notes) == 1
    assert sum(CONSENT in note for note in funding_table(result(), GERMAN).notes) == 1


def test_an_amount_that_is_not_given_is_a_point_and_an_amount_of_zero_a_dash():
    table = funding_table(result(), GERMAN)
    assert table.row("opening_unbound").cells[0] == UNKNOWN
    assert any(note.startswith("„.“") for note in table.notes)
    table = funding_table(result({"budget.opening_unbound": 0}), GERMAN)
    assert table.row("opening_unbound").cells[0] == NOTHING
    assert not any(note.startswith("„.“") for note in table.notes)


def test_money_below_the_last_digit_is_not_nothing():
    """Signs of official tables: "–" is exactly zero, "0,0" is less than half of the last digit."""
    table = funding_table(result({"budget.opening_unbound": 20_000}), GERMAN)
    assert table.row("opening_unbound").cells[0] == "0,0"


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"budget.opening_unbound": 12_340_000, "budget.appropriation": {2026: 58e6, 2027: 20_050_000, 2028: 10e6}},
        {"budget.appropriation": {}, "budget.opening_unbound": 40e6},
        {"funding.other_areas": 7_249_999, "budget.opening_unbound": 1_050_001},
        {"budget.carry_over_years": 1, "budget.unused_becomes_residual": 0.63, "planning.level": "planning"},
        {"funding.surplus": "reclaimed", "funding.rate_graduate": 70_000, "funding.rate_vocational": 61_037},
    ],
)
def test_sums_hold_as_they_stand_or_a_note_says_why_not(values):
    table = funding_table(result(values), GERMAN)
    exact = True
    for year in range(len(table.years)):
        cells = {line.key: _number(line.cells[year]) for line in table.rows if line.cells}
        funds = [key for key in ("appropriation", "opening_unbound", "reclaimed") if key in cells]
        needs = [key for key in ("grant", "other", "committed_to_date") if key in cells]
        assert sum(cells[key] for key in funds) == pytest.approx(cells["available"], abs=1e-9)
        assert sum(cells[key] for key in needs) == pytest.approx(cells["need"], abs=1e-9)
        left = (
            cells["available"] - cells["need"] + cells["shortfall"] - cells.get("forgone", 0) - cells.get("lapsed", 0)
        )
        exact &= left == pytest.approx(cells["closing_unbound"], abs=1e-9)
        if year:
            before = _number(table.row("closing_unbound").cells[year - 1])
            exact &= cells["opening_unbound"] == pytest.approx(before, abs=1e-9)
        for line in table.rows:
            if line.values:
                assert abs(_number(line.cells[year]) - line.values[year] / 1e6) < 0.1
    assert exact != any("Runden" in note for note in table.notes)


def test_lines_of_what_is_claimed_back_forgone_or_lapsed_appear_only_where_there_is_any():
    kept = {"budget.continued_forms_residual": True}
    keys = {line.key for line in funding_table(result(kept), GERMAN).rows}
    assert keys.isdisjoint({"reclaimed", "forgone", "lapsed", "committed_to_date"})
    lost = {"budget.carry_over_years": 0, "budget.unused_becomes_residual": 0.5}
    assert {"forgone", "lapsed"} <= {line.key for line in funding_table(result(lost), GERMAN).rows}
    assert "forgone" in {line.key for line in funding_table(result(), GERMAN).rows}  # of continued amounts
    over = {
        "funding.surplus": "reclaimed", "budget.reclaimed_needs_note": False,
        "funding.rate_graduate": 100_000, "funding.rate_vocational": 90_000,
    }  # fmt: skip
    reclaimed = funding_table(result(over), GERMAN)
    assert reclaimed.row("reclaimed").number == "3."
    assert reclaimed.row("available").number == "4."


def test_a_partial_year_is_starred_and_explained():
    table = funding_table(result({"whole_years": False}, base="2025-08", horizon=28), GERMAN)
    assert table.heads[1:] == ("2025*", "2026", "2027")
    assert "* 2025: nur September 2025 bis Dezember 2025." in table.notes


def test_the_table_says_which_account_it_shows():
    assert account_label(result(), GERMAN) == "Rechnung mit dem Median"
    planning = result({"planning.level": "planning"})
    assert account_label(planning, GERMAN).replace("\u00a0", " ") == "Rechnung mit dem Planungswert (80 %)"
    assert funding_table(planning, GERMAN).title.startswith("Verfügbare Mittel und Mittelbedarf – Rechnung mit dem P")
    median = funding_table(result(), GERMAN).row("need").values
    assert all(
        high > low for high, low in zip(funding_table(planning, GERMAN).row("need").values, median, strict=True)
    )


def test_the_forecast_table_shows_the_median_and_the_interval_of_every_measure():
    found = result()
    table = forecast_table(found, GERMAN)
    need = table.row("need")
    assert need.label == "Mittelbedarf, Mio. Euro"
    assert need.values[1] == found.accounts[0.5].measures["need"][1]  # what the funding table and the answer name
    assert table.row("fte").cells[1] == Formats("de").number(float(found.yearly["fte"].summary[1, 5]))
    assert re.fullmatch(r"\d+,\d bis \d+,\d", need.details[1])
    persons = table.row("caseload_mean").cells[1]
    assert re.fullmatch(r"\d{1,3}\.\d00", persons)
    assert table.row("funds_suffice").cells[0].endswith("%")
    assert forecast_table(found, ENGLISH).row("need").label == "Need, EUR million"


def test_a_certain_result_has_no_intervals():
    table = forecast_table(result({"uncertainty.assumptions": False}, paths=1), GERMAN)
    assert not any(interval for line in table.rows for interval in line.details)


def test_a_year_in_which_no_rate_is_paid_has_no_payable_posts():
    table = forecast_table(result({"funding.state_share": 0.0}), GERMAN)
    assert set(table.row("fundable_fte").cells) == {UNKNOWN}
    assert any("kein Wert" in note for note in table.notes)


def test_a_probability_is_never_rounded_to_certainty():
    shown = [Formats("en").probability(share) for share in (0.0, 0.0005, 0.5, 0.9995, 1.0)]
    assert shown == ["0%", "< 1%", "50%", "> 99%", "100%"]


def test_a_year_without_any_amount_has_no_potential():
    """Nothing can fall where nothing is budgeted and nothing is carried on; the sign says so and is explained."""
    plan = {"budget.appropriation": {"2026": 58e6, "2027": 58e6, "2028": 58e6}}
    shown = result(plan)
    assert shown.standing[3:] == ("none",) * 3
    for table in (forecast_table(shown, GERMAN), envelope_table(shown, GERMAN), _account(shown)):
        keys = {"without_residuals", "reduction", "reduction_without_residuals", "reduction_potential",
                "reducible", "reducible_without"}  # fmt: skip
        lines = [line for line in table.rows if line.key in keys]
        assert len(lines) in (2, 4)
        assert all(line.cells[3:] == (BLOCKED,) * 3 and BLOCKED not in line.cells[:3] for line in lines)
        assert not any(any(line.details[3:]) for line in lines)
        assert any(f"„{BLOCKED}“ =" in note for note in table.notes)
    words = render(shown, GERMAN)
    assert re.search(r"Absenkungspotenzial ohne Ausgabereste.* x +x +x\n", words)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_called_an_appropriation_over_a_year_that_is_only_carried_on(language):
    """2026 is decided, from 2027 on the amount is carried forward; entered for every year, it is planned."""
    text = Texts(language)
    entered = result({"budget.appropriation": dict.fromkeys(map(str, range(2026, 2032)), 40e6)})
    word, untrue = {"de": ("Fortschreibung", "Soll"), "en": ("ontinuation", "udget available")}[language]
    keys = ("budget_heading", "planned", "budget_sum", "available", "appropriation_used")
    for shown, forward in ((result(), True), (entered, False)):
        table = account_table(shown, ledger(shown), text)
        labels = [table.row(key).label for key in keys]
        assert [word in label for label in labels] == [forward] * len(keys), labels
        assert not any(untrue in label for label in labels)
        assert any(word in note for note in table.notes) == forward
    assert "continued" in result().standing and "continued" not in entered.standing


@pytest.mark.parametrize("language", LANGUAGES)
def test_residual_funds_are_named_in_the_sentence_of_the_account_only_where_some_are_used(language):
    word = {"de": "nicht gebundene Ausgabereste", "en": "unbound residual funds"}[language]
    entered = {"budget.appropriation": dict.fromkeys(map(str, range(2026, 2032)), 5e6)}
    forward = {"budget.supplementary": {"2026": -50e6}}  # from 2027 on carried forward, and no rest of it is kept
    seen = set()
    for values in (entered, forward):
        for opening in (0.0, 15e6):
            shown = result(values | {"budget.opening_unbound": opening})
            used = bool(ledger(shown).of("residual_used").sum() > 0)
            words = reductions_words(shown, ledger(shown), Texts(language))
            assert (word in words.partition(". ")[0]) == used, words
            seen.add((used, "continued" in shown.standing))
    assert len(seen) == 4


def _account(shown):
    return account_table(shown, ledger(shown), GERMAN)


@pytest.mark.parametrize("language", ["de", "en"])
def test_six_years_stand_beside_each_other_at_the_terminal(language):
    """On 100 columns, also where amounts reach a thousand millions."""
    words = render(result({"budget.appropriation": dict.fromkeys(map(str, range(2026, 2032)), 1e9)}), Texts(language))
    heads = [line.split() for line in words.splitlines() if re.match(" +2026", line)]
    assert heads == [[str(year) for year in range(2026, 2032)]] * 3
    assert max(map(len, words.splitlines())) <= WIDTH


def test_years_that_are_only_carried_on_are_called_so_under_each_table_of_cover():
    shown = result()
    said = GERMAN("reports.terminal.continued", years="2027 bis 2031")
    assert render(shown, GERMAN).count(said) == 2
    assert said not in render(
        result({"budget.appropriation": dict.fromkeys(map(str, range(2026, 2032)), 40e6)}), GERMAN
    )
