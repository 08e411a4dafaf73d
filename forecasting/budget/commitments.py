"""Which grants are decided ahead of the year that pays them, and does the commitment authority suffice?

A decision in year m on money due in year d > m uses commitment authority (Verpflichtungsermächtigung, §§ 16, 38 LHO)
of the due year d; it is paid from the funds of year d and forms no residual. EUR, arrays of shape (years, n_paths).
Equations: docs/method.md, Funds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from forecasting.base.quantiles import Array
from forecasting.base.years import BudgetYear

__all__ = ["Commitments", "commit_ahead"]


@dataclass(frozen=True)
class Commitments:
    """Decisions ahead of the due year, EUR, each shape (years, n_paths) by due year."""

    ahead: Array  # decided in earlier years
    in_year: Array  # left for the due year itself; ahead + in_year is the need
    shortfall: Array  # part of `ahead` beyond the authority; 0 where none is given
    by_decision: Array  # shape (years of decision, due years, n_paths), later due years only
    authority: tuple[float | None, ...]  # by due year, None: not given


def commit_ahead(
    need: Array, years: Sequence[BudgetYear], lead: Sequence[float], authority: Mapping[int, float]
) -> Commitments:
    """Spread the decisions on each year's need over the years before it.

    Args:
        need: of each due year, shape (years, n_paths).
        lead: shares of it decided in the due year, one, two … years before; what is missing to 1 is decided in the
            due year.
        authority: commitment authority by due year.
    """
    early = tuple(lead[1:])
    ahead = sum(early) * need
    by_decision = np.zeros((len(need), *need.shape))
    for due in range(len(need)):
        for distance, share in enumerate(early, start=1):
            if due >= distance:
                by_decision[due - distance, due] = share * need[due]
    given = tuple(authority.get(year.year) for year in years)
    limit = np.array([np.inf if amount is None else amount for amount in given])[:, None]
    return Commitments(ahead, need - ahead, np.maximum(0.0, ahead - limit), by_decision, given)
