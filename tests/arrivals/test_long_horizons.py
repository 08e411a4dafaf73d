"""The bands of years two to six: do they hold the truth as often as they say, and are they the printed formula?

A budget reaches 72 months ahead. Around the level of the last three months, which needs no model, the bands and the
paths are held against 16 countries (docs/method.md, The yearly record).
"""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from forecasting.arrivals.clean import clean
from forecasting.arrivals.ensemble import around, volatility_of
from forecasting.arrivals.paths import correlated_normals
from forecasting.arrivals.yearly import yearly_volatility
from forecasting.base.periods import parse_month

PANEL = Path(__file__).parent / "panel" / "monthly_first_time_applications.csv"
FIRST_ORIGIN, STEP, YEARS, YEAR = 36, 3, 6, 12
WIDTHS = (0.64, 0.95, 1.10, 1.22, 1.33, 1.42)


@pytest.fixture(scope="module")
def held():
    """Of each origin whether months, years and the sum so far lay in the 80 % interval; NaN: unknown."""
    normals = correlated_normals(400, YEARS * YEAR, np.random.default_rng(1))
    months, years, sums = [], [], []
    for _, country in pd.read_csv(PANEL).groupby("series"):
        first = parse_month(country["month"].iloc[0])
        values = country["value"].interpolate().to_numpy(dtype=float)
        for place in range(FIRST_ORIGIN, len(values) - YEAR, STEP):
            history = clean(first, values, first + place - 1, series="a")
            bands = around(np.full(YEARS * YEAR, history.log[-3:].mean()), history)
            future = np.full(YEARS * YEAR, np.nan)
            future[: len(values) - place] = values[place:][: YEARS * YEAR]
            drawn = bands.persons(normals)
            months.append(_inside(future, bands.quantiles()[:, [2, 6]].T))
            by_year = drawn.reshape(YEARS, YEAR, -1).sum(axis=1)
            years.append(_inside(future.reshape(YEARS, YEAR).sum(axis=1), np.quantile(by_year, [0.1, 0.9], axis=1)))
            sums.append(_inside(np.cumsum(future), np.quantile(np.cumsum(drawn, axis=0), [0.1, 0.9], axis=1)))
    return np.array(months), np.array(years), np.array(sums)


def _inside(outcome, ends):
    low, high = ends
    return np.where(np.isnan(outcome), np.nan, (low <= outcome) & (outcome <= high))


@pytest.mark.parametrize("month", [24, 36, 48, 60, 72])
def test_the_80_percent_interval_of_a_month_holds_far_ahead(held, month):
    months, _, _ = held
    column = months[:, month - 1]
    assert (~np.isnan(column)).sum() >= 200
    assert 0.72 <= np.nanmean(column) <= 0.88


@pytest.mark.parametrize("year", [1, 2, 3, 4, 5, 6])
def test_that_of_twelve_months_in_a_row_holds_in_every_year(held, year):
    _, years, _ = held
    assert 0.72 <= np.nanmean(years[:, year - 1]) <= 0.88


@pytest.mark.parametrize("months", [24, 36, 60, 72])
def test_that_of_the_sum_over_the_horizon_holds(held, months):
    """The stand-in for the centre makes it a little wide: 0.906 from every origin at 72 months, the members 0.878."""
    _, _, sums = held
    assert 0.76 <= np.nanmean(sums[:, months - 1]) <= 0.91


def history(months=96, level=5000.0, step=0.1, seed=5):
    walk = np.exp(np.random.default_rng(seed).normal(0, step, months).cumsum() + math.log(level))
    return clean(24_000, np.round(walk), 24_000 + months - 1, series="a")


@pytest.mark.parametrize("month", [3, 6, 12, 24, 36, 60, 72])
@pytest.mark.parametrize("estimated", [False, True])
def test_the_half_width_is_the_printed_formula(month, estimated):
    known = history()
    sigma = float(volatility_of(known, known.log))
    if estimated:
        sigma *= 1.5
        known = replace(known, volatility_floor=sigma)
    beyond = max(month - 24, 0)
    months = 0.56 * (min(month, 24) + beyond - beyond**2 / 120) ** 0.46 * math.sqrt(sigma)
    if not estimated:
        months *= (sigma / 0.2) ** (0.3 * max(7 - month, 0) / 6)
    spread = yearly_volatility(known.counts.reshape(-1, YEAR).sum(axis=1))
    years = 1.12 * np.interp((month + 6) / 12, range(1, 7), WIDTHS) * math.sqrt(spread / 0.5)
    passed = min(max((month - 6) / 30, 0.0), 1.0)
    weight = (1.0 if estimated else 0.5) * passed**2 * (3 - 2 * passed)
    bands = around(np.full(72, known.log[-1]), known)
    noise = 2 * math.log1p(1.2816 * math.sqrt(2.5 / math.exp(bands.centre[month - 1])) / 2)
    assert bands.up[month - 1, 1] == pytest.approx(math.hypot(months ** (1 - weight) * years**weight, noise))


def test_a_short_history_leans_on_the_record_and_is_held_flat():
    short = history(months=20)
    bands = around(np.full(72, 8.0), short)
    years = 1.12 * 1.42 * math.sqrt(yearly_volatility(short.counts[8:].reshape(1, YEAR).sum(axis=1)) / 0.5)
    assert (bands.centre == bands.centre[-1])[24:].all()
    assert bands.up[71, 1] == pytest.approx(years, rel=0.01)


def test_the_centre_grows_and_comes_home_and_neither_beyond_the_sixth_year():
    known = history()
    centre = np.full(96, known.log[-1])
    moved, level = around(centre, known).centre, known.log.mean()
    for month in (12, 36, 72):
        years = month / 12
        assert moved[month - 1] == pytest.approx(
            centre[0] + (1 - 0.95**years) * (level - centre[0]) + 0.03 * years, abs=1e-9
        )
    assert (moved[72:] == moved[71]).all()
    assert around(centre[:12], history(months=48)).centre[11] == pytest.approx(
        around(centre[:12], history(months=48)).centre[0] + 0.03 * 11 / 12, abs=1e-6
    )


def test_no_path_passes_seven_times_the_largest_month():
    known = history()
    bands = around(np.full(72, known.log.max()), known)
    drawn = bands.paths(4000, np.random.default_rng(2), np.full(4000, 1.0))
    assert drawn.max() == pytest.approx(7 * known.counts.max())
