"""How well the stay in provisional housing is found again in figures whose true stay is known.

Arrivals are a log random walk around 900 persons a month, 84 months long; the stay is lognormal (median 4 to 13
months, sigma 0.4 to 0.8) and ends after 24 months; 60 to 95 % of those leaving enter follow-up housing. Entries are
Poisson around a lognormal error, stocks have half of that error. The learner holds stays up to 30 months possible.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from forecasting.caseload.housing import lognormal_stay, stay_with_direct_entry
from forecasting.caseload.stay_change import learn_recent
from forecasting.caseload.stay_learning import HousingFigures

__all__ = ["Recovery", "World", "print_stay", "recover", "simulate"]

LONGEST = 30
SEEDS = range(1_000, 1_025)


@dataclass(frozen=True)
class World:
    """What is simulated."""

    what: str = "inflow"  # inflow, stock or both
    walk: float = 0.6  # times 18 % a month
    known: int = 48  # last months with figures
    noise: float = 0.05
    months: int = 84
    last: int = 24  # month in which the law ends the stay
    direct: float = 0.0  # share of the arrivals who skip provisional housing


@dataclass(frozen=True)
class Recovery:
    """Shares of the seeds, 0 to 1, and processor seconds."""

    near: float  # mean stay learned and within a month or 15 %
    inside: float  # true mean within the 90 % interval, of those learned
    open: float  # stay not determined
    share_inside: float  # true transfer share within its interval, of those learned; nan where none is
    seconds: float  # median


def simulate(world: World, seed: int) -> tuple[HousingFigures, float, float]:
    """Figures, true mean stay in months, true transfer share."""
    rng = np.random.default_rng(seed)
    median, sigma, share = rng.uniform(4, 13), rng.uniform(0.4, 0.8), rng.uniform(0.6, 0.95)
    stay = stay_with_direct_entry(lognormal_stay(median, sigma, world.last), world.direct)
    came = np.round(np.exp(6.8 + world.walk * np.cumsum(rng.normal(0, 0.18, world.months))))
    leaving = np.convolve(came, stay)[: world.months]
    inflow = rng.poisson(share * leaving * np.exp(rng.normal(0, world.noise, world.months))).astype(float)
    stock = np.cumsum(came - leaving) * np.exp(rng.normal(0, world.noise / 2, world.months))
    for kind, figures in (("inflow", inflow), ("stock", stock)):
        figures[: world.months - world.known if world.what in (kind, "both") else world.months] = np.nan
    return HousingFigures(came, np.round(stock), inflow), float(np.arange(len(stay)) @ stay), float(share)


def recover(world: World, seeds: range) -> Recovery:
    """Learn in every world."""
    near, inside, shares, seconds = [], [], [], []
    for seed in seeds:
        figures, mean, share = simulate(world, seed)
        start = time.process_time()
        found = learn_recent(figures, LONGEST, np.random.default_rng(1))
        seconds.append(time.process_time() - start)
        known = found is not None and found.identified
        near.append(known and abs(found.mean_months.value - mean) <= max(1.0, 0.15 * mean))
        if known:
            inside.append(found.mean_months.q05 <= mean <= found.mean_months.q95)
        if found is not None and found.transfer is not None and found.transfer_identified:
            shares.append(found.transfer.q05 <= share <= found.transfer.q95)
    return Recovery(
        float(np.mean(near)),
        float(np.mean(inside)) if inside else float("nan"),
        1.0 - len(inside) / len(seeds),
        float(np.mean(shares)) if shares else float("nan"),
        statistics.median(seconds),
    )


def worlds() -> Iterator[World]:
    """The worlds of the table."""
    for what in ("inflow", "stock", "both"):
        for walk in (0.6, 1.0):
            for known in (24, 36, 48):
                yield World(what, walk, known)


def print_stay(seeds: range = SEEDS) -> None:
    """Print the recovery table, one row for each kind of figures."""
    heads = ("near %", "inside %", "open %", "share in %", "CPU s")
    print(f"{'stay learned, ' + str(len(seeds)) + ' worlds each':40}" + "".join(f"{head:>12}" for head in heads))
    for world in worlds():
        found = recover(world, seeds)
        name = f"{world.what}, arrivals × {world.walk}, {world.known} months"
        shares = (found.near, found.inside, found.open, found.share_inside)
        print(f"{name:40}" + "".join(f"{100 * share:12.0f}" for share in shares) + f"{found.seconds:12.2f}")
