"""The part of the page that holds counts of people in follow-up housing against the model."""

from __future__ import annotations

from functools import partial

import streamlit as st

from forecasting.assumptions.differences import with_changes
from forecasting.base.groups import group_name
from forecasting.reports.caseload import opening_words
from forecasting.scenarios import Outlook
from forecasting.scenarios.course import Course
from forecasting.scenarios.opening import Opening, openings
from forecasting.ui.board.sections import draw_answer, draw_notes
from forecasting.ui.session.session import Session

__all__ = ["draw_opening"]


def draw_opening(session: Session, result: Outlook, made: Course) -> None:
    """Draw the section: sentences and two buttons for each group that was counted."""
    text = session.text
    st.header(text("ui.caseload.opening"), anchor=False)
    found = session.keep("caseload-opening", (result, made), partial(openings, result, made))
    for opening in found:
        name = group_name(opening.group, text)
        draw_answer(*opening_words(opening, name, text))
        with st.container(horizontal=True, key=f"caseload-opening-{opening.group}"):
            for how in ("adopt", "calibrate"):
                st.button(
                    text(f"ui.caseload.opening_{how}", group=name),
                    key=f"caseload-{how}-{opening.group}",
                    on_click=_take,
                    args=(session, opening, how),
                    disabled=how == "calibrate" and opening.factor is None,
                )
    if found:
        draw_notes(text("ui.caseload.opening_note"))
    else:
        st.info(text("ui.caseload.opening_none"))


def _take(session: Session, opening: Opening, how: str) -> None:
    """Change the scenario; it is one step back."""
    values = opening.as_opening() if how == "adopt" else opening.as_factor()
    session.go(with_changes(session.scenario, session.base, values))
