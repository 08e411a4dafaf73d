"""What a native chart is put together on: columns, shapes, the names at their ends, and where all of it stands.

Sizes are points, places shares of the chart, as office programs keep them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from forecasting.base.format import Formats
from forecasting.base.text import Texts
from forecasting.papers.native.sheet import Column, letter, number_code
from forecasting.papers.native.xml import Axis, Label, Palette, Shape, no_fill
from forecasting.reports.charts.apart import apart
from forecasting.reports.charts.record import Chart
from forecasting.reports.typeface import Face, wrap

__all__ = ["PLOT", "WIDEST_MARK", "Board", "half_column", "labelled", "plot_box", "tick_code"]

LABEL_WIDTH = 150.0  # points, the widest a label beside the plot gets
NAME_LINES = 3  # of a category below its column
TICK_GAP = 8.0  # points between the axis and its words
NUMBER_ROOM = 22.0  # points from a point to the far edge of the number above or below it
WIDEST_MARK = 26  # points
GAPS: Mapping[str, int] = {"ranges": 170, "stack": 80, "columns": 80, "bridge": 45}
"""Space between columns, percent of a column."""

PLOT = 0.8  # share of a chart that its axes take, about
MOST_COLUMN = 80.0  # points
MOST_GAP = 500  # percent, a limit of the format


@dataclass
class Board:
    """What has been put on a chart so far."""

    chart: Chart
    palette: Palette
    text: Texts
    face: Face
    width: float  # of the chart, points
    size: float  # of all its words, points
    top: int = 0  # rows of the sheet above the numbers
    columns: list[Column] = field(default_factory=list)
    shapes: list[Shape] = field(default_factory=list)
    ends: list[tuple[float, int, Label]] = field(default_factory=list)  # height, place of its shape, what it says

    @property
    def beside(self) -> int:
        """Columns that stand beside each other in a category."""
        return sum(series.role == "bar" for series in self.chart.series) if self.chart.kind == "columns" else 1

    @property
    def gap(self) -> int:
        """Space between columns, percent of a column; more where few columns would become very wide."""
        slot = PLOT * self.width / max(1, len(self.chart.categories))
        narrow = round(100 * (slot / MOST_COLUMN - self.beside))
        return min(max(GAPS.get(self.chart.kind, 100), narrow), MOST_GAP)

    def helper(self, head: str, values: Sequence[float | None], formulas: Sequence[str] = ()) -> int:
        """A column that is needed to draw and tells nothing new; its place."""
        self.columns.append(Column(head, tuple(values), tuple(formulas)))
        return len(self.columns) - 1

    def cell(self, column: int, row: int) -> str:
        """Address of a value in the sheet."""
        return f"{letter(column)}{row + 2 + self.top}"

    def put(self, shape: Shape) -> None:
        """A shape over those that are there."""
        self.shapes.append(shape)

    def name(self, shape: Shape, words: str, *, row: int, color: str = '<a:schemeClr val="tx1"/>') -> None:
        """A shape over those that are there, with its name beside its value in that row."""
        self.shapes.append(shape)
        value = self.columns[shape.column].values[row]
        if value is not None:
            self.ends.append((value, len(self.shapes) - 1, Label(row, words.replace("<br>", "\n"), "r", color=color)))

    def name_at(self, words: str, *, row: int, height: float, formula: str = "") -> None:
        """A name beside a height of that row: a column of the sheet that only carries the name."""
        rows = len(self.chart.categories)
        values = [height if place == row else None for place in range(rows)]
        formulas = [formula if place == row else "" for place in range(rows)]
        name = words.partition("<br>")[0]
        column = self.helper(self.text("papers.pptx.helper_name", name=name), values, formulas if formula else ())
        self.name(Shape("line", column, no_fill()), words, row=row)


def tick_code(board: Board, low: float, step: float) -> str:
    """Format of the numbers at the value axis."""
    return number_code(_digits(step), board.text.language, signed=low < 0)


def plot_box(board: Board, axis: Axis, width: float, height: float) -> tuple[float, float, float, float]:
    """The inside of the axes: room for tick labels, unit, names of columns and names at the ends."""
    formats = Formats(board.text.language)
    ticks = [formats.number(value, _digits(axis.step)) for value in (axis.low, axis.high)]
    left = max(board.face.width(words, board.size) for words in ticks) + TICK_GAP + 4
    beside = [
        max(board.face.width(words, board.size) for words in wrap(label.words, board.face, board.size, LABEL_WIDTH))
        for _, _, label in board.ends
    ]
    right = max(beside, default=0.0) + (16 if beside else 8)
    lines = 1
    if not axis.first_month:
        room = (width - left - right) / len(board.chart.categories) - 6
        lines = max(len(wrap(words, board.face, board.size, room)) for words in board.chart.categories)
    bottom = board.size * 1.2 * min(lines, NAME_LINES) + TICK_GAP + 4
    top = board.size * 2.6
    return left / width, top / height, 1 - (left + right) / width, 1 - (top + bottom) / height


def labelled(board: Board, axis: Axis, plot: tuple[float, float, float, float], height: float) -> list[Shape]:
    """The shapes with the names at their ends, moved so that none covers another."""
    inside = plot[3] * height
    words = [wrap(label.words, board.face, board.size, LABEL_WIDTH) for _, _, label in board.ends]
    room = [1.2 * board.size * len(rows) / inside for rows in words]  # shares of the plot
    true = [(min(max(found, axis.low), axis.high) - axis.low) / (axis.high - axis.low) for found, _, _ in board.ends]
    shapes = list(board.shapes)
    aside = half_column(board, axis, plot)
    moved_to = apart(true, room, 1.0, inside=True)
    for (_, number, label), rows, at, placed in zip(board.ends, words, true, moved_to, strict=True):
        moved = replace(label, words="\n".join(rows), right=aside, down=(at - placed) * plot[3])
        shapes[number] = replace(shapes[number], labels=(*shapes[number].labels, moved))
    return [_cleared(board, shape, shapes, axis, inside, height) for shape in shapes]


def _free_side(at: float, marks: Sequence[tuple[float, float]]) -> tuple[str, float]:
    """Where a number stands so that it covers no mark: above its point or, where it moves less, below it.

    Args:
        at: height of the point above the axis, like all heights in points.
        marks: lower and upper edge of each.
    Returns:
        Position of the label ("t" or "b") and how far it moves from there, up being positive.
    """
    top, bottom = at, at
    for low, high in sorted(marks):
        if low < top + NUMBER_ROOM and high > top:
            top = high
    for low, high in sorted(marks, reverse=True):
        if high > bottom - NUMBER_ROOM and low < bottom:
            bottom = low
    if top - at <= at - bottom or bottom < NUMBER_ROOM:  # no number stands below the axis
        return "t", top - at
    return "b", bottom - at


def _cleared(board: Board, shape: Shape, shapes: Sequence[Shape], axis: Axis, inside: float, height: float) -> Shape:
    """The shape with its numbers moved away from the marks of the same column."""

    def heights(one: Shape, row: int) -> float | None:
        value = board.columns[one.column].values[row]
        return None if value is None else inside * (value - axis.low) / (axis.high - axis.low)

    labels = []
    for label in shape.labels:
        at = heights(shape, label.point)
        if label.position == "t" and not label.words and at is not None:
            marks = [(middle - one.mark.rise, middle + one.mark.rise) for one in shapes
                     if one.mark.symbol != "none" and (middle := heights(one, label.point)) is not None]  # fmt: skip
            position, moved = _free_side(at, marks)
            label = replace(label, position=position, down=-moved / height)
        labels.append(label)
    return replace(shape, labels=tuple(labels))


def half_column(board: Board, axis: Axis, plot: tuple[float, float, float, float]) -> float:
    """From the middle of a column to its edge, or to that of a mark on it; nothing where there are no columns."""
    if axis.first_month:
        return 0.0
    slot = plot[2] / len(board.chart.categories)
    return max(slot * board.beside / (board.beside + board.gap / 100), WIDEST_MARK / board.width) / 2


def _digits(step: float) -> int:
    whole = abs(step - round(step)) < 1e-9
    return 0 if whole else max(1, -math.floor(math.log10(step)))
