"""The arrivals of every group as sample paths, history first: what the rest of the chain starts from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from forecasting.base.errors import Finding
from forecasting.base.periods import Month
from forecasting.base.quantiles import Array
from forecasting.observations.housing import HousingSeries

__all__ = ["ABSENT", "Arrivals"]

ABSENT = "absent"
"""Status of a month before a group's first: its arrivals count as 0."""


@dataclass(frozen=True)
class Arrivals:
    """Persons per month; path i of every group is one possible future throughout, special events not applied.

    `paths[group]` has shape (base_month - first_month + 1 + horizon, n_paths), one column for a fixed path.
    """

    first_month: Month
    base_month: Month
    horizon: int
    groups: tuple[str, ...]
    paths: Mapping[str, Array]
    n_paths: int
    seed: int
    data_hash: str
    sample_data: bool
    fixed: bool  # given by a file instead of forecast
    datenstand: Mapping[str, Month]  # last month a group's own figures reach
    first_observed: Mapping[str, Month]  # first month of a group's own history
    observed: Mapping[str, Array]  # (months of history,) best estimate, 0 before the group's first month
    status: Mapping[str, tuple[str, ...]]  # per month of history: observed, disaggregated, extrapolated or absent
    notices: tuple[Finding, ...] = ()
    housing: Mapping[str, HousingSeries] = field(default_factory=dict)  # figures by month of history, where known

    @property
    def history_months(self) -> int:
        """Months of history, the first rows of every path array."""
        return self.base_month - self.first_month + 1
