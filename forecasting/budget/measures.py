"""The yearly measures: what each is called, its unit, the chapter of the chain it comes from, and when it is there.

The order is that of the chain, from the persons to what is left of the money. Meaning: docs/method.md, Measures.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

__all__ = [
    "FRICTION", "MEASURES", "PACT_SHARE", "PERSONS_PER_POST", "RELEASE_SHARE", "YEARLY", "Chapter", "Measure", "Unit",
    "names",
]  # fmt: skip

Chapter = Literal["persons", "posts", "cost", "funds"]
Unit = Literal["persons", "hours", "fte", "months", "persons_per_fte", "eur"]

FRICTION, RELEASE_SHARE, PACT_SHARE = "staffing.friction", "budget.release_share", "budget.pact_share"

PERSONS_PER_POST = "persons_per_fundable_fte"
"""The measure that takes persons and money."""


@dataclass(frozen=True)
class Measure:
    """One measure of every year."""

    key: str
    unit: Unit
    chapter: Chapter
    present_when: str = ""  # key of the assumption without which there is none; "": always there


MEASURES: Mapping[str, Measure] = {
    measure.key: measure
    for measure in (
        Measure("caseload_mean", "persons", "persons"),
        Measure("caseload_year_end", "persons", "persons"),
        Measure("persons_in_year", "persons", "persons"),
        Measure("served_mean", "persons", "persons"),
        Measure("hours", "hours", "persons"),
        Measure("fte", "fte", "posts"),
        Measure("filled_fte", "fte", "posts", FRICTION),
        Measure("vacant_fte", "fte", "posts", FRICTION),
        Measure("overload_months", "months", "posts", FRICTION),
        Measure("fundable_fte", "fte", "cost"),
        Measure(PERSONS_PER_POST, "persons_per_fte", "cost"),
        Measure("grant", "eur", "cost"),
        Measure("surplus", "eur", "cost"),
        Measure("municipal_cost", "eur", "cost"),
        Measure("need", "eur", "cost"),
        Measure("model_need", "eur", "cost"),
        Measure("opening_unbound", "eur", "funds"),
        Measure("reclaimed", "eur", "funds"),
        Measure("released", "eur", "funds", RELEASE_SHARE),
        Measure("appropriation", "eur", "funds"),
        Measure("available", "eur", "funds"),
        Measure("residual_used", "eur", "funds"),
        Measure("appropriation_used", "eur", "funds"),
        Measure("required_appropriation", "eur", "funds"),
        Measure("reduction_without_residuals", "eur", "funds"),
        Measure("reduction_potential", "eur", "funds"),
        Measure("shortfall", "eur", "funds"),
        Measure("committed", "eur", "funds"),
        Measure("lapsed", "eur", "funds"),
        Measure("forgone", "eur", "funds"),
        Measure("closing_unbound", "eur", "funds"),
        Measure("closing_pact", "eur", "funds", PACT_SHARE),
        Measure("disbursed", "eur", "funds"),
        Measure("closing_bound", "eur", "funds"),
        Measure("closing_total", "eur", "funds"),
    )
}
"""Every yearly measure by its key."""

YEARLY = tuple(MEASURES)


def names(chapter: Chapter | None = None, *, unit: Unit | None = None, always: bool = False) -> tuple[str, ...]:
    """Keys in the order of the chain.

    Args:
        chapter, unit: of these alone.
        always: leave out those of a rule that a scenario may not use.

    >>> names("posts", always=True)
    ('fte',)
    """
    return tuple(
        measure.key
        for measure in MEASURES.values()
        if chapter in (None, measure.chapter)
        and unit in (None, measure.unit)
        and not (always and measure.present_when)
    )
