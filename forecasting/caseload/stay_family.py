"""Stays of one family (lognormal, cut at K, some going straight on) that the figures allow, drawn with their chance.

Persons. Four numbers shape the stay; the transfer share and the size of the errors are taken out of the likelihood,
so that figures which tell nothing leave their draws as wide as what was held possible. docs/method.md, Learning the
stay.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.special import stdtr, stdtrit

from forecasting.base.quantiles import Array
from forecasting.caseload.housing import lognormal_stay, stay_with_direct_entry
from forecasting.caseload.stay_regression import Block, Found, Problem

__all__ = ["Drawn", "Openness", "draw_family", "openness"]

SHORTEST, LONGEST = 1.0, 0.75
"""Months, and share of the longest stay: between them the logarithm of the median is held equally possible."""

SPREADS = (0.3, 1.0)
"""Sigma of the lognormal stay."""

SOONEST_END = 0.6
"""Share of the longest stay at which the law may end it already; with even chance it ends at the longest."""

MOST_DIRECT = 0.5
"""Share of the arrivals who skip provisional housing, at most; most of the prior chance lies near none."""

EARLIER = 3.0
"""Arrivals a month before the first known month, times the mean, at most."""

EARLIER_SPREAD = 0.6
"""Sigma of the stay of those who came earlier; its median is their own, for the stay may have changed since."""

NUMBERS = 4
"""Numbers that shape the stay."""

LEAST_SHARE = 0.05
STARTS, STEPS, WALKERS = 2_048, 80, 64
STRETCH = 2.0
LEAST_ERROR = 0.002  # of a figure; nobody counts better
MOST_CARRIED = 0.9  # of an error into the next month


@dataclass(frozen=True)
class Drawn:
    """Draws with the chance the figures give them, shape (..., n), and the one of all draws that fits best."""

    stays: Array  # (K + 1, n)
    transfers: Array  # (n,), 1 without figures on inflow
    best: Found


@dataclass(frozen=True)
class Openness:
    """Standard deviation of the draws over that of what was held possible, of mean stay and transfer share."""

    stay: float
    transfer: float


@dataclass(frozen=True)
class _Fit:
    """The places asked: their log density and what belongs to it, shape (n,)."""

    density: Array
    misses: tuple[Array, ...]  # by block, squared errors in units of their variance
    share: Array  # centre of the transfer share
    reach: Array  # its scale


def draw_family(problem: Problem, rng: np.random.Generator, count: int) -> Drawn:
    """Draw stays and transfer shares.

    Args:
        problem: figures; `scale` of its blocks is not used.
        count: draws.
    """
    dimensions = NUMBERS + 2 if problem.cut else NUMBERS
    errors = [_first_errors(block) for block in problem.blocks]
    starts = rng.random((STARTS, dimensions))
    places = starts[np.argsort(_fit(problem, errors, starts).density)[-WALKERS:]]
    for _ in range(2):  # the size and likeness of the errors are known only near the solution
        places, fit = _walk(problem, errors, places, rng, STEPS)
        errors = _errors(problem, _found(problem, fit, places, int(np.argmax(fit.density))))
    kept: list[Array] = []
    shares: list[Array] = []
    while len(kept) * WALKERS < count:
        places, fit = _walk(problem, errors, places, rng, STEPS // 4)
        kept.append(places)
        shares.append(_drawn_shares(problem, errors, fit, rng))
    stays = _stays(np.concatenate(kept), _longest(problem))
    best = _found(problem, fit, places, int(np.argmax(fit.density)))
    return Drawn(stays[:, -count:], np.concatenate(shares)[-count:], best)


def openness(drawn: Drawn) -> Openness:
    """What the figures leave open of what was held possible."""
    months = np.arange(len(drawn.stays))
    possible = months @ _stays(_even_places(), len(drawn.stays) - 1)
    share_spread = (1.0 - LEAST_SHARE) / np.sqrt(12.0)
    return Openness(
        float(np.std(months @ drawn.stays) / np.std(possible)), float(np.std(drawn.transfers) / share_spread)
    )


@lru_cache(maxsize=1)
def _even_places() -> Array:
    return np.random.default_rng(0).random((STARTS, NUMBERS))


def _longest(problem: Problem) -> int:
    return int(problem.blocks[0].known.shape[1]) - 1


def _stays(places: Array, longest: int) -> Array:
    """Stays at places of the unit cube, shape (K + 1, n)."""
    median = _median(places[:, 0], longest)
    sigma = SPREADS[0] + (SPREADS[1] - SPREADS[0]) * places[:, 1]
    stays = lognormal_stay(median, sigma, longest)
    end = np.ceil(longest * np.minimum(SOONEST_END + 2.0 * (1.0 - SOONEST_END) * places[:, 3], 1.0)).astype(int)
    later = np.arange(longest + 1)[:, None] >= end
    stays[end, np.arange(len(end))] = np.where(later, stays, 0.0).sum(axis=0)
    stays[np.arange(longest + 1)[:, None] > end] = 0.0
    return stay_with_direct_entry(stays, MOST_DIRECT * places[:, 2] ** 3)


def _median(places: Array, longest: int) -> Array:
    return np.asarray(SHORTEST * (LONGEST * longest / SHORTEST) ** places)


def _past(places: Array, level: float, longest: int) -> Array:
    """Those who came before the first known month, leaving in months 0..K-1, shape (K, n).

    As many came in every month, and they stay by a median of their own.
    """
    stays = lognormal_stay(_median(places[:, 5], longest), np.full(len(places), EARLIER_SPREAD), longest)
    there = np.cumsum(stays[::-1], axis=0)[::-1][1:]
    return np.asarray(EARLIER * places[:, 4] ** 2 * level * there)


@dataclass(frozen=True)
class _Errors:
    """Variance of each figure up to a factor, and how many independent errors the figures are worth."""

    variance: Array
    worth: float


def _first_errors(block: Block) -> _Errors:
    mean = max(float(block.figures.mean()), 1.0)
    return _Errors(np.maximum(block.figures, 0.05 * mean) * mean, float(len(block.figures)))


def _errors(problem: Problem, found: Found) -> list[_Errors]:
    """Counting errors and a share of the figure as the best stay leaves them over, and how alike they are."""
    errors = []
    for block in problem.blocks:
        expected = np.maximum(block.expected(found), 0.01 * max(float(block.figures.mean()), 1.0))
        left = block.figures - expected
        share = max(float(np.sum(left**2 - expected) / np.sum(expected**2)), LEAST_ERROR**2)
        variance = expected + share * expected**2
        put = left / np.sqrt(variance)
        follows = np.diff(block.months) == 1
        alike = float(np.sum((put[1:] * put[:-1])[follows])) / max(float(put @ put), 1e-12)
        alike = float(np.clip(alike + NUMBERS / len(put), 0.0, MOST_CARRIED))  # the stay hides some of it
        errors.append(_Errors(variance, len(put) * (1.0 - alike) / (1.0 + alike)))
    return errors


def _fit(problem: Problem, errors: list[_Errors], places: Array) -> _Fit:
    """Log density at places of the unit cube; nothing outside."""
    inside = np.all((places > 0.0) & (places < 1.0), axis=1)
    at = np.clip(places, 1e-9, 1.0 - 1e-9)
    stays = _stays(at, _longest(problem))
    past = _past(at, problem.level, _longest(problem)) if problem.cut else None
    density = np.where(inside, 0.0, -np.inf)
    misses: list[Array] = []
    share, reach = np.ones(len(at)), np.zeros(len(at))
    for block, error in zip(problem.blocks, errors, strict=True):
        seen = block.known @ stays
        if past is not None:
            seen = seen + block.earlier @ past
        weight = 1.0 / error.variance
        worth = error.worth
        least = LEAST_ERROR**2 * float(np.sum(block.figures**2 * weight))
        if block.kind == "inflow":
            weighed = np.maximum(weight @ seen**2, 1e-12)
            share = (weight * block.figures) @ seen / weighed
            missed = np.maximum(float(weight @ block.figures**2) - share**2 * weighed, 0.0) + least
            worth = max(worth - 1.0, 1.0)
            reach = np.sqrt(missed / (worth * weighed))
            mass = stdtr(worth, (1.0 - share) / reach) - stdtr(worth, (LEAST_SHARE - share) / reach)
            density = density + np.log(reach) + np.log(np.maximum(mass, 1e-300))
        else:
            missed = weight @ (block.figures[:, None] - seen) ** 2 + least
        density = density - 0.5 * worth * np.log(missed)
        misses.append(missed)
    return _Fit(density, tuple(misses), share, reach)


def _walk(
    problem: Problem, errors: list[_Errors], places: Array, rng: np.random.Generator, steps: int
) -> tuple[Array, _Fit]:
    """Let the walkers move by stretches towards and away from each other (Goodman and Weare 2010)."""
    places = places.copy()
    half = len(places) // 2
    density = _fit(problem, errors, places).density
    for _ in range(steps):
        for mine, others in ((slice(0, half), places[half:]), (slice(half, None), places[:half])):
            now = places[mine]
            stretch = ((STRETCH - 1.0) * rng.random(len(now)) + 1.0) ** 2 / STRETCH
            partner = others[rng.integers(len(others), size=len(now))]
            there = partner + stretch[:, None] * (now - partner)
            found = _fit(problem, errors, there).density
            gain = (places.shape[1] - 1) * np.log(stretch) + found - density[mine]
            taken = np.log(rng.random(len(now))) < gain
            places[mine] = np.where(taken[:, None], there, now)
            density[mine] = np.where(taken, found, density[mine])
    return places, _fit(problem, errors, places)


def _drawn_shares(problem: Problem, errors: list[_Errors], fit: _Fit, rng: np.random.Generator) -> Array:
    """Transfer shares from 0 to 1, given the stays."""
    if "inflow" not in problem.kinds:
        return fit.share
    worth = max(errors[problem.kinds.index("inflow")].worth - 1.0, 1.0)
    low, high = (stdtr(worth, (edge - fit.share) / fit.reach) for edge in (LEAST_SHARE, 1.0))
    drawn = stdtrit(worth, np.clip(low + rng.random(len(low)) * (high - low), 1e-12, 1.0 - 1e-12))
    return np.asarray(np.clip(fit.share + fit.reach * drawn, LEAST_SHARE, 1.0))


def _found(problem: Problem, fit: _Fit, places: Array, place: int) -> Found:
    at = places[place : place + 1]
    stay = _stays(at, _longest(problem))
    past = _past(at, problem.level, _longest(problem))[:, 0] if problem.cut else np.zeros(_longest(problem))
    return Found(stay[:, 0], float(np.clip(fit.share[place], LEAST_SHARE, 1.0)), past)
