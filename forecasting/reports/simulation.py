"""What the number of sample paths leaves open, in a sentence."""

from __future__ import annotations

from forecasting.base.format import Formats
from forecasting.base.text import Texts
from forecasting.reports.answer import answer_year
from forecasting.scenarios import Outlook
from forecasting.scenarios.simulation import simulation_error

__all__ = ["simulation_words"]


def simulation_words(result: Outlook, text: Texts) -> str:
    """The standard errors of the year that the answer speaks of; empty where they are not told."""
    found, formats = simulation_error(result, answer_year(result)), Formats(text.language)
    if found is None:
        return ""
    return text(
        "reports.simulation",
        year=found.year,
        paths=formats.number(result.arrivals.n_paths),
        fte=formats.number(found.fte, 1),
        need=formats.mio(found.need, 2),
        planning=formats.mio(found.planning, 2),
    )
