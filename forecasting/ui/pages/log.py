"""The page of the activity log: who did what when, and whether the log is whole."""

from __future__ import annotations

import streamlit as st

from forecasting.base.errors import InputError
from forecasting.base.format import Formats
from forecasting.people.words import done_words, person_words
from forecasting.reports.grid import Values
from forecasting.ui.board.sections import draw_rows
from forecasting.ui.sentences import plain, said
from forecasting.ui.session.journal import journal
from forecasting.ui.session.session import Session

__all__ = ["draw"]

MOST = 500
"""Entries shown, the latest first."""


def draw(session: Session) -> None:
    """Draw the page."""
    text = session.text
    st.header(text("ui.log.title"), anchor=False)
    try:
        log = journal(session.actor)
        entries, found = log.list(last=MOST), log.verify()
    except InputError as error:
        st.error(said(error.findings, text), icon=":material/error:")
        return
    if found.broken is not None:
        st.error(text("ui.log.broken", number=found.broken.number), icon=":material/error:")
    elif found.entries:
        st.markdown(plain(text("ui.log.intact", count=found.entries, hash=found.head)))
    if not entries:
        st.markdown(text("ui.log.empty"))
        return
    moment = Formats(text.language).moment
    rows = [
        (str(each.number), moment(each.when), person_words(each.who, text), done_words(each.what, each.about, text))
        for each in reversed(entries)
    ]
    heads = [text(f"ui.log.{name}") for name in ("number", "when", "who", "what")]
    draw_rows(text("ui.log.table"), Values(heads, rows, range(4)), (text("ui.log.note", most=MOST),))
