"""Labels beside what they name, moved as little as keeps them from covering each other."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["apart"]


def apart(values: Sequence[float], heights: Sequence[float], top: float, *, inside: bool = False) -> list[float]:
    """Middles near `values`, in their order, so that things of these heights don't overlap between 0 and `top`.

    Args:
        inside: whether the lowest one stands above 0 as a whole, not with its middle alone.

    >>> apart([1.0, 1.0], [2.0, 2.0], 10.0)
    [1.0, 3.0]
    """
    order = sorted(range(len(values)), key=lambda item: values[item])
    placed = [0.0] * len(values)
    floor = -heights[order[0]] / 2 if order and not inside else 0.0
    for item in order:
        placed[item] = max(values[item], floor + heights[item] / 2)
        floor = placed[item] + heights[item] / 2
    ceiling = top + (heights[order[-1]] / 2 if order else 0.0)
    for item in reversed(order):
        placed[item] = min(placed[item], ceiling - heights[item] / 2)
        ceiling = placed[item] - heights[item] / 2
    # what lies below the axis by a rounding error would be left out
    return [0.0 if -1e-9 * top < middle < 0.0 else middle for middle in placed]
