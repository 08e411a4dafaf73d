"""The workbook as a file: what stands where, what may be entered, and what no user can do to it."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np
import pytest
from lxml import etree
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook

from forecasting.assumptions import load_register, load_scenario
from forecasting.base.text import LANGUAGES, Language, Texts
from forecasting.papers.case import Case
from forecasting.papers.native.charts import drawn
from forecasting.papers.native.xml import Palette
from forecasting.papers.sections.figures import caseload_figure, fte_figure, funding_figure
from forecasting.papers.workbook.document import write_xlsx
from forecasting.papers.workbook.inputs import BLOCKS, BY_LAG, BY_YEAR, LEVEL
from forecasting.reports.charts.looks import COLORS
from forecasting.reports.tables import POTENTIALS
from forecasting.reports.typeface import Face
from forecasting.scenarios import outlook
from tests.papers.chart_schema import breaches
from tests.papers.workbooks import PRICES, cells, opened, result_row
from tests.reports.worlds import arrivals, result

FUNCTIONS = {"IF", "MIN", "MAX", "ABS", "INT", "ISNUMBER", "N", "AND", "OR", "SUM", "COUNT", "COUNTIF", "INDEX"}
"""Functions that German and English Excel and LibreOffice share, none of them volatile or new."""

NS = {"c": "http://schemas.openxmlformats.org/drawingml/2006/chart"}

SCARCE = {
    "budget.opening_unbound": 12.5e6,
    "budget.appropriation": {year: 15e6 for year in range(2026, 2032)},
    "funding.rate_graduate": 90_000,
    "funding.rate_vocational": 90_000,
}
HOSTILE = (
    '=HYPERLINK("http://x.invalid","y")', "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(1;1)", "\uff1d1+1", "\t=1", "&L&Z",
    "http://x.invalid", "_x003D_1",
)  # fmt: skip


@lru_cache
def file(language: Language = "de") -> bytes:
    return write_xlsx(compared(language))


def compared(language: Language = "de") -> Case:
    """A scenario beside the base scenario."""
    base = outlook(load_scenario(), arrivals())
    return Case(result(SCARCE), (base,), None, Texts(language))  # type: ignore[arg-type]


@lru_cache
def book(language: Language = "de", *, values: bool = False) -> Workbook:
    return opened(file(language), values=values)


def formulas(found: Workbook) -> list[tuple[str, str, str]]:
    """Sheet, place and text of every formula."""
    return [
        (sheet.title, cell.coordinate, cell.value)
        for sheet in found for row in sheet.iter_rows() for cell in row if cell.data_type == "f"
    ]  # fmt: skip


def test_the_sheets_are_named_in_the_language():
    assert book("de").sheetnames == [
        "Lies mich", "Eingaben", "Mittelbedarf", "Ausgaberestekonto", "Tabelle 2", "Prüfung", "Diagramme",
        "Intervalle", "Monatswerte", "Jahreswerte", "Szenarien", "Annahmen", "Diagrammdaten", "Auswahllisten",
    ]  # fmt: skip
    assert book("en").sheetnames[:4] == ["Read me", "Inputs", "Need", "Residual account"]
    assert book("de").active.title == "Lies mich"


def test_the_same_case_gives_the_same_bytes():
    case = Case(result(SCARCE), (), None, Texts("de"))  # type: ignore[arg-type]
    assert write_xlsx(case) == write_xlsx(case)


@pytest.mark.parametrize("language", ["de", "en"])
def test_formulas_use_only_functions_that_every_office_program_knows(language: Language):
    for sheet, place, formula in formulas(book(language)):
        words = re.sub(r'"[^"]*"', "", formula)
        assert set(re.findall(r"([A-Z][A-Z0-9.]*)\(", words)) <= FUNCTIONS, (sheet, place, formula)
        assert "[" not in words and "#" not in words and "{" not in words, (sheet, place, formula)


def test_every_formula_carries_its_value():
    """A viewer that computes nothing shows numbers, not empty cells."""
    shown = book("de", values=True)
    empty = [(sheet, place) for sheet, place, _ in formulas(book("de")) if shown[sheet][place].value is None]
    assert empty == []


def test_there_are_no_macros_and_no_links_to_anywhere():
    with zipfile.ZipFile(io.BytesIO(file())) as parts:
        names = parts.namelist()
        assert not [name for name in names if "vba" in name.lower() or "externalLink" in name]
        relations = [parts.read(name).decode() for name in names if name.endswith(".rels")]
    assert not [text for text in relations if "External" in text]


def test_nothing_a_user_typed_becomes_a_formula():
    """Names, descriptions and reasons stay texts, also when their cell is edited."""
    honest = outlook(load_scenario().with_values(SCARCE), arrivals(paths=8))
    reasons = dict.fromkeys(SCARCE, HOSTILE[0])
    named = [
        replace(honest, scenario=replace(honest.scenario, name=words, description_de=words, reasons=reasons))
        for words in HOSTILE
    ]
    evil, good = (
        opened(write_xlsx(Case(first, tuple(others), None, Texts("de"))))  # type: ignore[arg-type]
        for first, others in ((named[0], named[1:]), (honest, [honest] * (len(HOSTILE) - 1)))
    )
    assert formulas(evil) == formulas(good)
    for words in HOSTILE:
        said = [
            cell for sheet in evil for row in sheet.iter_rows() for cell in row
            if isinstance(cell.value, str) and words in cell.value and cell.data_type != "f"
        ]  # fmt: skip
        assert "Szenarien" in {cell.parent.title for cell in said}, words
        for cell in said:
            assert cell.data_type == "s" and cell.hyperlink is None
            if cell.value.lstrip().startswith(("=", "+", "-", "@", "\uff1d")):
                assert cell.quotePrefix, (cell.parent.title, cell.coordinate)
    typed = [cell.value for row in evil["Eingaben"].iter_rows() for cell in row if HOSTILE[0] in str(cell.value)]
    assert len(typed) == len(SCARCE) + 1


def test_signs_that_xml_does_not_know_leave_the_file_readable():
    words = "Name\x00\x0b\ud800\ufffe" + "x" * 40_000
    found = result(paths=8)
    odd = replace(found, scenario=replace(found.scenario, name=words, description_de=words))
    book = opened(write_xlsx(Case(odd, (), None, Texts("de"))))  # type: ignore[arg-type]
    assert str(book["Lies mich"]["A2"].value).startswith("Name\ufffd\ufffd\ufffd\ufffdxxx")


def test_every_input_has_a_name_a_mark_and_limits():
    """Each assumption behind cost and funds is an input cell under its own key, with what it takes."""
    found = book("de")
    sheet = found["Eingaben"]
    limited = {
        cell
        for rule in sheet.data_validations.dataValidation
        for part in rule.sqref.ranges
        for cell in _places(part.coord)
    }
    keys = [LEVEL, *(key for block in BLOCKS.values() for key in block), *BY_YEAR, *BY_LAG, *PRICES]
    names = ["funding.pay_rounds", "budget.opening_layers", "fte_median", "fte_planning", "months", *keys]
    for key in names:
        for cell in cells(found, key.replace(".", "_")):
            assert cell.parent.title == "Eingaben"
            assert cell.coordinate in limited, (key, cell.coordinate)
            assert not cell.protection.locked
            assert cell.fill.fgColor.rgb == "FFFFF7D6"
    assert {entry.key for entry in load_register().for_groups(()) if entry.lever == "budget"} <= set(names)
    assert {entry.key for entry in load_register().for_groups(()) if entry.lever == "funding"} <= set(names)


def test_a_choice_offers_exactly_the_words_of_the_register():
    found = book("de")
    sheet = found["Eingaben"]
    for key in (
        "funding.basis",
        "budget.order",
        "funding.surplus",
        LEVEL,
        "funding.rate_index",
        "budget.outflow_source",
    ):
        (cell,) = cells(found, key.replace(".", "_"))
        (rule,) = [rule for rule in sheet.data_validations.dataValidation if cell.coordinate in rule.sqref]
        name, place = rule.formula1.replace("$", "").replace("'", "").split("!")
        offered = [each.value for row in found[name][place] for each in row]
        assert offered == [choice.label("de") for choice in load_register()[key].choices]
        assert cell.value in offered


def test_an_unknown_opening_residual_is_an_empty_cell_and_a_point_in_table_2():
    unknown = opened(write_xlsx(Case(result(paths=8), (), None, Texts("de"))), values=True)  # type: ignore[arg-type]
    assert cells(unknown, "budget_opening_unbound")[0].value is None
    assert [cell.value for cell in cells(unknown, "table2_opening_unbound")][0] == "."
    assert result_row(unknown, "opening_unbound")[0] == 0
    assert any("nicht angegeben" in str(row[1].value) for row in unknown["Lies mich"].iter_rows())


def test_intervals_and_data_are_the_numbers_of_the_paths():
    outcome = result(SCARCE)
    found = book("de", values=True)
    rows = {
        (row[2], row[0]): row[4:14] for row in found["Jahreswerte"].iter_rows(min_row=5, values_only=True) if row[2]
    }
    for place, year in enumerate(outcome.years):
        summary = outcome.yearly["need"].summary[place]
        assert np.allclose(np.array(rows["Mittelbedarf", year.year], dtype=float), summary, rtol=1e-12)
    shown = [
        row for row in found["Intervalle"].iter_rows(values_only=True) if str(row[0]).startswith("Wahrscheinlichkeit")
    ]
    assert shown[0][2:8] == pytest.approx(tuple(outcome.funds_suffice))
    assert shown[1][2:8] == pytest.approx(tuple(outcome.funds_suffice_until))
    months = list(found["Monatswerte"].iter_rows(min_row=5, values_only=True))
    assert len(months) == outcome.horizon * len(outcome.monthly)


def test_a_potential_that_tables_cross_out_is_no_number_in_any_sheet():
    """From 2029 on nothing is budgeted and nothing carried on: nothing could fall."""
    few = result({"budget.appropriation": {"2026": 58e6, "2027": 58e6, "2028": 58e6}})
    assert few.standing[3:] == ("none",) * 3
    found = opened(write_xlsx(Case(few, (result(),), None, Texts("de"))), values=True)  # type: ignore[arg-type]
    labels = {Texts("de")(f"reports.measure.{measure}") for measure in POTENTIALS}
    for measure in POTENTIALS:
        assert [cell == "x" for cell in result_row(found, measure)] == [False] * 3 + [True] * 3
    intervals = [row[2:8] for row in found["Intervalle"].iter_rows(values_only=True)
                 if str(row[0]).split(",")[0] in labels]  # fmt: skip
    assert intervals and all(row[3:] == ("x",) * 3 and "x" not in row[:3] for row in intervals)
    rows = list(found["Szenarien"].iter_rows(values_only=True))
    heads = [at for at, row in enumerate(rows) if str(row[0]).split(",")[0] in labels]
    assert len(heads) == 2
    for at in heads:
        assert rows[at + 1][5:8] == ("x",) * 3 and "x" not in rows[at + 2]  # this scenario and the base
    data = [row for row in found["Jahreswerte"].iter_rows(min_row=5, values_only=True) if row[2] in labels]
    assert len(data) == 12
    assert all((row[4] is None) == (row[0] >= 2029) == (row[-1] is None) for row in data)
    signs = [cell.value for sheet in found for row in sheet.iter_rows() for cell in row if "„x“" in str(cell.value)]
    assert len(signs) >= 2  # explained where it is read


def test_the_charts_read_the_sheet_of_their_numbers_and_say_what_they_show():
    with zipfile.ZipFile(io.BytesIO(file())) as parts:
        charts = [parts.read(name).decode() for name in parts.namelist() if "/charts/chart" in name]
        drawing = parts.read("xl/drawings/drawing1.xml").decode()
    assert len(charts) == 3
    for chart in charts:
        assert set(re.findall(r"<c:f>([^!]+)!", chart)) == {"Diagrammdaten"}
        assert breaches(chart.encode()) == []
    assert len(re.findall(r'descr="[^"]{40,}"', drawing)) == 3
    live = [formula for sheet, _, formula in formulas(book("de")) if sheet == "Diagrammdaten"]
    assert [formula for formula in live if "Ausgaberestekonto" in formula]


def charts(language: Language = "de") -> list[Any]:
    """Need and cover, FTE, and the fan."""
    with zipfile.ZipFile(io.BytesIO(file(language))) as parts:
        return [etree.fromstring(parts.read(f"xl/charts/chart{number}.xml")) for number in (1, 2, 3)]


def looks(root: Any) -> list[tuple[str, bytes, bytes]]:
    """Each series of a chart from the bottom to the top: its name, its fill and line, its mark."""
    return [
        (
            series.findtext("c:tx//c:v", namespaces=NS),
            etree.tostring(series.find("c:spPr", NS)),
            b"" if (mark := series.find("c:marker", NS)) is None else etree.tostring(mark),
        )
        for series in root.iter(f"{{{NS['c']}}}ser")
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_charts_are_those_of_the_slides(language: Language):
    """The same series in the same order with the same fills, lines and marks; the FTE follow the account instead."""
    case = compared(language)
    figures = (funding_figure(case), fte_figure(case), caseload_figure(case))
    face, ours = Face("Arial"), Palette(COLORS)
    for figure, found in zip(figures, charts(language), strict=True):
        size = {"width": 900.0, "height": 350.0, "size": 12.0}
        xml, _ = drawn(figure.chart, palette=ours, text=case.text, face=face, name="X", **size)
        median, live = case.text("reports.chart.median_needed"), case.text("papers.workbook.charts.fte")
        expected = [(name.replace(median, live), *rest) for name, *rest in looks(etree.fromstring(xml))]
        assert looks(found) == expected
        assert found.find("c:lang", NS).get("val")[:2] == language
    assert case.text("reports.file.base_need") in [name for name, *_ in looks(charts(language)[0])]


def test_the_appropriation_is_a_dash_of_its_hue_and_the_posts_have_both_intervals():
    funding, posts, _ = charts()
    marks = {name: mark for name, _, mark in looks(funding)}
    given = marks["Haushaltsansatz"].decode()
    assert '<c:symbol val="dash"/>' in given and COLORS["appropriation"][1:] in given
    said = {"".join(label.itertext()) for label in posts.findall(".//c:dLbl//c:rich", NS)}
    assert {"50-%-Intervall", "80-%-Intervall"} <= said


def test_an_axis_whose_numbers_follow_inputs_has_no_fixed_end():
    ends = [root.find(".//c:valAx/c:scaling/c:max", NS) is not None for root in charts()]
    assert ends == [False, False, True]


def test_what_is_drawn_is_what_stands_in_the_sheet():
    page = book("de", values=True)["Diagrammdaten"]
    for root in charts():
        for series in root.iter(f"{{{NS['c']}}}ser"):
            place = series.findtext("c:val//c:f", namespaces=NS).rpartition("!")[2].replace("$", "")
            points = {int(one.get("idx")): float(one[0].text) for one in series.findall("c:val//c:pt", NS)}
            shown = {row: cell.value for row, (cell,) in enumerate(page[place]) if cell.value is not None}
            assert shown == pytest.approx(points)
            head = series.findtext("c:tx//c:f", namespaces=NS).rpartition("!")[2].replace("$", "")
            assert page[head].value == series.findtext("c:tx//c:v", namespaces=NS)


def test_the_fan_holds_the_true_quantiles_and_areas_that_add_up_to_them():
    rows = list(book("de", values=True)["Diagrammdaten"].iter_rows(values_only=True))
    (head,) = (at for at, row in enumerate(rows) if row[0] == "Monat")
    ahead = [row for row in rows[head + 1 :] if row[2] is not None]  # with a median
    summary = result(SCARCE).monthly["target_caseload", "all"].summary
    quantiles = [5, 3, 4, 6, 7]  # 50, 10, 25, 75 and 90 %
    assert np.allclose(np.array([row[2:7] for row in ahead], dtype=float), summary[:, quantiles])
    first = rows[head].index("Sockel (unsichtbar)")
    stacked = np.array([row[first : first + 4] for row in ahead], dtype=float).cumsum(axis=1)
    assert np.allclose(stacked, summary[:, [3, 4, 6, 7]])


def test_the_sheets_are_ready_to_print():
    for sheet in book("de"):
        assert sheet.page_setup.orientation == "landscape"
        assert str(sheet.page_setup.paperSize) == "9"
        assert "Lauf" in (sheet.oddFooter.left.text or "")
    for name in (
        "Mittelbedarf",
        "Ausgaberestekonto",
        "Tabelle 2",
        "Prüfung",
        "Intervalle",
        "Monatswerte",
        "Annahmen",
    ):
        assert book("de")[name].print_title_rows
        assert book("de")[name].freeze_panes


@pytest.mark.parametrize("name", book("de").sheetnames)
def test_columns_are_wide_enough_for_their_numbers(name: str):
    """A number that does not fit shows as ####."""
    sheet = book("de", values=True)[name]
    widths = {
        place: shape.width for shape in sheet.column_dimensions.values() for place in range(shape.min, shape.max + 1)
    }
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
                width = widths[cell.column]
                digits = len(f"{cell.value:,.2f}") if "0.00" in cell.number_format else len(f"{cell.value:,.0f}")
                assert digits <= width, (cell.coordinate, cell.value)


def test_the_tool_and_the_sheets_agree_when_nothing_is_changed():
    """The comparison with the export shows no change, and every check holds."""
    found = book("de", values=True)
    assert cells(found, "check_all")[0].value == "OK"
    changes = [row for row in found["Prüfung"].iter_rows(values_only=True) if str(row[0]).endswith(": Veränderung")]
    assert len(changes) == 8
    assert {cell for row in changes for cell in row[2:8]} == {0}


def _places(area: str) -> list[str]:
    """Every cell of a range like "C7:H7"."""
    first, _, last = area.partition(":")
    start, end = (re.fullmatch(r"([A-Z]+)(\d+)", part) for part in (first, last or first))
    assert start is not None and end is not None
    columns = [get_column_letter(place) for place in range(1, 60)]
    across = columns[columns.index(start[1]) : columns.index(end[1]) + 1]
    return [f"{column}{row}" for column in across for row in range(int(start[2]), int(end[2]) + 1)]
