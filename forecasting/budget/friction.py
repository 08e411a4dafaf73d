"""Which of the posts that are needed are filled, when hiring takes time and people leave?

FTE by month, shape (months, n_paths). Changes of staff are frequent [2.1]; equations: docs/method.md, Staff.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from forecasting.base.quantiles import Array
from forecasting.base.sample import Number
from forecasting.base.years import BudgetYear

__all__ = ["FrictionRules", "Staffed", "filled_posts", "staffed_years"]


@dataclass(frozen=True)
class FrictionRules:
    """How posts are filled."""

    at_start: float | None  # filled at the end of the base month; None: as many as the first month needs
    hiring_lag: int  # months from the advertisement to the first day
    turnover: Number  # share of the staff that leaves in a year
    notice_months: int  # for which a departure is known before
    overload: float  # excess of posts needed over posts filled from which a month counts as overloaded


@dataclass(frozen=True)
class Staffed:
    """Posts of each year, shape (years, n_paths)."""

    filled: Array  # mean of the months
    vacant: Array  # mean of the months of what is needed beyond the posts filled
    overload_months: Array


def filled_posts(needed: Array, rules: FrictionRules) -> Array:
    """Posts filled in each month.

    Every month some leave, those hired `hiring_lag` months ago begin, and posts are advertised for what is still
    missing, counting those on their way and those known to leave before the next could begin. Posts that are no
    longer needed end as people leave.

    Args:
        needed: posts needed, shape (months, n_paths).
    """
    stays = np.asarray((1.0 - rules.turnover) ** (1.0 / 12.0))
    known = 1.0 - stays ** min(rules.notice_months, rules.hiring_lag)
    now = needed[0] if rules.at_start is None else np.full(needed.shape[1], rules.at_start)
    hired = np.zeros((len(needed) + rules.hiring_lag, needed.shape[1]))  # by month of the first day
    filled = np.empty_like(needed)
    for month, wanted in enumerate(needed):
        now = now * stays + hired[month]
        on_their_way = hired[month + 1 : month + rules.hiring_lag].sum(axis=0)
        missing = np.maximum(0.0, wanted - now - on_their_way + known * now)
        if rules.hiring_lag:
            hired[month + rules.hiring_lag] = missing
        else:
            now = now + missing
        filled[month] = now
    return filled


def staffed_years(needed: Array, filled: Array, years: Sequence[BudgetYear], rules: FrictionRules) -> Staffed:
    """Posts filled and vacant, and months of overload, of each year; months from the first that counts on."""
    lead = years[0].past
    vacant = np.maximum(0.0, needed - filled)
    overloaded = needed > filled * (1.0 + rules.overload)
    return Staffed(
        filled=np.stack([filled[year.rows(lead)].mean(axis=0) for year in years]),
        vacant=np.stack([vacant[year.rows(lead)].mean(axis=0) for year in years]),
        overload_months=np.stack([overloaded[year.rows(lead)].sum(axis=0).astype(np.float64) for year in years]),
    )
