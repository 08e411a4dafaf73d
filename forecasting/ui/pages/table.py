"""The pages: one line for each, with the records of it that an address carries."""

from __future__ import annotations

from forecasting.ui.board.choice import WIDE
from forecasting.ui.pages.districts.given import DISTRICTS
from forecasting.ui.pages.goal.record import GOAL
from forecasting.ui.session.page import Page

__all__ = ["PAGES"]

PAGES = (
    Page("overview", (WIDE,)),
    Page("prognosis", (WIDE,)),
    Page("caseload"),
    Page("districts", (DISTRICTS,)),
    Page("funds"),
    Page("goal", (GOAL,)),
    Page("influence"),
    Page("report"),
    Page("data"),
    Page("assumptions"),
    Page("plausibility"),
)
"""As they are listed; the first one is the front page."""
