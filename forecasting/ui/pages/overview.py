"""The first page: the answer in sentences, the levers that change it, the charts and tables it rests on."""

from __future__ import annotations

import datetime
import sys
from functools import partial

import streamlit as st

from forecasting.base.errors import InputError
from forecasting.base.format import Formats
from forecasting.base.text import Texts
from forecasting.reports.answer import answer
from forecasting.reports.charts import captions, need, series
from forecasting.reports.charts.screen import plan
from forecasting.reports.csv_files import fte_data, funding_data
from forecasting.reports.grid import Grid
from forecasting.reports.plausibility import alternatives_table
from forecasting.reports.register import quality_counts
from forecasting.reports.run import identify, made_on
from forecasting.reports.tables import account_label, forecast_table, funding_table, year_notes
from forecasting.scenarios import Outlook
from forecasting.scenarios.alternatives import alternatives
from forecasting.scenarios.chain import ALL
from forecasting.scenarios.hindcast import Hindcast, hindcast
from forecasting.ui.board.chart_panel import Panel, draw_chart
from forecasting.ui.board.choice import WIDE, choose_view, choose_wide
from forecasting.ui.board.downloads import Chart, Desk, draw_file
from forecasting.ui.board.fan import fan_chart
from forecasting.ui.board.lever_panel import FURTHER, draw_levers, levers_of, moving_levers
from forecasting.ui.board.markup import draw_markup, markup
from forecasting.ui.board.sections import draw_fold
from forecasting.ui.frame.frame import computed, draw_changes, draw_problems
from forecasting.ui.html import fold, paragraphs, table_of_grid, table_of_rows
from forecasting.ui.pages.districts.given import DISTRICTS
from forecasting.ui.sentences import plain
from forecasting.ui.session.session import Session
from forecasting.ui.session.slots import Slot
from forecasting.ui.session.widgets import Content

__all__ = ["draw"]

COLUMNS = (10, 31)  # widths of levers and evidence
MEASURES = ("caseload", "arrivals")
FORECAST = "forecast"
READINGS = "readings"
PAST: Slot[Hindcast | None] = Slot(lambda: None)
"""The past of the caseload that was computed last; the next one takes over what no change touches."""


def draw(session: Session) -> None:
    """Draw the page for the scenario of the session."""
    text, result = session.text, computed(session)
    levers = levers_of(session, result.arrivals)
    above = st.container()
    _draw_answer(session, result)
    if session.records[DISTRICTS].code:
        from forecasting.ui.pages.districts.answer import (
            draw_district_answer,  # few need it, and never the first answer
        )

        draw_district_answer(session, result)
    st.toggle(text("ui.levers.drawer"), key="drawer", on_change="ignore")
    with st.container(key="bench"):
        left, right = st.columns(COLUMNS, gap="medium")
    with right:
        measure = _draw_evidence(session, result)
    if not session.records[DISTRICTS].code:  # its own answer comes with the run of the page
        session.moving = partial(
            _moving,
            session,
            measure,
            unfolded=bool(st.session_state.get(FURTHER)),
            read=bool(st.session_state.get(READINGS)),
        )
    with left, st.container(key="levers"):
        draw_levers(session, levers)
    with above:
        draw_changes(session, levers.all())
        draw_problems(session, answered=True)


def _moving(session: Session, measure: str, *, unfolded: bool, read: bool) -> list[Content]:
    """What the page shows of the scenario as it stands now, the answer first.

    Args:
        measure: of the fan.
        unfolded: whether the further levers are.
        read: whether the other readings are open.
    """
    result = session.result()
    return [
        _answer(session, result),
        *([_readings(session, result)] if read else []),
        *moving_levers(session, levers_of(session, result.arrivals), unfolded=unfolded),
        *(panel.content(session.stamp()) for panel in _panels(session, result, measure)),
        *(_table(session, result, name, table) for name, table in _tables(session, result).items()),
    ]


