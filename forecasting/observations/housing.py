"""What is known of the housing of one group, month by month beside its arrivals; nan where nothing is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from forecasting.base.periods import Month
from forecasting.base.quantiles import Array

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["HousingSeries", "housing_series"]


@dataclass(frozen=True)
class HousingSeries:
    """Persons, shape (months of history,): stocks at month end, entries in the month."""

    provisional_stock: Array
    housing_inflow: Array
    housing_stock: Array  # in follow-up housing

    @property
    def months(self) -> int:
        """Months with any figure."""
        known = np.stack([self.provisional_stock, self.housing_inflow, self.housing_stock])
        return int((~np.isnan(known)).any(axis=0).sum())


def housing_series(
    table: pd.DataFrame | None, groups: Sequence[str], first_month: Month, base_month: Month
) -> Mapping[str, HousingSeries]:
    """Housing figures of these groups from the first month to the base month; groups without any are left out.

    Args:
        table: `Observations.housing`.
    """
    if table is None:
        return {}
    inside = table[(table["month"] >= first_month) & (table["month"] <= base_month)]
    found = {}
    for group in groups:
        own = inside[inside["group"] == group]
        columns = []
        for name in ("provisional_stock", "housing_inflow", "housing_stock"):
            column = np.full(base_month - first_month + 1, np.nan)
            column[own["month"].to_numpy(dtype=np.int64) - first_month] = own[name].to_numpy(dtype=np.float64)
            columns.append(column)
        series = HousingSeries(*columns)
        if series.months:
            found[group] = series
    return found
