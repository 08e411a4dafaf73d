"""Keep small counts of persons out of whatever leaves the tool: primary and secondary suppression.

Primary: a count from 1 to `least` - 1. Secondary: further cells of the same column (and row), so that nobody works
the first ones out from a sum. A line with suppressed cells has at least two of them, and they come to at least
2 · `least` together, so that their sum tells none of them; where that is not possible, the sum goes.
docs/method.md, Districts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forecasting.base.quantiles import Array

__all__ = ["Protected", "protect"]

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Protected:
    """Which cells of a table stay empty; cells without a figure count as known to be empty."""

    cells: Mask  # shape (rows, columns)
    column_sums: Mask  # shape (columns,)
    row_sums: Mask  # shape (rows,); all False where rows do not add up


def protect(counts: Array, least: int, *, rows_add_up: bool = False) -> Protected:
    """Choose what to suppress.

    Args:
        counts: persons, >= 0, shape (rows, columns), nan where nothing is known; every column has its sum beside it.
        least: smallest count that may be shown; 1 suppresses nothing.
        rows_add_up: whether the columns are parts of a whole whose sum stands beside each row.

    >>> protect(np.array([[2.0], [40.0], [7.0]]), 3).cells[:, 0].tolist()
    [True, False, True]
    """
    known = np.nan_to_num(counts, nan=0.0)
    # With the sums as a last row and column each line of the table adds up to its last cell.
    table = np.vstack([known, known.sum(axis=0)])
    table = np.hstack([table, table.sum(axis=1, keepdims=True)])
    hidden = _small(table, least)
    fixed = np.zeros(table.shape, dtype=bool)  # cells that don't exist
    fixed[:-1, :-1] = np.isnan(counts)
    fixed[:, -1] = not rows_add_up
    if not rows_add_up:
        fixed[-1, -1] = True
    hidden &= ~fixed
    while True:
        before = int(hidden.sum())
        for column in range(table.shape[1] - (0 if rows_add_up else 1)):
            _close(table[:, column], hidden[:, column], fixed[:, column], least)
        for row in range(table.shape[0] if rows_add_up else 0):
            _close(table[row], hidden[row], fixed[row], least)
        if int(hidden.sum()) == before:
            break
    return Protected(hidden[:-1, :-1], hidden[-1, :-1], hidden[:-1, -1])


def _small(counts: Array, least: int) -> Mask:
    """Counts that may not be shown; what rounds to a small one counts as one."""
    whole = np.floor(counts + 0.5)
    return np.asarray((counts > 0) & (whole < least) & (least > 1))


def _close(line: Array, hidden: Mask, fixed: Mask, least: int) -> None:
    """Suppress more of a line, in place, until its sum tells nothing; the last cell is the sum of the others."""
    while hidden.any() and not _safe(line, hidden, least):
        free = ~hidden & ~fixed
        inner = [place for place in np.flatnonzero(free[:-1]) if line[place] > 0]
        if inner:
            hidden[min(inner, key=lambda place: (line[place], place))] = True
        elif free[-1]:
            hidden[-1] = True
        elif (empty := np.flatnonzero(free[:-1])).size:
            hidden[empty[0]] = True
        else:
            return


def _safe(line: Array, hidden: Mask, least: int) -> bool:
    """Whether the cells that are shown leave those that are not undecided."""
    if hidden[-1]:
        return bool(hidden[:-1].sum() >= 1)
    return bool(hidden.sum() >= 2 and line[:-1][hidden[:-1]].sum() >= 2 * least)
