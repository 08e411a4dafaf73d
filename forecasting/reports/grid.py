"""A table as it is read: of the page and its preview, of Word, PDF and slides, and of a file of values.

A plain one, of a page or a terminal, is its heads and cells alone.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from forecasting.base.text import Texts
from forecasting.base.years import BudgetYear

__all__ = ["FORECAST", "Grid", "RowKind", "Row", "Unit", "Values", "ahead", "leans_right", "yearly"]

Unit = Literal["persons", "hours", "fte", "months", "mio", "share"]
RowKind = Literal["heading", "item", "sum", "result"]

FORECAST = frozenset({"PROGNOSE", "FORECAST"})
"""States of the columns that hold a forecast."""


@dataclass(frozen=True)
class Values:
    """A plain table as shown, row by row; the first column names the row."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    words: Collection[int] = (0,)  # places of the columns that hold words; the others hold figures


@dataclass(frozen=True)
class Row:
    """One row of a table; a heading has no cells."""

    label: str
    cells: tuple[str, ...] = ()  # as shown, one per column after the first
    kind: RowKind = "item"
    number: str = ""  # outline number: "I.", "1."
    details: tuple[str, ...] = ()  # small print under each cell, an interval; empty or one per cell
    forecast: tuple[bool, ...] = ()  # which cells are forecast; empty: as the columns say
    key: str = ""  # unique in a table of figures
    unit: Unit = "mio"  # of the values
    values: tuple[float, ...] = ()  # figures behind the cells, not rounded
    bounds: tuple[tuple[float, float], ...] = ()  # 80 % interval behind the details, not rounded
    statistic: str = ""  # what the value is called beside its interval


@dataclass(frozen=True)
class Grid:
    """A table."""

    key: str  # ASCII, unique in its paper
    title: str
    unit: str  # of every cell; empty where the labels name it
    heads: tuple[str, ...]  # of all columns, the first one that of the labels
    rows: tuple[Row, ...]
    notes: tuple[str, ...]  # signs, rounding, consent
    foot: tuple[str, ...] = ()  # scenario, source, date and run
    states: tuple[str, ...] = ()  # IST, PLAN or PROGNOSE above each column after the first; empty: none is needed
    words: bool = False  # cells are text, set to the left
    amounts: tuple[int, ...] = ()  # columns of numbers in a table of words, set to the right; 0 is that of the labels
    years: tuple[int, ...] = ()  # of the columns after the first, where each is a budget year

    def row(self, key: str) -> Row:
        """The row of that key.

        Raises:
            KeyError: the table has no such row.
        """
        return {row.key: row for row in self.rows}[key]


def yearly(
    title: str,
    unit: str,
    years: Sequence[BudgetYear | int],
    rows: Sequence[Row],
    notes: Sequence[str],
    text: Texts,
) -> Grid:
    """A table with one column per budget year.

    Args:
        unit: of every cell; empty where the labels name it.
        years: a partial budget year is starred, a plain number is not.
    """
    first = text("reports.file.position" if unit else "reports.file.measure")
    heads = [str(year) if isinstance(year, int) else year.head for year in years]
    numbers = tuple(year if isinstance(year, int) else year.year for year in years)
    return Grid("", title, unit, (first, *heads), tuple(rows), tuple(notes), years=numbers)


def leans_right(grid: Grid, column: int) -> bool:
    """Whether a column after the first is set to the right."""
    return not grid.words or column in grid.amounts


def ahead(grid: Grid, row: Row) -> tuple[bool, ...]:
    """Which cells of a row are forecast, one per cell."""
    if row.forecast or not row.cells:
        return row.forecast
    return tuple(state in FORECAST for state in grid.states) if grid.states else (False,) * len(row.cells)
