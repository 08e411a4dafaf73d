"""How long do people stay in provisional housing, and how many of them reach follow-up housing? Learned from figures.

Stock at month end or entries into follow-up housing or both, beside the arrivals by month; months may be missing. The
stay is learned where the figures tell apart what is held possible (`stay_information`) and the regression follows
them; otherwise the reason is given. Persons; docs/method.md, Learning the stay.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from forecasting.base.quantiles import Array
from forecasting.caseload.stay_information import Told, told_apart
from forecasting.caseload.stay_regression import Block, Found, Problem, blocks, find

__all__ = ["FEWEST", "HousingFigures", "Interval", "LearnedStay", "learn_stay"]

FEWEST = 12
"""Months with a figure that it takes at least."""

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
    stays: Array  # bootstrap replicates, shape (K + 1, replicates)
    transfers: Array | None  # of the same replicates, shape (replicates,)
    identified: bool
    transfer_identified: bool
    told: Told
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
        rng: draws the bootstrap replicates.
    Returns:
        None where not even `FEWEST` months have a figure.
    """
    parts = blocks(figures.arrivals, figures.provisional_stock, figures.housing_inflow, max_months)
    if [part.kind for part in parts] == ["inflow"]:  # alone it cannot tell who came before the first known month
        parts = tuple(part.rows(part.months >= max_months) for part in parts)
    parts = tuple(part for part in parts if len(part.figures) >= FEWEST and part.figures.any())
    if not parts or not figures.arrivals.any():
        return None
    problem, found = _fitted(Problem(parts, STEPS[len(STEPS) // 2], float(figures.arrivals.mean())))
    drawn = _replicates(problem, found, figures, rng, replicates)
    stays = np.stack([one.stay for one in drawn], axis=1)
    has_inflow = "inflow" in problem.kinds
    transfers = np.array([one.transfer for one in drawn]) if has_inflow else None
    months = np.arange(max_months + 1)
    told = told_apart(problem)
    error = {str(part.kind): _error(part, found) for part in problem.blocks}
    fits = max(error.values()) <= MISFIT
    identified = told.stay and fits
    transfer_identified = has_inflow and told.transfer and fits
    return LearnedStay(
        stay=found.stay,
        transfer=None if transfers is None else _interval(found.transfer, transfers),
        mean_months=_interval(float(months @ found.stay), months @ stays),
        stays=stays,
        transfers=transfers,
        identified=identified,
        transfer_identified=transfer_identified,
        told=told,
        months={part.kind: len(part.figures) for part in problem.blocks},
        expected={part.kind: _on_months(part, found, len(figures.arrivals)) for part in problem.blocks},
        error=error,
        reasons=_reasons(problem, found, told, fits=fits),
    )


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


def _interval(value: float, drawn: Array) -> Interval:
    """As far to either side as nine of ten replicates lie from the solution, which a smooth one may miss itself."""
    reach = float(np.quantile(np.abs(drawn - value), 0.90))
    return Interval(value, max(value - reach, 0.0), value + reach)


def _error(block: Block, found: Found) -> float:
    return float(np.abs(block.figures - block.expected(found)).mean() / max(float(block.figures.mean()), 1e-9))


def _on_months(block: Block, found: Found, months: int) -> Array:
    expected = np.full(months, np.nan)
    expected[block.months] = block.expected(found)
    return expected


def _reasons(problem: Problem, found: Found, told: Told, *, fits: bool) -> tuple[str, ...]:
    reasons = []
    if not told.stay:
        reasons.append("not_told_apart")
    if not fits:
        reasons.append("misfit")
    if "inflow" not in problem.kinds:
        reasons.append("no_inflow")
    elif not told.transfer:
        reasons.append("transfer_not_told_apart")
    if problem.cut:
        reasons.append("short_history")
    if found.stay[-1] > AT_END:
        reasons.append("at_end")
    return tuple(reasons)
