"""The page of assumptions: what differs and why, the register with search, what the model is silent on."""

from __future__ import annotations

from functools import partial

import streamlit as st

from forecasting.assumptions import Assumption, load_register
from forecasting.base.format import Formats
from forecasting.base.text import Texts
from forecasting.reports.register import AMBER, RED
from forecasting.scenarios import Outlook
from forecasting.ui.assumptions_view import (
    Deviation,
    deviations,
    found_by,
    register_table,
    silent_box,
    source_rows,
)
from forecasting.ui.data import shipped
from forecasting.ui.download_tables import register_data
from forecasting.ui.downloads import Desk, draw_file
from forecasting.ui.frame import FOLDER, computed, draw_problems
from forecasting.ui.html import paragraphs, table_of_rows
from forecasting.ui.session import Session, current

__all__ = ["draw"]

GRADES = ("green", "amber", "red")
LONGEST_REASON = 500
ROW = (4, 3, 3, 7, 2)  # widths: label, value, base value, reason, way back


def draw() -> None:
    """Draw the page for the scenario of the session."""
    session = current()
    text, result = session.text, computed(session)
    st.html(FOLDER / "evidence.css")
    draw_problems(session)
    entries = load_register().for_groups(result.groups)
    st.markdown(_intro(result, text))
    _deviations(session)
    _register(session, entries, result)
    with st.container(border=True, key="silent"):
        st.header(text("limits.title"), anchor=False)
        st.html(paragraphs([text("limits.intro")], "note") + silent_box(text))


def _intro(result: Outlook, text: Texts) -> str:
    register = load_register()
    uncertain = [entry for key in result.resolved.ranges if (entry := register.find(key)) is not None]
    counts = {grade: sum(entry.quality == grade for entry in uncertain) for grade in GRADES}
    return f"{text('ui.assumptions.intro')} {text('ui.answer.measured', all=len(uncertain), **counts)}"


def _deviations(session: Session) -> None:
    """What differs from the base scenario, each with a field for the reason."""
    text = session.text
    found = deviations(session.scenario, session.base, next(iter(shipped().values())), text)
    with st.container(key="deviations"):
        st.header(text("ui.assumptions.deviations"), anchor=False)
        if not found:
            st.markdown(text("ui.assumptions.no_deviations"))
            return
        for deviation in found:
            _deviation(session, deviation)
        if any(deviation.here for deviation in found):
            st.html(paragraphs([text("ui.assumptions.reason_kept")], "note"))


def _deviation(session: Session, deviation: Deviation) -> None:
    text = session.text
    label, now, before, why, back = st.columns(ROW, vertical_alignment="center", gap="small")
    label.markdown(f"**{deviation.label}**")
    now.markdown(deviation.now)
    before.markdown(text("ui.assumptions.before", value=deviation.before))
    if not deviation.here:
        why.markdown(deviation.reason or text("ui.assumptions.no_reason"))
        return

    def enter(words: object) -> None:
        session.give_reason(deviation.key, str(words))

    why.text_input(
        text("ui.assumptions.reason_of", label=deviation.label),
        key=session.widget(f"reason-{deviation.key}-{text.language}", deviation.reason, enter),
        placeholder=text("ui.assumptions.reason_missing"),
        max_chars=LONGEST_REASON,
        label_visibility="collapsed",
    )
    back.button(
        text("ui.assumptions.reset"),
        key=f"back-{deviation.key}",
        icon=":material/undo:",
        type="tertiary",
        help=text("ui.reset_chip", lever=deviation.label, value=deviation.now, base=deviation.chosen),
        on_click=session.take_back,
        args=(deviation.key,),
    )


def _register(session: Session, entries: tuple[Assumption, ...], result: Outlook) -> None:
    """Search and filters, the table, and the documents behind it."""
    text, base = session.text, next(iter(shipped().values()))
    headings = {entry.lever: text(f"reports.register.lever.{entry.lever}") for entry in entries}
    grades = {grade: text(f"reports.register.grade.{grade}") for grade in GRADES}
    with st.container(key="search"):
        words = st.text_input(
            text("ui.assumptions.search"), placeholder=text("ui.assumptions.search_hint"), key="assumptions-search"
        )
        heading = st.pills(
            text("ui.assumptions.heading"),
            list(headings),
            format_func=headings.__getitem__,
            key="assumptions-heading",
        )
        quality = st.pills(
            text("ui.assumptions.quality"), list(grades), format_func=grades.__getitem__, key="assumptions-quality"
        )
    found = found_by(entries, session.scenario, text, words=words, heading=heading, quality=quality)
    if not found:
        st.info(text("ui.assumptions.nothing_found"))
    else:
        st.html(paragraphs([text("ui.assumptions.count", found=len(found), all=len(entries))], "note"))
        st.html(register_table(found, session.scenario, base, text))
        formats = Formats(text.language)
        legend = text("ui.assumptions.legend", amber=formats.percent(AMBER), red=formats.percent(RED))
        st.html(paragraphs([legend], "note"))
        data = partial(register_data, entries, result.scenario, base, text)
        title, source = text("ui.assumptions.register"), text("ui.save.source_by_row")
        file = Desk.of(session, result).table(title, data, notes=(legend,), source=source)
        draw_file("register", file, text, label=text("ui.save.register"))
    with st.expander(text("ui.assumptions.sources")):
        heads = [text(f"ui.assumptions.source_{name}") for name in ("name", "grade", "uses")]
        st.html(table_of_rows(text("ui.assumptions.sources"), heads, source_rows(entries, text), words=(0, 1)))
