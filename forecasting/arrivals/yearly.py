"""What a year can do: how far yearly arrivals leave their level within six years, as 16 countries have it since 1970.

Persons per year outside, log1p inside. The record is the new asylum applications of 16 countries from 1970 to 2025
(UNHCR); constants were chosen on one half of the countries and confirmed on the other, both ways. Yearly series are
forecast with it alone; monthly ones lean on it from the second year on (`ensemble.py`). docs/method.md, section
Arrivals, The yearly record.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from forecasting.arrivals.bands import Bands, Z
from forecasting.base.errors import Finding, InputError, Severity
from forecasting.base.quantiles import Array

__all__ = [
    "LEAST_YEARS",
    "LEVEL_YEARS",
    "RISE",
    "TAILS",
    "ceiling",
    "clean_years",
    "forecast_years",
    "reach",
    "trend",
    "yearly_volatility",
]

REACH = (0.64, 0.95, 1.10, 1.22, 1.33, 1.42)
"""Half widths of the 80 % interval 1 to 6 years ahead, log scale, of a series with the volatility `REACH_AT`."""

REACH_AT = 0.5
TAILS = Z / Z[1]
"""Half widths of the 50, 80, 90 and 95 % intervals over that of the 80 % interval: those of a normal distribution."""

USUAL = 0.51  # volatility of the middle country: root mean square of the yearly changes of log1p
LENDING = 6.0  # changes of its own that weigh as much as the record of the others
RECENT = 5  # last changes, which count as much as all together
LEAST = 0.05  # least root mean square of the changes
DRIFT = 0.03  # a year: arrivals of the record grew
RETURN = 0.05  # share of the distance to the long-run level that a year makes good
LEVEL_YEARS = 15  # whose mean on the log scale is the long-run level
SHORTEST = 2  # years; fewer are refused
LEAST_YEARS = 5  # fewer tell of no long-run level
RISE = 7.0
"""In 97 % of the record's spans of six years the largest year stayed below this many times the largest so far."""

SMALLEST = 20.0  # persons; below it a record says nothing about what may come


def yearly_volatility(totals: Array, aside: NDArray[np.bool_] | None = None) -> float:
    """Volatility of yearly totals, leaning on the record of others: the fewer changes, the more.

    Args:
        totals: persons a year, shape (years,), the last one last.
        aside: shape (years,), True for years whose changes do not count.
    Returns:
        the geometric mean of what all changes and the last five say, drawn towards `USUAL`; that itself without any.
    """
    changes = np.diff(np.log1p(totals))
    if aside is not None:
        changes = changes[~(aside[1:] | aside[:-1])]
    if not len(changes):
        return USUAL
    own = math.sqrt(_size(changes) * _size(changes[-RECENT:]))
    share = len(changes) / (len(changes) + LENDING)
    return math.exp(share * math.log(own) + (1 - share) * math.log(USUAL))


def reach(years: Array, volatility: float) -> Array:
    """Half width of the 80 % interval of a year's total, log scale, shape of `years` (years ahead, at least 1).

    Between whole years it is linear; beyond the sixth the record ends and the width stays.
    """
    return np.asarray(np.interp(years, np.arange(1, len(REACH) + 1), REACH) * math.sqrt(volatility / REACH_AT))


def trend(centre: Array, level: float | None, years: Array) -> Array:
    """A centre moved as the record moves: it grows, and comes back to its long-run level; both end with the record.

    Args:
        centre: log1p, shape (steps,).
        level: long-run mean on the log scale; None where too little is known.
        years: years ahead of each step, shape (steps,).
    """
    ahead = np.minimum(years, float(len(REACH)))
    home = 0.0 if level is None else (1 - (1 - RETURN) ** ahead) * (level - centre)
    return np.asarray(centre + home + DRIFT * ahead)


def ceiling(largest: float) -> float:
    """What no path exceeds, log1p of persons.

    Args:
        largest: persons of the largest year (month) so far.
    """
    return math.log1p(RISE * max(largest, SMALLEST))


def forecast_years(totals: Array, horizon: int) -> Bands:
    """Forecast of the `horizon` years after the last one.

    Args:
        totals: persons a year, shape (years,), without a gap.
    """
    ahead = np.arange(1.0, horizon + 1)
    log = np.log1p(totals[-LEVEL_YEARS:])
    level = float(log.mean()) if len(log) >= LEAST_YEARS else None
    half = reach(ahead, yearly_volatility(totals))[:, np.newaxis] * TAILS
    return Bands(trend(np.full(horizon, log[-1]), level, ahead), half, half, ceiling=ceiling(float(totals.max())))


def clean_years(first: int, values: Array, origin: int, *, series: str) -> tuple[Array, tuple[Finding, ...]]:
    """Usable totals of one yearly series up to its origin: what stands after its last gap.

    Args:
        first: year of `values[0]`.
        values: persons a year, shape (years,); NaN is a missing year. Years after the origin are ignored.
        origin: last year the forecast may see.
        series: name of the series, for the findings.
    Returns:
        persons a year, shape (n,), n >= `SHORTEST`, and a notice where years were cut off or are few.
    Raises:
        InputError: negative or infinite values, no figure for the origin, or fewer years than that.
    """
    seen = np.array(values[: max(origin - first + 1, 0)], dtype=np.float64)
    impossible = np.flatnonzero(np.isinf(seen) | (seen < 0))
    if len(impossible):
        raise InputError(
            [_finding("impossible", series, year=first + int(at), found=f"{seen[at]:g}") for at in impossible]
        )
    if len(seen) < origin - first + 1 or not len(seen) or np.isnan(seen[-1]):
        raise InputError(_finding("unknown", series, origin=origin))
    gaps = np.flatnonzero(np.isnan(seen))
    start = int(gaps[-1]) + 1 if len(gaps) else 0
    totals = seen[start:]
    if len(totals) < SHORTEST:
        raise InputError(_finding("too_short", series, years=len(totals), origin=origin, least=SHORTEST))
    notices = []
    if start and not np.isnan(seen[:start]).all():
        notices.append(_finding("cut", series, severity="notice", first=first + start))
    if len(totals) - 1 < LENDING:
        notices.append(_finding("leaning", series, severity="notice", years=len(totals)))
    return totals, tuple(notices)


def _finding(name: str, series: str, *, severity: Severity = "error", **values: object) -> Finding:
    return Finding(f"arrivals.years.{name}", {"series": series, **values}, severity=severity)


def _size(changes: Sequence[float] | Array) -> float:
    """Root mean square."""
    return max(math.sqrt(float(np.mean(np.square(changes)))), LEAST)
