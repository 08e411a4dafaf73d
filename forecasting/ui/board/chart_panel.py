"""Draw a chart with what belongs to it: title, message in words, source and date, values as a table and a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from forecasting.ui.board.downloads import Chart, Files, draw_files
from forecasting.ui.board.plot import draw_plot, plot
from forecasting.ui.board.sections import draw_fold, draw_rows
from forecasting.ui.session.widgets import Content

__all__ = ["Panel", "draw_chart"]


@dataclass(frozen=True)
class Panel:
    """A chart in its place on a page."""

    name: str  # unique on the page
    title: str
    chart: Chart
    caption: str  # source, date and scenario
    by_group: bool = False  # whether the date of a file names the groups whose own figures end earlier

    def content(self, stamp: Mapping[str, object] | None = None) -> Content:
        """What it shows.

        Args:
            stamp: of the session where a quick answer may bring something newer, see `ui.board.live`.
        """
        return plot(
            self.chart.spec,
            key=f"chart-{self.name}",
            height=self.chart.figure["layout"]["height"],
            title=self.title,
            words=self.chart.words,
            source=self.caption,
            stamp=stamp,
        )


def draw_chart(panel: Panel, desk: Files, stamp: Mapping[str, object] | None = None) -> None:
    """Draw a chart; `stamp` as for its content."""
    draw_plot(panel.content(stamp))

    def unfolded() -> None:
        values = panel.chart.values()
        draw_files(panel.name, desk.chart(panel.title, panel.chart, by_group=panel.by_group), desk.text)
        draw_rows(panel.title, values)

    draw_fold(desk.text("ui.chart.data"), f"values-{panel.name}", unfolded)
