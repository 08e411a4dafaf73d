"""What Streamlit runs for every page: the person, the session, the head, the page, and the address that says what is
shown."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from forecasting.base.errors import InputError
from forecasting.base.text import Texts
from forecasting.people import LOCAL, Actor
from forecasting.ui.board.live import open_to_questions
from forecasting.ui.frame import frame
from forecasting.ui.frame.language import draw_language
from forecasting.ui.frame.person import draw_alone, draw_door
from forecasting.ui.pages.table import LOG, PAGES
from forecasting.ui.session.person import present
from forecasting.ui.session.session import Session, asked_language, begun, ended

_log = logging.getLogger(__name__)


def run() -> None:
    """Draw a page for a person who is let in; a quick answer waits until it stands."""
    try:
        actor, error = present(), None
    except InputError as found:
        actor, error = None, found
        _log.error("%s", " ".join(found.sentences(Texts())))
    if actor is None or not actor.roles:
        ended()
        _draw_door(actor, error)
        return
    session = begun(PAGES if actor == LOCAL else (*PAGES, LOG), actor)
    open_to_questions(session)
    with session.lock:
        draw(session)


def draw(session: Session) -> None:
    """Apply what was entered and draw the page that is wanted."""
    session.widgets.take_entries()
    session.moving = None
    page = st.navigation(frame.pages(session), position="top")
    st.set_page_config(page_title=f"{page.title} – {session.text('ui.title')}", layout="wide")
    frame.styles()
    draw_language(session.text)
    head, body = st.container(), st.container()
    parts: list[tuple[DeltaGenerator, Callable[[], None]]] = [
        (head, partial(frame.draw_head, session)),
        (body, page.run),
    ]
    # A reader waits for the answer, not for the head above it; only before the first answer the head comes first.
    for place, part in parts if session.last_result is None else reversed(parts):
        with place:
            part()
    draw_alone(session)
    session.write_address()


def _draw_door(actor: Actor | None, error: InputError | None) -> None:
    text = Texts(asked_language())
    st.set_page_config(page_title=text("ui.title"), layout="wide")
    frame.styles()
    draw_language(text)
    draw_door(actor, error, text)


if __name__ == "__main__":
    run()
