"""The first half of the chain: from the arrivals of each group to the caseload, the hours and the posts.

Samples of shape (horizon, n_paths) by month, (years, n_paths) by year.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from forecasting.arrivals import Arrivals
from forecasting.base.periods import Month, parse_month
from forecasting.base.quantiles import Array
from forecasting.base.sample import Number, Sample
from forecasting.base.years import BudgetYear
from forecasting.budget.staff import fte_by_month, fte_by_year
from forecasting.caseload.housing import Housing, through_housing
from forecasting.caseload.need import Ending, support
from forecasting.caseload.prospect import Entering, entering
from forecasting.scenarios.rules import Values
from forecasting.scenarios.stages import Stages

__all__ = ["ALL", "EVERYTHING", "Need", "People", "ending", "joined", "people", "posts", "whole", "with_events"]

ALL = "all"
"""Name of the sum over the groups."""

EVENTS = "arrivals.shocks"
EVERYTHING = (EVENTS, "housing.", "need.", "whole_years")
"""What moves the caseload."""

EXTENT = ("staffing.hours_per_month", "staffing.plan_")
ENTERING = ("prospect_share", "exit_rate", "stay_decline", "status_rate", "family_")
ORIGIN = ("need.prospect_source", "need.origin", "need.family_reunification")
PRIVATE = "need.private_homes"
BASE = "staffing.ratio_base"
WHOLE = "whole_years"
POSTS = (BASE, "staffing.method", "staffing.persons_per_fte", "staffing.net_hours_per_year", "staffing.admin_share")


@dataclass(frozen=True)
class People:
    """Persons, hours and posts."""

    monthly: Mapping[tuple[str, str], Sample]  # (measure, group or "all")
    yearly: Mapping[str, Sample]
    past: Mapping[str, Array]  # of all groups, months of the first year before the horizon, shape (months, n_paths)

    @property
    def paid_fte(self) -> Sample:
        """Posts that are granted and paid: those filled, which are those needed unless hiring takes time."""
        return self.yearly.get("filled_fte", self.yearly["fte"])


@dataclass(frozen=True)
class Past:
    """Months of the first budget year before the horizon, by the model's own history; shape (months, n_paths)."""

    sized: Array
    caseload: Array
    hours: Array
    entries: Array
    at_start: Array  # caseload at the end of the month before the year, shape (n_paths,)


@dataclass(frozen=True)
class Need:
    """Posts are sized on `sized`, which are those in support unless the ratio is known per counted person."""

    sized: Sample
    caseload: Sample  # those of them in support
    hours: Sample
    sized_entries: Array  # shape (horizon, n_paths)
    entries: Array  # those of them into support
    at_base: Array  # caseload at the end of the base month, shape (n_paths,)
    past: Past | None  # None: the horizon begins with a year, or its months alone count


@dataclass(frozen=True)
class _Group:
    """One group; arrays of shape (months, n_paths)."""

    came: Array
    housing: Housing
    entered: Entering | None  # None: eligible entries are a fixed share of all entries
    need: Need


def people(values: Values, arrivals: Arrivals, years: Sequence[BudgetYear], stages: Stages) -> People:
    """Run housing, need and staff for every group and add the groups up."""
    groups = {group: _group(group, values, arrivals, years[0].past, stages) for group in arrivals.groups}
    sized = _sized(groups, values, years, stages)
    monthly: dict[tuple[str, str], Sample] = {}
    for name, group in groups.items():
        monthly |= _moves(name, group, arrivals.horizon, stages)
        monthly |= {("target_caseload", name): group.need.caseload, ("hours", name): group.need.hours}
    for measure, depends_on in (
        ("arrivals", (EVENTS,)),
        ("provisional_stock", _history(groups)),
        ("housing_inflow", _history(groups)),
    ):
        parts = [monthly[measure, name] for name in groups]
        monthly[measure, ALL] = stages.run(f"all.{measure}", depends_on, partial(_sum, parts))
    by_year = stages.run(
        "yearly",
        (*EVERYTHING, *EXTENT, BASE),
        lambda: _by_year(sized, groups, years, values.served_per_target()),
    )
    return People(monthly | dict(sized.monthly), by_year | dict(sized.yearly), sized.past)


def posts(values: Values, arrivals: Arrivals, years: Sequence[BudgetYear], stages: Stages) -> People:
    """The same as far as the posts take it: caseload, hours and posts of all groups, the posts by year."""
    groups = {group: _group(group, values, arrivals, years[0].past, stages) for group in arrivals.groups}
    return _sized(groups, values, years, stages)


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


