"""Posts filled with delay: small courses worked by head, and laws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasting.base.years import BudgetYear
from forecasting.budget.friction import FrictionRules, filled_posts, staffed_years

YEAR = (BudgetYear(2026, 0, 12),)


def rules(**changes) -> FrictionRules:
    given = dict(at_start=None, hiring_lag=3, turnover=0.0, notice_months=0, overload=0.1)
    return FrictionRules(**(given | changes))


def test_a_rise_is_met_after_the_time_to_hire():
    """100 posts, 130 from the third month on, three months to hire: filled in the sixth, overloaded for three."""
    needed = np.array([100.0, 100.0, *[130.0] * 10])[:, None]
    filled = filled_posts(needed, rules())
    assert filled[:, 0].tolist() == [100.0] * 5 + [130.0] * 7
    year = staffed_years(needed, filled, YEAR, rules())
    assert year.overload_months[0, 0] == 3
    assert year.vacant[0, 0] == pytest.approx(30 * 3 / 12)
    assert year.filled[0, 0] == pytest.approx((100 * 5 + 130 * 7) / 12)


def test_notice_as_long_as_the_time_to_hire_leaves_no_vacancy_in_the_long_run():
    """Who gives notice three months before is replaced on the day, if hiring takes three months."""
    needed = np.full((60, 1), 100.0)
    told = filled_posts(needed, rules(turnover=0.3, notice_months=3))[-1, 0]
    untold = filled_posts(needed, rules(turnover=0.3, notice_months=0))[-1, 0]
    stays = 0.7 ** (1 / 12)
    assert told == pytest.approx(100.0, abs=0.5)  # those hired leave at the same rate meanwhile
    assert untold == pytest.approx(100.0 / (1 + 3 * (1 - stays)), abs=0.5)


def test_posts_no_longer_needed_end_as_people_leave():
    needed = np.array([100.0, *[50.0] * 11])[:, None]
    assert filled_posts(needed, rules())[:, 0].tolist() == [100.0] * 12
    left = filled_posts(needed, rules(turnover=0.5))[-1, 0]
    assert left == pytest.approx(100.0 * 0.5, rel=0.1)


course = st.lists(st.floats(0, 2_000), min_size=12, max_size=12)


@settings(max_examples=100, deadline=None)
@given(needed=course)
def test_without_delay_and_departures_nobody_is_missing(needed):
    """No time to hire and no turnover: as many as were ever needed, the neutral end of every lever."""
    table = np.array(needed)[:, None]
    filled = filled_posts(table, rules(hiring_lag=0))
    assert filled[:, 0] == pytest.approx(np.maximum.accumulate(needed))
    assert staffed_years(table, filled, YEAR, rules()).overload_months[0, 0] == 0


@settings(max_examples=100, deadline=None)
@given(
    needed=course,
    lag=st.integers(0, 8),
    turnover=st.floats(0, 0.9),
    notice=st.integers(0, 12),
    start=st.none() | st.floats(0, 2_000),
)
def test_nobody_is_hired_out_of_nothing(needed, lag, turnover, notice, start):
    """The staff never grows beyond what was ever needed or there at the start, and is never negative."""
    table = np.array(needed)[:, None]
    filled = filled_posts(table, rules(hiring_lag=lag, turnover=turnover, notice_months=notice, at_start=start))
    assert filled.min() >= 0
    assert filled.max() <= 2.0 * max([*needed, start or 0.0]) + 1e-6
