"""How a table is laid out on A4: widths of its columns, size of its print, upright or across.

A table stands upright in the largest print in which its numbers are not divided; one that is too wide for the
smallest print stands on a page across. Widths are millimetres, sizes of print points.
"""

from __future__ import annotations

from dataclasses import dataclass

from forecasting.papers.layout.columns import Form, Medium, Print, fitted, hanging, heights, least
from forecasting.reports.grid import Grid
from forecasting.reports.typeface import LINE, NAME, Face, longest_word

__all__ = ["ACROSS", "DETAIL", "INSET", "NUMBER", "UPRIGHT", "TableLayout", "lay_out"]

UPRIGHT, ACROSS = 160.0, 247.0
"""Width of the text on a page: A4 less 25 mm on either side."""

INSET = 1.1  # room left and right of a cell
DETAIL = 0.85  # size of small print relative to its cell
NUMBER = 2.2  # room of an outline number, in sizes of print
LABEL = 52.0  # a column of labels is made at least so wide before the print becomes smaller
PADDING = 0.6  # height of what is free in a row, in sizes of print
ABOVE = 3  # lines of the caption, the state and the unit
MM = 25.4 / 72.0

PAGE = Medium(
    Face(NAME), Face(NAME, bold=True), MM, INSET, names=36.0, widest=30.0, step=2.5, joined=True, number=NUMBER,
    divided=22.0,
)  # fmt: skip

TRIES = (
    *((UPRIGHT, size, True) for size in (8.5, 8.0, 7.5)),
    *((UPRIGHT, size, False) for size in (8.0, 7.5, 7.0)),
    *((ACROSS, size, True) for size in (8.5, 8.0, 7.5, 7.0)),
    *((ACROSS, size, False) for size in (8.0, 7.5, 7.0, 6.5)),
)
"""Room, size of print, and whether small print and words stay whole, in the order of trial."""


@dataclass(frozen=True)
class TableLayout:
    """Form of one table."""

    across: bool  # on a page in landscape
    size: float  # of the print
    widths: tuple[float, ...]  # by column, the one of the labels first
    divided: bool  # a head or a label has a word that does not fit in a line
    high: float  # about so many millimetres


def lay_out(grid: Grid, density: float = 1.0) -> TableLayout:
    """The first form in which the table fits; the smallest one across, narrowed to the page, if none does.

    Args:
        density: what the print is multiplied by on a paper that has to fit its pages.
    """
    for room, size, whole in TRIES:
        form = Form(PAGE, Print(size * density, DETAIL * size * density), room, LABEL, whole)
        if found := fitted(grid, form):
            return _layout(grid, form, found)
    narrow = least(grid, form)
    return _layout(grid, form, tuple(form.room / sum(narrow) * one for one in narrow))


def _layout(grid: Grid, form: Form, widths: tuple[float, ...]) -> TableLayout:
    size = form.print.cell
    parts = [(longest_word(head, PAGE.bold, size), room) for head, room in zip(grid.heads, widths, strict=True)]
    parts += [
        (longest_word(row.label, form.face(row), size) + hanging(row, form), widths[0])
        for row in grid.rows
        if row.cells
    ]
    high = sum(heights(grid, form, widths)) + (LINE * ABOVE + PADDING * len(grid.rows)) * size * MM
    divided = any(form.length(part) > room - 2 * INSET for part, room in parts)
    return TableLayout(form.room == ACROSS, size, widths, divided, high)
