"""A count beside the model: what it leads to at the base month, and the factor that meets it."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting.caseload.opening import reconcile

RNG = np.random.default_rng(11)
INFLOW = RNG.uniform(100, 900, 60)


def test_a_count_that_agrees_changes_nothing() -> None:
    """Counting what the model has and carrying it on gives the model's own stock at the base month."""
    at_reference = reconcile(INFLOW, 50, 0.02, 24, [(0, 24, 0.0)]).model
    found = reconcile(INFLOW, 50, 0.02, 24, [(0, 24, float(at_reference.sum()))])
    own = reconcile(INFLOW, 59, 0.02, 24, [(0, 24, 0.0)]).model
    assert found.factor == pytest.approx(1.0)
    assert found.at_base == pytest.approx(own)


def test_counts_by_time_since_entry_keep_their_bands() -> None:
    found = reconcile(INFLOW, 59, 0.02, 24, [(0, 12, 700.0), (12, 24, 300.0), (24, 99, 5_000.0)])
    assert found.counted[:12].sum() == pytest.approx(700.0)
    assert found.counted[12:].sum() == pytest.approx(300.0)
    assert found.at_base == pytest.approx(found.counted)
    assert found.counted[:12] / found.counted[:12].sum() == pytest.approx(found.model[:12] / found.model[:12].sum())


def test_who_was_counted_leaves_like_everybody_else() -> None:
    """Nobody enters after the count: each month the exit rate takes its part, and the longest support the oldest."""
    inflow = np.concatenate([np.full(24, 100.0), np.zeros(6)])
    found = reconcile(inflow, 23, 0.1, 12, [(0, 1, 500.0)])
    assert found.at_base.tolist() == pytest.approx([0.0] * 6 + [500.0 * 0.9**6] + [0.0] * 5)
    assert reconcile(inflow, 23, 0.1, 6, [(0, 1, 500.0)]).at_base.sum() == 0.0


def test_the_factor_makes_the_model_meet_the_count() -> None:
    counts = [(0, 24, 4_321.0)]
    factor = reconcile(INFLOW, 40, 0.02, 24, counts).factor
    assert factor is not None
    assert reconcile(INFLOW * factor, 40, 0.02, 24, counts).factor == pytest.approx(1.0)


def test_without_entries_there_is_no_factor_and_a_count_is_spread_evenly() -> None:
    found = reconcile(np.zeros(30), 29, 0.02, 10, [(0, 10, 50.0)])
    assert found.factor is None
    assert found.counted.tolist() == [5.0] * 10
