"""The opening stock as counts of people in follow-up housing give it, beside the model's own.

The newest count of each group: `housing_stock` of the observations, or by months since entry their `tenure_counts`.
People in follow-up housing become people entitled to support by the prospect to remain and the take-up.
docs/method.md, Counted stocks.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.assumptions import Value
from forecasting.base.periods import Month
from forecasting.base.quantiles import Array
from forecasting.caseload.opening import reconcile
from forecasting.observations.housing import HousingSeries
from forecasting.scenarios.chain import Outlook
from forecasting.scenarios.course import Course
from forecasting.scenarios.rules import Values

__all__ = ["Opening", "openings"]

DIGITS = 6  # of a share of the tenure, as a scenario file holds it


@dataclass(frozen=True)
class Opening:
    """A group's newest count, persons."""

    group: str
    month: Month  # of the count
    counted: float  # in follow-up housing
    model: float  # in follow-up housing, as the scenario computes it for that month
    factor: float | None  # that would make the model meet the count, the factor already in use included
    opening_stock: float  # entitled to support at the end of the base month
    tenure: tuple[float, ...]  # its distribution over months since entry

    def as_opening(self) -> dict[str, Value]:
        """Values of a scenario that start from the count."""
        root = f"need.{self.group}"
        return {f"{root}.opening_stock": self.opening_stock, f"{root}.opening_tenure": self.tenure}

    def as_factor(self) -> dict[str, Value]:
        """The value of a scenario whose model meets the count."""
        return {f"need.{self.group}.count_factor": self.factor}


def openings(result: Outlook, made: Course) -> tuple[Opening, ...]:
    """Counts up to the base month, held against the scenario.

    Args:
        made: course of the same scenario.
    """
    values, found = Values(result.resolved), []
    for group, known in result.arrivals.housing.items():
        rules = values.need(group)
        newest = _newest(known, made.first_month, rules.max_months)
        if newest is None:
            continue
        at, bands = newest
        used = result.resolved.number(f"need.{group}.count_factor")
        counting = float(values.counting(group))  # a count of municipal housing holds nobody in private homes
        inflow = made.housing_inflow[group][: result.arrivals.history_months] * counting
        held = reconcile(inflow, at, float(rules.exit_rate), rules.max_months, bands)
        entitled = float(rules.prospect_share * result.resolved.number(f"need.{group}.take_up"))
        found.append(
            Opening(
                group=group,
                month=made.first_month + at,
                counted=round(float(held.counted.sum()), 3),
                model=float(held.model.sum()),
                factor=None if held.factor is None else round(held.factor * used, 4),
                opening_stock=round(entitled * float(held.at_base.sum()), 1),
                tenure=_shares(held.at_base),
            )
        )
    return tuple(found)


def _newest(
    known: HousingSeries, first_month: Month, longest: int
) -> tuple[int, list[tuple[int, int, float]]] | None:
    """Month of the newest count, counted from the first, and its numbers by months since entry, if known."""
    rows = np.flatnonzero(~np.isnan(known.housing_stock))
    whole = int(rows[-1]) if len(rows) else -1
    by_band = max((count.month - first_month for count in known.counts), default=-1)
    if max(whole, by_band) < 0:
        return None
    if whole > by_band:
        return whole, [(0, longest, float(known.housing_stock[whole]))]
    month = first_month + by_band
    return by_band, [(count.first, count.end, count.persons) for count in known.counts if count.month == month]


def _shares(persons: Array) -> tuple[float, ...]:
    """Shares that add up to 1 as written; all in the first month where there is nobody."""
    total = float(persons.sum())
    shares = np.round(persons / total, DIGITS) if total > 0 else np.eye(1, len(persons))[0]
    largest = int(shares.argmax())
    shares[largest] += 1.0 - shares.sum()
    return tuple(float(share) for share in np.round(shares, DIGITS))
