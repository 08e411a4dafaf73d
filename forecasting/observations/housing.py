"""What is known of the housing of one group, month by month beside its arrivals; nan where nothing is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from forecasting.base.periods import Month
from forecasting.base.quantiles import Array

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["HousingSeries", "housing_series"]


class TenureCount(NamedTuple):
    """People counted at the end of a month who had entered from `first` up to but not including `end` months ago."""

    month: Month
    first: int
    end: int
    persons: float


@dataclass(frozen=True)
class HousingSeries:
    """Persons, shape (months of history,): stocks at month end, entries in the month."""

    provisional_stock: Array
    housing_inflow: Array
    housing_stock: Array  # in follow-up housing
    counts: tuple[TenureCount, ...] = ()  # in follow-up housing by months since entry, in the order of the file

    @property
    def months(self) -> int:
        """Months with any figure."""
        known = np.stack([self.provisional_stock, self.housing_inflow, self.housing_stock])
        return int((~np.isnan(known)).any(axis=0).sum())


def housing_series(
    table: pd.DataFrame | None,
    groups: Sequence[str],
    first_month: Month,
    base_month: Month,
    counts: pd.DataFrame | None = None,
) -> Mapping[str, HousingSeries]:
    """Housing figures of these groups from the first month to the base month; groups without any are left out.

    Args:
        table: `Observations.housing`.
        counts: `Observations.tenure_counts`.
    """
    found = {}
    for group in groups:
        columns = []
        own = _inside(table, group, first_month, base_month)
        for name in ("provisional_stock", "housing_inflow", "housing_stock"):
            column = np.full(base_month - first_month + 1, np.nan)
            if own is not None:
                column[own["month"].to_numpy(dtype=np.int64) - first_month] = own[name].to_numpy(dtype=np.float64)
            columns.append(column)
        bands = _inside(counts, group, first_month, base_month)
        names = ["month", "since_from", "since_before", "persons"]
        rows = [] if bands is None else bands[names].itertuples(index=False)
        counted = tuple(
            TenureCount(int(month), int(first), int(end), float(persons)) for month, first, end, persons in rows
        )
        stock, inflow, follow_up = columns
        series = HousingSeries(stock, inflow, follow_up, counted)
        if series.months or counted:
            found[group] = series
    return found


def _inside(table: pd.DataFrame | None, group: str, first_month: Month, base_month: Month) -> pd.DataFrame | None:
    """Rows of a group up to the base month."""
    if table is None:
        return None
    return table[(table["group"] == group) & (table["month"] >= first_month) & (table["month"] <= base_month)]
