"""Can these figures tell apart the stays that are held possible? The test of what may be learned.

A regression that has to be smooth gives a narrow answer even where the figures say nothing. So the figures are asked
first: for a wide set of stays and transfer shares, how much of what is open about the mean stay (and the transfer
share) would be known once the figures are known, errors of their size included. docs/method.md, Learning the stay.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from forecasting.base.quantiles import Array
from forecasting.caseload.housing import lognormal_stay
from forecasting.caseload.stay_regression import Problem

__all__ = ["MOST_OPEN", "Told", "told_apart"]

MOST_OPEN = 0.25
"""Share of the standard deviation that may be left open."""

WIDE = 16  # medians, spreads and shares each
SHORTEST = 0.5  # months, median
SPREADS = (0.3, 1.2)
SHARES = (0.2, 1.0)
EARLIER = 1.5  # times the mean arrivals


@dataclass(frozen=True)
class Told:
    """Share of the standard deviation of the mean stay and of the transfer share that stays open, 0 to 1."""

    stay_open: float
    transfer_open: float  # 1 where nothing is known of entries into follow-up housing

    @property
    def stay(self) -> bool:
        """Whether the figures tell stays apart."""
        return self.stay_open <= MOST_OPEN

    @property
    def transfer(self) -> bool:
        """Whether they tell transfer shares apart."""
        return self.transfer_open <= MOST_OPEN


def told_apart(problem: Problem) -> Told:
    """Ask the figures of a problem."""
    stays, shares, before = _possible(problem.blocks[0].known.shape[1])
    means = np.arange(len(stays)) @ stays
    # Of those who came before the first known month: who stays k months leaves in months 0..k-1, at even arrivals.
    past = before * problem.level * np.cumsum(stays[::-1], axis=0)[::-1][1:]
    seen = np.concatenate(
        [
            (shares if block.kind == "inflow" else 1.0)
            * (block.known @ stays + block.earlier @ past)
            / block.scale[:, None]
            for block in problem.blocks
        ]
    )
    seen = seen - seen.mean(axis=1, keepdims=True)
    spread = seen @ seen.T / seen.shape[1] + np.eye(len(seen))
    return Told(_open(means, seen, spread), _open(shares, seen, spread))


def _open(values: Array, seen: Array, spread: Array) -> float:
    """What stays open of a number after the best linear guess from the figures."""
    values = values - values.mean()
    along = seen @ values / len(values)
    known = float(along @ np.linalg.solve(spread, along)) / float(values @ values / len(values))
    return float(np.sqrt(np.clip(1.0 - known, 0.0, 1.0)))


@lru_cache(maxsize=8)
def _possible(months: int) -> tuple[Array, Array, Array]:
    """Stays that are held possible, and transfer shares and earlier arrivals that go with them.

    Returns:
        Stays, shape (months, n); shares, shape (n,); arrivals a month before the first known one as a multiple of
        those after it, shape (n,).

    The stays are lognormal, their medians even up to three quarters of the longest stay; the others run through their
    ranges in steps that share no rhythm with each other.
    """
    place = np.arange(WIDE**2)
    median = SHORTEST + (0.75 * (months - 1) - SHORTEST) * (place + 0.5) / len(place)
    low, high = SPREADS
    sigma = low + (high - low) * np.mod(place * 0.618033988749895, 1.0)
    least, most = SHARES
    shares = least + (most - least) * np.mod(place * 0.414213562373095, 1.0)
    before = EARLIER * np.mod(place * 0.732050807568877, 1.0)
    return lognormal_stay(median, sigma, months - 1), shares, before
