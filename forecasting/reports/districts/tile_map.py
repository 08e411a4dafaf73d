"""Lay the districts out as tiles of one size, each near its place on the map, so that every town can be read.

A tile takes a cell of a grid; the cells are chosen so that the squared distances to the centres of the districts are
least in all. Nothing is fetched from a network.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from forecasting.base.quantiles import Array
from forecasting.base.state import state
from forecasting.observations.boundaries import Ring

__all__ = ["Area", "outlines", "tile_places", "tiles"]

GAP = 0.02
"""Between a tile and the edge of its cell."""

FINENESS = 24
"""Points along each side of an area among which the place of its words is chosen."""

FLAT = 2.0
"""Words are wider than high: room above and below counts as much as this times as much beside them."""

SPREAD = 0.5
"""Weight of the order of the districts beside their distance: dense regions need more room than empty ones."""


@dataclass(frozen=True)
class Area:
    """Where one district is drawn, in units of the map."""

    rings: tuple[Ring, ...]  # outlines, each closed by its last point
    label: tuple[float, float]  # middle of its words


def tile_places(centres: Mapping[str, tuple[float, float]], columns: int | None = None) -> dict[str, tuple[int, int]]:
    """Column and row (from the south) of each district's tile.

    Args:
        centres: longitude and latitude by code.
        columns: of the grid; None: as many as the state's record says.

    >>> sorted(tile_places({"west": (8.0, 48.0), "east": (9.0, 48.0)}, columns=2).items())
    [('east', (1, 0)), ('west', (0, 0))]
    """
    codes, columns = sorted(centres), columns or state().tile_columns
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
    """The districts in their boundaries, in the order they are drawn; words stand where there is most room for them.

    An area drawn later covers what lies below it, a town its county: the county's words keep clear of the town.
    """
    found, codes = {}, list(boundaries)
    for place, code in enumerate(codes):
        above = [np.array(ring) for later in codes[place + 1 :] for ring in boundaries[later]]
        found[code] = Area(boundaries[code], _roomiest(np.array(max(boundaries[code], key=_width)), above))
    return found


def _roomiest(ring: Array, above: Sequence[Array]) -> tuple[float, float]:
    """The point of a grid within an outline that is farthest from it and from the areas drawn above it."""
    low, high = ring.min(axis=0), ring.max(axis=0)
    steps = (np.arange(FINENESS) + 0.5) / FINENESS
    x, y = np.meshgrid(low[0] + (high[0] - low[0]) * steps, low[1] + (high[1] - low[1]) * steps)
    points = np.stack([x.ravel(), y.ravel()], axis=1)
    near = [other for other in above if (other.min(axis=0) < high).all() and (other.max(axis=0) > low).all()]
    inside = _within(points, ring)
    for other in near:
        inside &= ~_within(points, other)
    if not inside.any():
        return float((low[0] + high[0]) / 2), float((low[1] + high[1]) / 2)
    points, edges = points[inside], np.concatenate([ring, *near])
    room = np.array([np.hypot(*((edges - point) * (1.0, FLAT)).T).min() for point in points])
    best = points[int(room.argmax())]
    return float(best[0]), float(best[1])


def _within(points: Array, ring: Array) -> NDArray[np.bool_]:
    """Whether points lie within a closed outline: a ray to the east crosses it an odd number of times."""
    (x0, y0), (x1, y1) = ring[:-1].T, ring[1:].T
    x, y = points[:, :1], points[:, 1:]
    crosses = (y0 > y) != (y1 > y)
    at = x0 + (y - y0) * (x1 - x0) / np.where(y1 == y0, 1.0, y1 - y0)
    return np.asarray((crosses & (x < at)).sum(axis=1) % 2 == 1)


def _width(ring: Ring) -> float:
    return max(x for x, _ in ring) - min(x for x, _ in ring)


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
