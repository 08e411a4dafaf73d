"""Budget years of a horizon: calendar years, the first and last of which may be partial."""

from __future__ import annotations

from dataclasses import dataclass

from forecasting.base.periods import Month, year_of

__all__ = ["BudgetYear", "budget_years", "starred", "to_december"]


@dataclass(frozen=True)
class BudgetYear:
    """Months `start` to `stop` (exclusive) of the horizon, counted from its first month, that fall into `year`."""

    year: int
    start: int
    stop: int
    past: int = 0  # months of the year before the horizon that belong to its results, of the first year alone

    @property
    def months(self) -> slice:
        """Rows of a monthly array of the horizon that belong to the year."""
        return slice(self.start, self.stop)

    def rows(self, lead: int) -> slice:
        """Rows of the year in a monthly array that begins `lead` months before the horizon."""
        return slice(self.start + lead - self.past, self.stop + lead)

    @property
    def share(self) -> float:
        """n: months that count over 12."""
        return (self.stop - self.start + self.past) / 12

    @property
    def partial(self) -> bool:
        """Whether fewer than twelve of its months count."""
        return self.stop - self.start + self.past < 12

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


def budget_years(first: Month, count: int, *, whole: bool = False) -> tuple[BudgetYear, ...]:
    """Budget years of the `count` months from `first` on.

    Args:
        whole: the months of the first year before `first` count too.

    >>> from forecasting.base.periods import parse_month
    >>> [(y.year, y.partial) for y in budget_years(parse_month("2023-06"), 19)]
    [(2023, True), (2024, False)]
    >>> [(y.year, y.partial) for y in budget_years(parse_month("2023-06"), 19, whole=True)]
    [(2023, False), (2024, False)]
    """
    years = range(year_of(first), year_of(first + count - 1) + 1)
    return tuple(
        BudgetYear(
            year,
            max(0, year * 12 - first),
            min(count, (year + 1) * 12 - first),
            max(0, first - year * 12) if whole else 0,
        )
        for year in years
    )


def to_december(base: Month, count: int) -> int:
    """Months after the base month up to the December in or after the last of them.

    >>> from forecasting.base.periods import parse_month
    >>> to_december(parse_month("2025-08"), 12), to_december(parse_month("2025-12"), 72)
    (16, 72)
    """
    return count + 11 - (base + count) % 12
