"""Table 2 of the audit report from the formulas of the account, and the checks that the account holds together."""

from __future__ import annotations

from collections.abc import Sequence

from forecasting.base.periods import month_label
from forecasting.base.text import Texts
from forecasting.budget.measures import MEASURES
from forecasting.papers.case import Case
from forecasting.papers.sections.grids import signs
from forecasting.papers.workbook.account import Account
from forecasting.papers.workbook.book import Book, Sheet
from forecasting.papers.workbook.formula import (
    Expr,
    absolute,
    all_of,
    any_of,
    choose,
    count_numbers,
    count_words,
    exactly,
    is_number,
    literal,
    number_or_zero,
    total,
)
from forecasting.papers.workbook.inputs import LEVEL, Inputs
from forecasting.papers.workbook.need import QUALIFICATIONS, Need
from forecasting.papers.workbook.rows import FIRST_YEAR, heads
from forecasting.reports.tables import CENT, NOTHING, UNKNOWN, carried_years, year_notes
from forecasting.scenarios.chain import MEDIAN

__all__ = ["write_checks", "write_table2"]

FINE = "OK"
COMPARED = (
    "fte",
    "grant",
    "surplus",
    "municipal_cost",
    "need",
    "required_appropriation",
    "shortfall",
    "closing_unbound",
)
"""Measures that are compared with what the tool computed when it wrote the file."""


def write_table2(case: Case, book: Book, inputs: Inputs, need: Need, account: Account) -> dict[str, list[Expr]]:
    """Available funds, need and what is left, Mio. Euro, in the form of Table 2; the cells by line."""
    sheet, text, formats = book["table2"], case.text, case.formats
    count = len(case.result.years)
    sheet.columns([7, 74, *[12] * count])
    share = formats.percent(case.result.planning_quantile)
    level = choose(
        inputs.chosen(LEVEL, "median"), text("reports.table.account_median"),
        text("reports.table.account_planning", share=share),
    )  # fmt: skip
    sheet.words(0, 0, text("reports.table.funding"), "title")
    sheet.page.set_row(0, 24)
    sheet.formula(1, 0, level, "strong")
    sheet.words(2, 0, f"{case.scenario} · {text('reports.unit.mio')}", "subtitle")
    for place in range(count):
        sheet.words(3, FIRST_YEAR + place, text("papers.state.forecast"), "state")
    heads(case, sheet, 4, ("", text("reports.file.position")))
    found: dict[str, list[Expr]] = {}
    row = 5
    month = formats.month(month_label(case.result.base_month))
    for number, key, kind in LINES:
        label = text(f"reports.table.{key}", month=month)
        if key == "appropriation" and carried_years(case.result):
            label = text("reports.table.appropriation_live")
        if key == "opening_unbound" and count == 1:
            label = text("reports.table.opening_unbound_of", year=case.result.years[0].year - 1)
        style = {"heading": "strong", "sum": "sum_label", "result": "result_label"}.get(kind, "label")
        sheet.words(row, 0, number, style)
        sheet.words(row, 1, label, style)
        if kind != "heading":
            amounts = _amounts(key, need, account)
            shape = kind if kind in ("sum", "result") else "value"
            found[key] = []
            for place, amount in enumerate(amounts):
                term = choose(absolute(amount) < CENT, 0.0, amount / 1e6)
                if key == "opening_unbound" and place == 0:
                    term = choose(is_number(inputs.one["budget.opening_unbound"]), term, UNKNOWN)
                found[key].append(sheet.formula(row, FIRST_YEAR + place, term, shape, "mio"))
            book.define(f"table2_{key}", found[key])
        row += 1
    last = FIRST_YEAR + count - 1
    notes = [
        text("reports.table.note_consent"), *year_notes(case.result, text, formats, live=True),
        text("reports.table.note_rounding"), signs((NOTHING, "0", UNKNOWN), text), case.source, f"{case.foot}.",
    ]  # fmt: skip
    for note in notes:
        row += 1
        sheet.paragraph(row, note, last)
    sheet.page.freeze_panes(5, FIRST_YEAR)
    sheet.page.repeat_rows(3, 4)
    return found


