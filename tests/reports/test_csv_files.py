"""A CSV file comes back exactly, in the language of the Excel that opens it, and calculates nothing."""

from __future__ import annotations

import csv as records
import datetime
import io
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.base.text import LANGUAGES, Texts
from forecasting.reports import captions, series
from forecasting.reports.csv_files import csv, fan_data, fte_data, funding_data, heading_rows
from forecasting.reports.frame import Frame, frame
from forecasting.scenarios.hindcast import hindcast
from tests.reports.worlds import result

GERMAN = Texts("de")
FRAME = Frame("Bedarf", "Mio. Euro", "Datenstand: 31.12.2025.", "Quelle: eigene Berechnung.", "Ausgangsszenario")
SIGNS = {"de": (";", ","), "en": (",", ".")}


def _read(content: bytes, language: str) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    text = content.decode("utf-8-sig")
    return list(records.reader(io.StringIO(text, newline=""), delimiter=SIGNS[language][0], strict=True))


def _number(cell: str, language: str) -> float:
    """As Excel of that language reads it; the other language's sign is no number there."""
    other = "." if language == "de" else ","
    assert other not in cell
    return math.nan if cell == "" else float(cell.replace(SIGNS[language][1], "."))


def _body(content: bytes, found: Frame, language: str) -> tuple[list[str], list[list[str]]]:
    rows = _read(content, language)
    above = len(heading_rows(found, Texts(language)))
    return rows[above], rows[above + 1 :]


def _tables(language: str) -> list[tuple[Frame, pd.DataFrame]]:
    text, found, base = Texts(language), result({"budget.opening_unbound": 12.3e6}), result()
    past, ahead = series.caseload_past(hindcast(found.resolved, found.arrivals)), series.caseload_forecast
    words = frame(found, title=text("reports.chart.caseload_title"), unit="x", text=text)
    return [
        (words, fan_data(past, ahead(found), ahead(base), "calculated", text)),
        (words, fan_data(series.arrivals_past(found.arrivals), series.arrivals_forecast(found), None, "x", text)),
        (words, fte_data(series.fte_by_year(found), series.fte_by_year(base), text)),
        (words, funding_data(series.funding_by_year(found), series.funding_by_year(base), text)),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_gives_its_table_back_exactly(language):
    for words, table in _tables(language):
        heads, rows = _body(csv(table, words), words, language)
        assert heads == list(table.columns)
        assert len(set(heads)) == len(heads)
        assert len(rows) == len(table)
        for position, name in enumerate(heads):
            cells = [row[position] for row in rows]
            if table[name].dtype.kind in "fi":
                np.testing.assert_array_equal([_number(cell, language) for cell in cells], table[name].to_numpy())
            elif table[name].dtype.kind == "b":
                yes = Texts(language)("reports.file.yes")
                assert [cell == yes for cell in cells] == table[name].tolist()
            else:
                assert cells == table[name].tolist()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_stand_above_the_table(language):
    text, found = Texts(language), result()
    words = frame(found, title="Titel", unit=text("reports.unit.mio"), text=text, notes=("Hinweis.",), by_group=True)
    rows = _read(csv(pd.DataFrame({"a": [1], "b": [2]}), words), language)
    assert [row[0] for row in rows[:7]] == [
        "Titel",
        text("reports.file.unit", unit=text("reports.unit.mio")),
        text("reports.file.scenario", scenario=found.scenario.title(language)),
        words.stand,
        words.source,
        "Hinweis.",
        "",
    ]
    assert f"{words.source} {words.stand}" == captions.source(found.arrivals, text, by_group=True)
    assert {len(row) for row in rows} == {2}


def test_german_excel_reads_comma_and_semicolon_and_no_thousands():
    table = pd.DataFrame({"Jahr": [2026], "Bedarf": [1234567.25], "klein": [-1.5e-7], "groß": [1e22]})
    lines = csv(table, FRAME).decode("utf-8-sig").split("\r\n")
    assert lines[-2:] == ["2026;1234567,25;-0,00000015;10000000000000000000000", ""]
    assert not any("\n" in line or "\r" in line for line in lines)
    english = csv(table, FRAME, "en").decode("utf-8-sig").split("\r\n")
    assert english[-2] == "2026,1234567.25,-0.00000015,10000000000000000000000"


def test_the_data_are_those_of_the_page():
    found = result({"budget.opening_unbound": 12.3e6})
    account = series.funding_by_year(found)
    table = funding_data(account, None, GERMAN)
    assert table["Mittelbedarf"].tolist() == (account["need"] / 1e6).tolist()
    assert table["Jahr"].tolist() == account["year"].tolist()
    posts = fte_data(series.fte_by_year(found), series.fte_by_year(result()), GERMAN)
    assert posts["Median"].tolist() == series.fte_by_year(found)["q50"].tolist()
    assert posts["Ausgangsszenario (Median)"].tolist() == series.fte_by_year(result())["q50"].tolist()
    past, ahead = series.arrivals_past(found.arrivals), series.arrivals_forecast(found)
    fan = fan_data(past, ahead, None, "estimated", GERMAN)
    assert fan["Monat"].tolist() == [*past["month"], *ahead["month"]]
    assert fan["Median"].tolist() == [*past["value"], *ahead["q50"]]
    assert set(fan["Stand"]) == {"beobachtet", "geschätzt", "Prognose"}
    assert fan["80-%-Intervall, obere Grenze"].isna().sum() == len(past)
    assert fan["80-%-Intervall, obere Grenze"].tolist()[len(past) :] == ahead["q90"].tolist()


def test_a_year_the_base_scenario_does_not_have_is_empty():
    table = fte_data(series.fte_by_year(result()), series.fte_by_year(result(horizon=24)), GERMAN)
    assert table["Ausgangsszenario (Median)"].isna().tolist() == [False, False, True, True, True, True]


@given(st.lists(st.floats(allow_nan=True, allow_infinity=False), min_size=1, max_size=5), st.sampled_from(LANGUAGES))
def test_any_number_comes_back(values, language):
    _, rows = _body(csv(pd.DataFrame({"a": values}), FRAME, language), FRAME, language)
    found = [_number(row[0] if row else "", language) for row in rows]
    np.testing.assert_array_equal(found, [value + 0.0 for value in values])


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12))
def test_any_text_comes_back_or_has_an_apostrophe_in_front(words):
    _, rows = _body(csv(pd.DataFrame({"a": [words], "b": [1]}), FRAME), FRAME, "de")
    assert rows[0][0] in (words, f"'{words}")
    assert not rows[0][0].lstrip().startswith(tuple("=+-@"))


