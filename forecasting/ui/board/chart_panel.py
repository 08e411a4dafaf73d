"""Draw a chart with what belongs to it: title, message in words, source and date, values as a table and a file."""

from __future__ import annotations

from collections.abc import Mapping

from forecasting.ui.board.downloads import Chart, Files, draw_files
from forecasting.ui.board.plot import draw_plot, plot
from forecasting.ui.board.sections import draw_fold, draw_rows
from forecasting.ui.session.widgets import Content

__all__ = ["chart_content", "draw_chart"]


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

    def unfolded() -> None:
        values = chart.values()
        draw_files(name, desk.chart(title, chart, by_group=by_group), desk.text)
        draw_rows(title, values.heads, values.rows, words=range(values.words))

    draw_fold(desk.text("ui.chart.data"), f"values-{name}", unfolded)
