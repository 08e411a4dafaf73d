"""Amounts in thousands of euros, as the state budget prints them, rounded so that what adds up still does.

The parts of a sum are rounded together (largest remainder); the steps from one stock to the next are rounded so that
they lead from the rounded one to the rounded other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from forecasting.base.format import Formats
from forecasting.base.quantiles import Array
from forecasting.base.rounding import apportioned, rounded_parts, steps_of
from forecasting.reports.tables import CENT, NOTHING, UNKNOWN

__all__ = ["cells", "parts", "steps", "whole"]

THOUSAND = 1e3


def whole(amount: float) -> int:
    """An amount in whole thousands.

    >>> whole(1_500.0), whole(-1_500.0)
    (2, -2)
    """
    return steps_of(amount / THOUSAND, 1)


def parts(amounts: Mapping[str, Array], unit: float = THOUSAND) -> dict[str, list[int]]:
    """Parts of a sum by year, and the "sum", in thousands or another unit.

    >>> parts({"a": np.array([1_500.0]), "b": np.array([2_500.0])})
    {'a': [2], 'b': [2], 'sum': [4]}
    """
    found: dict[str, list[int]] = {key: [] for key in (*amounts, "sum")}
    for year in zip(*(row.tolist() for row in amounts.values()), strict=True):
        rounded = rounded_parts([max(0.0, amount) / unit for amount in year])
        for key, thousand in zip(found, (*rounded, sum(rounded)), strict=True):
            found[key].append(thousand)
    return found


def _signed(amounts: Mapping[str, float], total: int) -> dict[str, int]:
    """Amounts of either sign in whole thousands that add up to a total, which is theirs but for rounding.

    What is nothing stays nothing, unless there is nothing else.

    >>> _signed({"in": 1_400.0, "out": -2_300.0}, -1)
    {'in': 1, 'out': -2}
    """
    exact = {key: round(amount / THOUSAND, 6) for key, amount in amounts.items()}
    free = {key: amount for key, amount in exact.items() if amount} or exact
    return dict.fromkeys(exact, 0) | dict(zip(free, apportioned(list(free.values()), total), strict=True))


def steps(
    opening: Array, changes: Mapping[str, Array], closing: Array, fixed: Mapping[str, Sequence[int]] | None = None
) -> dict[str, list[int]]:
    """A stock by year, what comes to it and goes from it (negative), and the stock after, in thousands.

    Args:
        fixed: thousands of changes that stand in another table as well, by key.

    >>> steps(np.array([10_600.0]), {"out": np.array([-300.0])}, np.array([10_300.0]))
    {'opening': [11], 'out': [-1], 'closing': [10]}
    """
    held = fixed or {}
    found: dict[str, list[int]] = {key: [] for key in ("opening", *changes, "closing")}
    for row, (start, end) in enumerate(zip(opening.tolist(), closing.tolist(), strict=True)):
        first, last = whole(start), whole(end)
        between = {key: held[key][row] for key in changes if key in held}
        others = {key: float(change[row]) for key, change in changes.items() if key not in held}
        between |= _signed(others, last - first - sum(between.values()))
        for key, thousand in (("opening", first), *between.items(), ("closing", last)):
            found[key].append(thousand)
    return found


def cells(amounts: Array, thousands: Sequence[int], formats: Formats) -> tuple[str, ...]:
    """Thousands as a table prints them: nothing, less than half, not known."""
    return tuple(
        UNKNOWN if np.isnan(amount) else NOTHING if abs(amount) < CENT and not thousand else formats.number(thousand)
        for amount, thousand in zip(amounts.tolist(), thousands, strict=True)
    )
