"""What do the posts cost, and how much of it does the state pay?

EUR at current prices, arrays of shape (years, n_paths). Rates and their bases: [1], [2.2], [2.3];
equations: docs/method.md, Cost.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from forecasting.base.errors import Finding, InputError
from forecasting.base.quantiles import Array
from forecasting.base.sample import Number
from forecasting.base.years import BudgetYear

__all__ = ["Cost", "CostRules", "Post", "Price", "cost_of_years", "posts_of"]

Basis = Literal["fixed", "capped", "share", "full", "deficit"]


@dataclass(frozen=True)
class Price:
    """EUR per FTE and year by date, growing from the later of `base_year` and the date of its value.

    `steps` holds (year from which, value) in ascending order; a value without a date holds in every year.
    `rounds` holds the pay rounds, growth by year, in place of `growth` in those years.
    """

    key: str
    steps: tuple[tuple[int | None, Number], ...]
    growth: Number
    base_year: int
    rounds: Mapping[int, float] = field(default_factory=dict)

    def in_year(self, year: int) -> Number:
        """Value of `year`.

        Raises:
            InputError: no value holds in that year.
        """
        known = [(since, value) for since, value in self.steps if since is None or since <= year]
        if not known:
            raise InputError(Finding("budget.no_price", {"key": self.key, "year": year, "first": self.steps[0][0]}))
        since, value = known[-1]
        start = max(self.base_year, since if since is not None else self.base_year)
        agreed = [share for of, share in self.rounds.items() if start < of <= year]
        for share in agreed:
            value = value * (1.0 + share)
        return value * (1.0 + self.growth) ** (year - start - len(agreed))


@dataclass(frozen=True)
class CostRules:
    """Grant rules of the programme and its other outlays."""

    basis: Basis
    state_share: Number
    graduate_share: Number  # of the posts; the rest is vocational
    occupancy: Number  # filled part of the posts
    rate_graduate: Price
    rate_vocational: Price
    cost_graduate: Price  # employer gross cost
    cost_vocational: Price
    training_cost: Number  # eligible on top of pay, does not grow
    own_means: Number  # of the municipalities, for each FTE and year; counts where the state pays the deficit
    admin_cost: Number  # per full year
    other_areas: Number  # per full year
    fixed_commitments: Mapping[int, float]  # years whose grant is fixed by decision
    committed_to_date: float  # spent of the first year before the base month
    admin_outside: Mapping[int, float] = field(default_factory=dict)  # of admin_cost, by year


@dataclass(frozen=True)
class Cost:
    """Cost of each budget year, EUR, shape (years, n_paths); a decided year knows no surplus and no own share."""

    grant: Array
    surplus: Array  # 0 in a decided year
    municipal_cost: Array  # 0 in a decided year
    need: Array
    model_need: Array  # what need would be without a decision
    fixed: Array  # part of need that doesn't follow the posts of the months: decided grants, outlays
    fundable_fte: Array  # nan where no rate is paid
    decided: tuple[bool, ...]


@dataclass(frozen=True)
class Post:
    """One full post and year of a qualification, EUR."""

    share: Number  # of all posts
    rate: Number
    cost: Number  # pay and training
    paid: Number  # by the state


def posts_of(year: int, rules: CostRules) -> tuple[Post, Post]:
    """What a post of each qualification costs in a year, and what the state pays for it [2.2], [2.3]."""

    def post(share: Number, rate: Price, price: Price) -> Post:
        amount, cost = rate.in_year(year), price.in_year(year) + rules.training_cost
        return Post(share, amount, cost, _paid(rules, amount, cost))

    return (
        post(rules.graduate_share, rules.rate_graduate, rules.cost_graduate),
        post(1.0 - rules.graduate_share, rules.rate_vocational, rules.cost_vocational),
    )


def cost_of_years(
    fte: Array, years: Sequence[BudgetYear], appropriation: Mapping[int, float], rules: CostRules
) -> Cost:
    """Grant, over-funding, own share of the municipalities and need of every year.

    Args:
        fte: FTE of each year, shape (years, n_paths).
        appropriation: EUR by year, for the FTE it could pay; a year without an entry has 0.
    """
    rows: list[dict[str, Array]] = []
    decided = tuple(year.year in rules.fixed_commitments for year in years)
    zero = np.zeros(fte.shape[1])
    for row, year in enumerate(years):
        admin = rules.admin_cost * (1.0 - rules.admin_outside.get(year.year, 0.0))
        outlays = (admin + rules.other_areas) * year.share
        spent = rules.committed_to_date if row == 0 else 0.0
        grant, surplus, municipal, per_fte = _posts(fte[row], year, rules)
        model_need = grant + outlays + spent
        if decided[row]:
            grant, surplus, municipal = zero + rules.fixed_commitments[year.year], zero, zero
        free = np.maximum(0.0, appropriation.get(year.year, 0.0) - np.asarray(outlays))
        payable = np.asarray(per_fte * rules.occupancy * year.share, dtype=np.float64)
        rows.append(
            {
                "fundable_fte": zero + np.where(payable > 0, free / np.where(payable > 0, payable, 1.0), np.nan),
                "grant": grant,
                "surplus": surplus,
                "municipal_cost": municipal,
                "need": grant + outlays + spent,
                "model_need": model_need,
                "fixed": zero + outlays + spent + (grant if decided[row] else 0.0),
            }
        )
    return Cost(decided=decided, **{name: np.array([row[name] for row in rows]) for name in rows[0]})


def _posts(fte: Array, year: BudgetYear, rules: CostRules) -> tuple[Array, Array, Array, Number]:
    """Grant, surplus and municipal cost of one year, and what is paid per funded post."""
    grant = surplus = municipal = np.zeros(fte.shape)
    per_fte: Number = 0.0
    for post in posts_of(year.year, rules):
        posts = fte * (post.share * rules.occupancy * year.share)
        grant = grant + posts * post.paid
        surplus = surplus + posts * np.maximum(0.0, post.paid - post.cost)
        municipal = municipal + posts * np.maximum(0.0, post.cost - post.paid)
        per_fte = per_fte + post.share * post.paid
    return grant, surplus, municipal, per_fte


def _paid(rules: CostRules, rate: Number, cost: Number) -> Number:
    """What the state pays for one full post and year [2.2], [2.3]; kinds of grants: rules on § 44 LHO, no. 2."""
    if rules.basis == "fixed":
        return rules.state_share * rate
    if rules.basis == "capped":
        return np.minimum(rules.state_share * rate, cost)
    if rules.basis == "full":
        return np.minimum(rate, cost)
    if rules.basis == "deficit":
        return np.minimum(rules.state_share * rate, np.maximum(0.0, cost - rules.own_means))
    return rules.state_share * np.minimum(rate, cost)
