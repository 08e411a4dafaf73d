"""Put sentences and tables on the page, quickly enough for a slider.

Streamlit's own HTML element cleans and rebuilds its whole content at every change, as long as a chart takes to draw;
this one changes the words that have changed. Nothing else cleans the content: callers hand in HTML of `ui.html` and
escape whatever comes from outside.
"""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from forecasting.ui.board.live import script
from forecasting.ui.session.widgets import Content

__all__ = ["draw_markup", "markup"]


def markup(html: str, *, key: str, stamp: Mapping[str, object] | None = None) -> Content:
    """What the element `key` shows: HTML whose words are escaped.

    Args:
        key: unique on the page.
        stamp: of the session where a quick answer may bring something newer, see `ui.board.live`.
    """
    return {"name": f"markup-{key}", "html": html, "stamp": stamp}


def draw_markup(content: Content) -> None:
    """Show it."""
    _markup(key=content["name"], data=content)


_markup = st.components.v2.component(
    "markup",
    html='<div class="markup"></div>',
    js=script("markup.js"),
    isolate_styles=False,
)
