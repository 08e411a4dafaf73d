"""The years 2017 to 2021 in the audit report's own numbers: its two tables, the residuals and bridges."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import streamlit as st

from forecasting.base.text import Texts
from forecasting.observations.audit_report import load_audit_report
from forecasting.reports.charts.account import Step
from forecasting.reports.funds.history import printed_table, report_rows, residual_steps, unbound_steps
from forecasting.reports.grid import Values
from forecasting.ui.board.downloads import Chart
from forecasting.ui.board.sections import draw_notes, draw_rows
from forecasting.ui.board.table_panel import draw_years
from forecasting.ui.board.view import View
from forecasting.ui.html import paragraphs
from forecasting.ui.pages.funds.charts import bridge_chart

__all__ = ["draw_history"]

NOTES = (
    "burden_sharing_255_285", "federal_below_pact_2021", "residuals_cover_all_areas", "extension_24_plus_33_9",
    "other_areas_7_2_or_12_0",
)  # fmt: skip


def draw_history(view: View) -> None:
    """Draw the section."""
    text, report = view.text, load_audit_report()
    source = text("ui.funds.history_source", title=report.document.title(text.language))
    desk = replace(view.desk, origin=source)  # what is saved here comes from the report, not from the arrivals
    view = replace(view, source=source, desk=desk)
    st.header(text("ui.funds.history"), anchor=False)
    st.html(paragraphs([text("ui.funds.history_intro")], "main"))
    for number, printed in ((1, report.table1), (2, report.table2)):
        draw_years(f"funds-table-{number}", printed_table(printed, text), desk)
    heads = [text(f"ui.funds.report_{name}") for name in ("quantity", "amount", "kind", "origin")]
    draw_rows(text("ui.funds.report_rows"), Values(heads, report_rows(text), (0, 2, 3)), tall=False)
    for name, steps in (("residuals", residual_steps), ("unbound", unbound_steps)):
        title = text(f"ui.funds.bridge_{name}")
        view.draw_chart(f"funds-bridge-{name}", title, (), partial(_bridge, name, steps, text))
    notes = [report.notes[key] for key in NOTES]
    draw_notes(*(f"{note.finding(text.language)} {note.decision(text.language)}" for note in notes))


def _bridge(name: str, steps: Callable[[Texts], list[Step]], text: Texts) -> Chart:
    return bridge_chart(steps(text), text(f"ui.funds.words_bridge_{name}"), text)
