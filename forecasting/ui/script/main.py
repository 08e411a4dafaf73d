"""What Streamlit runs for every page: the session, the head, the page, and the address that says what is shown."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from forecasting.ui.board.live import open_to_questions
from forecasting.ui.frame import frame
from forecasting.ui.frame.language import draw_language
from forecasting.ui.pages.table import PAGES
from forecasting.ui.session.session import Session, begun


def run() -> None:
    """Draw a page; a quick answer waits until it stands."""
    session = begun(PAGES)
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
    session.write_address()


if __name__ == "__main__":
    run()
