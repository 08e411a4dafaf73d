"""The request for residual funds: stocks by class and origin, each leads to the next, lapse, every title."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting.base.text import Texts, catalogue
from forecasting.papers.content import Figure
from forecasting.papers.kinds.residual_request import message, paper, stock
from forecasting.papers.sections.thousands import parts, steps
from forecasting.scenarios.ledger import ledger
from tests.papers.full_request import FULL
from tests.papers.meetings import Recorder, blocks, case, columns, every_year, figure, grid, row, words

SCENARIOS = {
    "everything": FULL,
    "not given": {},
    "lapse": FULL | {"budget.carry_over_years": 2},
    "short": {"budget.opening_unbound": 10e6, "budget.appropriation": every_year(5e6)},
}
CLASSES = ("Durch Bewilligungsbescheide gebunden", "Durch den Pakt mit den Kommunen gebunden", "Nicht gebunden")


@pytest.mark.parametrize("name", SCENARIOS)
def test_stocks_by_class_and_origin_add_up_to_the_whole(name):
    table = grid(paper(case(SCENARIOS[name]), Texts("de")), "stock")
    found = blocks(table)
    whole = [amount or 0.0 for (amount,) in columns([table.rows[-1]])]
    total = [0.0] * len(whole)
    for head in (head for head in CLASSES if head in found):
        rows = [each for each in found[head] if each.label != "Ausgabereste insgesamt"]
        for place, column in enumerate(columns(rows)):
            *items, summed = (amount or 0.0 for amount in column)
            if table.rows[-1].cells[place] != "." and rows[-1].cells[place] != ".":
                assert sum(items) == summed
            total[place] += summed
    assert [total[place] for place in range(1, len(whole))] == whole[1:]


def test_the_opening_stock_is_the_one_given():
    """40 m, a quarter of them bound by the pact, of them 5 m of 2023 and 10 m of 2024; 60 m bound by decisions."""
    found = stock(case(FULL), ledger(case(FULL).result))
    assert {origin: float(amounts[0]) for origin, amounts in found["pact"].items() if amounts[0]} == {
        2023: 1.25e6, 2024: 2.5e6, 2025: 6.25e6}  # fmt: skip
    assert {origin: float(amounts[0]) for origin, amounts in found["unbound"].items() if amounts[0]} == {
        2023: 3.75e6, 2024: 7.5e6, 2025: 18.75e6}  # fmt: skip
    table = grid(paper(case(FULL), Texts("de")), "stock")
    assert row(table, "Vor 2026 bewilligt").cells[0] == "60.000"
    assert table.rows[-1].cells[0] == "100.000"


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_stocks_are_those_of_the_account(name):
    shown = case(SCENARIOS[name])
    table = grid(paper(shown, Texts("de")), "stock")
    total = [amount for (amount,) in columns([table.rows[-1]])][1:]
    assert total == pytest.approx((shown.result.account.measures["closing_total"] / 1e3).tolist(), abs=0.51)


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_stock_leads_to_the_next(name):
    """Opening + what comes − what goes = closing, and the closing is the next year's opening, to the digit."""
    found = blocks(grid(paper(case(SCENARIOS[name]), Texts("de")), "use"))
    for head in ("Nicht durch Bewilligungsbescheide gebunden", "Durch Bewilligungsbescheide gebunden"):
        years = columns(found[head])
        for column in years:
            opening, *changes, closing = (amount or 0.0 for amount in column)
            assert opening + sum(changes) == closing
        for before, after in zip(years, years[1:], strict=False):
            assert before[-1] == after[0]


def test_lapse_is_that_of_the_law():
    shown = case(FULL)
    table = grid(paper(shown, Texts("de")), "lapse")
    with_lapse = row(table, "Mit Verfall am Ende des zweiten Folgejahres", "Verfallen")
    expected = ledger(shown.result).lapsing.lapsed[:, 0] / 1e3
    assert [amount for (amount,) in columns([with_lapse])] == pytest.approx(expected.tolist(), abs=0.51)
    assert set(row(table, "Ohne Verfall", "Verfallen").cells) == {"–"}


def test_money_past_its_time_needs_an_exception():
    table = grid(paper(case(FULL), Texts("de")), "asked")
    until = {each.label: each.cells[2] for each in table.rows}
    assert until["Nicht gebunden, entstanden 2023"] == "31.12.2025; Frist abgelaufen, Ausnahme erforderlich"
    assert until["Nicht gebunden, entstanden 2025"] == "31.12.2027"


