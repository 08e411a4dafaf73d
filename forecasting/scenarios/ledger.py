"""The planning account in full: by class and year of origin, with lapse on and off, and what is decided ahead.

Three classes of residuals are kept apart [2.4, footnote 4]: bound by a grant decision, bound by the pact with the
municipalities, unbound. EUR by budget year at the account's level. Equations: docs/method.md, Funds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from forecasting.base.quantiles import Array
from forecasting.base.years import BudgetYear
from forecasting.budget.commitments import Commitments, commit_ahead
from forecasting.budget.funds import NO_LAPSE, FundRules, Funds, run_funds
from forecasting.scenarios.account_rules import committed_to_date
from forecasting.scenarios.chain import Outlook
from forecasting.scenarios.rules import Values

__all__ = ["LAPSE_YEARS", "NO_LAPSE", "Ledger", "ledger"]

LAPSE_YEARS = 2
"""§ 45 (2) LHO: available until the end of the second following year."""


@dataclass(frozen=True)
class Ledger:
    """The account of one scenario; arrays EUR, shape (years,)."""

    years: tuple[BudgetYear, ...]
    planned: Array  # appropriation of the budget plan
    supplementary: Array
    virement: Array
    measures: Mapping[str, Array]  # of the planning account
    absent: frozenset[tuple[str, int]]  # (measure, year) without a value
    opening_bound: Array  # residuals on 1 January bound by a decision
    before_base: Array  # spent before the base month, part of the first year's need
    released: Array
    pact: Array  # residuals on 31 December without a decision, held by the pact
    unbound: Array  # neither bound by a decision nor by the pact
    by_origin: Mapping[
        int, Array
    ]  # residuals without a decision, by year of origin; budget.funds.PACT: past its time, UNDATED: unknown
    bound_by_year: Mapping[int, Array]  # bound residuals by year of the decision; the first: before the horizon
    lapsing: Funds  # the same account with lapse, each shape (years, 1)
    lasting: Funds  # and without
    ahead: Commitments  # each shape (years, 1)

    def of(self, measure: str) -> Array:
        """A measure of the planning account, nan where a year has none."""
        missing = [(measure, year.year) in self.absent for year in self.years]
        return np.where(missing, np.nan, self.measures[measure])


def ledger(result: Outlook) -> Ledger:
    """The account behind the tables of an outlook."""
    account, given = result.account.measures, result.resolved
    first = result.years[0].year
    rules = Values(given).funds(first)
    need, surplus = (account[name][:, None] for name in ("need", "surplus"))
    lapsing, lasting = (
        run_funds(need, surplus, result.years, replace(rules, carry_over_years=years))
        for years in (LAPSE_YEARS, NO_LAPSE)
    )
    own = run_funds(need, surplus, result.years, rules)
    pact = own.closing_pact[:, 0]
    origins = sorted({origin for row in own.layers for origin in row})
    nothing = np.zeros(1)

    def by_year(key: str) -> Array:
        return np.array([given.by_year(key).get(year.year, 0.0) for year in result.years])

    return Ledger(
        years=result.years,
        planned=by_year("budget.appropriation"),
        supplementary=by_year("budget.supplementary"),
        virement=by_year("budget.virement"),
        measures=account,
        absent=result.account.absent,
        opening_bound=np.concatenate([[rules.opening_bound], account["closing_bound"][:-1]]),
        before_base=np.array([committed_to_date(given), *[0.0] * (len(result.years) - 1)]),
        released=own.released[:, 0],
        pact=pact,
        unbound=own.closing_unbound[:, 0] - pact,
        by_origin={origin: np.array([row.get(origin, nothing)[0] for row in own.layers]) for origin in origins},
        bound_by_year=_bound(own.committed[:, 0], first, rules.opening_bound, rules),
        lapsing=lapsing,
        lasting=lasting,
        ahead=commit_ahead(
            need,
            result.years,
            given.shares("budget.commitment_lead") or (),
            given.by_year("budget.commitment_authority"),
        ),
    )


def _bound(committed: Array, first: int, opening: float, rules: FundRules) -> dict[int, Array]:
    """What is still bound at the end of each year, by year of the decision."""
    stays = 1.0 - rules.release_share
    count = len(committed)
    found = {first - 1: opening * _left(rules.opening_outflow, stays, count, start=1)}
    for row, amount in enumerate(committed.tolist()):
        left = np.zeros(count)
        left[row:] = amount * _left(rules.outflow, stays, count - row, start=0)
        found[first + row] = left
    return found


def _left(profile: tuple[float, ...], stays: float, count: int, *, start: int) -> Array:
    """Part not paid and not set free after the first, second … year."""
    paid = np.cumsum([profile[year] if year < len(profile) else 0.0 for year in range(count)])
    return (1.0 - paid) * stays ** np.arange(start, start + count)
