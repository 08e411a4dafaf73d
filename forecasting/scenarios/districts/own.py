"""One district through all years of the horizon, under the state's assumptions or under its own.

With its own ratio, cost, transfer or take-up the whole chain is run again and the district takes its share of that
run; its own count of those in support replaces its share of the state's. The other districts stay as they are, so the
result of one district under its own assumptions adds up to nothing and is marked as such. docs/method.md, Districts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass

import numpy as np
import pandas as pd

from forecasting.assumptions import Scenario
from forecasting.base.quantiles import Q10, Q90, Array, summarise
from forecasting.base.rounding import posts_up
from forecasting.scenarios.chain import Outlook, outlook
from forecasting.scenarios.districts.account import district_year, post_price
from forecasting.scenarios.districts.keys import KEYS, distribute
from forecasting.scenarios.districts.results import ByDistrict
from forecasting.scenarios.rules import COST_PRICE_BASE

__all__ = ["DistrictLine", "OwnGiven", "counted_by_itself", "district_line", "own_result", "own_scenario"]


@dataclass(frozen=True)
class OwnGiven:
    """What a district knows better than the state; None: as the state assumes."""

    persons_per_fte: float | None = None
    cost_per_fte: float | None = None  # employer gross cost of a full post in the first year, EUR
    transfer_share: float | None = None
    take_up: float | None = None
    stock: float | None = None  # persons in support at the end of the base month

    @property
    def any(self) -> bool:
        """Whether anything is given."""
        return any(value is not None for value in astuple(self))

    @property
    def assumes(self) -> bool:
        """Whether an assumption of the state is replaced, so that the chain has to be run anew."""
        return any(value is not None for value in astuple(self)[:-1])


@dataclass(frozen=True)
class DistrictLine:
    """One district by budget year, arrays of shape (years,); EUR at current prices."""

    years: tuple[int, ...]
    partial: tuple[bool, ...]
    decided: tuple[bool, ...]  # own share not known
    persons: Array
    fte: Array
    fte_low: Array  # of the 80 % interval
    fte_high: Array
    filled: Array  # FTE that are granted and paid, those needed unless hiring takes time
    posts: Array  # in steps, rounded up
    grant: Array
    surplus: Array  # of the grant, above cost
    own_share: Array
    personnel: Array  # memo, as the next two
    workplace: Array
    overhead: Array

    @property
    def vacant(self) -> bool:
        """Whether posts stay vacant because hiring takes time."""
        return self.filled is not self.fte

    @property
    def full_cost(self) -> Array:
        """Memo: personnel, workplace and overhead, whoever pays for them."""
        return self.personnel + self.workplace + self.overhead

    @property
    def grant_change(self) -> Array:
        """Grant less that of the year before; nan in the first year and beside a partial one."""
        found = np.full(len(self.years), np.nan)
        for row in range(1, len(self.years)):
            if not (self.partial[row] or self.partial[row - 1]):
                found[row] = self.grant[row] - self.grant[row - 1]
        return found


def own_scenario(scenario: Scenario, groups: Sequence[str], first_year: int, given: OwnGiven) -> Scenario:
    """The scenario with a district's own assumptions, each of them certain.

    Args:
        first_year: year of the prices of `cost_per_fte`; the scenario's growth goes on from there.
    Raises:
        InputError: a value is not possible.
    """
    values: dict[str, object] = {}
    if given.persons_per_fte is not None:
        values |= {"staffing.method": "ratio", "staffing.persons_per_fte": given.persons_per_fte}
    if given.cost_per_fte is not None:
        growth = scenario.value("funding.cost_growth")
        rate = growth if isinstance(growth, float) else 0.0
        at_base = given.cost_per_fte / (1.0 + rate) ** max(0, first_year - COST_PRICE_BASE)
        values |= {f"funding.cost_{kind}": _certain(at_base) for kind in ("graduate", "vocational")}
        values["funding.training_cost"] = _certain(0.0)
    for group in groups:
        if given.transfer_share is not None:
            values[f"housing.{group}.transfer_share"] = _certain(given.transfer_share)
        if given.take_up is not None:
            values[f"need.{group}.take_up"] = _certain(given.take_up)
    return scenario.with_values(values)


def own_result(result: Outlook, given: OwnGiven) -> Outlook:
    """The chain under a district's own assumptions; the state's where it has none.

    Raises:
        InputError: a value is not possible.
    """
    if not given.assumes:
        return result
    scenario = own_scenario(result.scenario, result.groups, result.years[0].year, given)
    return outlook(scenario, result.arrivals, reuse=result)


def counted_by_itself(table: pd.DataFrame, code: str, row: pd.Series) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """The table with a district's own figures of the keys, and the columns that could not be used.

    A key is a share: where the others' figures are missing, one district's own tell nothing.
    """
    found, unused = table.copy(), []
    for key in KEYS:
        if pd.notna(row.get(key)):
            if table[key].notna().all():
                found.loc[found["district"] == code, key] = float(row[key])
            else:
                unused.append(key)
    return found, tuple(unused)


def district_line(
    result: Outlook, table: pd.DataFrame, code: str, given: OwnGiven = OwnGiven()
) -> DistrictLine:  # fmt: skip
    """The planning account of one district in every year.

    Args:
        result: the outlook it is divided from, see `own_result`.
        table: the districts with the keys.
    Raises:
        InputError: a key has no figures.
        KeyError: there is no such district.
    """
    found = ByDistrict(result, distribute(table, result.resolved, result.years))
    row, years = found.distribution.row(code), result.years
    of_state = [district_year(found, year.year) for year in years]
    persons, fte = (np.array([getattr(year, name)[row] for year in of_state]) for name in ("persons", "fte"))
    filled = fte
    if any(year.vacant for year in of_state):
        filled = np.array([year.filled[row] for year in of_state])
    grant, surplus, own = (
        np.array([getattr(year, name)[row] for year in of_state]) for name in ("grant", "surplus", "own_share")
    )
    band = found.yearly("fte")[row]
    if given.stock is not None:
        posts, caseload = (_with_stock(found, row, name, given.stock) for name in ("fte", "caseload_mean"))
        more_posts, more_persons = (
            _over(posts[:, 0], band[:, 0]),
            _over(caseload[:, 0], found.yearly("caseload_mean")[row, :, 0]),
        )
        vacant = filled is not fte
        persons, fte = persons * more_persons, fte * more_posts
        filled = filled * more_posts if vacant else fte
        grant, surplus, own = grant * more_posts, surplus * more_posts, own * more_posts
        band = posts
    step = result.resolved.number("districts.minimum_step")
    prices = [post_price(result, place) for place in range(len(years))]
    return DistrictLine(
        years=tuple(year.year for year in years),
        partial=tuple(year.partial for year in years),
        decided=tuple(year.decided for year in of_state),
        persons=persons,
        fte=fte,
        filled=filled,
        fte_low=band[:, Q10],
        fte_high=band[:, Q90],
        posts=np.array([posts_up(each, step) for each in fte]),
        grant=grant,
        surplus=surplus,
        own_share=own,
        personnel=filled * np.array([price.personnel for price in prices]),
        workplace=filled * np.array([price.workplace for price in prices]),
        overhead=filled * np.array([price.overhead for price in prices]),
    )


def _with_stock(found: ByDistrict, row: int, measure: str, stock: float) -> Array:
    """Mean and quantiles of a yearly measure where those in support at the start were counted, shape (years, 10)."""
    parts = found.parts.yearly(measure)
    total = _over(parts.opening, np.broadcast_to(found.parts.at_base, parts.opening.shape)) * stock
    for year, part in zip(found.parts.first_years, parts.new, strict=True):
        total = total + found.distribution.new[row, year] * part
    if parts.moved is not None and found.distribution.onward is not None:
        total = total + found.distribution.onward.shares[row] * parts.moved
    return summarise(np.ascontiguousarray(total))


def _over(above: Array, below: Array) -> Array:
    return np.where(below > 0, above / np.where(below > 0, below, 1.0), 0.0)


def _certain(value: float) -> dict[str, float]:
    return {"value": value, "low": value, "high": value}
