"""Raw values become typed values or findings, never something in between."""

from __future__ import annotations

import datetime
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.assumptions import Band, Range, Shock, Years, load_register
from forecasting.assumptions.read import SUM_TOLERANCE, Reading, read_value
from forecasting.base.text import LANGUAGES, Texts

REGISTER = load_register()
EVENT = {"from": "2027-02", "to": "2027-12"}

REFUSED: list[tuple[str, Any, str]] = [
    ("funding.state_share", "0,5", "not_a_number"),
    ("funding.state_share", True, "not_a_number"),
    ("funding.state_share", math.nan, "not_a_number"),
    ("funding.state_share", math.inf, "not_a_number"),
    ("funding.state_share", 10**400, "not_a_number"),
    ("funding.state_share", datetime.date(2026, 1, 1), "not_a_number"),
    ("funding.state_share", [0.5], "not_a_number"),
    ("funding.state_share", 50, "range_percent"),
    ("funding.state_share", -0.1, "range"),
    ("funding.rate_graduate", 600_000, "range"),
    ("funding.rate_graduate", [], "dated_form"),
    ("funding.rate_graduate", [{"from": "2027-01-01", "value": 60_000}], "dated_form"),
    ("funding.rate_graduate", [{"from": datetime.date(2027, 1, 1), "value": 60_000}] * 2, "dated_form"),
    ("funding.rate_graduate", {"value": 60_000, "low": 1, "high": 2}, "range_of_decision"),
    ("need.asylum.take_up", {"value": 0.5, "low": 0.6, "high": 0.9}, "range_order"),
    ("need.asylum.take_up", {"value": 0.5, "low": 0.4}, "field_missing"),
    ("need.asylum.take_up", {"value": 0.5, "low": 0.4, "hgih": 0.9}, "field_unknown"),
    ("need.asylum.take_up", {"value": 0.5, "low": 0.4, "high": 1.9}, "range_percent"),
    ("need.asylum.max_months", 24.5, "not_whole"),
    ("need.asylum.max_months", 0, "range"),
    ("need.asylum.max_months", 241, "range"),
    ("uncertainty.assumptions", "false", "not_boolean"),
    ("uncertainty.assumptions", 0, "not_boolean"),
    ("staffing.method", "hour", "not_a_choice"),
    ("staffing.method", 3, "not_a_choice"),
    ("base_month", "2020-13", "not_a_month"),
    ("base_month", 2020, "not_a_month"),
    ("base_month", datetime.date(2020, 12, 1), "not_a_month"),
    ("arrivals.path", "", "not_a_path"),
    ("arrivals.path", 3, "not_a_path"),
    ("groups", "asylum", "groups_form"),
    ("groups", [], "groups_form"),
    ("groups", ["asylum", "asylum"], "group_twice"),
    ("groups", ["all"], "group_name"),
    ("groups", ["a.b"], "group_name"),
    ("housing.asylum.stay_pmf", [0.5, 0.4], "sum_not_one"),
    ("housing.asylum.stay_pmf", [], "sum_not_one"),
    ("housing.asylum.stay_pmf", [0.5, 0.5 + 2e-9], "sum_not_one"),
    ("housing.asylum.stay_pmf", [1.5, -0.5], "share_negative"),
    ("housing.asylum.stay_pmf", 1.0, "not_a_list"),
    ("housing.asylum.stay_pmf", ["1"], "not_a_number"),
    ("housing.asylum.stay_pmf", [1.0] + [0.0] * 300, "list_long"),
    ("budget.outflow", [0.6, 0.5], "sum_above_one"),
    ("budget.outflow", [-0.1], "share_negative"),
    ("staffing.hours_per_month", [[0, 6]], "band_form"),
    ("staffing.hours_per_month", [[6, 6, 1.0]], "band_months"),
    ("staffing.hours_per_month", [[0, 6.5, 1.0]], "band_months"),
    ("staffing.hours_per_month", [[-1, 6, 1.0]], "band_months"),
    ("staffing.hours_per_month", [[0, 6, -1.0]], "range"),
    ("staffing.hours_per_month", [[0, 6, 2.0], [5, 9, 1.0]], "band_overlap"),
    ("staffing.hours_per_month", 2.0, "not_a_list"),
    ("budget.appropriation", 58e6, "not_by_year"),
    ("budget.appropriation", {"27": 58e6}, "not_a_year"),
    ("budget.appropriation", {"²027": 58e6}, "not_a_year"),
    ("budget.appropriation", {"2027": "58 Mio."}, "not_a_number"),
    ("budget.appropriation", {"2027": -1.0}, "range"),
    ("arrivals.shocks", {"from": "2027-01"}, "not_a_list"),
    ("arrivals.shocks", ["x"], "event_form"),
    ("arrivals.shocks", [{"from": "2027-01"}], "field_missing"),
    ("arrivals.shocks", [EVENT | {"faktor": 1.3}], "field_unknown"),
    ("arrivals.shocks", [EVENT | {"from": "2028-01"}], "event_order"),
    ("arrivals.shocks", [EVENT | {"from": "Februar"}], "not_a_month"),
    ("arrivals.shocks", [EVENT | {"add": 700}], "event_add_group"),
    ("arrivals.shocks", [EVENT | {"factor": -1}], "event_size"),
    ("arrivals.shocks", [EVENT | {"group": 3}], "event_group"),
    ("arrivals.shocks", [EVENT | {"factor": "1,3"}], "not_a_number"),
]

