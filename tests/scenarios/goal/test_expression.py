"""Targets: what is read, what is refused and where, and what several years and probabilities mean."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.base.errors import InputError
from forecasting.scenarios.goal.expression import (
    EUROS,
    MEASURES,
    POSTS,
    RESIDUALS_ALONE,
    Comparison,
    Target,
    check,
    parse,
    reached,
    value_of,
)
from tests.reports.worlds import result

YEARS = range(2026, 2032)


@pytest.fixture(scope="module")
def world():
    return result({"budget.opening_unbound": 40e6, "budget.appropriation": {"2026": 20e6, "2027": 20e6}})


@pytest.mark.parametrize(
    ("words", "target"),
    [
        ("need[2026] <= 40e6", Target("account", "need", 2026, 2026, Comparison("<=", 40e6))),
        ("mean(fte[2027])<700", Target("mean", "fte", 2027, 2027, Comparison("<", 700.0))),
        ("closing_unbound >= 1_000_000", Target("account", "closing_unbound", None, None, Comparison(">=", 1e6))),
        (
            "P( shortfall[..2028] ≤ 0 ) ≥ 90 %",
            Target("probability", "shortfall", None, 2028, Comparison(">=", 0.9), Comparison("<=", 0.0)),
        ),
        (
            "P(reduction_potential[2027..] > -5e6) > 0.5",
            Target("probability", "reduction_potential", 2027, None, Comparison(">", 0.5), Comparison(">", -5e6)),
        ),
        ("need[2026..2028] > 1", Target("account", "need", 2026, 2028, Comparison(">", 1.0))),
    ],
)
def test_what_is_read(words, target):
    assert parse(words) == target


targets = st.builds(
    Target,
    st.sampled_from(["account", "mean"]),
    st.sampled_from(MEASURES),
    st.none() | st.integers(1000, 9999),
    st.none() | st.integers(1000, 9999),
    st.builds(Comparison, st.sampled_from(["<=", ">=", "<", ">"]), st.floats(-1e12, 1e12)),
)


@given(targets)
def test_what_is_written_is_read_again(target):
    assert parse(str(target)) == target


@pytest.mark.parametrize(
    ("words", "key", "place"),
    [
        ("", "scenarios.target_ends", 1),
        ("need", "scenarios.target_ends", 5),
        ("need[2026] <=", "scenarios.target_ends", 14),
        ("P(shortfall <= 0)", "scenarios.target_ends", 18),
        ("P(shortfall <= 0 >= 0.9", "scenarios.target_form", 18),
        ("need[26] <= 1", "scenarios.target_form", 6),
        ("need[] <= 1", "scenarios.target_form", 6),
        ("need[2026 <= 1", "scenarios.target_form", 11),
        ("need = 4", "scenarios.target_form", 6),
        ("need <= 0,9", "scenarios.target_form", 10),
        ("need <= 4 and 1", "scenarios.target_form", 11),
        ("need <= __import__('os')", "scenarios.target_form", 9),
        ("mean(need) <= 4 + 4", "scenarios.target_form", 17),
        ("neeed <= 4", "scenarios.target_measure", 1),
        ("P(neeed <= 4) > 0", "scenarios.target_measure", 3),
        ("need <= 60.000", "scenarios.target_grouped", 9),
        ("need <= 40.000.000", "scenarios.target_grouped", 9),
    ],
)
def test_where_a_target_stops_making_sense(words, key, place):
    with pytest.raises(InputError) as refused:
        parse(words)
    (finding,) = refused.value.findings
    assert (finding.key, finding.values["place"]) == (key, place)
    assert str(place) in str(refused.value)


@given(st.text(max_size=40) | st.text(alphabet="P(need[2026].<= %)mean1e", max_size=30))
def test_anything_else_is_refused_in_a_sentence(words):
    try:
        parse(words)
    except InputError as refused:
        assert str(refused)


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("need[2025] <= 1", "scenarios.target_year"),
        ("need[2028..2027] <= 1", "scenarios.target_years"),
        ("caseload_mean[2027] <= 1", "scenarios.target_account"),
        ("P(need <= 1) >= 90", "scenarios.target_probability"),
    ],
)
def test_what_the_horizon_and_the_account_do_not_have(words, key):
    with pytest.raises(InputError) as refused:
        check(parse(words), YEARS)
    assert [finding.key for finding in refused.value.findings] == [key]
    assert str(refused.value)


def test_every_measure_has_a_value_and_the_account_has_those_of_posts_and_euros(world):
    for measure in MEASURES:
        assert np.isfinite(value_of(parse(f"mean({measure}[2026]) <= 1"), world)), measure
    assert set(world.yearly) | {RESIDUALS_ALONE} == set(MEASURES)
    assert set(world.account.measures) | {RESIDUALS_ALONE} == {*POSTS, *EUROS}


def test_over_several_years_the_year_that_decides_counts(world):
    need, paths = world.account.measures["need"], world.yearly["need"].values
    assert value_of(parse("need <= 1"), world) == need.max()
    assert value_of(parse("need >= 1"), world) == need.min()
    assert value_of(parse("need[..2027] <= 1"), world) == need[:2].max()
    assert value_of(parse("mean(need[2028..]) <= 1"), world) == paths[2:].mean(axis=1).max()
    limit = float(np.median(paths))
    assert value_of(parse(f"P(need <= {limit!r}) >= 0.5"), world) == (paths <= limit + 1e-6).all(axis=0).mean()


def test_a_probability_counts_a_shortfall_of_less_than_a_cent_as_none(world):
    assert value_of(parse("P(shortfall[..2028] <= 0) >= 0.5"), world) == world.funds_suffice_until[2]
    assert value_of(parse("P(shortfall[2028] > 0) >= 0.5"), world) == pytest.approx(1 - world.funds_suffice[2])


def test_residuals_alone_last_as_long_as_the_outlook_says(world):
    """The residual outlasts the year on the very paths whose month of exhaustion lies behind it."""
    for row, year in enumerate(world.years):
        lasting = (world.exhaustion >= year.stop).mean()
        assert value_of(parse(f"P(residuals_alone[{year.year}] >= 0) >= 0.5"), world) == pytest.approx(lasting), row


def test_a_goal_is_met_at_the_limit_only_where_the_sign_says_so():
    assert reached(parse("need <= 40e6"), 40e6 + 1e-7)
    assert not reached(parse("need < 40e6"), 40e6 - 1e-7)
    assert reached(parse("P(need <= 1) >= 0.9"), 1800 / 2000)
    assert not reached(parse("need <= 1"), float("nan"))
    assert not reached(parse("need >= 1"), float("nan"))
