"""A safety rail: where a forecast's past errors on a series exceed those of the last value, the last value goes on.

Step 8 of docs/method.md, section Arrivals. The past is that of the series itself: twelve origins, three months apart,
each seeing only what lay before it. A shorter series is left alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from forecasting.arrivals.bands import Bands
from forecasting.arrivals.clean import FULL, History, Marks
from forecasting.arrivals.ensemble import around
from forecasting.arrivals.marks import KNOWN_AFTER

__all__ = ["ORIGINS", "guarded", "past_errors"]

ORIGINS = 12
APART = 3  # months between two origins
AHEAD = 12  # months of each that are compared
LOSS = 1.05  # how many times the last value's error may be reached


def guarded(history: History, horizon: int, fit: Callable[[History, int], Bands]) -> Bands:
    """The fit, or the last value with the same bands where the fit lost to it on this very series."""
    bands = fit(history, horizon)
    own, naive = past_errors(history, fit)
    if not own > LOSS * naive:
        return bands
    reason = f"error {own / naive:.2f} times that of the last value at {ORIGINS} past origins"
    return around(np.full(horizon, history.log[-1]), history, (*bands.dropped, ("median", reason)))


def past_errors(history: History, fit: Callable[[History, int], Bands]) -> tuple[float, float]:
    """Mean absolute error of the fit and of the last value, persons; 0 and 0 where the series is too short."""
    ends = history.months - AHEAD - APART * np.arange(ORIGINS)
    if ends[-1] < FULL:
        return 0.0, 0.0
    own, naive = [], []
    for end in ends:
        known = _until(history, int(end))
        came = history.counts[end : end + AHEAD]
        own.append(np.abs(fit(known, AHEAD).median() - came).mean())
        naive.append(np.abs(known.counts[-1] - came).mean())
    return float(np.mean(own)), float(np.mean(naive))


def _until(history: History, end: int) -> History:
    """The first `end` months, ending at an origin of their own; an event not over by then is not known there."""
    marks = None
    if history.marks is not None:
        pulse = history.marks.pulse[:end].copy()
        if pulse[-KNOWN_AFTER:].any():
            last_calm = np.flatnonzero(~pulse)
            pulse[int(last_calm[last_calm < end - KNOWN_AFTER][-1]) + 1 :] = False
        level_from = history.marks.level_from if history.marks.level_from + KNOWN_AFTER < end else 0
        marks = Marks(pulse, level_from)
    return replace(
        history,
        counts=history.counts[:end],
        filled=history.filled[:end],
        origin=history.first_month + end - 1,
        marks=marks,
    )