LINES = (
    ("I.", "available_heading", "heading"),
    ("1.", "appropriation", "item"),
    ("2.", "opening_unbound", "item"),
    ("3.", "reclaimed", "item"),
    ("4.", "released", "item"),
    ("5.", "available", "sum"),
    ("II.", "need_heading", "heading"),
    ("1.", "grant", "item"),
    ("2.", "other", "item"),
    ("3.", "committed_to_date", "item"),
    ("4.", "need", "sum"),
    ("", "forgone", "item"),
    ("", "lapsed", "item"),
    ("III.", "closing_unbound", "result"),
    ("", "shortfall", "result"),
)
"""Number, line and kind; all lines always, because an input may bring any of them to life."""


def _amounts(key: str, need: Need, account: Account) -> list[Expr]:
    """EUR of a line by year."""
    if key == "other":
        return [admin + other for admin, other in zip(need.rows["admin"], need.rows["other"], strict=True)]
    return list(account.rows[key] if key in account.rows else need.rows[key])


def write_checks(
    case: Case, book: Book, inputs: Inputs, need: Need, account: Account, table: dict[str, list[Expr]]
) -> Expr:
    """Identities of the account and whether the inputs are fit for it; the cell that says whether all hold."""
    sheet, text = book["checks"], case.text
    years = len(inputs.years)
    sheet.columns([78, 14, *[14] * years])
    top = sheet.heading(text("papers.workbook.checks.title"), f"{case.scenario} · {case.stand}")
    sheet.words(top, 0, text("papers.workbook.checks.all"), "strong")
    overall = top
    row = top + 2
    heads(case, sheet, row, (text("papers.workbook.checks.check"), text("papers.workbook.checks.result")))
    first = row + 1
    results = []
    by_year = [_in_year(inputs, need, account, table, place) for place in range(years)]
    for key in by_year[0]:
        row += 1
        sheet.words(row, 0, text(f"papers.workbook.checks.{key}"), "label")
        cells = [
            sheet.formula(row, FIRST_YEAR + place, _verdict(holds[key], text), "value")
            for place, holds in enumerate(by_year)
        ]
        same = exactly(count_words(cells, FINE), float(len(cells)))
        results.append(sheet.formula(row, 1, _verdict(same, text), "value"))
    for key, each in _once(inputs).items():
        row += 1
        sheet.words(row, 0, text(f"papers.workbook.checks.{key}"), "label")
        results.append(sheet.formula(row, 1, _verdict(each, text), "value"))
    everything = exactly(count_words(results, FINE), float(len(results)))
    verdict = sheet.formula(overall, 1, _verdict(everything, text), "result")
    book.define("check_all", [verdict])
    off = text("papers.workbook.checks.off")
    sheet.mark(first, 1, row, FIRST_YEAR + years - 1, FINE, off)
    sheet.mark(overall, 1, overall, 1, FINE, off)
    _compare(case, book, inputs, need, account, row + 2)
    sheet.keep(top + 2, 1)
    sheet.page.fit_to_pages(1, 1)
    return verdict


def _in_year(
    inputs: Inputs, need: Need, account: Account, table: dict[str, list[Expr]], place: int
) -> dict[str, Expr]:
    """What must hold in a year."""
    at = {key: cells[place] for key, cells in account.rows.items()}
    came = at["opening_unbound"] + at["reclaimed"] + at["released"] + at["appropriation"]
    went = at["committed"] + at["closing_unbound"] + at["lapsed"] + at["forgone"]
    paid = at["residual_used"] + at["appropriation_used"] + at["shortfall"]
    before = account.rows["closing_unbound"][place - 1] if place else inputs.one["budget.opening_unbound"]
    layers, bound = ([cells[place] for cells in each.values()] for each in (account.layers, account.bound))
    in_table = {key: number_or_zero(cells[place]) * 1e6 for key, cells in table.items()}
    left = in_table["available"] - in_table["need"] + in_table["shortfall"] - in_table["forgone"] - in_table["lapsed"]
    return {
        "sources": _equal(came, went),
        "cover": _equal(at["need"], paid),
        "opening": _equal(at["opening_unbound"], before * 1.0),
        "layers": _equal(total(layers), at["closing_unbound"]),
        "not_negative": all_of(*(at[key] >= -CENT for key in ("closing_unbound", "shortfall", "residual_used"))),
        "bound": _equal(total(bound), at["closing_bound"]),
        "municipal": _municipal(inputs, need, place),
        "table": _equal(left, in_table["closing_unbound"]),
        "plan": need.rows["appropriation"][place] >= 0.0,
    }


