"""The workbook as a place to write on: sheets in their order, cell styles, page set-up, names and input cells.

Every text is written as text, whatever it begins with; formulas come from `formula` only. Number formats are in
the codes of the file format, which every Excel shows in the language of its user.
"""

from __future__ import annotations

import datetime
import io
import math
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import quote_sheetname, xl_range_abs, xl_rowcol_to_cell

from forecasting.base.cells import is_formula
from forecasting.base.text import Texts
from forecasting.base.theme import ACCENT, GREY, INK, SHADE
from forecasting.papers.layout.xml_words import writable
from forecasting.papers.workbook.formula import Cell, Expr, Scalar, named

__all__ = ["SHEETS", "Book", "Sheet"]

SHEETS = (
    "readme", "inputs", "need", "account", "table2", "checks", "charts", "intervals", "monthly", "yearly",
    "scenarios", "assumptions", "chart_data", "lists",
)  # fmt: skip
"""Sheets in their order; `papers.workbook.sheet.<key>` names them."""

HEAD_FILL, INPUT_FILL = "#E5E7EB", "#FFF7D6"
LONGEST = 32_000  # characters of a cell; Excel takes 32,767
DAY_ZERO = datetime.date(1899, 12, 30)
"""Day that a spreadsheet counts from."""

FONT: dict[str, Any] = {"font_name": "Arial", "font_size": 10, "font_scheme": "none"}
POINT = 0.75  # of a pixel
LINE_HEIGHT, LETTERS, BOLD = 12.75, 1.14, 0.85  # points of a line; letters in the width of a digit, and bold ones
HIGHEST_ROW = 409.0  # points that Excel lets a row be high
HARMLESS = ("number_stored_as_text", "formula_differs", "formula_range", "empty_cell_reference")
"""What Excel would mark in a cell though it is meant so."""

TAB_COLORS = {"inputs": "#E3B505", **dict.fromkeys(("need", "account", "table2", "checks", "charts"), ACCENT)}
TITLE_LENGTH, MESSAGE_LENGTH = 32, 255  # of what Excel says beside an input

NUMBERS: Mapping[str, str] = {
    "plain_euro": "#,##0",
    "euro": '#,##0;"\u2212"#,##0;"\u2013"',
    "mio": '#,##0.0;"\u2212"#,##0.0;"\u2013"',
    "cent": '#,##0.00;"\u2212"#,##0.00;"\u2013"',
    "fte": '#,##0.00;"\u2212"#,##0.00;"\u2013"',
    "fte1": '#,##0.0;"\u2212"#,##0.0;"\u2013"',
    "persons": '#,##0;"\u2212"#,##0;"\u2013"',
    "ratio": '#,##0.0000;"\u2212"#,##0.0000;"\u2013"',
    "percent": '0.0%;"\u2212"0.0%;0%',
    "chance": "0.00%",
    "whole": "0",
    "data": "#,##0.00",
    "year": "0",
    "part_year": '0"*"',
    "date": "dd.mm.yyyy",
    "month": "mm/yyyy",
}
"""Formats by name; an amount that is exactly zero is a dash, as official tables have it."""

INSET: Mapping[str, Any] = {"align": "left", "indent": 1}
LINES: Mapping[str, Any] = {"text_wrap": True, "valign": "top"}
HEAD: Mapping[str, Any] = {"bold": True, "bg_color": HEAD_FILL, "bottom": 1, "text_wrap": True, "valign": "vcenter"}
SUM: Mapping[str, Any] = {"bold": True, "bg_color": SHADE, "top": 1, "valign": "top"}
RESULT: Mapping[str, Any] = {**SUM, "bottom": 6}
ENTRY: Mapping[str, Any] = {"bg_color": INPUT_FILL, "border": 1, "border_color": "#9CA3AF", "font_color": ACCENT}
INPUT: Mapping[str, Any] = {**ENTRY, "valign": "top", "align": "right", "locked": False}
"""What several styles have in common."""

