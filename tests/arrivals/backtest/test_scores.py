"""Scores: against slow loops that follow the definitions, against a second implementation, and laws for any input."""

from __future__ import annotations

import numpy as np
import pytest
import scoringrules
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from forecasting.arrivals.backtest import scores
from forecasting.base.quantiles import LEVELS

RNG = np.random.default_rng(5)
OUTCOMES = RNG.gamma(2.0, 50.0, 40)
TABLE = np.sort(RNG.gamma(2.0, 50.0, (40, 9)), axis=1)
SAMPLES = RNG.gamma(2.0, 50.0, (40, 31))
SEVEN = LEVELS[1:8]

persons = st.floats(0, 1e6)
tables = arrays(np.float64, (9,), elements=persons).map(np.sort)


def loop_pinball(outcome, quantile, level):
    return level * (outcome - quantile) if outcome >= quantile else (1 - level) * (quantile - outcome)


def loop_interval(outcome, low, high, alpha):
    below = 2 / alpha * (low - outcome) if outcome < low else 0.0
    above = 2 / alpha * (outcome - high) if outcome > high else 0.0
    return high - low + below + above


def test_the_weighted_interval_score_is_that_of_its_authors():
    """Bracher et al. 2021: median and K intervals, weights 1/2 and alpha/2, over K + 1/2."""
    found = scores.weighted_interval_score(OUTCOMES, TABLE[:, 1:8], SEVEN)
    for outcome, row, score in zip(OUTCOMES, TABLE, found, strict=True):
        total = abs(outcome - row[4]) / 2
        for low, high, alpha in ((1, 7, 0.1), (2, 6, 0.2), (3, 5, 0.5)):
            total += alpha / 2 * loop_interval(outcome, row[low], row[high], alpha)
        assert score == pytest.approx(total / 3.5)


def test_the_weighted_interval_score_is_made_of_the_interval_scores_of_scoringrules():
    """Its own weighted score is no help: without numba it adds the median instead of the median's error (0.10.0)."""
    alphas = np.array([0.1, 0.2, 0.5])
    intervals = scoringrules.interval_score(
        OUTCOMES, TABLE[:, [1, 2, 3]], TABLE[:, [7, 6, 5]], alphas, backend="numpy"
    )
    total = np.abs(OUTCOMES - TABLE[:, 4]) / 2 + (intervals * alphas / 2).sum(axis=1)
    assert scores.weighted_interval_score(OUTCOMES, TABLE[:, 1:8], SEVEN) == pytest.approx(total / 3.5)


def test_pinball_follows_its_definition():
    found = scores.pinball(OUTCOMES, TABLE, LEVELS)
    expected = [
        [loop_pinball(outcome, quantile, level) for quantile, level in zip(row, LEVELS, strict=True)]
        for outcome, row in zip(OUTCOMES, TABLE, strict=True)
    ]
    assert found == pytest.approx(np.array(expected))
    theirs = scoringrules.quantile_score(OUTCOMES[:, None], TABLE, np.array(LEVELS)[None, :], backend="numpy")
    assert found == pytest.approx(theirs)


def test_crps_from_quantiles_weighs_a_level_by_the_distance_of_its_neighbours():
    found = scores.crps_from_quantiles(OUTCOMES, TABLE, LEVELS)
    ends = [0.0, *LEVELS, 1.0]
    weights = [(ends[i + 2] - ends[i]) / 2 for i in range(9)]
    for outcome, row, score in zip(OUTCOMES, TABLE, found, strict=True):
        losses = [loop_pinball(outcome, quantile, level) for quantile, level in zip(row, LEVELS, strict=True)]
        total = sum(weight * loss for weight, loss in zip(weights, losses, strict=True))
        assert score == pytest.approx(2 * total / sum(weights))


def test_crps_from_equally_spaced_quantiles_is_that_of_scoringrules():
    levels = np.arange(1, 10) / 10
    theirs = scoringrules.crps_quantile(OUTCOMES, TABLE, levels, backend="numpy")
    assert scores.crps_from_quantiles(OUTCOMES, TABLE, levels) == pytest.approx(theirs)