@pytest.mark.parametrize(
    "words", ["=1+1", "+49", "-2", "@SUM(A1)", "\t=1", " =1", "\r=1", "\uff1d1", "=cmd|'/c calc'!A0"]
)
def test_no_text_is_calculated(words):
    table = pd.DataFrame({words: [words], "b": [-2.5]})
    odd = Frame(words, words, words, words, words, (words,))
    content = csv(table, odd)
    heads, rows = _body(content, odd, "de")
    assert heads[0] == rows[0][0] == f"'{words}"
    assert rows[0][1] == "-2,5"
    for row in _read(content, "de"):
        assert not row[0].startswith(tuple("=+-@\t\r")), row


def test_a_sign_that_separates_stands_in_quotes():
    content = csv(pd.DataFrame({'Not;e "x"': ["a;b\nc"]}), FRAME)
    heads, rows = _body(content, FRAME, "de")
    assert (heads, rows) == (['Not;e "x"'], [["a;b\nc"]])


def test_what_is_unknown_is_empty_and_what_is_no_value_is_refused():
    table = pd.DataFrame({"a": [None, "x"], "b": [math.nan, 0.0], "c": [datetime.date(2026, 1, 31), None]})
    assert _body(csv(table, FRAME), FRAME, "de")[1] == [["", "", "2026-01-31"], ["x", "0", ""]]
    with pytest.raises(ValueError, match="infinite"):
        csv(pd.DataFrame({"a": [math.inf]}), FRAME)
    with pytest.raises(TypeError, match="list"):
        csv(pd.DataFrame({"a": [[1]]}), FRAME)
    with pytest.raises(ValueError, match="column"):
        csv(pd.DataFrame(), FRAME)
