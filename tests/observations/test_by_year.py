"""A group known by calendar years: what tells that it is, its level, and how far a year may lie from it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.observations.months.by_year import held, level_of, middle, years_of
from forecasting.observations.months.figure import Figure

JANUARY = 2021 * 12
MONTHS = 30
UNKNOWN = ("disaggregated",) * 24 + ("extrapolated",) * 6


def span(begin: int, months: int, low: float, high: float) -> Figure:
    weights = np.zeros(MONTHS)
    weights[begin : begin + months] = 1.0
    return Figure("figure", weights, low, high)


FIRST, SECOND = span(0, 12, 100.0, 200.0), span(12, 12, 300.0, 300.0)


def test_an_interval_counts_as_its_middle_and_a_bound_tells_no_level() -> None:
    assert years_of([SECOND, FIRST, span(0, 5, 40.0, math.inf)], UNKNOWN, JANUARY) == (150.0, 300.0)
    assert (middle(FIRST).low, middle(FIRST).high) == (150.0, 150.0)
    assert middle(span(0, 5, 40.0, math.inf)).high == math.inf


@pytest.mark.parametrize(
    ("figures", "status", "first"),
    [
        ([FIRST, SECOND], ("observed", *UNKNOWN[1:]), JANUARY),
        ([FIRST, SECOND, span(0, 6, 50.0, 60.0)], UNKNOWN, JANUARY),
        ([FIRST, SECOND], UNKNOWN, JANUARY + 1),
        ([FIRST], UNKNOWN, JANUARY),
        ([FIRST, span(12, 18, 300.0, 300.0)], UNKNOWN, JANUARY),
    ],
    ids=["a month", "a half-year", "not from January", "one year", "more than a year"],
)
def test_whoever_knows_more_or_less_than_years_is_not_known_by_year(
    figures: list[Figure], status: tuple[str, ...], first: int
) -> None:
    assert years_of(figures, status, first) == ()


def test_level_and_spread_of_humanitarian_admission() -> None:
    """Four years: t(3) at 90 % is 1.6377; 80 % of the years to come between 930 and 4,240 persons."""
    years = [1460.0, 3400.0, 1396.0, 2215.0]
    level, deviation = level_of(years)
    logs = np.log1p(np.array(years) / 12)
    assert level == pytest.approx(logs.mean())
    assert deviation * 1.2815516 == pytest.approx(1.6377444 * logs.std(ddof=1) * math.sqrt(5 / 4), rel=1e-6)
    ends = [12 * math.expm1(level + sign * 1.2815516 * deviation) for sign in (-1, 1)]
    assert ends == pytest.approx([920, 4240], abs=15)


@given(st.lists(st.floats(10, 1e5), min_size=2, max_size=8), st.randoms())
def test_the_order_of_the_years_tells_nothing(years: list[float], random: object) -> None:
    mixed = list(years)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert level_of(mixed) == pytest.approx(level_of(years), abs=1e-12)


def test_after_the_last_year_the_months_move_together() -> None:
    values, loadings = held(np.full(MONTHS, 5.0), np.ones((MONTHS, 2)), 23, (150.0, 300.0))
    level, deviation = level_of((150.0, 300.0))
    assert values[:24].tolist() == [5.0] * 24 and values[24:] == pytest.approx(np.full(6, math.expm1(level)))
    assert loadings.shape == (MONTHS, 3) and not loadings[:24, 2].any() and not loadings[24:, :2].any()
    assert loadings[24:, 2] == pytest.approx(np.full(6, math.expm1(level) * deviation))
