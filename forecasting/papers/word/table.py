"""A table of an official paper as a Word table: its head comes again on each page, its rows don't break."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby

from docx.document import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from forecasting.papers.layout.table_layout import DETAIL, NUMBER, TableLayout
from forecasting.papers.layout.xml_words import writable
from forecasting.papers.word.styles import HAIRLINE, INK, TABLE, TINT
from forecasting.papers.word.xml import (
    Border,
    add_words,
    describe_table,
    element,
    put,
    repeat_row,
    set_borders,
    set_shade,
)
from forecasting.reports.grid import FORECAST, Grid, Row, ahead, leans_right

__all__ = ["add_table"]

TOGETHER = {False: 140.0, True: 90.0}
"""Height in millimetres up to which a table stays on one page, upright and across: about half of it."""

BEGIN = 4
"""Rows that a longer table has at least on its first page."""

TOP, BOTTOM = WD_CELL_VERTICAL_ALIGNMENT.TOP, WD_CELL_VERTICAL_ALIGNMENT.BOTTOM
LEFT, CENTER, RIGHT = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
RULE = 0.75
LINES: dict[str, tuple[Border, ...]] = {
    "sum": (("top", 0.5, INK),),
    "result": (("top", 0.5, INK), ("bottom", 0.5, INK)),
}


def add_table(document: Document, styles: Mapping[str, str], grid: Grid, layout: TableLayout, caption: str) -> Table:
    """The table at the end of the document.

    Args:
        styles: id by name.
        caption: words above it, for readers who go from table to table.
    """
    table: Table = document.add_table(0, len(grid.heads))
    table.style = document.styles[TABLE]
    table.alignment = WD_TABLE_ALIGNMENT.LEFT
    table.autofit = False
    _look(table)
    for column, width in zip(table.columns, layout.widths, strict=True):
        column.width = Mm(width)
    describe_table(table._tbl, writable(caption), writable("; ".join(filter(None, (*grid.heads, grid.unit)))))
    size = round(2 * layout.size) / 2
    _head(table, styles, grid, layout, size)
    together = layout.high <= TOGETHER[layout.across]
    for number, row in enumerate(grid.rows):
        cells = _row(table, layout, head=False)
        _body(cells, styles, grid, row, size)
        if together or number < BEGIN:
            for paragraph in (paragraph for cell in cells for paragraph in cell.paragraphs):
                paragraph.paragraph_format.keep_with_next = True
    return table


def _look(table: Table) -> None:
    """First row and first column are heads, rows are not striped."""
    look = element("w:tblLook", val="0480", firstRow=1, lastRow=0, firstColumn=1, lastColumn=0, noHBand=1, noVBand=1)
    put(table._tbl.tblPr, look, ("w:tblCaption", "w:tblDescription"))


def _row(table: Table, layout: TableLayout, *, head: bool) -> list[_Cell]:
    row = table.add_row()  # type: ignore[no-untyped-call]
    repeat_row(row._tr, head=head)
    cells = list(row.cells)
    for cell, width in zip(cells, layout.widths, strict=True):
        cell.width = Mm(width)
    return cells


def _head(table: Table, styles: Mapping[str, str], grid: Grid, layout: TableLayout, size: float) -> None:
    """States over their columns, the names of the columns, the unit under them."""
    lines = [_row(table, layout, head=True)]
    if grid.states:
        start = 1
        for state, same in groupby(grid.states):
            end = start + len(list(same))
            cell = lines[0][start].merge(lines[0][end - 1])
            paragraph = _say(cell, state, styles["Tabellenkopf"], size * 0.88, CENTER)
            if state in FORECAST:
                paragraph.runs[0]._r.style = styles["Prognose"]
            set_borders(cell._tc, (("top", RULE, INK), ("bottom", 0.4, HAIRLINE)))
            start = end
        lines.append(_row(table, layout, head=True))
    for column, (cell, name) in enumerate(zip(lines[-1][1:], grid.heads[1:], strict=True), start=1):
        _say(cell, name, styles["Tabellenkopf"], size, RIGHT if leans_right(grid, column) else LEFT)
        above = 0.0 if grid.states else RULE
        set_borders(cell._tc, (("top", above, INK), ("bottom", 0.0 if grid.unit else RULE, INK)))
        cell.vertical_alignment = BOTTOM
    if grid.unit and len(grid.heads) > 1:
        lines.append(_row(table, layout, head=True))
        cell = lines[-1][1].merge(lines[-1][-1])
        paragraph = _say(
            cell, grid.unit, styles["Tabellenkopf"], size * 0.88, CENTER if len(grid.heads) > 2 else RIGHT
        )
        paragraph.runs[0].bold = False
        set_borders(cell._tc, (("top", 0.4, HAIRLINE), ("bottom", RULE, INK)))
    first = lines[0][0].merge(lines[-1][0]) if len(lines) > 1 else lines[0][0]
    _say(first, grid.heads[0], styles["Tabellenkopf"], size, LEFT)
    for line in lines:
        line[0].vertical_alignment = BOTTOM
        set_borders(line[0]._tc, (("top", RULE, INK), ("bottom", RULE, INK)))


def _body(cells: list[_Cell], styles: Mapping[str, str], grid: Grid, row: Row, size: float) -> None:
    strong = row.kind != "item"
    lines = LINES.get(row.kind, ())
    first = cells[0] if row.cells else cells[0].merge(cells[-1])
    _label(first, styles["Tabellentext"], row, size, strong=strong)
    set_borders(first._tc, lines)
    if not row.cells:
        return
    details = row.details or ("",) * len(row.cells)
    beside = TOP if grid.words or any(details) else BOTTOM
    shown = zip(cells[1:], row.cells, details, ahead(grid, row), strict=True)
    for column, (cell, words, detail, forecast) in enumerate(shown, start=1):
        cell.vertical_alignment = beside
        style = styles["Tabellenzahl" if leans_right(grid, column) else "Tabellentext"]
        paragraph = _say(cell, words, style, size)
        run = paragraph.runs[0]
        run.bold = strong or None
        if forecast:
            run._r.style = styles["Prognose"]
            set_shade(cell._tc, TINT)
        if detail:
            run.add_break()
            small = add_words(paragraph, detail, styles["Nebenangabe"])
            small.font.size = Pt(_half(DETAIL * size))
            small.italic = forecast or None
        set_borders(cell._tc, lines)


def _label(cell: _Cell, style: str, row: Row, size: float, *, strong: bool) -> None:
    words = f"{row.number}\t{row.label}" if row.number else row.label
    paragraph = _say(cell, words, style, size)
    paragraph.runs[0].bold = strong or None
    if row.number:
        form = paragraph.paragraph_format
        form.left_indent, form.first_line_indent = Pt(NUMBER * size), -Pt(NUMBER * size)


def _say(cell: _Cell, words: str, style: str, size: float, side: WD_ALIGN_PARAGRAPH | None = None) -> Paragraph:
    paragraph: Paragraph = cell.paragraphs[0]
    paragraph._p.style = style
    run = add_words(paragraph, words)
    run.font.size = Pt(_half(size))
    if side is not None:
        paragraph.alignment = side
    return paragraph


def _half(points: float) -> float:
    """Word counts sizes in half points."""
    return round(2 * points) / 2
