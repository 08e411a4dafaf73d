"""The pages: one line for each, with the records of it that an address carries."""

from __future__ import annotations

from forecasting.ui.board.choice import WIDE
from forecasting.ui.pages.districts.given import DISTRICTS
from forecasting.ui.pages.goal.record import GOAL
from forecasting.ui.session.page import Page

__all__ = ["LOG", "PAGES"]

PAGES = (
    Page("overview", "overview", (WIDE,)),
    Page("prognosis", "prognosis.page", (WIDE,)),
    Page("caseload", "caseload.page"),
    Page("districts", "districts.page", (DISTRICTS,)),
    Page("funds", "funds.page"),
    Page("goal", "goal.page", (GOAL,)),
    Page("influence", "influence"),
    Page("report", "report.page"),
    Page("data", "data.page"),
    Page("assumptions", "assumptions.page"),
    Page("plausibility", "plausibility"),
)
"""As they are listed; the first one is the front page."""

LOG = Page("log", "log")
"""Behind them, where several people work."""
