"""The second half of the chain: what the posts of each year cost and what pays for them.

The same equations serve the sample paths and the planning account, which runs them once with one FTE per year.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from forecasting.base.quantiles import Array
from forecasting.base.sample import Sample
from forecasting.base.years import BudgetYear
from forecasting.budget.cost import Cost, cost_of_years
from forecasting.budget.funds import FundRules, Funds, run_funds
from forecasting.budget.measures import PERSONS_PER_POST, names
from forecasting.scenarios.rules import Values

__all__ = ["Account", "Money", "money", "planning_accounts"]


@dataclass(frozen=True)
class Money:
    """Cost and funds of every year, each array of shape (years, n_paths)."""

    cost: Cost
    funds: Funds
    rules: FundRules

    def measures(self) -> dict[str, Array]:
        """Every yearly measure of cost and funds by name."""
        costs = {name: getattr(self.cost, name) for name in names("cost") if name != PERSONS_PER_POST}
        return costs | self.funds.measures(self.rules)

    def absent(self, years: Sequence[BudgetYear]) -> frozenset[tuple[str, int]]:
        """(measure, year) without a value: over-funding and own share of a decided year, posts where none is paid."""
        decided = {
            (measure, year.year)
            for measure in ("surplus", "municipal_cost")
            for year, fixed in zip(years, self.cost.decided, strict=True)
            if fixed
        }
        unpaid = {
            ("fundable_fte", year.year)
            for year, row in zip(years, self.cost.fundable_fte, strict=True)
            if np.isnan(row).any()
        }
        return frozenset(decided | unpaid)


@dataclass(frozen=True)
class Account:
    """The planning account: one FTE per year through cost and funds, every assumption at its value."""

    quantile: float  # of the FTE, over the paths
    measures: Mapping[str, Array]  # fte and every measure of cost and funds, shape (years,)
    absent: frozenset[tuple[str, int]]


def money(fte: Array, years: Sequence[BudgetYear], values: Values) -> Money:
    """Cost and funds of the FTE of each year, shape (years, n_paths)."""
    rules = values.funds(years[0].year)
    cost = cost_of_years(fte, years, rules.appropriation, values.cost(years[0].year))
    return Money(cost, run_funds(cost.need, cost.surplus, years, rules), rules)


def planning_accounts(
    fte: Sample, filled: Sample, levels: Sequence[float], years: Sequence[BudgetYear], values: Values
) -> dict[float, Account]:
    """The account at each of some quantiles of the FTE.

    Args:
        fte: FTE needed per year, shape (years, n_paths).
        filled: FTE that are paid, the same sample where posts are filled at once.
        values: every assumption certain.
    """
    needed = _at(fte, levels)
    measures = {"fte": needed}
    if filled is not fte:
        measures["filled_fte"] = _at(filled, levels)
    paid = money(measures.get("filled_fte", needed), years, values)
    measures |= paid.measures()
    absent = paid.absent(years)
    return {
        level: Account(level, {name: value[:, column] for name, value in measures.items()}, absent)
        for column, level in enumerate(levels)
    }


def _at(sample: Sample, levels: Sequence[float]) -> Array:
    """Quantiles of each year, shape (years, levels)."""
    return np.stack([sample.at(level) for level in levels], axis=1)
