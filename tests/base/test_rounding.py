"""Rounded parts add up to the rounded whole, whatever the parts; posts come in steps."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.base.rounding import (
    apportioned,
    largest_remainder,
    posts_up,
    rounded_changes,
    rounded_parts,
    steps_of,
)

WEIGHTS = st.lists(st.floats(min_value=0, max_value=1e7), min_size=1, max_size=60).filter(
    lambda w: math.fsum(w) > 1e-3
)
amounts = st.lists(st.floats(0, 1e9, allow_subnormal=False), min_size=1, max_size=60)


@given(amounts, st.sampled_from([1, 4, 10, 100]))
def test_rounded_parts_add_up_exactly_and_each_is_off_by_less_than_a_step(parts, per_unit):
    found = rounded_parts(parts, per_unit)
    assert sum(found) == steps_of(math.fsum(parts), per_unit)
    for part, steps in zip(parts, found, strict=True):
        assert abs(steps - part * per_unit) < 1 + 0.5 + 1e-6 * max(1.0, part * per_unit)


def test_cents_of_forty_four_equal_parts_add_up():
    found = rounded_parts([1_000_000 / 44] * 44, 100)
    assert sum(found) == 100_000_000
    assert set(found) == {2272727, 2272728}


def test_nothing_is_divided_into_nothing_and_negative_amounts_are_refused():
    assert rounded_parts([0.0, 0.0], 100) == [0, 0]
    with pytest.raises(ValueError, match="0 and more"):
        rounded_parts([1.0, -1.0])
    with pytest.raises(ValueError, match="0 and more"):
        rounded_parts([1.0, math.nan])


@given(st.floats(0, 1e4), st.sampled_from([0.05, 0.25, 0.5, 1.0]))
def test_posts_are_whole_steps_that_suffice_and_none_too_many(fte, step):
    posts = posts_up(fte, step)
    assert posts >= fte - 1e-6
    assert posts - step < fte
    assert posts / step == pytest.approx(round(posts / step), abs=1e-6)


def test_a_rounding_error_takes_no_further_post():
    assert posts_up(0.1 + 0.2, 0.05) == pytest.approx(0.3)
    assert posts_up(2.5 + 1e-12, 0.25) == 2.5


@given(st.floats(-1e3, 1e3), st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=12), st.sampled_from([1, 10, 1e-5]))
def test_a_way_in_whole_steps_arrives_and_no_change_is_off_by_more_than_a_step(start, changes, per_unit):
    first, steps, last = rounded_changes(start, changes, per_unit)
    assert first + sum(steps) == last
    assert abs(first - start * per_unit) <= 0.5 + 1e-6
    assert abs(last - (start + sum(changes)) * per_unit) <= 0.5 + 1e-6
    assert max(abs(step - change * per_unit) for step, change in zip(steps, changes, strict=True)) < 2.0


@given(st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=12), st.integers(-3, 3))
def test_apportioned_steps_add_up_and_none_moves_twice_before_all_have_moved(steps, beside):
    total = round(math.fsum(steps)) + beside
    found = apportioned(steps, total)
    assert sum(found) == total
    moves = [part - math.floor(step + 1e-9) for part, step in zip(found, steps, strict=True)]
    assert max(moves) - min(moves) <= 1
    assert apportioned([], 5) == []


@given(weights=WEIGHTS, total=st.integers(0, 10**10))
def test_a_split_adds_up_and_no_part_is_off_by_one_or_more(weights, total):
    parts = largest_remainder(weights, total)
    assert sum(parts) == total
    whole = math.fsum(weights)
    assert all(abs(part - weight * total / whole) < 1 + 1e-5 for part, weight in zip(parts, weights, strict=True))


@given(weights=st.lists(st.integers(0, 5000), min_size=2, max_size=60).filter(any), total=st.integers(0, 10**8))
def test_who_has_more_never_gets_less(weights, total):
    parts = largest_remainder(weights, total)
    ordered = sorted(zip(weights, parts, strict=True))
    assert all(
        more >= less for (small, less), (large, more) in zip(ordered, ordered[1:], strict=False) if large > small
    )


@given(weights=st.lists(st.integers(0, 5000), min_size=1, max_size=60).filter(any))
def test_whole_numbers_that_fit_stay_as_they_are(weights):
    assert largest_remainder(weights, sum(weights)) == weights


def test_the_2018_allocation_to_four_towns_to_the_euro():
    """58,000,000 EUR over 72,857 counted persons: published 132,149, 10,349, 60,502 and 72,443 EUR."""
    persons = [166, 13, 76, 91]
    parts = largest_remainder([*persons, 72_857 - sum(persons)], 58_000_000)
    assert parts[:4] == [132_149, 10_349, 60_502, 72_443]
    assert sum(parts) == 58_000_000


@pytest.mark.parametrize("weights", [[0, 0], [-1, 2], []])
def test_a_split_needs_something_to_go_by(weights):
    with pytest.raises(ValueError, match="largest_remainder"):
        largest_remainder(weights, 100)
