"""The pages in the browser; `make run` serves them."""

from __future__ import annotations

from functools import partial

import streamlit as st

from forecasting.ui import frame
from forecasting.ui.language import draw_language
from forecasting.ui.session import current

session = current()
session.take_entries()
page = st.navigation(frame.pages(session), position="top")
st.set_page_config(page_title=f"{page.title} – {session.text('ui.title')}", layout="wide")
frame.styles()
draw_language(session.text)
head, body = st.container(), st.container()
parts = [(head, partial(frame.draw_head, session)), (body, page.run)]
# A reader waits for the answer, not for the head above it; only before the first answer the head comes first.
for place, draw in parts if session.last_result is None else reversed(parts):
    with place:
        draw()
session.write_address()
