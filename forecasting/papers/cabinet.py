"""One page for the cabinet: the sentence, Table 2 over the years, and the chart of need and cover."""

from __future__ import annotations

from forecasting.base.text import Texts
from forecasting.papers.case import Case
from forecasting.papers.content import Paper, Section, Words
from forecasting.papers.figures import funding_figure
from forecasting.papers.front import paper_of
from forecasting.papers.grids import funding_grid
from forecasting.papers.messages import funding_message
from forecasting.reports.answer import answer

__all__ = ["paper"]


def paper(case: Case, text: Texts) -> Paper:
    """The page."""
    said = answer(case.result, text)
    sentences = [said.people, said.staff, said.coverage, said.gap, said.residuals, said.planning]
    section = Section(
        "cabinet",
        f"{funding_message(case.result, text)}",
        (Words((" ".join(part for part in sentences if part),)), funding_grid(case), funding_figure(case)),
    )
    return paper_of(case, "cabinet", text("papers.cabinet.title"), [section], pages=1)