STYLES: Mapping[str, Mapping[str, Any]] = {
    "plain": {},
    "title": {"bold": True, "font_size": 16, "font_color": INK},
    "subtitle": {"font_color": GREY},
    "note": {"font_color": GREY, **LINES},
    "how": {"font_color": GREY, **LINES, **INSET},
    "section": {"bold": True, "font_size": 12, "font_color": ACCENT},
    "head": HEAD,
    "head_in": {**HEAD, **INSET},
    "head_right": {**HEAD, "align": "right"},
    "label": LINES,
    "unit": {"font_color": GREY, **LINES, **INSET},
    "words": {**LINES, **INSET},
    "value": {"valign": "top", "align": "right"},
    "link": {"font_color": ACCENT, "underline": 1, "valign": "top"},
    "sum": SUM,
    "sum_label": {**SUM, "text_wrap": True},
    "sum_unit": {**SUM, **INSET},
    "result": RESULT,
    "result_label": {**RESULT, "text_wrap": True},
    "result_unit": {**RESULT, **INSET},
    "input": INPUT,
    "choice": {**INPUT, "text_wrap": True},
    "mark": {**ENTRY, "align": "center"},
    "strong": {"bold": True},
    "verdict": {"bold": True, **INSET},
    "tidy": INSET,
    "tidy_first": {"align": "left"},
    "tidy_value": {"align": "right"},
    "state": {"font_color": GREY, "font_size": 8, "align": "right"},
    "good": {"font_color": "#00694B"},
    "bad": {"bold": True, "font_color": "#9C2C00", "bg_color": "#FDE7DC"},
}

WRAPPED = frozenset(
    ("head", "head_in", "head_right", "how", "label", "note", "sum_label", "result_label", "unit", "words")
)
"""Styles whose texts go on in the next line."""


class Book:
    """A workbook in memory; `created` makes its bytes the same every time."""

    def __init__(self, text: Texts, *, title: str, subject: str, author: str, created: str, foot: str) -> None:
        self.text = text
        self._file = io.BytesIO()
        self._workbook = xlsxwriter.Workbook(
            self._file,
            {
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "default_format_properties": FONT,
            },
        )
        self._workbook.set_properties(
            {
                "title": _storable(title), "subject": _storable(subject), "author": author,
                "created": datetime.datetime.fromisoformat(created),
            }
        )  # fmt: skip
        self._formats: dict[tuple[str, str, bool], Format] = {}
        self._foot = foot
        self.sheets: dict[str, Sheet] = {}
        for key in SHEETS:
            name = text(f"papers.workbook.sheet.{key}")
            self.sheets[key] = Sheet(self, self._workbook.add_worksheet(name), name, foot)
            self.sheets[key].page.set_tab_color(TAB_COLORS.get(key, GREY))

    def __getitem__(self, key: str) -> Sheet:
        return self.sheets[key]

    def chart(self, xml: bytes) -> Any:
        """A chart that is drawn already; XlsxWriter puts its part into the file."""
        chart = self._workbook.add_chart({"type": "line"})
        chart.add_series({"values": "=0"})  # without one it is taken for unfinished
        chart._assemble_xml_file = lambda: chart.fh.write(xml.decode())
        return chart

    def style(self, style: str, number: str = "", *, quoted: bool = False) -> Format:
        """A cell format: a style of `STYLES` with a number format of `NUMBERS`.

        Args:
            quoted: a text that stays a text when its cell is edited.
        """
        key = style, number, quoted
        if key not in self._formats:
            found = self._workbook.add_format(FONT | dict(STYLES[style]))
            if number:
                found.set_num_format(NUMBERS[number])
            if quoted:
                found.set_quote_prefix()
            self._formats[key] = found
        return self._formats[key]

    def name(self, name: str, cell: Expr) -> Expr:
        """Name a cell, so that formulas can say what they use."""
        self.define(name, [cell])
        return named(name, cell.value)

    def define(self, name: str, cells: Sequence[Expr]) -> None:
        """Name a range of neighbouring cells."""
        first, last = cells[0].cell, cells[-1].cell
        place = (
            xl_rowcol_to_cell(first.row, first.column, row_abs=True, col_abs=True)
            if first == last
            else xl_range_abs(first.row, first.column, last.row, last.column)
        )
        self._workbook.define_name(name, f"={quote_sheetname(first.sheet)}!{place}")

    def bytes(self) -> bytes:
        """The finished file."""
        for sheet in self.sheets.values():
            sheet.finish()
        self._workbook.close()
        return self._file.getvalue()


