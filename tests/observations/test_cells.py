"""One cell at a time: what German offices write, and what nobody can decide."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.base.format import Formats
from forecasting.base.periods import month_label, parse_month
from forecasting.observations.reading.cells import (
    DayMonth,
    decimal_style,
    grouped,
    number,
    read_month,
    settle_dates,
    undecided,
)


@pytest.mark.parametrize(
    ("text", "style", "value"),
    [
        ("840", None, 840.0),
        ("-5", None, -5.0),
        ("\u22125", None, -5.0),
        ("1.234,5", None, 1234.5),
        ("1.234.567", None, 1234567.0),
        ("1,234.5", None, 1234.5),
        ("0,125", None, 0.125),
        ("12.75", None, 12.75),
        ("1\u00a0234", None, 1234.0),
        ("1 234,5", None, 1234.5),
        ("1.234", "comma", 1234.0),
        ("1.234", "point", 1.234),
        ("1,234", "point", 1234.0),
        ("1.234", None, None),
        ("12.75", "comma", None),
        ("1.23.456", "comma", None),
        ("12 Personen", None, None),
        ("1e3", None, None),
        ("", None, None),
    ],
)
def test_numbers(text: str, style: str | None, value: float | None) -> None:
    assert number(text, style) == value  # type: ignore[arg-type]


@given(st.integers(min_value=0, max_value=10**9), st.integers(min_value=0, max_value=3))
def test_a_formatted_number_reads_back(value: int, digits: int) -> None:
    """What the German formatter writes, the reader understands once the style is known."""
    exact = value / 10**digits
    assert number(Formats("de").number(exact, digits), "comma") == pytest.approx(exact)


@given(st.lists(st.sampled_from(["840", "1.234", "12.345", "7,5", "1.234,25"]), min_size=1))
def test_one_proof_settles_the_whole_file(texts: list[str]) -> None:
    style, clash = decimal_style(texts)
    assert clash is None
    assert style == ("comma" if any("," in text for text in texts) else None)


def test_contradicting_numbers_are_named() -> None:
    assert decimal_style(["1.5", "840", "7,5"]) == (None, ("7,5", "1.5"))


@pytest.mark.parametrize(
    ("texts", "style"),
    [
        (["950", "1.234"], "comma"),
        (["950", "1,234"], "point"),
        (["1.234", "2.345"], None),  # nothing beside it decides
        (["4000", "1.234"], None),  # ungrouped thousands speak against grouping
        (["950", "1.234", "1,234"], None),
    ],
)
def test_whole_numbers_below_a_thousand_settle_a_column_of_persons(texts: list[str], style: str | None) -> None:
    assert grouped(texts) == style


def test_undecided() -> None:
    assert [undecided(text) for text in ("1.234", "1,234", "0.123", "12.34", "1234")] == [True, True, *[False] * 3]


@pytest.mark.parametrize(
    "text",
    [
        "2021-03", "2021-3", "2021/03", "03.2021", "3.2021", "03/2021", "Mrz 21", "Mär 2021", "Mär. 21", "März 2021",
        "Maerz 2021", "Mar-21", "march 2021", "2021-03-01", "2021-03-31", "2021-03-01 00:00:00", "31.03.2021",
    ],
)  # fmt: skip
def test_months(text: str) -> None:
    found = read_month(text)
    assert isinstance(found, int) and month_label(found) == "2021-03"


@given(st.dates(min_value=datetime.date(1970, 1, 1), max_value=datetime.date(2069, 12, 31)))
def test_a_date_is_its_month_on_the_first_and_the_last_day_only(day: datetime.date) -> None:
    at_an_end = day.day == 1 or (day + datetime.timedelta(days=1)).day == 1
    expected = parse_month(f"{day:%Y-%m}") if at_an_end else "day"
    assert read_month(day) == expected == read_month(f"{day:%Y-%m-%d}")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Q1 2021", "month"),
        ("2021", "month"),
        ("13.2021", "month"),
        ("Foo 21", "month"),
        ("44197", "month"),
        ("2021-02-30", "month"),
        ("03/04", "month_question"),
        ("03.04", "month_question"),
        ("15.02.2021", "day"),
        ("2021-02-15", "day"),
    ],
)
def test_no_months(text: str, key: str) -> None:
    assert read_month(text) == key


def test_dates_are_settled_by_the_column_only() -> None:
    first = read_month("01.02.2021")
    assert first == DayMonth(1, 2, 2021)
    german = [DayMonth(1, month, 2021) for month in (2, 3, 4)]
    american = [DayMonth(month, 1, 2021) for month in (2, 3, 4)]
    days = [DayMonth(1, 2, 2021), DayMonth(5, 6, 2021)]
    assert [settle_dates(dates) for dates in ([DayMonth(1, 2, 2021)], german, american, days)] == [
        None,
        True,
        False,
        None,
    ]
