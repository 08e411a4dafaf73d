"""The model beside what is known from outside: ranges it must meet, and figures that measure something near.

Sources of the known figures: data/anchors.toml and data/audit_report.toml. docs/method.md, External checks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from forecasting.arrivals import Arrivals
from forecasting.assumptions import Resolved, in_year
from forecasting.base.periods import parse_month
from forecasting.budget.allocation import allocate
from forecasting.observations import load_audit_report
from forecasting.observations.anchors import KnownFigure, load_anchors
from forecasting.scenarios.chain import Outlook
from forecasting.scenarios.hindcast import Hindcast, hindcast

__all__ = ["Anchor", "Count", "anchors", "count_of_2017"]

PRACTICE_OF_2017: Mapping[str, float | int] = {
    "need.asylum.prospect_share": 1.0,  # everybody counted was in the key, whatever the status
    "need.asylum.take_up": 1.0,
    "need.asylum.count_factor": 1.0,
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

EVERYBODY: Mapping[str, float | int] = {"need.asylum.prospect_share": 1.0, "need.asylum.take_up": 1.0}
ASYLUM = "asylum"
FIRST_FULL_YEAR = 2018


@dataclass(frozen=True)
class Anchor:
    """One known figure and the model's value beside it."""

    known: KnownFigure
    model_value: float

    @property
    def met(self) -> bool:
        """Whether the model's value lies in the known range."""
        return self.known.low <= self.model_value <= self.known.high

    @property
    def distance(self) -> float:
        """The model's value less the nearest end of the known range, 0 within it."""
        nearest = min(max(self.model_value, self.known.low), self.known.high)
        return self.model_value - nearest

    @property
    def as_expected(self) -> bool | None:
        """Whether the model lies on the side where it should; None: no side is expected."""
        side = self.known.expected
        return None if not side else (self.distance < 0 if side == "below" else self.distance > 0)


@dataclass(frozen=True)
class Count:
    """The count of September 2017 beside the model under the practice of that year."""

    arrived: float  # of the counted cohort, January 2015 to February 2016
    left_provisional: float  # of them, by the end of September 2017
    transfer_share: float  # that the count implies
    fte: float  # for everybody in follow-up housing then, whenever they arrived


def anchors(result: Outlook) -> tuple[Anchor, ...]:
    """Every known figure the data reach, with the model's value, in the order of data/anchors.toml."""
    if not _reaches_back(result.arrivals):
        return ()
    models = _models(result)
    values = ((known, models[known.key](known)) for known in load_anchors())
    return tuple(Anchor(known, value) for known, value in values if value is not None)


def count_of_2017(resolved: Resolved, arrivals: Arrivals) -> Count:
    """Follow the counted cohort through provisional housing, then everybody through need and staff.

    Args:
        arrivals: with the group `asylum` from January 2015 to September 2017.
    """
    count = load_audit_report().allocation
    first = arrivals.first_month
    window = slice(parse_month(count.cohort[0]) - first, parse_month(count.cohort[1]) - first + 1)
    month = parse_month(count.counted_on.isoformat()[:7])
    everybody = replace(arrivals, groups=(ASYLUM,))
    came = np.zeros_like(arrivals.observed[ASYLUM])
    came[window] = arrivals.observed[ASYLUM][window]
    cohort = replace(everybody, observed={ASYLUM: came})
    practice = _with(resolved, {**PRACTICE_OF_2017, "housing.asylum.transfer_share": 1.0})
    left = float(came.sum() - hindcast(practice, cohort).provisional_stock[ASYLUM][month - first])
    share = count.persons / left
    served = hindcast(_with(practice, {"housing.asylum.transfer_share": share}), everybody).at(month)
    return Count(float(came.sum()), left, share, served / PRACTICE_OF_2017["staffing.persons_per_fte"])


def _models(result: Outlook) -> Mapping[str, Callable[[KnownFigure], float | None]]:
    """How the model gives the value for each known figure, None where the data end before its period does."""
    resolved, arrivals = result.resolved, result.arrivals
    past = hindcast(resolved, arrivals)
    everybody = hindcast(_with(resolved, EVERYBODY), arrivals)
    counted = count_of_2017(resolved, arrivals)
    count = load_audit_report().allocation

    def allocated(known: KnownFigure) -> float:
        persons = {place.name: place.persons for place in count.places.values()}
        persons[""] = count.persons - sum(persons.values())
        return float(allocate(round(count.volume), persons)["Tettnang"])

    def fundable(year: int) -> float:
        rates = [in_year(resolved.values[f"funding.rate_{track}"], year)[0] for track in ("graduate", "vocational")]
        graduates = resolved.number("staffing.graduate_share")
        return count.volume / (graduates * rates[0] + (1.0 - graduates) * rates[1])

    def provisional(known: KnownFigure) -> float:
        return float(past.provisional_stock[ASYLUM][parse_month(known.period) - past.first_month])

    def in_follow_up(known: KnownFigure) -> float:
        return float(everybody.caseload[ASYLUM][parse_month(known.period) - past.first_month])

    def arrived(known: KnownFigure) -> float | None:
        first, last = (parse_month(month) for month in known.period.split(".."))
        if last > arrivals.base_month:
            return None
        return float(arrivals.observed[ASYLUM][first - arrivals.first_month : last - arrivals.first_month + 1].mean())

    return {
        "cohort_share": lambda known: counted.transfer_share,
        "fte_2017": lambda known: counted.fte,
        "allocation_tettnang": allocated,
        "persons_per_fte": lambda known: resolved.number("staffing.persons_per_fte"),
        "fundable_old_rates": lambda known: fundable(FIRST_FULL_YEAR),
        "fundable_today": lambda known: fundable(int(known.period)),
        "fte_2024": lambda known: _mean_of_year(past, int(known.period)),
        "provisional_2015": provisional,
        "provisional_2016": provisional,
        "provisional_2019": provisional,
        "dispersed_2016": in_follow_up,
        "dispersed_2019": in_follow_up,
        "arrivals_2024": arrived,
        "arrivals_2025": arrived,
    }


def _mean_of_year(past: Hindcast, year: int) -> float:
    first = parse_month(f"{year}-01") - past.first_month
    return float(past.fte[first : first + 12].mean())


def _reaches_back(arrivals: Arrivals) -> bool:
    """Whether the arrivals cover what the known figures are about."""
    if ASYLUM not in arrivals.groups:
        return False
    cohort = load_audit_report().allocation.cohort
    return arrivals.first_observed[ASYLUM] <= parse_month(cohort[0]) and arrivals.base_month >= parse_month("2024-12")


def _with(resolved: Resolved, changes: Mapping[str, float | int]) -> Resolved:
    return replace(resolved, values={**resolved.values, **changes})
