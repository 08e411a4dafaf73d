"""The page of the districts: key, map, ranking, blank spots, shift between two keys, and one district's own page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import pandas as pd
import streamlit as st

from forecasting.base.errors import InputError
from forecasting.base.format import Formats
from forecasting.base.text import Texts
from forecasting.people import Role
from forecasting.reports.answer import answer_year
from forecasting.reports.districts.counts import COUNTED, counts_data, counts_table
from forecasting.reports.districts.tables import gap_table, shift_data, shift_table, year_data, year_table
from forecasting.reports.districts.words import gap_words, key_name, key_remark, rounding_words, title_words
from forecasting.scenarios import Outlook
from forecasting.scenarios.districts.account import DistrictYear, by_key, district_year
from forecasting.scenarios.districts.keys import distribute, known_keys
from forecasting.scenarios.districts.results import ByDistrict
from forecasting.ui.board.choice import choose_view
from forecasting.ui.board.lever_panel import draw_district_levers, levers_of
from forecasting.ui.board.sections import draw_answer, draw_fold, draw_notes, draw_notices, draw_rows
from forecasting.ui.board.table_panel import draw_saved_rows
from forecasting.ui.board.view import View
from forecasting.ui.frame.frame import begin_page
from forecasting.ui.html import paragraphs
from forecasting.ui.pages.districts.given import DISTRICTS, SMALL
from forecasting.ui.pages.districts.keys import draw_keys
from forecasting.ui.pages.districts.map import MEASURES, boundary_problem, map_chart
from forecasting.ui.pages.districts.own import choose_district, draw_own_district
from forecasting.ui.sentences import said
from forecasting.ui.session.data import base_scenario
from forecasting.ui.session.session import Session

__all__ = ["draw"]


@dataclass(frozen=True)
class _Shown:
    """What the sections of the page show."""

    view: View
    table: pd.DataFrame
    found: ByDistrict

    @property
    def text(self) -> Texts:
        return self.view.text

    def year(self, year: int) -> DistrictYear:
        """The account of a year."""
        return self.view.session.keep(f"district-year-{year}", (self.found,), lambda: district_year(self.found, year))


def draw(session: Session) -> None:
    """Draw the page for the scenario of the session."""
    result = begin_page(session)
    text, table = session.text, session.observations.districts
    if table is None or not len(table):
        st.warning(text("ui.districts.none"))
        return
    try:
        found = session.keep(
            "districts",
            (result, table),
            lambda: ByDistrict(result, distribute(table, result.resolved, result.years)),
        )
    except InputError as error:
        st.error(said(error.findings, text), icon=":material/error:")
        draw_keys(session, result, table)
        return
    view = View.of(session, result)
    shown = _Shown(replace(view, source=f"{view.source} {text('ui.districts.source')}"), table, found)
    if session.actor.district and not session.records[DISTRICTS].code:
        session.records[DISTRICTS] = session.records[DISTRICTS].chosen(session.actor.district)
    choose_district(session, table)
    draw_own_district(view, table)
    _where(shown)
    draw_keys(session, result, table)
    _assumptions(session, result)
    _shift(shown)
    _counted(shown)


@st.fragment
def _where(shown: _Shown) -> None:
    """Year, sentence, map, ranking, posts in steps, blank spots."""
    text, session, found = shown.text, shown.view.session, shown.found
    st.header(text("ui.districts.where") + key_remark(found, text), anchor=False)
    years, usual = [each.year for each in shown.view.result.years], answer_year(shown.view.result)
    year = shown.year(choose_view(text("ui.districts.year"), years, str, key="districts-year", first=usual))
    draw_answer(title_words(found, year, text))
    measure = choose_view(
        text("ui.districts.measure"), MEASURES, lambda name: text(f"ui.districts.by_{name}"), key="districts-measure"
    )
    code = session.records[DISTRICTS].code
    title = text("ui.districts.map", measure=text(f"ui.districts.by_{measure}"), year=year.year)
    make = partial(map_chart, found, year, measure, text, chosen=code)
    shown.view.draw_chart(f"districts-{measure}", title, (found, year, code), make)
    if (problem := boundary_problem()) is not None:
        st.warning(said(problem.findings, text))
    draw_notices(found.notices, text)
    _ranking(shown, year)
    _blank_spots(shown, year)


def _ranking(shown: _Shown, year: DistrictYear) -> None:
    text, found = shown.text, shown.found
    title = text("ui.districts.ranking", year=year.year)
    table = year_table(found, year, text)
    notes = [rounding_words(year, text), text("ui.districts.rounded")]
    if year.vacant:
        notes.append(text("ui.districts.vacant"))
    if year.decided:
        notes.append(text("ui.districts.decided", year=year.year))
    data, saved = partial(year_data, found, year, text), (text("reports.district.note_code"),)
    draw_saved_rows("districts-ranking", title, table, data, shown.view.desk, notes=notes, saved_notes=saved)


def _blank_spots(shown: _Shown, year: DistrictYear) -> None:
    text, found = shown.text, shown.found
    st.header(text("ui.districts.gaps"), anchor=False)
    draw_notes(gap_words(found, year, text))
    table = gap_table(found, year, text)
    if table.rows:
        draw_rows(text("ui.districts.gap_table", year=year.year), table, tall=False)


def _assumptions(session: Session, result: Outlook) -> None:
    """Onward moves, steps of posts, minimum staffing, cost of a workplace, suppression."""
    title, levers = session.text("ui.districts.assumptions"), levers_of(session, result.arrivals)
    draw_fold(title, "districts-assumptions", partial(draw_district_levers, session, levers))


@st.fragment
def _shift(shown: _Shown) -> None:
    """Persons, FTE and grant that move from one key to another."""
    text, session = shown.text, shown.view.session
    st.header(text("ui.districts.shift"), anchor=False)
    keys = known_keys(shown.table)
    if len(keys) < 2:
        st.markdown(text("ui.districts.shift_needs"))
        return
    with st.container(horizontal=True, key="district-shift"):
        one = st.selectbox(text("ui.districts.from_key"), keys, format_func=lambda key: key_name(key, text))
        others = [key for key in keys if key != one]
        other = st.selectbox(text("ui.districts.to_key"), others, format_func=lambda key: key_name(key, text))
        years = [each.year for each in shown.view.result.years]
        first = years.index(answer_year(shown.view.result))
        year = st.selectbox(text("ui.districts.year"), years, index=first, key="shift-year")
    before, after = (
        session.keep(
            f"district-key-{key}-{year}",
            (shown.view.result, shown.table),
            partial(_by_key, shown.view.result, shown.table, key, year),
        )
        for key in (one, other)
    )
    names = {"from": key_name(one, text), "to": key_name(other, text), "year": year}
    title = text("ui.districts.shift_table", **names)
    table = shift_table(shown.found, before, after, text)
    moved = float(abs(after.grant - before.grant).sum()) / 2
    words = text("ui.districts.shift_words", amount=Formats(text.language).mio(moved, 2), **names)
    data, saved = partial(shift_data, shown.found, before, after, text), (text("reports.district.note_code"),)
    above = paragraphs([words], "main")
    draw_saved_rows("districts-shift", title, table, data, shown.view.desk, saved_notes=saved, above=above)


def _by_key(result: Outlook, table: pd.DataFrame, key: str, year: int) -> DistrictYear:
    return district_year(by_key(result, table, key), year)


def _counted(shown: _Shown) -> None:
    """Figures of the keys and stocks, small counts suppressed."""
    text, table, session = shown.text, shown.table, shown.view.session
    least, own = shown.view.result.resolved.whole(SMALL), session.records[DISTRICTS].code
    if session.actor.is_any(Role.DISTRICT):  # others' counts as published, whatever its own scenario says
        least, own = max(least, int(str(base_scenario().value(SMALL)))), session.actor.district

    def unfolded() -> None:
        counted = any(table[name].notna().any() for name in COUNTED)
        draw_saved_rows(
            "districts-counts",
            text("ui.districts.counts_table"),
            counts_table(table, least, text, own=own),
            partial(counts_data, table, least, text),
            shown.view.desk,
            notes=[text("ui.districts.suppressed", least=least)] if counted else (),
            saved_notes=[
                *([text("ui.districts.suppressed_file", least=least)] if counted else []),
                text("reports.district.note_code"),
            ],
            unit=text("reports.unit.persons"),
        )

    draw_fold(text("ui.districts.counts"), "district-counts", unfolded)
