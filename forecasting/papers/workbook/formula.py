"""Formulas of the living workbook that carry their value: what a spreadsheet will compute is computed here as well.

An expression knows its text, relative to the sheet it stands on, and its value; so no formula is written without the
number that a viewer shows, and text and number cannot drift apart. Only functions that German and English Excel and
LibreOffice know alike; literals come from the program, never from a user.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from xlsxwriter.utility import quote_sheetname, xl_rowcol_to_cell

__all__ = [
    "Cell", "Expr", "Scalar", "absolute", "all_of", "any_of", "choose", "count_numbers", "count_words", "exactly",
    "is_number", "largest", "literal", "named", "number_or_zero", "pick", "smallest", "total", "whole",
]  # fmt: skip

Scalar = float | str | bool | None
"""Value of a cell; None is an empty cell, which counts as 0."""

_COMPARE, _ADD, _TIMES, _POWER, _ATOM = range(1, 6)


@dataclass(frozen=True)
class Cell:
    """A place in the workbook, counted from 0; with `last` the range from there to that (row, column)."""

    sheet: str
    row: int
    column: int
    last: tuple[int, int] | None = None

    def text(self, home: str) -> str:
        """The place as a formula on the sheet `home` names it."""
        words = xl_rowcol_to_cell(self.row, self.column)
        if self.last is not None:
            words += ":" + xl_rowcol_to_cell(*self.last)
        return words if self.sheet == home else f"{quote_sheetname(self.sheet)}!{words}"


@dataclass(frozen=True)
class Expr:
    """Part of a formula and its value.

    >>> two, three = literal(2), literal(3)
    >>> ((two + three) * two).text("Blatt"), ((two + three) * two).value
    ('(2+3)*2', 10.0)
    """

    parts: tuple[str | Cell, ...]
    value: Scalar
    rank: int = _ATOM

    def text(self, home: str) -> str:
        """The formula without its equals sign, for a cell of the sheet `home`."""
        return "".join(part if isinstance(part, str) else part.text(home) for part in self.parts)

    @property
    def number(self) -> float:
        """The value as a number; an empty cell is 0.

        Raises:
            TypeError: the value is a text.
        """
        if isinstance(self.value, str):
            raise TypeError(f"{self.value!r} is no number")
        return float(self.value or 0.0)

    @property
    def cell(self) -> Cell:
        """The place that the expression names.

        Raises:
            TypeError: it is more than a place.
        """
        (part,) = self.parts
        if not isinstance(part, Cell):
            raise TypeError(f"{part} is not a cell")
        return part

    def __add__(self, other: Expr | float) -> Expr:
        right = _expr(other)
        return _join(self, "+", right, self.number + right.number, _ADD)

    def __sub__(self, other: Expr | float) -> Expr:
        right = _expr(other)
        return _join(self, "-", right, self.number - right.number, _ADD)

    def __mul__(self, other: Expr | float) -> Expr:
        right = _expr(other)
        return _join(self, "*", right, self.number * right.number, _TIMES)

    def __truediv__(self, other: Expr | float) -> Expr:
        right = _expr(other)
        value = self.number / right.number if right.number else math.nan
        return _join(self, "/", right, value, _TIMES)

    def __pow__(self, other: Expr | float) -> Expr:
        right = _expr(other)
        return _join(self, "^", right, self.number**right.number, _POWER)

    def __rsub__(self, other: float) -> Expr:
        return literal(other) - self

    def __radd__(self, other: float) -> Expr:
        return literal(other) + self

    def __lt__(self, other: Expr | float) -> Expr:
        right = _expr(other)
        return _join(self, "<", right, self.number < right.number, _COMPARE)

    def __le__(self, other: Expr | float) -> Expr:
        right = _expr(other)
        return _join(self, "<=", right, self.number <= right.number, _COMPARE)

    def __gt__(self, other: Expr | float) -> Expr:
        right = _expr(other)
        return _join(self, ">", right, self.number > right.number, _COMPARE)

    def __ge__(self, other: Expr | float) -> Expr:
        right = _expr(other)
        return _join(self, ">=", right, self.number >= right.number, _COMPARE)


def literal(value: float | str) -> Expr:
    """A number or a text of the program."""
    if isinstance(value, str):
        return Expr(('"' + value.replace('"', '""') + '"',), value)
    number = float(value)
    return Expr((str(int(number)) if number.is_integer() else repr(number),), number)


def named(name: str, value: Scalar) -> Expr:
    """A cell by the name it is defined under."""
    return Expr((name,), value)


def exactly(left: Expr, right: Expr | float) -> Expr:
    """Whether both are the same."""
    other = _expr(right)
    same = left.value == other.value if isinstance(left.value, str) else left.number == other.number
    return _join(left, "=", other, same, _COMPARE)


def choose(condition: Expr, then: Expr | float | str, otherwise: Expr | float | str) -> Expr:
    """IF."""
    first, second = _expr(then), _expr(otherwise)
    return _call("IF", (condition, first, second), first.value if condition.value else second.value)


def smallest(*terms: Expr | float) -> Expr:
    """MIN."""
    found = [_expr(term) for term in terms]
    return _call("MIN", found, min(term.number for term in found))


def largest(*terms: Expr | float) -> Expr:
    """MAX."""
    found = [_expr(term) for term in terms]
    return _call("MAX", found, max(term.number for term in found))


def absolute(term: Expr) -> Expr:
    """ABS."""
    return _call("ABS", (term,), abs(term.number))


def whole(term: Expr) -> Expr:
    """INT: the whole number at or below."""
    return _call("INT", (term,), float(math.floor(term.number)))


def is_number(term: Expr) -> Expr:
    """ISNUMBER: whether a cell is filled with a number."""
    filled = isinstance(term.value, int | float) and not isinstance(term.value, bool)
    return _call("ISNUMBER", (term,), filled)


def number_or_zero(term: Expr) -> Expr:
    """N: a text counts as 0."""
    return _call("N", (term,), 0.0 if isinstance(term.value, str) else term.number)


def all_of(*terms: Expr) -> Expr:
    """AND."""
    return _call("AND", terms, all(bool(term.value) for term in terms))


def any_of(*terms: Expr) -> Expr:
    """OR."""
    return _call("OR", terms, any(bool(term.value) for term in terms))


def total(cells: Sequence[Expr]) -> Expr:
    """SUM of neighbouring cells; texts among them count as nothing."""
    amounts = [cell.number for cell in cells if not isinstance(cell.value, str)]
    return Expr(("SUM(", _area(cells), ")"), math.fsum(amounts))


def count_numbers(cells: Sequence[Expr]) -> Expr:
    """COUNT: how many of neighbouring cells hold a number."""
    return Expr(("COUNT(", _area(cells), ")"), float(sum(bool(is_number(cell).value) for cell in cells)))


def count_words(cells: Sequence[Expr], word: str) -> Expr:
    """COUNTIF: how many of neighbouring cells say a word of the program."""
    found = sum(cell.value == word for cell in cells)
    return Expr(("COUNTIF(", _area(cells), ",", *literal(word).parts, ")"), float(found))


def pick(cells: Sequence[Expr], place: Expr) -> Expr:
    """INDEX: the cell at a place, counted from 1, among neighbouring cells; None outside of them."""
    at = int(place.number)
    value = cells[at - 1].value if 1 <= at <= len(cells) else None
    return Expr(("INDEX(", _area(cells), ",", *place.parts, ")"), value)


def _expr(term: Expr | float | str) -> Expr:
    return term if isinstance(term, Expr) else literal(term)


def _join(left: Expr, sign: str, right: Expr, value: Scalar, rank: int) -> Expr:
    first = left.parts if left.rank >= rank else ("(", *left.parts, ")")
    second = right.parts if right.rank > rank else ("(", *right.parts, ")")
    return Expr((*first, sign, *second), value, rank)


def _call(name: str, terms: Sequence[Expr], value: Scalar) -> Expr:
    parts: list[str | Cell] = [f"{name}("]
    for place, term in enumerate(terms):
        parts += [",", *term.parts] if place else term.parts
    return Expr((*parts, ")"), value)


def _area(cells: Sequence[Expr]) -> Cell:
    """The range that cells side by side or one below the other make up."""
    first, last = cells[0].cell, cells[-1].cell
    return Cell(first.sheet, first.row, first.column, (last.row, last.column))
