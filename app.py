"""The pages in the browser; `make run` serves them."""

from __future__ import annotations

import streamlit as st

from forecasting.ui import frame
from forecasting.ui.session import current

session = current()
session.take_entries()
st.set_page_config(page_title=session.text("ui.title"), layout="wide")
page = st.navigation(frame.pages(session.text), position="top")
frame.styles()
frame.draw_head(session)
page.run()
session.write_address()
