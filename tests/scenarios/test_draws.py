"""The draws follow the PERT distribution, one value per stratum, and do not depend on each other's presence."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.assumptions import Range
from forecasting.scenarios.draws import draw_assumptions, pert_quantile


@given(low=st.floats(-10, 10), rise=st.floats(0, 5), fall=st.floats(0.01, 5))
def test_mean_and_bounds_of_the_pert_distribution(low, rise, fall):
    """Mean (low + 4·value + high) / 6, never outside the range."""
    value, high = low + rise, low + rise + fall
    drawn = pert_quantile((np.arange(4_000) + 0.5) / 4_000, low, value, high)
    assert drawn.min() >= low and drawn.max() <= high
    assert drawn.mean() == pytest.approx((low + 4 * value + high) / 6, abs=2e-3 * (high - low))


def test_each_key_is_drawn_on_its_own():
    one = {"a": Range(0.0, 0.5, 1.0)}
    two = {"b": Range(0.0, 0.5, 1.0), **one}
    alone, beside = draw_assumptions(one, 500, 1), draw_assumptions(two, 500, 1)
    assert np.array_equal(alone["a"], beside["a"])
    assert not np.array_equal(beside["a"], beside["b"])
    assert abs(np.corrcoef(beside["a"], beside["b"])[0, 1]) < 0.15
    assert not np.array_equal(alone["a"], draw_assumptions(one, 500, 2)["a"])


def test_every_stratum_holds_one_draw():
    drawn = np.sort(draw_assumptions({"a": Range(0.0, 1.0, 3.0)}, 400, 5)["a"])
    edges = pert_quantile(np.arange(1, 400) / 400, 0.0, 1.0, 3.0)
    assert (drawn[:-1] <= edges).all() and (drawn[1:] >= edges).all()
