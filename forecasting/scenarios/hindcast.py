"""The model run over the past: what caseload and posts it gives for months whose arrivals are known.

Nobody publishes the caseload, so this is calculated, not observed. Every assumption stands at its value.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from forecasting.arrivals import Arrivals
from forecasting.assumptions import Resolved
from forecasting.base.periods import Month
from forecasting.base.quantiles import Array
from forecasting.base.sample import Sample
from forecasting.budget.staff import fte_by_month
from forecasting.caseload.housing import Housing, through_housing
from forecasting.caseload.need import Support, support
from forecasting.caseload.prospect import entering
from forecasting.scenarios.learned import used_stays
from forecasting.scenarios.people import BANDS, BASE, ORIGIN, PRIVATE, ending
from forecasting.scenarios.rules import Values
from forecasting.scenarios.stages import Parts, Stages

__all__ = ["Hindcast", "hindcast"]


@dataclass(frozen=True)
class Hindcast:
    """Calculated past, month by month from `first_month` to the base month; persons at month end, FTE."""

    first_month: Month
    complete_from: Month  # before it the history is too short for everybody who may still be in support
    caseload: Mapping[str, Array]  # persons of the target group, by group, shape (months,)
    provisional_stock: Mapping[str, Array]
    posts: Sample  # shape (months, 1)
    arrivals: Arrivals
    parts: Parts

    @property
    def fte(self) -> Array:
        """Posts, shape (months,)."""
        return self.posts.values[:, 0]

    def at(self, month: Month) -> float:
        """Caseload of all groups at the end of `month`."""
        return float(sum(stock[month - self.first_month] for stock in self.caseload.values()))


def hindcast(resolved: Resolved, arrivals: Arrivals, *, reuse: Hindcast | None = None) -> Hindcast:
    """Run housing, need and staff over the observed and estimated arrivals up to the base month.

    Args:
        reuse: an earlier one of the same arrivals; what depends on nothing changed is taken from it.
    """
    values = Values(resolved, learned=used_stays(resolved, arrivals, per_path=False))
    stages = Stages(resolved.values, {}, arrivals, (reuse.arrivals, reuse.parts) if reuse else None)
    housing = {
        group: stages.run(f"{group}.housing", (f"housing.{group}.",), partial(_housing, group, values, arrivals))
        for group in arrivals.groups
    }
    caseload = {
        group: stages.run(
            f"{group}.caseload",
            (f"housing.{group}.", f"need.{group}.", *ORIGIN, PRIVATE, BASE, BANDS),
            partial(_caseload, group, values, arrivals, housing[group]),
        )
        for group in arrivals.groups
    }
    complete = [
        0
        if arrivals.first_observed[group] > arrivals.first_month
        else values.longest_stay(group) + values.longest_support(group)
        for group in arrivals.groups
    ]
    return Hindcast(
        arrivals.first_month,
        arrivals.first_month + max(complete),
        caseload,
        {group: found.provisional_stock[:, 0] for group, found in housing.items()},
        Sample(lambda: _posts(values, arrivals, housing)),
        arrivals,
        stages.parts,
    )


def _housing(group: str, values: Values, arrivals: Arrivals) -> Housing:
    return through_housing(arrivals.observed[group][:, None], values.stay(group), values.transfer_share(group))


def _caseload(group: str, values: Values, arrivals: Arrivals, housing: Housing) -> Array:
    """Persons in support, shape (months,)."""
    found = _supported(group, values, arrivals, housing, hours=False)
    return (found.caseload * values.in_support(group))[:, 0]


def _supported(group: str, values: Values, arrivals: Arrivals, housing: Housing, *, hours: bool) -> Support:
    # A count at the base month says nothing of the months before it.
    rules = replace(values.sizing(group), opening_stock=None, opening_tenure=None)
    moved = housing.arrivals, values.stay(group), values.transfer_share(group)
    prospect, months = values.prospect(group, arrivals.first_month), len(housing.arrivals)
    recognised = None if prospect is None else entering(*moved, housing.inflow, prospect).recognised
    left = ending(group, values, moved, arrivals.first_month, months)
    return support(housing.inflow, months, rules, values.extent(), recognised=recognised, ending=left, hours=hours)


def _posts(values: Values, arrivals: Arrivals, housing: Mapping[str, Housing]) -> Array:
    """Posts, shape (months, 1)."""
    months = len(next(iter(housing.values())).arrivals)
    sized, hours = np.zeros(months), np.zeros(months)
    for group, moved in housing.items():
        found = _supported(group, values, arrivals, moved, hours=True)
        sized += found.caseload[:, 0]
        hours += found.hours[:, 0]
    served_per_target = values.served_per_target()
    persons, work = (Sample((part * served_per_target)[:, None]) for part in (sized, hours))
    return fte_by_month(persons, work, values.staff()).values
