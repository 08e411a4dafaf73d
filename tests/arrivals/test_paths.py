"""Step 7 of the recipe: correlated positions in mirrored pairs, from generators that do not disturb each other."""

from __future__ import annotations

import math

import numpy as np
import pytest

from forecasting.arrivals.paths import child_generators, correlated_normals, mirrored_normals


def rng(seed=3):
    return np.random.default_rng(seed)


def test_the_recursion_is_that_of_a_slow_loop():
    months, n = 30, 5
    shocks = mirrored_normals(months, n, rng())
    expected = np.zeros((months, n))
    for path in range(n):
        before = 0.0
        for h in range(1, months + 1):
            memory = ((h - 1) / h) ** 0.7
            before = memory * before + math.sqrt(1 - memory**2) * shocks[h - 1, path]
            expected[h - 1, path] = before
    assert correlated_normals(n, months, rng()) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("n", [1, 2, 7, 8])
def test_paths_come_in_mirrored_pairs_and_their_number_may_be_odd(n):
    drawn = correlated_normals(n, 12, rng())
    half = (n + 1) // 2
    assert drawn.shape == (12, n)
    assert (drawn[:, half:] == -drawn[:, : n // 2]).all()


def test_every_month_is_standard_normal_and_remembers_the_one_before():
    drawn = correlated_normals(200_000, 24, rng())
    assert drawn.mean(axis=1) == pytest.approx(np.zeros(24), abs=1e-12)
    assert drawn.std(axis=1) == pytest.approx(np.ones(24), abs=0.01)
    for h in (2, 12, 24):
        correlation = np.corrcoef(drawn[h - 2], drawn[h - 1])[0, 1]
        assert correlation == pytest.approx(((h - 1) / h) ** 0.7, abs=0.01)


def test_a_longer_horizon_leaves_the_earlier_months_as_they_were():
    assert (correlated_normals(9, 40, rng())[:12] == correlated_normals(9, 12, rng())).all()


def test_months_not_reported_are_drawn_and_left_out():
    assert (correlated_normals(9, 10, rng(), lag=2) == correlated_normals(9, 12, rng())[2:]).all()


def test_a_generator_depends_on_seed_and_names_only():
    first, second = (generator.random(4).tolist() for generator in child_generators(1, "a", count=2))
    assert first != second
    assert child_generators(1, "a")[0].random(4).tolist() == first
    for other in (child_generators(2, "a"), child_generators(1, "b"), child_generators(1, "a", "a")):
        assert other[0].random(4).tolist() != first
