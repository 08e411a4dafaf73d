"""Draw the correlated positions of sample paths: what lasts and what passes, in mirrored pairs.

A month's position is a level that every month moves a little less, and a passing part, forgotten within months.
Step 7 of docs/method.md, section Arrivals. Sums, peaks and everything else over several months come from such paths,
never from quantiles of single months.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from forecasting.base.quantiles import Array

__all__ = [
    "FARTHEST",
    "MONTHS",
    "YEARS",
    "Chain",
    "child_generators",
    "correlated_normals",
    "lasting_normals",
    "mean_position",
    "mirrored_normals",
    "two_piece",
]


@dataclass(frozen=True)
class Chain:
    """How the steps of a path hang together.

    The correlation of step g with step h > g after the last observation is
    (1 - passing) * (g / h)^memory + passing * fading^(h - g).
    """

    memory: float
    passing: float  # share of the variance that passes
    fading: float  # what is left of it a step later
    block: int  # steps between those that are drawn first, evenly

    def correlation(self, at: Array) -> Array:
        """Correlations of the steps `at` (numbered from the last observation), shape (steps, steps)."""
        lasting = (np.minimum.outer(at, at) / np.maximum.outer(at, at)) ** self.memory
        apart = np.abs(np.subtract.outer(at, at))
        return np.asarray((1 - self.passing) * lasting + self.passing * self.fading**apart)


MONTHS = Chain(memory=0.56, passing=0.22, fading=0.5, block=6)
"""Of monthly forecasts; taken from the errors of past forecasts."""

YEARS = Chain(memory=0.6, passing=0.0, fading=0.0, block=1)
"""Of yearly ones."""

TOGETHER = 0.3  # correlation of what lasts between groups
LONGEST = 42  # blocks ahead that can be drawn
SMALLEST = 1e-9  # probability, so that no position is infinite
FARTHEST = 3.5  # |position| of a sample path is capped here
EIGHTY = NormalDist().inv_cdf(0.9)  # position of the ends of an 80 % range


def child_generators(seed: int, *names: str, count: int = 1) -> list[np.random.Generator]:
    """Independent generators that depend on the seed and the names only: a further group changes no other's."""
    digest = hashlib.sha256("\x00".join(names).encode()).digest()
    key = tuple(int.from_bytes(digest[at : at + 4], "little") for at in range(0, 16, 4))
    return [np.random.default_rng(child) for child in np.random.SeedSequence(seed, spawn_key=key).spawn(count)]


def mirrored_normals(rows: int, n: int, rng: np.random.Generator) -> Array:
    """Standard normals (rows, n): path i + ceil(n / 2) is the negative of path i.

    Drawn row by row, so that more rows leave the earlier ones as they were.
    """
    return _mirrored(rng.standard_normal((rows, (n + 1) // 2)), n)


def _mirrored(half: Array, n: int) -> Array:
    """Normals and their negatives, shape (rows, n)."""
    return np.concatenate([half, -half[:, : n // 2]], axis=1)


def correlated_normals(
    n: int,
    steps: int,
    rng: np.random.Generator,
    *,
    lag: int = 0,
    chain: Chain = MONTHS,
    shared: Array | None = None,
    place: int = 0,
    order: NDArray[np.intp] | None = None,
) -> Array:
    """Standard normal positions of n paths, shape (steps, n); further steps leave the earlier ones as they were.

    Args:
        steps: with `lag` at most `LONGEST` blocks of the chain.
        lag: steps between the last observation and the origin; they are drawn and left out.
        shared: what moves other series as well, from `lasting_normals`, shape (at least steps, n): it makes up
            `TOGETHER` of the variance of what lasts.
        place, order: as in `lasting_normals`.
    """
    lasting = lasting_normals(n, steps, rng, lag=lag, chain=chain, place=place, order=order)
    if shared is not None:
        lasting = math.sqrt(TOGETHER) * shared[:steps] + math.sqrt(1 - TOGETHER) * lasting
    if not chain.passing:
        return lasting
    passing = mirrored_normals(steps + lag, n, rng)
    for row in range(1, steps + lag):
        passing[row] *= math.sqrt(1 - chain.fading**2)
        passing[row] += chain.fading * passing[row - 1]
    return math.sqrt(1 - chain.passing) * lasting + math.sqrt(chain.passing) * passing[lag:]


def lasting_normals(
    n: int,
    steps: int,
    rng: np.random.Generator,
    *,
    lag: int = 0,
    chain: Chain = MONTHS,
    place: int = 0,
    order: NDArray[np.intp] | None = None,
) -> Array:
    """What lasts of the positions of n paths, shape (steps, n).

    A Brownian motion at the times (steps since the last observation)^(2 memory), each step over its own spread. First
    its ends of the blocks are drawn, evenly over the space they span, so that means and expected excesses hardly move
    with the seed; then the steps between them.

    Args:
        place: of a series among those that are drawn together, each its own: together they fill the space evenly.
        order: of the paths, a permutation of (n + 1) // 2, the same for all that are drawn together; None draws one.
    """
    rows, half = steps + lag, (n + 1) // 2
    ends = _even_normals(half, rng, place)[:, rng.permutation(half) if order is None else order]
    fill = np.random.default_rng(rng.integers(2**63)).standard_normal((rows, half))
    times = np.arange(rows + chain.block + 1.0) ** (2 * chain.memory)
    walk = np.empty((rows, half))
    before, end = np.zeros(half), np.zeros(half)
    for row in range(rows):
        now, last = row + 1, (row // chain.block + 1) * chain.block
        if row % chain.block == 0:
            end = before + math.sqrt(times[last] - times[row]) * ends[row // chain.block]
        gone, left = times[now] - times[row], times[last] - times[now]
        before = before + gone / (gone + left) * (end - before) + math.sqrt(gone * left / (gone + left)) * fill[row]
        walk[row] = before / math.sqrt(times[now])
    return _mirrored(walk[lag:], n)


def _even_normals(count: int, rng: np.random.Generator, place: int) -> Array:
    """Standard normals that fill their `LONGEST` dimensions evenly (scrambled Sobol), shape (LONGEST, count)."""
    from scipy.special import ndtri
    from scipy.stats import qmc

    points = qmc.Sobol(LONGEST * (place + 1), rng=rng).random_base2(max(count - 1, 0).bit_length())
    return np.asarray(ndtri(np.clip(points[:count, LONGEST * place :], SMALLEST, 1 - SMALLEST)).T)


def mean_position(normals: Array, rows: Sequence[int], *, lag: int = 0) -> Array:
    """Standard normal position of a span of months: the mean of its months' positions, brought back to variance 1.

    Args:
        normals: positions of `correlated_normals`, shape (months, n).
        rows: the months of the span.
        lag: as given to `correlated_normals`.
    """
    correlation = MONTHS.correlation(np.asarray(rows) + lag + 1.0)
    return np.asarray(normals[list(rows)].mean(axis=0) / math.sqrt(correlation.mean()))


def two_piece(normals: Array, low: float, value: float, high: float) -> Array:
    """Two-piece log-normal at standard normal positions: 10, 50 and 90 % points are low, value and high.

    >>> two_piece(np.array([-1.2816, 0.0, 1.2816]), 50.0, 100.0, 400.0).round().tolist()
    [50.0, 100.0, 400.0]
    """
    at = np.clip(normals, -FARTHEST, FARTHEST) / EIGHTY
    return np.asarray(value * np.exp(np.where(at < 0, at * math.log(value / low), at * math.log(high / value))))
