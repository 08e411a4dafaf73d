"""The columns of a known file: type, limits, and what a planner writes in them often."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = [
    "GROUP",
    "MONTH",
    "MOST_PERSONS",
    "SOURCE",
    "YEAR",
    "Column",
    "Type",
    "Whole",
    "choice",
    "count",
    "number",
    "optional",
    "text",
]

Type = Literal["month", "count", "number", "group", "choice", "district", "text"]

Whole = Literal["refused", "first", "last", "apart"]
"""What a bare year means in a column of months: nothing, its first or its last month, or a figure of the whole year
that stays without a month."""

MOST_PERSONS = 100_000_000.0
"""More than the country has inhabitants: a larger count has digits too many."""


@dataclass(frozen=True)
class Column:
    """One column.

    `required`: the column must exist; `filled`: none of its cells may be empty. A count is a number of persons.
    Numbers lie between `least` and `most`; a choice is one of `choices`.
    """

    name: str
    type: Type
    required: bool = True
    filled: bool = True
    least: float = 0.0
    most: float = float("inf")
    choices: tuple[str, ...] = ()
    year: Whole = "refused"


def count(name: str, *, filled: bool = True, least: float = 0.0, most: float = MOST_PERSONS) -> Column:
    """A number of persons."""
    return Column(name, "count", filled=filled, least=least, most=most)


def optional(name: str, *, least: float = 0.0) -> Column:
    """A number of persons that a file may leave out."""
    return Column(name, "count", required=False, filled=False, least=least, most=MOST_PERSONS)


def text(name: str, *, filled: bool = True) -> Column:
    """Words."""
    return Column(name, "text", filled=filled)


def number(name: str, *, filled: bool = True, most: float = float("inf")) -> Column:
    """A number that counts no persons."""
    return Column(name, "number", filled=filled, most=most)


def choice(name: str, *choices: str) -> Column:
    """One of a few words."""
    return Column(name, "choice", choices=choices)


MONTH = Column("month", "month")
GROUP = Column("group", "group")
SOURCE = text("source")
YEAR = Column("year", "number", least=1990, most=2100)
