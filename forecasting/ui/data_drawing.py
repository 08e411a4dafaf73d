"""The page of data: what is loaded, the status of each month, the check, revisions, one's own files, provenance."""

from __future__ import annotations

from functools import partial

import streamlit as st

from forecasting.base.errors import Finding
from forecasting.base.format import Formats
from forecasting.base.text import Texts
from forecasting.observations import Observations, check
from forecasting.observations.load import OBSERVATIONS
from forecasting.observations.published import FOLDER as PUBLISHED
from forecasting.observations.tables import SUFFIXES
from forecasting.ui.data import observations as shipped_observations
from forecasting.ui.data_view import (
    change_rows,
    file_rows,
    further_words,
    group_name,
    loaded_rows,
    month_grid,
    preview_rows,
    preview_words,
    revision_rows,
    source_table,
)
from forecasting.ui.frame import FOLDER, draw_problems
from forecasting.ui.html import paragraphs, table_of_rows
from forecasting.ui.sentences import listed, said
from forecasting.ui.session import Session, current
from forecasting.ui.templates import TEMPLATES, column_rows, template_csv, template_xlsx
from forecasting.ui.upload import Checked, check_upload, digest

__all__ = ["draw"]

CHECKED = "data-checked"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_SHOWN = 200  # findings


def draw() -> None:
    """Draw the page for the data of the session."""
    session = current()
    text = session.text
    st.html(FOLDER / "evidence.css")
    draw_problems(session)
    _in_use(session)
    _loaded(session.observations, text)
    _own(session)
    _check(session, text)
    _revisions(text)
    _sources(text)


def _in_use(session: Session) -> None:
    """Which data are in use, by the start of their checksum, and the way back from one's own."""
    text, observations = session.text, session.observations
    known = text("ui.data.own" if session.own else "ui.data.shipped")
    with st.container(horizontal=True, vertical_alignment="center", key="in-use"):
        st.markdown(text("ui.data.in_use", data=known, hash=observations.data_hash[:12]), width="content")
        if session.own is not None:
            st.button(text("ui.data.discard"), key="discard", icon=":material/undo:", on_click=session.discard)
    if observations.sample_data:
        st.badge(text("ui.sample"), color="orange")


def _loaded(observations: Observations, text: Texts) -> None:
    names = ("group", "span", "until", "from", "observed", "disaggregated", "extrapolated")
    heads = [text(f"ui.data.head.{name}") for name in names]
    rows = loaded_rows(observations, text)
    st.html(
        table_of_rows(text("ui.data.loaded"), heads, rows, words=range(4), tall=False)
        + paragraphs(further_words(observations, text), "note")
        + paragraphs([text("ui.data.real" if not observations.sample_data else "ui.sample")], "note")
    )
    groups = list(observations.arrivals)
    chosen = st.segmented_control(
        text("ui.data.head.group"),
        groups,
        format_func=lambda group: group_name(group, text),
        default=groups[0],
        key="data-group",
        required=True,
        label_visibility="collapsed",
    )
    if chosen in observations.arrivals:
        legend = text("ui.data.legend")
        st.html(month_grid(observations.arrivals[chosen], text) + paragraphs([legend], "note"))


def _own(session: Session) -> None:
    """Templates, upload, what was found in the files, what they would change, adoption."""
    text = session.text
    st.subheader(text("ui.data.own_title"), anchor=False)
    st.markdown(text("ui.data.own_intro"))
    _templates(text)
    with st.container(key=f"upload-{text.language}"):
        files = st.file_uploader(
            text("ui.data.upload"),
            type=[suffix.removeprefix(".") for suffix in SUFFIXES],
            accept_multiple_files=True,
            key="data-upload",
        )
    if not files:
        return
    checked = _checked([(file.name, file.getvalue()) for file in files], text)
    _findings(checked, text)
    new = checked.observations
    if new is None:
        st.markdown(text("ui.data.refused"))
    elif new.data_hash == session.observations.data_hash:
        st.info(text("ui.data.same"))
    else:
        _preview(session, new)


def _checked(files: list[tuple[str, bytes]], text: Texts) -> Checked:
    """What the check says of the files, made once."""
    name, known = digest(files), st.session_state.get(CHECKED)
    if known is None or known[0] != name:
        with st.spinner(text("ui.data.checking")):
            known = name, check_upload(files)
        st.session_state[CHECKED] = known
    checked: Checked = known[1]
    return checked


