"""How good the forecasts were, from the shipped result of the backtest: sentences, a table, two charts."""

from __future__ import annotations

from functools import partial

import streamlit as st

from forecasting.arrivals.backtest.results import Results
from forecasting.base.errors import InputError
from forecasting.base.format import Formats
from forecasting.base.rounding import round_persons
from forecasting.base.text import Texts
from forecasting.reports import prognosis
from forecasting.reports.backtest.warning import warning_table, warning_words
from forecasting.reports.backtest.years import (
    RARE,
    rise_words,
    twice_words,
    year_score_table,
    year_score_words,
)
from forecasting.reports.charts.prognosis import by_horizon
from forecasting.reports.grid import Values
from forecasting.ui.board.chart_panel import Panel, draw_chart
from forecasting.ui.board.downloads import Chart
from forecasting.ui.board.sections import answer, draw_rows
from forecasting.ui.pages.prognosis.data import nation, results, warnings, years
from forecasting.ui.pages.prognosis.desk import NationalDesk
from forecasting.ui.sentences import plain
from forecasting.ui.session.session import Session

__all__ = ["draw_scores"]

COVERED = ("ensemble", "prophet_default", "naive")
"""Methods in the charts; the table has them all."""

FIGURES = {"coverage": "within80", "error": "error"}
"""The charts and the column that each shows."""


@st.fragment
def draw_scores(session: Session) -> None:
    """Draw the section."""
    text = session.text
    st.header(text("ui.prognosis.good"), anchor=False)
    try:
        found = results()
    except InputError as error:
        _draw_missing(error, text)
        return
    known = nation()
    if not found.fits(known.digest):
        st.warning(plain(text("ui.prognosis.stale")), icon=":material/warning:")
    if session.own is not None:
        st.info(text("ui.prognosis.own_data"))
    *said, basis = prognosis.score_words(found, text)
    title, table = text("ui.prognosis.good_table"), prognosis.score_table(found, text)
    draw_rows(title, Values(*table), (basis, text("ui.prognosis.good_note")), tall=False, above=answer(said))
    _draw_years(session)
    _draw_warning(text)
    desk = NationalDesk(known.last_month, text)
    with st.container(key="prognosis-scores"):
        places = st.columns(2, gap="medium")
    for name, place in zip(FIGURES, places, strict=True):
        chart = session.keep(f"prognosis-{name}", (found, text.language), partial(_chart, found, name, text))
        with place:
            draw_chart(Panel(f"prognosis-{name}", text(f"ui.prognosis.{name}"), chart, desk.caption), desk)


def _draw_years(session: Session) -> None:
    """What stands behind the years after the second."""
    text = session.text
    try:
        found = years()
    except InputError as error:
        _draw_missing(error, text)
        return
    rises = f"{rise_words(found, text)} {twice_words(bool(session.scenario.value(RARE)), text)}"
    title, notes = text("reports.years.title", series=found.series), ("reports.years.note", "reports.years.source")
    above = answer([year_score_words(found, text)])
    draw_rows(title, Values(*year_score_table(found, text)), (rises, *map(text, notes)), tall=False, above=above)


def _draw_warning(text: Texts) -> None:
    """How often the early warning was right."""
    try:
        found = warnings()
    except InputError as error:
        _draw_missing(error, text)
        return
    title, note = text("ui.prognosis.warning_table"), text("ui.prognosis.warning_note")
    draw_rows(
        title, Values(*warning_table(found, text)), (note,), tall=False, above=answer([warning_words(found, text)])
    )


def _draw_missing(error: InputError, text: Texts) -> None:
    st.warning("\n\n".join(map(plain, error.sentences(text))))


def _chart(found: Results, name: str, text: Texts) -> Chart:
    column, formats = FIGURES[name], Formats(text.language)
    unit = text(f"ui.prognosis.{name}_unit")
    months = prognosis.horizon_data(found, column, COVERED, text).iloc[:, 0]
    first, last = (found.value("ensemble", str(month), column) for month in (months.iloc[0], months.iloc[-1]))

    def figure(value: float) -> str:
        return formats.percent(value) if name == "coverage" else formats.number(round_persons(value))

    naive = figure(found.value("naive", str(months.iloc[-1]), column))
    words = text(
        f"ui.prognosis.{name}_words", first=figure(first), last=figure(last), months=months.iloc[-1], naive=naive
    )
    return Chart(
        by_horizon(found, column, COVERED, unit=unit, text=text),
        unit,
        words,
        partial(prognosis.horizon_values, found, column, COVERED, text),
        partial(prognosis.horizon_data, found, column, COVERED, text),
    )
