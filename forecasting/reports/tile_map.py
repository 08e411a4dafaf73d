"""Lay the districts out as tiles of one size, each near its place on the map, so that every Stadtkreis can be read.

A tile takes a cell of a grid; the cells are chosen so that the squared distances to the centres of the districts are
least in all. Nothing is fetched from a network.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from forecasting.base.quantiles import Array
from forecasting.observations.boundaries import Ring

__all__ = ["Area", "outlines", "tile_places", "tiles"]

COLUMNS = 7
GAP = 0.02
"""Between a tile and the edge of its cell."""

SPREAD = 0.5
"""Weight of the order of the districts beside their distance: dense regions need more room than empty ones."""


@dataclass(frozen=True)
class Area:
    """Where one district is drawn, in units of the map."""

    rings: tuple[Ring, ...]  # outlines, each closed by its last point
    label: tuple[float, float]  # middle of its words


def tile_places(centres: Mapping[str, tuple[float, float]], columns: int = COLUMNS) -> dict[str, tuple[int, int]]:
    """Column and row (from the south) of each district's tile.

    Args:
        centres: longitude and latitude by code.

    >>> sorted(tile_places({"west": (8.0, 48.0), "east": (9.0, 48.0)}, columns=2).items())
    [('east', (1, 0)), ('west', (0, 0))]
    """
    codes = sorted(centres)
    rows = math.ceil(len(codes) / columns)
    rows += 1 if rows * columns - len(codes) < columns and len(codes) > columns else 0
    x = _spread([centres[code][0] for code in codes], columns)
    y = _spread([centres[code][1] for code in codes], rows)
    cells = [(column, row) for row in range(rows) for column in range(columns)]
    cost = np.array([[(x[i] - column) ** 2 + (y[i] - row) ** 2 for column, row in cells] for i in range(len(codes))])
    _, chosen = linear_sum_assignment(cost)
    return {code: cells[cell] for code, cell in zip(codes, chosen, strict=True)}


def tiles(centres: Mapping[str, tuple[float, float]]) -> dict[str, Area]:
    """The districts as tiles."""
    return {code: _square(place) for code, place in tile_places(centres).items()}


def outlines(boundaries: Mapping[str, tuple[Ring, ...]]) -> dict[str, Area]:
    """The districts in their boundaries, in the order they are drawn; words stand within the largest part."""
    found = {}
    for code, rings in boundaries.items():
        largest = max(rings, key=len)
        x, y = (sum(point[axis] for point in largest) / len(largest) for axis in (0, 1))
        found[code] = Area(rings, (x, y))
    return found


def _square(place: tuple[int, int]) -> Area:
    column, row = place
    half = 0.5 - GAP
    west, east, south, north = column - half, column + half, row - half, row + half
    ring = ((west, south), (east, south), (east, north), (west, north), (west, south))
    return Area((ring,), (float(column), float(row)))


def _spread(values: Sequence[float], cells: int) -> Array:
    """Places from 0 to cells - 1, halfway between where things are and how they rank."""
    given = np.asarray(values)
    low, high = given.min(), given.max()
    if high == low or cells == 1:
        return np.zeros(len(given))
    ordered = np.sort(np.unique(given))
    rank = np.searchsorted(ordered, given) / max(len(ordered) - 1, 1)
    return np.asarray((cells - 1) * ((1 - SPREAD) * (given - low) / (high - low) + SPREAD * rank))
