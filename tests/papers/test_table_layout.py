"""Tables fit their pages in the largest print, and what follows what stands on the right page."""

from __future__ import annotations

from dataclasses import replace

import pytest

from forecasting.base.text import LANGUAGES, Texts
from forecasting.papers.content import Section, Words
from forecasting.papers.layout.flow import Heading, Part, flow
from forecasting.papers.layout.table_layout import ACROSS, INSET, UPRIGHT, lay_out
from forecasting.papers.sections.grids import forecast_grid, funding_grid
from forecasting.reports.grid import FORECAST, Grid, Row, ahead
from forecasting.reports.typeface import NAME, Face, longest_word
from tests.papers import samples

MM = 25.4 / 72
GRIDS = {
    "forecast": lambda: forecast_grid(samples.case()),
    "funding": lambda: funding_grid(samples.case()),
    "districts": samples.districts,
    "wide": samples.wide,
    "words": samples.assumptions,
}


@pytest.mark.parametrize("density", [1.0, 0.8])
@pytest.mark.parametrize("name", GRIDS)
def test_a_table_fills_the_text_and_no_number_is_divided(name: str, density: float):
    grid = GRIDS[name]()
    layout = lay_out(grid, density)
    assert sum(layout.widths) == pytest.approx(ACROSS if layout.across else UPRIGHT)
    assert layout.across == (name == "wide")
    assert layout.size >= 6.5 * density
    for row in grid.rows:
        for cell, room in zip(row.cells, layout.widths[1:], strict=False):
            face = Face(NAME, bold=row.kind in ("sum", "result"))
            needed = longest_word(cell, face, layout.size) if grid.words else face.width(cell, layout.size)
            assert needed * MM <= room - 2 * INSET + 1e-9
    for head, room in zip(grid.heads, layout.widths, strict=True):
        assert longest_word(head, Face(NAME, bold=True), layout.size) * MM <= room - 2 * INSET + 1e-9
    assert not layout.divided


def test_columns_of_numbers_are_equally_wide_where_they_can_be():
    layout = lay_out(funding_grid(samples.case()))
    assert max(layout.widths[1:]) == pytest.approx(min(layout.widths[1:]))


def test_a_wider_table_gets_smaller_print_before_it_lies_down():
    """More and more years: the print shrinks upright, then the page is turned."""
    years = [str(2020 + place) for place in range(30)]

    def grid(columns: int) -> Grid:
        row = Row("Mittelbedarf des Landes", ("1.234,5",) * columns)
        return Grid("g", "", "", ("Position", *years[:columns]), (row,), (), ())

    found = [lay_out(grid(columns)) for columns in range(2, 16)]
    assert [layout.across for layout in found] == sorted(layout.across for layout in found)
    upright = [layout.size for layout in found if not layout.across]
    assert upright == sorted(upright, reverse=True) and upright[0] == 8.5 > upright[-1]
    assert found[-1].across


def test_a_table_too_wide_for_any_page_is_narrowed_to_it():
    row = Row("x", ("1.234.567.890,12",) * 24)
    layout = lay_out(Grid("g", "", "", ("Position", *["Kopf"] * 24), (row,), (), ()))
    assert layout.across and sum(layout.widths) == pytest.approx(ACROSS)


def test_small_print_and_long_words_widen_a_column():
    thin, wide = (Row("x", ("1,0",), details=details) for details in ((), ("Dampfschifffahrtsgesellschaftskapitän",)))
    narrow, broad = (lay_out(Grid("g", "", "", ("", "K"), (row,), (), ())).widths[1] for row in (thin, wide))
    assert broad > narrow


def test_a_heading_stands_on_the_page_of_its_table():
    paper = replace(
        samples.annex(),
        sections=(
            Section("a", "Erstens", (Words(("Wort",)),)),
            Section("b", "Zweitens", (samples.wide(),)),
            Section("c", "Drittens", (samples.wide(), samples.districts())),
        ),
    )
    stretches = flow(paper)
    assert [stretch.across for stretch in stretches] == [False, True, False]
    titles = [[item.title for item in stretch.items if isinstance(item, Heading)] for stretch in stretches]
    assert titles == [["Erstens"], ["Zweitens", "Drittens"], []]


def test_tables_and_figures_are_counted_apart():
    items = [item for stretch in flow(samples.annex()) for item in stretch.items]
    captions = [item.caption for item in items if isinstance(item, Part) and item.caption]
    assert [f"{caption.name} {caption.number}" for caption in captions] == [
        "Abbildung 1", "Abbildung 2", "Tabelle 1", "Abbildung 3", "Tabelle 2", "Tabelle 3", "Tabelle 4", "Tabelle 5",
    ]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_states_of_the_catalogue_are_those_that_mean_forecast(language: str):
    text = Texts(language)
    assert [text(f"papers.state.{name}") in FORECAST for name in ("actual", "plan", "forecast")] == [
        False,
        False,
        True,
    ]


def test_a_row_may_say_itself_what_is_forecast():
    grid = Grid("g", "", "", ("", "2025", "2026"), (), (), (), ("IST", "PROGNOSE"))
    assert ahead(grid, Row("x", ("1", "2"))) == (False, True)
    assert ahead(grid, Row("x", ("1", "2"), forecast=(False, False))) == (False, False)
    assert ahead(grid, Row("x", (), "heading")) == ()
    assert ahead(replace(grid, states=()), Row("x", ("1", "2"))) == (False, False)