ACCEPTED: list[tuple[str, Any, object]] = [
    ("funding.state_share", 1, 1.0),
    ("need.asylum.max_months", 24.0, 24),
    ("need.asylum.take_up", {"value": 0.5, "low": 0.5, "high": 0.5}, 0.5),
    ("uncertainty.assumptions", False, False),
    ("staffing.method", "ratio", "ratio"),
    ("base_month", "2020-12", "2020-12"),
    ("groups", ["asylum", "family"], ("asylum", "family")),
    ("housing.asylum.stay_pmf", [0.3, 0.3, 0.2, 0.1, 0.1], (0.3, 0.3, 0.2, 0.1, 0.1)),
    ("housing.asylum.stay_pmf", [0.5, 0.5 + 5e-10], (0.5, 0.5 + 5e-10)),
    ("staffing.hours_per_month", [], ()),
    ("staffing.hours_per_month", [[6, 18, 1], [0, 6, 2.5]], (Band(0, 6, 2.5), Band(6, 18, 1.0))),
    ("budget.appropriation", {"2028": 58e6, "2027": 57e6}, Years(((2027, 57e6), (2028, 58e6)))),
    ("budget.appropriation", {}, Years()),
    ("arrivals.shocks", [EVENT], (Shock("2027-02", "2027-12"),)),
    ("arrivals.shocks", [EVENT | {"group": "asylum", "add": -7}], (Shock("2027-02", "2027-12", "asylum", add=-7.0),)),
]


def read(key: str, raw: object) -> Reading:
    return read_value(REGISTER[key], key, raw)


@pytest.mark.parametrize(("key", "raw", "message"), REFUSED)
def test_refused(key: str, raw: object, message: str) -> None:
    reading = read(key, raw)
    assert not reading.ok
    assert f"assumptions.{message}" in [finding.key for finding in reading.findings]
    for language in LANGUAGES:
        for finding in reading.findings:
            sentence = finding.sentence(Texts(language))
            assert key in sentence and "{key}" not in sentence and "None" not in sentence


@pytest.mark.parametrize(("key", "raw", "value"), ACCEPTED)
def test_accepted(key: str, raw: object, value: object) -> None:
    reading = read(key, raw)
    assert reading.ok and reading.value == value and type(reading.value) is type(value)


def test_a_value_may_bring_its_range() -> None:
    assert read("need.asylum.take_up", {"value": 0.6, "low": 0.5, "high": 0.7}).range == Range(0.5, 0.6, 0.7)


NOTICED: list[tuple[str, Any, str, str]] = [
    ("funding.rate_graduate", 60.0, "unusual_meant", "60000"),
    ("budget.appropriation", {"2027": 58}, "unusual_meant", "58000000"),
    ("budget.opening_unbound", 40, "unusual_meant", "40000000"),
    ("funding.rate_graduate", 100_000, "unusual", "80.000"),
    ("budget.outflow", [0.6, 0.2], "never_disbursed", "20"),
]


@pytest.mark.parametrize(("key", "raw", "message", "words"), NOTICED)
def test_noticed(key: str, raw: object, message: str, words: str) -> None:
    reading = read(key, raw)
    assert reading.ok and reading.value is not None
    assert [finding.key for finding in reading.findings] == [f"assumptions.{message}"]
    assert words in reading.findings[0].sentence(Texts("de"))


@pytest.mark.parametrize("key", ["budget.opening_unbound", "funding.other_areas", "funding.admin_cost"])
def test_no_money_is_not_unusual(key: str) -> None:
    assert not read(key, 0).findings


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_shares_are_accepted_exactly_where_they_sum_to_one(shares: list[float]) -> None:
    total = math.fsum(shares)
    assert read("housing.asylum.stay_pmf", shares).ok == (abs(total - 1) <= SUM_TOLERANCE)
    assert read("budget.outflow", shares).ok == (total <= 1 + SUM_TOLERANCE)
    if total > 0:
        scaled = [share / total for share in shares]
        assert read("housing.asylum.stay_pmf", scaled).ok


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 12), st.floats(0, 20)), max_size=5))
def test_bands_are_refused_exactly_where_a_month_is_in_two_of_them(rows: list[tuple[int, int, float]]) -> None:
    bands = [[first, first + length, hours] for first, length, hours in rows]
    months = [month for first, length, _ in rows for month in range(first, first + length)]
    assert read("staffing.hours_per_month", bands).ok == (len(months) == len(set(months)))


@given(st.floats(allow_nan=True, allow_infinity=True) | st.integers())
def test_a_number_is_accepted_exactly_where_it_is_possible(number: float) -> None:
    reading = read("staffing.persons_per_fte", number)
    assert reading.ok == (1 <= number <= 1000)
    if reading.ok:
        plausible = 60 <= number <= 120
        assert reading.value == number and bool(reading.findings) != plausible


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


@given(ANYTHING, st.sampled_from(sorted(REGISTER)))
def test_whatever_is_given_is_read_or_refused(raw: object, key: str) -> None:
    reading = read(key, raw)
    assert reading.ok or reading.findings
    for finding in reading.findings:
        assert finding.sentence(Texts("de"))
