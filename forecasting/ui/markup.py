"""Put sentences and tables on the page, quickly enough for a slider.

Streamlit's own HTML element cleans and rebuilds its whole content at every change, as long as a chart takes to draw;
this one changes the words that have changed. Nothing else cleans the content: callers hand in HTML of `ui.html` and
escape whatever comes from outside.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

__all__ = ["draw_markup"]


def draw_markup(html: str, *, key: str) -> None:
    """Show HTML whose words are escaped.

    Args:
        key: unique on the page.
    """
    _markup(key=f"markup-{key}", data={"html": html})


_markup = st.components.v2.component(
    "markup",
    html='<div class="markup"></div>',
    js=Path(__file__).with_name("markup.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)
