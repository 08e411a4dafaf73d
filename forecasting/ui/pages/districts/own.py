"""One district's page: its years, its own counts and assumptions, checked and marked."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import pandas as pd
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from forecasting.base.errors import Finding, InputError
from forecasting.base.file_names import slug
from forecasting.base.format import Formats
from forecasting.base.text import Texts
from forecasting.observations.districts import own_row
from forecasting.observations.reading.tables import SUFFIXES
from forecasting.people import Action, OwnFigures, ask
from forecasting.reports.answer import answer_year
from forecasting.reports.districts.own import line_data, line_table, line_words
from forecasting.reports.districts.words import names_by_code
from forecasting.scenarios.districts.keys import STOCK, District
from forecasting.scenarios.districts.own import OwnGiven, counted_by_itself, district_line, own_result
from forecasting.ui.board.downloads import draw_file
from forecasting.ui.board.map_click import hear_clicks
from forecasting.ui.board.sections import draw_notes, draw_rows, refusing
from forecasting.ui.board.view import View
from forecasting.ui.html import paragraphs
from forecasting.ui.pages.districts.given import DISTRICTS, FIELDS, Own
from forecasting.ui.pages.districts.given import STOCK as COUNT
from forecasting.ui.sentences import counted, listed
from forecasting.ui.session.data import apart
from forecasting.ui.session.journal import tell
from forecasting.ui.session.session import Session

__all__ = ["choose_district", "draw_own_district"]

MOST = 20


def choose_district(session: Session, table: pd.DataFrame) -> None:
    """Choose a district in a field, or by a click on the map; its figures then stand on top of the page."""
    text, names = session.text, _names(table, session.text)
    options = sorted(names, key=names.__getitem__)

    def enter(code: object) -> None:
        session.records[DISTRICTS] = session.records[DISTRICTS].chosen(str(code) if code in names else "")

    known = session.records[DISTRICTS].code
    chosen = known if known in names else None
    st.selectbox(
        text("ui.districts.choose"),
        options,
        format_func=names.__getitem__,
        index=None,
        placeholder=text("ui.districts.choose_none"),
        key=session.widgets.key(f"district-{session.language}", chosen, enter),
        width=460,
        help=text("ui.districts.choose_words"),
    )
    hear_clicks("chart-districts-", enter)


def draw_own_district(view: View, table: pd.DataFrame) -> None:
    """The chosen district: its result, its own figures and what they change."""
    text, session = view.text, view.session
    names, chosen = _names(table, text), session.records[DISTRICTS].code
    if chosen not in names:
        return
    st.header(text("ui.districts.own"), anchor=False)
    own = session.records[DISTRICTS].of(chosen)
    _result(view, table, chosen, names[chosen], own)
    _fields(session, chosen, own, text)
    _upload(session, table, chosen, text)


def _names(table: pd.DataFrame, text: Texts) -> dict[str, str]:
    """Names of the districts by code."""
    rows = zip(table["district"], table["name"], table["kind"], strict=True)
    districts = [District(str(code), str(name), str(kind)) for code, name, kind in rows]
    return names_by_code(districts, text)


@refusing
def _result(view: View, table: pd.DataFrame, code: str, name: str, own: Own) -> None:
    """Sentence, table and file of the district, beside the state's account where it differs."""
    text, session, result, given = view.text, view.session, view.result, own.given
    row = pd.Series(dict(own.counts), dtype=float)
    counted, unused = counted_by_itself(table, code, row)
    of_state = session.keep(f"line-{code}", (result, table), lambda: district_line(result, table, code))
    line = session.keep(
        f"own-line-{code}",
        (result, table, own),
        lambda: district_line(own_result(result, given), counted, code, given),
    )
    year, differs = answer_year(result), own.differs
    words = [line_words(line, name, year, text, own=differs)]
    if differs:
        words.append(text("ui.districts.instead", words=line_words(of_state, name, year, text, own=False)))
    parts = "".join(paragraphs([each], kind) for each, kind in zip(words, ("main", "aside"), strict=False))
    st.html(f'<section class="answer" aria-live="polite">{parts}</section>')
    if differs:
        with st.container(horizontal=True, vertical_alignment="center", key="district-own"):
            st.badge(text("ui.districts.own_badge"), color="orange")
            # The file stays in its field; that it was taken back is remembered, so that it is not taken anew.
            st.button(
                text("ui.districts.own_reset"),
                key=f"own-reset-{code}",
                on_click=_put,
                args=(session, code, Own(file=own.file)),
            )
    title = text("ui.districts.own_table" if differs else "ui.districts.line_table", name=name)
    values = line_table(line, text)
    notes = [text("ui.districts.memo"), text("ui.districts.change_note")]
    if line.vacant:
        notes.append(text("ui.districts.vacant"))
    if differs:
        notes.append(text("ui.districts.not_added"))
    notes += [text("ui.districts.unused", column=column) for column in unused]
    draw_rows(title, values, (text("ui.districts.line_rounded"), *notes), tall=False)
    if own.notices:
        st.info(listed(own.notices, text, MOST))
    if told := _given_words(given, int(str(session.scenario.value("districts.suppress_below"))), text):
        notes.append(told)
    file = view.desk.table(title, partial(line_data, line, text), notes=tuple(notes))
    draw_file(f"district-{slug(code)}", file, text)