def test_crps_from_samples_is_that_of_all_pairs_and_of_scoringrules():
    found = scores.crps_from_samples(OUTCOMES, SAMPLES)
    for outcome, sample, score in zip(OUTCOMES, SAMPLES, found, strict=True):
        pairs = [abs(one - other) for one in sample for other in sample]
        assert score == pytest.approx(np.mean(np.abs(sample - outcome)) - np.mean(pairs) / 2)
    assert found == pytest.approx(scoringrules.crps_ensemble(OUTCOMES, SAMPLES, estimator="nrg", backend="numpy"))


def test_many_quantiles_give_the_crps_of_the_sample():
    levels = (np.arange(2000) + 0.5) / 2000
    quantiles = np.quantile(SAMPLES, levels, axis=1, method="inverted_cdf").T
    found = scores.crps_from_quantiles(OUTCOMES, quantiles, levels)
    assert found == pytest.approx(scores.crps_from_samples(OUTCOMES, SAMPLES), rel=1e-3)


def test_the_seasonal_scale_skips_what_is_missing():
    values = np.concatenate([np.full(12, 10.0), np.full(12, 14.0)])
    assert scores.seasonal_scale(values) == 4.0
    values[[3, 20]] = np.nan
    assert scores.seasonal_scale(values) == 4.0
    assert scores.seasonal_scale(np.full(30, 7.0)) == 1.0
    assert np.isnan(scores.seasonal_scale(values[:12]))
    assert np.isnan(scores.seasonal_scale(np.full(24, np.nan)))


def test_errors_and_coverage():
    outcome, point = np.array([5.0, np.nan, 1.0]), np.array([2.0, 2.0, 3.0])
    assert scores.absolute_error(outcome, point).tolist()[::2] == [3.0, 2.0]
    assert np.isnan(scores.absolute_error(outcome, point)[1])
    assert scores.scaled_error(outcome, point, 2.0)[[0, 2]].tolist() == [1.5, 1.0]
    ends = np.array([1.0, 2.0, 3.0, 4.0])
    inside = scores.covered(ends, np.full(4, 2.0), np.full(4, 3.0))
    assert inside.tolist() == [False, True, True, False]


@given(persons, tables)
def test_a_score_is_never_negative_and_zero_only_for_a_certain_hit(outcome, table):
    for found in (
        scores.weighted_interval_score(np.array(outcome), table[1:8], SEVEN),
        scores.crps_from_quantiles(np.array(outcome), table, LEVELS),
    ):
        assert found >= 0
    certain = np.full(9, outcome)
    assert scores.weighted_interval_score(np.array(outcome), certain[1:8], SEVEN) == 0
    assert scores.crps_from_quantiles(np.array(outcome), certain, LEVELS) == 0


@given(persons, persons)
def test_a_certain_forecast_scores_its_absolute_error(outcome, point):
    expected = pytest.approx(abs(outcome - point), rel=1e-9, abs=1e-6)
    certain = np.full(9, point)
    assert scores.weighted_interval_score(np.array(outcome), certain[1:8], SEVEN) == expected
    assert scores.crps_from_samples(np.array(outcome), certain) == expected


@given(persons, tables, st.floats(0.01, 100))
def test_scores_are_measured_in_persons(outcome, table, factor):
    def every(scale):
        scaled = table * scale
        target = np.array(outcome * scale)
        return np.array(
            [
                scores.weighted_interval_score(target, scaled[1:8], SEVEN),
                scores.crps_from_quantiles(target, scaled, LEVELS),
                scores.crps_from_samples(target, scaled),
            ]
        )

    assert every(factor) == pytest.approx(every(1.0) * factor, rel=1e-6, abs=1e-6)


@given(arrays(np.float64, (30,), elements=persons), st.integers(0, 8))
def test_the_true_quantile_has_the_smallest_loss(sample, position):
    """The loss is proper: over a sample no value does better than the sample's own quantile."""
    level = LEVELS[position]
    best = np.quantile(sample, level, method="inverted_cdf")

    def mean_loss(value):
        return scores.pinball(sample, np.full((30, 1), value), (level,)).mean()

    assert all(mean_loss(best) <= mean_loss(other) + 1e-6 for other in (*sample, best + 1, best - 1))
