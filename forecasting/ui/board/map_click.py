"""Hear which area of a map was clicked; see map_click.js."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import streamlit as st

__all__ = ["hear_clicks"]

HERE = Path(__file__).parent
KEY = "map-click"


def hear_clicks(name: str, enter: Callable[[str], None]) -> None:
    """Hand the code of a clicked area to `enter` before the next drawing.

    Args:
        name: begin of the keys of the charts that are maps.
    """

    def take() -> None:
        held = st.session_state.get(KEY)
        code = held.get("code") if isinstance(held, Mapping) else None
        if isinstance(code, str):
            enter(code)

    _component(key=KEY, data={"name": name}, on_code_change=take)


_component = st.components.v2.component(
    "map_click",
    js=(HERE / "map_click.js").read_text(encoding="utf-8"),
    css=(HERE / "map_click.css").read_text(encoding="utf-8"),
    isolate_styles=False,
)