def _group(group: str, values: Values, arrivals: Arrivals, lead: int, stages: Stages) -> _Group:
    """One group's stages.

    Args:
        lead: months before the horizon that count.
    """
    horizon = arrivals.horizon
    came = stages.run(f"{group}.came", (EVENTS,), lambda: with_events(group, values, arrivals))
    prospect = values.prospect(group, arrivals.first_month)
    # Those who join later have no longest wait: all of the history counts.
    refined = prospect is not None
    reach = len(came) if refined else lead + horizon + values.longest_stay(group) + values.longest_support(group)
    of_housing = _of_housing(group)
    of_need = (*of_housing, f"need.{group}.", *ORIGIN)
    stay = stages.run(f"{group}.stay", (f"housing.{group}.",), lambda: values.stay(group))
    housing = stages.run(
        f"{group}.housing{'.whole' if refined else ''}",
        of_housing,
        lambda: through_housing(came[-reach:], stay, values.transfer_share(group)),
    )
    entered = None
    if prospect is not None:
        entered = stages.run(
            f"{group}.entered",
            _of_entries(group),
            lambda: entering(came, stay, values.transfer_share(group), housing.inflow, prospect),
        )

    def need() -> Need:
        recognised = None if entered is None else entered.recognised
        moved = came, stay, values.transfer_share(group)
        left = ending(group, values, moved, arrivals.first_month, horizon, reach)
        found = support(
            housing.inflow, horizon, values.sizing(group), values.extent(), recognised=recognised, ending=left
        )
        sized, share = Sample(found.caseload), values.in_support(group)
        return Need(
            sized,
            sized.scaled(share),
            Sample(found.hours),
            found.entries,
            found.entries * share,
            found.caseload_at_base * share,
            None if lead == 0 else past(moved, recognised, share),
        )

    def past(moved: tuple[Array, Array, Number], recognised: Array | None, share: Number) -> Past:
        """By the model's own history: a count at the base month says nothing of the months before it."""
        came, stay, transfer_share = moved
        short = max(0, lead - len(housing.inflow[:-horizon]))  # nobody before the first row
        rules = replace(values.sizing(group), opening_stock=None, opening_tenure=None)
        left = ending(
            group, values, (came[:-horizon], stay, transfer_share), arrivals.first_month, lead, reach - horizon
        )
        found = support(
            np.pad(housing.inflow[:-horizon], ((short, 0), (0, 0))),
            lead,
            rules,
            replace(values.extent(), backlog_hours=0.0),
            recognised=None if recognised is None else np.pad(recognised[:-horizon], ((short, 0), (0, 0))),
            ending=None if left is None else left.padded(short),
        )
        at_start = found.caseload_at_base * share
        return Past(found.caseload, found.caseload * share, found.hours, found.entries * share, at_start)

    return _Group(came, housing, entered, stages.run(f"{group}.need", (*of_need, *EXTENT, PRIVATE, BASE), need))


def ending(
    group: str,
    values: Values,
    moved: tuple[Array, Array, Number],
    first_month: Month,
    horizon: int,
    reach: int | None = None,
) -> Ending | None:
    """For whom of a group support ends on a day; None: for nobody within these months.

    Args:
        moved: arrivals from `first_month` on, stay and transfer share, see `through_housing`.
        horizon: last months of the arrivals, those that need is computed for.
        reach: last months of the arrivals that need is computed from; None: all of them.
    """
    end = values.support_end(group)
    came, stay, transfer_share = moved
    if end is None or end[0] >= first_month + len(came):
        return None
    month, share = end
    before = came.copy()
    before[max(month - first_month, 0) :] = 0.0
    inflow = through_housing(before[-(reach or len(before)) :], stay, transfer_share).inflow
    prospect, recognised = values.prospect(group, first_month), None
    if prospect is not None:  # those who join later had not come
        earlier = replace(prospect, joining=None)
        recognised = entering(before, stay, transfer_share, inflow, earlier).recognised
    return Ending(month - first_month - (len(came) - horizon), share, inflow, recognised)


def _of_housing(group: str) -> tuple[str, ...]:
    """What moves a group's way through housing; its longest support sets how much history is run."""
    return EVENTS, WHOLE, f"housing.{group}.", f"need.{group}.max_months"


def _of_entries(group: str) -> tuple[str, ...]:
    """What moves a group's refined entries."""
    return (*_of_housing(group), *(f"need.{group}.{name}" for name in ENTERING), *ORIGIN)


def _history(groups: Mapping[str, _Group]) -> tuple[str, ...]:
    """What moves the sums before the need: how much history is run sets their last digits.

    The longest support and a refined prospect set it.
    """
    if any(group.entered is not None for group in groups.values()):
        return EVERYTHING
    return (EVENTS, WHOLE, "housing.", *(f"need.{group}.max_months" for group in groups))


