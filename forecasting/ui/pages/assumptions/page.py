"""The page of assumptions: what differs and why, the register with search and impact, what the model is silent on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st

from forecasting.assumptions import Assumption, load_register
from forecasting.assumptions.entry import QUALITIES
from forecasting.base.errors import InputError
from forecasting.base.format import Formats
from forecasting.base.text import Texts
from forecasting.reports.deviations import Deviation, deviations
from forecasting.reports.grid import Values
from forecasting.reports.register import AMBER, RED, quality_counts
from forecasting.reports.topics import topic_table
from forecasting.scenarios import Outlook
from forecasting.ui.board.choice import choose_view, choose_year
from forecasting.ui.board.download_tables import register_data
from forecasting.ui.board.downloads import Desk, draw_file
from forecasting.ui.board.sections import draw_fold, draw_notes, draw_rows
from forecasting.ui.board.table_panel import draw_years
from forecasting.ui.frame.frame import begin_page
from forecasting.ui.html import paragraphs
from forecasting.ui.pages.assumptions.table import FILTERS, Impact, found_by, register_table, silent_box, source_rows
from forecasting.ui.sentences import plain, said
from forecasting.ui.session.data import base_scenario, effects_of
from forecasting.ui.session.session import Session

__all__ = ["draw"]

MEASURES = ("need", "fte")
LONGEST_REASON = 500
SOURCE_HEADS = ("title", "publisher", "date", "grade", "read", "uses")
ROW = (4, 3, 3, 7, 2)  # widths: label, value, base value, reason, way back


def draw(session: Session) -> None:
    """Draw the page for the scenario of the session."""
    text, result = session.text, begin_page(session, changes=False)
    entries = load_register().for_groups(result.groups)
    st.markdown(f"{text('ui.assumptions.intro')} {text('ui.answer.measured', **quality_counts(result))}")
    found = deviations(session.scenario, session.base, base_scenario(), text)
    _deviations(session, found)
    _register(session, entries, {deviation.key: deviation for deviation in found}, result)
    _topics(session, result)
    with st.container(border=True, key="silent"):
        st.header(text("limits.title"), anchor=False)
        st.html(paragraphs([text("limits.intro")], "note") + silent_box(text))


def _deviations(session: Session, found: list[Deviation]) -> None:
    """What differs from the base scenario, each with a field for the reason."""
    text = session.text
    with st.container(key="deviations"):
        st.header(text("ui.assumptions.deviations"), anchor=False)
        if not found:
            st.markdown(text("ui.assumptions.no_deviations"))
            return
        for deviation in found:
            _deviation(session, deviation)
        key = "reason_kept" if session.link_has_reasons else "reason_not_in_link"
        draw_notes(text(f"ui.assumptions.{key}"))


def _deviation(session: Session, deviation: Deviation) -> None:
    text = session.text
    label, now, before, why, back = st.columns(ROW, vertical_alignment="center", gap="small")
    label.markdown(f"**{plain(deviation.label)}**")
    now.markdown(plain(deviation.now))
    before.markdown(plain(text("ui.assumptions.before", value=deviation.before)))

    def enter(words: object) -> None:
        session.give_reason(deviation.key, str(words))

    why.text_area(
        text("ui.assumptions.reason_of", label=deviation.label),
        key=session.widgets.key(f"reason-{deviation.key}-{text.language}", deviation.reason, enter),
        placeholder=text("ui.assumptions.reason_missing"),
        max_chars=LONGEST_REASON,
        height="content",
        label_visibility="collapsed",
    )
    if deviation.here:
        back.button(
            text("ui.assumptions.reset"),
            key=f"back-{deviation.key}",
            icon=":material/undo:",
            type="tertiary",
            help=text("ui.reset_chip", lever=deviation.label, value=deviation.now, base=deviation.chosen),
            on_click=session.take_back,
            args=(deviation.key,),
        )


def _register(
    session: Session, entries: tuple[Assumption, ...], differing: Mapping[str, Deviation], result: Outlook
) -> None:
    """Search and filters, the table, and the documents behind it."""
    text, base = session.text, base_scenario()
    headings: dict[str, str] = {entry.lever: text(f"reports.register.lever.{entry.lever}") for entry in entries}
    grades: dict[str, str] = {grade: text(f"reports.register.grade.{grade}") for grade in QUALITIES}
    filters = {name: text(f"ui.assumptions.filter.{name}") for name in FILTERS}
    st.header(text("ui.assumptions.register"), anchor=False)
    with st.container(key="search"):
        words = st.text_input(
            text("ui.assumptions.search"), placeholder=text("ui.assumptions.search_hint"), key="assumptions-search"
        )
        heading = _pills("heading", headings, text)
        with st.container(horizontal=True):
            quality = _pills("quality", grades, text)
            only = st.pills(
                text("ui.assumptions.only"),
                list(filters),
                format_func=filters.__getitem__,
                selection_mode="multi",
                key="assumptions-only",
            )
    impact = _impact(session, result)
    found = found_by(
        entries,
        session.scenario,
        text,
        words=words,
        heading=heading,
        quality=quality,
        only=only or (),
        changed=differing,
    )
    if not found:
        st.info(text("ui.assumptions.nothing_found"))
    else:
        formats = Formats(text.language)
        legend = text("ui.assumptions.legend", amber=formats.percent(AMBER), red=formats.percent(RED))
        st.html(
            paragraphs([text("ui.assumptions.count", found=len(found), all=len(entries))], "note")
            + register_table(found, session.scenario, base, differing, impact, text)
            + paragraphs([legend if impact is None else text("ui.assumptions.legend.kinds")], "note")
        )
        data = partial(register_data, entries, result.scenario, base, text)
        title, source = text("ui.assumptions.register"), text("ui.save.source_by_row")
        file = Desk.of(session, result).table(title, data, notes=(legend,), source=source)
        draw_file("register", file, text, label=text("ui.save.register"))
    draw_fold(text("ui.assumptions.sources"), "assumptions-sources", partial(_sources, entries, text))


def _pills(name: str, labels: Mapping[str, str], text: Texts) -> str | None:
    return st.pills(
        text(f"ui.assumptions.{name}"), list(labels), format_func=labels.__getitem__, key=f"assumptions-{name}"
    )


def _sources(entries: Sequence[Assumption], text: Texts) -> None:
    """The documents behind the register."""
    heads = [text(f"ui.assumptions.source_{name}") for name in SOURCE_HEADS]
    draw_rows(text("ui.assumptions.sources"), Values(heads, source_rows(entries, text), range(5)))


def _topics(session: Session, result: Outlook) -> None:
    """What the hours go into, as far as the audit report tells."""
    text = session.text
    with st.container(key="topics"):
        table = session.keep("topics", (result, session.language), lambda: topic_table(result, text))
        st.header(table.title, anchor=False)
        draw_years("topics", table, Desk.of(session, result))


def _impact(session: Session, result: Outlook) -> Impact | None:
    """The impact of every assumption on what the planner chooses, computed when asked for; None where it is not."""
    text, formats = session.text, Formats(session.text.language)
    measures = {measure: text(f"ui.assumptions.measure.{measure}") for measure in MEASURES}
    with st.container(horizontal=True, vertical_alignment="center", key="impact"):
        wanted = st.toggle(text("ui.assumptions.compute"), key="assumptions-impact")
        if not wanted:
            return None
        measure = choose_view(
            text("ui.assumptions.measure"), MEASURES, measures.__getitem__, key="assumptions-measure"
        )
        year = choose_year(text("ui.data.year"), result, "assumptions", label_visibility="collapsed")
    try:
        with st.spinner(text("ui.assumptions.computing")):
            base, effects = effects_of(result, measure, year)
    except InputError as error:
        st.error(said(error.findings, text), icon=":material/error:")
        return None
    amount = formats.mio(base) if measure == "need" else formats.number(base)
    basis = text(f"ui.assumptions.basis.{measure}", year=year, amount=amount)
    shares = text("ui.assumptions.shares", amber=formats.percent(AMBER), red=formats.percent(RED))
    draw_notes(f"{basis} {shares}")
    return Impact(measure, year, base, {effect.key: effect for effect in effects})
