"""The pages: one line for each, with the records of it that an address carries."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any

from forecasting.ui.choice import WIDE
from forecasting.ui.district_given import DISTRICTS
from forecasting.ui.goal_record import GOAL
from forecasting.ui.session import current
from forecasting.ui.slots import Slot

__all__ = ["ADDRESSED", "PAGES", "Page"]


@dataclass(frozen=True)
class Page:
    """A page of the app."""

    name: str  # as the address and the keys of the catalogues call it
    module: str  # its `draw` draws the page for a session
    slots: tuple[Slot[Any], ...] = ()  # of its records those that the address carries

    def run(self) -> None:
        """Draw it; its module is imported when somebody wants the page for the first time."""
        import_module(self.module).draw(current())


PAGES = (
    Page("overview", "forecasting.ui.overview"),
    Page("prognosis", "forecasting.ui.prognosis"),
    Page("caseload", "forecasting.ui.caseload"),
    Page("districts", "forecasting.ui.districts", (DISTRICTS,)),
    Page("funds", "forecasting.ui.funds"),
    Page("goal", "forecasting.ui.goal", (GOAL,)),
    Page("influence", "forecasting.ui.influence"),
    Page("report", "forecasting.ui.report"),
    Page("data", "forecasting.ui.data_drawing"),
    Page("assumptions", "forecasting.ui.assumptions"),
    Page("plausibility", "forecasting.ui.plausibility"),
)
"""As they are listed; the first one is the front page."""

ADDRESSED = (*(slot for page in PAGES for slot in page.slots), WIDE)
"""Places of all records that the address carries; the interval belongs to every page with a forecast."""
