"""Where two numbers of a scenario together meet a target: a grid of values, and the edge of what is feasible.

Every point is run on the same sample paths; the edge is bisected to a hundredth of a cell. docs/method.md, Goal seek.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from forecasting.arrivals import Arrivals
from forecasting.assumptions import Scenario
from forecasting.base.errors import Finding, InputError
from forecasting.base.quantiles import Array
from forecasting.base.years import budget_years
from forecasting.scenarios.goal.expression import Target, check, reached
from forecasting.scenarios.goal.solve import Search
from forecasting.scenarios.levers import Lever, lever_of
from forecasting.scenarios.measured import until

__all__ = ["CELLS", "Frontier", "frontier"]

CELLS = 9  # values of each number
HALVINGS = 7
ORDER = ("arrivals.", "housing.", "need.", "staffing.")
"""The chain: what comes later is cheaper to move while what comes earlier is held."""


@dataclass(frozen=True)
class Frontier:
    """Values of the quantity over two numbers."""

    target: Target
    across: Lever
    up: Lever
    xs: tuple[float, ...]  # of `across`, ascending
    ys: tuple[float, ...]  # of `up`, ascending
    values: Array  # the quantity, shape (ys, xs); nan where the scenario forbids it
    feasible: Array  # truth values, shape (ys, xs)
    edge: tuple[tuple[float, float], ...]  # points (x, y) on the edge, ascending in the number that was held


def frontier(
    scenario: Scenario,
    arrivals: Arrivals,
    keys: tuple[str, str],
    target: Target,
    *,
    cells: int = CELLS,
) -> Frontier:
    """Run the target over the plausible values of two numbers, the scenario's own among them where they lie outside.

    Args:
        keys: of what lies across, and of what goes up.
    Raises:
        InputError: the same key twice, or one that cannot be sought.
    """
    if keys[0] == keys[1]:
        raise InputError(Finding("scenarios.frontier_same", {"key": keys[0]}))
    years = budget_years(arrivals.base_month + 1, arrivals.horizon)
    check(target, range(years[0].year, years[-1].year + 1))
    across, up = (lever_of(key, scenario, arrivals) for key in keys)
    turned = _place_in_chain(across.key) > _place_in_chain(up.key)
    outer, inner = (up, across) if turned else (across, up)
    outers, inners = (_places(each, scenario, cells) for each in (outer, inner))
    values = np.full((len(outers), len(inners)), math.nan)
    edge: list[tuple[float, float]] = []
    asked, near = until(arrivals, target.last), None
    for row, place in enumerate(outers):
        try:
            held = outer.tried(scenario, outer.at(place))
        except InputError:
            continue  # forbidden by another value of the scenario
        search = Search(held, asked, inner, target, near)
        values[row] = [search.look(each).value for each in inners]
        holds = [search.holds(each) for each in inners]
        for left in range(len(inners) - 1):
            if holds[left] != holds[left + 1]:
                inside, outside = inners[left : left + 2] if holds[left] else inners[left : left + 2][::-1]
                within = max(1, abs(outside - inside) >> HALVINGS)
                edge.append((outer.at(place), inner.at(search.turn(inside, outside, within=within))))
        near = search.parts
    xs, ys = (tuple(map(outer.at, outers)), tuple(map(inner.at, inners)))
    if turned:
        xs, ys, edge = ys, xs, [(inner_value, outer_value) for outer_value, inner_value in edge]
    else:
        values = values.T
    feasible = np.array([[reached(target, float(value)) for value in row] for row in values])
    return Frontier(target, across, up, xs, ys, values, feasible, tuple(edge))


def _place_in_chain(key: str) -> int:
    return next((place for place, part in enumerate(ORDER) if key.startswith(part)), len(ORDER))


def _places(varied: Lever, scenario: Scenario, cells: int) -> list[int]:
    """Places over the plausible values and the scenario's own."""
    own = varied.read(scenario)
    low, high = varied.plausible
    if own is not None:
        low, high = min(low, own), max(high, own)
    return sorted({varied.near(float(value)) for value in np.linspace(low, high, cells)})
