"""The map of two numbers: each point as an outlook of its own gives it, the edge where feasible and not meet."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting.assumptions import load_scenario
from forecasting.base.errors import InputError
from forecasting.scenarios import outlook
from forecasting.scenarios.goal.expression import parse, reached, value_of
from forecasting.scenarios.goal.frontier import frontier
from forecasting.scenarios.levers import lever_of
from tests.reports.worlds import arrivals

WORLD = arrivals(horizon=24, paths=40)
# Per person in support, so that the take-up of either group moves the need.
SERVED = {"staffing.method": "ratio", "staffing.ratio_base": "served"}
BASE = load_scenario().with_values({**SERVED, "budget.opening_unbound": 5e6})
TARGET = parse("P(need[2027] <= 20e6) >= 0.8")


@pytest.mark.parametrize(
    "keys",
    [
        ("funding.rate_graduate", "staffing.persons_per_fte"),
        ("staffing.persons_per_fte", "funding.rate_graduate"),
        ("need.asylum.take_up", "need.ukraine.take_up"),
    ],
)
def test_points_and_edge_are_those_of_single_outlooks(keys):
    found = frontier(BASE, WORLD, keys, TARGET, cells=5)
    varied = [lever_of(key, BASE, WORLD) for key in keys]

    def value(x: float, y: float) -> float:
        moved = varied[1].tried(varied[0].tried(BASE, x), y)
        return value_of(TARGET, outlook(moved, WORLD))

    assert found.values.shape == (len(found.ys), len(found.xs))
    for row in (0, 2, 4):
        for column in (0, 3):
            assert found.values[row, column] == value(found.xs[column], found.ys[row])
            assert found.feasible[row, column] == reached(TARGET, found.values[row, column])
    assert found.feasible.any() and not found.feasible.all()
    assert len(found.edge) > 1
    width, height = found.xs[1] - found.xs[0], found.ys[1] - found.ys[0]
    for x, y in found.edge:
        assert reached(TARGET, value(x, y))
        around = [(x + width * a, y + height * b) for a, b in ((0.01, 0), (-0.01, 0), (0, 0.01), (0, -0.01))]
        inside = [(np.clip(a, found.xs[0], found.xs[-1]), np.clip(b, found.ys[0], found.ys[-1])) for a, b in around]
        assert not all(reached(TARGET, value(*place)) for place in inside)


def test_the_scenario_lies_within_the_map():
    found = frontier(BASE, WORLD, ("budget.opening_unbound", "staffing.persons_per_fte"), TARGET, cells=4)
    assert found.xs[0] <= 5e6 <= found.xs[-1] and found.ys[0] <= 80 <= found.ys[-1]
    assert np.isfinite(found.values).all()


def test_one_number_is_no_map():
    with pytest.raises(InputError) as refused:
        frontier(BASE, WORLD, ("funding.state_share", "funding.state_share"), TARGET)
    assert refused.value.findings[0].key == "scenarios.frontier_same"
