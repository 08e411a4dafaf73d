"""The forecast of one series as a median with asymmetric bands on the log scale, and what follows from it.

Everything a forecast tells (quantiles, mean, sample paths) comes from one small record, so that paths and bands
cannot disagree and a stored forecast is a few kilobytes. Persons per month outside, log1p inside; steps 6 and 7 of
docs/method.md, section Arrivals. The formula holds for any horizon; the evidence for its constants ends at 24 months.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist

import numpy as np

from forecasting.arrivals.paths import FARTHEST, correlated_normals
from forecasting.base.quantiles import Array

__all__ = ["Z", "Bands", "gaussian_bands", "half_widths", "level_widths", "spread_bands"]

Z = np.array([0.6745, 1.2816, 1.6449, 1.9600])  # normal quantiles of the 50, 80, 90 and 95 % bands
EXACT_Z = np.array([NormalDist().inv_cdf(level) for level in (0.75, 0.90, 0.95, 0.975)])

WIDTH = np.array([0.27, 0.56, 0.82, 1.12])  # a of B(h) = a h^b sqrt(sigma), for the bands 50, 80, 90, 95 %
GROWTH = np.array([0.44, 0.46, 0.46, 0.43])  # b
USUAL = 0.2  # volatility at which WIDTH was measured
NEAR_POWER = 0.3  # added to the square root of the volatility one month ahead
SETTLED = 7.0  # month ahead from which it is the square root alone
LARGEST = 0.6  # volatility above which the near months widen as the far ones do
SLOWING, STILL = 24.0, 84.0  # months between which the bands grow ever more slowly, until they stand still
COUNT_NOISE = 2.5  # variance of a month's count over its mean
LEAST_ROOT = 0.02  # keeps the lower count noise finite


@dataclass(frozen=True)
class Bands:
    """Forecast of one series for the `months` after the origin.

    `dropped` names the members that could not be used, with the reason.
    """

    centre: Array  # (months,) median of log1p(persons)
    down: Array  # (months, 4) half widths below the centre, 50, 80, 90, 95 % bands, non-decreasing
    up: Array  # (months, 4) half widths above it
    lag: int = 0  # months between the last observation and the origin
    dropped: tuple[tuple[str, str], ...] = ()
    ceiling: float = math.inf  # log1p(persons) that no path exceeds

    @property
    def months(self) -> int:
        """Number of forecast months."""
        return len(self.centre)

    def quantiles(self) -> Array:
        """The nine quantiles of each month, persons, shape (months, 9)."""
        offsets = np.concatenate([-self.down[:, ::-1], np.zeros((self.months, 1)), self.up], axis=1)
        return self._persons(self.centre[:, None] + offsets)

    def median(self) -> Array:
        """Median of each month, persons, shape (months,)."""
        return self._persons(self.centre.copy())

    def mean(self) -> Array:
        """Mean of each month, persons, shape (months,): the paths' own distribution, integrated."""
        grid, weights = _normal_grid()
        return np.asarray(self.persons(np.tile(grid, (self.months, 1))) @ weights)

    def persons(self, normals: Array, shift: Array | None = None) -> Array:
        """Persons at standard-normal positions (months, n); `shift` (n,) moves a path on the log scale."""
        knots = np.concatenate([[-FARTHEST], -Z[::-1], [0.0], Z, [FARTHEST]])
        heights = np.concatenate(
            [-_beyond(self.down), -self.down[:, ::-1], np.zeros((self.months, 1)), self.up, _beyond(self.up)], axis=1
        )
        result = np.empty(normals.shape)
        for month in range(self.months):
            result[month] = np.interp(normals[month], knots, heights[month])
        result += self.centre[:, None]
        if shift is not None:
            result += shift
        return self._persons(result)

    def _persons(self, log: Array) -> Array:
        """Persons at or above 0 and up to the ceiling; `log` is overwritten."""
        np.minimum(log, self.ceiling, out=log)
        return np.maximum(np.expm1(log, out=log), 0.0, out=log)

    def paths(self, n: int, rng: np.random.Generator, shift: Array | None = None) -> Array:
        """Seeded sample paths, persons, shape (months, n), in mirrored pairs; marginals equal the bands."""
        return self.persons(correlated_normals(n, self.months, rng, lag=self.lag), shift)


def level_widths(steps: Array, volatility: float, *, measured: bool = True) -> Array:
    """Half widths of what the level may do, log scale, shape (months, 4).

    Args:
        steps: months since the last observation, shape (months,).
        volatility: standard deviation of a monthly change.
        measured: whether it is that of observed months. Then the near months follow it more closely than the far
            ones; one that was estimated tells how far a year may go, and not how much a single month changes.
    """
    beyond = np.clip(steps - SLOWING, 0.0, STILL - SLOWING)
    grown = np.minimum(steps, SLOWING) + beyond - beyond**2 / (2 * (STILL - SLOWING))
    wide = WIDTH * grown[:, None] ** GROWTH * math.sqrt(volatility)
    if measured:
        near = np.clip((SETTLED - steps) / (SETTLED - 1), 0.0, 1.0)
        wide *= ((min(volatility, LARGEST) / USUAL) ** (NEAR_POWER * near))[:, None]
    return np.asarray(wide)


def half_widths(centre: Array, level: Array) -> tuple[Array, Array]:
    """Half widths (down, up) of step 6 around a centre, each (months, 4), log scale.

    Args:
        level: half widths of what the level may do, shape (months, 4); the noise of counting a month comes on top
            and follows the centre.
    """
    root = Z * np.sqrt(COUNT_NOISE / np.exp(centre))[:, None] / 2
    noise_up = 2 * np.log1p(root)
    noise_down = -2 * np.log(np.maximum(1 - root, LEAST_ROOT))
    return np.hypot(level, noise_down), np.hypot(level, noise_up)


def gaussian_bands(centre: Array, deviation: Array, lag: int = 0) -> Bands:
    """Bands of a normal distribution on the log scale; `deviation` (months,) is its standard deviation."""
    half = deviation[:, None] * EXACT_Z
    return Bands(centre, half, half, lag)


def spread_bands(centre: Array, lower: Array, upper: Array, lag: int) -> Bands:
    """Bands from a method's own intervals on the log scale, `lower` and `upper` (months, 4), 50 to 95 %."""
    down = np.maximum.accumulate(np.maximum(centre[:, None] - lower, 0.0), axis=1)
    up = np.maximum.accumulate(np.maximum(upper - centre[:, None], 0.0), axis=1)
    return Bands(centre, down, up, lag)


@lru_cache(maxsize=1)
def _normal_grid() -> tuple[Array, Array]:
    """Positions up to the cap of |g| and their standard normal probabilities."""
    grid = np.linspace(-FARTHEST, FARTHEST, 1401)
    edges = [-math.inf, *((grid[1:] + grid[:-1]) / 2).tolist(), math.inf]
    return grid, np.diff([NormalDist().cdf(edge) for edge in edges])


def _beyond(half: Array) -> Array:
    """Half width at the cap of |g|: the last slope goes on, shape (months, 1)."""
    slope = (half[:, 3] - half[:, 2]) / (Z[3] - Z[2])
    return np.asarray(half[:, 3] + slope * (FARTHEST - Z[3]))[:, None]
