"""How a table stands on slides: its print, the widths of its columns, and which rows stand on which slide.

The largest print in which it fits on one slide is taken; a longer table is divided into slides of about the same
length with its heads repeated, a wider one into groups of columns beside its labels. Lengths are points.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from forecasting.reports.grid import Grid, Row, leans_right
from forecasting.reports.typeface import LINE, Face, longest_word, wrap

__all__ = ["INSET", "RISE", "Part", "Print", "hanging", "lay_out"]


@dataclass(frozen=True)
class Print:
    """Sizes of print of a table."""

    cell: int
    detail: int  # small print below a cell, and the state above a head


SIZES = (Print(14, 11), Print(13, 11), Print(12, 10), Print(11, 10), Print(10, 10))
"""From the largest to the least."""

INSET = 5.0  # left and right in a cell
RISE = 2.5  # above and below
LABEL = 130.0  # the least of a column of labels that has to break its lines
NUMBER_MOST = 130.0  # a column of numbers is not made wider
CELL_WHOLE = 120.0  # a cell of numbers up to this width is not broken
LABEL_SHARE = 0.5  # of the slide, the most a column of labels takes before its lines break
POWERS = (0.5, 0.75, 1.0)  # shares of a table of words that are tried
SLACK = 1.02  # programs measure a little apart
TINY = 1e-6  # so that a column made for its words holds them


@dataclass(frozen=True)
class Part:
    """What one slide holds: columns and rows of a table, and how they are printed."""

    grid: Grid  # with these columns only
    print: Print
    widths: tuple[float, ...]
    heights: tuple[float, ...]  # of the heads, then of each row

    @property
    def height(self) -> float:
        return sum(self.heights)


def lay_out(grid: Grid, font: str, width: float, height: float) -> list[Part]:
    """The slides of a table, one part each."""
    faces = (Face(font), Face(font, bold=True))
    for size in SIZES[:4] if grid.words else SIZES:  # words are rather divided than made small
        part = _whole(grid, faces, size, width)
        if part is not None and part.height <= height:
            return [part]
    for whole in (True, False):
        for size in SIZES[2:]:
            part = _whole(grid, faces, size, width, whole=whole)
            if part is not None:
                return _by_rows(part, height)
    parts: list[Part] = []
    for group in _by_columns(grid, faces, SIZES[-1], width):
        part = _whole(group, faces, SIZES[-1], width, whole=False)
        if part is None:
            widths = _forced(group, width)
            part = Part(group, SIZES[-1], widths, _heights(group, faces, SIZES[-1], widths))
        parts += _by_rows(part, height)
    return parts


def hanging(row: Row, face: Face, size: float) -> float:
    """How far a label stands behind its outline number."""
    return face.width(f"{row.number} ", size) if row.number else 0.0


def _whole(grid: Grid, faces: tuple[Face, Face], size: Print, width: float, *, whole: bool = True) -> Part | None:
    """The table undivided in that print, as low as can be; None where words would have to be cut."""
    found = []
    for power in POWERS if grid.words else POWERS[:1]:
        widths = _widths(grid, faces, size, width, power, whole=whole)
        if widths is not None:
            found.append(Part(grid, size, widths, _heights(grid, faces, size, widths)))
    return min(found, key=lambda part: part.height, default=None)


def _widths(
    grid: Grid, faces: tuple[Face, Face], size: Print, width: float, power: float, *, whole: bool
) -> tuple[float, ...] | None:
    """Widths of the columns, None where words would have to be cut.

    Args:
        power: how much more a column of long texts gets, see `_shared`.
        whole: numbers and intervals stand in one line; otherwise an interval may break between its words.
    """
    least = [_least(grid, faces, size, column, whole=whole) for column in range(len(grid.heads))]
    if sum(least) > width:
        return None
    wished = [_wished(grid, faces, size, column) for column in range(len(grid.heads))]
    if grid.words:
        return _shared(least, wished, width, power)
    label = max(least[0], min(LABEL, wished[0]))
    numbers = least[1:]
    if label + sum(numbers) > width:
        return _shared(least, wished, width, power)
    label = min(max(label, min(wished[0], LABEL_SHARE * width)), width - sum(numbers))
    equal = max(numbers, default=0.0)
    if label + equal * len(numbers) <= width:
        numbers = [min(max(equal, (width - label) / max(1, len(numbers))), max(equal, NUMBER_MOST))] * len(numbers)
    return (width - sum(numbers), *numbers)


def _shared(least: Sequence[float], wished: Sequence[float], width: float, power: float) -> tuple[float, ...]:
    """Each column its least; the rest goes where words would break their lines, in proportion to a power of them."""
    wanted = [max(0.0, wish - low) for wish, low in zip(wished, least, strict=True)]
    rest = width - sum(least)
    total = sum(wanted)
    if total <= rest:
        spare = (rest - total) / len(least)
        return tuple(low + want + spare for low, want in zip(least, wanted, strict=True))
    weights = [want**power for want in wanted]
    share = rest / sum(weights)
    return tuple(low + weight * share for low, weight in zip(least, weights, strict=True))


def _forced(grid: Grid, width: float) -> tuple[float, ...]:
    return (width / len(grid.heads),) * len(grid.heads)


def _texts(grid: Grid, faces: tuple[Face, Face], size: Print, column: int) -> list[tuple[str, Face, float, float]]:
    """What stands in a column: words, face, size, and the room before them."""
    plain, bold = faces
    found = [(grid.heads[column], bold, float(size.cell), 0.0)]
    if column and grid.states:
        found.append((grid.states[column - 1], plain, float(size.detail), 0.0))
    for row in grid.rows:
        face = plain if row.kind == "item" else bold
        if column == 0:
            if row.cells or len(grid.heads) == 1:  # a heading runs across the table
                found.append((row.label, face, float(size.cell), hanging(row, face, size.cell)))
        elif row.cells:
            found.append((row.cells[column - 1], face, float(size.cell), 0.0))
            if row.details and row.details[column - 1]:
                found.append((row.details[column - 1], plain, float(size.detail), 0.0))
    return found


def _least(grid: Grid, faces: tuple[Face, Face], size: Print, column: int, *, whole: bool = True) -> float:
    """Width below which a word would be cut, or a number broken."""
    widths = []
    for place, (words, face, points, before) in enumerate(_texts(grid, faces, size, column)):
        line = max((face.width(line, points) for line in words.split("\n")), default=0.0)
        keep = whole and column > 0 and place > 0 and leans_right(grid, column) and line <= CELL_WHOLE
        widths.append(before + (line if keep else longest_word(words, face, points)))
    return SLACK * max(widths) + 2 * INSET


def _wished(grid: Grid, faces: tuple[Face, Face], size: Print, column: int) -> float:
    """Width in which no line breaks."""
    texts = _texts(grid, faces, size, column)
    return SLACK * max(before + face.width(line, points) for words, face, points, before in texts
                       for line in words.split("\n")) + 2 * INSET  # fmt: skip


def _heights(grid: Grid, faces: tuple[Face, Face], size: Print, widths: Sequence[float]) -> tuple[float, ...]:
    plain, bold = faces
    room = [(width - 2 * INSET) / SLACK + TINY for width in widths]

    def lines(words: str, face: Face, points: float, width: float) -> float:
        return LINE * points * len(wrap(words, face, points, max(width, points))) if words else 0.0

    head = 0.0
    for column, words in enumerate(grid.heads):
        state = grid.states[column - 1] if column and grid.states else ""
        tall = lines(words, bold, size.cell, room[column]) + lines(state, plain, size.detail, room[column])
        head = max(head, tall)
    heights = [head + 2 * RISE]
    for row in grid.rows:
        face = plain if row.kind == "item" else bold
        width = room[0] if row.cells else (sum(widths) - 2 * INSET) / SLACK
        tall = lines(row.label or " ", face, size.cell, width - hanging(row, face, size.cell))
        for column, words in enumerate(row.cells, start=1):
            detail = row.details[column - 1] if row.details else ""
            below = lines(detail, plain, size.detail, room[column])
            tall = max(tall, lines(words, face, size.cell, room[column]) + below)
        heights.append(tall + 2 * RISE)
    return tuple(heights)


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


def _by_columns(grid: Grid, faces: tuple[Face, Face], size: Print, width: float) -> list[Grid]:
    """Groups of columns that fit beside the labels."""
    least = [_least(grid, faces, size, column, whole=False) for column in range(len(grid.heads))]
    label = min(max(least[0], LABEL), width / 2)
    fewest = 1
    while True:
        groups: list[list[int]] = [[]]
        even, used = sum(least[1:]) / fewest, 0.0
        for column, need in enumerate(least[1:], start=1):
            full = label + used + need > width
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