def _draw_answer(session: Session, result: Outlook) -> None:
    """The answer, and what has to be known of it."""
    text = session.text
    with st.container(key="answer"):
        draw_markup(_answer(session, result))
        if session.impossible is None and result.arrivals.sample_data:
            st.badge(text("ui.sample"), color="orange")
    if session.impossible is None:
        with st.container(key="notices"):
            places = st.columns(2 if result.notices else 1)
        if result.notices:
            with places[0], st.expander(text("ui.notices", count=len(result.notices))):
                for finding in result.notices:
                    st.markdown(f"- {plain(finding.sentence(text))}")
        with places[-1]:
            draw_fold(text("ui.answer.readings"), READINGS, lambda: draw_markup(_readings(session, result)))


def _readings(session: Session, result: Outlook) -> Content:
    """What the answer would be if what was decided of the level had been decided otherwise."""
    text, title = session.text, session.text("ui.answer.readings")

    def made() -> str:
        table = alternatives_table(alternatives(result), text)
        note = text("reports.plausibility.readings_note", level=account_label(result, text))
        return table_of_rows(title, table, tall=False) + paragraphs([note], "note")

    html = session.keep("readings", (result, text), made)
    return markup(html, key=READINGS, stamp=session.stamp())


def _answer(session: Session, result: Outlook) -> Content:
    """The sentence, what it rests on, and its date; or why there is none."""
    impossible, text = session.impossible, session.text
    kind = "" if impossible is None else "impossible"
    if impossible is None:
        today = datetime.date.today()
        parts = (*_of(result), session.language, sys.intern(today.isoformat()))
        words = session.keep("said", parts, lambda: _said(result, text, today))
    else:
        words = _not_said(impossible, text)
    label = text("ui.answer.label")
    section = f'<section class="answer {kind}" aria-live="polite" aria-label="{label}">{words}</section>'
    return markup(section, key="answer", stamp=session.stamp())


def _said(result: Outlook, text: Texts, today: datetime.date) -> str:
    said, formats = answer(result, text), Formats(text.language)
    run = identify(result)
    stand = captions.stand(result.arrivals, text, by_group=True)
    age = captions.age_words(result.arrivals, made_on(today), text, dated=False)
    measured = text("ui.answer.measured", **quality_counts(result))
    paths = text("ui.answer.paths", count=run.paths, paths=formats.number(run.paths), run=run.run_id)
    return (
        paragraphs(said.main, "main")
        + paragraphs([*said.further, *said.notes[:1]], "further")  # the weightiest note is seen
        + fold(text("ui.answer.not_counted", count=len(said.notes[1:])), said.notes[1:])
        + paragraphs([stand, *([age] if age else []), measured, paths], "aside")
    )


def _not_said(error: InputError, text: Texts) -> str:
    """Why there is no answer, in its place; what else the page shows is the last good result."""
    return paragraphs([text("ui.answer.impossible"), *error.sentences(text)], "main") + paragraphs(
        [text("ui.answer.last")], "further"
    )


def _draw_evidence(session: Session, result: Outlook) -> str:
    """Charts and tables; returns what the fan shows."""
    text, desk = session.text, Desk.of(session, result)
    names = {measure: text(f"reports.chart.{measure}_title") for measure in MEASURES}
    with st.container(horizontal=True, vertical_alignment="center", key="fan-choice"):
        measure = choose_view(text("ui.chart.which"), MEASURES, names.__getitem__, key="fan")
        choose_wide(session, "overview")
    # All is computed before the first of it is drawn: a browser renders the page anew each time that something comes.
    panels, tables = _panels(session, result, measure), _tables(session, result)
    above = st.container()
    with st.container(key="pair"):
        left, right = st.columns(2, gap="medium")
    for place, panel in zip((above, left, right), panels, strict=True):
        with place:
            draw_chart(panel, desk, session.stamp())
    for name, table in tables.items():
        draw_markup(_table(session, result, name, table))
        draw_file(f"{name}-table", desk.years(table), text)
    return measure


