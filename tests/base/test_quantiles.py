"""Quantiles are numpy's `linear` ones, taken row by row over the paths."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from forecasting.base.quantiles import LEVEL_NAMES, LEVELS, quantile, summarise

AMOUNTS = st.floats(min_value=-1e9, max_value=1e9, allow_subnormal=False)
TABLES = arrays(np.float64, array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=40), elements=AMOUNTS)


@given(paths=TABLES)
def test_summary_is_the_mean_and_numpys_linear_quantiles(paths):
    expected = np.column_stack([paths.mean(axis=1), np.quantile(paths, LEVELS, axis=1, method="linear").T])
    np.testing.assert_allclose(summarise(paths), expected, rtol=1e-12, atol=1e-5)


@given(paths=TABLES, level=st.floats(min_value=0.0, max_value=1.0))
def test_a_single_level_is_numpys_linear_quantile(paths, level):
    expected = np.quantile(paths, level, axis=1, method="linear")
    np.testing.assert_allclose(quantile(paths, level), expected, rtol=1e-12, atol=1e-5)


@given(paths=TABLES)
def test_quantiles_do_not_fall_and_do_not_depend_on_the_order_of_paths(paths):
    table = summarise(paths)
    assert (np.diff(table[:, 1:], axis=1) >= 0).all()
    assert (summarise(paths[:, ::-1])[:, 1:] == table[:, 1:]).all()


@given(paths=TABLES)
def test_the_paths_given_are_left_as_they_were(paths):
    before = paths.copy()
    summarise(paths)
    quantile(paths, 0.8)
    assert (paths == before).all()


@given(row=arrays(np.float64, st.integers(1, 30), elements=AMOUNTS))
def test_with_one_path_every_statistic_is_that_path_to_the_last_digit(row):
    assert (summarise(row[:, None]) == row[:, None]).all()


def test_the_extremes_are_the_order_statistics():
    paths = np.array([[3.0, 1.0, 2.0]])
    assert quantile(paths, 0.0).tolist() == [1.0]
    assert quantile(paths, 1.0).tolist() == [3.0]
    assert quantile(paths, 0.25).tolist() == [1.5]


@pytest.mark.parametrize(("level", "name"), list(zip(LEVELS, LEVEL_NAMES, strict=True)))
def test_level_names_spell_the_levels(level, name):
    assert float(f"0.{name.removeprefix('q')}") == level
