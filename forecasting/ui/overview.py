"""The first page: the answer in sentences, the levers that change it, the charts and tables it rests on."""

from __future__ import annotations

from functools import partial

import streamlit as st

from forecasting.assumptions import load_register
from forecasting.base.errors import InputError
from forecasting.base.format import Formats
from forecasting.base.text import Texts
from forecasting.reports import captions, charts, series
from forecasting.reports.answer import answer
from forecasting.reports.csv_files import fan_data, fte_data, funding_data
from forecasting.reports.run import identify
from forecasting.reports.tables import account_label, forecast_table, funding_table, partial_notes
from forecasting.scenarios import Outlook
from forecasting.scenarios.chain import ALL
from forecasting.scenarios.hindcast import hindcast
from forecasting.ui.chart_panel import Chart, draw_chart
from forecasting.ui.choice import choose_view
from forecasting.ui.data import BaseLines
from forecasting.ui.downloads import Desk, draw_file
from forecasting.ui.frame import computed, draw_changes, draw_problems
from forecasting.ui.html import paragraphs, table_of_years
from forecasting.ui.lever_panel import draw_levers, levers_of
from forecasting.ui.markup import draw_markup
from forecasting.ui.sentences import plain
from forecasting.ui.session import Session, current

__all__ = ["draw"]

COLUMNS = (10, 31)  # widths of levers and evidence
MEASURES = ("caseload", "arrivals")


def draw() -> None:
    """Draw the page for the scenario of the session."""
    session = current()
    text, result = session.text, computed(session)
    levers = levers_of(session, result.arrivals)
    above = st.container()
    if session.impossible is None:
        _answer(result, text)
    else:
        _no_answer(session.impossible, text)
    if session.district:
        from forecasting.ui.districts_answer import draw_district_answer  # few need it, and never the first answer

        draw_district_answer(session, result)
    st.toggle(text("ui.levers.drawer"), key="drawer", on_change="ignore")
    with st.container(key="bench"):
        left, right = st.columns(COLUMNS, gap="medium")
    with right:  # first, since it is what a reader waits for when a lever has moved
        _evidence(session, result, text)
    with left, st.container(key="levers"):
        draw_levers(session, levers)
    with above:
        draw_changes(session, levers.all())
        draw_problems(session, answered=True)


def _answer(result: Outlook, text: Texts) -> None:
    """The sentence, what it rests on, and its date."""
    said, formats = answer(result, text), Formats(text.language)
    main = [said.people, said.staff, said.coverage, said.gap]
    further = [said.residuals, said.lapse, said.surplus, said.planning, said.target, said.basis]
    run = identify(result)
    stand = text("ui.answer.stand", stand=formats.month_end(run.base_month))
    paths = text("ui.answer.paths", count=run.paths, paths=formats.number(run.paths), run=run.run_id)
    with st.container(key="answer"):
        draw_markup(
            f'<section class="answer" aria-live="polite" aria-label="{text("ui.answer.label")}">'
            + paragraphs([part for part in main if part], "main")
            + paragraphs([part for part in further if part], "further")
            + paragraphs([f"{stand}.", _evidence_of_assumptions(result, text), paths], "aside")
            + "</section>",
            key="answer",
        )
        if result.arrivals.sample_data:
            st.badge(text("ui.sample"), color="orange")
    with st.container(key="notices"):
        if result.notices:
            with st.expander(text("ui.notices", count=len(result.notices))):
                for finding in result.notices:
                    st.markdown(f"- {plain(finding.sentence(text))}")


def _no_answer(error: InputError, text: Texts) -> None:
    """Why there is none, in its place; what else the page shows is the last good result."""
    with st.container(key="answer"):
        draw_markup(
            f'<section class="answer impossible" aria-live="polite" aria-label="{text("ui.answer.label")}">'
            + paragraphs([text("ui.answer.impossible"), *error.sentences(text)], "main")
            + paragraphs([text("ui.answer.last")], "further")
            + "</section>",
            key="answer",
        )


