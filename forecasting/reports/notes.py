"""What is law or announced within the horizon and not part of the computation: notes beside the answer.

Dates stand here, the words in the catalogue, the same points in the limits of the model. A note goes where the
scenario computes what it is about. Sources: data/sources.toml and docs/limits.md.
"""

from __future__ import annotations

from forecasting.base.format import Formats
from forecasting.base.periods import parse_month
from forecasting.base.text import Texts
from forecasting.scenarios import Outlook
from forecasting.scenarios.rates import rate_basis

__all__ = ["notes", "rates_words"]

PROTECTION_ENDS = parse_month("2027-03")  # on the 4th: § 24 AufenthG
BENEFITS_CHANGE = parse_month("2026-07")
ASYLUM_SYSTEM = parse_month("2026-06")
REUNIFICATION = parse_month("2027-08")  # first whole month after the suspension

UKRAINE, ASYLUM = "ukraine", "asylum"


def notes(result: Outlook, text: Texts) -> list[str]:
    """Sentences, the weightiest first."""
    ahead = range(result.base_month + 1, result.base_month + result.horizon + 1)
    resolved, groups = result.resolved, result.groups
    found = []
    if UKRAINE in groups and PROTECTION_ENDS in ahead and not _ends(result):
        found.append(text("reports.notes.protection"))
    if ASYLUM in groups and REUNIFICATION in ahead and resolved.number("need.family_reunification") == 0:
        found.append(text("reports.notes.reunification"))
    if ASYLUM in groups and ASYLUM_SYSTEM in ahead:
        found.append(text("reports.notes.asylum_system"))
    if UKRAINE in groups and BENEFITS_CHANGE in ahead:
        found.append(text("reports.notes.benefits"))
    return found


def _ends(result: Outlook) -> bool:
    """Whether the scenario computes the end of temporary protection: nobody new, or an end of support."""
    stopped = any(
        event.group in (None, UKRAINE)
        and event.factor == 0.0
        and event.add == 0.0
        and parse_month(event.from_) <= PROTECTION_ENDS <= parse_month(event.to)
        for event in result.resolved.shocks()
    )
    return stopped or result.resolved.number(f"need.{UKRAINE}.support_ends_share") > 0


def rates_words(result: Outlook, text: Texts, *, year: int) -> str:
    """At which prices the funding rates of a year stand; empty where they have no price base."""
    basis = rate_basis(result.resolved, result.years[0].year, year)
    if basis.price_base is None:
        return ""
    formats = Formats(text.language)
    return text(
        f"reports.notes.rates_{basis.carried_on or 'nominal'}",
        year=year,
        base=basis.price_base,
        graduate=formats.number(basis.graduate),
        vocational=formats.number(basis.vocational),
    )
