"""Budget years of a horizon: calendar years, the first and last of which may be partial."""

from __future__ import annotations

from dataclasses import dataclass

from forecasting.base.periods import Month, year_of

__all__ = ["BudgetYear", "budget_years", "starred"]


@dataclass(frozen=True)
class BudgetYear:
    """Months `start` to `stop` (exclusive) of the horizon, counted from its first month, that fall into `year`."""

    year: int
    start: int
    stop: int

    @property
    def months(self) -> slice:
        """Rows of a monthly array that belong to the year."""
        return slice(self.start, self.stop)

    @property
    def share(self) -> float:
        """n: months inside the horizon over 12."""
        return (self.stop - self.start) / 12

    @property
    def partial(self) -> bool:
        """Whether the horizon holds fewer than twelve of its months."""
        return self.stop - self.start < 12

    @property
    def head(self) -> str:
        """The year as the head of a column, starred where it is partial."""
        return starred(self.year, self.partial)


def starred(year: int, partial: bool) -> str:
    """A year as tables and charts name it, with a star where it is partial.

    >>> starred(2026, False), starred(2031, True)
    ('2026', '2031*')
    """
    return f"{year}{'*' if partial else ''}"


def budget_years(first: Month, count: int) -> tuple[BudgetYear, ...]:
    """Budget years of the `count` months from `first` on.

    >>> from forecasting.base.periods import parse_month
    >>> [(y.year, y.partial) for y in budget_years(parse_month("2023-06"), 19)]
    [(2023, True), (2024, False)]
    """
    years = range(year_of(first), year_of(first + count - 1) + 1)
    return tuple(BudgetYear(year, max(0, year * 12 - first), min(count, (year + 1) * 12 - first)) for year in years)
