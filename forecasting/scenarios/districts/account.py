"""One budget year divided among the districts: persons, FTE, posts in steps, money, what the steps and the gaps cost.

The planning account divided: each figure of the state times the district's share in its expected value, so that the
parts add up to the account. EUR at current prices; arrays have the shape (districts,). docs/method.md, Districts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from forecasting.base.quantiles import Array
from forecasting.base.rounding import posts_up
from forecasting.budget.cost import cost_of_years
from forecasting.scenarios.chain import Outlook
from forecasting.scenarios.districts.keys import KEYS, Distribution, distribute
from forecasting.scenarios.districts.results import ByDistrict
from forecasting.scenarios.rules import Values

__all__ = ["DistrictYear", "PostPrice", "by_key", "district_year", "post_price"]


@dataclass(frozen=True)
class PostPrice:
    """What one FTE costs in a year, EUR, at the scenario's occupancy and for the months inside the horizon."""

    grant: float
    surplus: float  # of it, above cost
    own_share: float  # of the municipalities
    workplace: float  # memo: not eligible for a grant
    overhead: float  # memo: not eligible for a grant

    @property
    def personnel(self) -> float:
        """Employer gross cost and training."""
        return self.grant - self.surplus + self.own_share


@dataclass(frozen=True)
class DistrictYear:
    """One year of the planning account, divided."""

    year: int
    level: float  # quantile of the FTE
    decided: bool  # the state's grant is fixed by decision: own shares are not known
    persons: Array  # mean of the year's target caseload
    fte: Array
    filled: Array  # FTE that are granted and paid: those needed, or fewer where hiring takes time
    posts: Array  # FTE rounded up to the smallest part of a post
    grant: Array
    surplus: Array  # of the grant, above cost
    own_share: Array
    missing: Array  # FTE up to the minimum staffing, in whole steps
    price: PostPrice

    @property
    def rounding(self) -> Array:
        """FTE that the steps add."""
        return self.posts - self.fte

    @property
    def vacant(self) -> bool:
        """Whether posts stay vacant because hiring takes time; every district fills the state's part of its need."""
        return self.filled is not self.fte

    @property
    def workplace(self) -> Array:
        """Memo: workplace cost of the posts filled."""
        return self.filled * self.price.workplace

    @property
    def overhead(self) -> Array:
        """Memo: overhead of the posts filled."""
        return self.filled * self.price.overhead


def district_year(found: ByDistrict, year: int) -> DistrictYear:
    """The planning account of one year at its chosen level, divided among the districts.

    Raises:
        KeyError: the horizon has no month in that year.
    """
    result = found.result
    row, account = result.row(year), result.account
    at_level = result.yearly["caseload_mean"].at(account.quantile)
    of_posts = found.expected_shares("fte")[:, row]
    fte = of_posts * account.measures["fte"][row]
    filled = fte if "filled_fte" not in account.measures else of_posts * account.measures["filled_fte"][row]
    step = result.resolved.number("districts.minimum_step")
    least = result.resolved.number("districts.minimum_fte")
    posts = np.array([posts_up(each, step) for each in fte])
    return DistrictYear(
        year=year,
        level=account.quantile,
        decided=("municipal_cost", year) in account.absent,
        persons=found.expected_shares("caseload_mean")[:, row] * at_level[row],
        fte=fte,
        filled=filled,
        posts=posts,
        grant=of_posts * account.measures["grant"][row],
        surplus=of_posts * account.measures["surplus"][row],
        own_share=of_posts * account.measures["municipal_cost"][row],
        missing=np.array([posts_up(max(0.0, least - each), step) for each in posts]),
        price=post_price(result, row),
    )


def post_price(result: Outlook, row: int) -> PostPrice:
    """Price of one FTE in a year of the horizon, every assumption at its value, as if nothing were decided."""
    values = Values(result.resolved)
    rules = replace(values.cost(result.years[0].year), fixed_commitments={})
    one = cost_of_years(np.ones((len(result.years), 1)), result.years, {}, rules)
    year = result.years[row]
    filled = result.resolved.number("staffing.occupancy") * year.share
    graduate = result.resolved.number("staffing.graduate_share")
    pay = graduate * float(np.asarray(rules.cost_graduate.in_year(year.year))) + (1.0 - graduate) * float(
        np.asarray(rules.cost_vocational.in_year(year.year))
    )
    return PostPrice(
        grant=float(one.grant[row, 0]),
        surplus=float(one.surplus[row, 0]),
        own_share=float(one.municipal_cost[row, 0]),
        workplace=filled * result.resolved.number("districts.workplace_cost"),
        overhead=filled * result.resolved.number("districts.overhead_share") * pay,
    )


def by_key(result: Outlook, table: pd.DataFrame, key: str) -> ByDistrict:
    """The outlook divided by one key in every year, whatever the scenario says.

    Raises:
        InputError: the table has no figures for the key.
    """
    return ByDistrict(result, _only(result, table, key))


def _only(result: Outlook, table: pd.DataFrame, key: str) -> Distribution:
    shares: Sequence[str] = [f"districts.{name}_share" for name in KEYS]
    values = {name: value for name, value in result.resolved.values.items() if name not in shares}
    alone = values | {"districts.key": key} | dict.fromkeys(shares)
    return distribute(table, replace(result.resolved, values=alone), result.years)