def _evidence_of_assumptions(result: Outlook, text: Texts) -> str:
    """How many of the uncertain assumptions are measured, partly documented, or a judgement."""
    register = load_register()
    entries = [entry for key in result.resolved.ranges if (entry := register.find(key)) is not None]
    counts = {grade: sum(entry.quality == grade for entry in entries) for grade in ("green", "amber", "red")}
    return text("ui.answer.measured", all=len(entries), **counts)


def _evidence(session: Session, result: Outlook, text: Texts) -> None:
    """Charts and tables."""
    base, desk = session.base_lines(), Desk.of(session, result)
    of_scenario = session.scenario_words if session.impossible is None else text("ui.chart.scenario_last")
    caption = f"{captions.source(result.arrivals, text, origin=session.origin)} {of_scenario}"
    by_group = f"{captions.source(result.arrivals, text, by_group=True, origin=session.origin)} {of_scenario}"
    names = {measure: text(f"reports.chart.{measure}_title") for measure in MEASURES}
    measure = choose_view(text("ui.chart.which"), MEASURES, names.__getitem__, key="fan")
    # All is computed before the first of it is drawn: a browser renders the page anew each time that something comes.
    peak = "_peak" if result.resolved.word("staffing.rule") == "peak" else ""
    fan = _fan(session, result, base, measure)
    fte, money = _fte(session, result, base), _funding(session, result, base)
    tables = {"funding": funding_table(result, text), "forecast": forecast_table(result, text)}
    draw_chart(measure, names[measure], fan, by_group, desk, by_group=True)
    left, right = st.columns(2, gap="medium")
    with left:
        draw_chart("fte", text(f"reports.chart.fte_title{peak}"), fte, caption, desk)
    with right:
        draw_chart("funding", text("reports.chart.funding_title"), money, caption, desk)
    for name, table in tables.items():
        note = paragraphs([caption] if table is tables["forecast"] else [], "note")
        draw_markup(table_of_years(table, text) + note, key=name)
        draw_file(f"{name}-table", desk.years(table), text)


def _fan(session: Session, result: Outlook, base: BaseLines | None, measure: str) -> Chart:
    """The caseload or the arrivals behind it, past and forecast."""
    text = session.text

    def make() -> Chart:
        if measure == "arrivals":
            past, forecast = series.arrivals_past(result.arrivals), series.arrivals_forecast(result)
            line, status = base.arrivals if base else None, "estimated"
        else:
            past = series.caseload_past(hindcast(result.resolved, result.arrivals))
            forecast = series.caseload_forecast(result)
            line, status = base.caseload if base else None, "calculated"
        unit, past_name = text(f"reports.chart.{measure}_unit"), text(f"reports.chart.{measure}_past")
        return Chart(
            charts.fan(past, forecast, line, unit=unit, past_name=past_name, text=text),
            unit,
            captions.fan_words(measure, forecast, text),
            partial(captions.fan_values, past, forecast, status, text),
            partial(fan_data, past, forecast, line, status, text),
        )

    source = result.monthly["arrivals" if measure == "arrivals" else "target_caseload", ALL]
    return session.keep("fan", (source, base, measure, session.language), make)


def _fte(session: Session, result: Outlook, base: BaseLines | None) -> Chart:
    """Posts needed and posts that the appropriation pays."""
    text = session.text
    table, line = series.fte_by_year(result), base.fte if base else None
    return Chart(
        charts.fte_chart(table, line, text=text),
        text("reports.unit.fte"),
        captions.fte_words(table, text),
        partial(captions.fte_values, table, text),
        partial(fte_data, table, line, text),
        tuple(partial_notes(result, text, Formats(text.language))),
    )


def _funding(session: Session, result: Outlook, base: BaseLines | None) -> Chart:
    """Need and what covers it, in the planning account."""
    text = session.text
    table, line = series.funding_by_year(result), base.funding if base else None
    account = account_label(result, text)
    return Chart(
        charts.funding_chart(table, line, text=text),
        text("reports.unit.mio"),
        captions.funding_words(table, account, text),
        partial(captions.funding_values, table, text),
        partial(funding_data, table, line, text),
        (f"{account}.", *partial_notes(result, text, Formats(text.language)), text("reports.table.note_consent")),
    )
