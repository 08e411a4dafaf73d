"""A sample makes its table once, and only when somebody asks."""

from __future__ import annotations

from functools import reduce
from threading import Thread

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from forecasting.base.sample import Sample

PATIENCE = 20  # seconds until a thread counts as stuck
TABLE = np.array([[3.0, 1.0, 2.0], [6.0, 4.0, 5.0]])


def test_a_table_is_made_once_and_only_when_asked_for():
    made = []

    def make() -> np.ndarray:
        made.append(1)
        return TABLE

    sample = Sample(make)
    doubled = sample.scaled(2.0)
    assert not made
    assert doubled.values.tolist() == (TABLE * 2.0).tolist()
    assert sample.values is TABLE
    assert sample.summary.shape == (2, 10)
    assert len(made) == 1


def test_the_summary_of_a_certain_multiple_makes_no_table_of_it():
    doubled = Sample(TABLE).scaled(2.0)
    assert doubled.summary.tolist() == (Sample(TABLE).summary * 2.0).tolist()
    assert callable(doubled._given)


@given(seed=st.integers(0, 2**32 - 1), rows=st.integers(1, 40), paths=st.integers(1, 9), parts=st.integers(1, 4))
def test_what_follows_row_by_row_is_what_whole_tables_give(seed, rows, paths, parts):
    rng = np.random.default_rng(seed)
    tables = [rng.random((rows, paths)) for _ in range(parts)]
    first, second = rng.random(paths), rng.random(paths)
    scaled = [Sample(table).scaled(first) for table in tables]
    summed = Sample.by_rows(scaled[0], lambda some: reduce(np.add, [part.rows(some) for part in scaled]))
    found = summed.scaled(second)
    expected = reduce(np.add, [table * first for table in tables]) * second
    assert found.count == rows
    assert np.array_equal(found.rows(slice(1, 3)), expected[1:3])
    assert np.array_equal(found.values, expected)
    assert all(callable(each._given) for each in (*scaled, summed))  # nothing between is kept
    assert np.array_equal(found.rows(slice(None)), expected)


def test_a_summary_that_waits_for_another_thread_holds_up_no_other():
    """What was forgotten is made again by one thread at a time, which needs summaries of its own for that."""
    waiting, other = Sample(TABLE), Sample(TABLE)

    def again() -> Sample:
        elsewhere = Thread(target=lambda: other.summary, daemon=True)
        elsewhere.start()
        elsewhere.join(PATIENCE)
        assert not elsewhere.is_alive()
        return other

    waiting.forget(again)
    assert waiting.summary is other.summary
