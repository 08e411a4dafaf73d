"""The slides: one message a slide, the evidence below it, and what a speaker has to know in the notes."""

from __future__ import annotations

from collections.abc import Sequence

from forecasting.base.text import Texts
from forecasting.papers.case import Case
from forecasting.papers.content import Bullets, Facts, Figure, Paper, Section
from forecasting.papers.kinds.annex import identity_facts, limit_points
from forecasting.papers.sections.answers import main_words, printed
from forecasting.papers.sections.assumptions import assumption_lines, assumptions_grid
from forecasting.papers.sections.comparison import comparison_grid, comparison_message
from forecasting.papers.sections.figures import caseload_figure, fte_figure, funding_figure
from forecasting.papers.sections.front import paper_of
from forecasting.papers.sections.grids import forecast_grid, funding_grid
from forecasting.papers.sections.messages import closing_message, need_message, spread_message
from forecasting.reports.register import quality_counts

__all__ = ["paper"]

IN_NOTES, ON_SLIDE = 10, 8
"""Assumptions named in the notes, and on the slide about them."""

LIMITS = ("integration.link", "integration.need", "arrivals.events", "arrivals.growth", "money.consent")


def paper(case: Case, text: Texts) -> Paper:
    """The slides of one scenario, or of several compared."""
    result = case.result
    said = printed(case)
    first = [*main_words(case), said.planning, said.residuals]
    basis = [said.coverage, said.reserves, said.lapse, said.surplus, said.target, said.basis, case.ageing]
    spoken = assumption_lines(case, IN_NOTES)
    sections = [
        Section(
            "answer",
            need_message(result, text),
            (Bullets(tuple(part for part in first if part)),),
            speaker=(*(part for part in basis if part), text("papers.slides.assumptions"), *spoken),
        ),
        *(_shown(case, figure(case), spoken) for figure in (caseload_figure, fte_figure, funding_figure)),
        Section("table", closing_message(result, text), (funding_grid(case),), speaker=_spoken(case, spoken)),
        Section("years", spread_message(result, text), (forecast_grid(case),), speaker=_spoken(case, spoken)),
    ]
    if case.others:
        about = _spoken(case, spoken)
        sections.append(Section("comparison", comparison_message(case), (comparison_grid(case),), speaker=about))
    counts = quality_counts(result)
    title = text("papers.assumptions.title")
    if counts["all"]:
        title = text("papers.slides.measured", count=counts["red"], **counts)
    sections += [
        Section(
            "assumptions",
            title,
            (assumptions_grid(case, most=ON_SLIDE),),
            speaker=(text("papers.slides.assumptions"), *spoken),
        ),
        Section("limits", text("papers.slides.limits"), (Bullets(limit_points(case, LIMITS)),)),
        Section(
            "identity",
            text("papers.slides.identity"),
            (Facts((*identity_facts(case), (text("papers.slides.repeat"), text("papers.identity.about")))),),
        ),
    ]
    return paper_of(case, "slides", text("papers.slides.title"), sections)


def _shown(case: Case, figure: Figure, spoken: Sequence[str]) -> Section:
    """A slide of one chart; its message is the title."""
    return Section(figure.key, figure.message, (figure,), speaker=(figure.words, *_spoken(case, spoken)))


def _spoken(case: Case, spoken: Sequence[str]) -> tuple[str, ...]:
    return (case.source, case.text("papers.slides.assumptions"), *spoken)
