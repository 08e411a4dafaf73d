"""Which district gets which share: three keys, chosen and mixed by year, and the districts' own opening stocks.

Shares are 0 to 1 and add up to 1 over the districts. Equations: docs/method.md, Districts.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from forecasting.assumptions import Resolved
from forecasting.base.errors import Finding, InputError
from forecasting.base.quantiles import Array
from forecasting.base.state import state
from forecasting.base.years import BudgetYear

__all__ = [
    "KEYS",
    "STOCK",
    "District",
    "Distribution",
    "Onward",
    "distribute",
    "known_keys",
    "shares_of",
]

KEYS = ("population", "allocation", "cohort")
"""Columns of districts.csv that can divide the state."""

STOCK = "opening_stock"
TOLERANCE = 1e-9
MONTHS = 12


@dataclass(frozen=True)
class District:
    """One of the districts of the state."""

    code: str  # five digits of the official key (AGS)
    name: str
    kind: str  # one of `State.kinds`


@dataclass(frozen=True)
class Onward:
    """Moves between districts after the entry into follow-up housing; the state's numbers stay what they are."""

    monthly: float  # chance of a person in support to move on in a month
    shares: Array  # of the destinations, the district of origin among them, shape (districts,), sum 1


@dataclass(frozen=True)
class Distribution:
    """Shares of every district."""

    districts: tuple[District, ...]
    years: tuple[int, ...]
    weights: tuple[Mapping[str, float], ...]  # by year: key → its part of the mix
    new: Array  # share of the entries of each year, shape (districts, years)
    opening: Array  # share of those in support at the end of the base month, shape (districts,)
    own_stock: bool  # whether that comes from counted stocks and not from the key of the first year
    counted: float  # persons in the counted stocks, 0 without any
    dispersion: float  # relative standard deviation of an average district's share
    notices: tuple[Finding, ...] = ()
    onward: Onward | None = None  # None: nobody moves on

    def row(self, code: str) -> int:
        """Row of a district.

        Raises:
            KeyError: there is no such district.
        """
        return {each.code: row for row, each in enumerate(self.districts)}[code]

    @property
    def constant(self) -> bool:
        """Whether the shares are those of the first year in every year."""
        return bool((self.new == self.new[:, :1]).all())


def known_keys(table: pd.DataFrame | None) -> tuple[str, ...]:
    """Keys that the table of districts has figures for."""
    return () if table is None else tuple(key for key in KEYS if _usable(table, key))


def shares_of(table: pd.DataFrame, key: str) -> Array:
    """Shares by one key, shape (districts,).

    Raises:
        InputError: the table has no figures for it.
    """
    if not _usable(table, key):
        raise InputError(Finding("scenarios.district_key", {"column": key}))
    counts = table[key].to_numpy(dtype=np.float64)
    return np.asarray(counts / math.fsum(counts))


def distribute(table: pd.DataFrame | None, values: Resolved, years: Sequence[BudgetYear]) -> Distribution:
    """Shares of the districts in each year of the horizon.

    Args:
        table: columns district, name, kind and the keys, see `observations`.
        values: of the scenario; `districts.<key>_share` holds from its year on, the rest follows `districts.key`.
    Raises:
        InputError: no districts, a key without figures, or shares of the keys above 1.
    """
    if table is None or not len(table):
        raise InputError(Finding("scenarios.no_districts"))
    weights = tuple(_mix(values, year.year) for year in years)
    found = [
        Finding("scenarios.district_mix", {"year": year.year, "sum": f"{100 * sum(mix.values()):g}"})
        for year, mix in zip(years, weights, strict=True)
        if sum(mix.values()) > 1.0 + TOLERANCE
    ]
    used = {key for mix in weights for key, weight in mix.items() if weight > 0}
    found += [Finding("scenarios.district_key", {"column": key}) for key in KEYS if key in used and
              not _usable(table, key)]  # fmt: skip
    if found:
        raise InputError(found)
    by_key = {key: shares_of(table, key) for key in used}
    # Equal mixes give the same digits, so that the quick way knows them.
    mixed = {mix: sum((weight * by_key[key] for key, weight in mix), np.zeros(len(table))) for mix in
             {_plain(mix) for mix in weights}}  # fmt: skip
    new = np.stack([mixed[_plain(mix)] for mix in weights], axis=1)
    own = _usable(table, STOCK)
    counted = math.fsum(table[STOCK]) if own else 0.0
    few = Finding("scenarios.districts_few", {"count": len(table), "all": state().districts}, severity="notice")
    return Distribution(
        districts=tuple(
            District(str(code), str(name), str(kind))
            for code, name, kind in zip(table["district"], table["name"], table["kind"], strict=True)
        ),
        years=tuple(year.year for year in years),
        weights=weights,
        new=new,
        opening=shares_of(table, STOCK) if own else new[:, 0],
        own_stock=own,
        counted=counted,
        dispersion=values.number("district_dispersion"),
        notices=(few,) if len(table) != state().districts else (),
        onward=_onward(table, values),
    )


def _onward(table: pd.DataFrame, values: Resolved) -> Onward | None:
    """Where people move on to, None where nobody does.

    Raises:
        InputError: the destinations have no inhabitants.
    """
    a_year = values.number("districts.onward_share")
    if a_year <= 0.0:
        return None
    people = table["population"].fillna(0.0) if _usable(table, "population") else None
    if people is not None and values.word("districts.onward_to") == "towns":
        people = people.where(table["kind"] == state().urban_kind, 0.0)
    if people is None or not people.sum() > 0:
        raise InputError(Finding("scenarios.onward_without_destination"))
    counts = people.to_numpy(dtype=np.float64)
    return Onward(1.0 - (1.0 - a_year) ** (1.0 / MONTHS), np.asarray(counts / math.fsum(counts)))


def _usable(table: pd.DataFrame, column: str) -> bool:
    """Whether a column has a figure for every district, and somebody to divide by."""
    return column in table and bool(table[column].notna().all()) and float(table[column].sum()) > 0


def _mix(values: Resolved, year: int) -> dict[str, float]:
    """Parts of the keys in a year; what no key is given for falls to the main one."""
    given = {key: _holding(values, key, year) for key in KEYS}
    main = values.word("districts.key")
    rest = 1.0 - math.fsum(given.values())
    return given | {main: given[main] + (rest if rest > TOLERANCE else 0.0)}


def _holding(values: Resolved, key: str, year: int) -> float:
    """Part of a key that was given last up to the year."""
    table = values.by_year(f"districts.{key}_share")
    known = [since for since in table if since <= year]
    return table[max(known)] if known else 0.0


def _plain(mix: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    return tuple((key, weight) for key, weight in mix.items() if weight > 0)