def test_an_amount_that_is_not_given_is_no_amount():
    said = paper(case(), Texts("de"))
    assert [each.cells[0] for each in grid(said, "asked").rows] == [".", "."]
    assert grid(said, "stock").rows[-1].cells[0] == "."
    opening = [each.cells[0] for each in grid(said, "use").rows if each.label == "Bestand am 1. Januar"]
    assert opening == [".", "."]
    assert "0,0 Mio. Euro nicht gebundene" not in " ".join(words(said))


def test_every_title_arises():
    cases = {
        "message_not_given": {},
        "message_none": {"budget.opening_unbound": 0.0},
        "message_lapse": FULL | {"budget.carry_over_years": 2, "budget.pact_share": 0.0},
        "message_used": {"budget.opening_unbound": 1e6, "budget.appropriation": every_year(5e6)},
        "message": {"budget.opening_unbound": 40e6, "budget.appropriation": every_year(59e6)},
    }
    texts = Recorder()
    for name, values in cases.items():
        shown = case(values, texts)
        said = message(shown, ledger(shown.result))
        assert f"papers.request.{name}" in texts.keys, said
        assert not said.endswith(".")
    known = {key for key in catalogue("de", "papers") if key.startswith("papers.request.message")}
    assert {key for key in texts.keys if key.startswith("papers.request.message")} == known


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_consent_stands_once_under_each_table(name):
    said = paper(case(SCENARIOS[name]), Texts("de"))
    consent = Texts("de")("reports.table.note_consent")
    for key in ("stock", "use"):
        assert grid(said, key).notes.count(consent) == 1
    charts = [block for section in said.sections for block in section.blocks if isinstance(block, Figure)]
    assert len(charts) == (0 if name == "short" else 1), "nothing to draw where there are no residuals"
    assert all(chart.frame.notes.count(consent) == 1 for chart in charts)


def test_the_chart_holds_the_classes_in_million_euros():
    shown = case(FULL)
    native, book = figure(paper(shown, Texts("de")), "classes").chart, ledger(shown.result)
    for series, amounts in zip(native.series, (book.of("closing_bound"), book.pact, book.unbound), strict=True):
        assert list(series.values) == pytest.approx((amounts / 1e6).tolist())


def test_rounded_steps_lead_from_stock_to_stock():
    generator = np.random.default_rng(3)
    for _ in range(200):
        opening = generator.uniform(0, 9_999, 1)
        changes = {"in": generator.uniform(0, 9_999, 1), "out": -generator.uniform(0, 5_000, 1)}
        closing = opening + changes["in"] + changes["out"]
        found = steps(opening, changes, closing)
        assert found["opening"][0] + found["in"][0] + found["out"][0] == found["closing"][0]
        assert abs(found["in"][0] - changes["in"][0] / 1e3) < 1
    assert parts({"a": np.array([499.0]), "b": np.array([499.0])}) == {"a": [1], "b": [0], "sum": [1]}


@pytest.mark.parametrize("opening", [60_012_345.0 + 777_777.0 * number for number in range(4)])
def test_what_is_released_comes_to_one_account_as_it_leaves_the_other(opening):
    said = paper(case(FULL | {"budget.opening_bound": opening}), Texts("de"))
    comes, leaves = (row(grid(said, "use"), f"{sign} {words}").cells for sign, words in
                     (("+", "freigegebene gebundene Ausgabereste"), ("\u2212", "freigegeben")))  # fmt: skip
    assert [f"\u2212{cell}" for cell in comes] == list(leaves)
    for part in blocks(grid(said, "use")).values():
        for column in columns(part):
            *items, closing = (amount or 0.0 for amount in column)
            assert sum(items) == closing


def test_a_year_of_origin_that_is_assumed_is_said_to_be():
    note = Texts("de")("papers.request.note_origin", year=2025)
    assumed = paper(case({"budget.opening_unbound": 40e6}), Texts("de"))
    for key in ("asked", "stock"):
        assert note in grid(assumed, key).notes
    for values in ({}, FULL):
        assert note not in list(words(paper(case(values), Texts("de"))))


@pytest.mark.parametrize(
    ("values", "label"),
    [
        ({}, "+ nicht verwendet vom Haushaltsansatz"),  # what a continued year leaves forms no residual
        ({"budget.continued_forms_residual": True}, "+ nicht verwendet von Ansatz oder Fortschreibung"),
        (
            {"budget.continued_forms_residual": True, "budget.appropriation": every_year(70e6)},
            "+ nicht verwendet vom Haushaltsansatz",
        ),
    ],
)
def test_a_continuation_is_named_only_where_what_is_left_of_one_forms_residual_funds(values, label):
    plan = {"budget.supplementary": {"2028": 30e6}} if not values else {}  # something of an appropriation is left
    table = grid(paper(case(FULL | plan | values), Texts("de")), "use")
    named = [each.label for each in table.rows if each.label.startswith("+ nicht verwendet")]
    assert named == [label]
