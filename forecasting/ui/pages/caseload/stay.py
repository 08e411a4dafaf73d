"""The part of the page that holds the learned stay in provisional housing against the assumption."""

from __future__ import annotations

from functools import partial

import streamlit as st

from forecasting.assumptions import load_register
from forecasting.base.groups import group_name
from forecasting.base.text import Texts
from forecasting.reports import caseload
from forecasting.reports.charts.caseload import stay_chart
from forecasting.reports.stay import fit_words, reason_words, stay_words, windows_data, windows_table
from forecasting.scenarios import Outlook
from forecasting.scenarios.learned import LEARNED, windows
from forecasting.scenarios.stay_answer import StayAnswer, stay_answer
from forecasting.ui.board.choice import choose_view
from forecasting.ui.board.downloads import Chart, Desk
from forecasting.ui.board.sections import draw_answer, draw_fold, draw_notes
from forecasting.ui.board.table_panel import draw_saved_rows
from forecasting.ui.board.view import View
from forecasting.ui.frame.frame import draw_link_to_data
from forecasting.ui.session.session import Session

__all__ = ["draw_stay", "draw_to_data"]


@st.fragment
def draw_stay(view: View) -> None:
    """Draw the section."""
    text, session, result = view.text, view.session, view.result
    st.header(text("ui.caseload.stay"), anchor=False)
    group = choose_view(
        text("ui.prognosis.group"), result.groups, lambda one: group_name(one, text), key="caseload-stay"
    )
    with st.spinner(text("ui.wait")):
        answer = session.keep(
            f"caseload-stay-{group}", (result,), lambda: stay_answer(result.resolved, result.arrivals, group)
        )
    draw_answer(stay_words(answer, text), _use(result, answer, text))
    draw_notes(*fit_words(answer, text), *reason_words(answer, text))
    title = text("ui.caseload.stay_chart", group=group_name(group, text))
    view.draw_chart(f"caseload-stay-{group}", title, (answer,), partial(_chart, answer, text))
    if answer.learned is not None:
        title, windows = text("ui.caseload.windows"), partial(_windows, result, group, view.desk)
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
            tall=False,
        )


def _use(result: Outlook, answer: StayAnswer, text: Texts) -> str:
    """Whether the scenario uses what was learned, and where that is set."""
    entry = load_register().find(f"housing.{answer.group}.stay_source")
    label = "" if entry is None else entry.label(text.language)
    used = result.resolved.word(f"housing.{answer.group}.stay_source") == LEARNED
    learned = answer.identified or answer.transfer_identified
    key = "used" if used and learned else "unused" if learned else "assumed"
    return text(f"ui.caseload.stay_{key}", label=label)


def _chart(answer: StayAnswer, text: Texts) -> Chart:
    table, unit = caseload.stay_table(answer), text("ui.caseload.stay_unit")
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
    draw_link_to_data(session, help=text(f"ui.caseload.to_data_{name}"))
