"""How long do people stay in provisional housing, and how many of them reach follow-up housing? Learned from figures.

Stock at month end or entries into follow-up housing or both, beside the arrivals by month; months may be missing. A
lognormal stay (`stay_family`) answers, and a free shape (`stay_regression`) where stocks carry one. It is learned
where the figures leave less open than was held possible and are followed; otherwise the reason is given. Persons;
docs/method.md, Learning the stay.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from forecasting.base.quantiles import Array
from forecasting.caseload.stay_family import Drawn, Openness, draw_family, openness
from forecasting.caseload.stay_regression import Block, Found, Problem, blocks, find

__all__ = ["FEWEST", "HousingFigures", "Interval", "LearnedStay", "learn_stay"]

FEWEST = 12
"""Months with a figure that it takes at least."""

DRAWS = 200
"""Stays drawn from the family."""

HISTORIES = 8
"""Plausible courses of the arrivals among which the draws are divided."""

MOST_OPEN = 0.75
"""Share of the standard deviation of what is held possible that may be left open."""

FURTHER_NUMBERS = 2
"""Numbers that a smooth free stay is worth beyond those of the family: where this holds, it gains no more."""

TINY = 1e-12

REPLICATES = 200
STEPS = (0.001, 0.002, 0.004, 0.008, 0.016)
"""Second differences of the stay among which the figures choose; a lognormal stay of 9 months has up to 0.02."""

FOLDS = 5
FAMILY = 3.0  # persons who move together; a larger number makes the intervals wider. No source
MOST_CARRIED = 0.9  # of an error into the next month
MISFIT = 0.25  # mean error over mean figure, above which the figures do not follow from the arrivals
LEAST_ERROR = 0.002  # of a figure; nobody counts better
AT_END = 0.10  # share of the stays in the last month from which on the longest stay seems too short


@dataclass(frozen=True)
class HousingFigures:
    """One group's figures from the first month of its arrivals on, shape (months,); nan where nothing is known.

    `histories`: equally plausible courses of the arrivals, shape (months, n), where these are not observed.
    """

    arrivals: Array
    provisional_stock: Array
    housing_inflow: Array
    histories: Array | None = None


@dataclass(frozen=True)
class Interval:
    """A value with its 90 % interval."""

    value: float
    q05: float
    q95: float


@dataclass(frozen=True)
class LearnedStay:
    """What the figures say; `identified` and `transfer_identified` tell what of it is to be used.

    `reasons` are keys of `caseload.stay.*` in the catalogue: why something is not learned, or to be read with care.
    """

    stay: Array  # f[k], k = 0..K, all arrivals, those who skip provisional housing in month 0
    transfer: Interval | None  # None: no figures on entries into follow-up housing
    mean_months: Interval
    stays: Array  # draws of the family or bootstrap replicates of a free shape, shape (K + 1, n)
    transfers: Array | None  # of the same draws, shape (n,)
    free_shape: bool  # whether the figures carry a shape of their own
    identified: bool
    transfer_identified: bool
    open: Openness
    months: Mapping[str, int]  # figures by kind, "stock" and "inflow"
    expected: Mapping[str, Array] = field(repr=False)  # by kind and month, nan where there is no figure
    error: Mapping[str, float]  # mean absolute error over mean figure, by kind
    reasons: tuple[str, ...]


def learn_stay(
    figures: HousingFigures, max_months: int, rng: np.random.Generator, *, replicates: int = REPLICATES
) -> LearnedStay | None:
    """Learn stay and transfer share with their uncertainty.

    Args:
        figures: of one group.
        max_months: K, longest stay.
        rng: draws stays of the family and bootstrap replicates.
        replicates: of a free shape.
    Returns:
        None where not even `FEWEST` months have a figure.
    """
    parts = blocks(figures.arrivals, figures.provisional_stock, figures.housing_inflow, max_months)
    parts = tuple(part for part in parts if len(part.figures) >= FEWEST and part.figures.any())
    if not parts or not figures.arrivals.any():
        return None
    problem = Problem(parts, STEPS[len(STEPS) // 2], float(figures.arrivals.mean()))
    has_inflow = "inflow" in problem.kinds
    drawn = _of_family(problem, figures, max_months, rng)
    left_open = openness(drawn)
    free = _fitted(problem) if "stock" in problem.kinds else None  # entries alone carry no shape
    carried = free is not None and _carries(free[0], free[1], drawn.best)
    if free is not None and carried:
        problem, found = free
        replicated = _replicates(problem, found, figures, rng, replicates)
        stay, transfer, stays = found.stay, found.transfer, np.stack([one.stay for one in replicated], axis=1)
        shares = np.array([one.transfer for one in replicated])
        interval = _around
    else:
        found, stays, shares = drawn.best, drawn.stays, drawn.transfers
        stay, transfer = _middle(stays), float(np.median(shares))
        interval = _between
    months = np.arange(max_months + 1)
    error = {str(part.kind): _error(part, found) for part in problem.blocks}
    fits = max(error.values()) <= MISFIT
    told, transfer_told = left_open.stay <= MOST_OPEN, left_open.transfer <= MOST_OPEN
    return LearnedStay(
        stay=stay,
        transfer=interval(transfer, shares) if has_inflow else None,
        mean_months=interval(float(months @ stay), months @ stays),
        stays=stays,
        transfers=shares if has_inflow else None,
        free_shape=carried,
        identified=told and fits,
        transfer_identified=has_inflow and transfer_told and fits,
        open=left_open,
        months={part.kind: len(part.figures) for part in problem.blocks},
        expected={part.kind: _on_months(part, found, len(figures.arrivals)) for part in problem.blocks},
        error=error,
        reasons=_reasons(problem, stay, told=told, transfer_told=transfer_told, fits=fits),
    )


def _of_family(problem: Problem, figures: HousingFigures, max_months: int, rng: np.random.Generator) -> Drawn:
    """Draws of the family; where the arrivals are estimated, as many for each of some plausible histories."""
    if figures.histories is None:
        return draw_family(problem, rng, DRAWS)
    chosen = figures.histories[:, :HISTORIES]
    drawn = []
    for came in chosen.T:
        parts = blocks(came, figures.provisional_stock, figures.housing_inflow, max_months)
        kept = tuple(part for part in parts if part.kind in problem.kinds)
        drawn.append(draw_family(replace(problem, blocks=kept), rng, DRAWS // chosen.shape[1]))
    return Drawn(
        np.concatenate([one.stays for one in drawn], axis=1),
        np.concatenate([one.transfers for one in drawn]),
        draw_family(problem, rng, 1).best,
    )


def _middle(stays: Array) -> Array:
    """The average of the half of the stays whose mean is nearest to the median of the means: a few very long ones,
    which figures on entries alone cannot exclude, do not draw it along."""
    means = np.arange(len(stays)) @ stays
    nearest = np.argsort(np.abs(means - np.median(means)), kind="stable")[: (len(means) + 1) // 2]
    return np.asarray(stays[:, nearest].mean(axis=1))


def _carries(problem: Problem, free: Found, best: Found) -> bool:
    """Whether a free shape leaves over so much less that its further numbers are paid for (Akaike 1974)."""
    gain = 0.0
    for block in problem.blocks:
        missed = [float(np.sum(((block.figures - block.expected(one)) / block.scale) ** 2)) for one in (best, free)]
        gain += len(block.figures) * float(np.log(max(missed[0], TINY) / max(missed[1], TINY)))
    return gain > 2.0 * FURTHER_NUMBERS


def _fitted(problem: Problem) -> tuple[Problem, Found]:
    """Size of the errors and smoothness as the figures have them, and the solution."""
    found = find(problem)
    problem = _scaled(problem, found)
    found = find(problem, found.transfer)
    problem = _scaled(problem, found)
    problem = replace(problem, step=_smoothest(problem, found))
    found = find(problem, found.transfer)
    return _scaled(problem, found), found


def _scaled(problem: Problem, found: Found) -> Problem:
    """Errors of the size of what the solution leaves over."""
    scaled = []
    for block in problem.blocks:
        mean = max(float(block.figures.mean()), 1.0)
        shape = np.sqrt(np.maximum(block.expected(found), 0.05 * mean) * mean)  # between a constant and a share
        free = max(len(block.figures) - _free(found) / len(problem.blocks), 1.0)
        size = np.sqrt(np.sum(((block.figures - block.expected(found)) / shape) ** 2) / free)
        scaled.append(replace(block, scale=shape * max(float(size), LEAST_ERROR)))
    return replace(problem, blocks=tuple(scaled))


def _free(found: Found) -> float:
    """Numbers that the solution chooses: a smooth stay has fewer than months."""
    return min(12.0, float(np.count_nonzero(found.stay > 1e-6)))


def _smoothest(problem: Problem, found: Found) -> float:
    """The step whose stay foretells months left out best, in runs of neighbouring months."""
    scores = []
    for step in STEPS:
        score = 0.0
        for fold in range(FOLDS):
            kept = [_part(block, fold, inside=False) for block in problem.blocks]
            left = [_part(block, fold, inside=True) for block in problem.blocks]
            one = find(replace(problem, blocks=tuple(kept), step=step), found.transfer)
            score += sum(float(np.sum(((part.figures - part.expected(one)) / part.scale) ** 2)) for part in left)
        scores.append(score)
    return STEPS[int(np.argmin(scores))]


def _part(block: Block, fold: int, *, inside: bool) -> Block:
    chosen = np.arange(len(block.figures)) * FOLDS // len(block.figures) == fold
    return block.rows(chosen if inside else ~chosen)


def _replicates(
    problem: Problem, found: Found, figures: HousingFigures, rng: np.random.Generator, count: int
) -> list[Found]:
    """Solutions for figures as they might have come.

    Everybody's stay is drawn anew, and the errors of the figures in runs of months. Where the arrivals are estimated,
    those who came are one of their plausible histories each time.
    """
    errors = [_errors(block, found) for block in problem.blocks]
    histories = figures.arrivals[:, None] if figures.histories is None else figures.histories
    drawn = []
    for place in range(count):
        came = histories[:, place % histories.shape[1]]
        leaving = _leaving(came, found, rng)
        truth = {"stock": np.cumsum(came - leaving) + found.past.sum(), "inflow": _some(leaving, found.transfer, rng)}
        made = []
        for block, error in zip(problem.blocks, errors, strict=True):
            put = truth[block.kind][block.months] + error.draw(block.months, rng) * block.scale
            made.append(replace(block, figures=np.maximum(put, 0.0)))
        drawn.append(find(replace(problem, blocks=tuple(made)), found.transfer))
    return drawn


def _leaving(came: Array, found: Found, rng: np.random.Generator) -> Array:
    """Persons leaving by month, each after a stay of their own, families together; shape (months,)."""
    months, reach = len(came), len(found.stay)
    families = np.rint(came / FAMILY).astype(np.int64)
    drawn = rng.multinomial(families, found.stay).astype(np.float64)
    rest = came - FAMILY * families  # less than a family
    of_month = FAMILY * drawn + rest[:, None] * found.stay
    leaving = np.zeros(months + reach)
    for month in range(months):
        leaving[month : month + reach] += of_month[month]
    leaving = leaving[:months]
    earlier = found.past[:months]
    leaving[: len(earlier)] += earlier
    return leaving


def _some(leaving: Array, share: float, rng: np.random.Generator) -> Array:
    """Those of the leaving who reach follow-up housing, families together."""
    families = np.maximum(np.rint(leaving / FAMILY), 0.0).astype(np.int64)
    return np.asarray(FAMILY * rng.binomial(families, share) + (leaving - FAMILY * families) * share)


@dataclass(frozen=True)
class _Errors:
    """Errors of one kind of figures: their size in units of the block's, and how much of one carries over."""

    size: float
    carried: float

    def draw(self, months: NDArray[np.intp], rng: np.random.Generator) -> Array:
        """Errors of these months, shape (months,)."""
        fresh = rng.standard_normal(len(months))
        drawn = np.empty(len(months))
        for place, one in enumerate(fresh):
            carried = self.carried ** (months[place] - months[place - 1]) if place else 0.0
            drawn[place] = one if not place else carried * drawn[place - 1] + np.sqrt(1.0 - carried**2) * one
        return self.size * drawn


