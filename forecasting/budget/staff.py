"""How many full-time posts (FTE, VZÄ) does the caseload take? Equations: docs/method.md, Staff."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from forecasting.base.quantiles import Array
from forecasting.base.sample import Number, Sample
from forecasting.base.years import BudgetYear

__all__ = ["StaffRules", "fte_by_month", "fte_by_year"]


@dataclass(frozen=True)
class StaffRules:
    """How need turns into posts."""

    method: Literal["ratio", "hours"]
    rule: Literal["mean", "peak"]  # which of a year's months sizes its posts
    persons_per_fte: Number  # of those the ratio counts
    net_hours_per_year: Number  # working hours of a full-time post after holidays and absence
    admin_share: Number  # part of them not spent on cases


def fte_by_month(sized: Sample, hours: Sample, rules: StaffRules) -> Sample:
    """FTE per month, shape (months, n_paths).

    Args:
        sized: persons whom the ratio counts, people outside the target group among them: the served caseload, or
            everybody who would be served at a take-up of 1.
        hours: hours of support of the same persons.
    """
    if rules.method == "ratio":
        return sized.scaled(1.0 / rules.persons_per_fte)
    return hours.scaled(12.0 / (rules.net_hours_per_year * (1.0 - rules.admin_share)))


def fte_by_year(fte: Array, years: Sequence[BudgetYear], rule: Literal["mean", "peak"]) -> Array:
    """FTE per year, shape (years, n_paths): mean or peak of its months.

    Args:
        fte: from the first month of the first year that counts on.
    """
    of_year = np.max if rule == "peak" else np.mean
    return np.stack([of_year(fte[year.rows(years[0].past)], axis=0) for year in years])
