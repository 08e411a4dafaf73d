"""The answer as a paper prints it: what nobody has entered is stated, and the reader is not asked to enter it."""

from __future__ import annotations

from dataclasses import replace

from forecasting.papers.case import Case
from forecasting.reports.answer import Answer, answer

__all__ = ["further_words", "main_words", "printed"]


def printed(case: Case) -> Answer:
    """The answer in the words of a paper."""
    said = answer(case.result, case.text)
    if case.result.resolved.values["budget.opening_unbound"] is not None:
        return said
    first = case.result.years[0].year
    return replace(said, residuals=case.text("papers.residual_not_given", year=first))


def main_words(case: Case) -> list[str]:
    """Persons, posts and money, and what the appropriation or its continuation leaves over or lacks."""
    return printed(case).main


def further_words(case: Case) -> list[str]:
    """What else bears on it: planning value, cover of decided years, residuals, money above cost, basis."""
    said = printed(case)
    return [*said.further, *said.notes]