def _panels(session: Session, result: Outlook, measure: str) -> tuple[Panel, ...]:
    """The fan of a measure, the posts, and what covers the need."""
    text, base = session.text, session.base_lines()
    peak = "_peak" if result.resolved.word("staffing.rule") == "peak" else ""
    fan, fte, money = (
        _fan(session, result, base, measure),
        _fte(session, result, base),
        _funding(session, result, base),
    )
    by_group, caption = _caption(session, result, by_group=True), _caption(session, result)
    return (
        Panel(measure, text(f"reports.chart.{measure}_title"), fan, by_group, by_group=True),
        Panel("fte", text(f"reports.chart.fte_title{peak}"), fte, caption),
        Panel("funding", text("reports.chart.funding_title"), money, caption),
    )


def _of(result: Outlook) -> tuple[object, ...]:
    """What is another one with every result, and keeps none of its paths."""
    return result.resolved, result.arrivals


def _caption(session: Session, result: Outlook, *, by_group: bool = False) -> str:
    """Source, date and scenario."""
    text, impossible = session.text, session.impossible

    def made() -> str:
        of_scenario = session.scenario_words if impossible is None else text("ui.chart.scenario_last")
        return f"{captions.source(result.arrivals, text, by_group=by_group, origin=session.origin)} {of_scenario}"

    told = session.scenario, session.base, session.opened, session.own, result.arrivals, impossible, session.language
    return session.keep(f"caption-{by_group}", told, made)


def _tables(session: Session, result: Outlook) -> dict[str, Grid]:
    """The funding table and the forecast by year."""
    text = session.text

    def made() -> dict[str, Grid]:
        return {"funding": funding_table(result, text), FORECAST: forecast_table(result, text)}

    return session.keep("tables", (*_of(result), text.language), made)


def _table(session: Session, result: Outlook, name: str, table: Grid) -> Content:
    """What a table shows; one of them names the source of both."""
    note = paragraphs([_caption(session, result)], "note") if name == FORECAST else ""
    html = session.keep(f"{name}-html", (table,), lambda: table_of_grid(table))
    return markup(html + note, key=name, stamp=session.stamp())


def _fan(session: Session, result: Outlook, base: series.Lines | None, measure: str) -> Chart:
    """The caseload or the arrivals behind it, past and forecast."""
    text, wide = session.text, session.records[WIDE]

    def make() -> Chart:
        if measure == "arrivals":
            past, forecast = series.arrivals_past(result.arrivals), series.arrivals_forecast(result)
            line = base.arrivals if base else None
        else:
            known = hindcast(result.resolved, result.arrivals, reuse=session.records[PAST])
            session.records[PAST] = known
            past = series.caseload_past(known)
            forecast = series.caseload_forecast(result)
            line = base.caseload if base else None
        return fan_chart(measure, past, forecast, line, text, wide=wide)

    source = result.monthly["arrivals" if measure == "arrivals" else "target_caseload", ALL]
    return session.keep("fan", (source, base, measure, session.language, wide), make)


def _fte(session: Session, result: Outlook, base: series.Lines | None) -> Chart:
    """Posts needed and posts that the appropriation pays."""
    text, wide = session.text, session.records[WIDE]

    def make() -> Chart:
        table, line = series.fte_by_year(result), base.fte if base else None
        return Chart(
            plan(need.posts(table, line, text=text, wide=wide), text),
            text("reports.unit.fte"),
            captions.fte_words(table, text, wide=wide),
            partial(captions.fte_values, table, text, wide=wide),
            partial(fte_data, table, line, text, wide=wide),
            tuple(year_notes(result, text, Formats(text.language))),
        )

    return session.keep("fte", (*_of(result), base, session.language, wide), make)


def _funding(session: Session, result: Outlook, base: series.Lines | None) -> Chart:
    """Need and what covers it, in the planning account."""
    text = session.text

    def make() -> Chart:
        table, line = series.funding_by_year(result), base.funding if base else None
        account = account_label(result, text)
        return Chart(
            plan(need.funding(table, line, text=text), text),
            text("reports.unit.mio"),
            captions.funding_words(table, account, text),
            partial(captions.funding_values, table, text),
            partial(funding_data, table, line, text),
            (f"{account}.", *year_notes(result, text, Formats(text.language)), text("reports.table.note_consent")),
        )

    return session.keep("funding", (*_of(result), base, session.language), make)