def _given_words(given: OwnGiven, least: int, text: Texts) -> str:
    """The district's own values in words, for a file; "" where it has none that may stand in one."""
    formats, said = Formats(text.language), []
    for name, (_, _, _, unit) in FIELDS.items():
        value = getattr(given, name)
        if value is not None and not (name == COUNT and 0 < value < least):
            said.append(f"{text(f'ui.districts.field_{name}')}: {formats.number(value / unit, 1).removesuffix(',0')}")
    return text("ui.districts.own_given", given="; ".join(said)) if said else ""


def _fields(session: Session, code: str, own: Own, text: Texts) -> None:
    """Own count, ratio, cost, transfer and take-up; an empty field means as the state assumes."""
    folder = st.expander(text("ui.districts.own_fields"), expanded=own.differs, key=f"own-fields-{code}")
    with folder:
        least = session.scenario.value("districts.suppress_below")
        draw_notes(text("ui.districts.own_fields_words"), text("ui.districts.own_link", least=str(least)))
        columns = st.columns(len(FIELDS), vertical_alignment="bottom")
        for (name, (least, most, step, unit)), column in zip(FIELDS.items(), columns, strict=True):
            value = getattr(own.given, name)
            column.number_input(
                text(f"ui.districts.field_{name}"),
                least,
                most,
                step=step,
                format="%.0f",
                placeholder=text("ui.districts.as_state"),
                key=session.widgets.key(
                    f"own-{code}-{name}-{session.language}",
                    None if value is None else round(value / unit, 6),
                    partial(_enter, session, code, name, unit),
                ),
            )


def _upload(session: Session, table: pd.DataFrame, code: str, text: Texts) -> None:
    """The district's own counts from a file, checked."""
    file = st.file_uploader(
        text("ui.districts.upload"),
        type=[suffix.removeprefix(".") for suffix in SUFFIXES],
        key=f"own-upload-{code}",
        help=text("ui.districts.upload_help"),
    )
    if file is None:
        return
    own = session.records[DISTRICTS].of(code)
    if own.file == file.file_id:
        return
    try:
        ask(session.actor, Action.USE, OwnFigures(code))
        row, notices = _read(file, code)
        tell(session.actor, Action.USE, OwnFigures(code))
    except InputError as error:
        st.error(counted("ui.data.found", error.findings, text, MOST), icon=":material/error:")
        return
    counts = tuple(
        (name, float(row[name])) for name in ("population", "allocation", "cohort") if pd.notna(row.get(name))
    )
    known = float(row[STOCK]) if pd.notna(row.get(STOCK)) else own.given.stock
    _put(session, code, Own(replace(own.given, stock=known), counts, file.file_id, notices))
    st.rerun()


def _read(file: UploadedFile, code: str) -> tuple[pd.Series, tuple[Finding, ...]]:
    given = Path(file.name)
    return apart(own_row, f"{slug(given.stem) or 'datei'}{given.suffix.lower()}", file.getvalue(), code)


def _put(session: Session, code: str, own: Own) -> None:
    session.records[DISTRICTS] = session.records[DISTRICTS].given(code, own)


def _enter(session: Session, code: str, name: str, unit: float, value: object) -> None:
    """Take what was typed; an empty field is the state's assumption."""
    try:
        ask(session.actor, Action.USE, OwnFigures(code))
    except InputError as error:
        session.problems.append(error)
        return
    own = session.records[DISTRICTS].of(code)
    number = float(value) * unit if isinstance(value, int | float) else None
    _put(session, code, replace(own, given=replace(own.given, **{name: number})))
