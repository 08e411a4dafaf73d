"""Values by year typed into the tables of the funds' page: one scenario, refusal in place, undo and link."""

from __future__ import annotations

import json

import pytest
from streamlit.testing.v1 import AppTest

from forecasting.assumptions import Years, load_register, load_scenario
from forecasting.base.text import LANGUAGES, Texts
from forecasting.scenarios.year_cells import grids
from forecasting.ui.session.state import Position, encode
from tests.ui.boards import Board
from tests.ui.conftest import opened

pytestmark = pytest.mark.usefixtures("small_world")
BASE = load_scenario()
YEARS = range(2026, 2032)


def page_of(**parameters: str) -> AppTest:
    page = opened("funds", **parameters)
    page.session_state["year-tables"] = True
    return page.run()


def board_of(page: AppTest) -> Board:
    return Board(page, "years")


def scenario_of(page: AppTest):
    return page.session_state["session"].scenario


def address_of(page: AppTest):
    return page.session_state["session"].address()


def test_every_assumption_by_year_and_every_profile_has_its_cells():
    """What could be given in a file or by `--set` alone can be typed here."""
    cells = {cell.entry.key for grid in grids(BASE, YEARS) for row in grid.rows for cell in row.cells if cell}
    of_money = [entry for entry in load_register().values() if entry.key.startswith(("budget.", "funding."))]
    by_year = {entry.key for entry in of_money if entry.kind in ("years", "shares")}
    assert by_year and by_year <= cells


@pytest.mark.parametrize(
    ("key", "typed", "table", "wanted"),
    [
        ("budget.supplementary.2026", "-8,5", "budget.supplementary", {2026: -8.5e6}),
        ("budget.virement.2028", "3", "budget.virement", {2028: 3e6}),
        ("budget.fixed_commitments.2027", "33,9", "budget.fixed_commitments", {2027: 33.9e6}),
        ("budget.commitment_authority.2029", "0", "budget.commitment_authority", {2029: 0.0}),
        ("funding.pay_rounds.2024", "5,5", "funding.pay_rounds", {2024: 0.055}),
    ],
)
def test_a_cell_writes_its_year_and_nothing_else(key, typed, table, wanted):
    page = page_of()
    board_of(page).type(key, typed)
    given = BASE.overrides.get(table)
    changed = dict(BASE.overrides) | {table: Years.of((dict(given) if isinstance(given, Years) else {}) | wanted)}
    assert dict(scenario_of(page).overrides) == changed
    assert board_of(page).field(key) == typed.replace("-", "\N{MINUS SIGN}")
    link = address_of(page)["s"]
    assert dict(scenario_of(opened("funds", s=link)).overrides) == changed
    page.button(key="undo").click().run()
    assert scenario_of(page).overrides == BASE.overrides
    page.button(key="redo").click().run()
    board_of(page).type(key, " ")
    assert scenario_of(page).overrides == BASE.overrides, "an emptied cell leaves no trace"


def test_an_appropriation_of_one_year_goes_and_comes_back():
    page = page_of()
    board_of(page).type("budget.appropriation.2028", "40")
    amounts = scenario_of(page).value("budget.appropriation")
    assert (amounts[2027], amounts[2028], amounts[2029]) == (58e6, 40e6, 58e6)
    board_of(page).send(("reset", "budget.appropriation.2028", None))
    assert scenario_of(page).overrides == BASE.overrides


def test_the_amount_that_is_carried_forward_is_planned_once_it_is_typed():
    page = page_of()
    assert not board_of(page).state("budget.appropriation.2028")["reset"]
    board_of(page).type("budget.appropriation.2028", "58")
    table = scenario_of(page).value("budget.appropriation")
    assert (table[2028], 2028 in table.continued, 2027 in table.continued) == (58e6, False, True)
    assert board_of(page).state("budget.appropriation.2028")["reset"]
    board_of(page).send(("reset", "budget.appropriation.2028", None))
    assert scenario_of(page).overrides == BASE.overrides


def test_a_decided_year_is_locked_whatever_a_browser_sends():
    page = page_of()
    assert board_of(page).state("budget.appropriation.2026")["locked"]
    assert not board_of(page).state("budget.appropriation.2027")["locked"]
    board_of(page).type("budget.appropriation.2026", "10")
    board_of(page).send(("slider", "budget.appropriation.2027", 1e6), ("field", "budget.order", "x"))
    assert scenario_of(page).overrides == BASE.overrides


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("key", "typed"),
    [
        ("budget.supplementary.2027", "-60"),  # more than the appropriation
        ("budget.opening_layers.2023", "5"),  # more than the opening residual
        ("budget.outflow.1", "50"),  # together more than all
        ("budget.commitment_authority.2027", "-1"),
        ("funding.pay_rounds.2024", "55"),
        ("budget.virement.2027", "many"),
    ],
)
def test_what_cannot_be_is_refused_in_place_and_the_page_stands(key, typed, language):
    page = page_of(lang=language)
    before = page.session_state["session"].result()
    board_of(page).type(key, typed)
    assert not page.exception and not page.error
    state = board_of(page).state(key)
    assert state["refused"]["typed"] == typed and len(state["refused"]["sentence"]) > 20
    assert scenario_of(page).overrides == BASE.overrides and page.session_state["session"].result() is before
    board_of(page).type(key, "")
    assert board_of(page).state(key)["refused"] is None


def test_the_opening_residual_is_split_by_origin_and_the_rest_is_of_the_last_year():
    kept = BASE.with_values({"budget.carry_over_years": 99})
    page = page_of(s=encode(Position("base", kept), {"base": BASE}))
    board_of(page).type("budget.opening_unbound", "400")
    board_of(page).type("budget.opening_layers.2024", "150")
    assert board_of(page).state("budget.opening_layers.2025") == {
        "shown": "250", "locked": True, "reset": "", "refused": None
    }  # fmt: skip
    assert "Entstanden 2024" in " ".join(element.proto.body for element in page.get("html"))


def test_what_is_decided_ahead_is_taken_from_the_same_year():
    page = page_of()
    board_of(page).type("budget.commitment_lead.1", "50")
    board_of(page).type("budget.commitment_lead.2", "20")
    assert scenario_of(page).value("budget.commitment_lead") == (0.3, 0.5, 0.2)
    board_of(page).type("budget.commitment_lead.2", "60")
    assert board_of(page).state("budget.commitment_lead.2")["refused"]
    board_of(page).type("budget.commitment_lead.2", "")
    board_of(page).type("budget.commitment_lead.1", "0")
    assert scenario_of(page).overrides == BASE.overrides


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_cell_has_a_name_of_its_own_in_the_language(language):
    page, text = page_of(lang=language), Texts(language)
    tables = json.loads(board_of(page).data["items"])
    fields = [cell["field"] for table in tables for row in table["rows"] for cell in row["cells"] if cell]
    assert len(fields) == len(set(fields)) > 40
    assert f"{load_register()['budget.supplementary'].label(language)}, 2028" in fields
    assert text.plural("ui.years.distance", 1) in tables[-1]["heads"]
