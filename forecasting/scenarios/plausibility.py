"""The model beside what is known from outside: ranges it must meet, and figures that measure something near.

Sources of the known figures: data/anchors.toml and data/audit_report.toml. docs/method.md, External checks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from forecasting.arrivals import Arrivals
from forecasting.assumptions import Resolved, in_year, resolve
from forecasting.base.periods import parse_month
from forecasting.budget.allocation import allocate
from forecasting.observations import load_audit_report
from forecasting.observations.anchors import KnownFigure, Model, load_anchors
from forecasting.observations.districts import published_districts
from forecasting.scenarios.chain import Outlook
from forecasting.scenarios.hindcast import hindcast
from forecasting.scenarios.practice import posts, practice_of

__all__ = ["Anchor", "Count", "Verdict", "anchors", "count_of_2017", "district_budgets"]

EVERYBODY: Mapping[str, float | int] = {"need.asylum.prospect_share": 1.0, "need.asylum.take_up": 1.0}
ASYLUM = "asylum"
KEY_TOLERANCE = 0.05
"""Part of a budget by which a later count of the population may move it: a convention."""

Verdict = Literal[
    "met", "missed", "funding", "near", "near_expected", "near_far", "near_unexpected", "agrees", "differs",
    "key_fits", "key_off",
]  # fmt: skip


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
    def verdict(self) -> Verdict:
        """Whether a range that must hold does; of a figure beside it, whether the model lies where it should."""
        if self.known.tests:
            return "met" if self.met else "missed"
        if self.known.funding:
            return "funding"
        if self.known.district:
            return "key_fits" if abs(self.distance) <= KEY_TOLERANCE * self.known.low else "key_off"
        if self.known.agrees:
            return "agrees" if abs(self.distance) <= self.known.agrees * self.known.low else "differs"
        if self.as_expected is None:
            return "near"
        if self.as_expected and self.known.far and abs(self.distance) > self.known.far * self.known.low:
            return "near_far"
        return "near_expected" if self.as_expected else "near_unexpected"

    @property
    def as_expected(self) -> bool | None:
        """Whether the model lies on the side where it should; None: no side is expected."""
        side = self.known.expected
        return None if not side else (self.distance < 0 if side == "below" else self.distance > 0)


@dataclass(frozen=True)
class Count:
    """The count of September 2017 beside the model."""

    arrived: float  # of the counted cohort, January 2015 to February 2016
    left_provisional: float  # of them, by the end of September 2017
    transfer_share: float  # that the count implies


def anchors(result: Outlook) -> tuple[Anchor, ...]:
    """Every known figure the data reach, with the model's value, in the order of data/anchors.toml."""
    figures = load_anchors()
    if ASYLUM not in result.groups or not figures:
        return ()
    models = _models(result)
    values = ((known, models[known.model](known)) for known in figures if _reached(known, result.arrivals))
    return tuple(Anchor(known, value) for known, value in values if value is not None)


def district_budgets() -> tuple[Anchor, ...]:
    """Published budgets of districts, in each reading of their period, beside what the key of population gives."""
    return tuple(Anchor(known, _by_population(known)) for known in load_anchors() if known.district)


def count_of_2017(resolved: Resolved, arrivals: Arrivals) -> Count | None:
    """Follow the counted cohort through provisional housing; None: the arrivals do not reach from it to the count.

    Args:
        resolved: the practice of that time.
    """
    count = load_audit_report().allocation
    first = arrivals.first_month
    window = slice(parse_month(count.cohort[0]) - first, parse_month(count.cohort[1]) - first + 1)
    month = parse_month(count.counted_on.isoformat()[:7])
    if arrivals.first_observed[ASYLUM] > parse_month(count.cohort[0]) or arrivals.base_month < month:
        return None
    came = np.zeros_like(arrivals.observed[ASYLUM])
    came[window] = arrivals.observed[ASYLUM][window]
    cohort = replace(arrivals, groups=(ASYLUM,), observed={ASYLUM: came})
    left = float(came.sum() - hindcast(resolved, cohort).provisional_stock[ASYLUM][month - first])
    return Count(float(came.sum()), left, count.persons / left)


def _models(result: Outlook) -> Mapping[Model, Callable[[KnownFigure], float | None]]:
    """How the model gives the value for each known figure, None where the data do not tell it."""
    resolved, arrivals = result.resolved, result.arrivals
    practice = practice_of(result.scenario, arrivals.groups)
    everybody = hindcast(_with(resolved, EVERYBODY), arrivals)
    past = hindcast(resolved, arrivals)
    count = load_audit_report().allocation

    def counted(known: KnownFigure) -> float | None:
        found = count_of_2017(resolve(practice, arrivals.groups), arrivals)
        return None if found is None else found.transfer_share

    def in_practice(known: KnownFigure) -> float:
        return posts(practice, arrivals, (known.period,))[0]

    def in_scenario(known: KnownFigure) -> float:
        return posts(result.scenario, arrivals, (known.period,))[0]

    def allocated(known: KnownFigure) -> float:
        persons = {place.name: place.persons for place in count.places.values()}
        persons[""] = count.persons - sum(persons.values())
        return float(allocate(round(count.volume), persons)[known.place])

    def fundable(known: KnownFigure) -> float | None:
        year = known.rates_of or int(known.period)
        if any(f"funding.rate_{track}" in result.scenario.overrides for track in ("graduate", "vocational")):
            return None  # a rate that a scenario decides is held against nothing that was
        rates = [in_year(resolved.values[f"funding.rate_{track}"], year)[0] for track in ("graduate", "vocational")]
        graduates = resolved.number("staffing.graduate_share")
        return count.volume / (graduates * rates[0] + (1.0 - graduates) * rates[1])

    def provisional(known: KnownFigure) -> float:
        return float(past.provisional_stock[ASYLUM][parse_month(known.period) - past.first_month])

    def in_follow_up(known: KnownFigure) -> float:
        return float(everybody.caseload[ASYLUM][parse_month(known.period) - past.first_month])

    def arrived(known: KnownFigure) -> float:
        first, last = (parse_month(month) for month in known.period.split(".."))
        return float(arrivals.observed[ASYLUM][first - arrivals.first_month : last - arrivals.first_month + 1].mean())

    return {
        "transfer_share": counted,
        "posts_in_practice": in_practice,
        "posts": in_scenario,
        "allocation": allocated,
        "persons_per_fte": lambda known: resolved.number("staffing.persons_per_fte"),
        "fundable": fundable,
        "provisional": provisional,
        "follow_up": in_follow_up,
        "arrivals": arrived,
        "by_population": _by_population,
    }


def _by_population(known: KnownFigure) -> float:
    """The district's share of the population of the state times 58 m a year, EUR."""
    table = published_districts()
    population = table["population"].astype(float)
    share = float(population[table["ags"] == known.district].sum() / population.sum())
    return share * load_audit_report().allocation.volume * known.years


def _reached(known: KnownFigure, arrivals: Arrivals) -> bool:
    """Whether the arrivals cover the period of a figure that follows from them, and enough before it.

    What is fundable follows from rates and money, whatever the arrivals.
    """
    if known.unit not in ("persons", "fte") or known.model == "fundable":
        return True
    first, _, last = known.period.partition("..")
    end = last or (first if len(first) > len("2017") else f"{first}-12")
    begins = parse_month(load_audit_report().allocation.cohort[0])
    return arrivals.first_observed[ASYLUM] <= begins and parse_month(end) <= arrivals.base_month


def _with(resolved: Resolved, changes: Mapping[str, float | int]) -> Resolved:
    return replace(resolved, values={**resolved.values, **changes})
