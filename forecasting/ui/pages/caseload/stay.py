"""The part of the page that holds the learned stay in provisional housing against the assumption."""

from __future__ import annotations

from functools import partial

import streamlit as st

from forecasting.assumptions import load_register
from forecasting.base.groups import group_name
from forecasting.reports import caseload
from forecasting.reports.charts.caseload import stay_chart
from forecasting.reports.stay import fit_words, reason_words, stay_words, windows_data, windows_table
from forecasting.scenarios import Outlook
from forecasting.scenarios.learned import LEARNED, windows
from forecasting.scenarios.stay_answer import StayAnswer, stay_answer
from forecasting.ui.board.chart_panel import draw_chart
from forecasting.ui.board.choice import choose_view
from forecasting.ui.board.downloads import Chart, Desk
from forecasting.ui.board.sections import draw_answer, draw_fold, draw_notes
from forecasting.ui.board.table_panel import draw_saved_rows
from forecasting.ui.frame.frame import pages
from forecasting.ui.session.session import Session

__all__ = ["DATA", "draw_stay", "draw_to_data"]

DATA = "data"  # page where figures are loaded


@st.fragment
def draw_stay(session: Session, result: Outlook, desk: Desk, source: str) -> None:
    """Draw the section."""
    text = session.text
    st.header(text("ui.caseload.stay"), anchor=False)
    group = choose_view(
        text("ui.prognosis.group"), result.groups, lambda one: group_name(one, text), key="caseload-stay"
    )
    with st.spinner(text("ui.wait")):
        answer = session.keep(
            f"caseload-stay-{group}", (result,), lambda: stay_answer(result.resolved, result.arrivals, group)
        )
    draw_answer(stay_words(answer, text), _use(result, answer, session))
    draw_notes(*fit_words(answer, text), *reason_words(answer, text))
    chart = session.keep(f"caseload-stay-chart-{group}", (answer, text.language), lambda: _chart(answer, session))
    title = text("ui.caseload.stay_chart", group=group_name(group, text))
    draw_chart(f"caseload-stay-{group}", title, chart, source, desk, by_group=True)
    if answer.learned is not None:
        title, windows = text("ui.caseload.windows"), partial(_windows, result, group, desk)
        draw_fold(title, f"caseload-windows-{group}", windows)
    if not (answer.identified and answer.transfer_identified):
        draw_to_data(session, text("ui.caseload.stay_upload"), "stay")


def _windows(result: Outlook, group: str, desk: Desk) -> None:
    """What spans of the figures say alone: whether the stay has changed."""
    text, arrivals = desk.text, result.arrivals
    with st.spinner(text("ui.wait")):
        found = windows(arrivals, group, result.resolved)
        if not found:
            st.markdown(text("ui.caseload.windows_none"))
            return
        first = arrivals.first_observed[group]
        entry = load_register().find(f"housing.{group}.stay_window")
        note = text("ui.caseload.windows_note", label="" if entry is None else entry.label(text.language))
        draw_saved_rows(
            f"caseload-windows-{group}",
            text("ui.caseload.windows"),
            windows_table(found, first, text),
            partial(windows_data, found, first, text),
            desk,
            notes=(note,),
            saved_notes=(note,),
            words=(0, 4),
            tall=False,
        )


def _use(result: Outlook, answer: StayAnswer, session: Session) -> str:
    """Whether the scenario uses what was learned, and where that is set."""
    text = session.text
    entry = load_register().find(f"housing.{answer.group}.stay_source")
    label = "" if entry is None else entry.label(text.language)
    used = result.resolved.word(f"housing.{answer.group}.stay_source") == LEARNED
    learned = answer.identified or answer.transfer_identified
    key = "used" if used and learned else "unused" if learned else "assumed"
    return text(f"ui.caseload.stay_{key}", label=label)


def _chart(answer: StayAnswer, session: Session) -> Chart:
    text, table = session.text, caseload.stay_table(answer)
    unit = text("ui.caseload.stay_unit")
    return Chart(
        stay_chart(table, unit=unit, text=text),
        unit,
        text("ui.caseload.stay_legend" if "learned" in table else "ui.caseload.stay_legend_assumed"),
        partial(caseload.stay_values, table, text),
        partial(caseload.stay_data, table, text),
    )


def draw_to_data(session: Session, words: str, name: str) -> None:
    """What to upload, and the way to the page of data."""
    text = session.text
    st.info(words)
    page = next(page for page in pages(session) if page.url_path == DATA)
    st.page_link(
        page,
        label=text("ui.prognosis.to_data", page=text(f"ui.page.{DATA}")),
        icon=":material/arrow_forward:",
        help=text(f"ui.caseload.to_data_{name}"),
    )
