"""What to register for the budget: the account where each year still open holds just what it needs.

The required appropriation of the account is that of each year alone; registered for several years one after the
other, an appropriation above the need no longer leaves residuals for the next. So the years still open are settled
in turn, each with what residuals leave of its need [3.1]. EUR by budget year. Equations: docs/method.md, Funds.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from forecasting.assumptions import Years
from forecasting.base.quantiles import Array
from forecasting.base.years import BudgetYear
from forecasting.budget.funds import Funds, run_funds
from forecasting.scenarios.account_rules import CHANGES, Standing, decided_years
from forecasting.scenarios.chain import Outlook
from forecasting.scenarios.rules import Values

__all__ = ["Registration", "register_need"]


@dataclass(frozen=True)
class Registration:
    """The account of one level with the appropriations to register; arrays of shape (years,)."""

    level: float  # quantile of the FTE
    years: tuple[BudgetYear, ...]
    decided: tuple[bool, ...]  # the appropriation stands, decided or announced
    need: Array
    grant: Array  # of the need, integration management
    planned: Array  # appropriation of the scenario's budget plan
    registered: Array  # of the plan in decided years, to be registered in the others
    changes: Array  # supplementary budget and virement
    funds: Funds  # each shape (years, 1)
    standing: tuple[Standing, ...]  # of what the scenario has for each year

    @property
    def forward(self) -> bool:
        """Whether the scenario only carries forward what it has for the double budget."""
        return all(self.standing[row] == "continued" for row in self.budget)

    @property
    def budget(self) -> tuple[int, ...]:
        """Rows of the double budget (two years, the first one odd) that the first open year belongs to."""
        still_open = [row for row, decided in enumerate(self.decided) if not decided]
        if not still_open:
            return ()
        first = self.years[still_open[0]].year
        last = first + first % 2
        return tuple(row for row in still_open if self.years[row].year <= last)

    def of(self, measure: str) -> Array:
        """A measure of the funds, shape (years,)."""
        found: Array = getattr(self.funds, measure)[:, 0]
        return found


def register_need(result: Outlook, level: float) -> Registration:
    """Settle the planning account of one level, year after year.

    Args:
        level: one of `result.accounts`.
    """
    account, years = result.accounts[level].measures, result.years
    rules = replace(Values(result.resolved).funds(years[0].year), without_residual=frozenset())  # planned from now on
    need, surplus = account["need"][:, None], account["surplus"][:, None]

    def given(key: str) -> Array:
        return np.array([result.resolved.by_year(key).get(year.year, 0.0) for year in years])

    planned, changes = given("budget.appropriation"), np.sum([given(key) for key in CHANGES], axis=0)
    decided = tuple(year.year in decided_years() for year in years)
    registered = np.where(decided, planned, 0.0)
    amounts = {year.year: float(amount) for year, amount in zip(years, registered + changes, strict=True)}
    for row, year in enumerate(years):
        if not decided[row]:
            so_far = run_funds(need, surplus, years, replace(rules, appropriation=_possible(amounts)))
            required = float(so_far.required_appropriation[row, 0])
            registered[row] = max(0.0, required - changes[row])
            amounts[year.year] = float(registered[row] + changes[row])
    funds = run_funds(need, surplus, years, replace(rules, appropriation=_possible(amounts)))
    return Registration(
        level=level,
        years=years,
        decided=decided,
        need=account["need"],
        grant=account["grant"],
        planned=planned,
        registered=registered,
        changes=changes,
        funds=funds,
        standing=result.standing,
    )


def _possible(amounts: dict[int, float]) -> Years:
    """Appropriations; a year that is still to be settled may have given away what it does not hold yet."""
    return Years.of({year: max(0.0, amount) for year, amount in amounts.items()})
