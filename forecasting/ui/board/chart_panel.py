"""Draw a chart with what belongs to it: title, message in words, source and date, values as a table and a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

import pandas as pd
import streamlit as st

from forecasting.base.text import Texts
from forecasting.reports.charts.captions import Values
from forecasting.reports.charts.plans import Plan
from forecasting.ui.board.downloads import File, draw_files
from forecasting.ui.board.plot import draw_plot, plot
from forecasting.ui.html import table_of_rows
from forecasting.ui.session.widgets import Content

__all__ = ["Chart", "chart_content", "draw_chart"]


@dataclass(frozen=True)
class Chart:
    """A chart and what belongs to it."""

    figure: Plan
    unit: str
    words: str  # what it says, also for those who don't see it
    values: Callable[[], Values]  # as shown
    data: Callable[[], pd.DataFrame]  # not rounded
    notes: tuple[str, ...] = ()  # what a file has to add
    data_notes: tuple[str, ...] = ()  # what the file of the values has to add to that


class Files(Protocol):
    """Makes the files of a chart."""

    @property
    def text(self) -> Texts: ...

    def chart(
        self,
        title: str,
        figure: Plan,
        data: Callable[[], pd.DataFrame],
        *,
        unit: str,
        notes: tuple[str, ...] = (),
        data_notes: tuple[str, ...] = (),
        by_group: bool = False,
    ) -> tuple[File, ...]: ...


def chart_content(
    name: str, title: str, chart: Chart, caption: str, stamp: Mapping[str, object] | None = None
) -> Content:
    """What a chart shows, see `draw_chart`."""
    return plot(chart.figure, key=f"chart-{name}", title=title, words=chart.words, source=caption, stamp=stamp)


def draw_chart(
    name: str,
    title: str,
    chart: Chart,
    caption: str,
    desk: Files,
    *,
    by_group: bool = False,
    stamp: Mapping[str, object] | None = None,
) -> None:
    """Draw a chart.

    Args:
        name: unique on the page.
        caption: source, date and scenario.
        by_group: whether the date of a file names the groups whose own figures end earlier.
        stamp: of the session where a quick answer may bring something newer, see `ui.board.live`.
    """
    draw_plot(chart_content(name, title, chart, caption, stamp))
    folder = st.expander(desk.text("ui.chart.data"), key=f"values-{name}", on_change="rerun")
    if folder.open:
        files = desk.chart(
            title,
            chart.figure,
            chart.data,
            unit=chart.unit,
            notes=chart.notes,
            data_notes=chart.data_notes,
            by_group=by_group,
        )
        values = chart.values()
        with folder:
            draw_files(name, files, desk.text)
            st.html(table_of_rows(title, values.heads, values.rows, words=range(values.words)))
