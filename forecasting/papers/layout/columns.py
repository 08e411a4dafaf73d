"""The columns of a table, on a page or on a slide: how wide each must be and becomes, and how high its rows stand.

Lengths are in the unit of the medium, millimetres or points; sizes of print are points.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

from forecasting.reports.grid import Grid, Row, leans_right
from forecasting.reports.typeface import LINE, Face, longest_word, wrap

__all__ = ["Form", "Medium", "Print", "fitted", "hanging", "heights", "least"]

FAR = 8  # steps that are looked ahead
TINY = 1e-6  # points, so that a column made for its words holds them


@dataclass(frozen=True)
class Medium:
    """What holds for every table of a medium."""

    plain: Face
    bold: Face
    point: float  # length of a point
    inset: float  # room left and right of a cell
    names: float  # so wide is a column of names beside columns of words
    widest: float  # a column of numbers gets no more
    step: float  # in which spare room is given to columns of words
    joined: bool  # a state stands once, as a head, above all its columns; else as small print above each
    number: float = 0.0  # room of an outline number, in sizes of print; 0: as it needs
    unbroken: float = inf  # a cell of numbers wider than this may break between its words
    divided: float = inf  # the widest that a word is kept whole when nothing else helps
    slack: float = 1.0  # programs measure a little apart


@dataclass(frozen=True)
class Print:
    """Sizes of print of a table."""

    cell: float
    detail: float  # small print below a cell


@dataclass(frozen=True)
class Form:
    """A form that may fit."""

    medium: Medium
    print: Print
    room: float  # width of the table
    label: float  # a column of labels is made at least so wide before another form is taken
    whole: bool  # small print stays in one line, words are not divided

    def face(self, row: Row) -> Face:
        return self.medium.plain if row.kind == "item" else self.medium.bold

    def length(self, points: float) -> float:
        """Room that so many points of words take."""
        return points * self.medium.slack * self.medium.point


def hanging(row: Row, form: Form) -> float:
    """Points that a label stands behind its outline number."""
    size = form.print.cell
    if not row.number:
        return 0.0
    return form.medium.number * size or form.face(row).width(f"{row.number} ", size)


def fitted(grid: Grid, form: Form) -> tuple[float, ...] | None:
    """Widths of the columns, the one of the labels first, that together fill the room; None where they do not fit."""
    narrow, wished = least(grid, form), _natural(grid, form)
    label = max(narrow[0], min(form.label, wished))
    if label + sum(narrow[1:]) > form.room:
        return None
    if grid.words:
        return _of_words(grid, (max(narrow[0], min(form.medium.names, form.label, wished)), *narrow[1:]), form)
    numbers = narrow[1:]
    even = max(numbers, default=0.0)
    if label + even * len(numbers) <= form.room:
        numbers = (even,) * len(numbers)
    spare = form.room - max(label, min(wished, max(form.label, form.room / 2))) - sum(numbers)
    if numbers and spare > 0:
        more = min(spare / len(numbers), max(0.0, form.medium.widest - even))
        numbers = tuple(one + more for one in numbers)
    return (form.room - sum(numbers), *numbers)


def _of_words(grid: Grid, narrow: tuple[float, ...], form: Form) -> tuple[float, ...]:
    """Room beyond the least goes, in steps, to the columns that make the highest cells lower by most.

    Cells count by the fourth power of their lines: near to the highest cell of each row, and without the dead ends
    of rows that two columns keep high together.
    """
    step = form.medium.step
    spare = int((form.room - sum(narrow)) / step)
    rows = [row for row in grid.rows if row.cells]
    heights = [
        [
            sum(
                _lines(_words(row, column), form.face(row), form.print.cell, start + step * more, form) ** 4
                for row in rows
            )
            for more in range(spare + 1)
        ]
        for column, start in enumerate(narrow)
    ]
    given = [0] * len(narrow)
    while left := spare - sum(given):
        gains = [
            ((heights[column][has] - heights[column][has + more]) / more, -more, column)
            for column, has in enumerate(given)
            for more in range(1, min(left, FAR) + 1)
        ]
        gain, more, column = max(gains)
        if gain <= 0:
            break
        given[column] -= more
    widths = [start + step * more for start, more in zip(narrow, given, strict=True)]
    widths[-1] += form.room - sum(widths)
    return tuple(widths)


def least(grid: Grid, form: Form) -> tuple[float, ...]:
    """Width by column below which numbers, or words that are to stay whole, would be divided."""
    medium, size = form.medium, form.print
    found = []
    for column, head in enumerate(grid.heads):
        need = longest_word(head, medium.bold, size.cell)
        if column and grid.states:
            state = grid.states[column - 1]
            if medium.joined:
                need = max(need, longest_word(state, medium.bold, size.cell) / grid.states.count(state))
            else:
                need = max(need, longest_word(state, medium.plain, size.detail))
        parts = [_part(grid, row, column, form) for row in grid.rows if row.cells or not column]
        need = form.length(max([need, *parts]))
        if not form.whole and (grid.words or not column):
            need = min(need, medium.divided)
        found.append(need + 2 * medium.inset)
    return tuple(found)


def _part(grid: Grid, row: Row, column: int, form: Form) -> float:
    """Width of what of one cell must stay in a line, points."""
    face, size = form.face(row), form.print
    if not column:
        return longest_word(row.label, face, size.cell) + hanging(row, form)
    cell = row.cells[column - 1]
    need = longest_word(cell, face, size.cell)
    if leans_right(grid, column) and (line := _line(cell, face, size.cell)) <= form.medium.unbroken:
        need = line
    if row.details:
        detail, plain = row.details[column - 1], form.medium.plain
        need = max(need, plain.width(detail, size.detail) if form.whole else _halved(detail, plain, size.detail))
    return need


def _halved(words: str, face: Face, size: float) -> float:
    """Width in which the words stand in two lines, points."""
    parts = words.split(" ")
    splits = [(" ".join(parts[:place]), " ".join(parts[place:])) for place in range(1, len(parts) + 1)]
    return min(max(face.width(first, size), face.width(second, size)) for first, second in splits)


def _natural(grid: Grid, form: Form) -> float:
    """Width in which every label stands in one line."""
    size = form.print.cell
    labels = (_line(row.label, form.face(row), size) + hanging(row, form) for row in grid.rows if row.cells)
    return form.length(max([_line(grid.heads[0], form.medium.bold, size), *labels])) + 2 * form.medium.inset


def heights(grid: Grid, form: Form, widths: tuple[float, ...]) -> tuple[float, ...]:
    """Height of the words of the heads, then of each row, without the room above and below."""
    medium, size = form.medium, form.print

    def tall(words: str, face: Face, points: float, width: float) -> float:
        return LINE * points * medium.point * _lines(words, face, points, width, form) if words else 0.0

    states = ("", *grid.states) if grid.states else ("",) * len(grid.heads)
    found = [
        max(
            tall(head, medium.bold, size.cell, width) + tall(state, medium.plain, size.detail, width)
            for head, state, width in zip(grid.heads, states, widths, strict=True)
        )
    ]
    for row in grid.rows:
        face = form.face(row)
        label = (widths[0] if row.cells else sum(widths)) - form.length(hanging(row, form))
        cells = zip(row.cells, row.details or ("",) * len(row.cells), widths[1:], strict=False)
        found.append(
            max(
                tall(row.label or " ", face, size.cell, label),
                *(
                    tall(cell, face, size.cell, width) + tall(detail, medium.plain, size.detail, width)
                    for cell, detail, width in cells
                ),
                0.0,
            )
        )
    return tuple(found)


def _words(row: Row, column: int) -> str:
    return row.cells[column - 1] if column else row.label


def _line(words: str, face: Face, size: float) -> float:
    """Points that the longest line of the words takes."""
    return max(face.width(line, size) for line in words.split("\n"))


def _lines(words: str, face: Face, size: float, width: float, form: Form) -> int:
    """Lines that the words take in a column."""
    room = (width - 2 * form.medium.inset) / form.length(1.0) + TINY
    return len(wrap(words, face, size, max(room, size)))
