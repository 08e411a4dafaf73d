"""The page that holds the model against what is known from outside."""

from __future__ import annotations

from functools import partial

import streamlit as st

from forecasting.base.format import Formats
from forecasting.base.text import Texts
from forecasting.reports import captions
from forecasting.scenarios.plausibility import Anchor, anchors
from forecasting.ui.download_tables import anchors_data
from forecasting.ui.downloads import Desk, draw_file
from forecasting.ui.frame import computed, draw_problems
from forecasting.ui.html import paragraphs, table_of_rows
from forecasting.ui.session import current

__all__ = ["draw", "row"]

WORDS = (0, 1, 4, 5)  # places of the columns of words
HEADS = ("anchor", "period", "model", "known", "verdict", "source")


def draw() -> None:
    """Draw the page for the scenario of the session."""
    session = current()
    text, result = session.text, computed(session)
    draw_problems(session)
    st.markdown(text("ui.plausibility.intro"))
    found = anchors(result)
    if not found:
        st.info(text("ui.plausibility.unavailable"))
        return
    tested = [anchor for anchor in found if anchor.known.tests]
    st.markdown(text("ui.plausibility.count", met=sum(anchor.met for anchor in tested), all=len(tested)))
    heads = [text(f"ui.plausibility.{head}") for head in HEADS]
    caption = captions.source(result.arrivals, text, origin=session.origin)
    title, rows = text("ui.plausibility.title"), [row(anchor, text) for anchor in found]
    st.html(table_of_rows(title, heads, rows, words=WORDS, tall=False) + paragraphs([caption], "note"))
    file = Desk.of(session, result).table(title, partial(anchors_data, found, rows, text))
    draw_file("plausibility", file, text)


def row(anchor: Anchor, text: Texts) -> tuple[str, ...]:
    """One known figure and the model's beside it, in words."""
    known = anchor.known
    verdict = ("met" if anchor.met else "missed") if known.tests else "near"
    low, high = _figure(known.low, known.unit, text), _figure(known.high, known.unit, text)
    span = low if low == high else text("ui.plausibility.range", low=low, high=high)
    unit = text(f"ui.plausibility.unit.{known.unit}")
    return (
        text(f"scenarios.anchor.{known.key}"),
        known.period,
        f"{_figure(anchor.model_value, known.unit, text)} {unit}",
        f"{span} {unit}",
        text(f"ui.plausibility.{verdict}"),
        f"{text(f'scenarios.anchor.{known.key}.note')} {text('ui.plausibility.from', source=known.source)}",
    )


def _figure(value: float, unit: str, text: Texts) -> str:
    formats = Formats(text.language)
    return formats.number(value * 100, 1) if unit == "share" else formats.number(value)
