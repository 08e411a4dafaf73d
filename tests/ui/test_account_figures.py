"""Each figure of the account is the same on the screen, in the terminal's JSON and in the CSV file, to the cent."""

from __future__ import annotations

import csv
import io
import json
import re
from html import unescape

import pytest
from streamlit.testing.v1 import AppTest

from forecasting.assumptions import load_scenario
from forecasting.base.text import LANGUAGES, Texts
from forecasting.reports.funds.ledger import account_table, origin_table
from forecasting.reports.rows import document
from forecasting.scenarios.goal.expression import EUROS, RESIDUALS_ALONE
from forecasting.scenarios.ledger import ledger
from forecasting.ui.board.downloads import Desk
from forecasting.ui.session.state import Position, encode
from tests.reports.worlds import UNDECIDED
from tests.ui.conftest import opened

pytestmark = pytest.mark.usefixtures("small_world")
BASE = load_scenario()

EVERYTHING = UNDECIDED | {
    "budget.reclaimed_needs_note": False,
    "whole_years": False,
    "budget.opening_unbound": 31_234_567.89,
    "budget.opening_bound": 88_765_432.1,
    "budget.opening_outflow": [0.5, 0.3],
    "budget.opening_layers": {"2023": 12_345_678.9},
    "budget.appropriation": {"2026": 90_000_000.37} | {str(year): 9_000_000.37 for year in range(2027, 2032)},
    "budget.supplementary": {"2027": -8_111_111.11},
    "budget.virement": {"2028": 3_333_333.33},
    "budget.fixed_commitments": {"2029": 33_900_000.0},
    "budget.committed_to_date": 1_234_567.8,
    "budget.outflow": [0.6, 0.3, 0.1],
    "budget.release_share": 0.15,
    "budget.pact_share": 0.35,
    "budget.carry_over_years": 1,
    "budget.unused_becomes_residual": 0.8,
    "funding.surplus": "reclaimed",
    "funding.rate_graduate": 83_333,
    "funding.rate_vocational": 47_000,
    "funding.reclaim_share": 0.7,
    "funding.other_areas": 2_000_000.0,
}
"""The account with everything switched on, so that no figure is 0 throughout."""

ROWS = {
    "appropriation": "budget_sum",
    "closing_bound": "bound",
    "closing_total": "stock_sum",
    "required_appropriation": "required",
    "reduction_without_residuals": "without_residuals",
    "reduction_potential": "reduction",
    "closing_pact": "pact",
}
"""Rows of the account that are called otherwise than their measure."""


def page_of(language: str) -> AppTest:
    link = encode(Position("base", BASE.with_values(EVERYTHING)), {"base": BASE})
    page = opened("funds", lang=language, s=link)
    return page.toggle(key="funds-exact").set_value(True).run()


def screen(page: AppTest, title: str, language: str) -> list[tuple[str, list[float | None]]]:
    """Label and amounts of the rows of a table, in EUR; None where there is no amount."""
    bodies = (element.proto.body for element in page.get("html"))
    (body,) = [body for body in bodies if "<caption" in body and title in unescape(body).replace("\xa0", " ")]
    rows = []
    for row in re.findall(r"<tr class=.*?</tr>", body):
        label = re.search(r'<th scope="row">(?:<span.*?</span>)?(.*?)</th>', row)[1]
        cells = [unescape(cell) for cell in re.findall(r"<td>(.*?)</td>", row)]
        if cells:
            rows.append((unescape(label), [_euros(cell, language) for cell in cells]))
    return rows


def _euros(cell: str, language: str) -> float | None:
    if cell == ".":
        return None
    if cell == "–":
        return 0.0
    plain = cell.replace("\u2212", "-").replace("\xa0", "")
    group, point = (".", ",") if language == "de" else (",", ".")
    assert re.fullmatch(rf"-?\d{{1,3}}(\{group}\d{{3}})*\{point}\d\d", plain), cell
    return float(plain.replace(group, "").replace(point, "."))