def _moves(name: str, group: _Group, horizon: int, stages: Stages) -> dict[tuple[str, str], Sample]:
    """Arrivals of a group, its stock in provisional housing and its entries into follow-up housing."""
    refined = group.entered is not None
    relatives = None if group.entered is None else group.entered.relatives

    def moves() -> tuple[Sample, Sample]:
        inflow = group.housing.inflow if relatives is None else group.housing.inflow + relatives
        return Sample(group.housing.provisional_stock[-horizon:]), Sample(inflow[-horizon:])

    stock, inflow = stages.run(
        f"{name}.moves{'.whole' if refined else ''}", _of_entries(name) if refined else _of_housing(name), moves
    )
    return {
        ("arrivals", name): stages.run(f"{name}.arrivals", (EVENTS,), lambda: Sample(group.came[-horizon:])),
        ("provisional_stock", name): stock,
        ("housing_inflow", name): inflow,
    }


def _sized(groups: Mapping[str, _Group], values: Values, years: Sequence[BudgetYear], stages: Stages) -> People:
    """Caseload, hours including people outside the target group, and FTE of all groups."""
    needs = [group.need for group in groups.values()]
    of_persons = (*EVERYTHING, BASE)
    caseload = stages.run("all.target_caseload", of_persons, lambda: _sum([need.caseload for need in needs]))
    hours = stages.run("all.hours", (*of_persons, *EXTENT), lambda: _sum([need.hours for need in needs]))
    of_posts = (*EVERYTHING, *EXTENT, *POSTS)

    def sized() -> tuple[Sample, Sample, Sample, Mapping[str, Array]]:
        factor = values.served_per_target()
        served, work = caseload.scaled(factor), hours.scaled(factor)
        persons = _sum([need.sized for need in needs]).scaled(factor) if values.counted else served
        return served, work, fte_by_month(persons, work, values.staff()), _past(needs, values)

    served, work, fte, past = stages.run("posts", of_posts, sized)
    yearly = stages.run(
        "yearly.posts",
        (*of_posts, "staffing.rule"),
        lambda: Sample(fte_by_year(whole("fte", past, fte), years, values.staff().rule)),
    )
    monthly = {"target_caseload": caseload, "hours": work, "served_caseload": served, "fte": fte}
    return People({(measure, ALL): sample for measure, sample in monthly.items()}, {"fte": yearly}, past)


def _past(needs: Sequence[Need], values: Values) -> dict[str, Array]:
    """Caseload, hours and FTE of all groups in the months of the first year before the horizon; empty: none count."""
    months = [need.past for need in needs if need.past is not None]
    if not months:
        return {}
    factor = values.served_per_target()
    sized, caseload, hours = (
        Sample(np.sum([getattr(part, name) for part in months], axis=0)) for name in ("sized", "caseload", "hours")
    )
    served, work = caseload.scaled(factor), hours.scaled(factor)
    fte = fte_by_month(sized.scaled(factor) if values.counted else served, work, values.staff())
    measures = {"target_caseload": caseload, "hours": work, "served_caseload": served, "fte": fte}
    return {measure: sample.values for measure, sample in measures.items()}


def whole(measure: str, past: Mapping[str, Array], ahead: Sample) -> Array:
    """A monthly measure of all groups from the first month that counts on, shape (months, n_paths)."""
    return joined(past[measure], ahead.values) if past else ahead.values


def joined(first: Array, then: Array) -> Array:
    """Months one after the other; a single column holds on every path."""
    paths = max(first.shape[1], then.shape[1])
    return np.concatenate([np.broadcast_to(part, (len(part), paths)) for part in (first, then)])


def _by_year(
    sized: People,
    groups: Mapping[str, _Group],
    years: Sequence[BudgetYear],
    served_per_target: float | Array,
) -> dict[str, Sample]:
    """Yearly measures of persons and hours."""
    lead = years[0].past
    caseload, hours = (
        whole(measure, sized.past, sized.monthly[measure, ALL]) for measure in ("target_caseload", "hours")
    )
    entries = np.sum([group.need.entries for group in groups.values()], axis=0)
    at_start = np.sum([group.need.at_base for group in groups.values()], axis=0)
    if pasts := [group.need.past for group in groups.values() if group.need.past is not None]:
        entries = joined(np.sum([part.entries for part in pasts], axis=0), entries)
        at_start = np.sum([part.at_start for part in pasts], axis=0)
    rows = [year.rows(lead) for year in years]
    before = [at_start if months.start == 0 else caseload[months.start - 1] for months in rows]
    mean = Sample(np.stack([caseload[months].mean(axis=0) for months in rows]))
    return {
        "caseload_mean": mean,
        "caseload_year_end": Sample(np.stack([caseload[months.stop - 1] for months in rows])),
        "persons_in_year": Sample(
            np.stack([start + entries[months].sum(axis=0) for start, months in zip(before, rows, strict=True)])
        ),
        "served_mean": mean.scaled(served_per_target),
        "hours": Sample(np.stack([hours[months].sum(axis=0) for months in rows])),
    }


def _sum(parts: Sequence[Sample]) -> Sample:
    """Sum over the groups; of one group it is the group itself."""
    total = parts[0].values
    for part in parts[1:]:
        total = total + part.values
    return parts[0] if len(parts) == 1 else Sample(total)
