"""Rare pulses of arrivals as they came in the past: on each path now and then one begins, rises, holds and ebbs.

The rate and the size are those of the record since 1990 (`observations/pulses.py`, register `arrivals.rare_*`). What
a pulse brings comes on top of the path: (factor - 1) times the forecast's median, so that a pulse, which comes from
outside, does not grow with where a path stands. Every group has it at the same time.
docs/method.md, section Arrivals.
"""

from __future__ import annotations

import numpy as np

from forecasting.arrivals.paths import child_generators, two_piece
from forecasting.assumptions.values import Range
from forecasting.base.quantiles import Array

__all__ = ["DURATIONS", "pulses"]

DURATIONS = (12, 24, 36)
"""Months that the pulses of the record took: 2022, 2015/16 and 1991 to 1993; each is as likely."""

STREAM = "rare events"  # its own draws, so that nothing else changes when it is switched on


def pulses(months: int, paths: int, seed: int, *, rate: Range, factor: Range) -> Array:
    """What comes on top of each month of each path, in medians of the forecast; shape (months, paths).

    Args:
        rate: pulses a year: the 10 % point of what the record leaves open, its best estimate and the 90 % point.
        factor: of a pulse at its height, likewise; 1 is none.
    """
    begins, heights, lengths, rates = child_generators(seed, STREAM, count=4)
    chance = -np.expm1(-two_piece(rates.standard_normal(paths), *rate) / 12.0)
    hit = begins.random((months, paths)) < chance
    height = np.log(two_piece(heights.standard_normal((months, paths)), *factor))
    length = lengths.integers(len(DURATIONS), size=(months, paths))
    extra = np.zeros((months, paths))
    profiles = [_profile(duration) for duration in DURATIONS]
    for month, path in np.argwhere(hit):
        profile = profiles[length[month, path]][: months - month]
        extra[month : month + len(profile), path] += np.expm1(np.maximum(height[month, path], 0.0) * profile)
    return extra


def _profile(months: int) -> Array:
    """Share of the height, on the log scale: a quarter of the time rising, a quarter at the height, half ebbing."""
    rise = months // 4
    rising = np.arange(1, rise + 1) / rise
    ebbing = 1.0 - np.arange(1, months - 2 * rise + 1) / (months - 2 * rise)
    return np.concatenate([rising, np.ones(rise), ebbing])
