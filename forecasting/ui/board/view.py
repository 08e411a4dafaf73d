"""What the sections of a page draw with: the session, the result it shows, the files and the source of both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from forecasting.base.text import Texts
from forecasting.reports.charts import captions
from forecasting.scenarios import Outlook
from forecasting.ui.board.chart_panel import Panel, draw_chart
from forecasting.ui.board.downloads import Chart, Desk
from forecasting.ui.session.session import Session

__all__ = ["View"]


@dataclass(frozen=True)
class View:
    """What the sections of a page share."""

    session: Session
    result: Outlook
    desk: Desk
    source: str  # source, date and scenario
    by_group: bool  # whether the date names the groups whose own figures end earlier

    @classmethod
    def of(cls, session: Session, result: Outlook, *, by_group: bool = False) -> Self:
        """For what the session shows."""
        source = captions.source(result.arrivals, session.text, by_group=by_group, origin=session.origin)
        return cls(session, result, Desk.of(session, result), f"{source} {session.scenario_words}", by_group)

    @property
    def text(self) -> Texts:
        """Texts in the language of the page."""
        return self.session.text

    def draw_chart(self, name: str, title: str, parts: tuple[object, ...], make: Callable[[], Chart]) -> None:
        """Draw a chart that is made again only when one of its parts or the language is another.

        Args:
            name: unique on the page.
        """
        chart = self.session.keep(f"{name}-chart", (*parts, self.session.language), make)
        draw_chart(Panel(name, title, chart, self.source, self.by_group), self.desk)
