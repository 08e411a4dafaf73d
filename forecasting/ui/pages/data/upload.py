"""The part of the page of data that takes files of one's own: templates, check, what they would change, adoption."""

from __future__ import annotations

from functools import partial

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from forecasting.base.errors import InputError
from forecasting.base.format import Formats
from forecasting.base.text import Texts
from forecasting.observations import Observations
from forecasting.observations.overlay import Checked, check_upload
from forecasting.observations.reading.tables import SUFFIXES
from forecasting.observations.reading.templates import TEMPLATES, column_rows, template_csv, template_xlsx
from forecasting.people import PageFile
from forecasting.reports.grid import Values
from forecasting.scenarios import Outlook, outlook
from forecasting.ui.board.door import draw_download
from forecasting.ui.board.sections import draw_fold, draw_notes, draw_rows
from forecasting.ui.pages.data.preview import answer_rows, change_rows, preview_rows, preview_words
from forecasting.ui.pages.data.view import table_heads
from forecasting.ui.sentences import counted, said
from forecasting.ui.session.data import apart, arrivals_from
from forecasting.ui.session.data import observations as shipped_observations
from forecasting.ui.session.session import Session

__all__ = ["MOST_SHOWN", "draw_own"]

CHECKED = "data-checked"
MOST_SHOWN = 50  # findings
MOST_MONTHS = 1_000  # rows of months that change


def draw_own(session: Session) -> None:
    """Templates, upload, what was found in the files, what they would change, adoption."""
    text = session.text
    st.header(text("ui.data.own_title"), anchor=False)
    st.markdown(text("ui.data.own_intro"))
    draw_fold(text("ui.data.templates"), "data-templates", partial(_templates, text))
    files = st.file_uploader(
        text("ui.data.upload"),
        type=[suffix.removeprefix(".") for suffix in SUFFIXES],
        accept_multiple_files=True,
        key="data-upload",
    )
    if not files:
        st.session_state.pop(CHECKED, None)
        return
    checked = _checked(files, text)
    _findings(checked, text)
    new = checked.observations
    if new is None:
        st.markdown(text("ui.data.refused"))
    elif new.data_hash == session.observations.data_hash:
        st.info(text("ui.data.same"))
    else:
        _preview(session, new)


def _checked(files: list[UploadedFile], text: Texts) -> Checked:
    """What the check says of the files, made once."""
    ids, known = tuple(file.file_id for file in files), st.session_state.get(CHECKED)
    if known is None or known[0] != ids:
        with st.spinner(text("ui.data.checking")):
            known = ids, _check([(file.name, file.getvalue()) for file in files])
        st.session_state[CHECKED] = known
    checked: Checked = known[1]
    return checked


def _check(files: list[tuple[str, bytes]]) -> Checked:
    """What the check says; it is made beside the server, for a file may be anything."""
    try:
        return apart(check_upload, files)
    except InputError as error:
        return Checked(error.findings, None)


def _findings(checked: Checked, text: Texts) -> None:
    blocking, notices = checked.blocking, checked.notices
    if blocking:
        st.error(counted("ui.data.found", blocking, text, MOST_SHOWN), icon=":material/error:")
    else:
        st.success(text("ui.data.passed"), icon=":material/check:")
    if notices:
        st.info(counted("ui.data.noticed", notices, text, MOST_SHOWN))


def _preview(session: Session, new: Observations) -> None:
    """What changes by group, by month and in the answer, and the button that makes it count."""
    text, now = session.text, session.observations
    rows, sentences, changes = session.keep(
        "data-preview",
        (now, new, text.language),
        lambda: (preview_rows(now, new, text), preview_words(now, new, text), change_rows(now, new, text)),
    )
    heads = table_heads(("group", "now", "new", "added", "changed", "dropped", "persons"), text)
    draw_rows(text("ui.data.preview"), Values(heads, rows, (0, 1, 2)), (" ".join(sentences),), tall=False)
    if changes:
        with st.expander(text("ui.data.preview.months", count=Formats(text.language).number(len(changes)))):
            heads = table_heads(("group", "month", "now", "new", "difference"), text)
            draw_rows(text("ui.data.preview.title"), Values(heads, changes[:MOST_MONTHS], (0, 1)))
            if len(changes) > MOST_MONTHS:
                draw_notes(text("ui.data.more", count=len(changes) - MOST_MONTHS))
    if _answer(session, new):
        st.button(text("ui.data.adopt"), key="adopt", type="primary", on_click=session.adopt, args=(new,))


def _answer(session: Session, new: Observations) -> bool:
    """The answer before and after; False where nothing can be computed from the new observations, with the reason."""
    text, before = session.text, session.result()

    def computed() -> Outlook:
        return outlook(session.scenario, arrivals_from(session.scenario, new))

    try:
        with st.spinner(text("ui.data.answer.wait")):
            after = session.keep("data-answer", (new, session.scenario), computed)
    except InputError as error:
        words = text("ui.data.answer.impossible"), said(error.findings, text, MOST_SHOWN)
        st.error("\n\n".join(words), icon=":material/error:")
        return False
    year, rows = answer_rows(before, after, text)
    heads = table_heads(("measure", "now", "new", "difference"), text)
    of = text("ui.data.answer.changed" if session.unsaved else "ui.data.answer.of", scenario=session.title)
    draw_rows(
        text("ui.data.answer", year=year), Values(heads, rows), (f"{of} {text('ui.data.answer.note')}",), tall=False
    )
    return True


def _templates(text: Texts) -> None:
    """Files to fill in, and what belongs into them."""
    districts = shipped_observations().districts
    draw_notes(text("ui.data.templates_note"))
    for kind in TEMPLATES:
        heads = [text(f"ui.data.template.{head}") for head in ("column", "needed", "content")]
        title = text(f"ui.data.template.{kind}")
        draw_rows(title, Values(heads, column_rows(kind, text), (0, 1, 2)), tall=False)
        with st.container(horizontal=True, key=f"template-{kind}"):
            for ending, make in (("csv", template_csv), ("xlsx", template_xlsx)):
                draw_download(
                    text(f"ui.data.template.{ending}", title=title),
                    partial(make, kind, districts),
                    f"{kind}.{ending}",
                    PageFile("template"),
                    key=f"{ending}-{kind}",
                )
