"""The years 2017 to 2021: printed as the report prints them, derived as the arithmetic has it."""

from __future__ import annotations

import pytest

from forecasting.base.text import LANGUAGES, Texts
from forecasting.observations.audit_report import load_audit_report
from forecasting.reports.charts import screen
from forecasting.reports.charts.account import Step, bridge
from forecasting.reports.funds.history import derived, printed_table, report_rows, residual_steps, unbound_steps


@pytest.mark.parametrize(
    ("key", "value", "tolerance"),
    [
        ("bound_2019", 92.5, 0.05),  # A24
        ("bound_2020", 128.5, 1e-9),  # A25
        ("unbound_left_2020", 2.0, 0.05),  # A27
        ("unbound_new_2020", 9.1, 0.05),  # A28
        ("disbursed_2020", 48.9, 0.05),  # A29
        ("disbursed_to_2019", 91.5, 0.05),  # A30
        ("disbursed_to_2020", 140.4, 0.05),  # A31
        ("extension", 57.9, 0.05),  # A35
    ],
)
def test_derived_figures(key, value, tolerance):
    """Audit report 2022, no. 15, section 2.4 and Table 2; the first three years of outflow are one step."""
    assert derived()[key].value == pytest.approx(value, abs=tolerance)
    assert derived()[key].rough == (key in {"bound_2019", "unbound_left_2020", "unbound_new_2020", "extension"})


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_row_says_whether_it_is_printed_or_derived(language):
    text = Texts(language)
    rows = report_rows(text)
    printed = [row for row in rows if row[2] == text("reports.history.printed_figure")]
    assert len(printed) == 5 and len(rows) == 5 + len(derived())
    assert all(row[2].startswith({"de": "abgeleitet", "en": "derived"}[language]) for row in rows[5:])


def test_the_tables_stand_as_printed():
    """Tables 1 and 2; the federal lump sums are a row for information and in no sum."""
    report, text = load_audit_report(), Texts("de")
    first, second = (printed_table(table, text) for table in (report.table1, report.table2))
    assert first.row("federal").cells == ("263,3", "264,0", "321,5", "92,0", "65,0")
    assert first.row("burden_sharing").cells == ("90,0", "90,0", "90,0", "15,0", "0,0")
    assert first.row("pact").kind == "sum" and first.row("federal").kind == "item"
    assert [line.cells[0] for line in second.rows] == ["70,0", "11,1", "81,1", "33,9", "7,2", "41,1", "40,0"]


@pytest.mark.parametrize("steps", [residual_steps, unbound_steps])
def test_a_bridge_arrives_at_its_stocks(steps):
    plan = screen.plan(bridge(steps(Texts("de")), "", unit="Mio. Euro", text=Texts("de")), Texts("de"))
    lift, *bars = plan["data"]
    assert lift["marker"]["color"].endswith(",0)")
    heights = dict(zip(lift["x"], lift["y"], strict=True))
    assert sorted(name for trace in bars for name in trace["x"]) == sorted(heights)
    assert all(height > 0 for trace in bars for height in trace["y"])


def test_a_bridge_that_does_not_arrive_is_refused():
    steps = [Step("a", 2.0, "stock"), Step("b", 1.0, "need"), Step("c", 2.0, "stock")]
    with pytest.raises(ValueError, match=r"come to 3.0, not 2.0"):
        screen.plan(bridge(steps, "", unit="Mio. Euro", text=Texts("de")), Texts("de"))