def file(table, page: AppTest, text: Texts) -> list[list[float | None]]:
    """Amounts of the file of a table, in EUR."""
    session = page.session_state["session"]
    content = Desk.of(session, session.result()).years(table).make().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content), delimiter=";" if text.language == "de" else ","))
    amounts = [row[1:] for row in rows[next(place for place, row in enumerate(rows) if not any(row)) + 2 :]]
    decimal = {"de": ",", "en": "."}[text.language]
    return [
        [float(cell.replace(decimal, ".")) * 1e6 if cell else None for cell in row] for row in amounts if any(row)
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_figure_of_the_account_is_one_figure(language):
    text, page = Texts(language), page_of(language)
    result = page.session_state["session"].result()
    printed = json.loads(json.dumps(document(result, text)))["account"]
    years = [year.year for year in result.years]
    terminal: dict[str, list[float | None]] = {}
    for row in printed:
        if row["level"] == "q50":
            terminal.setdefault(row["measure"], [None] * len(years))[years.index(row["year"])] = row["value"]
    book = ledger(result)
    account, origins = account_table(result, book, text), origin_table(result, book, text)
    keys = [line.key for line in account.rows if line.cells]
    shown = dict(zip(keys, screen(page, account.title, language), strict=True))
    saved = dict(zip(keys, file(account, page, text), strict=True))
    by_origin = screen(page, origins.title, language)
    sums = dict(zip([line.key for line in origins.rows if line.cells], by_origin, strict=True))
    shown["closing_unbound"] = sums["closing_unbound"]
    saved["closing_unbound"] = dict(
        zip([line.key for line in origins.rows if line.cells], file(origins, page, text), strict=True)
    )["closing_unbound"]

    measures = {*EUROS, "released", "closing_pact"} - {RESIDUALS_ALONE}
    assert measures == set(terminal) - {"fte", "fundable_fte"}, "every amount of the terminal is compared"
    for measure in sorted(measures):
        key, wanted = ROWS.get(measure, measure), terminal[measure]
        assert any(wanted), f"{measure} is 0 throughout: this would prove nothing"
        for place, year in enumerate(years):
            cell, line, value = shown[key][1][place], saved[key][place], wanted[place]
            assert (cell is None) == (line is None) == (value is None), (measure, year)
            if value is not None:
                assert abs(cell - value) <= 0.005 + 1e-6, (measure, year, cell, value)
                assert line == pytest.approx(value, rel=1e-12, abs=1e-6), (measure, year)
    for key, given in (("planned", 90_000_000.37), ("opening_bound", 88_765_432.1), ("before_base", 1_234_567.8)):
        assert shown[key][1][0] == pytest.approx(given, abs=0.005)
    for place in range(len(years)):
        taken = [shown[key][1][place] for key in ("planned", "supplementary", "virement")]
        assert sum(taken) == pytest.approx(shown["budget_sum"][1][place], abs=0.02)
        parts = [shown[key][1][place] for key in ("grant", "other", "before_base")]
        assert sum(parts) == pytest.approx(shown["need"][1][place], abs=0.02)
    assert len(by_origin) > 6


def test_what_is_not_given_has_no_figure():
    """Neither has what a decision on the grants of the first year leaves unknown."""
    page = opened("funds")
    title = "Mittel, Bewilligungen, Abfluss und Ausgabereste"
    page = page.toggle(key="funds-exact").set_value(True).run()
    rows = screen(page, title, "de")
    unknown = [label for label, amounts in rows if amounts[0] is None]
    stock = ["Durch Bewilligungsbescheide gebunden", "Nicht durch Bewilligungsbescheide gebunden"]
    assert unknown == [*stock, "Überschießende Mittel", "Eigenanteil an den Personalkosten"]
    assert all(None not in amounts[1:] for _, amounts in rows)
