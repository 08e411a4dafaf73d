"""A sample makes its table once, and only when somebody asks."""

from __future__ import annotations

import numpy as np

from forecasting.base.sample import Sample

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