def _findings(checked: Checked, text: Texts) -> None:
    blocking, notices = checked.blocking, checked.notices
    if blocking:
        st.error(
            "\n\n".join((text.plural("ui.data.found", len(blocking)), listed(blocking, text, MOST_SHOWN))),
            icon=":material/error:",
        )
    else:
        st.success(text("ui.data.passed"), icon=":material/check:")
    if notices:
        st.info("\n\n".join((text.plural("ui.data.noticed", len(notices)), listed(notices, text, MOST_SHOWN))))


def _preview(session: Session, new: Observations) -> None:
    text, now = session.text, session.observations
    heads = [
        text(f"ui.data.head.{name}") for name in ("group", "now", "new", "added", "changed", "dropped", "persons")
    ]
    st.html(
        table_of_rows(text("ui.data.preview"), heads, preview_rows(now, new, text), words=(0, 1, 2), tall=False)
        + paragraphs(preview_words(now, new, text), "note")
    )
    rows = change_rows(now, new, text)
    if rows:
        with st.expander(text("ui.data.preview.months", count=Formats(text.language).number(len(rows)))):
            names = ("group", "month", "now", "new", "difference")
            heads = [text(f"ui.data.head.{name}") for name in names]
            st.html(table_of_rows(text("ui.data.preview.title"), heads, rows, words=(0, 1)))
    if st.button(text("ui.data.adopt"), key="adopt", type="primary"):
        with st.spinner(text("ui.wait")):
            taken = session.adopt(new)
        if taken:
            st.rerun()
        for error in session.problems_once():
            st.error(said(error.findings, text), icon=":material/error:")


def _templates(text: Texts) -> None:
    with st.expander(text("ui.data.templates")):
        districts = shipped_observations().districts
        for kind in TEMPLATES:
            heads = [text(f"ui.data.template.{head}") for head in ("column", "needed", "content")]
            title = text(f"ui.data.template.{kind}")
            st.html(table_of_rows(title, heads, column_rows(kind, text), words=(0, 1, 2), tall=False))
            with st.container(horizontal=True, key=f"template-{kind}"):
                st.download_button(
                    text("ui.data.template.csv"),
                    data=partial(template_csv, kind, districts),
                    file_name=f"{kind}.csv",
                    mime="text/csv",
                    key=f"csv-{kind}",
                    on_click="ignore",
                )
                st.download_button(
                    text("ui.data.template.xlsx"),
                    data=partial(template_xlsx, kind, districts, text),
                    file_name=f"{kind}.xlsx",
                    mime=XLSX,
                    key=f"xlsx-{kind}",
                    on_click="ignore",
                )


@st.cache_resource(show_spinner=False)
def _shipped_findings() -> tuple[Finding, ...]:
    return check([OBSERVATIONS, PUBLISHED])


def _check(session: Session, text: Texts) -> None:
    """What the check says of the data in use."""
    st.subheader(text("ui.data.check"), anchor=False)
    if session.own is not None:
        found = session.own.notices
    else:
        found = tuple(finding for finding in _shipped_findings() if finding.severity != "notice")
    st.markdown(text("ui.data.check.own" if session.own else "ui.data.check.shipped"))
    st.markdown(listed(found, text, MOST_SHOWN) if found else text("ui.data.check.none"))


def _revisions(text: Texts) -> None:
    heads = [text(f"ui.data.head.{name}") for name in ("year", "months", "first", "later", "higher")]
    table = table_of_rows(text("ui.data.revisions"), heads, revision_rows(text), tall=False)
    st.html(f'<div class="narrow">{table}</div>' + paragraphs([text("ui.data.revisions_note")], "note"))


def _sources(text: Texts) -> None:
    heads = [text(f"ui.data.head.{name}") for name in ("content", "file", "span", "rows")]
    heads += [text("ui.data.head.grade", grade=grade) for grade in ("A", "B", "C")]
    st.html(
        table_of_rows(text("ui.data.provenance"), heads, file_rows(text), words=(0, 1, 2), tall=False)
        + paragraphs([text("ui.data.grades")], "note")
    )
    folder = st.expander(text("ui.data.sources"), key="data-sources", on_change="rerun")
    if folder.open:
        with folder, st.container(key="search-sources"):
            words = st.text_input(text("ui.data.search"), key="data-search")
            rows = source_table(words, text)
            names = ("class", "publisher", "source", "date", "read", "licence")
            heads = [text(f"ui.data.head.{name}") for name in names]
            if rows:
                st.html(table_of_rows(text("ui.data.sources"), heads, rows, words=range(len(heads))))
            else:
                st.info(text("ui.data.nothing_found"))
