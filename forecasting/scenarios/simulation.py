"""What the number of sample paths leaves open: the standard error of a quantile, from parts of the paths.

The paths are cut into parts of equal size, one after the other; the quantiles of the parts scatter by √parts times
the error of the whole. Draws of the assumptions cover the space more evenly as a whole than in parts, so the error is
rather too large than too small. docs/method.md, Uncertainty.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.base.quantiles import Array, quantile
from forecasting.scenarios.chain import MEDIAN, Outlook

__all__ = ["PARTS", "SimulationError", "simulation_error", "standard_error"]

PARTS = 20


@dataclass(frozen=True)
class SimulationError:
    """Standard errors of one budget year that come from the number of paths alone."""

    year: int
    fte: float  # of the median, FTE
    need: float  # of the median, EUR
    planning: float  # of the planning quantile of the need, EUR


def simulation_error(result: Outlook, year: int) -> SimulationError | None:
    """The errors of a year; None where there are too few paths to tell.

    Raises:
        KeyError: the horizon misses the year.
    """
    row = result.row(year)
    fte, need = (np.asarray(result.yearly[measure].values[row]) for measure in ("fte", "need"))
    if fte.shape[0] < PARTS * PARTS:
        return None
    return SimulationError(
        year,
        standard_error(fte, MEDIAN),
        standard_error(need, MEDIAN),
        standard_error(need, result.planning_quantile),
    )


def standard_error(values: Array, level: float) -> float:
    """Standard error of a quantile, in the unit of the values.

    Args:
        values: shape (n_paths,), at least `PARTS`.

    >>> standard_error(np.ones(400), 0.5)
    0.0
    """
    size = values.shape[0] // PARTS
    parts = quantile(values[: size * PARTS].reshape(PARTS, size), level)
    return float(parts.std(ddof=1) / np.sqrt(PARTS))
