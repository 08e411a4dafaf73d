"""Quantiles over sample paths: linear between order statistics, taken last and over a whole table at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["CENTRAL", "LEVELS", "LEVEL_NAMES", "Q10", "Q50", "Q90", "STATISTICS", "Array", "quantile", "summarise"]

Array = NDArray[np.float64]

LEVELS: tuple[float, ...] = (0.025, 0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95, 0.975)
LEVEL_NAMES: tuple[str, ...] = ("q025", "q05", "q10", "q25", "q50", "q75", "q90", "q95", "q975")
STATISTICS = ("mean", *LEVEL_NAMES)
"""Columns of a summary, see `summarise`."""

CENTRAL = (0.10, 0.50, 0.90)
"""Ends of the 80 % interval and the median between them."""

Q10, Q50, Q90 = (STATISTICS.index(name) for name in ("q10", "q50", "q90"))
"""Columns of the ends of the 80 % interval and of the median."""


def summarise(paths: Array) -> Array:
    """Mean and the nine quantiles of each row.

    Args:
        paths: shape (rows, n_paths), finite.
    Returns:
        shape (rows, 10): STATISTICS in order.

    >>> summarise(np.array([[1.0, 3.0]]))[0, [0, 5]].tolist()
    [2.0, 2.0]
    """
    rows, count = paths.shape
    table = np.empty((rows, 1 + len(LEVELS)))
    if count == 1:
        table[:] = paths
        return table
    table[:, 0] = paths.mean(axis=1)
    table[:, 1:] = _pick(np.sort(paths, axis=1), LEVELS)
    return table


def quantile(paths: Array, level: float) -> Array:
    """Quantile of each row at one level, shape (rows,)."""
    return _pick(np.sort(paths, axis=1), (level,))[:, 0]


def _pick(ordered: Array, levels: tuple[float, ...]) -> Array:
    """Linear interpolation between order statistics of sorted rows (numpy's `linear`)."""
    position = np.asarray(levels) * (ordered.shape[1] - 1)
    lower = np.floor(position).astype(np.intp)
    upper = np.minimum(lower + 1, ordered.shape[1] - 1)
    low, high = ordered[:, lower], ordered[:, upper]
    return np.asarray(low + (high - low) * (position - lower))