class Sheet:
    """One sheet; rows and columns count from 0."""

    def __init__(self, book: Book, page: Any, name: str, foot: str) -> None:
        self.book, self.page, self.name = book, page, name
        page.set_landscape()
        page.set_paper(9)  # A4
        page.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.7)
        page.fit_to_pages(1, 0)
        page.hide_gridlines(2)
        page.set_footer(f"&L&8{_escaped(foot)}&R&8&A \u00b7 &P/&N")
        page.ignore_errors({kind: "A1:XFD1048576" for kind in HARMLESS})
        self.widths: Sequence[float] = ()
        self._lines: dict[int, int] = {}  # of each row that needs more than one

    def columns(self, widths: Sequence[float]) -> None:
        """Widths of the columns from the first on, in characters."""
        self.widths = widths
        for column, width in enumerate(widths):
            self.page.set_column(column, column, width)

    def finish(self) -> None:
        """Make rows as high as their longest text needs; not every office program does so itself."""
        for row, lines in self._lines.items():
            self.page.set_row(row, min(LINE_HEIGHT * lines + 2, HIGHEST_ROW))

    def _need_lines(self, row: int, words: str, width: float) -> None:
        room = max(1, math.floor(width * LETTERS))
        lines = sum(max(1, len(textwrap.wrap(part, room))) for part in words.split("\n"))
        if lines > self._lines.get(row, 1):
            self._lines[row] = lines

    def words(self, row: int, column: int, words: str, style: str = "plain") -> None:
        """A text; nothing in it is ever computed."""
        shown = _storable(words)
        style = "head_in" if style == "head" and column else style
        quoted = is_formula(shown)
        self.page.write_string(row, column, shown, self.book.style(style, quoted=quoted))
        if style in WRAPPED and column < len(self.widths) and len(shown) > self.widths[column] * BOLD:
            self._need_lines(row, shown, self.widths[column] * (BOLD if "bold" in STYLES[style] else 1.0))

    def line(self, row: int, words: Sequence[str], style: str = "plain", start: int = 0) -> None:
        """Texts side by side."""
        for place, word in enumerate(words):
            self.words(row, start + place, word, style)

    def single(self, row: int, first: Sequence[str], value: str, last: Sequence[str], after: int) -> None:
        """Heads of rows with one value: words, the head of the value, nothing up to the column `after`, words."""
        self.line(row, first, "head")
        self.words(row, len(first), value, "head_right")
        for column in range(len(first) + 1, after):
            self.words(row, column, "", "head")
        self.line(row, last, "head", start=after)

    def across(self, row: int, first: int, last: int, words: str, style: str) -> None:
        """A text across the columns `first` to `last`."""
        shown = _storable(words)
        shape = self.book.style(style, quoted=is_formula(shown))
        if last > first:
            self.page.merge_range(row, first, row, last, "", shape)
        self.page.write_string(row, first, shown, shape)
        self._need_lines(row, shown, sum(self.widths[first : last + 1]))

    def paragraph(self, row: int, words: str, last: int) -> None:
        """A note across the columns up to `last`."""
        self.across(row, 0, last, words, "note")

    def number(self, row: int, column: int, value: Scalar, style: str = "value", number: str = "") -> Expr:
        """A number, a text or an empty cell that formulas may use."""
        shape = self.book.style(style, number)
        if value is None:
            self.page.write_blank(row, column, None, shape)
        elif isinstance(value, str):
            self.page.write_string(row, column, value, shape)
            if style == "choice" and column < len(self.widths):
                self._need_lines(row, value, self.widths[column])
        else:
            self.page.write_number(row, column, value, shape)
        return Expr((Cell(self.name, row, column),), value)

    def numbers(self, row: int, column: int, values: Sequence[float | None], style: str, number: str) -> None:
        """Numbers side by side that no formula uses."""
        shape = self.book.style(style, number)
        for place, value in enumerate(values):
            if value is not None:
                self.page.write_number(row, column + place, value, shape)

    def month(self, row: int, column: int, label: str) -> None:
        """The first day of a month "2026-01", shown as month."""
        day = datetime.date.fromisoformat(f"{label}-01")
        self.page.write_number(row, column, (day - DAY_ZERO).days, self.book.style("tidy_first", "month"))

    def formula(self, row: int, column: int, term: Expr, style: str = "value", number: str = "") -> Expr:
        """A formula with its value."""
        value = term.number if not isinstance(term.value, str) else term.value
        self.page.write_formula(row, column, "=" + term.text(self.name), self.book.style(style, number), value)
        return Expr((Cell(self.name, row, column),), value)

    def link(self, row: int, column: int, target: Sheet) -> None:
        """The name of another sheet, which leads there."""
        place = f"internal:{quote_sheetname(target.name)}!A1"
        self.page.write_url(row, column, place, self.book.style("link"), target.name)

    def chart(self, row: int, xml: bytes, width: float, height: float, words: str) -> None:
        """A chart at the left edge of a row, of that width and height in points, with what it shows in words."""
        chart = self.book.chart(xml)
        chart.set_size({"width": width / POINT, "height": height / POINT})
        self.page.insert_chart(row, 0, chart, {"description": words, "object_position": 2})

    def allow(self, cells: Sequence[Expr], rule: Mapping[str, Any], title: str, message: str) -> None:
        """What neighbouring input cells take, and what a user is told beside them."""
        first, last = cells[0].cell, cells[-1].cell
        self.page.data_validation(
            first.row, first.column, last.row, last.column,
            {
                **rule,
                "input_title": _cut(title, TITLE_LENGTH), "input_message": _cut(message, MESSAGE_LENGTH),
                "error_title": _cut(title, TITLE_LENGTH), "error_message": _cut(message, MESSAGE_LENGTH),
            },
        )  # fmt: skip

    def mark(self, first: int, column: int, last: int, last_column: int, fine: str, off: str) -> None:
        """Colour a range of verdicts: those that are not fine stand out, in words and in colour."""
        for word, style in ((fine, "good"), (off, "bad")):
            self.page.conditional_format(
                first, column, last, last_column,
                {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": self.book.style(style)},
            )  # fmt: skip

    def keep(self, row: int, columns: int) -> None:
        """Keep a row of heads and the first columns in sight, and print the heads on every page."""
        self.page.freeze_panes(row + 1, columns)
        self.page.repeat_rows(row)

    def heading(self, title: str, subtitle: str) -> int:
        """Title and what stands under it; the next free row."""
        self.words(0, 0, title, "title")
        self.page.set_row(0, 24)
        self.words(1, 0, subtitle, "subtitle")
        return 3


def _storable(words: str) -> str:
    """A text with a mark in place of every sign that the file format cannot hold, no longer than a cell takes."""
    return writable(words)[:LONGEST]


def _escaped(words: str) -> str:
    """A text in the foot of a page, where & begins a command."""
    return words.replace("&", "&&")[:200]


def _cut(words: str, length: int) -> str:
    return words if len(words) <= length else words[: length - 1] + "\u2026"
