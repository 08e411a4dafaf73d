"""Ends and steps of the axis of a native chart; an office program left to itself chooses others."""

from __future__ import annotations

import math

__all__ = ["scale"]

FEWEST, WISHED, MOST = 3, 5, 8  # steps of a value axis


def scale(low: float, high: float) -> tuple[float, float, float]:
    """Ends of an axis and its step: round numbers around what is shown, with as little left empty as can be.

    >>> scale(0.0, 60_400.0)
    (0.0, 70000.0, 10000.0)
    """
    if high <= low:  # nothing to show
        high = low + 1.0
    reach = high - low
    power = 10.0 ** math.floor(math.log10(reach))
    steps = [factor * power for factor in (0.1, 0.2, 0.5, 1.0, 2.0)]
    found: list[tuple[float, int, float, float, float]] = []
    for step in steps:
        start, end = step * math.floor(low / step + 1e-9), step * math.ceil(high / step - 1e-9)
        if FEWEST <= round((end - start) / step) <= MOST:
            found.append((end - start, abs(round((end - start) / step) - WISHED), step, start, end))
    _, _, step, start, end = min(found)
    digits = max(0, 2 - math.floor(math.log10(step)))
    return round(start, digits), round(end, digits), round(step, digits)
