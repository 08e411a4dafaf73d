"""The risk beside the planning account: how likely the funds fall short, by how much, and what certainty costs.

EUR, over the paths of an outlook. A planning value is a quantile of the need; what it costs is the appropriation
expected to stay unused, what it saves the shortfall expected to remain. Where a euro short weighs as much as r euros
unused, the quantile r / (1 + r) costs least (newsvendor). docs/method.md, Risk.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from forecasting.base.periods import month_label
from forecasting.base.quantiles import CENTRAL, Q10, Q50, Q90, STATISTICS, Array, quantile
from forecasting.budget.funds import CENT_FREE
from forecasting.scenarios.chain import Outlook

__all__ = [
    "LEVELS_OF_PLANNING", "Exhaustion", "PlanningPrice", "Risk", "best_level", "exhaustion", "exhaustion_quantiles",
    "planning_prices", "risk", "weight_of",
]  # fmt: skip

LEVELS_OF_PLANNING = (0.5, 0.7, 0.8, 0.9)


@dataclass(frozen=True)
class Risk:
    """By budget year, each shape (years,)."""

    short: Array  # probability that some need of the year stays uncovered
    short_until: Array  # that some need of this or an earlier year does
    expected_shortfall: Array  # EUR, mean over all paths
    expected_if_short: Array  # EUR, mean over the paths that fall short; nan where none does
    expected_unused: Array  # EUR of the year's appropriation
    reducible_without: Array  # probability that the appropriation lies above the need of the year
    reducible: Array  # above what residuals leave of it


@dataclass(frozen=True)
class Exhaustion:
    """When the opening unbound residual is used up if it alone pays for the need."""

    by_month: Array  # probability of each month of the horizon, shape (months,)
    later: float  # that it outlasts the horizon


@dataclass(frozen=True)
class PlanningPrice:
    """Planning one year at a quantile of its need, EUR."""

    level: float
    value: float  # the quantile
    expected_unused: float  # E[max(0, value - need)]
    expected_short: float  # E[max(0, need - value)]

    def cost(self, weight: float) -> float:
        """What it costs where a euro short weighs as much as `weight` euros unused."""
        return self.expected_unused + weight * self.expected_short


def risk(result: Outlook) -> Risk:
    """Probabilities and expected amounts of every year."""
    shortfall = result.yearly["shortfall"].values
    missing = shortfall > CENT_FREE
    paths = missing.sum(axis=1)
    amounts = np.where(missing, shortfall, 0.0)
    unused = result.yearly["appropriation"].values - result.yearly["appropriation_used"].values
    return Risk(
        short=1.0 - result.funds_suffice,
        short_until=1.0 - result.funds_suffice_until,
        expected_shortfall=amounts.mean(axis=1),
        expected_if_short=np.where(paths > 0, amounts.sum(axis=1) / np.maximum(paths, 1), np.nan),
        expected_unused=unused.mean(axis=1),
        reducible_without=(result.yearly["reduction_without_residuals"].values > CENT_FREE).mean(axis=1),
        reducible=(result.yearly["reduction_potential"].values > CENT_FREE).mean(axis=1),
    )


def exhaustion(result: Outlook) -> Exhaustion:
    """Distribution of the month in which the opening unbound residual is used up."""
    ends = result.exhaustion[np.isfinite(result.exhaustion)].astype(np.intp)
    by_month = np.bincount(np.maximum(ends, 0), minlength=result.horizon) / len(result.exhaustion)
    return Exhaustion(by_month, float(np.isinf(result.exhaustion).mean()))


def exhaustion_quantiles(result: Outlook) -> dict[str, str | None]:
    """Month in which the opening unbound residual is used up, of 10, 50 and 90 % of the paths; None: later."""
    months = np.quantile(result.exhaustion, CENTRAL, method="lower")
    return {
        name: month_label(result.base_month + 1 + int(month)) if np.isfinite(month) else None
        for name, month in zip((STATISTICS[at] for at in (Q10, Q50, Q90)), months, strict=True)
    }


def planning_prices(
    need: Array, levels: Sequence[float] = LEVELS_OF_PLANNING, known: Mapping[float, float] | None = None
) -> tuple[PlanningPrice, ...]:
    """What planning at each level costs and leaves open.

    Args:
        need: of one year, shape (n_paths,).
        known: value of a level, EUR, where the planning account has it; otherwise the quantile of the need.

    >>> [(price.value, price.expected_short) for price in planning_prices(np.array([10.0, 20.0, 60.0]), [0.5, 1.0])]
    [(20.0, 13.333333333333334), (60.0, 0.0)]
    """
    found = []
    for level in levels:
        value = float(quantile(need[None, :], level)[0]) if known is None or level not in known else known[level]
        over = float(np.maximum(0.0, value - need).mean())
        found.append(PlanningPrice(level, value, over, float(np.maximum(0.0, need - value).mean())))
    return tuple(found)


def best_level(weight: float) -> float:
    """The quantile that costs least where a euro short weighs as much as `weight` euros unused.

    >>> best_level(4.0)
    0.8
    """
    return weight / (1.0 + weight)


def weight_of(level: float) -> float:
    """The weight of a euro short that makes a quantile the best one.

    >>> round(weight_of(0.8), 9)
    4.0
    """
    return level / (1.0 - level)
