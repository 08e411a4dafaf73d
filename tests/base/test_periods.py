"""Months are whole numbers inside and "YYYY-MM" at the edges."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.base.errors import InputError
from forecasting.base.periods import month_label, month_range, parse_month, year_of

MONTHS = st.integers(min_value=1000 * 12, max_value=9999 * 12 + 11)


@given(month=MONTHS)
def test_label_and_number_are_the_same_month(month):
    assert parse_month(month_label(month)) == month


@given(month=MONTHS)
def test_the_label_starts_with_the_year(month):
    assert month_label(month)[:4] == str(year_of(month))


def test_december_is_followed_by_january():
    assert month_range(parse_month("2025-11"), 3) == ["2025-11", "2025-12", "2026-01"]
    assert month_range(parse_month("2025-11"), 0) == []
    assert year_of(parse_month("2025-12")) == 2025
    assert year_of(parse_month("2026-01")) == 2026


@pytest.mark.parametrize(
    "label", ["2025-00", "2025-13", "2025-1", "25-01", "2025/01", " 2025-01", "2025-01\n", "", None, 202501]
)
def test_anything_else_is_refused_and_shown(label):
    with pytest.raises(InputError) as error:
        parse_month(label)
    assert error.value.findings[0].key == "base.month"
    assert error.value.findings[0].value == str(label)
