"""What a forecast would have said then: made from an origin in the past, held against what came.

Persons per month. The forecast sees nothing after its origin; marked events are left out, because nobody knew then
which months would turn out to be one. docs/method.md, section Arrivals.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.arrivals.backtest.frame import INTERVALS
from forecasting.arrivals.backtest.scores import covered
from forecasting.arrivals.cache import fitted
from forecasting.arrivals.clean import clean
from forecasting.arrivals.methods import DEFAULT, method
from forecasting.base.periods import Month
from forecasting.base.quantiles import Array

__all__ = ["HORIZON", "Hindsight", "hindsight"]

HORIZON = 24  # months, as far as the backtests reach


@dataclass(frozen=True)
class Hindsight:
    """A forecast from the past and its outcome."""

    origin: Month  # last month that the forecast saw
    quantiles: Array  # (HORIZON, 9) persons
    outcome: Array  # (known,) persons of the months that have come since, at most HORIZON

    @property
    def inside(self) -> int:
        """How many of the months that have come lay in the 80 % interval."""
        low, high = INTERVALS[80]
        months = len(self.outcome)
        return int(covered(self.outcome, self.quantiles[:months, low], self.quantiles[:months, high]).sum())


def hindsight(first_month: Month, values: Array, origin: Month, *, series: str) -> Hindsight:
    """Forecast of the ensemble from `origin`, from the cache or fitted and stored.

    Args:
        first_month: month of `values[0]`.
        values: persons per month, shape (months,), without a gap.
    Raises:
        InputError: the months up to the origin cannot be used.
    """
    seen = values[: origin - first_month + 1]
    bands, _ = fitted(method(DEFAULT), clean(first_month, seen, origin, series=series), HORIZON, series=series)
    outcome = np.array(values[len(seen) : len(seen) + HORIZON])
    return Hindsight(origin, bands.quantiles(), outcome)
