"""What pays for the need, and what is left: residual funds by year of origin, commitments and outflow.

EUR, as at 1 January; arrays of shape (years, n_paths). Unbound residuals before or after the appropriation [3.1];
equations: docs/method.md, Funds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Literal

import numpy as np

from forecasting.base.quantiles import Array
from forecasting.base.years import BudgetYear

__all__ = ["FundRules", "Funds", "exhaustion_month", "run_funds"]

CENT_FREE = 1e-6
"""EUR: a shortfall up to this is a rounding error."""


@dataclass(frozen=True)
class FundRules:
    """Money at hand and the rules that carry it from year to year."""

    order: Literal["residuals_first", "appropriation_first"]
    surplus: Literal["retained", "reclaimed"]
    appropriation: Mapping[int, float]
    opening_unbound: float
    opening_bound: float
    unused_becomes_residual: float
    carry_over_years: int
    outflow: tuple[float, ...]
    opening_outflow: tuple[float, ...]


@dataclass(frozen=True)
class Funds:
    """The residual account, EUR, each shape (years, n_paths)."""

    opening_unbound: Array
    reclaimed: Array
    appropriation: Array
    available: Array
    residual_used: Array
    appropriation_used: Array
    required_appropriation: Array
    reduction_potential: Array
    shortfall: Array
    committed: Array
    lapsed: Array
    forgone: Array
    closing_unbound: Array
    disbursed: Array
    closing_bound: Array
    closing_total: Array


def run_funds(need: Array, surplus: Array, years: Sequence[BudgetYear], rules: FundRules) -> Funds:
    """Settle year after year.

    Args:
        need: borne by the state, shape (years, n_paths).
        surplus: over-funding of the year, claimed back in the next one if the rules say so.
    Returns:
        Funds; in every path and year opening_unbound + reclaimed + appropriation
        = committed + closing_unbound + lapsed + forgone.
    """
    paths = need.shape[1]
    zero = np.zeros(paths)
    first = years[0].year
    layers: dict[int, Array] = {first - 1: zero + rules.opening_unbound}
    bound = zero + rules.opening_bound
    committed_so_far: list[Array] = []
    rows: dict[str, list[Array]] = {field.name: [] for field in fields(Funds)}
    for position, year in enumerate(years):
        opening = sum(layers.values(), zero)
        reclaimed = surplus[position - 1] if rules.surplus == "reclaimed" and position else zero
        layers[year.year] = reclaimed
        free = opening + reclaimed
        appropriation = zero + rules.appropriation.get(year.year, 0.0)
        wanted = need[position]
        if rules.order == "residuals_first":
            residual_used = np.minimum(free, wanted)
            appropriation_used = np.minimum(appropriation, wanted - residual_used)
        else:
            appropriation_used = np.minimum(appropriation, wanted)
            residual_used = np.minimum(free, wanted - appropriation_used)
        shortfall = wanted - residual_used - appropriation_used
        committed = wanted - shortfall
        required = np.maximum(0.0, wanted - free)
        _draw(layers, residual_used)
        unused = appropriation - appropriation_used
        forgone = (1.0 - rules.unused_becomes_residual) * unused
        layers[year.year] = layers[year.year] + (unused - forgone)
        lapsed = sum((layers.pop(o) for o in list(layers) if o + rules.carry_over_years <= year.year), zero)
        committed_so_far.append(committed)
        disbursed = _outflow(committed_so_far, rules.outflow)
        if position < len(rules.opening_outflow):
            disbursed = disbursed + rules.opening_outflow[position] * rules.opening_bound
        bound = bound + committed - disbursed
        closing = sum(layers.values(), zero)
        for name, value in (
            ("opening_unbound", opening),
            ("reclaimed", reclaimed),
            ("appropriation", appropriation),
            ("available", free + appropriation),
            ("residual_used", residual_used),
            ("appropriation_used", appropriation_used),
            ("required_appropriation", required),
            ("reduction_potential", appropriation - required),
            ("shortfall", shortfall),
            ("committed", committed),
            ("lapsed", lapsed),
            ("forgone", forgone),
            ("closing_unbound", closing),
            ("disbursed", disbursed),
            ("closing_bound", bound),
            ("closing_total", closing + bound),
        ):
            rows[name].append(value)
    return Funds(**{name: np.stack(values) for name, values in rows.items()})


def exhaustion_month(need: Array, fte: Array, years: Sequence[BudgetYear], opening_unbound: float) -> Array:
    """First month in which the cumulated need exceeds the opening unbound residual, without appropriations.

    A year's need is spread over its months like its FTE.

    Args:
        need: shape (years, n_paths); fte: per month, shape (months, n_paths).
    Returns:
        Months counted from the first of the horizon, shape (n_paths,); inf where the residual outlasts it.
    """
    spread = np.empty((len(fte), need.shape[1]))
    for row, year in enumerate(years):
        months = fte[year.months]
        total = months.sum(axis=0)
        share = np.where(total > 0, months / np.where(total > 0, total, 1.0), 1.0 / len(months))
        spread[year.months] = share * need[row]
    exceeded = np.cumsum(spread, axis=0) > opening_unbound + CENT_FREE
    return np.where(exceeded.any(axis=0), exceeded.argmax(axis=0).astype(np.float64), np.inf)


def _draw(layers: dict[int, Array], amount: Array) -> None:
    """Take `amount` from the layers, oldest first."""
    left = amount
    for origin in sorted(layers):
        taken = np.minimum(layers[origin], left)
        layers[origin] = layers[origin] - taken
        left = left - taken


def _outflow(committed: Sequence[Array], profile: Sequence[float]) -> Array:
    """Cash paid this year on the commitments of this and earlier years, newest commitment last."""
    paid = np.zeros_like(committed[-1])
    for lag, share in enumerate(profile[: len(committed)]):
        paid = paid + share * committed[-1 - lag]
    return paid
