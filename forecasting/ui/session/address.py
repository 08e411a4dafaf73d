"""Make the address bar say what the page shows, without a trail of steps behind it.

Streamlit's own way adds an entry to the browser's history with every change, fifty for a slider moved by fifty steps;
a component without anything to see replaces the entry instead, see address.js. So Back leads to the page before.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from pathlib import Path

import streamlit as st

__all__ = ["show_address"]


def show_address(wanted: Mapping[str, str], ours: Collection[str]) -> None:
    """Put parameters into the address bar.

    Args:
        wanted: parameters by name.
        ours: names that are taken out where they are not wanted; parameters of other names stay as they are.
    """
    # On every run anew: a change of the page empties the address while the parameters stay the same.
    _component(key="address", data={"wanted": dict(wanted), "ours": sorted(ours), "run": time.monotonic_ns()})


_component = st.components.v2.component(
    "address", js=Path(__file__).with_name("address.js").read_text(encoding="utf-8"), isolate_styles=False
)
