"""Step 1 of the recipe: what is refused, filled, cut off or believed, and nothing in silence."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.arrivals import clean
from forecasting.base.errors import InputError
from forecasting.base.periods import parse_month

FIRST = parse_month("2015-01")


def cleaned(values, origin=None):
    origin = FIRST + len(values) - 1 if origin is None else origin
    return clean(FIRST, np.asarray(values, dtype=float), origin, series="a")


def noticed(history):
    return [finding.key.rpartition(".")[2] for finding in history.findings]


def refused(values, origin=None):
    with pytest.raises(InputError) as caught:
        cleaned(values, origin)
    return [finding.key.rpartition(".")[2] for finding in caught.value.findings]


def test_a_whole_series_is_taken_as_it_is():
    history = cleaned(range(40))
    assert history.counts.tolist() == list(range(40))
    assert (history.findings, history.lag, history.short) == ((), 0, False)


def test_twelve_months_are_enough_and_eleven_are_not():
    assert cleaned([5] * 12).months == 12
    assert refused([5] * 11) == ["too_short"]


@pytest.mark.parametrize(("months", "short"), [(12, True), (29, True), (30, False)])
def test_under_thirty_months_is_short_and_says_so(months, short):
    history = cleaned([5] * months)
    assert history.short is short
    assert noticed(history) == (["short"] if short else [])


def test_every_impossible_value_is_named():
    values = [5.0] * 40
    values[3], values[7] = -1.0, np.inf
    with pytest.raises(InputError) as caught:
        cleaned(values)
    assert [finding.values["month"] for finding in caught.value.findings] == ["2015-04", "2015-08"]


def test_a_series_without_a_value_is_refused():
    assert refused([np.nan] * 40) == ["empty"]
    assert refused([5] * 40, FIRST - 1) == ["empty"]


@pytest.mark.parametrize("missing", [1, 2, 3])
def test_up_to_three_months_may_be_missing_at_the_end(missing):
    history = cleaned([5] * 40, FIRST + 39 + missing)
    assert (history.lag, history.months, noticed(history)) == (missing, 40, ["late"])


def test_four_months_missing_at_the_end_are_refused():
    assert refused([5] * 40, FIRST + 43) == ["stale"]
    assert refused([5] * 40 + [np.nan] * 4) == ["stale"]


@pytest.mark.parametrize("gap", [1, 2])
def test_a_short_gap_is_filled_between_its_neighbours_on_the_log_scale(gap):
    values = np.full(40, 9.0)
    values[20 + gap :] = 99.0
    values[20 : 20 + gap] = np.nan
    history = cleaned(values)
    between = [10 ** (1 + step / (gap + 1)) - 1 for step in range(1, gap + 1)]
    assert history.counts[20 : 20 + gap].tolist() == pytest.approx(between)
    assert np.flatnonzero(history.filled).tolist() == list(range(20, 20 + gap))
    assert noticed(history) == ["filled"]


def test_a_gap_of_three_months_cuts_off_what_lies_before_it():
    values = np.full(60, 9.0)
    values[10:12] = np.nan
    values[20:23] = np.nan
    history = cleaned(values)
    assert (history.first_month, history.months, noticed(history)) == (FIRST + 23, 37, ["cut"])


def test_missing_months_before_the_first_value_are_no_cut():
    assert noticed(cleaned([np.nan] * 5 + [9.0] * 40)) == []


@pytest.mark.parametrize("zeros", [1, 2])
def test_one_or_two_zeros_after_a_busy_year_are_not_yet_reported(zeros):
    history = cleaned([20.0] * 40 + [0.0] * zeros)
    assert (history.lag, history.months) == (zeros, 40)
    assert noticed(history) == ["unreported", "late"]


@pytest.mark.parametrize(
    "values", [[20.0] * 40 + [0.0] * 3, [19.0] * 40 + [0.0], [20.0] * 11 + [0.0], [20.0] * 40 + [0.0, 1.0]]
)
def test_other_zeros_are_believed(values):
    history = cleaned(values)
    assert history.months == len(values)
    assert "unreported" not in noticed(history)


@given(st.lists(st.one_of(st.none(), st.floats(0, 1e6)), min_size=1, max_size=60), st.integers(-3, 4))
def test_whatever_is_accepted_is_whole_finite_and_recent(values, beyond):
    try:
        history = cleaned([np.nan if value is None else value for value in values], FIRST + len(values) - 1 + beyond)
    except InputError as error:
        assert error.findings
        return
    assert np.isfinite(history.counts).all() and (history.counts >= 0).all()
    assert history.months >= 12
    assert 0 <= history.lag <= 3


@given(st.lists(st.floats(0, 1e6), min_size=30, max_size=50), st.lists(st.floats(), min_size=0, max_size=9))
def test_nothing_after_the_origin_is_looked_at(past, future):
    alone, with_future = cleaned(past), cleaned(past + future, FIRST + len(past) - 1)
    assert alone.counts.tobytes() == with_future.counts.tobytes()
    assert alone.findings == with_future.findings
