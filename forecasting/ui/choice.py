"""A switch between views of the same thing; it changes nothing of the scenario."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

__all__ = ["choose_view"]


def choose_view(label: str, views: Sequence[str], words: Callable[[str], str], *, key: str) -> str:
    """The view that is chosen, the first one until somebody chooses.

    Args:
        label: what is chosen, for those who don't see the switch.
        views: may change from run to run; one that is gone is no longer chosen.
        words: what stands on the switch for a view.
        key: unique in the app.
    """
    chosen = st.segmented_control(
        label,
        views,
        format_func=words,
        default=views[0],
        key=key,
        required=True,
        label_visibility="collapsed",
    )
    return chosen if chosen in views else views[0]
