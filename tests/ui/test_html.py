"""Tables as HTML: nothing given gets in as markup, and a screen reader finds the headings."""

from __future__ import annotations

from forecasting.base.text import Texts
from forecasting.reports.grid import Grid, Row, Values
from forecasting.reports.tables import funding_table
from forecasting.ui.html import paragraphs, table_of_grid, table_of_rows
from tests.reports.worlds import result

GERMAN = Texts("de")
EVIL = "<img src=x onerror=alert(1)>"


def test_words_are_escaped():
    row = Row(EVIL, (EVIL,), number=EVIL, details=(EVIL,))
    table = Grid("a", EVIL, EVIL, (EVIL, EVIL), (row,), (EVIL,), (EVIL,), (EVIL,))
    for html in (table_of_grid(table), table_of_rows(EVIL, Values([EVIL], [[EVIL]])), paragraphs([EVIL], "note")):
        assert "<img" not in html
        assert "&lt;img" in html


def test_rows_and_columns_are_headed():
    html = table_of_grid(funding_table(result(), GERMAN))
    assert html.count('<th scope="col">') == 7
    assert html.count('<th scope="row">') == html.count("<tr") - 1
    assert "<caption>Verfügbare Mittel und Mittelbedarf – Rechnung mit dem Median" in html
    assert "§\u00a045 Abs.\u00a03 LHO" in html


def test_columns_of_words_are_marked():
    html = table_of_rows("Titel", Values(["Monat", "Stand", "Wert"], [["2026-01", "Prognose", "1.000"]], (0, 1)))
    assert html.count('class="words"') == 4  # heads and cells
    assert "<td>1.000</td>" in html


def test_numbers_in_a_table_of_words_stay_figures():
    row = Row("Land", ("Prognose", "1.000"))
    html = table_of_grid(Grid("a", "", "", ("", "Stand", "Wert"), (row,), (), words=True, amounts=(2,)))
    assert html.count('class="words"') == 2
    assert "<td>1.000</td>" in html and '<th scope="col">Wert</th>' in html


def test_a_line_does_not_end_within_an_interval():
    assert paragraphs(["x (80-%-Intervall: 1)"], "note") == (
        '<p class="note">x (<span class="whole">80-%-Intervall</span>: 1)</p>'
    )
    head = '<th scope="col">wahrer Wert im <span class="whole">80-%-Intervall</span></th>'
    assert head in table_of_rows("Titel", Values(["Monat", "wahrer Wert im 80-%-Intervall"], [["a", "1"]]))


def test_no_sentence_is_no_paragraph():
    assert paragraphs([], "note") == ""
