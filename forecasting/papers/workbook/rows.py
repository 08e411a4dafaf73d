"""Rows with one cell a budget year, as the sheets of the workbook have them: heads, labels, units, formulas."""

from __future__ import annotations

from collections.abc import Sequence

from forecasting.papers.case import Case
from forecasting.papers.workbook.book import Book, Sheet
from forecasting.papers.workbook.formula import Expr

__all__ = ["FIRST_YEAR", "Rows", "heads"]

FIRST_YEAR = 2
"""Column of the first year on every sheet that has years."""


def heads(case: Case, sheet: Sheet, row: int, first: Sequence[str], last: Sequence[str] = ()) -> tuple[Expr, ...]:
    """A row of heads: words, the years as numbers (a partial one starred), words."""
    sheet.line(row, first, "head")
    cells = []
    for place, year in enumerate(case.result.years):
        number = "part_year" if year.partial else "year"
        cells.append(sheet.number(row, len(first) + place, float(year.year), "head_right", number))
    sheet.line(row, last, "head", start=len(first) + len(cells))
    return tuple(cells)


class Rows:
    """Writes rows by year: label, unit, one formula a year, and how it is computed."""

    def __init__(self, case: Case, book: Book, key: str, first: int) -> None:
        self.case, self.book, self.sheet, self.text = case, book, book[key], case.text
        self.years = [year.year for year in case.result.years]
        self.row = first

    @property
    def after(self) -> int:
        """First column behind the years."""
        return FIRST_YEAR + len(self.years)

    def section(self, words: str) -> None:
        """A heading."""
        self.row += 1
        self.sheet.words(self.row, 0, words, "section")
        self.row += 1

    def single(self, first: Sequence[str], value: str, last: Sequence[str]) -> None:
        """Heads of rows that have one value only, whatever year the column belongs to otherwise."""
        self.sheet.single(self.row, first, value, last, self.after)
        self.row += 1

    def add(
        self, label: str, unit: str, terms: list[Expr], number: str, *, how: str = "", style: str = "", name: str = ""
    ) -> tuple[Expr, ...]:
        """A row of formulas; the cells it fills.

        Args:
            how: the computation in words.
            style: "sum" or "result".
            name: under which its cells are defined.
        """
        cells = tuple(self.place(place, term, number, style=style) for place, term in enumerate(terms))
        self.end(label, unit, how=how, style=style)
        if name:
            self.book.define(name, cells)
        return cells

    def place(self, place: int, term: Expr, number: str, *, style: str = "") -> Expr:
        """One cell of the row that is being written."""
        return self.sheet.formula(self.row, FIRST_YEAR + place, term, style or "value", number)

    def end(self, label: str, unit: str, *, how: str = "", style: str = "") -> None:
        """Words of the row that is being written, and on to the next one."""
        self.sheet.words(self.row, 0, label, f"{style}_label" if style else "label")
        self.sheet.words(self.row, 1, unit, f"{style}_unit" if style else "unit")
        self.sheet.words(self.row, self.after, how, "how")
        self.row += 1
