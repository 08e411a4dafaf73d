"""Round what is divided so that the rounded parts add up to the rounded whole, and posts up to the parts of posts.

Rounded amounts are counted in steps of 1/`per_unit` (100: cents, 10: tenths of posts, 0.001: thousands), so that they
stay exact.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

__all__ = [
    "apportioned", "half_up", "largest_remainder", "posts_up", "round_persons", "rounded_changes", "rounded_parts",
    "rounded_persons", "step_of_persons", "steps_of",
]  # fmt: skip

NOISE = 1e-9
"""Part of a step that is a rounding error of the arithmetic."""


def steps_of(amount: float, per_unit: float) -> int:
    """Steps in an amount, rounded half away from zero.

    >>> steps_of(2.25, 10), steps_of(-2.25, 10)
    (23, -23)
    """
    return math.floor(abs(amount) * per_unit + 0.5 + NOISE) * (1 if amount >= 0 else -1)


def half_up(value: float, digits: int) -> float:
    """Commercial rounding (half away from zero), as the tables of the audit report use; no negative zero."""
    scale = 10.0**digits
    return steps_of(value, scale) / scale


def apportioned(steps: Sequence[float], total: int) -> list[int]:
    """Whole numbers near `steps` that add up to `total`: what rounding down leaves goes to the largest remainders.

    What would be too much is taken from the smallest remainders. Ties go to the earlier position, so that the result
    does not depend on anything but the order given.

    >>> apportioned([1.4, 2.4, 3.4], 8), apportioned([1.4, 2.4, 3.4], 5)
    ([2, 3, 3], [0, 2, 3])
    """
    found = [math.floor(step + NOISE) for step in steps]
    missing = total - sum(found)
    sign = 1 if missing > 0 else -1
    order = sorted(range(len(steps)), key=lambda at: sign * (found[at] - steps[at]))
    for turn in range(abs(missing) if order else 0):
        found[order[turn % len(order)]] += sign
    return found


def largest_remainder(values: Sequence[float], total: int) -> list[int]:
    """Whole numbers in proportion to `values` that add up to `total` exactly.

    Raises:
        ValueError: a value is negative, or there is nothing to go by.

    >>> largest_remainder([1, 1, 1], 100)
    [34, 33, 33]
    """
    weight = math.fsum(values)
    if weight <= 0 or min(values) < 0:
        raise ValueError("largest_remainder needs non-negative values with a positive sum")
    return apportioned([value * total / weight for value in values], total)


def rounded_parts(parts: Sequence[float], per_unit: float = 1) -> list[int]:
    """Parts in whole steps that add up to the rounded sum exactly (largest remainder).

    Raises:
        ValueError: a part is negative.

    >>> rounded_parts([0.005, 0.005, 0.005], 100)
    [1, 1, 0]
    """
    if any(not part >= 0 for part in parts):
        raise ValueError("only amounts of 0 and more can be divided")
    whole = math.fsum(parts)
    return largest_remainder(parts, steps_of(whole, per_unit)) if whole > 0 else [0] * len(parts)


def round_persons(persons: float) -> float:
    """Persons to three significant digits, the precision a forecast can claim: 34,567 becomes 34,600.

    >>> round_persons(34_567.0), round_persons(123.4)
    (34600.0, 123.0)
    """
    if persons < 1:
        return float(half_up(persons, 0))
    step = 10.0 ** max(0, math.floor(math.log10(persons)) - 2)
    return math.floor(persons / step + 0.5) * step


def rounded_persons(parts: Sequence[float]) -> list[int]:
    """Persons that add up to their sum in three significant digits, each to the digits that the largest can claim.

    >>> rounded_persons([2604.2, 1030.4, 231.1]), sum([2600, 1030, 230])
    ([2610, 1030, 230], 3860)
    """
    whole = round_persons(math.fsum(parts))
    if not whole > 0:
        return [0] * len(parts)
    step = step_of_persons(max(parts))
    return [step * share for share in largest_remainder(parts, round(whole / step))]


def step_of_persons(persons: float) -> int:
    """Last digit that a forecast of so many persons can claim: the third.

    >>> step_of_persons(46_200.0), step_of_persons(231.0)
    (100, 1)
    """
    return int(10 ** max(0, math.floor(math.log10(persons)) - 2)) if persons >= 1 else 1


def rounded_changes(start: float, changes: Sequence[float], per_unit: float) -> tuple[int, list[int], int]:
    """A way from one amount to another in whole steps: start, changes of either sign, end; they add up exactly.

    Start and end are rounded for themselves; each change is off by less than a step, rarely by less than two.

    >>> rounded_changes(28.26, [-1.55, -1.02], 10)
    (283, [-16, -10], 257)
    """
    first, last = (steps_of(amount, per_unit) for amount in (start, math.fsum([start, *changes])))
    return first, apportioned([change * per_unit for change in changes], last - first), last


def posts_up(fte: float, step: float) -> float:
    """FTE rounded up to the next multiple of `step`, the smallest part of a post that can be filled.

    >>> posts_up(3.01, 0.25), posts_up(3.0, 0.25), posts_up(0.0, 0.25)
    (3.25, 3.0, 0.0)
    """
    return math.ceil(fte / step - NOISE) * step
