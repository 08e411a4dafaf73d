"""Clean a monthly series before it is forecast: what is refused, filled, cut off or held to be not yet reported.

Persons per month. The rules are those of docs/method.md, section Arrivals, step 1. Nothing after the origin is looked
at, and nothing is mended in silence: each repair is a notice, each refusal an error that names the series and month.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from forecasting.base.errors import Finding, InputError
from forecasting.base.periods import Month, month_label
from forecasting.base.quantiles import Array

__all__ = ["FULL", "SHORTEST", "History", "clean", "refuse_impossible"]

SHORTEST = 12  # usable months; fewer are refused
FULL = 30  # usable months; fewer get the short-history centre
LONGEST_FILL = 2  # a longer gap cuts off what lies before it
LONGEST_LAG = 3  # months between the last observation and the origin
UNREPORTED = 2  # this many zeros at the end may mean "not yet reported", more are believed
USUAL_COUNT = 20.0  # median of a year above which a zero at the end is implausible
YEAR = 12


@dataclass(frozen=True)
class Marks:
    """Months that a marked event sets apart (`marks.py`)."""

    pulse: NDArray[np.bool_]  # (n,) True in a pulse that is over
    level_from: int = 0  # position from which the level holds; 0 where no shift is marked


@dataclass(frozen=True)
class History:
    """A cleaned history without gaps, ending at the last observation that is believed.

    `volatility_floor` is a lower limit for the volatility of step 5, for months that are smoother than the truth.
    `years`: persons by calendar year where nothing but years is known; the months then tell no more than they do.
    """

    first_month: Month
    counts: Array  # (n,) persons per month, finite, >= 0
    filled: NDArray[np.bool_]  # (n,) True where the month was filled between its neighbours
    origin: Month  # last month the forecast may see
    findings: tuple[Finding, ...] = ()
    volatility_floor: float = 0.0
    marks: Marks | None = None
    years: tuple[float, ...] = ()

    @cached_property
    def log(self) -> Array:
        """log1p of the counts, shape (n,)."""
        return np.log1p(self.counts)

    @cached_property
    def calm(self) -> Array:
        """`log` without its marked events: NaN in a pulse, the months before a level shift moved to the new level."""
        if self.marks is None:
            return self.log
        calm = np.where(self.marks.pulse, np.nan, self.log)
        start = self.marks.level_from
        if start:
            before, after = calm[max(start - YEAR, 0) : start], calm[start : start + YEAR]
            if not (np.isnan(before).all() or np.isnan(after).all()):
                calm[:start] += np.nanmean(after) - np.nanmean(before)
        return calm

    @property
    def level_from(self) -> int:
        """Position of the first month that tells of today's level and volatility."""
        return self.marks.level_from if self.marks else 0

    @property
    def set_aside(self) -> NDArray[np.bool_]:
        """Months whose changes do not count towards the volatility: filled, or in a marked pulse; shape (n,)."""
        return self.filled | self.marks.pulse if self.marks else self.filled

    def recent(self, months: int) -> NDArray[np.bool_]:
        """Which of the last `months` tell of the level: not in a marked pulse and not before a shift; shape (n,)."""
        at = np.arange(self.months)
        wanted = at >= max(self.months - months, self.level_from)
        return wanted & ~self.marks.pulse if self.marks else wanted

    @property
    def months(self) -> int:
        """Number of months, n."""
        return len(self.counts)

    @property
    def lag(self) -> int:
        """Months between the last observation and the origin; the forecast starts after the former."""
        return self.origin - (self.first_month + self.months - 1)

    @property
    def short(self) -> bool:
        """Too short for the models: the flat centre of step 1 stands in for them."""
        return self.months < FULL

    @property
    def flat(self) -> bool:
        """Nothing for the models to learn from: too short, or known by year only."""
        return self.short or bool(self.years)


