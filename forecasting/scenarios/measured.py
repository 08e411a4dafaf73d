"""What a search asks of a scenario at each value it looks at: one measure up to one year, and nothing beside it.

The figures are those of `chain.outlook` to the last bit; what a page or a file shows beyond them is left out, which
is most of the time a search would take.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from forecasting.arrivals import Arrivals
from forecasting.assumptions import Scenario, resolve
from forecasting.base.sample import Sample
from forecasting.base.years import BudgetYear, budget_years
from forecasting.scenarios.chain import Outlook, account_level, on_paths
from forecasting.scenarios.money import Account, money, planning_accounts
from forecasting.scenarios.people import people
from forecasting.scenarios.rules import Values
from forecasting.scenarios.staffing import with_friction
from forecasting.scenarios.stages import Stages

__all__ = ["Measured", "measured"]

BOTH = "persons_per_fundable_fte"
"""The measure that takes persons and money."""


@dataclass(frozen=True)
class Measured:
    """One measure of a scenario, over the paths or in the planning account."""

    years: tuple[BudgetYear, ...]  # up to the one asked for
    yearly: Mapping[str, Sample]  # shape (years, n_paths); empty where the account is asked for
    known: Account | None

    @property
    def account(self) -> Account:
        """The planning account at its chosen level.

        Raises:
            LookupError: the paths were asked for.
        """
        if self.known is None:
            raise LookupError("the paths were asked for, not the account")
        return self.known


def measured(
    scenario: Scenario, arrivals: Arrivals, *, measure: str, last: int | None, account: bool, reuse: Outlook
) -> Measured:
    """Run the chain as far as a measure takes it.

    Args:
        measure: one of the yearly measures, or what follows from several of money.
        last: year up to which it is asked for; None: the end of the horizon.
        account: whether in the planning account, not over the paths.
        reuse: an outlook on the same arrivals.
    Raises:
        InputError: a year needs a value that is missing.
    """
    resolved = resolve(scenario, arrivals.groups)
    ranges = resolved.ranges if resolved.flag("uncertainty.assumptions") else {}
    values = Values.of_paths(resolved, arrivals)
    stages = Stages(resolved.values, ranges, arrivals, (reuse.arrivals, reuse.parts))
    years = budget_years(arrivals.base_month + 1, arrivals.horizon)
    asked = tuple(year for year in years if last is None or year.year <= last)
    if measure == BOTH:
        return Measured(years, on_paths(values, arrivals, years, stages)[2], None)
    persons = with_friction(people(values, arrivals, years, stages), years, values)
    if account:
        level = account_level(resolved)
        found = planning_accounts(persons.yearly["fte"], persons.paid_fte, [level], years, Values(resolved))
        return Measured(years, {}, found[level])
    if measure in persons.yearly:
        return Measured(years, persons.yearly, None)
    paid = money(persons.paid_fte.values[: len(asked)], asked, values)
    return Measured(asked, {name: Sample(value) for name, value in paid.measures().items()}, None)
