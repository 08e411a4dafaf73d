"""Numbers and dates as a German official reads them; a rounded split adds up to its total."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.base.format import Formats

DE, EN = Formats("de"), Formats("en")
MINUS = "\u2212"


@pytest.mark.parametrize(
    ("value", "digits", "german", "english"),
    [
        (0, 0, "0", "0"),
        (1234.5, 1, "1.234,5", "1,234.5"),
        (1_234_567.891, 2, "1.234.567,89", "1,234,567.89"),
        (-1234.5, 1, f"{MINUS}1.234,5", f"{MINUS}1,234.5"),
        (12, 2, "12,00", "12.00"),
    ],
)
def test_numbers_in_both_languages(value, digits, german, english):
    assert DE.number(value, digits) == german
    assert EN.number(value, digits) == english


@pytest.mark.parametrize(
    ("value", "digits", "expected"),
    [
        (0.5, 0, "1"),
        (1.5, 0, "2"),
        (2.5, 0, "3"),
        (-2.5, 0, f"{MINUS}3"),
        (1.005, 2, "1,01"),
        (0.25, 1, "0,3"),
        (2.4999, 0, "2"),
    ],
)
def test_halves_are_rounded_away_from_zero(value, digits, expected):
    assert DE.number(value, digits) == expected


@pytest.mark.parametrize("value", [-0.0, -0.04, -1e-12])
def test_nothing_rounds_to_a_negative_zero(value):
    assert DE.number(value, 1) == "0,0"


@given(value=st.floats(min_value=-1e12, max_value=1e12), digits=st.integers(0, 3))
def test_the_number_read_back_is_within_half_of_the_last_digit(value, digits):
    read = float(DE.number(value, digits).replace(".", "").replace(",", ".").replace(MINUS, "-"))
    assert abs(read - value) <= 0.5 * 10.0**-digits * (1 + 1e-6) + abs(value) * 1e-12


def test_plain_numbers_have_as_many_decimals_as_they_need():
    assert [DE.plain(value) for value in (0.65, 80, 80.39412, 9999, 64000, -0.5)] == [
        "0,65", "80", "80,3941", "9999", "64.000", f"{MINUS}0,5",
    ]  # fmt: skip
    assert DE.plain(0.123456, most=2) == "0,12"


def test_millions_of_euros_have_one_decimal_and_no_unit():
    assert DE.mio(139_600_000) == "139,6"
    assert DE.mio(-49_999) == "0,0"


def test_percent_keeps_its_sign_on_the_line():
    assert DE.percent(0.8) == "80\u00a0%"
    assert EN.percent(0.8) == "80%"
    assert DE.percent(0.5946, 1) == "59,5\u00a0%"


def test_months_and_dates():
    assert (DE.month("2025-12"), EN.month("2025-12")) == ("Dezember 2025", "December 2025")
    assert (DE.month_short("2025-12"), EN.month_short("2025-05")) == ("Dez. 25", "May 25")
    assert [DE.month_end(label) for label in ("2025-12", "2024-02", "2025-02", "2025-04")] == [
        "31.12.2025", "29.02.2024", "28.02.2025", "30.04.2025",
    ]  # fmt: skip
    assert EN.month_end("2025-12") == "31 December 2025"
    assert DE.date(datetime.date(2017, 4, 27)) == "27.04.2017"