def _municipal(inputs: Inputs, need: Need, place: int) -> Expr:
    """Cost of the posts = own share + grant − surplus, where no decision fixes the grant."""
    rows = need.rows
    first, second = (rows[f"posts_{name}"][place] * rows[f"cost_{name}"][place] for name in QUALIFICATIONS)
    own, grant, surplus = rows["municipal_cost"][place], rows["grant"][place], rows["surplus"][place]
    fixed = is_number(inputs.rows["budget.fixed_commitments"][place])
    return any_of(fixed, _equal(first + second, number_or_zero(own) + grant - number_or_zero(surplus)))


def _once(inputs: Inputs) -> dict[str, Expr]:
    """What must hold of the inputs."""
    found = {name: total(inputs.rows[key]) <= 1.0 + 1e-9 for name, key in SUMS.items()}
    layers = list(inputs.layers.values())
    found["opening_layers"] = total(layers) <= inputs.one["budget.opening_unbound"] + CENT
    needed = [cells for key, cells in inputs.rows.items() if key in REQUIRED]
    given = [exactly(count_numbers(cells), float(len(cells))) for cells in needed]
    found["numbers"] = all_of(*given)
    words: dict[str, list[Expr]] = {}
    for (key, _), cell in inputs.words.items():
        words.setdefault(key, []).append(exactly(inputs.one[key], cell))
    found["choices"] = all_of(*(any_of(*each) for each in words.values()))
    return found


SUMS = {
    "sum_outflow": "budget.outflow",
    "sum_opening_outflow": "budget.opening_outflow",
    "sum_commitment_lead": "budget.commitment_lead",
}
"""Shares that come to 1 at most."""

REQUIRED = (
    "months", "fte_median", "fte_planning", "filled_fte_median", "filled_fte_planning", "funding.rate_graduate",
    "funding.rate_vocational", "funding.cost_graduate", "funding.cost_vocational",
)  # fmt: skip
"""Rows in which every year needs a number."""


def _compare(case: Case, book: Book, inputs: Inputs, need: Need, account: Account, row: int) -> None:
    """What the tool computed when it wrote the file, what the sheets say now, and the difference."""
    sheet, text = book["checks"], case.text
    sheet.words(row, 0, text("papers.workbook.checks.compared"), "section")
    heads(case, sheet, row + 1, (text("papers.workbook.row"), text("papers.workbook.unit")))
    row += 2
    at_median = inputs.chosen(LEVEL, "median")
    levels = [case.result.accounts[level] for level in (MEDIAN, case.result.planning_quantile)]
    for measure in COMPARED:
        now = account.rows.get(measure, need.rows.get(measure, ()))
        exported = [
            choose(at_median, *(
                literal(UNKNOWN if (measure, year) in each.absent else float(each.measures[measure][place]))
                for each in levels
            )) for place, year in enumerate(inputs.years)
        ]  # fmt: skip
        written = _compared(case, sheet, row, measure, "exported", exported)
        _compared(case, sheet, row + 1, measure, "now", now)
        changes = [number_or_zero(new) - number_or_zero(old) for new, old in zip(now, written, strict=True)]
        shown = [choose(absolute(change) < CENT, 0.0, change) for change in changes]
        _compared(case, sheet, row + 2, measure, "difference", shown)
        row += 3
    sheet.paragraph(row + 1, text("papers.workbook.checks.note"), FIRST_YEAR + len(inputs.years) - 1)


def _compared(case: Case, sheet: Sheet, row: int, measure: str, key: str, terms: Sequence[Expr]) -> list[Expr]:
    """One row of the comparison of a measure; its cells."""
    text, fte, change = case.text, MEASURES[measure].unit == "fte", key == "difference"
    words = text(f"papers.workbook.checks.{key}", measure=text(f"reports.measure.{measure}"))
    sheet.words(row, 0, words, "sum_label" if change else "label")
    unit = text("reports.unit.fte" if fte else "assumptions.unit.eur")
    sheet.words(row, 1, unit, "sum_unit" if change else "unit")
    style, number = "sum" if change else "value", "fte" if fte else "euro"
    return [sheet.formula(row, FIRST_YEAR + place, term, style, number) for place, term in enumerate(terms)]


def _equal(left: Expr, right: Expr) -> Expr:
    """Whether two amounts are the same to the cent."""
    return absolute(left - right) < CENT


def _verdict(holds: Expr, text: Texts) -> Expr:
    return choose(holds, FINE, text("papers.workbook.checks.off"))
