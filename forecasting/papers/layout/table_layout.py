"""How a table is laid out on A4: widths of its columns, size of its print, upright or across.

A table stands upright in the largest print in which its numbers are not divided; one that is too wide for the
smallest print stands on a page across. Widths are millimetres, sizes of print points.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from forecasting.reports.grid import Grid, Row
from forecasting.reports.typeface import LINE, NAME, Face, longest_word, wrap

__all__ = ["ACROSS", "DETAIL", "INSET", "NUMBER", "UPRIGHT", "TableLayout", "lay_out"]

UPRIGHT, ACROSS = 160.0, 247.0
"""Width of the text on a page: A4 less 25 mm on either side."""

INSET = 1.1  # room left and right of a cell
DETAIL = 0.85  # size of small print relative to its cell
NUMBER = 2.2  # room of an outline number, in sizes of print
LABEL = 52.0  # a column of labels is made at least so wide before the print becomes smaller
NAMES = 36.0  # so wide is a column of names beside columns of words
DIVIDED = 22.0  # the widest that a word is kept whole when nothing else helps
WIDEST = 30.0  # a column of numbers gets no more
PADDING = 0.6  # height of what is free in a row, in sizes of print
STEP = 2.5  # in which spare room is given to columns of words
FAR = 8  # steps that are looked ahead
MM = 25.4 / 72.0
PLAIN, BOLD = Face(NAME), Face(NAME, bold=True)


@dataclass(frozen=True)
class TableLayout:
    """Form of one table."""

    across: bool  # on a page in landscape
    size: float  # of the print
    widths: tuple[float, ...]  # by column, the one of the labels first
    divided: bool  # a head or a label has a word that does not fit in a line
    high: float  # about so many millimetres


@dataclass(frozen=True)
class _Try:
    """A form that may fit."""

    across: bool
    size: float
    whole: bool  # small print stays in one line, words are not divided

    @property
    def room(self) -> float:
        return ACROSS if self.across else UPRIGHT


TRIES = (
    *(_Try(False, size, True) for size in (8.5, 8.0, 7.5)),
    *(_Try(False, size, False) for size in (8.0, 7.5, 7.0)),
    *(_Try(True, size, True) for size in (8.5, 8.0, 7.5, 7.0)),
    *(_Try(True, size, False) for size in (8.0, 7.5, 7.0, 6.5)),
)


def lay_out(grid: Grid, density: float = 1.0) -> TableLayout:
    """The first form in which the table fits; the smallest one across, narrowed to the page, if none does.

    Args:
        density: what the print is multiplied by on a paper that has to fit its pages.
    """
    for form in TRIES:
        if found := _fitted(grid, form, form.size * density):
            return _layout(grid, form.across, form.size * density, found)
    last = TRIES[-1]
    least = _least(grid, last.size * density, last.whole)
    share = last.room / sum(least)
    return _layout(grid, last.across, last.size * density, tuple(share * one for one in least))


def _layout(grid: Grid, across: bool, size: float, widths: tuple[float, ...]) -> TableLayout:
    parts = [(longest_word(head, BOLD, size), room) for head, room in zip(grid.heads, widths, strict=True)]
    parts += [(_part(row, 0, size, False, grid.words), widths[0]) for row in grid.rows if row.cells]
    lines = sum(
        max(_lines(words, room, size) for words, room in zip((row.label, *row.cells), widths, strict=False))
        + DETAIL * (2 if any(row.details) else 0)
        for row in grid.rows
    )
    high = (LINE * (lines + 4) + PADDING * len(grid.rows)) * size * MM
    return TableLayout(across, size, widths, any(part * MM > room - 2 * INSET for part, room in parts), high)


def _fitted(grid: Grid, form: _Try, size: float) -> tuple[float, ...] | None:
    least = _least(grid, size, form.whole)
    label = max(least[0], min(LABEL, _natural(grid, 0, size)))
    if label + sum(least[1:]) > form.room:
        return None
    if grid.words:
        return _of_words(grid, (max(least[0], min(NAMES, _natural(grid, 0, size))), *least[1:]), size, form.room)
    numbers = least[1:]
    even = max(numbers, default=0.0)
    if label + even * len(numbers) <= form.room:
        numbers = (even,) * len(numbers)
    wanted = min(_natural(grid, 0, size), max(LABEL, form.room / 2))
    spare = form.room - max(label, wanted) - sum(numbers)
    if numbers and spare > 0:
        more = min(spare / len(numbers), max(0.0, WIDEST - even))
        numbers = tuple(one + more for one in numbers)
    return (form.room - sum(numbers), *numbers)


def _of_words(grid: Grid, least: tuple[float, ...], size: float, room: float) -> tuple[float, ...]:
    """Room beyond the least goes, in steps, to the columns that make the highest cells lower by most.

    Cells count by the fourth power of their lines: near to the highest cell of each row, and without the dead ends
    of rows that two columns keep high together.
    """
    spare = int((room - sum(least)) / STEP)
    rows = [row for row in grid.rows if row.cells]
    heights = [
        [
            sum(_lines(_words(row, column), start + STEP * more, size) ** 4 for row in rows)
            for more in range(spare + 1)
        ]
        for column, start in enumerate(least)
    ]
    given = [0] * len(least)
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
    widths = [start + STEP * more for start, more in zip(least, given, strict=True)]
    widths[-1] += room - sum(widths)
    return tuple(widths)


def _words(row: Row, column: int) -> str:
    return row.cells[column - 1] if column else row.label


def _lines(words: str, room: float, size: float) -> int:
    """Lines that the words take in a column."""
    return len(wrap(words, PLAIN, size, (room - 2 * INSET) / MM))


def _face(row: Row) -> Face:
    return BOLD if row.kind in ("sum", "result") else PLAIN


def _least(grid: Grid, size: float, whole: bool) -> tuple[float, ...]:
    """Width by column below which numbers, or words that are to stay whole, would be divided."""
    found = []
    for column in range(len(grid.heads)):
        need = longest_word(grid.heads[column], BOLD, size)
        if column and grid.states:
            state = grid.states[column - 1]
            need = max(need, longest_word(state, BOLD, size) / grid.states.count(state))
        parts = [_part(row, column, size, whole, grid.words) for row in grid.rows if row.cells or not column]
        need = max([need, *parts]) * MM
        if not whole and (grid.words or not column):
            need = min(need, DIVIDED)
        found.append(need + 2 * INSET)
    return tuple(found)


def _part(row: Row, column: int, size: float, whole: bool, words: bool) -> float:
    """Width of what of one cell must stay in a line, points."""
    face = _face(row)
    if not column:
        return longest_word(row.label, face, size) + (NUMBER * size if row.number else 0.0)
    cell = row.cells[column - 1]
    need = longest_word(cell, face, size) if words else face.width(cell, size)
    if row.details:
        detail = row.details[column - 1]
        need = max(need, PLAIN.width(detail, DETAIL * size) if whole else _halved(detail, DETAIL * size))
    return need


def _halved(words: str, size: float) -> float:
    """Width in which the words stand in two lines."""
    parts = words.split(" ")
    splits = [(" ".join(parts[:place]), " ".join(parts[place:])) for place in range(1, len(parts) + 1)]
    return min(max(PLAIN.width(first, size), PLAIN.width(second, size)) for first, second in splits)


def _natural(grid: Grid, column: int, size: float) -> float:
    """Width in which every cell of the column stands in one line."""
    head = BOLD.width(grid.heads[column], size) * MM
    return max([head, *_lengths(grid, column, size)]) + 2 * INSET


def _lengths(grid: Grid, column: int, size: float) -> Iterator[float]:
    for row in grid.rows:
        if row.cells:
            words = row.cells[column - 1] if column else row.label
            indent = NUMBER * size if row.number and not column else 0.0
            yield (_face(row).width(words, size) + indent) * MM
