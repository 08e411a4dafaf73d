"""How a table stands on slides: its print, the widths of its columns, and which rows stand on which slide.

The largest print in which it fits on one slide is taken; a longer table is divided into slides of about the same
length with its heads repeated, a wider one into groups of columns beside its labels. Lengths are points.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from forecasting.papers.layout.columns import Form, Medium, Print, fitted, heights, least
from forecasting.reports.grid import Grid
from forecasting.reports.typeface import Face

__all__ = ["INSET", "RISE", "Part", "lay_out"]


SIZES = (Print(14, 11), Print(13, 11), Print(12, 10), Print(11, 10), Print(10, 10))
"""From the largest to the least."""

INSET = 5.0  # left and right in a cell
RISE = 2.5  # above and below
LABEL = 130.0  # a column of labels is made at least so wide before its words or numbers are divided


@dataclass(frozen=True)
class Part:
    """What one slide holds: columns and rows of a table, and how they are printed."""

    grid: Grid  # with these columns only
    form: Form
    widths: tuple[float, ...]
    heights: tuple[float, ...]  # of the heads, then of each row

    @property
    def height(self) -> float:
        return sum(self.heights)


def lay_out(grid: Grid, font: str, width: float, height: float) -> list[Part]:
    """The slides of a table, one part each."""
    medium = Medium(
        Face(font), Face(font, bold=True), 1.0, INSET, names=LABEL, widest=130.0, step=12.0, joined=False,
        unbroken=120.0, slack=1.02,
    )  # fmt: skip
    for size in SIZES[:4] if grid.words else SIZES:  # words are rather divided than made small
        part = _whole(grid, Form(medium, size, width, LABEL, whole=True))
        if part is not None and part.height <= height:
            return [part]
    for whole in (True, False):
        for size in SIZES[2:]:
            part = _whole(grid, Form(medium, size, width, LABEL if whole else 0.0, whole))
            if part is not None:
                return _by_rows(part, height)
    form = Form(medium, SIZES[-1], width, 0.0, whole=False)
    return [
        part
        for columns in _by_columns(grid, form)
        for part in _by_rows(_whole(columns, form) or _part(columns, form, _even(columns, width)), height)
    ]


def _whole(grid: Grid, form: Form) -> Part | None:
    """The table undivided in that form; None where words would have to be cut."""
    widths = fitted(grid, form)
    return None if widths is None else _part(grid, form, widths)


def _part(grid: Grid, form: Form, widths: tuple[float, ...]) -> Part:
    return Part(grid, form, widths, tuple(tall + 2 * RISE for tall in heights(grid, form, widths)))


def _even(grid: Grid, width: float) -> tuple[float, ...]:
    return (width / len(grid.heads),) * len(grid.heads)


def _by_rows(whole: Part, height: float) -> list[Part]:
    """Parts of about the same length; a heading stays with the row below it."""
    head, rows = whole.heights[0], whole.heights[1:]
    fewest = 1
    while True:
        parts = _divided(whole, head, rows, height, fewest)
        if len(parts) <= fewest or fewest >= len(rows):
            return parts
        fewest += 1


def _divided(whole: Part, head: float, rows: Sequence[float], height: float, wanted: int) -> list[Part]:
    target = sum(rows) / wanted
    cuts = [0]
    used = 0.0
    for number, tall in enumerate(rows):
        full = head + used + tall > height
        even = used + tall / 2 > target and len(cuts) < wanted
        if number > cuts[-1] and (full or even):
            start = number
            if whole.grid.rows[number - 1].kind == "heading" and number - 1 > cuts[-1]:
                start = number - 1
            cuts.append(start)
            used = sum(rows[start:number])
        used += tall
    cuts.append(len(rows))
    return [
        replace(
            whole,
            grid=replace(whole.grid, rows=whole.grid.rows[start:end]),
            heights=(head, *rows[start:end]),
        )
        for start, end in zip(cuts, cuts[1:], strict=False)
    ]


def _by_columns(grid: Grid, form: Form) -> list[Grid]:
    """Groups of columns that fit beside the labels."""
    narrow = least(grid, form)
    label = min(max(narrow[0], LABEL), form.room / 2)
    fewest = 1
    while True:
        groups: list[list[int]] = [[]]
        even, used = sum(narrow[1:]) / fewest, 0.0
        for column, need in enumerate(narrow[1:], start=1):
            full = label + used + need > form.room
            if groups[-1] and (full or (used + need / 2 > even and len(groups) < fewest)):
                groups.append([])
                used = 0.0
            groups[-1].append(column)
            used += need
        if len(groups) <= fewest:
            break
        fewest += 1
    return [_columns_of(grid, group) for group in groups]


def _columns_of(grid: Grid, group: Sequence[int]) -> Grid:
    def only(values: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(values[column - 1] for column in group) if values else ()

    rows = tuple(
        replace(
            row,
            cells=only(row.cells),
            details=only(row.details),
            forecast=tuple(row.forecast[column - 1] for column in group) if row.forecast else (),
        )
        for row in grid.rows
    )
    heads = (grid.heads[0], *(grid.heads[column] for column in group))
    amounts = tuple(place for place, column in enumerate(group, start=1) if column in grid.amounts)
    return replace(grid, heads=heads, rows=rows, states=only(grid.states), amounts=amounts)
