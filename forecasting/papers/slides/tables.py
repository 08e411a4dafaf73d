"""Tables as native tables of a slide: rules instead of boxes, numbers to the right, what is forecast on a tint."""

from __future__ import annotations

from typing import Any

from lxml import etree
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.oxml.xmlchemy import OxmlElement
from pptx.table import Table, _Cell
from pptx.util import Emu, Pt

from forecasting.base.text import Language
from forecasting.papers.layout.columns import hanging
from forecasting.papers.slides.table_layout import INSET, RISE, Part
from forecasting.papers.slides.text import add_words
from forecasting.reports.grid import Grid, Row, ahead, leans_right

__all__ = ["columns_of_facts", "fill_table", "place_table"]

PLAIN_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # without fills and grid; rules are set here
THICK, THIN, HAIR = 1.25, 0.75, 0.5  # points


def place_table(placeholder: Any, part: Part) -> tuple[Any, Table]:
    """The frame and the table in the place that the layout keeps for it."""
    grid = part.grid
    frame = placeholder.insert_table(rows=len(grid.rows) + 1, cols=len(grid.heads))
    table = frame.table
    for column, width in enumerate(part.widths):
        table.columns[column].width = Pt(width)
    for row, height in enumerate(part.heights):
        table.rows[row].height = Pt(height)
    return frame, table


def fill_table(table: Table, part: Part, *, language: Language, head: bool = True) -> None:
    """Write heads and cells; without heads the first row is left out of the table.

    The table knows its row of heads and its column of labels, so that programs that read aloud name them.
    """
    grid, size = part.grid, part.form.print
    table.first_row, table.first_col, table.horz_banding = head, True, False
    for style in table._tbl.iter(qn("a:tableStyleId")):
        style.text = PLAIN_STYLE
    marked = [ahead(grid, row) for row in grid.rows if row.cells]
    tinted = [False, *(any(column) for column in zip(*marked, strict=True))] if marked else [False] * len(grid.heads)
    for column, words in enumerate(grid.heads):
        cell = table.cell(0, column)
        state = grid.states[column - 1] if column and grid.states else ""
        align = PP_ALIGN.RIGHT if column and leans_right(grid, column) else PP_ALIGN.LEFT
        paragraph = cell.text_frame.paragraphs[0]
        if state:
            add_words(paragraph, state, language=language, size=size.detail, bold=False, align=align)
            paragraph = cell.text_frame.add_paragraph()  # type: ignore[no-untyped-call]
        add_words(paragraph, words, language=language, size=size.cell, bold=True, align=align)
        _settle(cell, anchor=MSO_ANCHOR.TOP if state else MSO_ANCHOR.BOTTOM)
        _looks(cell, tint=bool(grid.states) and tinted[column], rules={"T": (THICK, "tx1"), "B": (THICK, "tx1")})
    for number, row in enumerate(grid.rows, start=1):
        _fill_row(table, number, row, part, language=language)
    if not head:
        table._tbl.remove(table._tbl.tr_lst[0])


def _fill_row(table: Table, number: int, row: Row, part: Part, *, language: Language) -> None:
    grid, size = part.grid, part.form.print
    strong = row.kind != "item"
    last = number == len(grid.rows)
    rules = {"B": (THICK, "tx1") if last else (HAIR, "bg1")}
    if row.kind in ("sum", "result"):
        rules["T"] = (THIN, "tx2")
    label = table.cell(number, 0)
    words = f"{row.number} {row.label}" if row.number else row.label
    paragraph = label.text_frame.paragraphs[0]
    add_words(paragraph, words, language=language, size=size.cell, bold=strong, align=PP_ALIGN.LEFT)
    if row.number:
        indent = Pt(hanging(row, part.form))
        paragraph._p.get_or_add_pPr().set("marL", str(indent))
        paragraph._p.get_or_add_pPr().set("indent", str(-indent))
    _settle(label)
    _looks(label, tint=False, rules=rules)
    if not row.cells:
        if len(grid.heads) > 1:
            label.merge(table.cell(number, len(grid.heads) - 1))
        return
    for column, (words, forecast) in enumerate(zip(row.cells, ahead(grid, row), strict=True), start=1):
        cell = table.cell(number, column)
        align = PP_ALIGN.RIGHT if leans_right(grid, column) else PP_ALIGN.LEFT
        italic = True if forecast and row.forecast else None
        paragraph = cell.text_frame.paragraphs[0]
        add_words(paragraph, words, language=language, size=size.cell, bold=strong, italic=italic, align=align)
        if row.details and row.details[column - 1]:
            detail = cell.text_frame.add_paragraph()  # type: ignore[no-untyped-call]
            add_words(detail, row.details[column - 1], language=language, size=size.detail, bold=False, align=align)
        _settle(cell)
        _looks(cell, tint=forecast, rules=rules)


def _settle(cell: _Cell, anchor: MSO_ANCHOR = MSO_ANCHOR.TOP) -> None:
    cell.margin_left = cell.margin_right = Pt(INSET)
    cell.margin_top = cell.margin_bottom = Pt(RISE)
    cell.vertical_anchor = anchor
    cell.text_frame.word_wrap = True


def _looks(cell: _Cell, *, tint: bool, rules: dict[str, tuple[float, str]]) -> None:
    """Rules above and below and the ground of a cell, in colours of the theme."""
    properties = cell._tc.get_or_add_tcPr()
    for side in ("L", "R", "T", "B"):
        line = etree.SubElement(properties, qn(f"a:ln{side}"))
        if side not in rules:
            line.set("w", "0")
            etree.SubElement(line, qn("a:noFill"))
            continue
        width, color = rules[side]
        line.set("w", str(Emu(Pt(width))))
        fill = etree.SubElement(line, qn("a:solidFill"))
        paint = etree.SubElement(fill, qn("a:schemeClr"))
        paint.set("val", color)
        if color == "bg1":  # a rule that only leads the eye
            etree.SubElement(paint, qn("a:lumMod")).set("val", "80000")
    if tint:
        fill = etree.SubElement(properties, qn("a:solidFill"))
        etree.SubElement(fill, qn("a:schemeClr")).set("val", "bg2")
    else:
        properties.append(OxmlElement("a:noFill"))


def columns_of_facts(rows: tuple[tuple[str, str], ...]) -> Grid:
    """Names and what they mean as a table of words without heads."""
    return Grid("facts", "", "", ("", ""), tuple(Row(name, (words,)) for name, words in rows), (), (), words=True)
