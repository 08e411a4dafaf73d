"""What a scenario says of the account beyond the appropriation: changes of it, layers of origin, payouts, authority.

EUR by year. Equations: docs/method.md, Funds.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from forecasting.assumptions import Resolved, Years, load_register
from forecasting.assumptions.entry import NO_SOURCE
from forecasting.base.errors import Finding, InputError
from forecasting.budget.payouts import outflow_of_payouts

__all__ = [
    "CHANGES",
    "Standing",
    "admin_saving",
    "appropriation",
    "committed_to_date",
    "continued",
    "decided_years",
    "opening_layers",
    "outflow",
    "standing",
]

Standing = Literal["enacted", "planned", "continued", "none"]
"""The amount of a year is in a budget act or announced, entered by a scenario, carried forward, or not there."""

PLAN = "budget.appropriation"

CHANGES = ("budget.supplementary", "budget.virement")
"""Amounts by year that are added to the appropriation of the budget plan."""


def admin_saving(given: Resolved) -> float:
    """Share of the administrative cost that goes with fewer amendments and with one payout a year [2.1]."""
    amendments = given.number("funding.amendments_avoided") * given.number("funding.amendment_cost_share")
    second_payout = given.number("funding.payout_cost_share") if given.whole("funding.payouts_per_year") == 1 else 0.0
    return min(1.0, amendments + second_payout)


def decided_years() -> frozenset[int]:
    """Years whose appropriation is decided or announced: the register names a source for them."""
    return frozenset(step.from_.year for step in load_register()[PLAN].steps if step.source != NO_SOURCE)


def standing(given: Resolved, year: int) -> Standing:
    """What the appropriation of a year is.

    An amount of the register stands as its step says: enacted with a source, continued without one, because nobody
    has decided it. What a scenario enters is planned, a supplementary budget and virement too, and also where it
    equals the amount that is carried forward: somebody plans it now.
    """
    table = given.by_year(PLAN)
    if any(given.by_year(key).get(year, 0.0) for key in CHANGES):
        return "planned"
    if year not in table:
        return "none"
    if year in table.continued:
        return "continued"
    known = [step for step in load_register()[PLAN].steps if step.source != NO_SOURCE]
    return "enacted" if (year, table[year]) in ((step.from_.year, step.value) for step in known) else "planned"


def continued(given: Resolved) -> frozenset[int]:
    """Years whose amount nobody has decided or entered."""
    return frozenset(year for year in given.by_year(PLAN).continued if standing(given, year) == "continued")


def committed_to_date(given: Resolved) -> float:
    """EUR added to the need of the first year for its months before the horizon; a whole year's need holds them."""
    return 0.0 if given.flag("whole_years") else given.number("budget.committed_to_date")


def appropriation(given: Resolved) -> Years:
    """Money of the budget by year: the plan's, a supplementary budget's and what virement brings or takes.

    Raises:
        InputError: less than nothing would be left of a year.
    """
    planned = given.by_year(PLAN)
    changes = [given.by_year(key) for key in CHANGES]
    if not any(changes):
        return planned
    years = sorted({year for table in (planned, *changes) for year in table})
    amounts = {year: sum(table.get(year, 0.0) for table in (planned, *changes)) for year in years}
    wrong = [Finding("scenarios.below_nothing", {"year": year}) for year, amount in amounts.items() if amount < 0]
    if wrong:
        raise InputError(wrong)
    return Years.of(amounts)


def opening_layers(given: Resolved, opening: float, first_year: int) -> Mapping[int, float]:
    """Parts of the opening unbound residual that arose before the last year, by year of origin.

    Raises:
        InputError: a year is not before the first one, or together they are more than the residual.
    """
    layers = given.by_year("budget.opening_layers")
    wrong = [
        Finding("scenarios.layer_too_late", {"year": year, "last": first_year - 1})
        for year in layers
        if year >= first_year
    ]
    if sum(layers.values()) > opening:
        wrong.append(Finding("scenarios.layers_too_much"))
    if wrong:
        raise InputError(wrong)
    return layers


def outflow(given: Resolved) -> tuple[float, ...]:
    """Shares of a year's commitments paid in the same and the following years."""
    if given.word("budget.outflow_source") == "profile":
        return given.shares("budget.outflow") or ()
    return outflow_of_payouts(
        payouts=given.whole("funding.payouts_per_year"),
        first_month=given.whole("budget.payout_month"),
        lag=given.whole("budget.payout_lag"),
        final_share=given.number("budget.final_payment"),
        final_month=given.whole("budget.final_payment_month"),
    )
