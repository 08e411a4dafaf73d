"""The trend-free ensemble: a median of members that hold the level, pulled back after a surge, with measured bands.

Log scale (log1p of persons) throughout; steps 1 (short histories) and 2 to 6 of docs/method.md, section Arrivals.
Steady growth is held flat by design: free trends do the damage on such series.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from forecasting.arrivals.bands import Bands, Z, half_widths, level_widths
from forecasting.arrivals.clean import YEAR, History
from forecasting.arrivals.yearly import (
    LEAST_YEARS,
    LEVEL_YEARS,
    TAILS,
    ceiling,
    reach,
    trend,
    yearly_volatility,
)
from forecasting.base.quantiles import Array
from forecasting.observations.months.by_year import level_of

__all__ = [
    "Member",
    "around",
    "centres",
    "combine",
    "flat",
    "revert",
    "short_centre",
    "volatility",
    "volatility_of",
]

Member = Callable[[History, int], Array]  # (history, steps) -> centre of the steps after its last month, log scale

CLIP = math.log(50)  # a member that exceeds the largest month more than fiftyfold explodes
SURGE = 0.4  # log excess over the level of two years that counts as a surge
RETURN = 0.5  # share of that excess that is gone after 24 months
LEVEL_MONTHS = 24
RECENT_CHANGES = 12
NOISE = 1.5  # variance of a month's count over its mean, as it enters monthly changes
LEAST_STEP = 0.05  # least standard deviation of a monthly change
SMOOTHING = 0.5
NEAR, FAR = 6.0, 36.0  # months between which the yearly record takes over
SHARE = 0.5  # its weight thereafter, where a series has months of its own to tell by
MIDDLE = 6.0  # months from the middle of a year to its end: a total of the record stands for its middle
MONTH = 1.12  # a month lies so much farther from the level than the year around it


def centres(
    history: History, horizon: int, members: Mapping[str, Member]
) -> tuple[dict[str, Array], tuple[tuple[str, str], ...]]:
    """Centre of each usable member for the `horizon` months after the origin, (horizon,) on the log scale.

    Returns:
        the centres by member, and (name, reason) of each member that failed, was not finite or exploded.
    """
    steps, ceiling = horizon + history.lag, float(history.log.max()) + CLIP
    usable: dict[str, Array] = {}
    dropped: list[tuple[str, str]] = []
    for name, member in members.items():
        try:
            centre = np.asarray(member(history, steps), dtype=np.float64)
        except Exception as error:  # third-party fits fail in many ways; the ensemble goes on without the member
            dropped.append((name, f"{type(error).__name__}: {error}".strip()[:200]))
            continue
        if centre.shape != (steps,) or not np.isfinite(centre).all():
            dropped.append((name, "not finite"))
            continue
        if centre.max() > ceiling:
            dropped.append((name, "explodes"))
            continue
        usable[name] = np.maximum(centre, 0.0)[history.lag :]
    return usable, tuple(dropped)


def combine(
    history: History, horizon: int, members: Mapping[str, Member]
) -> tuple[Array, tuple[tuple[str, str], ...]]:
    """Median of the members for each of the `horizon` months after the origin, before the reversion.

    Returns:
        (horizon,) centre on the log scale, and (name, reason) of each member left out.
    Raises:
        ValueError: no member could be used.
    """
    usable, dropped = centres(history, horizon, members)
    if not usable:
        raise ValueError("; ".join(f"{name}: {reason}" for name, reason in dropped))
    return np.median(list(usable.values()), axis=0), dropped


def short_centre(history: History, steps: int) -> Array:
    """Flat centre of a short history: mean of last value, exponential smoothing and last year, on log1p."""
    counts = history.counts
    smooth = float(counts[:3].mean())
    for count in counts:
        smooth += SMOOTHING * (float(count) - smooth)
    level = np.log1p([counts[-1], smooth, counts[-12:].mean()]).mean()
    return np.full(steps, level)


def flat(history: History, horizon: int) -> Bands:
    """Flat forecast of a history that tells the models nothing; by year only: as wide as its years differ."""
    if not history.years:
        return around(short_centre(history, horizon), history)
    level, deviation = level_of(history.years)
    half = np.full((horizon, 1), deviation) * Z
    return Bands(np.full(horizon, level), half, half, history.lag, (), ceiling(max(history.years) / YEAR))


def revert(centre: Array, history: History) -> Array:
    """Pull a centre far above the level of two years back towards it, half of the excess by month 24."""
    level = history.log[history.recent(LEVEL_MONTHS)].mean()
    steps = np.arange(1, len(centre) + 1) + history.lag
    excess = np.maximum(centre - level - SURGE, 0.0)
    return np.asarray(centre - RETURN * np.minimum(steps / LEVEL_MONTHS, 1.0) * excess)


def volatility(log: Array, filled: NDArray[np.bool_] | None = None) -> Array:
    """Standard deviation of monthly changes without the counting noise, of each series.

    Args:
        log: log1p of persons, shape (months,) or (months, series).
        filled: shape (months,), True for months filled by hand; changes from or to them do not count.
    Returns:
        shape () or (series,): geometric mean of the last 12 changes' and all changes' figure.
    """
    changes = np.diff(log, axis=0)
    usable = np.ones(len(changes), dtype=bool)
    if filled is not None:
        usable = ~(filled[1:] | filled[:-1])
    variances = []
    for window in (min(RECENT_CHANGES, len(changes)), len(changes)):
        kept = usable[-window:] if usable[-window:].any() else np.ones(window, dtype=bool)
        square = np.mean(changes[-window:][kept] ** 2, axis=0)
        noise = NOISE / np.exp(log[-window - 1 :].mean(axis=0))
        variances.append(np.maximum(square - 2 * noise, LEAST_STEP**2))
    return np.asarray((variances[0] * variances[1]) ** 0.25)


def volatility_of(history: History, log: Array) -> Array:
    """Volatility of log1p of persons over the months of a history, its marked events and filled months left out.

    Args:
        log: shape (months,) or (months, series).
    """
    start = history.level_from
    return volatility(log[start:], history.set_aside[start:])


def around(centre: Array, history: History, dropped: tuple[tuple[str, str], ...] = ()) -> Bands:
    """Bands of the recipe around a centre (horizon,): reversion, trend, what the level may do, count noise, ceiling.

    A short history is held flat.
    """
    steps = np.arange(1.0, len(centre) + 1) + history.lag
    moved = revert(centre, history)
    if not history.short:
        moved = trend(moved, _long_run(history), steps / YEAR)
    down, up = half_widths(moved, _level_widths(history, steps))
    return Bands(moved, down, up, history.lag, dropped, ceiling(float(history.counts.max())))


def _long_run(history: History) -> float | None:
    """Long-run level on the log scale; None where too few months tell of it."""
    known = history.recent(LEVEL_YEARS * YEAR)
    return float(history.log[known].mean()) if known.sum() >= LEAST_YEARS * YEAR else None


def _level_widths(history: History, steps: Array) -> Array:
    """What the level may do, (months, 4): months tell of the near ones, years of the far ones.

    Where months were estimated, or are few, the far ones follow the yearly record alone; else both count the same.
    """
    own = float(volatility_of(history, history.log))
    measured = own >= history.volatility_floor
    near = level_widths(steps, max(own, history.volatility_floor), measured=measured)
    year = reach((steps + MIDDLE) / YEAR, yearly_volatility(*_totals(history)))
    share = SHARE if measured and not history.short else 1.0
    passed = np.clip((steps - NEAR) / (FAR - NEAR), 0.0, 1.0)
    weight = (share * passed**2 * (3 - 2 * passed))[:, np.newaxis]
    return np.asarray(near ** (1 - weight) * (MONTH * year[:, np.newaxis] * TAILS) ** weight)


def _totals(history: History) -> tuple[Array, NDArray[np.bool_]]:
    """Persons of the twelve months up to the last observation, of those before, and so on, the last one last; and
    which of these years do not tell of today's level: with months set aside, or before a level shift."""
    years = history.months // YEAR
    start = history.months - years * YEAR
    aside = history.set_aside | (np.arange(history.months) < history.level_from)
    totals = history.counts[start:].reshape(years, YEAR).sum(axis=1)
    return np.asarray(totals), np.asarray(aside[start:].reshape(years, YEAR).any(axis=1))
