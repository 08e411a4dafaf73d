"""What a forecast takes over from its history is what one run over both gives, bit for bit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.caseload.housing import through_housing
from forecasting.caseload.need import Extent, NeedRules, still_present, support

EXTENT = Extent(bands=((0, 3, 2.5), (4, 9, 1.0)), plan_hours=0.5, backlog_hours=0.25, update_hours=0.125)
worlds = st.builds(
    lambda seed, history, horizon, paths, longest, drawn: (np.random.default_rng(seed), history, horizon, paths,
                                                           longest, drawn),
    st.integers(0, 2**32 - 1), st.integers(1, 40), st.integers(1, 30), st.integers(1, 40), st.integers(1, 20),
    st.booleans(),
)  # fmt: skip


@given(world=worlds)
def test_the_months_after_the_history_are_those_of_one_run(world):
    rng, history, horizon, paths, longest, drawn = world
    came = rng.random((history + horizon, paths)) * 1_000.0
    stay = rng.random((longest + 1, paths) if drawn else longest + 1)
    transfer = rng.random(paths)
    whole = through_housing(came, stay, transfer)
    ahead = through_housing(came[:history], stay, transfer).onward(came[history:], stay)
    assert np.array_equal(ahead.whole_inflow, whole.inflow)
    assert np.array_equal(ahead.inflow, whole.inflow[history:])
    assert np.array_equal(ahead.provisional_stock, whole.provisional_stock[history:])


@given(world=worlds)
def test_need_from_those_still_present_is_that_of_all_entries(world):
    rng, history, horizon, paths, longest, drawn = world
    inflow = rng.random((history + horizon, paths)) * 1_000.0
    rules = NeedRules(0.5, rng.random(paths), rng.random(paths) * 0.1 if drawn else 0.03, longest)
    whole = support(inflow, horizon, rules, EXTENT)
    after = support(inflow[history:], horizon, rules, EXTENT, present=still_present(inflow[:history], rules))
    for name in ("entries", "caseload", "caseload_at_base", "hours"):
        assert np.array_equal(getattr(after, name), getattr(whole, name)), name


@given(world=worlds, counted=st.booleans())
def test_persons_alone_are_those_beside_their_hours(world, counted):
    rng, history, horizon, paths, longest, _ = world
    inflow = rng.random((history + horizon, paths)) * 1_000.0
    rules = NeedRules(0.5, rng.random(paths), 0.03, longest)
    rules = replace(rules, opening_stock=500.0) if counted else rules
    both, alone = (support(inflow, horizon, rules, EXTENT, hours=hours) for hours in (True, False))
    assert np.array_equal(both.caseload, alone.caseload)
    with pytest.raises(LookupError, match="persons alone"):
        _ = alone.hours
