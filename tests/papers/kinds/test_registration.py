"""The registration: every column adds up, open years hold what they need and no more, titles say what is so."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from forecasting.base.errors import InputError
from forecasting.base.text import LANGUAGES, Texts, catalogue
from forecasting.observations.budget_items import VARIABLE, load_budget_items
from forecasting.papers.kinds.registration import message, paper
from forecasting.reports.grid import Grid
from forecasting.scenarios.chain import MEDIAN, account_level
from forecasting.scenarios.registration import register_need
from tests.papers.meetings import Recorder, blocks, case, columns, every_year, grid, number, row

OPENING = {"budget.opening_unbound": 40e6, "budget.opening_layers": {"2023": 5e6}}
SCENARIOS = {
    "surplus": {},
    "residual given": OPENING,
    "residual none": {"budget.opening_unbound": 0.0},
    "shortfall": {"budget.appropriation": every_year(5e6)},
    "lapse": OPENING | {"budget.carry_over_years": 2},
    "appropriation first": OPENING | {"budget.order": "appropriation_first"},
    "virement": {"budget.virement": {"2027": 4e6, "2028": -2e6}, "budget.supplementary": {"2029": 90e6}},
    "planning value": {"planning.level": "planning"},
    "reclaimed": {"funding.surplus": "reclaimed", "funding.cost_graduate": 30_000, "funding.cost_vocational": 30_000},
    "other areas": {"funding.other_areas": 7.2e6},
    "no consent": {"budget.unused_becomes_residual": 0.0},
}
WORLDS = {"whole years": {}, "base month in May": {"base": "2026-05", "horizon": 43}, "one path": {"paths": 1}}


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("name", SCENARIOS)
def test_open_years_hold_what_they_need_and_no_more(name, world):
    """need = residuals + registered + changes in every open year, whatever they cover; nothing is missing."""
    outlook = case(SCENARIOS[name], **WORLDS[world]).result
    for level in outlook.accounts:
        found = register_need(outlook, level)
        still_open = ~np.array(found.decided)
        money = found.registered + found.changes
        gap = found.need - found.of("residual_used") - found.of("appropriation_used")
        assert gap[still_open] == pytest.approx(0.0, abs=1e-3)
        over = still_open & (found.registered > 1e-3)
        assert found.of("appropriation_used")[over] == pytest.approx(money[over], abs=1e-3)
        assert found.registered[~still_open] == pytest.approx(found.planned[~still_open])


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_column_of_the_registration_adds_up(name):
    printed = paper(case(SCENARIOS[name]), Texts("de"))
    table = grid(printed, "amounts")
    parts = blocks(table)
    need, cover, budget = (columns(parts[head]) for head in ("Mittelbedarf", "Deckung", "Haushaltsansatz"))
    for column in (*need[1:], *cover[1:]):
        *items, total = (amount or 0.0 for amount in column)
        assert sum(items) == total
    for needed, covered in zip(need[1:], cover[1:], strict=True):
        assert needed[-1] == covered[-1]
    for amount, planned, change, *_ in budget[1:]:
        assert amount - planned == change
    assert {cell for each in table.rows for cell in each.cells[:1]} == {"."}, "the actual of last year is not known"


def test_an_open_year_registers_its_budget_to_the_digit():
    table = grid(paper(case(OPENING), Texts("de")), "amounts")
    used, registered = row(table, "Haushaltsmittel des Jahres"), row(table, "Haushaltsansatz (Soll oder Anmeldung)")
    assert used.cells[2:] == registered.cells[2:]
    assert registered.cells[1] == "58.000"


@pytest.mark.parametrize("level", ["median", "planning"])
@pytest.mark.parametrize("opening", [31_000_499.0 + 777_777.0 * number for number in range(6)])
def test_both_tables_register_the_same_to_the_digit(opening, level):
    said = paper(case({"budget.opening_unbound": opening, "planning.level": level}), Texts("de"))
    account = "Planungswert (80\u00a0%)" if level == "planning" else "Median"
    registered = row(grid(said, "amounts"), "Haushaltsansatz (Soll oder Anmeldung)").cells[2:]
    assert row(grid(said, "planning"), f"Rechnung mit dem {account}").cells[1:] == registered


def test_the_amounts_are_those_of_the_account():
    shown = case(OPENING)
    table = grid(paper(shown, Texts("de")), "amounts")
    account = shown.result.account.measures
    for key, after, label in (
        ("need", "Mittelbedarf", "Summe"),
        ("grant", "", "Integrationsmanagement (Zuwendungen)"),
    ):
        cells = row(table, label, after).cells
        assert cells[1] == "x", "2026 has an appropriation: the need of the model doesn't stand in its column"
        printed = [number(cell) for cell in cells[2:]]
        assert printed == pytest.approx((account[key] / 1e3).tolist()[1:], abs=1.0)


def test_the_medium_term_plan_holds_five_years_of_amounts_and_no_need():
    shown = case(OPENING)
    table = grid(paper(shown, Texts("de")), "medium")
    assert table.heads[1:] == ("2026", "2027", "2028", "2029", "2030")
    found = register_need(shown.result, account_level(shown.result.resolved))
    plan = [number(cell) for cell in table.rows[0].cells]
    assert plan == pytest.approx((found.registered[:5] / 1e3).tolist(), abs=1.0)
    assert [number(cell) for cell in table.rows[1].cells[1:]] == [b - a for a, b in itertools.pairwise(plan)]
    assert not any("bedarf" in each.label.lower() for each in table.rows)


def test_a_decided_year_shows_what_is_decided():
    shown = case({"budget.fixed_commitments": {2026: 58e6}, "funding.admin_outside": {2026: 1.0}})
    table = grid(paper(shown, Texts("de")), "amounts")
    assert row(table, "Summe", "Mittelbedarf").cells[1] == "58.000"


def test_residuals_are_used_before_anything_is_registered():
    """Without the residual of 40 m the same double budget needs 40 m more, as far as the need goes."""
    without, with_them = (case(values).result for values in ({"budget.opening_unbound": 0.0}, OPENING))
    less, more = (register_need(each, MEDIAN) for each in (with_them, without))
    saved = float((more.registered - less.registered).sum())
    assert saved == pytest.approx(40e6, abs=1.0)


def test_the_forecast_and_the_planning_value_stand_apart():
    shown = case()
    table = grid(paper(shown, Texts("de")), "planning")
    need, accounts = shown.result.yearly["need"].values, shown.result.accounts
    median = [number(cell) for cell in row(table, "Mittelbedarf, Rechnung mit dem Median").cells]
    assert median == pytest.approx((accounts[MEDIAN].measures["need"] / 1e3).tolist(), abs=0.51)
    value = next(each for each in table.rows if each.label.startswith("Mittelbedarf, Rechnung mit dem Planungswert"))
    planned = accounts[0.8].measures["need"]
    assert [number(cell) for cell in value.cells] == pytest.approx((planned / 1e3).tolist(), abs=0.51)
    unused = np.maximum(0.0, planned[:, None] - need).mean(axis=1) / 1e3
    printed = [number(cell) for cell in row(table, "Davon im Durchschnitt nicht verwendet").cells]
    assert printed == pytest.approx(unused.tolist(), abs=0.51)
    assert row(table, "Rechnung mit dem Median", "Anmeldung").cells[0] == "x", "2026 is settled"


def test_commitments_stand_by_due_year():
    values = {"budget.commitment_lead": [0.5, 0.3, 0.2], "budget.commitment_authority": {"2027": 1e6}}
    shown = case(values)
    table = grid(paper(shown, Texts("de")), "commitments")
    need = shown.result.account.measures["need"] / 1e3
    total = [number(cell) for cell in row(table, "Summe").cells]
    shares = [0.0, 0.3, 0.5, 0.5, 0.5, 0.5]
    assert total == pytest.approx(
        [share * amount for share, amount in zip(shares, need.tolist(), strict=True)], abs=1
    )
    *decided, whole, authority, missing = columns_of(table)
    for place, amounts in enumerate(zip(*decided, strict=True)):
        assert sum(amounts) == whole[place]
    assert authority[1] == 1_000
    assert missing[1] == whole[1] - 1_000
    assert authority[2] is None
    assert missing[2] is None


def columns_of(table):
    return [[number(cell) for cell in each.cells] for each in table.rows]


def test_every_title_arises():
    """Each message for its case, and no message without a case."""
    cases = {
        "none": case(horizon=12),
        "nothing": case({"budget.opening_unbound": 900e6}),
        "new": case({"budget.appropriation": {"2026": 0.0}}),
        "same": case({"budget.appropriation": {"2026": 0.0}} | {"budget.unused_becomes_residual": 0.0}),
        "more": case({"budget.appropriation": every_year(5e6)}),
        "less": case({"budget.appropriation": every_year(57e6)}),
        "less_continued": case(),
        "more_continued": case(
            {"budget.fixed_commitments": {2027: 90e6, 2028: 90e6}, "budget.appropriation.2026": 0.0}
        ),
        "same_continued": case(
            {"budget.fixed_commitments": {2027: 58e6, 2028: 58e6}, "funding.admin_cost": 0.0,
             "budget.appropriation.2026": 0.0}
        ),
    }  # fmt: skip
    same = cases["same"].result
    needed = register_need(same, MEDIAN).registered
    values = {str(year.year): float(amount) for year, amount in zip(same.years, needed, strict=True)}
    cases["same"] = case({"budget.appropriation": values, "budget.unused_becomes_residual": 0.0})
    texts = Recorder()
    for name, shown in cases.items():
        said = message(register_need(shown.result, account_level(shown.result.resolved)), texts)
        assert f"papers.registration.message_{name}" in texts.keys, said
        assert not said.endswith(".")
    known = {key for key in catalogue("de", "papers") if key.startswith("papers.registration.message_")}
    assert {key for key in texts.keys if ".message_" in key} == known


def test_the_title_of_the_surplus_says_what_is_registered():
    shown = case()
    found = register_need(shown.result, MEDIAN)
    amount = found.registered[1:3].sum()
    said = paper(shown, Texts("de")).sections[0].title.replace("\u00a0", " ")
    words = [f"{value / 1e6:.1f}".replace(".", ",") for value in (amount, 116e6 - amount)]
    assert said == (
        f"Für 2027/2028 werden {words[0]} Mio. Euro angemeldet, {words[1]} Mio. Euro weniger als die Fortschreibung"
    )


def test_one_path_has_no_interval():
    said = paper(case(paths=1, values={"uncertainty.assumptions": False}), Texts("de"))
    section = next(section for section in said.sections if section.key == "planning")
    assert not [block for block in section.blocks if isinstance(block, Grid)]
    assert "ein Intervall gibt es nicht" in section.blocks[0].paragraphs[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_residual_that_is_not_given_is_named_where_the_amounts_stand(language):
    text = Texts(language)
    note = text("papers.registration.note_not_given", year=2026)
    assert note in grid(paper(case(text=text), text), "amounts").notes
    assert note not in grid(paper(case(OPENING, text=text), text), "amounts").notes


def test_an_item_that_is_not_known_is_marked_and_never_made_up():
    said = dict(paper(case(), Texts("de")).sections[0].blocks[0].rows)
    assert said["Zuwendungen für das Integrationsmanagement"].endswith("Titel [noch einzutragen]")
    assert said["Übrige Förderbereiche und Verwaltungskosten"].count("[noch einzutragen]") == 2


def test_the_operator_names_the_items(tmp_path, monkeypatch):
    file = tmp_path / "items.toml"
    file.write_text('[grants]\nsection = "09"\nchapter = "0908"\nitem = "633 01"\n', encoding="utf-8")
    monkeypatch.setenv(VARIABLE, str(file))
    said = dict(paper(case(), Texts("de")).sections[0].blocks[0].rows)
    assert said["Zuwendungen für das Integrationsmanagement"] == "Einzelplan 09, Kapitel 0908, Titel 633 01"


@pytest.mark.parametrize("content", ["[grants]\nitem = 63301\n", "[grant]\n", "item = 'x'\n", "[grants\n"])
def test_a_file_of_items_that_cannot_be_right_is_refused(tmp_path, content):
    file = tmp_path / "items.toml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_budget_items(file)
    assert "items.toml" in caught.value.findings[0].sentence(Texts("de"))


def _certainty(values):
    return next((each for each in paper(case(values), Texts("de")).sections[1].blocks[0].points
                 if "Planungswert" in each or "mit dem Median" in each), "")  # fmt: skip


def test_the_reasons_name_the_other_level():
    assert _certainty({}).startswith("Angemeldet wird die Rechnung mit dem Median. Mit dem Planungswert (80")
    assert _certainty({"planning.level": "planning"}).startswith("Angemeldet wird die Rechnung mit dem Planungswert")
    just_enough = float(case().result.account.measures["need"][:3].sum()) + 1.0
    nothing = {"budget.opening_unbound": round(just_enough, 2), "budget.appropriation": {"2026": 0.0}}
    assert _certainty(nothing).startswith("Nach der Rechnung mit dem Median ist nichts anzumelden.")
