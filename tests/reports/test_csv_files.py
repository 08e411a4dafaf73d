"""A CSV file comes back exactly, in the language of the Excel that opens it, and calculates nothing."""

from __future__ import annotations

import csv as records
import datetime
import io
import math
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.base.text import LANGUAGES, Texts
from forecasting.reports.charts import captions, series
from forecasting.reports.csv_files import (
    csv,
    fan_data,
    fte_data,
    funding_data,
    heading_rows,
    table_data,
    table_notes,
)
from forecasting.reports.frame import Frame, frame
from forecasting.reports.run import identify
from forecasting.reports.tables import BLOCKED, NOTHING, UNKNOWN, forecast_table, funding_table
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
    run = text("reports.file.run", run=identify(found).run_id)
    assert f"{words.source} {words.stand}" == f"{captions.source(found.arrivals, text, by_group=True)} {run}"
    assert {len(row) for row in rows} == {2}


@pytest.mark.parametrize("language", LANGUAGES)
def test_sample_data_and_other_sources_are_named(language):
    text, found = Texts(language), result()
    plain = frame(found, title="T", unit="x", text=text)
    assert (plain.notes, plain.source) == ((), text("reports.chart.source_arrivals"))
    sample = replace(found, arrivals=replace(found.arrivals, sample_data=True))
    words = frame(sample, title="T", unit="x", text=text, notes=("Hinweis.",), origin="Quelle: eigene.")
    assert words.notes == ("Hinweis.", text("reports.file.sample"))
    assert words.source == "Quelle: eigene."


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


TABLES = {"funding": funding_table, "forecast": forecast_table}
WORLDS = {
    "whole years": {},
    "a partial year": {"base": "2025-08", "horizon": 28, "values": {"whole_years": False}},
    "a year in progress, whole": {"base": "2025-08", "horizon": 28},
    "one path": {"paths": 1, "values": {"uncertainty.assumptions": False}},
    "given": {
        "values": {"budget.opening_unbound": 12.3e6, "budget.committed_to_date": 1e6, "whole_years": False},
        "base": "2026-06",
    },
}


def _as_shown(cell: str, language: str) -> float:
    """A number of the page in its unit."""
    group, decimal = (".", ",") if language == "de" else (",", ".")
    plain = cell.strip("<> %\u00a0").replace(group, "").replace(decimal, ".").replace("\u2212", "-")
    return 0.0 if plain == NOTHING else float(plain)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("name", TABLES)
def test_the_file_of_a_table_holds_what_the_page_shows(name, world, language):
    """Rounding apart: a tenth of a million, a whole post, a whole percent, three digits of persons."""
    text, found = Texts(language), result(**WORLDS[world])
    table = TABLES[name](found, text)
    words = frame(found, title=table.title, unit=table.unit or "x", text=text, notes=table_notes(table, text))
    heads, rows = _body(csv(table_data(table, text), words), words, language)
    years = len(table.years)
    assert heads[-years:] == list(table.heads[1:])
    assert heads[0] == text("reports.file.position" if name == "funding" else "reports.file.measure")
    left = iter(rows)
    for line in table.rows:
        row = next(left)
        assert line.label.startswith(row[0].removeprefix(line.number).lstrip())
        if not line.cells:
            assert row[-years:] == [""] * years
            continue
        values = [_number(cell, language) for cell in row[-years:]]
        for value, cell in zip(values, line.cells, strict=True):
            if cell in (UNKNOWN, BLOCKED):
                assert math.isnan(value)
                continue
            slack = {"persons": 0.005 * value + 0.5, "share": 1.0, "fte": 0.5}.get(line.unit, 0.1)
            assert value == pytest.approx(_as_shown(cell, language), abs=slack)
        if any(line.details):
            for end in ("low", "high"):
                row = next(left)
                assert row[2] == text(f"reports.chart.head_{end}", level="80")
                for cell, shown in zip(row[-years:], line.details, strict=True):
                    assert bool(cell) == bool(shown)
                    if shown:
                        part = shown.split(text("reports.table.interval", low="|", high="|").strip("|"))[
                            end == "high"
                        ]
                        slack = (
                            0.005 * _number(cell, language) + 0.5
                            if line.unit == "persons"
                            else 0.5
                            if line.unit == "fte"
                            else 0.1
                        )
                        assert _number(cell, language) == pytest.approx(_as_shown(part, language), abs=slack)
    assert next(left, None) is None
    said = " ".join(table_notes(table, text))
    assert not re.search('[„"][.–x][“"]', said)  # a file has no signs to explain
    assert text("reports.file.exact") in said
    assert text("reports.table.note_rounding") not in said


def test_the_account_in_a_file_adds_up():
    values = {"budget.opening_unbound": 12.3e6, "budget.continued_forms_residual": True}
    table = table_data(funding_table(result(values), GERMAN), GERMAN).set_index("Position")
    years = [column for column in table.columns if column.isdecimal()]
    available, need = (table.loc["3. Summe", years].to_numpy(dtype=float)[row] for row in (0, 1))
    left, uncovered = (
        table[table.index.str.contains(label)][years].to_numpy(dtype=float)[0] for label in ("^III. ", "^Ungedeckter")
    )
    np.testing.assert_allclose(available - need + uncovered, left, atol=1e-9)


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
