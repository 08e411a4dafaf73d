"""The workbook computes what the tool computes, to the cent: as written, and with other inputs typed in.

LibreOffice recalculates every file; the tool runs the same scenario from its own equations.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from openpyxl.workbook import Workbook

from forecasting.base.text import Texts
from forecasting.budget.funds import PACT
from forecasting.papers.case import Case
from forecasting.papers.workbook.account import write_account
from forecasting.papers.workbook.book import Book
from forecasting.papers.workbook.document import write_xlsx
from forecasting.papers.workbook.inputs import BLOCKS, BY_LAG, BY_YEAR, LEVEL, PRICES, write_inputs
from forecasting.papers.workbook.need import write_need
from forecasting.reports.tables import BLOCKED, signs_of
from forecasting.scenarios import Outlook
from forecasting.scenarios.ledger import ledger
from tests.papers.workbooks import MEASURES, cells, differences, enter, opened, recalculated, saved, without_data
from tests.reports.worlds import result

YEARS = tuple(range(2026, 2032))


def flat(amount: float) -> dict[int, float]:
    return {year: amount for year in YEARS}


START: dict[str, Any] = {
    "budget.opening_unbound": 12.5e6,
    "budget.opening_bound": 30e6,
    "budget.appropriation": flat(21e6),
    "budget.opening_outflow": [0.6, 0.3, 0.1],
    "budget.outflow": [0.55, 0.35, 0.10],
}
"""A scenario in which residuals are used, the money is short in some years, and outflow takes time."""

CHANGES: dict[str, dict[str, Any]] = {
    "unchanged": {},
    "rates": {"funding.rate_graduate": 71_234.56, "funding.rate_vocational": 48_000.5, "funding.rate_growth": 0.0235},
    "cost": {"funding.cost_graduate": 66_000, "funding.cost_vocational": 41_000, "funding.cost_growth": 0.041,
             "funding.training_cost": 730},
    "share-capped": {"funding.state_share": 0.7, "funding.basis": "capped"},
    "share-proportional": {"funding.state_share": 0.85, "funding.basis": "share", "funding.rate_graduate": 80_000},
    "surplus-reclaimed": {"funding.surplus": "reclaimed", "funding.rate_graduate": 95_000,
                          "funding.rate_vocational": 90_000, "funding.reclaim_share": 0.6, "funding.reclaim_lag": 2},
    "appropriation-first": {"budget.order": "appropriation_first", "budget.unused_becomes_residual": 0.65,
                            "budget.appropriation": flat(60e6)},
    "lapse": {"budget.carry_over_years": 2, "budget.appropriation": flat(45e6),
              "budget.opening_layers": {2022: 2e6, 2024: 5.5e6}},
    "lapse-at-once": {"budget.carry_over_years": 0, "budget.appropriation": flat(45e6), "budget.pact_share": 0.4},
    "planning": {"planning.level": "planning", "staffing.graduate_share": 0.55, "staffing.occupancy": 0.9},
    "decided": {"budget.fixed_commitments": {2026: 33.9e6, 2028: 0.0}, "funding.surplus": "reclaimed",
                "funding.rate_graduate": 95_000, "funding.rate_vocational": 90_000},
    "outlays": {"funding.admin_cost": 2.2e6, "funding.other_areas": 7.2e6, "budget.committed_to_date": 1.5e6,
                "funding.payouts_per_year": 1, "funding.payout_cost_share": 0.12,
                "funding.amendments_avoided": 0.5, "funding.amendment_cost_share": 0.4},
    "plans": {"budget.supplementary": {2027: 4.5e6, 2029: -3e6}, "budget.virement": {2028: 2.25e6},
              "budget.appropriation": {2026: 40e6, 2027: 10e6, 2029: 30e6}},
    "releases": {"budget.release_share": 0.15, "budget.pact_share": 0.25, "budget.carry_over_years": 1},
    "release-all": {"budget.release_share": 1.0},
    "payouts": {"budget.outflow_source": "payouts", "budget.payout_month": 5, "budget.payout_lag": 4,
                "budget.final_payment": 0.1, "budget.final_payment_month": 9},
    "indexed": {"funding.rate_index": "pay", "funding.pay_rounds": {2022: 0.018, 2024: 0.115, 2027: 0.028, 2029: 0.0},
                "funding.cost_growth": 0.02},
    "price-base": {"funding.rate_index": "pay", "funding.rate_price_base": "2020", "funding.rate_graduate": 60_000,
                   "funding.pay_rounds": {2022: 0.018, 2024: 0.115}, "funding.rate_vocational": 47_000},
    "nothing-given": {"budget.opening_unbound": None, "budget.opening_bound": None, "budget.appropriation": {}},
    "no-rate": {"funding.state_share": 0.0},
    "spread": {"budget.outflow": [0.3, 0.5, 0.15], "budget.opening_outflow": [0.2, 0.5, 0.3],
               "budget.release_share": 0.1, "budget.commitment_lead": [0.4, 0.3, 0.2],
               "budget.commitment_authority": {2027: 3e6, 2029: 50e6, 2030: 0.0}},
    "residuals-last": {"budget.opening_unbound": 400e6, "budget.appropriation": flat(58e6)},
    "full": {"funding.state_share": 0.7, "funding.basis": "full", "funding.admin_outside": {2026: 1.0, 2028: 0.5}},
    "deficit": {"funding.basis": "deficit", "funding.own_means": 12_500.0},
    "undated": {"budget.undated_residuals": "earliest", "budget.carry_over_years": 2,
                "budget.appropriation": flat(60e6), "budget.order": "appropriation_first"},
    "continued-forms": {"budget.continued_forms_residual": True, "budget.appropriation": flat(58e6)},
    "revenue": {"budget.reclaimed_needs_note": True, "funding.surplus": "reclaimed", "funding.rate_graduate": 90_000},
}  # fmt: skip
"""What a planner types into the workbook of `START`."""


ACCOUNT = ("Eingaben", "Mittelbedarf", "Ausgaberestekonto", "Tabelle 2", "Prüfung", "Diagrammdaten", "Auswahllisten")
"""Sheets with formulas, and those that they need."""


@pytest.fixture(scope="module")
def base() -> Outlook:
    return result(START)


@pytest.fixture(scope="module")
def computed(base: Outlook, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Workbook]:
    """Every change typed into the German workbook and recalculated by LibreOffice."""
    file = write_xlsx(Case(base, (), None, Texts("de")))  # type: ignore[arg-type]
    book = without_data(opened(file), keep=ACCOUNT)
    files = {name: saved(book, enter(book, change, YEARS)) for name, change in CHANGES.items()}
    return recalculated(files, tmp_path_factory.mktemp("office"))


@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_input_gives_what_the_tool_gives(name: str, computed: dict[str, Workbook], base: Outlook):
    """Need, surplus, residuals and shortfall follow the input, to the cent."""
    changed = result(START | CHANGES[name])
    assert differences(computed[name], changed) == []
    if name != "unchanged":
        assert differences(computed[name], base) != [], "the change changes nothing, so it proves nothing"


@pytest.mark.parametrize("name", CHANGES)
def test_the_numbers_of_the_charts_follow_the_inputs(name: str, computed: dict[str, Workbook]):
    """Every part by itself and their sum, Mio. Euro; FTE."""
    changed = result(START | CHANGES[name])
    rows = list(computed[name]["Diagrammdaten"].iter_rows(values_only=True))

    def shown(head: str, *others: str) -> list[float]:
        """Sum of the columns with these heads in each year."""
        (at,) = (place for place, row in enumerate(rows) if head in row)
        columns = [rows[at].index(one) for one in (head, *others) if one in rows[at]]
        return [sum(row[column] or 0.0 for column in columns) for row in rows[at + 1 : at + 1 + len(YEARS)]]

    account = changed.account.measures
    for measure, heads in (
        ("need", ("Summe",)),
        ("residual_used", ("Einsatz der Ausgabereste",)),
        ("appropriation_used", ("Einsatz des Haushaltsansatzes", "Einsatz der Fortschreibung")),
        ("shortfall", ("Ungedeckter Mittelbedarf",)),
        ("appropriation", ("Haushaltsansatz", "Fortschreibung")),
        ("closing_unbound", ("Nicht gebundene Ausgabereste 31.12.",)),
    ):
        assert shown(*heads) == pytest.approx(account[measure] / 1e6, abs=1e-8), measure
    assert shown("Benötigte VZÄ (gewählte Rechnung)") == pytest.approx(account["fte"], abs=1e-6)


def test_every_input_is_among_the_changes():
    inputs = {LEVEL, *PRICES, *BY_YEAR, *BY_LAG, *(key for block in BLOCKS.values() for key in block)}
    changed = {key for change in CHANGES.values() for key in change}
    assert inputs | {"funding.pay_rounds", "budget.opening_layers"} == changed


@pytest.mark.parametrize("name", ["unchanged", "lapse", "lapse-at-once", "releases", "payouts", "spread"])
def test_residuals_by_origin_decisions_by_year_and_authority_are_those_of_the_ledger(
    name: str, computed: dict[str, Workbook]
):
    """What the sheet of the account shows beside the measures of the account."""
    sheet, book = computed[name]["Ausgaberestekonto"], ledger(result(START | CHANGES[name]))
    text = Texts("de")

    def shown(section: str, label: str, origin: int | None = None) -> list[Any]:
        """The first row below the heading with these words and that year of origin."""
        rows = list(sheet.iter_rows(values_only=True))
        start = next(
            at for at, row in enumerate(rows) if row[0] == text(f"papers.workbook.account.section.{section}")
        )
        return next(list(row[2:8]) for row in rows[start:] if row[0] == label and origin in (None, row[1]))

    def same(row: list[Any], expected: np.ndarray, known: list[bool] | None = None) -> None:
        for place, (cell, amount) in enumerate(zip(row, expected.tolist(), strict=True)):
            if known is not None and not known[place]:
                assert cell == ".", (name, place)
            else:
                assert (cell or 0.0) == pytest.approx(amount, abs=0.005), (name, place)

    for origin, amounts in book.by_origin.items():
        key = "held_layer" if origin == PACT else "origin"
        words = text(f"papers.workbook.account.row.{key}")
        same(shown("left", words, None if origin == PACT else origin), amounts)
    for year, amounts in book.bound_by_year.items():
        key = "before" if year < YEARS[0] else "decided"
        same(shown("bound", text(f"papers.workbook.account.row.{key}", year=max(year, YEARS[0]))), amounts)
    ahead, known = book.ahead, [amount is not None for amount in book.ahead.authority]
    same(shown("ahead", text("papers.workbook.account.row.ahead")), ahead.ahead[:, 0])
    same(shown("ahead", text("papers.workbook.account.row.in_year")), ahead.in_year[:, 0])
    same(shown("ahead", text("papers.workbook.account.row.authority_shortfall")), ahead.shortfall[:, 0], known)


@pytest.mark.parametrize("name", CHANGES)
def test_every_check_of_the_workbook_holds_after_a_change(name: str, computed: dict[str, Workbook]):
    assert cells(computed[name], "check_all")[0].value == "OK"


def test_every_number_written_is_the_number_computed(base: Outlook, tmp_path: Path):
    """A viewer that does not compute shows what a spreadsheet would compute, in both languages."""
    files = {language: write_xlsx(Case(base, (), None, Texts(language))) for language in ("de", "en")}  # type: ignore[arg-type]
    for language, book in recalculated(files, tmp_path).items():
        formulas, written = opened(files[language]), opened(files[language], values=True)
        count = 0
        for sheet in formulas:
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.data_type != "f":
                        continue
                    count += 1
                    shown, found = (each[sheet.title][cell.coordinate].value or 0 for each in (written, book))
                    assert shown == pytest.approx(found, abs=1e-6), (sheet.title, cell.coordinate, cell.value)
        assert count > 1_000


PARTIAL: dict[str, Any] = {
    "funding.surplus": "reclaimed", "funding.rate_graduate": 75_000, "funding.rate_growth": 0.015,
    "funding.training_cost": 400, "staffing.rule": "peak", "budget.order": "appropriation_first",
    "budget.unused_becomes_residual": 0.6, "budget.carry_over_years": 1, "budget.committed_to_date": 1.5e6,
    "budget.appropriation": {2023: 9e6, 2024: 21e6, 2025: 12e6}, "budget.fixed_commitments": {2025: 11e6},
    "budget.opening_unbound": 6e6, "budget.opening_bound": 20e6, "budget.outflow": [0.5, 0.5],
    "budget.opening_outflow": [0.8, 0.2], "budget.commitment_lead": [0.4, 0.3, 0.2, 0.1, 0.0],
    "budget.commitment_authority": {2024: 8e6},
}  # fmt: skip


def test_partial_years_decided_years_and_filled_posts_come_out(tmp_path: Path):
    """A base month within a year, and posts that take time to fill."""
    world = {"base": "2023-05", "horizon": 40}
    found = {
        "partial": result(PARTIAL | {"whole_years": False}, **world),
        "friction, whole years": result(PARTIAL | {"staffing.friction": True, "planning.level": "planning"}, **world),
        "one-year": result({"budget.carry_over_years": 0, "budget.opening_unbound": 5e6}, horizon=12),
        "before-2020": result({"funding.cost_growth": 0.03, "funding.rate_index": "pay"}, base="2017-12", horizon=60),
    }
    files = {name: write_xlsx(Case(each, (), None, Texts("de"))) for name, each in found.items()}  # type: ignore[arg-type]
    for name, book in recalculated(files, tmp_path).items():
        assert differences(book, found[name]) == []
        assert cells(book, "check_all")[0].value == "OK"


def test_random_scenarios_give_the_same_account():
    """Sixty draws over every rule of cost and funds: the formulas' own values equal the tool's account."""
    rng = np.random.default_rng(20_260_101)
    for _ in range(60):
        found = result(drawn(rng), paths=8)
        case = Case(found, (), None, Texts("de"))  # type: ignore[arg-type]
        book = Book(case.text, title="", subject="", author="", created="2026-01-01", foot="")
        inputs = write_inputs(case, book)
        need = write_need(case, book, inputs)
        account = write_account(case, book, inputs, need)
        rows = need.rows | account.rows
        for measure in (*MEASURES, "released", "closing_pact"):
            expected = found.account.measures.get(measure)
            if expected is None:
                continue
            for place, year in enumerate(found.years):
                if signs_of(found, measure)[place] == BLOCKED:  # no amount that could fall
                    assert rows[measure][place].value == BLOCKED, measure
                elif (measure, year.year) not in found.account.absent:
                    assert rows[measure][place].number == pytest.approx(expected[place], abs=0.005), measure


def drawn(rng: np.random.Generator) -> dict[str, Any]:
    """A scenario that switches rules of cost and funds at random."""

    def one(*choices: Any) -> Any:
        return choices[rng.integers(len(choices))]

    def amounts(high: float) -> dict[int, float]:
        return {year: float(rng.uniform(0, high)) for year in YEARS if rng.random() < 0.7}

    outflow = rng.dirichlet(np.ones(int(rng.integers(1, 8)))).tolist()
    return {
        "planning.level": one("median", "planning"),
        "staffing.graduate_share": float(rng.uniform(0, 1)),
        "staffing.occupancy": float(rng.uniform(0.5, 1)),
        "funding.basis": one("fixed", "capped", "share", "full", "deficit"),
        "funding.own_means": float(rng.uniform(0, 30e3)),
        "funding.admin_outside": {year: float(rng.uniform(0, 1)) for year in YEARS if rng.random() < 0.3},
        "budget.undated_residuals": one("last_year", "earliest"),
        "funding.state_share": float(rng.uniform(0.2, 1)),
        "funding.rate_graduate": float(rng.uniform(40e3, 110e3)),
        "funding.rate_vocational": float(rng.uniform(40e3, 110e3)),
        "funding.rate_growth": float(rng.uniform(-0.02, 0.06)),
        "funding.rate_index": one("growth", "pay"),
        "funding.rate_price_base": one("forecast", "2017", "2020", "2024"),
        "funding.cost_growth": float(rng.uniform(-0.01, 0.06)),
        "funding.pay_rounds": {year: 0.01 * (year % 5) for year in range(2021, 2032) if rng.random() < 0.3},
        "funding.surplus": one("retained", "reclaimed"),
        "funding.reclaim_share": float(rng.uniform(0, 1)),
        "funding.reclaim_lag": int(rng.integers(1, 6)),
        "funding.payouts_per_year": one(1, 2),
        "funding.payout_cost_share": float(rng.uniform(0, 0.3)),
        "funding.amendments_avoided": float(rng.uniform(0, 1)),
        "funding.other_areas": float(rng.uniform(0, 10e6)),
        "budget.continued_forms_residual": one(False, True),
        "budget.reclaimed_needs_note": one(False, True),
        "budget.opening_unbound": 60e6,
        "budget.opening_bound": float(rng.uniform(0, 100e6)),
        "budget.opening_layers": {int(year): 8e6 for year in rng.choice(range(2015, 2025), 3, replace=False)},
        "budget.appropriation": amounts(60e6),
        "budget.supplementary": amounts(5e6),
        "budget.fixed_commitments": {2028: 20e6} if rng.random() < 0.3 else {},
        "budget.order": one("residuals_first", "appropriation_first"),
        "budget.unused_becomes_residual": float(rng.uniform(0, 1)),
        "budget.carry_over_years": one(0, 1, 2, 3, 99),
        "budget.pact_share": one(0.0, float(rng.uniform(0, 1))),
        "budget.release_share": one(0.0, float(rng.uniform(0, 1))),
        "budget.outflow_source": one("profile", "payouts"),
        "budget.outflow": outflow,
        "budget.opening_outflow": one([1.0], [0.5, 0.3], [0.2] * 5),
        "budget.payout_month": int(rng.integers(1, 13)),
        "budget.payout_lag": int(rng.integers(0, 30)),
        "budget.final_payment": float(rng.uniform(0, 1)),
        "budget.final_payment_month": int(rng.integers(1, 40)),
    }
