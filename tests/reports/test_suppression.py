"""No small count can be read or worked out: what an exported table leaves open allows other counts, too."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from forecasting.reports.districts.suppression import Protected, protect

counts = st.one_of(st.sampled_from([0.0, 1.0, 2.0, 3.0, 4.0]), st.integers(0, 500).map(float))


def table(rows: int, columns: int):
    return arrays(np.float64, (rows, columns), elements=counts)


tables = st.tuples(st.integers(1, 8), st.integers(1, 3)).flatmap(lambda shape: table(*shape))


def _whole(counted, found: Protected):
    sums = np.vstack([counted, counted.sum(axis=0)])
    return np.hstack([sums, sums.sum(axis=1, keepdims=True)])


@given(tables, st.integers(2, 6))
def test_no_shown_cell_or_sum_is_small(counted, least):
    found = protect(counted, least)
    shown = counted[~found.cells]
    assert not ((shown > 0) & (shown < least)).any()
    sums = counted.sum(axis=0)[~found.column_sums]
    assert not ((sums > 0) & (sums < least)).any()


@given(tables, st.integers(2, 6))
def test_no_column_with_its_sum_leaves_a_single_cell_open(counted, least):
    found = protect(counted, least)
    for column in range(counted.shape[1]):
        open_cells = found.cells[:, column]
        if open_cells.any() and not found.column_sums[column]:
            assert open_cells.sum() >= 2
            assert counted[open_cells, column].sum() >= 2 * least


@given(st.tuples(st.integers(2, 6), st.integers(2, 4)).flatmap(lambda shape: table(*shape)), st.integers(2, 5))
def test_where_rows_add_up_too_no_line_leaves_a_single_cell_open(counted, least):
    found = protect(counted, least, rows_add_up=True)
    for values, cells, sums in (
        (counted, found.cells, found.column_sums),
        (counted.T, found.cells.T, found.row_sums),
    ):
        for line in range(values.shape[1]):
            hidden = cells[:, line]
            assert not (hidden.sum() == 1 and not sums[line])


@given(table(4, 1), st.just(3))
def test_a_reader_finds_other_counts_that_fit_as_well(counted, least):
    """Brute force: the open cells of a small column could have been at least two different sets of counts."""
    counted = np.minimum(counted, 9.0)
    found = protect(counted, least)
    hidden = found.cells[:, 0]
    if not hidden.any() or found.column_sums[0]:
        return
    rest = int(counted[hidden, 0].sum())
    fitting = [each for each in itertools.product(range(1, 10), repeat=int(hidden.sum())) if sum(each) == rest]
    for place in range(int(hidden.sum())):
        assert len({each[place] for each in fitting}) > 1


def test_the_smallest_cell_goes_along_and_nothing_more_than_needed():
    found = protect(np.array([[2.0], [40.0], [7.0], [0.0]]), 3)
    assert found.cells[:, 0].tolist() == [True, False, True, False]
    assert not found.column_sums[0]


@pytest.mark.parametrize("least", [0, 1])
def test_a_threshold_of_one_suppresses_nothing(least):
    assert not protect(np.array([[1.0], [2.0]]), least).cells.any()


def test_a_column_without_figures_stays_as_it_is_and_others_are_not_touched():
    found = protect(np.array([[np.nan, 1.0], [np.nan, 50.0], [np.nan, 60.0]]), 3)
    assert not found.cells[:, 0].any()
    assert found.cells[:, 1].tolist() == [True, True, False]


def test_a_small_sum_goes_with_everything_that_tells_it():
    found = protect(np.array([[1.0], [0.0], [1.0]]), 3)
    assert found.column_sums[0] and found.cells[:, 0].tolist() == [True, False, True]
