"""What the answer may claim: an amount and the share of paths on which that very amount holds.

A probability belongs to one amount: the claim is computed from the paths with the amount as it is printed, so that
no rounding stands between the two. Of a year whose appropriation nobody has decided nothing is claimed to be covered;
what its continuation would leave is told before anything that residuals add [3.1]. docs/method.md, Answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from forecasting.base.format import printed_mio
from forecasting.base.quantiles import Array, quantile
from forecasting.budget.funds import CENT_FREE
from forecasting.scenarios import Outlook
from forecasting.scenarios.account_rules import Standing

__all__ = ["TOSS", "Claim", "Money", "claim", "money_of_year", "settled_years"]

TOSS = (0.45, 0.55)
"""Probabilities within which either side is about as likely as the other."""

_SETTLED = ("enacted", "planned")
"""Standings of an appropriation of which the answer says that it covers the need."""

STEP = 1e5
"""EUR: the last digit that is printed."""

ROUNDED = 0.02
"""Probability by which an amount may miss the planning probability before it is rounded down."""

Cover = Literal["none", "left", "likely", "toss", "unlikely", "missing", "exact"]


@dataclass(frozen=True)
class Claim:
    """A probability and the event it belongs to: the measure of the year is at least, or at most, the value."""

    measure: str
    year: int
    op: Literal[">=", "<="]
    value: float  # in the unit of the measure, as printed
    probability: float  # share of the paths


@dataclass(frozen=True)
class Money:
    """How the appropriation of one year stands to its need, without residuals, EUR.

    left: an amount stays over that is named; likely, toss, unlikely: it suffices with the probability of the claim;
    missing: an amount is short that is named; exact: all paths agree that just nothing is over; none: there is no
    appropriation. `claim` is None where all paths agree.
    """

    kind: Cover
    standing: Standing
    budget: float
    amount: float  # what is over or short, as printed; 0 where no amount is named
    claim: Claim | None

    @property
    def mood(self) -> Literal["continued", "budget"]:
        """How a sentence speaks of the amount: as one that is only carried forward, or as one of a budget."""
        return "continued" if self.standing == "continued" else "budget"

    @property
    def sure(self) -> Literal["_certain", ""]:
        """End of the case in the catalogues: whether the sentence has no probability to name."""
        return "_certain" if self.claim is None and self.kind != "exact" else ""

    @property
    def probability(self) -> float:
        """That the amount is reached, or that the appropriation suffices."""
        return 1.0 if self.claim is None else self.claim.probability


def claim(result: Outlook, measure: str, year: int, op: Literal[">=", "<="], value: float) -> Claim:
    """The claim that a yearly measure is at least, or at most, a value.

    Raises:
        KeyError: no such measure or year.
    """
    values = np.asarray(result.yearly[measure].values[result.row(year)])
    held = values >= value - CENT_FREE if op == ">=" else values <= value + CENT_FREE
    return Claim(measure, year, op, value, float(held.mean()))


def settled_years(result: Outlook) -> int:
    """Years from the first on whose appropriation is decided or planned."""
    standing = result.standing
    return next((row for row, each in enumerate(standing) if each not in _SETTLED), len(standing))


def money_of_year(result: Outlook, year: int) -> Money:
    """The case of a year.

    The first amount is the one that the planning account leaves: it is reached about with the planning probability.
    Where that leaves nothing, the probability that the appropriation suffices is told; where it is below even, the
    amount that is short with the planning probability.
    """
    row, level = result.row(year), result.planning_quantile
    budget, standing = float(result.yearly["appropriation"].values[row].max()), result.standing[row]
    if standing == "none" or budget <= CENT_FREE:
        return Money("none", standing, 0.0, 0.0, None)
    measure = "reduction_without_residuals"
    left: Array = np.asarray(result.yearly[measure].values[row])
    if np.ptp(left) == 0:
        over = printed_mio(float(left[0]))
        return Money("left" if over > 0 else "missing" if over < 0 else "exact", standing, budget, abs(over), None)
    over = printed_mio(float(result.accounts[level].measures[measure][row]))
    sure = claim(result, measure, year, ">=", over)
    if sure.probability < level - ROUNDED:  # paths so close that rounding up leaves many of them below
        sure = claim(result, measure, year, ">=", over - STEP)
    if sure.value > 0 and sure.probability > TOSS[1]:
        return Money("left", standing, budget, sure.value, sure)
    suffices = claim(result, measure, year, ">=", 0.0)
    if suffices.probability >= TOSS[0]:
        kind: Cover = "likely" if suffices.probability > TOSS[1] else "toss"
        return Money(kind, standing, budget, 0.0, suffices)
    short = claim(result, measure, year, "<=", printed_mio(float(quantile(left[None, :], level)[0])))
    if short.value < 0:
        return Money("missing", standing, budget, -short.value, short)
    return Money("unlikely", standing, budget, 0.0, suffices)
