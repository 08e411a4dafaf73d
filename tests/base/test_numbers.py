"""Typed numbers are read in the language of the page; what could mean two things is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.base.errors import InputError
from forecasting.base.format import Formats
from forecasting.base.numbers import parse_number
from forecasting.base.text import LANGUAGES, Texts


@pytest.mark.parametrize(
    ("typed", "language", "number"),
    [
        ("60.000", "de", 60_000.0),
        ("60000", "de", 60_000.0),
        ("58,5", "de", 58.5),
        ("1.234.567,89", "de", 1_234_567.89),
        ("\u221220 %", "de", -20.0),
        ("+30", "de", 30.0),
        ("60\u202f000", "de", 60_000.0),
        ("60,000", "en", 60_000.0),
        ("58.5", "en", 58.5),
    ],
)
def test_numbers_of_the_language_are_read(typed, language, number):
    assert parse_number(typed, language) == number


@pytest.mark.parametrize(
    ("typed", "language"),
    [
        ("58.5", "de"), ("1.23", "de"), ("6.00.000", "de"), ("58,5", "en"), ("abc", "de"), ("", "de"), ("1e5", "de"),
        ("nan", "en"), ("--1", "de"), ("1,2,3", "de"), ("9" * 40, "de"), ("５", "de"),
    ],
)  # fmt: skip
def test_anything_else_is_refused_with_an_example(typed, language):
    with pytest.raises(InputError) as refused:
        parse_number(typed, language)
    sentence = refused.value.sentences(Texts(language))[0]
    assert ("58,5" if language == "de" else "58.5") in sentence


@pytest.mark.parametrize("language", LANGUAGES)
@given(number=st.floats(-1e9, 1e9).map(lambda number: round(number, 2)))
def test_what_the_page_writes_it_can_read(language, number):
    assert parse_number(Formats(language).number(number, 2), language) == pytest.approx(number, abs=0.005)
