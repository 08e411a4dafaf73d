"""The error that the number of paths leaves open, against the scatter over seeds."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting.scenarios.simulation import PARTS, simulation_error, standard_error
from tests.reports.worlds import result


@pytest.mark.parametrize("level", [0.1, 0.5, 0.8])
def test_the_error_is_the_scatter_of_the_quantile_over_seeds(level):
    samples = [np.random.default_rng(seed).lognormal(size=2_000) for seed in range(200)]
    scatter = np.std([np.quantile(sample, level) for sample in samples], ddof=1)
    assert np.mean([standard_error(sample, level) for sample in samples]) == pytest.approx(scatter, rel=0.15)


def test_four_times_the_paths_halve_it():
    rng = np.random.default_rng(5)
    few, many = (np.mean([standard_error(rng.normal(size=size), 0.5) for _ in range(60)]) for size in (2_000, 8_000))
    assert few / many == pytest.approx(2.0, rel=0.15)


def test_an_outlook_tells_it_where_there_are_paths_enough():
    found = result(paths=PARTS * PARTS)
    error = simulation_error(found, 2027)
    assert error is not None
    assert 0 < error.need < found.accounts[0.5].measures["need"][1] / 10
    assert error.planning == standard_error(found.yearly["need"].values[1], found.planning_quantile)
    assert simulation_error(result(paths=1), 2027) is None
