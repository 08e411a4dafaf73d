"""What pays for the need, and what is left: residual funds by year of origin, commitments and outflow.

EUR, as at 1 January; arrays of shape (years, n_paths). Unbound residuals before or after the appropriation [3.1];
equations: docs/method.md, Funds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from forecasting.base.quantiles import Array
from forecasting.base.years import BudgetYear
from forecasting.budget.measures import MEASURES, PACT_SHARE, RELEASE_SHARE, names

__all__ = ["NO_LAPSE", "PACT", "UNDATED", "FundRules", "Funds", "exhaustion_month", "run_funds"]

CENT_FREE = 1e-6
"""EUR: a shortfall up to this is a rounding error."""

NO_POSTS = 1e-6
"""FTE, summed over the months of a year: less is what is left of rounding errors."""

PACT = 0
"""In place of a year of origin: money past its time that the pact with the municipalities holds [2.4, footnote 4]."""

UNDATED = 1
"""In place of a year of origin: nobody said it; the money counts as of the year that lapses first."""

NO_LAPSE = 99
"""Years of carry-over that stand for no lapse."""


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
    opening_layers: Mapping[int, float] = field(
        default_factory=dict
    )  # of the opening unbound: what is older, by year
    reclaim_share: float = 1.0  # of the surplus, where it is reclaimed
    reclaim_lag: int = 1  # years until then
    release_share: float = 0.0  # of the bound residuals on 1 January that are set free
    pact_share: float = 0.0  # of residuals without a decision that the pact holds, so that they don't lapse
    without_residual: frozenset[int] = frozenset()  # years whose appropriation leaves none: nobody has decided it
    undated: Literal["last_year", "earliest"] = "last_year"  # origin of the opening unbound without a layer


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
    reduction_without_residuals: Array  # appropriation less the need of the year
    reduction_potential: Array  # less what residuals leave of it
    shortfall: Array
    committed: Array
    lapsed: Array
    forgone: Array
    closing_unbound: Array
    disbursed: Array
    closing_bound: Array
    closing_total: Array
    released: Array  # of the bound residuals, unbound since 1 January
    closing_pact: Array  # part of closing_unbound that the pact holds
    layers: tuple[Mapping[int, Array], ...]  # closing_unbound of each year by year of origin, each shape (n_paths,)

    def measures(self, rules: FundRules) -> dict[str, Array]:
        """The amounts by name; those of a rule that is not used are left out."""
        used = {"": True, RELEASE_SHARE: bool(rules.release_share), PACT_SHARE: bool(rules.pact_share)}
        return {name: getattr(self, name) for name in names("funds") if used[MEASURES[name].present_when]}


def run_funds(need: Array, surplus: Array, years: Sequence[BudgetYear], rules: FundRules) -> Funds:
    """Settle year after year.

    Args:
        need: borne by the state, shape (years, n_paths).
        surplus: over-funding of the year, claimed back in the next one if the rules say so.
    Returns:
        Funds; in every path and year opening_unbound + reclaimed + released + appropriation
        = committed + closing_unbound + lapsed + forgone.
    """
    paths = need.shape[1]
    zero = np.zeros(paths)
    first = years[0].year
    layers: dict[int, Array] = {origin: zero + amount for origin, amount in rules.opening_layers.items()}
    undated = first - 1 if rules.undated == "last_year" else UNDATED
    layers[undated] = layers.get(undated, zero) + (rules.opening_unbound - sum(rules.opening_layers.values()))
    bound = zero + rules.opening_bound
    committed_so_far: list[Array] = []
    rows: list[dict[str, Array]] = []
    by_origin: list[Mapping[int, Array]] = []
    stays = 1.0 - rules.release_share
    for position, year in enumerate(years):
        opening = sum(layers.values(), zero)
        reclaimed = zero
        if rules.surplus == "reclaimed" and position >= rules.reclaim_lag:
            reclaimed = rules.reclaim_share * surplus[position - rules.reclaim_lag]
        released = rules.release_share * bound
        layers[year.year] = reclaimed + released
        free = opening + reclaimed + released
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
        becomes = 0.0 if year.year in rules.without_residual else rules.unused_becomes_residual
        forgone = (1.0 - becomes) * unused
        layers[year.year] = layers[year.year] + (unused - forgone)
        expired = [origin for origin in layers if _over(origin, year.year, rules.carry_over_years)]
        past_its_time = sum((layers.pop(origin) for origin in expired), zero)
        held = rules.pact_share * past_its_time
        lapsed = past_its_time - held
        if rules.pact_share:
            layers[PACT] = layers.get(PACT, zero) + held
        committed_so_far.append(committed)
        disbursed = _outflow(committed_so_far, rules.outflow, stays)
        if position < len(rules.opening_outflow):
            paid = rules.opening_outflow[position] * stays ** (position + 1)
            disbursed = disbursed + paid * rules.opening_bound
        bound = bound - released + committed - disbursed
        closing = sum(layers.values(), zero)
        by_origin.append(dict(layers))
        rows.append(
            {
                "opening_unbound": opening,
                "reclaimed": reclaimed,
                "released": released,
                "appropriation": appropriation,
                "available": free + appropriation,
                "residual_used": residual_used,
                "appropriation_used": appropriation_used,
                "required_appropriation": required,
                "reduction_without_residuals": appropriation - wanted,
                "reduction_potential": appropriation - required,
                "shortfall": shortfall,
                "committed": committed,
                "lapsed": lapsed,
                "forgone": forgone,
                "closing_unbound": closing,
                "closing_pact": layers.get(PACT, zero) * (1.0 - rules.pact_share) + rules.pact_share * closing,
                "disbursed": disbursed,
                "closing_bound": bound,
                "closing_total": closing + bound,
            }
        )
    return Funds(layers=tuple(by_origin), **{name: np.array([row[name] for row in rows]) for name in names("funds")})


def exhaustion_month(
    need: Array, fixed: Array, fte: Array, years: Sequence[BudgetYear], opening_unbound: float
) -> Array:
    """First month in which the cumulated need exceeds the opening unbound residual, without appropriations.

    What follows the posts of a year is spread over its months like its FTE, evenly where there are none to speak of;
    the rest evenly, so that arrivals which raise the posts late in a year don't put off what is due early in it.

    Args:
        need: shape (years, n_paths); fixed: part of it that doesn't follow the posts, the same shape.
        fte: per month from the first that counts on, shape (months, n_paths).
    Returns:
        Months counted from the first of the horizon, shape (n_paths,); negative where it is used up before
        that, inf where it outlasts the horizon.
    """
    lead = years[0].past
    found = np.full(need.shape[1], np.inf)
    spent = np.zeros(need.shape[1])
    for row, year in enumerate(years):
        months = fte[year.rows(lead)]
        total = months.sum(axis=0)
        staffed = total > NO_POSTS
        share = np.where(staffed, months / np.where(staffed, total, 1.0), 1.0 / len(months))
        spread = share * (need[row] - fixed[row]) + fixed[row] / len(months)
        spread[0] += spent
        cumulated = np.cumsum(spread, axis=0)
        exceeded, spent = cumulated > opening_unbound + CENT_FREE, cumulated[-1]
        now = np.isinf(found) & exceeded.any(axis=0)
        found[now] = exceeded.argmax(axis=0)[now] + (year.rows(lead).start - lead)
        if np.isfinite(found).all():
            break  # nobody asks what comes later
    return found


def _over(origin: int, year: int, carry_over_years: int) -> bool:
    """Whether a layer's time has passed at the end of a year; what is undated has the shortest time there can be."""
    if origin == UNDATED:
        return carry_over_years < NO_LAPSE
    return origin != PACT and origin + carry_over_years <= year


def _draw(layers: dict[int, Array], amount: Array) -> None:
    """Take `amount` from the layers, oldest first."""
    left = amount
    for origin in sorted(layers):
        taken = np.minimum(layers[origin], left)
        layers[origin] = layers[origin] - taken
        left = left - taken


def _outflow(committed: Sequence[Array], profile: Sequence[float], stays: float) -> Array:
    """Cash paid this year on the commitments of this and earlier years, newest commitment last.

    Args:
        stays: part of a commitment that each 1 January leaves bound.
    """
    paid = np.zeros_like(committed[-1])
    for lag, share in enumerate(profile[: len(committed)]):
        paid = paid + share * stays**lag * committed[-1 - lag]
    return paid
