"""The first half of the chain: from the arrivals of each group to the caseload, the hours and the posts.

Samples of shape (horizon, n_paths) by month, (years, n_paths) by year.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from forecasting.arrivals import Arrivals
from forecasting.base.periods import parse_month
from forecasting.base.quantiles import Array
from forecasting.base.sample import Sample
from forecasting.base.years import BudgetYear
from forecasting.budget.staff import fte_by_month, fte_by_year
from forecasting.caseload.housing import through_housing
from forecasting.caseload.need import support
from forecasting.caseload.prospect import entering
from forecasting.scenarios.rules import Values
from forecasting.scenarios.stages import Stages

__all__ = ["ALL", "People", "people"]

ALL = "all"
"""Name of the sum over the groups."""

EVENTS = "arrivals.shocks"
EXTENT = ("staffing.hours_per_month", "staffing.plan_")
ENTERING = ("prospect_share", "exit_rate", "stay_decline", "status_rate", "family_")
ORIGIN = ("need.prospect_source", "need.origin")
POSTS = ("staffing.method", "staffing.persons_per_fte", "staffing.net_hours_per_year", "staffing.admin_share")


@dataclass(frozen=True)
class People:
    """Persons, hours and posts."""

    monthly: Mapping[tuple[str, str], Sample]  # (measure, group or "all")
    yearly: Mapping[str, Sample]

    @property
    def paid_fte(self) -> Sample:
        """Posts that are granted and paid: those filled, which are those needed unless hiring takes time."""
        return self.yearly.get("filled_fte", self.yearly["fte"])


@dataclass(frozen=True)
class _Need:
    caseload: Sample
    hours: Sample
    entries: Array  # shape (horizon, n_paths)
    at_base: Array  # caseload at the end of the base month, shape (n_paths,)
    refined: bool  # whether eligible entries are no fixed share of all entries


def people(values: Values, arrivals: Arrivals, years: Sequence[BudgetYear], stages: Stages) -> People:
    """Run housing, need and staff for every group and add the groups up."""
    monthly: dict[tuple[str, str], Sample] = {}
    needs = {group: _group(group, values, arrivals, stages, monthly) for group in arrivals.groups}
    everything = (EVENTS, "housing.", "need.")
    # How much history is run sets the last digits of the sums; the longest support and a refined prospect set it.
    moves = (EVENTS, "housing.", *(f"need.{group}.max_months" for group in arrivals.groups))
    if any(need.refined for need in needs.values()):
        moves = everything
    for measure, depends_on in (
        ("arrivals", (EVENTS,)),
        ("provisional_stock", moves),
        ("housing_inflow", moves),
        ("target_caseload", everything),
        ("hours", (*everything, *EXTENT)),
    ):
        total = partial(_sum, monthly, measure, arrivals.groups)
        monthly[measure, ALL] = stages.run(f"all.{measure}", depends_on, total)
    served_per_target = values.served_per_target()
    served, hours, fte = stages.run(
        "posts", (*everything, *EXTENT, *POSTS), lambda: _posts(monthly, served_per_target, values)
    )
    monthly |= {("served_caseload", ALL): served, ("hours", ALL): hours, ("fte", ALL): fte}
    yearly = stages.run(
        "yearly",
        (*everything, *EXTENT, *POSTS, "staffing.rule"),
        lambda: _by_year(monthly, needs, years, values, served_per_target),
    )
    return People(monthly, yearly)


def with_events(group: str, values: Values, arrivals: Arrivals) -> Array:
    """Arrivals of a group with the scenario's special events in the forecast months, history first."""
    came = arrivals.paths[group]
    events = [event for event in values.given.shocks() if event.group in (None, group)]
    if events:
        came = came.copy()
    for event in events:
        first = max(parse_month(event.from_), arrivals.base_month + 1) - arrivals.first_month
        last = min(parse_month(event.to) - arrivals.first_month, len(came) - 1)
        if first <= last:
            came[first : last + 1] = np.maximum(0.0, came[first : last + 1] * event.factor + event.add)
    return came