def _errors(block: Block, found: Found) -> _Errors:
    """Errors as they were before the solution took its part: it follows slow ones and hides how alike they are."""
    left = (block.figures - block.expected(found)) / block.scale
    free = _free(found) / max(len(left), 1)
    grown = 1.0 / np.sqrt(max(1.0 - free, 0.25))
    alike = float(left[1:] @ left[:-1]) / max(float(left @ left), 1e-12)
    return _Errors(float(np.sqrt(np.mean(left**2)) * grown), float(np.clip(alike + free, 0.0, MOST_CARRIED)))


def _between(value: float, drawn: Array) -> Interval:
    """Nine of ten draws."""
    low, high = np.quantile(drawn, (0.05, 0.95))
    return Interval(value, float(low), float(high))


def _around(value: float, drawn: Array) -> Interval:
    """As far to either side as nine of ten replicates lie from the solution, which a smooth one may miss itself."""
    reach = float(np.quantile(np.abs(drawn - value), 0.90))
    return Interval(value, max(value - reach, 0.0), value + reach)


def _error(block: Block, found: Found) -> float:
    return float(np.abs(block.figures - block.expected(found)).mean() / max(float(block.figures.mean()), 1e-9))


def _on_months(block: Block, found: Found, months: int) -> Array:
    expected = np.full(months, np.nan)
    expected[block.months] = block.expected(found)
    return expected


def _reasons(problem: Problem, stay: Array, *, told: bool, transfer_told: bool, fits: bool) -> tuple[str, ...]:
    reasons = []
    if not told:
        reasons.append("not_told_apart")
    if not fits:
        reasons.append("misfit")
    if "inflow" not in problem.kinds:
        reasons.append("no_inflow")
    elif not transfer_told:
        reasons.append("transfer_not_told_apart")
    if problem.cut:
        reasons.append("short_history")
    if stay[-1] > AT_END:
        reasons.append("at_end")
    return tuple(reasons)
