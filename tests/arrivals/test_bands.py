"""Steps 6 and 7 of the recipe: half widths, quantiles, mean and paths that agree with each other."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasting.arrivals.bands import Bands, gaussian_bands, half_widths, level_widths, spread_bands
from forecasting.base.quantiles import LEVELS

A = {50: (0.27, 0.44), 80: (0.56, 0.46), 90: (0.82, 0.46), 95: (1.12, 0.43)}
Z = {50: 0.6745, 80: 1.2816, 90: 1.6449, 95: 1.9600}


def recipe_bands(level=500.0, months=24, volatility=0.2, lag=0):
    centre = np.full(months, math.log1p(level))
    return Bands(centre, *half_widths(centre, steps_widths(months, volatility, lag)), lag)


def steps_widths(months, volatility=0.2, lag=0):
    return level_widths(np.arange(1.0, months + 1) + lag, volatility)


@pytest.mark.parametrize("level", [0.0, 3.0, 5000.0])
@pytest.mark.parametrize("lag", [0, 2])
def test_half_widths_are_the_printed_formula(level, lag):
    centre = np.full(30, math.log1p(level))
    down, up = half_widths(centre, steps_widths(30, lag=lag))
    for column, (band, (a, b)) in enumerate(A.items()):
        for h in (1, 7, 22, 30):
            beyond = max(h + lag - 24, 0)
            spread = a * (min(h + lag, 24) + beyond - beyond**2 / 120) ** b * math.sqrt(0.2)
            rho = Z[band] * math.sqrt(2.5 / (1 + level)) / 2
            above, below = 2 * math.log(1 + rho), -2 * math.log(max(1 - rho, 0.02))
            assert up[h - 1, column] == pytest.approx(math.sqrt(spread**2 + above**2))
            assert down[h - 1, column] == pytest.approx(math.sqrt(spread**2 + below**2))


@pytest.mark.parametrize("volatility", [0.1, 0.4, 1.5])
def test_near_months_follow_the_volatility_more_closely_than_far_ones(volatility):
    wide = steps_widths(12, volatility)[:, 1]
    for h in range(1, 13):
        power = 0.5 + 0.3 * max(7 - h, 0) / 6
        extra = (min(volatility, 0.6) / 0.2) ** (power - 0.5)
        assert wide[h - 1] == pytest.approx(0.56 * h**0.46 * math.sqrt(volatility) * extra)


def test_where_months_were_estimated_every_month_follows_the_square_root():
    estimated = level_widths(np.arange(1.0, 13.0), 0.4, measured=False)
    assert estimated == pytest.approx(steps_widths(12, 0.2) * math.sqrt(2))


@given(st.floats(0.05, 3.0))
def test_the_fan_never_narrows(volatility):
    assert (np.diff(steps_widths(60, volatility), axis=0) > 0).all()


def test_bands_grow_ever_more_slowly_after_two_years_and_stand_still_after_seven():
    wide = steps_widths(120)[:, 1]
    growth = np.diff(wide)
    assert (growth[:82] > 0).all() and growth[84:] == pytest.approx(0)
    assert (np.diff(growth[:83]) < 0).all()  # without a kink
    assert wide[71] == pytest.approx(0.56 * 52.8**0.46 * math.sqrt(0.2))


def test_nothing_passes_the_ceiling():
    capped = replace(recipe_bands(), ceiling=math.log1p(700.0))
    assert capped.quantiles().max() == pytest.approx(700.0) and capped.quantiles()[3, 4] == pytest.approx(500.0)
    assert capped.paths(1000, np.random.default_rng(1), np.full(1000, 0.2)).max() == pytest.approx(700.0)
    assert (capped.mean() < recipe_bands().mean()).all()


def test_quantiles_stand_at_centre_and_half_widths():
    bands = recipe_bands()
    table = bands.quantiles()
    assert table[3, 4] == pytest.approx(500.0)
    assert table[3, 2] == pytest.approx(math.expm1(bands.centre[3] - bands.down[3, 1]))
    assert table[3, 8] == pytest.approx(math.expm1(bands.centre[3] + bands.up[3, 3]))


@settings(max_examples=30)
@given(st.floats(0, 1e6), st.floats(0.05, 3.0), st.integers(1, 240), st.integers(0, 3))
def test_quantiles_are_ordered_finite_and_not_negative(level, volatility, months, lag):
    bands = recipe_bands(level, months, volatility, lag)
    table = bands.quantiles()
    assert np.isfinite(table).all() and (table >= 0).all()
    assert (np.diff(table, axis=1) >= 0).all()
    assert np.isfinite(bands.mean()).all()


@pytest.mark.parametrize(
    "bands", [recipe_bands(), recipe_bands(2.0), gaussian_bands(np.full(24, 5.0), np.full(24, 0.4))]
)
def test_paths_have_the_quantiles_and_the_mean_of_the_bands(bands):
    paths = bands.paths(100_000, np.random.default_rng(1))
    for month in (0, 11, 23):
        shares = [(paths[month] <= value + 1e-9).mean() for value in bands.quantiles()[month]]
        believed = np.array(LEVELS)
        believed[bands.quantiles()[month] == 0] = (paths[month] <= 1e-9).mean()
        assert shares == pytest.approx(believed, abs=0.006)
        assert paths[month].mean() == pytest.approx(bands.mean()[month], rel=0.02)


def test_a_path_is_piecewise_linear_in_its_position_and_capped():
    bands = recipe_bands()

    def offset(position):
        return math.log1p(bands.persons(np.full((24, 1), position))[5, 0]) - bands.centre[5]

    down, up = bands.down[5], bands.up[5]
    assert offset(0.0) == pytest.approx(0.0)
    assert offset(0.6745) == pytest.approx(up[0])
    assert offset(-1.2816) == pytest.approx(-down[1])
    assert offset((0.6745 + 1.2816) / 2) == pytest.approx((up[0] + up[1]) / 2)
    last_slope = (up[3] - up[2]) / (1.9600 - 1.6449)
    assert offset(3.0) == pytest.approx(up[3] + last_slope * (3.0 - 1.96))
    assert offset(9.0) == offset(3.5) == pytest.approx(up[3] + last_slope * (3.5 - 1.96))


def test_a_shift_moves_a_path_in_every_month():
    bands = recipe_bands(level=5000.0)
    shift = np.array([0.0, 0.5])
    plain, moved = (bands.paths(2, np.random.default_rng(4), by) for by in (None, shift))
    assert moved[:, 0].tolist() == plain[:, 0].tolist()
    assert moved[:, 1] + 1 == pytest.approx((plain[:, 1] + 1) * math.exp(0.5))


def test_intervals_that_cross_are_put_in_order():
    centre = np.zeros(1)
    bands = spread_bands(centre, np.array([[-1.0, -0.5, -2.0, -3.0]]), np.array([[-0.5, 1.0, 0.5, 2.0]]), 0)
    assert bands.down.tolist() == [[1.0, 1.0, 2.0, 3.0]]
    assert bands.up.tolist() == [[0.0, 1.0, 1.0, 2.0]]
