"""What a planner has chosen on the page of the papers, and the order that it makes."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace

from forecasting.assumptions import Scenario
from forecasting.base.errors import Finding, InputError
from forecasting.base.runs import PATHS, SEED
from forecasting.base.text import Language, Texts
from forecasting.observations import Observations
from forecasting.papers.bundle import wishes
from forecasting.papers.jobs.line import Order
from forecasting.papers.make import CHARTS, FORMATS, PAPERS
from forecasting.people import Actor

__all__ = [
    "CHARTS_AND_TABLES",
    "CHOICES",
    "MOST_OTHERS",
    "Choice",
    "formless",
    "name_of",
    "order_of",
    "wanted_files",
]

CHARTS_AND_TABLES = "charts"
"""The charts and tables as files of their own, chosen together."""

CHOICES = (*PAPERS, CHARTS_AND_TABLES)
MOST_OTHERS = 4
"""Scenarios that one is compared with: more do not fit into a table on a page."""


@dataclass(frozen=True)
class Choice:
    """What the page asks, with what it asks at first."""

    papers: frozenset[str] = frozenset({"cabinet", "annex", "slides", "workbook"})  # of `CHOICES`
    formats: tuple[str, ...] = FORMATS
    language: Language | None = None  # None: that of the page
    others: tuple[str, ...] | None = None  # "shipped:<stem>" or "saved:<id>"; None: what is usual
    district: str = ""
    preview: str = "cabinet"

    def with_paper(self, paper: str, *, chosen: bool) -> Choice:
        """The choice with or without a paper."""
        return replace(self, papers=self.papers | {paper} if chosen else self.papers - {paper})

    @property
    def in_order(self) -> tuple[str, ...]:
        """The chosen papers as the page lists them."""
        return tuple(paper for paper in CHOICES if paper in self.papers)


def wanted_files(choice: Choice) -> tuple[tuple[str, str], ...]:
    """Kind and format of every file, a kind's files beside each other."""
    kinds = {kind for paper in choice.papers for kind in _kinds(paper)}
    return tuple((wish.kind, wish.format) for wish in wishes(choice.formats, kinds))


def formless(choice: Choice) -> tuple[str, ...]:
    """Chosen papers that none of the chosen formats fits."""
    made = {kind for kind, _ in wanted_files(choice)}
    return tuple(paper for paper in choice.in_order if not made & set(_kinds(paper)))


def order_of(
    choice: Choice,
    scenarios: Sequence[Scenario],
    own: Observations | None,
    language: Language,
    actor: Actor,
    date: datetime.date,
) -> Order:
    """The order of a choice.

    Args:
        scenarios: the one that the papers are about, and those it is compared with.
        language: of the page.
        actor: who orders it.
        date: that the papers bear.
    Raises:
        InputError: nothing is chosen, or a district is missing.
    """
    wanted = wanted_files(choice)
    if not wanted:
        raise InputError(Finding("ui.report.nothing"))
    if "district" in choice.papers and not choice.district:
        raise InputError(Finding("ui.report.no_district"))
    return Order(
        tuple(scenarios), own, choice.language or language, wanted, choice.district, PATHS, SEED, actor, date
    )


def name_of(paper: str, text: Texts) -> str:
    """Short name of a paper."""
    return text("ui.report.charts" if paper == CHARTS_AND_TABLES else f"papers.kind.{paper}")


def _kinds(paper: str) -> tuple[str, ...]:
    return tuple(CHARTS) if paper == CHARTS_AND_TABLES else (paper,)
