"""People counted in follow-up housing at a reference date beside those the model has there, and where that leads.

Persons at month end. The count may be one number or numbers by months since entry; within a band it is spread as the
model has it. docs/method.md, Counted stocks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from forecasting.base.quantiles import Array

__all__ = ["Reconciled", "reconcile"]

Counted = tuple[int, int, float]
"""Months since entry from, up to but not including, persons."""


@dataclass(frozen=True)
class Reconciled:
    """By months since entry, shape (max_months,), persons."""

    model: Array  # at the reference date
    counted: Array  # at the reference date
    at_base: Array  # what the count leads to at the base month, entries since then included

    @property
    def factor(self) -> float | None:
        """What the model's entries are to be multiplied with to meet the count; None where the model has nobody."""
        model = float(self.model.sum())
        return float(self.counted.sum()) / model if model > 0 else None


def reconcile(
    inflow: Array, reference: int, exit_rate: float, max_months: int, counts: Sequence[Counted]
) -> Reconciled:
    """Hold a count against the model and carry it on to the base month, the last month of `inflow`.

    Args:
        inflow: entries into follow-up housing by month, persons, shape (months,).
        reference: position of the reference month in it.
        exit_rate, max_months: how people leave; see `need.NeedRules`.
        counts: not overlapping; people counted beyond `max_months` no longer count.

    >>> steady = np.full(10, 100.0)
    >>> found = reconcile(steady, 8, 0.0, 3, [(0, 3, 150.0)])
    >>> found.model.tolist(), found.counted.tolist(), found.at_base.tolist(), found.factor
    ([100.0, 100.0, 100.0], [50.0, 50.0, 50.0], [100.0, 50.0, 50.0], 0.5)
    """
    survival = (1.0 - exit_rate) ** np.arange(max_months)
    back = reference - np.arange(max_months)
    model = np.where(back >= 0, inflow[np.maximum(back, 0)], 0.0) * survival
    counted = np.zeros(max_months)
    for first, end, persons in counts:
        inside = slice(first, min(end, max_months))
        known = model[inside]
        if not len(known):
            continue
        weight = known / known.sum() if known.sum() > 0 else np.full(len(known), 1.0 / len(known))
        counted[inside] += persons * weight
    at_base = counted
    for month in range(reference + 1, len(inflow)):
        at_base = np.concatenate([[inflow[month]], at_base[:-1] * (1.0 - exit_rate)])
    return Reconciled(model, counted, at_base)
