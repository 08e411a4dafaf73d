"""The model run over the past: what caseload and posts it gives for months whose arrivals are known.

Nobody publishes the caseload, so this is calculated, not observed. Every assumption stands at its value.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from forecasting.arrivals import Arrivals
from forecasting.assumptions import Resolved
from forecasting.base.periods import Month
from forecasting.base.quantiles import Array
from forecasting.base.sample import Sample
from forecasting.budget.staff import fte_by_month
from forecasting.caseload.housing import through_housing
from forecasting.caseload.need import support
from forecasting.caseload.prospect import entering
from forecasting.scenarios.learned import used_stays
from forecasting.scenarios.people import ending
from forecasting.scenarios.rules import Values

__all__ = ["Hindcast", "hindcast"]


@dataclass(frozen=True)
class Hindcast:
    """Calculated past, month by month from `first_month` to the base month; persons at month end, FTE."""

    first_month: Month
    complete_from: Month  # before it the history is too short for everybody who may still be in support
    caseload: Mapping[str, Array]  # persons of the target group, by group, shape (months,)
    provisional_stock: Mapping[str, Array]
    fte: Array

    def at(self, month: Month) -> float:
        """Caseload of all groups at the end of `month`."""
        return float(sum(stock[month - self.first_month] for stock in self.caseload.values()))


def hindcast(resolved: Resolved, arrivals: Arrivals) -> Hindcast:
    """Run housing, need and staff over the observed and estimated arrivals up to the base month."""
    values = Values(resolved, learned=used_stays(resolved, arrivals, per_path=False))
    months = arrivals.base_month - arrivals.first_month + 1
    caseload: dict[str, Array] = {}
    stock: dict[str, Array] = {}
    sized, hours, complete = np.zeros(months), np.zeros(months), []
    for group in arrivals.groups:
        # A count at the base month says nothing of the months before it.
        rules = replace(values.sizing(group), opening_stock=None, opening_tenure=None)
        came = arrivals.observed[group][:, None]
        moved = came, values.stay(group), values.transfer_share(group)
        housing, prospect = through_housing(*moved), values.prospect(group, arrivals.first_month)
        recognised = None if prospect is None else entering(*moved, housing.inflow, prospect).recognised
        left = ending(group, values, moved, arrivals.first_month, months)
        found = support(housing.inflow, months, rules, values.extent(), recognised=recognised, ending=left)
        stock[group] = housing.provisional_stock[:, 0]
        sized += found.caseload[:, 0]
        caseload[group] = (found.caseload * values.in_support(group))[:, 0]
        hours += found.hours[:, 0]
        missing = arrivals.first_observed[group] > arrivals.first_month
        complete.append(0 if missing else values.longest_stay(group) + rules.max_months)
    served_per_target = values.served_per_target()
    persons, work = (Sample((part * served_per_target)[:, None]) for part in (sized, hours))
    fte = fte_by_month(persons, work, values.staff())
    return Hindcast(arrivals.first_month, arrivals.first_month + max(complete), caseload, stock, fte.values[:, 0])
