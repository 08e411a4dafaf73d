"""One published figure about the months of a series."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.base.quantiles import Array

__all__ = ["Figure"]


@dataclass(frozen=True)
class Figure:
    """One published figure: low <= weights . y <= high, persons.

    `weights` has shape (months,), 1 for a month that the figure covers, a fraction for a part of it.
    An open side is -inf or inf. `name` is what a message calls the figure. A negative weight makes an ordering of
    months: `ordering`.
    """

    name: str
    weights: Array
    low: float
    high: float

    @classmethod
    def ordering(cls, name: str, months: int, month: int, factor: float, other: int) -> Figure:
        """At least `factor` times as many came in one month as in another; both as positions."""
        weights = np.zeros(months)
        weights[month], weights[other] = 1.0, -factor
        return cls(name, weights, 0.0, np.inf)

    @property
    def exact(self) -> bool:
        """Printed to the person."""
        return self.low == self.high

    @property
    def month(self) -> int | None:
        """Position of the one whole month that the figure is about, None if it covers more or a part."""
        covered = np.flatnonzero(self.weights)
        return int(covered[0]) if len(covered) == 1 and self.weights[covered[0]] == 1.0 else None

    @property
    def last(self) -> int:
        """Position of the last month that the figure covers."""
        return int(np.flatnonzero(self.weights)[-1])
