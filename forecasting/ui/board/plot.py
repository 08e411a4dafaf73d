"""Draw a chart on the page, quickly enough for a slider.

Streamlit's own Plotly element costs about twice the time that Plotly itself takes for a redraw; this one hands the
figure to Plotly directly. The library comes from the installed plotly package, nothing from elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import plotly
import streamlit as st
from streamlit.components.v1 import declare_component

from forecasting.ui.board.live import script
from forecasting.ui.session.widgets import Content

__all__ = ["draw_plot", "plot"]


def plot(
    spec: str,
    *,
    key: str,
    height: int,
    title: str,
    words: str,
    source: str,
    stamp: Mapping[str, object] | None = None,
) -> Content:
    """What the element `key` shows: a figure over the width there is, with its title and what stands below it.

    Args:
        spec: what `reports.charts` makes, data and layout, as JSON.
        key: unique on the page.
        height: pixels.
        words: what it says, also for those who don't see it.
        source: source, date and scenario.
        stamp: of the session where a quick answer may bring something newer, see `ui.board.live`.
    """
    return {
        "name": key,
        "spec": spec,
        "height": height,
        "title": title,
        "alt": f"{title}. {words}",
        "notes": [words, source],
        "library": _library(),
        "stamp": stamp,
    }


@cache
def _library() -> str:
    """Where the browser finds the library; from the first drawing on, the server has it."""
    served = declare_component("plotly", path=Path(plotly.__file__).parent / "package_data")
    return f"component/{served.name}/plotly.min.js"


def draw_plot(content: Content) -> None:
    """Draw it."""
    _plot(key=content["name"], data=content)


_plot = st.components.v2.component(
    "plot",
    html='<figure class="chart"><h2></h2><div class="plot" role="img"></div>'
    "<figcaption><p></p><p></p></figcaption></figure>",
    js=script("plot.js"),
    isolate_styles=False,
)
