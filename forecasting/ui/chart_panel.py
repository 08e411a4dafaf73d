"""Draw a chart with what belongs to it: title, message in words, source and date, values as a table and a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from forecasting.base.text import Texts
from forecasting.reports.captions import Values
from forecasting.reports.charts import Plan
from forecasting.ui.html import paragraphs, table_of_rows
from forecasting.ui.plot import draw_plot

__all__ = ["Chart", "draw_chart"]


@dataclass(frozen=True)
class Chart:
    """A chart and what belongs to it."""

    figure: Plan
    words: str  # what it says, also for those who don't see it
    values: Callable[[], Values]


def draw_chart(name: str, title: str, chart: Chart, caption: str, text: Texts) -> None:
    """Draw a chart.

    Args:
        name: unique on the page.
        caption: source, date and scenario.
    """
    st.subheader(title, anchor=False)
    draw_plot(chart.figure, key=f"chart-{name}", alt=f"{title}. {chart.words}")
    st.html(paragraphs([chart.words], "note") + paragraphs([caption], "note"))
    folder = st.expander(text("ui.chart.data"), key=f"values-{name}", on_change="rerun")
    if folder.open:
        values = chart.values()
        with folder:
            st.html(table_of_rows(title, values.heads, values.rows, words=range(values.words)))