def _group(
    group: str, values: Values, arrivals: Arrivals, stages: Stages, monthly: dict[tuple[str, str], Sample]
) -> _Need:
    """One group's stages; its samples join `monthly`."""
    horizon = arrivals.horizon
    came = stages.run(f"{group}.came", (EVENTS,), lambda: with_events(group, values, arrivals))
    prospect = values.prospect(group, arrivals.first_month)
    # Those who join later have no longest wait: all of the history counts.
    refined = prospect is not None
    reach = len(came) if refined else horizon + values.longest_stay(group) + values.longest_support(group)
    of_housing = (EVENTS, f"housing.{group}.", f"need.{group}.max_months")
    of_entries = (*of_housing, *(f"need.{group}.{name}" for name in ENTERING), *ORIGIN)
    of_need = (*of_housing, f"need.{group}.", *ORIGIN)
    housing = stages.run(
        f"{group}.housing{'.whole' if refined else ''}",
        of_housing,
        lambda: through_housing(came[-reach:], values.stay(group), values.transfer_share(group)),
    )
    entered = None
    if prospect is not None:
        entered = stages.run(
            f"{group}.entered",
            of_entries,
            lambda: entering(came, values.stay(group), values.transfer_share(group), housing.inflow, prospect),
        )
    recognised, relatives = (None, None) if entered is None else (entered.recognised, entered.relatives)

    def need() -> _Need:
        found = support(housing.inflow, horizon, values.need(group), values.extent(), recognised=recognised)
        caseload, hours = Sample(found.caseload), Sample(found.hours)
        return _Need(caseload, hours, found.entries, found.caseload_at_base, refined)

    def moves() -> tuple[Sample, Sample]:
        inflow = housing.inflow if relatives is None else housing.inflow + relatives
        return Sample(housing.provisional_stock[-horizon:]), Sample(inflow[-horizon:])

    needed = stages.run(f"{group}.need", (*of_need, *EXTENT), need)
    monthly["arrivals", group] = stages.run(f"{group}.arrivals", (EVENTS,), lambda: Sample(came[-horizon:]))
    monthly["provisional_stock", group], monthly["housing_inflow", group] = stages.run(
        f"{group}.moves{'.whole' if refined else ''}", of_entries if refined else of_housing, moves
    )
    monthly["target_caseload", group] = needed.caseload
    monthly["hours", group] = needed.hours
    return needed


def _posts(
    monthly: Mapping[tuple[str, str], Sample], served_per_target: float | Array, values: Values
) -> tuple[Sample, Sample, Sample]:
    """Served caseload, hours including people outside the target group, and FTE."""
    served = monthly["target_caseload", ALL].scaled(served_per_target)
    hours = monthly["hours", ALL].scaled(served_per_target)
    return served, hours, fte_by_month(served, hours, values.staff())


def _by_year(
    monthly: Mapping[tuple[str, str], Sample],
    needs: Mapping[str, _Need],
    years: Sequence[BudgetYear],
    values: Values,
    served_per_target: float | Array,
) -> dict[str, Sample]:
    """Yearly measures of persons, hours and posts."""
    caseload = monthly["target_caseload", ALL].values
    hours = monthly["hours", ALL].values
    entries = np.sum([need.entries for need in needs.values()], axis=0)
    at_base = np.sum([need.at_base for need in needs.values()], axis=0)
    before = [at_base if year.start == 0 else caseload[year.start - 1] for year in years]
    mean = Sample(np.stack([caseload[year.months].mean(axis=0) for year in years]))
    return {
        "caseload_mean": mean,
        "caseload_year_end": Sample(np.stack([caseload[year.stop - 1] for year in years])),
        "persons_in_year": Sample(
            np.stack([start + entries[year.months].sum(axis=0) for start, year in zip(before, years, strict=True)])
        ),
        "served_mean": mean.scaled(served_per_target),
        "hours": Sample(np.stack([hours[year.months].sum(axis=0) for year in years])),
        "fte": Sample(fte_by_year(monthly["fte", ALL].values, years, values.staff().rule)),
    }


def _sum(monthly: Mapping[tuple[str, str], Sample], measure: str, groups: Sequence[str]) -> Sample:
    """Sum over the groups; of one group it is the group itself."""
    parts = [monthly[measure, group] for group in groups]
    total = parts[0].values
    for part in parts[1:]:
        total = total + part.values
    return parts[0] if len(parts) == 1 else Sample(total)
