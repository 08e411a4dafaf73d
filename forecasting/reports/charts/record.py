"""What a chart shows, before anybody decides who draws it: page, file, slide or workbook.

A chart is a row of categories and a series of values for each thing it shows. A series says by its role what it is;
the renderers know how that role looks. Words are those of the language that the chart was made in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

__all__ = ["BANDS", "Chart", "ChartKind", "Role", "Series", "axis_end"]

ChartKind = Literal["fan", "ranges", "stack", "columns", "bridge"]
"""Forecast fan by month; intervals by year; stacked or clustered columns by year; steps between amounts."""

Role = Literal[
    "past", "estimated", "median", "low95", "low80", "low50", "high50", "high80", "high95", "outcome", "base",
    "target", "bar", "mark", "ring", "level",
]  # fmt: skip
"""What a series is: the known past and the estimated one, the median, an end of an interval, what came, the base
scenario, what is aimed at, bars, marks without a line (rings where nobody decided the amount), a line of levels."""

BANDS: tuple[tuple[str, Role, Role], ...] = (
    ("95", "low95", "high95"), ("80", "low80", "high80"), ("50", "low50", "high50"),
)  # fmt: skip
"""Level in % and ends of the intervals, from the widest to the narrowest."""


@dataclass(frozen=True)
class Series:
    """One series of a chart."""

    name: str  # in a legend or a sheet
    role: Role
    values: tuple[float | None, ...]  # one per category, in the unit of the chart; None: no value
    hue: str = "need"  # key of `looks.COLORS`
    hatched: bool = False  # an uncovered need
    pale: bool = False  # what is used of an amount that nobody decided
    label: str | None = None  # beside its end on a page, lines apart by <br>; None: the name, "": none
    told: tuple[str, ...] = ()  # what a reader is told who points at a value, one per category
    printed: tuple[str, ...] = ()  # the values in words, one per category, where not all have the digits of the chart
    hues: tuple[str, ...] = ()  # of each value, where they differ

    @property
    def known(self) -> Iterator[tuple[int, float]]:
        """Place and value of the categories that have one."""
        return ((row, value) for row, value in enumerate(self.values) if value is not None)

    @property
    def last(self) -> tuple[int, float] | None:
        """The last of them."""
        return max(self.known, default=None)


@dataclass(frozen=True)
class Chart:
    """A chart as numbers.

    In a bridge the one series holds the steps; a step whose category is in `totals` stands on the axis.
    """

    kind: ChartKind
    categories: tuple[str, ...]  # of a fan months as "YYYY-MM", otherwise as printed
    series: tuple[Series, ...]
    unit: str
    digits: int = 0  # decimals of a label
    totals: tuple[str, ...] = ()
    ticks: tuple[str, ...] = ()  # the categories in lines for a page, apart by <br>; empty: as they are
    end: float | None = None  # of the vertical axis where it follows from the unit, 100 for shares

    def of(self, *roles: Role) -> list[Series]:
        """Series of these roles, in their order."""
        return [series for series in self.series if series.role in roles]

    @property
    def reach(self) -> Iterator[float]:
        """Every value that the vertical axis has room for."""
        return (value for series in self.series for _, value in series.known)

    @property
    def bands(self) -> list[tuple[str, Series, Series]]:
        """Level and ends of its intervals, from the widest to the narrowest."""
        by_role = {series.role: series for series in self.series}
        return [(level, by_role[low], by_role[high]) for level, low, high in BANDS if low in by_role]


def axis_end(values: Iterable[float]) -> float:
    """End of the vertical axis with room for these values: nothing is cut at the frame."""
    return 1.06 * max([1.0, *values])
