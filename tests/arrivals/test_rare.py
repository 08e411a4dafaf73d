"""Rare pulses: as often and as large as given, on draws of their own, and on top of the forecast."""

from __future__ import annotations

import math

import numpy as np
import pytest

from forecasting.arrivals import forecast_arrivals
from forecasting.arrivals.rare import DURATIONS, pulses
from forecasting.assumptions import load_scenario
from forecasting.assumptions.values import Range
from forecasting.base.periods import parse_month
from forecasting.observations import Observations, Series

CERTAIN_RATE, CERTAIN_FACTOR = Range(0.1, 0.1, 0.1), Range(4.0, 4.0, 4.0)
BASE = parse_month("2025-12")


def test_as_many_paths_are_hit_as_the_rate_says():
    extra = pulses(60, 20_000, 1, rate=CERTAIN_RATE, factor=CERTAIN_FACTOR)
    hit = (extra > 0).any(axis=0).mean()
    assert hit == pytest.approx(1 - math.exp(-0.1 * 60 / 12), abs=0.01)
    none = pulses(60, 2000, 1, rate=Range(1e-9, 1e-9, 1e-9), factor=CERTAIN_FACTOR)
    assert not none.any()


def test_a_pulse_rises_holds_and_ebbs_to_nothing():
    extra = pulses(120, 3000, 3, rate=Range(0.02, 0.02, 0.02), factor=CERTAIN_FACTOR)
    alone = [path for path in extra.T if path.any() and path.max() == pytest.approx(3.0) and path[-36:].max() == 0]
    lengths = set()
    for path in alone:
        months = np.flatnonzero(path)
        if len(months) != months[-1] - months[0] + 1 or (path > 3.0 + 1e-9).any():
            continue
        pulse = path[months[0] : months[-1] + 1]
        height = np.flatnonzero(pulse > 3.0 - 1e-9)
        duration = len(pulse) + 1  # the last month of the ebb has come back
        if duration in DURATIONS:
            lengths.add(duration)
            assert len(height) == duration // 4 + 1
            assert (np.diff(pulse[: height[0] + 1]) > 0).all() and (np.diff(pulse[height[-1] :]) < 0).all()
    assert lengths == set(DURATIONS)


def test_the_factor_has_the_range_given():
    """A path hit once: its height is the factor, so the heights have the quantiles given."""
    extra = pulses(240, 20_000, 5, rate=Range(0.01, 0.01, 0.01), factor=Range(2.0, 4.0, 10.0))
    heights = extra[:, (extra > 0).any(axis=0)].max(axis=0) + 1
    assert np.quantile(heights, [0.1, 0.5, 0.9]) == pytest.approx([2.0, 4.0, 10.0], rel=0.08)


def test_more_months_leave_the_earlier_ones_as_they_were():
    short, long = (pulses(months, 500, 7, rate=CERTAIN_RATE, factor=CERTAIN_FACTOR) for months in (24, 60))
    assert short.tobytes() == np.ascontiguousarray(long[:24]).tobytes()


def test_an_uncertain_rate_spreads_the_number_of_pulses():
    sure, unsure = (
        (pulses(240, 8000, 9, rate=rate, factor=CERTAIN_FACTOR) > 0).mean(axis=0)
        for rate in (CERTAIN_RATE, Range(0.04, 0.1, 0.17))
    )
    assert unsure.std() > sure.std()


VALUES = np.round(400 * np.exp(np.random.default_rng(6).normal(0, 0.2, 60)))


def series(group):
    first = BASE - 59
    return Series(group, first, VALUES, ("observed",) * 60, np.zeros((60, 0)), BASE, first)


DATA = Observations(
    arrivals={"asylum": series("asylum"), "ukraine": series("ukraine")}, base_month=BASE, data_hash="0" * 64,
    sample_data=False, notices=(), housing=None, districts=None,
)  # fmt: skip


def arrivals(*sets, paths=1000):
    scenario = load_scenario(sets=["arrivals.method=naive", "horizon_months=36", *sets])
    return forecast_arrivals(DATA, scenario, paths=paths, seed=5)


def test_switched_on_they_only_add_and_touch_nothing_else():
    off, on = arrivals(), arrivals("arrivals.rare_events=true")
    again = arrivals("arrivals.rare_events=false", "arrivals.rare_rate=0.5")
    assert again.paths["asylum"].tobytes() == off.paths["asylum"].tobytes()
    start = off.history_months
    for group in off.groups:
        extra = on.paths[group][start:] - off.paths[group][start:]
        assert (on.paths[group][:start] == off.paths[group][:start]).all()
        assert (extra >= 0).all()
        untouched = (extra == 0).all(axis=0).mean()
        assert untouched == pytest.approx(math.exp(-0.1 * 3), abs=0.06)
        assert np.quantile(on.paths[group][-1], 0.9) > 1.1 * np.quantile(off.paths[group][-1], 0.9)
    share = (on.paths["asylum"] - off.paths["asylum"])[start:] / VALUES[-1]
    other = (on.paths["ukraine"] - off.paths["ukraine"])[start:] / VALUES[-1]
    assert share == pytest.approx(other)  # every group has them at the same time


def test_a_higher_rate_or_factor_brings_more():
    some, often, large = (
        arrivals("arrivals.rare_events=true", *more).paths["asylum"][-36:].sum(axis=0)
        for more in ([], ["arrivals.rare_rate=0.4"], ["arrivals.rare_factor=9"])
    )
    assert large.mean() > some.mean() and np.median(large[large != some] / some[large != some]) > 1.05
    assert often.mean() > 1.2 * some.mean()
