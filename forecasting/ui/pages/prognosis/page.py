"""The page of the forecast: how many come and how sure, how it is made, how good it was, what it said then."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from forecasting.arrivals.backtest.hindsight import HORIZON
from forecasting.assumptions import load_register
from forecasting.base.errors import Finding
from forecasting.base.format import Formats
from forecasting.base.groups import group_name
from forecasting.base.periods import parse_month
from forecasting.base.text import Texts
from forecasting.reports import prognosis
from forecasting.reports.charts import series
from forecasting.reports.charts.prognosis import events_of, with_events
from forecasting.reports.grid import Values
from forecasting.scenarios import Outlook
from forecasting.scenarios.chain import ALL
from forecasting.ui.board.choice import WIDE, choose_view, choose_wide
from forecasting.ui.board.downloads import Chart
from forecasting.ui.board.fan import fan_chart
from forecasting.ui.board.sections import draw_answer, draw_notes, draw_notices, draw_rows
from forecasting.ui.board.view import View
from forecasting.ui.frame.frame import begin_page, draw_link_to_data
from forecasting.ui.pages.prognosis.data import explained
from forecasting.ui.pages.prognosis.hindsight import draw_hindsight
from forecasting.ui.pages.prognosis.own import draw_own_view
from forecasting.ui.pages.prognosis.scores import draw_scores
from forecasting.ui.pages.prognosis.track import draw_track
from forecasting.ui.session.session import Session

__all__ = ["draw"]

YEAR = 12
SHOWN = HORIZON  # months of the fan


def draw(session: Session) -> None:
    """Draw the page for the scenario of the session."""
    result = begin_page(session)
    st.header(session.text("ui.prognosis.many"), anchor=False)
    choose_wide(session, "prognosis")  # above the parts that run alone: what it changes stands in several of them
    _many(session, result)
    draw_own_view(session, result.groups)
    _how(session, result)
    draw_scores(session)
    draw_hindsight(session)
    draw_track(session)
    _load(session)


@st.fragment
def _many(session: Session, result: Outlook) -> None:
    """How many come, by group: sentence, fan with its events, notices."""
    text, wide = session.text, session.records[WIDE]
    groups = [*result.groups, *([ALL] if len(result.groups) > 1 else [])]
    group = choose_view(text("ui.prognosis.group"), groups, lambda group: _name(group, text), key="prognosis-group")
    name = _name(group, text)
    shocks = [text("ui.prognosis.shocks")] if result.resolved.values["arrivals.shocks"] else []
    draw_answer(prognosis.year_words(result, group, name, text), *shocks)
    title, parts = text("ui.prognosis.chart", group=name), (result.monthly["arrivals", group], result.scenario, wide)
    view, make = View.of(session, result, by_group=True), partial(_fan, result, group, text, wide=wide)
    view.draw_chart(f"prognosis-{group}", title, parts, make)
    heads, rows = prognosis.calendar_table(result, group, text, wide=wide)
    if rows:
        draw_rows(text("ui.prognosis.calendar", group=name), Values(heads, rows), tall=False)
    notes = [] if result.arrivals.fixed else [text("ui.prognosis.events"), text("ui.prognosis.read")]
    if result.horizon > SHOWN:
        notes.append(text("ui.prognosis.shown", months=SHOWN))
    draw_notes(*notes)
    draw_notices([finding for finding in result.arrivals.notices if _concerns(finding, group)], text)


def _fan(result: Outlook, group: str, text: Texts, *, wide: bool) -> Chart:
    past, forecast = series.arrivals_past(result.arrivals, group), series.arrivals_forecast(result, group).head(SHOWN)
    chart = fan_chart("arrivals", past, forecast, None, text, wide=wide)
    if result.arrivals.fixed:
        return chart
    events, first = events_of(result.scenario, group, text), parse_month(past["month"].iloc[0])
    return replace(chart, figure=with_events(chart.figure, events, first))


def _how(session: Session, result: Outlook) -> None:
    """How the forecast comes about: members, middle, volatility."""
    text = session.text
    st.header(text("ui.prognosis.how"), anchor=False)
    method = result.resolved.word("arrivals.method")
    if result.arrivals.fixed:
        st.markdown(text("ui.prognosis.given"))
        return
    with st.spinner(text("ui.wait")):
        found = [explained(session, result.scenario, group) for group in result.groups]
    parts = [part for part in found if part is not None]
    if not parts:
        labels = load_register()["arrivals.method"].labels(text.language)
        st.markdown(text("ui.prognosis.other_method", method=labels.get(method, method)))
        return
    st.markdown(text("ui.prognosis.how_words"))
    names = [_name(part.group, text) for part in parts]
    ahead = Formats(text.language).number(min(YEAR, result.horizon))
    title = text("ui.prognosis.members", ahead=ahead)
    said = [prognosis.volatility_words(part, name, text) for part, name in zip(parts, names, strict=True)]
    table, notes = prognosis.member_table(parts, names, text), (*said, text("ui.prognosis.method_words"))
    draw_rows(title, Values(*table, (0, 1)), notes, tall=False)


def _load(session: Session) -> None:
    """Where new figures are loaded."""
    text = session.text
    st.header(text("ui.prognosis.load"), anchor=False)
    st.markdown(text("ui.prognosis.load_words", page=text("ui.page.data")))
    draw_link_to_data(session)


def _concerns(finding: Finding, group: str) -> bool:
    """Whether a notice speaks of this group, or of none in particular."""
    of = finding.values.get("series", finding.values.get("group"))
    return group == ALL or of in (None, group)


def _name(group: str, text: Texts) -> str:
    return text("ui.prognosis.all") if group == ALL else group_name(group, text)
