"""One page for the cabinet: the sentence, Table 2 over the years, and the chart of need and cover."""

from __future__ import annotations

from dataclasses import replace

from forecasting.base.text import Texts
from forecasting.papers.case import Case
from forecasting.papers.content import Paper, Section, Words
from forecasting.papers.sections.answers import main_words, printed
from forecasting.papers.sections.figures import funding_figure
from forecasting.papers.sections.front import paper_of
from forecasting.papers.sections.grids import account_grid
from forecasting.papers.sections.messages import closing_message, funding_message

__all__ = ["paper"]


def paper(case: Case, text: Texts) -> Paper:
    """The page."""
    said = printed(case)
    sentences = [
        *main_words(case), said.planning, said.coverage, said.reserves, said.residuals, said.lapse, said.basis,
        case.ageing,
    ]  # fmt: skip
    chart = replace(funding_figure(case), message=closing_message(case.result, text))  # the heading has the other
    section = Section(
        "cabinet",
        funding_message(case.result, text),
        (Words((" ".join(part for part in sentences if part),)), account_grid(case), chart),
    )
    return paper_of(case, "cabinet", text("papers.cabinet.title"), [section], pages=1)
