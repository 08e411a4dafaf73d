"""The model beside what is known from outside: ranges it must meet, and figures that measure something near.

Sources of the known figures: data/anchors.toml. Equations: docs/method.md, External checks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from forecasting.arrivals import Arrivals
from forecasting.assumptions import Resolved, in_year
from forecasting.base.periods import parse_month
from forecasting.base.quantiles import Array
from forecasting.budget.allocation import allocate
from forecasting.observations import Anchor as Known
from forecasting.observations import load_anchors
from forecasting.scenarios.chain import Outlook
from forecasting.scenarios.hindcast import hindcast

__all__ = ["Anchor", "Cohort", "anchors", "counted_cohort"]

COUNTED_PERSONS = 72_857
"""Key persons of the envelope of 2018/19, counted on 15 September 2017 (derived, data/audit_report.toml)."""

ENVELOPE = 58_000_000
COHORT = (parse_month("2015-01"), parse_month("2016-02"))
COUNT_MONTH = parse_month("2017-09")
TETTNANG = 166
FIRST_PROGRAMME_YEAR = 2018

PRACTICE_OF_2017: Mapping[str, float] = {
    "need.asylum.prospect_share": 1.0,  # everybody counted was in the key, whatever the status
    "need.asylum.take_up": 1.0,
    "need.asylum.exit_rate": 0.015,
    "need.asylum.max_months": 36,
    "need.non_target_share": 0.0,
    "housing.asylum.direct_share": 0.0,
    "housing.asylum.median_months": 9.0,
    "housing.asylum.sigma": 0.6,
    "housing.asylum.max_months": 24,
    "staffing.persons_per_fte": 80.0,
}
"""The practice of 2017 in the model's terms; the transfer share is the one the count implies."""


@dataclass(frozen=True)
class Anchor:
    """One known figure and the model's value beside it."""

    key: str
    period: str
    model_value: float
    low: float
    high: float
    unit: str
    source: str
    tests: bool  # the model must meet the range; otherwise the figures only stand side by side

    @property
    def met(self) -> bool:
        """Whether the model's value lies in the known range."""
        return self.low <= self.model_value <= self.high


@dataclass(frozen=True)
class Cohort:
    """People who arrived from January 2015 to February 2016, as counted in September 2017."""

    arrived: float
    left_provisional: float  # by the end of September 2017
    transfer_share: float  # that the count implies
    fte: float  # under the practice of 2017


def anchors(result: Outlook) -> tuple[Anchor, ...]:
    """Every known figure with the model's value, in the order of data/anchors.toml."""
    resolved, arrivals = result.resolved, result.arrivals
    past = hindcast(resolved, arrivals)
    everybody = hindcast(_with(resolved, {"need.asylum.prospect_share": 1.0, "need.asylum.take_up": 1.0}), arrivals)
    cohort = counted_cohort(resolved, arrivals)
    year_2024 = slice(parse_month("2024-01") - past.first_month, parse_month("2025-01") - past.first_month)

    def stock(of: Mapping[str, Array], period: str) -> float:
        return float(of["asylum"][parse_month(period) - past.first_month])

    def fundable(year: int) -> float:
        rates = {key: _rate(resolved, f"funding.{key}", year) for key in ("rate_graduate", "rate_vocational")}
        graduates = resolved.number("staffing.graduate_share")
        return ENVELOPE / (graduates * rates["rate_graduate"] + (1.0 - graduates) * rates["rate_vocational"])

    model: dict[str, Callable[[Known], float]] = {
        "cohort_share": lambda known: cohort.transfer_share,
        "fte_2017": lambda known: cohort.fte,
        "allocation_tettnang": lambda known: allocate(
            ENVELOPE, {"Tettnang": TETTNANG, "all others": COUNTED_PERSONS - TETTNANG}
        )["Tettnang"],
        "persons_per_fte": lambda known: resolved.number("staffing.persons_per_fte"),
        "fundable_old_rates": lambda known: fundable(FIRST_PROGRAMME_YEAR),
        "fundable_today": lambda known: fundable(int(known.period)),
        "fte_2024": lambda known: float(past.fte[year_2024].mean()),
        "provisional_2015": lambda known: stock(past.provisional_stock, known.period),
        "provisional_2016": lambda known: stock(past.provisional_stock, known.period),
        "provisional_2019": lambda known: stock(past.provisional_stock, known.period),
        "dispersed_2016": lambda known: stock(everybody.caseload, known.period),
        "dispersed_2019": lambda known: stock(everybody.caseload, known.period),
    }
    return tuple(
        Anchor(
            known.key,
            known.period,
            model[known.key](known),
            known.low,
            known.high,
            known.unit,
            known.source,
            known.tests,
        )
        for known in load_anchors()
    )


def counted_cohort(resolved: Resolved, arrivals: Arrivals) -> Cohort:
    """Follow the cohort of the count through housing, need and staff under the practice of 2017.

    Raises:
        KeyError: the arrivals do not cover the group `asylum`.
    """
    first = arrivals.first_month
    came = np.zeros_like(arrivals.observed["asylum"])
    window = slice(COHORT[0] - first, COHORT[1] - first + 1)
    came[window] = arrivals.observed["asylum"][window]
    alone = replace(arrivals, groups=("asylum",), observed={"asylum": came})
    practice = _with(resolved, {**PRACTICE_OF_2017, "housing.asylum.transfer_share": 1.0})
    count = COUNT_MONTH - first
    left = came.sum() - hindcast(practice, alone).provisional_stock["asylum"][count]
    share = COUNTED_PERSONS / float(left)
    counted = hindcast(_with(practice, {"housing.asylum.transfer_share": share}), alone)
    return Cohort(
        float(came.sum()), float(left), share, counted.at(COUNT_MONTH) / PRACTICE_OF_2017["staffing.persons_per_fte"]
    )


def _with(resolved: Resolved, changes: Mapping[str, float]) -> Resolved:
    return replace(resolved, values={**resolved.values, **changes})


def _rate(resolved: Resolved, key: str, year: int) -> float:
    return in_year(resolved.values[key], year)[0]
