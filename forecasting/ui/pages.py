"""The pages: one line for each."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module

from forecasting.ui.session import current

__all__ = ["PAGES", "Page"]


@dataclass(frozen=True)
class Page:
    """A page of the app."""

    name: str  # as the address and the keys of the catalogues call it
    module: str  # its `draw` draws the page for a session

    def run(self) -> None:
        """Draw it; its module is imported when somebody wants the page for the first time."""
        import_module(self.module).draw(current())


PAGES = (
    Page("overview", "forecasting.ui.overview"),
    Page("prognosis", "forecasting.ui.prognosis"),
    Page("caseload", "forecasting.ui.caseload"),
    Page("districts", "forecasting.ui.districts"),
    Page("funds", "forecasting.ui.funds"),
    Page("goal", "forecasting.ui.goal"),
    Page("influence", "forecasting.ui.influence"),
    Page("report", "forecasting.ui.report"),
    Page("data", "forecasting.ui.data_drawing"),
    Page("assumptions", "forecasting.ui.assumptions"),
    Page("plausibility", "forecasting.ui.plausibility"),
)
"""As they are listed; the first one is the front page."""
