"""What would have been said then: a slider turns back the clock, the outcome lies over the forecast of then."""

from __future__ import annotations

from functools import partial

import streamlit as st

from forecasting.arrivals.backtest.hindsight import Hindsight
from forecasting.base.format import Formats
from forecasting.base.periods import Month, month_label, parse_month
from forecasting.base.text import Texts
from forecasting.reports import prognosis
from forecasting.reports.charts import need
from forecasting.reports.charts.screen import plan
from forecasting.ui.board.chart_panel import Panel, draw_chart
from forecasting.ui.board.choice import WIDE
from forecasting.ui.board.downloads import Chart
from forecasting.ui.html import paragraphs
from forecasting.ui.pages.prognosis.data import Nation, looked_back, nation
from forecasting.ui.pages.prognosis.desk import NationalDesk
from forecasting.ui.session.session import Session

__all__ = ["draw_hindsight"]

ORIGIN = "hindsight-origin"  # in the state of the session: month that the slider shows
LEAST = 36  # months up to the first origin, as in the backtest
PRESETS = ("2015-06", "2019-06", "2022-06")


@st.fragment
def draw_hindsight(session: Session) -> None:
    """Draw the section."""
    session.widgets.take_entries()
    text, known = session.text, nation()
    formats = Formats(text.language)
    st.header(text("ui.prognosis.then"), anchor=False)
    st.markdown(text("ui.prognosis.then_words"))
    origins = list(range(known.first_month + LEAST - 1, known.last_month))
    with st.container(horizontal=True, key="hindsight-presets"):
        for preset in PRESETS:
            st.button(formats.month(preset), key=f"hindsight-{preset}", on_click=_set, args=(parse_month(preset),))
    origin: Month = st.session_state.setdefault(ORIGIN, parse_month(PRESETS[0]))
    names = {month: formats.month(month_label(month)) for month in origins}
    st.select_slider(
        text("ui.prognosis.origin"),
        origins,
        format_func=names.__getitem__,
        key=session.widgets.key(f"hindsight-slider-{text.language}", origin, _set),
    )
    with st.spinner(text("ui.prognosis.wait")):
        found = looked_back(origin, known.digest)
    chart = session.keep(
        "hindsight",
        (found, text.language, session.records[WIDE]),
        partial(_chart, found, known, text, wide=session.records[WIDE]),
    )
    st.html(f'<div aria-live="polite">{paragraphs([prognosis.hindsight_words(found, text)], "main")}</div>')
    desk = NationalDesk(known.last_month, text)
    draw_chart(Panel("hindsight", text("ui.prognosis.then_chart"), chart, desk.caption), desk)


def _set(origin: object) -> None:
    st.session_state[ORIGIN] = origin


def _chart(found: Hindsight, known: Nation, text: Texts, *, wide: bool) -> Chart:
    past, forecast, outcome = prognosis.hindsight_tables(found, known.first_month, known.values)
    unit = text("ui.prognosis.then_unit")
    name = text("ui.prognosis.then_past")
    fan = need.fan(past, forecast, None, unit=unit, past_name=name, text=text, outcome=outcome, wide=wide)
    return Chart(
        plan(fan, text),
        unit,
        text("ui.prognosis.then_legend"),
        partial(prognosis.then_values, past, forecast, outcome, text, wide=wide),
        partial(prognosis.then_data, past, forecast, outcome, text, wide=wide),
    )
