"""The workbook on paper: what a sheet prints, how high rows are, and what LibreOffice makes of all of it."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from openpyxl.workbook import Workbook

from forecasting.assumptions import load_register, load_scenario
from forecasting.base.text import Language, Texts
from forecasting.papers.case import Case
from forecasting.papers.layout.axis_steps import scale
from forecasting.papers.workbook.document import write_xlsx
from forecasting.reports.charts import series
from forecasting.reports.charts.record import axis_end
from forecasting.reports.value_words import value_words
from forecasting.scenarios import outlook
from tests.papers.printed import as_pdf
from tests.papers.workbooks import opened
from tests.reports.worlds import arrivals, result

FOOT = 2  # lines that every page has: the run, and sheet with number
MOST_PAGES = 33
HIGHEST = 409.5  # points that Excel lets a row be high


@lru_cache
def file(language: Language = "de") -> bytes:
    """A workbook of billions, so that numbers are as wide as they get."""
    rich = {"budget.opening_unbound": 987_654_321.0, "budget.appropriation": {2026: 999_999_999.0}}
    return write_xlsx(Case(result(rich), (), None, Texts(language)))  # type: ignore[arg-type]


@lru_cache
def book() -> Workbook:
    return opened(file(), values=True)


def _rows(name: str, label: str) -> list[int]:
    """Rows whose first cell begins with these words."""
    return [row[0].row for row in book()[name].iter_rows(max_col=1) if str(row[0].value).startswith(label)]


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_printed_page_says_something_and_every_number_fits(language: Language, tmp_path: Path):
    pages = [
        page.get_textpage().get_text_range()
        for page in pypdfium2.PdfDocument(as_pdf(file(language), tmp_path, "xlsx"))
    ]
    assert len(pages) <= MOST_PAGES
    for number, words in enumerate(pages, start=1):
        assert "###" not in words, number
        assert len(words.split("\n")) > FOOT, f"page {number} is empty"


def test_no_row_is_higher_than_a_spreadsheet_can_show():
    heights = [(sheet.title, row, shape.height) for sheet in book() for row, shape in sheet.row_dimensions.items()]
    assert [each for each in heights if (each[2] or 0) > HIGHEST] == []
    assert max((height or 0) for sheet, _, height in heights if sheet == "Annahmen") < HIGHEST / 2


def test_a_value_too_long_for_its_row_stands_in_full_below_the_table():
    entry = load_register()["need.origins"]
    whole = value_words(entry, result().resolved.values[entry.key], Texts("de"))
    (place,) = (cell for row in book()["Annahmen"].iter_rows() for cell in row if cell.value == whole)
    (listed,) = (row for row in book()["Annahmen"].iter_rows() if row[-1].value == entry.key)
    assert listed[1].value == "siehe „Lange Werte“ unter der Tabelle" and place.row > listed[1].row
    assert book()["Annahmen"].cell(place.row, 1).value == listed[0].value


def test_rows_that_say_nothing_more_are_not_higher_than_a_line():
    """Years of origin of the residuals have no words of their own on how they are computed."""
    sheet = book()["Ausgaberestekonto"]
    rows = _rows("Ausgaberestekonto", "Entstanden im Jahr")
    assert len(rows) > 40
    assert {sheet.row_dimensions[row].height for row in rows} == {None}


def test_an_index_is_not_headed_by_a_year_that_is_not_its_own():
    sheet = book()["Mittelbedarf"]
    rows = _rows("Mittelbedarf", "Index 20")
    assert sheet.cell(rows[0] - 1, 3).value == "Wert"
    after = next(row for row in range(rows[-1] + 1, sheet.max_row) if sheet.cell(row, 1).value == "Größe")
    assert [cell.value for cell in sheet[after][2:8]] == [2026, 2027, 2028, 2029, 2030, 2031]
    assert after < _rows("Mittelbedarf", "Fördersatz")[0]


def test_months_are_printed_of_persons_and_fte_only():
    sheet = book()["Monatswerte"]
    first, last = map(int, re.findall(r"\$(\d+)", sheet.print_area))
    (head,) = _rows("Monatswerte", "Monat")[1:]  # below the title
    printed = {(row[1].value, row[2].value) for row in sheet.iter_rows(min_row=head + 1, max_row=last)}
    assert first == 1 and last == head + 2 * result().horizon
    assert printed == {("Alle Gruppen", "Personen mit Anspruch"), ("Alle Gruppen", "Benötigte VZÄ")}
    assert sheet.max_row > last, "the other months are in the sheet"


def test_a_sheet_that_is_read_as_a_whole_is_printed_on_one_page():
    once = {
        sheet.title
        for sheet in book()
        if sheet.sheet_properties.pageSetUpPr.fitToPage and sheet.page_setup.fitToHeight is None
    }  # the format's own value: 1
    assert once == {"Lies mich", "Mittelbedarf", "Prüfung"}


def test_the_fan_ends_where_that_of_the_slides_ends_and_no_band_is_cut():
    known = arrivals()
    wide = {group: walks * np.where(np.arange(walks.shape[1]) < 20, 8.0, 1.0) for group, walks in known.paths.items()}
    found = outlook(load_scenario(), replace(known, paths=wide))
    case = Case(found, (), None, Texts("de"))  # type: ignore[arg-type]
    past, ahead = series.caseload_past(case.past), series.caseload_forecast(found)
    _, high, step = scale(0.0, axis_end([*past["value"], *ahead["q50"], *ahead["q90"]]))
    with zipfile.ZipFile(io.BytesIO(write_xlsx(case))) as parts:
        charts = [parts.read(name).decode() for name in parts.namelist() if "/charts/chart" in name]
    (fan,) = (chart for chart in charts if "areaChart" in chart)
    assert float(re.findall(r'<c:valAx>.*?<c:max val="([^"]+)"', fan)[0]) == high
    assert float(re.findall(r'<c:valAx>.*?<c:majorUnit val="([^"]+)"', fan)[0]) == step
    assert float(ahead["q90"].max()) <= high
    assert ">80-%-Intervall<" in fan and "95-%-Intervall" not in fan
