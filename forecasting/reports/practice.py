"""Why does the target group of a year of the pact need far fewer posts than the programme financed?

The funded posts followed the money and the count of 2017. docs/method.md, External checks.
"""

from __future__ import annotations

from forecasting.base.format import Formats
from forecasting.base.text import Texts
from forecasting.observations import load_audit_report
from forecasting.scenarios import Outlook
from forecasting.scenarios.practice import bridge

__all__ = ["posts_financed_words"]

PACT = range(2018, 2022)
"""Years in which the programme went by the count of 2017."""

GROUP, RATE = "asylum", 64_000.0


def posts_financed_words(result: Outlook, text: Texts) -> str:
    """The first year's posts beside those financed, each part computed; "" where the year is not one of the pact or
    its arrivals are made up by hand."""
    year, formats = result.years[0].year, Formats(text.language)
    if year not in PACT or GROUP not in result.groups or result.arrivals.fixed:
        return ""
    made = bridge(result.scenario, result.arrivals, (str(year),), end=result)
    practice, last = round(made.practice[0]), round(made.scenario[0])
    prospect = next((round(step.after[0]) for step in made.steps if step.name == "prospect"), practice)
    count = load_audit_report().allocation
    others = last - prospect
    return text(
        "reports.practice.why",
        year=year,
        volume=formats.mio(count.volume),
        rate=formats.number(RATE),
        financed=formats.number(count.volume / RATE),
        persons=formats.number(count.persons),
        practice=formats.number(practice),
        months=result.resolved.whole(f"need.{GROUP}.max_months"),
        prospect=formats.number(prospect),
        others=f"+{formats.number(others)}" if others > 0 else formats.number(others),
        scenario=formats.number(last),
    )