def clean(first_month: Month, values: Array, origin: Month, *, series: str) -> History:
    """Usable history of one series up to its origin.

    Args:
        first_month: month of `values[0]`.
        values: persons per month, shape (months,); NaN is a missing month. Months after the origin are ignored.
        origin: last month the forecast may see.
        series: name of the series, for the findings.
    Returns:
        History whose findings are the notices of every repair.
    Raises:
        InputError: negative or infinite values, no value, last observation more than 3 months before the
            origin, or fewer than 12 usable months.

    >>> clean(24000, np.full(40, 7.0), 24030, series="a").months
    31
    """
    seen = np.array(values[: max(origin - first_month + 1, 0)], dtype=np.float64)
    refuse_impossible(seen, first_month, series)
    notices: list[Finding] = []
    unreported = _unreported(seen)
    if unreported:
        end = first_month + _length(seen)
        zeros = {"first": month_label(end - unreported), "last": month_label(end - 1)}
        notices.append(_notice("unreported", series, **zeros))
        seen = seen[: _length(seen) - unreported]
    seen = seen[: _length(seen)]
    last = first_month + len(seen) - 1
    if len(seen) == 0:
        raise InputError(_error("empty", series, origin=month_label(origin)))
    if origin - last > LONGEST_LAG:
        raise InputError(_error("stale", series, origin=month_label(origin), last=month_label(last)))
    if origin > last:
        notices.append(_notice("late", series, origin=month_label(origin), last=month_label(last)))
    start = _stretch_start(seen)
    if start > 0 and not np.isnan(seen[:start]).all():
        notices.append(_notice("cut", series, first=month_label(first_month + start)))
    stretch = seen[start:]
    if len(stretch) < SHORTEST:
        raise InputError(_error("too_short", series, months=len(stretch), origin=month_label(origin)))
    filled = np.isnan(stretch)
    if filled.any():
        months = ", ".join(month_label(first_month + start + int(i)) for i in np.flatnonzero(filled))
        notices.append(_notice("filled", series, months=months))
        at = np.arange(len(stretch))
        stretch[filled] = np.expm1(np.interp(at[filled], at[~filled], np.log1p(stretch[~filled])))
    if len(stretch) < FULL:
        notices.append(_notice("short", series, months=len(stretch)))
    return History(first_month + start, stretch, filled, origin, tuple(notices))


def refuse_impossible(seen: Array, first_month: Month, series: str) -> None:
    """Raise an InputError that names every negative or infinite month."""
    impossible = np.flatnonzero(np.isinf(seen) | (seen < 0))
    if len(impossible):
        raise InputError(
            [
                _error("impossible", series, month=month_label(first_month + int(i)), found=f"{seen[i]:g}")
                for i in impossible
            ]
        )


def _length(seen: Array) -> int:
    """Months up to the last observation."""
    known = np.flatnonzero(~np.isnan(seen))
    return int(known[-1]) + 1 if len(known) else 0


def _unreported(seen: Array) -> int:
    """How many zeros at the end are not yet reported: one or two, after a year with a median of 20 or more."""
    end = _length(seen)
    zeros = 0
    while zeros < end and seen[end - 1 - zeros] == 0:
        zeros += 1
    if not 1 <= zeros <= UNREPORTED or end - zeros < YEAR:
        return 0
    year = seen[end - zeros - YEAR : end - zeros]
    return zeros if np.median(year[~np.isnan(year)]) >= USUAL_COUNT else 0


def _stretch_start(seen: Array) -> int:
    """Position after the last gap too long to fill; the first observation where there is none."""
    missing = np.isnan(seen)
    start, run = 0, LONGEST_FILL + 1
    for position, gap in enumerate(missing):
        if gap:
            run += 1
        else:
            if run > LONGEST_FILL:
                start = position
            run = 0
    return start


def _notice(name: str, series: str, **values: object) -> Finding:
    return Finding(f"arrivals.clean.{name}", {"series": series, **values}, severity="notice")


def _error(name: str, series: str, **values: object) -> Finding:
    return Finding(f"arrivals.clean.{name}", {"series": series, **values})
