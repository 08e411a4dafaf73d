"""Published figures hold in every plausible history: exact ones exactly, rounded ones within what they stand for."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.observations.making.build import build_series
from forecasting.observations.making.recipes import load_recipes
from forecasting.observations.months.coherent import TOLERANCE, coherent, misses
from forecasting.observations.months.figure import Figure

MONTHS = 24


def figure(low, high, first, last, part=1.0):
    weights = np.zeros(MONTHS)
    weights[first : last + 1] = 1.0
    weights[last] = part
    return Figure(f"{first}..{last}", weights, low, high)


@pytest.mark.parametrize("recipe", load_recipes().values(), ids=lambda recipe: recipe.group)
def test_every_figure_of_the_state_holds_in_every_plausible_history(recipe):
    built = build_series(recipe)
    free = np.array([state != "observed" for state in built.status])
    normals = np.random.default_rng(11).standard_normal((built.loadings.shape[1], 1000))
    raw = built.values[:, None] + built.loadings @ normals
    assert misses(np.maximum(raw, 0.0), built.figures).max() > 0.01  # the draws alone do not keep them
    histories = coherent(raw, [*built.figures, *built.orderings], free, built.values)
    assert (histories >= 0).all()
    assert misses(histories, [*built.figures, *built.orderings]).max() <= TOLERANCE
    assert (histories[~free] == raw[~free]).all()
    assert not (histories == built.values[:, None]).all(axis=0).any()  # none had to be given up
    changed = np.abs(histories - np.maximum(raw, 0.0))
    assert np.median(changed.max(axis=0) / built.values.max()) < 0.05


def test_a_history_that_holds_already_stays_the_same_to_the_last_bit():
    histories = np.random.default_rng(1).uniform(1, 9, (MONTHS, 50))
    wide = figure(0.0, 1e6, 0, 11)
    assert coherent(histories, [wide], np.ones(MONTHS, bool), histories[:, 0]).tobytes() == histories.tobytes()
    assert coherent(histories, [], np.ones(MONTHS, bool), histories[:, 0]).tobytes() == histories.tobytes()


def test_known_months_stay_and_the_others_take_the_difference():
    free = np.ones(MONTHS, bool)
    free[0] = False
    histories = np.full((MONTHS, 1), 10.0)
    result = coherent(histories, [figure(241.0, 241.0, 0, 11)], free, histories[:, 0])
    assert result[0, 0] == 10.0
    assert result[1:12, 0] == pytest.approx(np.full(11, 21.0))
    assert (result[12:] == 10.0).all()


@pytest.mark.parametrize(
    ("free", "expected"),
    [((1, 1), (40.0, 20.0)), ((1, 0), (100.0, 50.0)), ((0, 1), (16.0, 8.0)), ((0, 0), (7.0, 7.0))],
)
def test_an_ordering_moves_what_may_move(free, expected):
    """Twice as many: 16 and 50 meet where a^(2/3)·(2b)^(1/3) = 25.0; with both free in relative terms."""
    histories = np.array([[16.0], [50.0]])
    order = Figure.ordering("", 2, 0, 2.0, 1)
    found = coherent(histories, [order], np.array(free, bool), np.full(2, 7.0))[:, 0]
    if free == (1, 1):
        move = (2 * 50.0 / 16.0) ** (1 / 3)
        expected = (16.0 * move, 50.0 / move**2)
    if free == (0, 0):
        expected = (16.0, 50.0)  # nothing may change: what is published of both months is published
    assert found == pytest.approx(expected)


def test_what_cannot_be_brought_into_line_is_replaced_by_the_best_estimate():
    best = np.full(MONTHS, 5.0)
    free = np.zeros(MONTHS, bool)
    free[1] = True
    result = coherent(np.full((MONTHS, 2), 9.0), [figure(60.0, 60.0, 0, 11)], free, best)
    assert (result == 5.0).all()


@given(seed=st.integers(0, 2**32 - 1), sizes=st.floats(0.05, 3.0))
def test_nested_and_overlapping_figures_hold_for_any_draw(seed, sizes):
    rng = np.random.default_rng(seed)
    best = rng.uniform(1.0, 500.0, MONTHS)
    spans = [(0, 11), (0, 5), (0, 2), (12, 23), (6, 17), (3, 3)]
    figures = []
    for first, last in spans:
        part = float(rng.choice([1.0, 0.5]))
        weights = figure(0, 0, first, last, part).weights
        total, slack = float(weights @ best), float(rng.choice([0.0, 10.0]))
        low, high = total - slack * rng.uniform(), total + slack * rng.uniform()
        figures.append(Figure("", weights, low if rng.uniform() < 0.8 else -np.inf, high))
    for one, other in ((3, 4), (9, 20)):
        figures.append(Figure.ordering("", MONTHS, one, float(best[one] / best[other]) * rng.uniform(), other))
    free = rng.uniform(size=MONTHS) < 0.8
    raw = best[:, None] * (1 + sizes * rng.standard_normal((MONTHS, 20)) * free[:, None])
    result = coherent(raw, figures, free, best)
    assert (result >= 0).all() and np.isfinite(result).all()
    assert misses(result, figures).max() <= 2 * TOLERANCE
    assert (result[~free] == best[~free, None]).all()
