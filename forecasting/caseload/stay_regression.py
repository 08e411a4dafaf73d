"""Non-negative, smooth regression of housing figures on arrivals, with a stay that adds up to one.

Persons. With q = 1 / transfer share the stock and q times the inflow are linear in the stay f[k], k = 0..K. Where the
arrivals do not reach back K months, those who came before leave month by month as unknowns of their own. So stay, q
and they are found in one least-squares problem without local minima. docs/method.md, Learning the stay.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import nnls

from forecasting.base.quantiles import Array

__all__ = ["Block", "Found", "Problem", "blocks", "find"]

ONE = 1e3
"""Weight of "the stay adds up to one" beside errors of size 1; what is missed is scaled away."""

STEPS = 100
"""For each unknown at most: few figures let the search swap unknowns more often than the library grants, 3."""


@dataclass(frozen=True)
class Block:
    """Figures of one kind: `figures` = share * (known @ stay + earlier @ past), share 1 for the stock."""

    kind: Literal["stock", "inflow"]
    months: NDArray[np.intp]  # positions of the months, shape (rows,)
    known: Array  # persons, shape (rows, K + 1)
    earlier: Array  # 0 or 1, shape (rows, K): which months' leavers of those who came before the figures hold
    figures: Array  # persons, shape (rows,)
    scale: Array  # size of an error, persons, shape (rows,)

    def expected(self, found: Found) -> Array:
        """Persons that a solution expects, shape (rows,)."""
        share = found.transfer if self.kind == "inflow" else 1.0
        return np.asarray(share * (self.known @ found.stay + self.earlier @ found.past))

    def rows(self, chosen: NDArray[np.bool_]) -> Block:
        """Some of the rows."""
        parts = {name: getattr(self, name)[chosen] for name in ("months", "known", "earlier", "figures", "scale")}
        return replace(self, **parts)


@dataclass(frozen=True)
class Found:
    """A solution. `past`: of those who came before the first known month, persons leaving in months 0..K-1."""

    stay: Array  # f[k], shape (K + 1,), adds up to 1
    transfer: float  # 1 without figures on inflow
    past: Array  # shape (K,)


@dataclass(frozen=True)
class Problem:
    """Figures, the size of a second difference of the stay that is held plausible, and arrivals a month."""

    blocks: tuple[Block, ...]
    step: float
    level: float  # mean arrivals, persons

    @property
    def kinds(self) -> tuple[str, ...]:
        """Kinds of figures there are."""
        return tuple(block.kind for block in self.blocks)

    @property
    def cut(self) -> bool:
        """Whether people who came before the first known month are in some figure."""
        return any(bool(block.earlier.any()) for block in self.blocks)


def blocks(arrivals: Array, stock: Array, inflow: Array, max_months: int) -> tuple[Block, ...]:
    """Rows of the known figures.

    Args:
        arrivals, stock, inflow: persons by month from the first month of the arrivals on, shape (months,); nan where
            a stock or inflow is not known.
        max_months: K.
    """
    months = np.arange(len(arrivals))
    back = months[:, None] - np.arange(max_months + 1)  # month of the people who came k months ago
    came = np.where(back >= 0, arrivals[np.maximum(back, 0)], 0.0)
    leaving = np.arange(max_months)
    parts: list[Block] = []
    if len(rows := np.flatnonzero(~np.isnan(stock))):
        # Who stays k months is there at the end of the month of arrival and of the k - 1 months after it.
        there = np.concatenate([np.zeros((len(months), 1)), np.cumsum(came, axis=1)[:, :-1]], axis=1)
        earlier = (leaving > months[:, None]).astype(np.float64)
        parts.append(Block("stock", rows, there[rows], earlier[rows], stock[rows], _first_scale(stock[rows])))
    if len(rows := np.flatnonzero(~np.isnan(inflow))):
        earlier = (leaving == months[:, None]).astype(np.float64)
        parts.append(Block("inflow", rows, came[rows], earlier[rows], inflow[rows], _first_scale(inflow[rows])))
    return tuple(parts)


def _first_scale(figures: Array) -> Array:
    """Errors between a constant and a share of the figure."""
    mean = max(float(figures.mean()), 1.0)
    return np.sqrt(np.maximum(figures, 0.05 * mean) * mean)


def find(problem: Problem, transfer: float = 0.7) -> Found:
    """The least-squares solution.

    Args:
        transfer: about the transfer share, which sets the weight of the inflow beside the stock.
    """
    reach = problem.blocks[0].known.shape[1]
    hats = _hats(reach - 1) if problem.cut else np.zeros((reach - 1, 0))
    earlier = hats.shape[1]
    alone = problem.kinds == ("inflow",)  # then transfer share times stay is sought, and what is missing from 1
    width = reach + earlier + ("inflow" in problem.kinds)
    rows, sides = [], []

    def add(part: Array, side: Array) -> None:
        rows.append(part)
        sides.append(side)

    for block in problem.blocks:
        part = np.zeros((len(block.figures), width))
        part[:, :reach] = block.known
        part[:, reach : reach + earlier] = block.earlier @ hats * problem.level
        weight = 1.0 / block.scale
        if block.kind == "inflow" and not alone:
            weight = transfer / block.scale
            part[:, -1] = -block.figures  # q = 1 + this number: nobody reaches follow-up housing twice
        add(part * weight[:, None], block.figures * weight)
    smooth = problem.step * (transfer if alone else 1.0)
    rough = np.zeros((reach, width))
    rough[:, :reach] = _second_differences(reach) / smooth
    add(rough, np.zeros(reach))
    one = np.zeros((1, width))
    one[:, :reach] = ONE
    one[:, -1] = ONE if alone else one[:, -1]
    add(one, np.array([ONE]))
    everything = np.column_stack([np.concatenate(rows), np.concatenate(sides)])
    triangle = np.asarray(np.linalg.qr(everything, mode="r"))
    solution = nnls(triangle[:width, :width], triangle[:width, width], maxiter=STEPS * width)[0]
    stay, past = solution[:reach], hats @ solution[reach : reach + earlier] * problem.level
    total = float(stay.sum())
    if alone:
        share = min(total, 1.0)
        return Found(stay / total, share, past / share) if total > 0 else Found(_even(reach), 0.0, past)
    return Found(stay / total, 1.0 / (1.0 + float(solution[-1])) if width > reach + earlier else 1.0, past)


@lru_cache(maxsize=16)
def _hats(months: int) -> Array:
    """Courses that are straight between months ever farther apart: those who came before leave smoothly."""
    knots = sorted({min(round(1.5**power) - 1, months) for power in range(2 * months)} | {0, months})
    at = np.arange(months, dtype=np.float64)
    return np.stack([np.interp(at, knots, row) for row in np.eye(len(knots))[:-1]], axis=1)  # 0 at the end


def _even(months: int) -> Array:
    return np.full(months, 1.0 / months)


def _second_differences(months: int) -> Array:
    """Second differences of a course that ends at 0 after `months` - 1, shape (months, months)."""
    return np.asarray(np.diff(np.eye(months + 2)[:, :months], n=2, axis=0))
