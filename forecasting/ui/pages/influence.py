"""The page of influences: effect and share of the spread of each assumption, and what makes scenarios differ."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from forecasting.base.text import Texts
from forecasting.reports.charts.influence import (
    factor_of,
    influence_words,
    shares_data,
    shares_values,
    tornado_chart,
    tornado_data,
    tornado_values,
    unit_of,
)
from forecasting.reports.grid import Values
from forecasting.reports.influence import Influence, explained_rows
from forecasting.reports.tables import account_label
from forecasting.scenarios import Outlook, outlook
from forecasting.scenarios.influence.explain import Explanation
from forecasting.ui.board.chart_panel import Panel, draw_chart
from forecasting.ui.board.choice import choose_view, choose_year
from forecasting.ui.board.downloads import Chart, Desk
from forecasting.ui.board.sections import draw_answer, draw_notes, refusing
from forecasting.ui.board.table_panel import draw_saved_rows
from forecasting.ui.board.view import View
from forecasting.ui.frame.frame import begin_page
from forecasting.ui.session.data import arrivals_from, base_scenario, effects_of, explanation_of, shares_of
from forecasting.ui.session.session import Session

__all__ = ["draw"]

MEASURES = ("need", "fte", "caseload_mean", "shortfall", "closing_unbound")


@refusing
def draw(session: Session) -> None:
    """Draw the page for the scenario of the session."""
    text, view = session.text, View.of(session, begin_page(session))
    with st.container(horizontal=True, vertical_alignment="center", key="influence"):
        measure = choose_view(
            text("ui.influence.measure"),
            MEASURES,
            lambda name: text(f"reports.measure.{name}"),
            key="influence-measure",
        )
        year = choose_year(text("ui.goal.year"), view.result, "influence", label_visibility="collapsed")
    with st.spinner(text("ui.influence.computing")):
        found = _influence(view.result, measure, year)
    _tornado(view, found)
    _shares(found, view.desk)
    _difference(view, measure, year)


def _influence(result: Outlook, measure: str, year: int) -> Influence:
    """Effects and shares, computed once for a scenario, measure and year."""
    (base, bars), (bar, shares) = effects_of(result, measure, year), shares_of(result, measure, year)
    return Influence.of(measure, year, base, (bar, *bars), shares)


def _tornado(view: View, found: Influence) -> None:
    """The widest effects as a chart."""
    text = view.text
    draw_answer(influence_words(found, text))
    if not found.effects:
        return
    note = text("ui.influence.tornado_note")
    chart = Chart(
        tornado_chart(found, text=text),
        unit_of(found.measure, text),
        note,
        partial(tornado_values, found, text),
        partial(tornado_data, found, text),
        (note,),
    )
    title = text("ui.influence.tornado", measure=text(f"reports.measure.{found.measure}"), year=found.year)
    draw_chart(Panel("influence", title, chart, view.source), view.desk)


def _shares(found: Influence, desk: Desk) -> None:
    """The shares of the spread as a table."""
    text = desk.text
    title = text("ui.influence.shares", measure=text(f"reports.measure.{found.measure}"), year=found.year)
    if not found.shares:
        draw_notes(text("reports.influence.no_spread"))
        return
    values, data = shares_values(found, text), partial(shares_data, found, text)
    unit, notes = text("reports.unit.share"), (text("reports.influence.shares_note"),)
    draw_saved_rows("influence-shares", title, values, data, desk, notes=notes, saved_notes=notes, unit=unit)


@refusing
def _difference(view: View, measure: str, year: int) -> None:
    """What makes the scenario on the page differ from the base scenario."""
    text, session, result = view.text, view.session, view.result
    st.header(text("ui.influence.difference"), anchor=False)
    base = base_scenario()
    if base.digest == result.scenario.digest:
        st.markdown(text("ui.influence.no_difference"))
        return
    with st.spinner(text("ui.influence.computing")):
        first = session.keep("influence-base", (result.arrivals,), lambda: _base(session, result))
        found = explanation_of(first, result, measure, year)
    title = text("ui.influence.explained", measure=text(f"reports.measure.{measure}"), year=year)
    heads = text("reports.influence.head_part"), text("reports.influence.head_delta")
    method = text("reports.influence.exact" if found.exact else "reports.influence.sampled")
    notes = (f"{account_label(result, text)}.", method)
    draw_saved_rows(
        "influence-difference",
        title,
        Values(heads, tuple(explained_rows(found, text))),
        partial(_explained_data, found, heads, text),
        view.desk,
        notes=(" ".join(notes),),
        saved_notes=(*notes, text("reports.file.exact")),
        unit=unit_of(found.measure, text),
    )


def _base(session: Session, result: Outlook) -> Outlook:
    """The base scenario on the same data."""
    base = base_scenario()
    arrivals = arrivals_from(base, session.own)
    return outlook(base, arrivals, reuse=result if arrivals is result.arrivals else None)


def _explained_data(found: Explanation, heads: tuple[str, ...], text: Texts) -> pd.DataFrame:
    """Start, parts and result, in the unit of the screen, not rounded."""
    labels = [row[0] for row in explained_rows(found, text)]
    factor = factor_of(found.measure)
    amounts = [amount * factor for amount in (found.a, *(part.delta for part in found.parts), found.b)]
    return pd.DataFrame(list(zip(labels, amounts, strict=True)), columns=heads)
