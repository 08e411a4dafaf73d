"""Step 7 of the recipe: correlated positions in mirrored pairs, from generators that do not disturb each other."""

from __future__ import annotations

import math

import numpy as np
import pytest

from forecasting.arrivals.paths import (
    MONTHS,
    YEARS,
    child_generators,
    correlated_normals,
    lasting_normals,
    mean_position,
    mirrored_normals,
)


def rng(seed=3):
    return np.random.default_rng(seed)


def printed(g, h):
    """Correlation of month g with a later month h, as docs/method.md has it."""
    return 0.78 * (g / h) ** 0.56 + 0.22 * 0.5 ** (h - g)


def test_what_passes_is_the_recursion_of_a_slow_loop():
    months, n = 30, 5
    generator = rng()
    lasting = lasting_normals(n, months, generator)
    shocks = mirrored_normals(months, n, generator)
    expected = np.zeros((months, n))
    for path in range(n):
        before = shocks[0, path]
        for h in range(months):
            before = before if h == 0 else 0.5 * before + math.sqrt(0.75) * shocks[h, path]
            expected[h, path] = math.sqrt(0.78) * lasting[h, path] + math.sqrt(0.22) * before
    assert correlated_normals(n, months, rng()) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("n", [1, 2, 7, 8])
def test_paths_come_in_mirrored_pairs_and_their_number_may_be_odd(n):
    drawn = correlated_normals(n, 12, rng())
    half = (n + 1) // 2
    assert drawn.shape == (12, n)
    assert (drawn[:, half:] == -drawn[:, : n // 2]).all()


def test_every_month_is_standard_normal_and_months_hang_together_as_printed():
    drawn = correlated_normals(60_000, 72, rng())
    assert drawn.mean(axis=1) == pytest.approx(np.zeros(72), abs=1e-12)
    assert drawn.std(axis=1) == pytest.approx(np.ones(72), abs=0.015)
    for g, h in ((1, 2), (5, 7), (6, 7), (11, 12), (12, 13), (12, 24), (20, 50), (24, 72)):
        assert np.corrcoef(drawn[g - 1], drawn[h - 1])[0, 1] == pytest.approx(printed(g, h), abs=0.015)
    assert MONTHS.correlation(np.array([12.0, 13.0]))[0, 1] == pytest.approx(printed(12, 13))


def test_years_hang_together_by_what_lasts_alone():
    drawn = correlated_normals(100_000, 6, rng(), chain=YEARS)
    assert np.corrcoef(drawn[1], drawn[5])[0, 1] == pytest.approx((2 / 6) ** 0.6, abs=0.01)


def test_groups_share_a_part_of_what_lasts_and_nothing_of_what_passes():
    n, months = 100_000, 24
    shared = lasting_normals(n, months, rng(1))
    one, other = (correlated_normals(n, months, rng(seed), shared=shared) for seed in (2, 3))
    for h in (1, 12, 24):
        assert one[h - 1].std() == pytest.approx(1.0, abs=0.01)
        together = np.corrcoef(one[h - 1], other[h - 1])[0, 1]
        assert together == pytest.approx(0.3 * 0.78, abs=0.01)


@pytest.mark.parametrize("months", [1, 6, 7, 40])
def test_a_longer_horizon_leaves_the_earlier_months_as_they_were(months):
    longer, shorter = (lasting_normals(9, steps, rng()) for steps in (72, months))
    assert (longer[:months] == shorter).all()


def test_months_not_reported_are_drawn_and_left_out():
    assert (correlated_normals(9, 10, rng(), lag=2) == correlated_normals(9, 12, rng())[2:]).all()


def test_a_mean_of_months_is_brought_back_to_variance_one():
    drawn = correlated_normals(50_000, 30, rng())
    for rows in (range(12), range(12, 24)):
        assert mean_position(drawn, rows).std() == pytest.approx(1.0, abs=0.01)


def test_means_over_paths_hardly_move_with_the_seed():
    def mean_of_a_far_year(draw):
        return np.std([np.exp(draw(seed)[60:72]).sum(axis=0).mean() for seed in range(12)])

    def plain(seed):
        shocks = mirrored_normals(72, 1000, rng(seed))
        at = np.arange(1.0, 73)
        return np.linalg.cholesky((np.minimum.outer(at, at) / np.maximum.outer(at, at)) ** 0.56) @ shocks

    assert mean_of_a_far_year(lambda seed: lasting_normals(1000, 72, rng(seed))) < 0.7 * mean_of_a_far_year(plain)


def test_a_generator_depends_on_seed_and_names_only():
    first, second = (generator.random(4).tolist() for generator in child_generators(1, "a", count=2))
    assert first != second
    assert child_generators(1, "a")[0].random(4).tolist() == first
    for other in (child_generators(2, "a"), child_generators(1, "b"), child_generators(1, "a", "a")):
        assert other[0].random(4).tolist() != first
