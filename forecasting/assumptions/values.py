"""What the value of an assumption can be, beside a number, a word or a yes or no.

Months stand as labels "YYYY-MM", as a scenario file writes them. Every record is immutable and comparable.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

__all__ = [
    "CONTINUED",
    "EVENT_KINDS",
    "Band",
    "DatedValue",
    "Expectation",
    "MarkedEvent",
    "Origins",
    "Range",
    "Shock",
    "Value",
    "Years",
    "in_year",
    "plain",
]


class Band(NamedTuple):
    """Hours of support a month for people `first` ≤ months since entry < `end`."""

    first: int
    end: int
    hours: float


@dataclass(frozen=True)
class Shock:
    """A special event: arrivals of the forecast months `from_` to `to`, both included, become A·factor + add."""

    from_: str
    to: str
    group: str | None = None  # None: every group
    factor: float = 1.0
    add: float = 0.0  # persons per month


EVENT_KINDS = ("pulse", "level_shift")
"""A pulse came and went; a level shift stays."""


@dataclass(frozen=True)
class MarkedEvent:
    """An event of the past that the forecast is not to take for season, volatility or level.

    Months `from_` to `to`, both included; of a level shift `from_` is the first month of the new level.
    """

    name: str
    kind: str  # one of EVENT_KINDS
    from_: str
    to: str
    group: str | None  # None: every group
    source: str


@dataclass(frozen=True)
class Expectation:
    """What the planner expects of a group: persons in a month "YYYY-MM" or in the whole year "YYYY"."""

    group: str
    period: str
    value: float
    low: float | None = None  # 10 % and 90 % points; None: certain
    high: float | None = None

    @property
    def month(self) -> str | None:
        """The month, None where the year is meant."""
        return self.period if len(self.period) > 4 else None


@dataclass(frozen=True)
class Origins:
    """Countries of origin from a year of arrival on: shares of the arrivals and protection rates, each by origin.

    Shares that are given replace the earlier ones whole, what they leave of 1 is "other"; a rate replaces its own.
    """

    from_: int  # calendar year
    shares: tuple[tuple[str, float], ...] = ()
    rates: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class DatedValue:
    """A value and the day it holds from; in a table by year, the value of that year alone."""

    from_: datetime.date
    value: float
    source: str = "none"
    note: str = ""
    note_en: str = ""


class Range(NamedTuple):
    """At least, most likely, at most."""

    low: float
    value: float
    high: float


CONTINUED = "continued"
"""Field of an amount by year that is carried forward and that nobody has decided or entered."""


@dataclass(frozen=True, eq=False)
class Years(Mapping[int, float]):
    """Amounts by calendar year, in ascending order; those of the years in `continued` are only carried forward.

    >>> Years.of({2026: 58e6})[2026]
    58000000.0
    >>> Years.of({2027: 58e6}) == Years.of({2027: 58e6}, {2027})
    False
    """

    pairs: tuple[tuple[int, float], ...] = ()
    continued: frozenset[int] = frozenset()

    @classmethod
    def of(cls, table: Mapping[int, float], continued: Iterable[int] = ()) -> Years:
        """Amounts of a plain table."""
        pairs = tuple(sorted((int(year), float(value)) for year, value in table.items()))
        return cls(pairs, frozenset(continued) & frozenset(table))

    def only(self, years: Iterable[int]) -> Years:
        """Those of some years."""
        kept = set(years)
        return Years(tuple(pair for pair in self.pairs if pair[0] in kept), self.continued & kept)

    def __getitem__(self, year: int) -> float:
        return dict(self.pairs)[year]

    def __iter__(self) -> Iterator[int]:
        return (year for year, _ in self.pairs)

    def __len__(self) -> int:
        return len(self.pairs)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Years):
            return (self.pairs, self.continued) == (other.pairs, other.continued)
        return isinstance(other, Mapping) and dict(self) == dict(other)

    def __hash__(self) -> int:
        return hash(self.pairs)


Value = (
    None
    | bool
    | int
    | float
    | str
    | tuple[str, ...]
    | tuple[float, ...]
    | tuple[Band, ...]
    | tuple[Shock, ...]
    | tuple[MarkedEvent, ...]
    | tuple[Expectation, ...]
    | tuple[Origins, ...]
    | tuple[DatedValue, ...]
    | Years
)


def in_year(value: Value, year: int) -> tuple[float, int | None]:
    """Value that holds in a year, and the year it holds from (None: a plain number, which holds in every year).

    A dated value holds from the year of its date on; before the first date the first one is meant.

    >>> steps = (DatedValue(datetime.date(2017, 4, 27), 64e3), DatedValue(datetime.date(2024, 1, 1), 60e3))
    >>> in_year(steps, 2023), in_year(steps, 2026)
    ((64000.0, 2017), (60000.0, 2024))
    """
    if isinstance(value, int | float):
        return float(value), None
    if not isinstance(value, tuple) or not value or not isinstance(value[0], DatedValue):
        raise TypeError("in_year needs a number or dated values")
    steps = [step for step in value if isinstance(step, DatedValue)]
    known = [step for step in steps if step.from_.year <= year] or steps[:1]
    return known[-1].value, known[-1].from_.year


def plain(value: object) -> object:
    """Value as lists, tables, numbers and words, the way a scenario file writes it; plain values stay as they are."""
    if isinstance(value, Years):
        return {str(year): {CONTINUED: amount} if year in value.continued else amount for year, amount in value.pairs}
    if isinstance(value, Range):
        return {"value": value.value, "low": value.low, "high": value.high}
    if isinstance(value, Shock):
        row: dict[str, object] = {"from": value.from_, "to": value.to}
        if value.group is not None:
            row["group"] = value.group
        if value.factor != 1.0:
            row["factor"] = value.factor
        if value.add != 0.0:
            row["add"] = value.add
        return row
    if isinstance(value, MarkedEvent):
        row = {"name": value.name, "kind": value.kind, "from": value.from_}
        if value.kind != "level_shift":
            row["to"] = value.to
        if value.group is not None:
            row["group"] = value.group
        return row | {"source": value.source}
    if isinstance(value, Expectation):
        row = {"group": value.group, "period": value.period, "value": value.value}
        return row if value.low is None else row | {"low": value.low, "high": value.high}
    if isinstance(value, Origins):
        tables = {"shares": dict(value.shares), "rates": dict(value.rates)}
        return {"from": value.from_} | {name: table for name, table in tables.items() if table}
    if isinstance(value, DatedValue):
        return {"from": value.from_, "value": value.value}
    if isinstance(value, tuple | list):
        return [plain(part) for part in value]
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items()}
    return value
