"""The app that `make run` serves: the pages in the browser, and the quick answers while a lever moves."""

from __future__ import annotations

import streamlit as st

from forecasting.ui.board.live import route
from forecasting.ui.warm import warmed

app = st.App("forecasting/ui/script/main.py", routes=[route()], lifespan=warmed)
