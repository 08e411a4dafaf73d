"""The sheet of numbers inside a native chart: what the chart tells, then the columns it needs to be drawn.

A fan or an interval is drawn as stacked differences, which nobody can read; so the sheet holds the true values first
and the differences as formulas on them. Who changes a quantile in the sheet sees the chart follow.
"""

from __future__ import annotations

import datetime
import io
from collections.abc import Sequence
from dataclasses import dataclass

import xlsxwriter
from xlsxwriter.utility import quote_sheetname, xl_col_to_name

from forecasting.base.periods import parse_month
from forecasting.base.text import Language

__all__ = ["Column", "Sheet", "date_code", "letter", "month_serial", "number_code", "workbook"]

EPOCH = datetime.date(1899, 12, 30)  # day 0 of office programs
LOCALES = {"de": "[$-407]", "en": "[$-809]"}


@dataclass(frozen=True)
class Column:
    """A column: values in the unit of the chart, or formulas with the values they have."""

    head: str
    values: tuple[float | None, ...]
    formulas: tuple[str, ...] = ()  # one per value, "" where the cell is empty; none: the values are entered


@dataclass(frozen=True)
class Sheet:
    """Categories down the first column, then the columns, on a sheet of that name below `top` other rows."""

    name: str
    corner: str
    categories: tuple[str, ...]
    columns: tuple[Column, ...]
    months: bool = False  # the categories are months "YYYY-MM", kept as dates
    digits: int = 1
    top: int = 0

    def reference(self, column: int) -> str:
        """Where the values of a column stand; column -1 holds the categories."""
        name, first = letter(column), self.top + 2
        return f"{quote_sheetname(self.name)}!${name}${first}:${name}${first + len(self.categories) - 1}"

    def head_reference(self, column: int) -> str:
        """Where the head of a column stands."""
        return f"{quote_sheetname(self.name)}!${letter(column)}${self.top + 1}"


def letter(column: int) -> str:
    """Letter of a column, the first of a sheet's `columns` being B."""
    return str(xl_col_to_name(column + 1))


def month_serial(month: str) -> int:
    """The first day of "YYYY-MM" as office programs count days.

    >>> month_serial("2026-01")
    46023
    """
    number = parse_month(month)
    return (datetime.date(number // 12, number % 12 + 1, 1) - EPOCH).days


def number_code(digits: int, language: Language, *, signed: bool = False) -> str:
    """Format of a number in the language of the paper.

    Whole numbers carry their separator as a literal sign, so that every program shows it whatever its own language;
    neither a decimal comma nor a negative number can be written that way, there the code names the language and a
    program may overrule it.

    Args:
        signed: negative numbers may come.
    """
    mark = "." if language == "de" else ","
    if digits <= 0 and not signed:
        return f"[>=1000000]0\\{mark}000\\{mark}000;[>=1000]0\\{mark}000;0"
    return LOCALES[language] + "#,##0" + (f".{'0' * digits}" if digits > 0 else "")


def date_code(pattern: str, language: Language) -> str:
    """Format of a date with month names in the language of the paper."""
    return f"{LOCALES[language]}{pattern}"


def workbook(sheet: Sheet, *, language: Language, date: str, title: str) -> bytes:
    """The sheet as XLSX; a text that begins like a formula stays text.

    Args:
        date: ISO day that the file bears as its creation.
    """
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        book.set_properties({"title": title, "created": datetime.datetime.fromisoformat(date)})
        page = book.add_worksheet(sheet.name)
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        number = book.add_format({"num_format": number_code(max(sheet.digits, 1), language)})
        month = book.add_format({"num_format": date_code("mmm yyyy", language), "align": "left"})
        page.set_column(0, 0, 16)
        page.set_column(1, len(sheet.columns), 18)
        page.freeze_panes(1, 1)
        page.write_string(0, 0, sheet.corner, head)
        for row, category in enumerate(sheet.categories, start=1):
            if sheet.months:
                page.write_number(row, 0, month_serial(category), month)
            else:
                page.write_string(row, 0, category)
        for place, column in enumerate(sheet.columns, start=1):
            page.write_string(0, place, column.head, head)
            _write(page, place, column, number)
    return file.getvalue()


def _write(page: xlsxwriter.worksheet.Worksheet, place: int, column: Column, number: object) -> None:
    formulas: Sequence[str] = column.formulas or [""] * len(column.values)
    for row, (value, formula) in enumerate(zip(column.values, formulas, strict=True), start=1):
        if formula:
            page.write_formula(row, place, formula, number, value=0.0 if value is None else value)
        elif value is not None:
            page.write_number(row, place, value, number)
