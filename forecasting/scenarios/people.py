"""The first half of the chain: from the arrivals of each group to the caseload, the hours and the posts.

Samples of shape (horizon, n_paths) by month, (years, n_paths) by year.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial, reduce

import numpy as np

from forecasting.arrivals import Arrivals
from forecasting.base.periods import Month, parse_month
from forecasting.base.quantiles import Array
from forecasting.base.sample import Number, Sample
from forecasting.base.years import BudgetYear
from forecasting.budget.staff import fte_by_month, fte_by_year
from forecasting.caseload.housing import Housing, through_housing
from forecasting.caseload.need import Ending, Support, still_present, support
from forecasting.caseload.prospect import Entering, entering
from forecasting.scenarios.rules import Values
from forecasting.scenarios.stages import Stages

__all__ = [
    "ALL", "BANDS", "BASE", "EVERYTHING", "ORIGIN", "PRIVATE", "Need", "People", "ending", "joined", "people",
    "posts", "whole", "with_events",
]  # fmt: skip

ALL = "all"
"""Name of the sum over the groups."""

EVENTS = "arrivals.shocks"
EVERYTHING = (EVENTS, "housing.", "need.", "whole_years")
"""What moves the caseload."""

BANDS = "staffing.hours_per_month"
"""Where the hours change with the time in support; the persons are added up between those times."""

EXTENT = (BANDS, "staffing.plan_")
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
    sized_entries: Sample  # shape (horizon, n_paths)
    entries: Sample  # those of them into support
    at_base: Array  # caseload at the end of the base month, shape (n_paths,)


@dataclass(frozen=True)
class _Group:
    """One group; arrays of shape (months, n_paths)."""

    came: Array  # in the months of the horizon
    housing: Housing  # the same months
    entered: Entering | None  # None: eligible entries are a fixed share of all entries
    need: Need
    past: Past | None  # None: the horizon begins with a year, or its months alone count


def people(values: Values, arrivals: Arrivals, years: Sequence[BudgetYear], stages: Stages) -> People:
    """Run housing, need and staff for every group and add the groups up."""
    groups = {group: _group(group, values, arrivals, years[0].past, stages) for group in arrivals.groups}
    sized = _sized(groups, values, years, stages)
    monthly: dict[tuple[str, str], Sample] = {}
    for name, group in groups.items():
        monthly |= _moves(name, group, stages)
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
    """Arrivals of a group in the forecast months with the scenario's special events."""
    came = arrivals.paths[group][-arrivals.horizon :]
    events = [event for event in values.given.shocks() if event.group in (None, group)]
    if events:
        came = came.copy()
    for event in events:
        start = arrivals.base_month + 1
        first = max(parse_month(event.from_), start) - start
        last = min(parse_month(event.to) - start, len(came) - 1)
        if first <= last:
            hit = came[first : last + 1]
            hit *= event.factor
            hit += event.add
            np.maximum(0.0, hit, out=hit)
    return came


def _group(group: str, values: Values, arrivals: Arrivals, lead: int, stages: Stages) -> _Group:
    """One group's stages; events come in the horizon only, so what is run before it holds for all of them.

    Args:
        lead: months before the horizon that count.
    """
    horizon = arrivals.horizon
    came = stages.run(f"{group}.came", (EVENTS,), lambda: with_events(group, values, arrivals))
    prospect, ends = values.prospect(group, arrivals.first_month), values.support_end(group) is not None
    rules, share, transfer_share = values.sizing(group), values.in_support(group), values.transfer_share(group)
    history = arrivals.paths[group][:-horizon]
    # Those who join later have no longest wait: all of the history counts.
    reach = len(history) if prospect else lead + values.longest_stay(group) + values.longest_support(group)
    history_run = history[max(0, len(history) - reach) :]
    of_housing, whole = _of_housing(group), ".whole" if prospect else ""
    of_need = (*of_housing, f"need.{group}.", *ORIGIN, PRIVATE, BASE, BANDS)
    stay = stages.run(f"{group}.stay", (f"housing.{group}.",), lambda: values.stay(group))
    before = stages.run(
        f"{group}.housing.before{whole}", of_housing, lambda: through_housing(history_run, stay, transfer_share)
    )
    housing = stages.run(f"{group}.housing{whole}", (EVENTS, *of_housing), lambda: before.onward(came, stay))
    entered = present = None
    if prospect is not None:
        entered = stages.run(
            f"{group}.entered",
            _of_entries(group),
            lambda: entering(joined(history, came), stay, transfer_share, housing.whole_inflow, prospect),
        )
    elif not ends and rules.opening_stock is None:
        present = stages.run(f"{group}.present", of_need, lambda: still_present(before.inflow, rules))

    def supported(*, hours: bool) -> Support:
        if present is not None:
            return support(housing.inflow, horizon, rules, values.extent(), present=present, hours=hours)
        recognised = None if entered is None else entered.recognised
        left = None
        if ends:
            moved = joined(history, came), stay, transfer_share
            left = ending(group, values, moved, arrivals.first_month, horizon, len(history_run) + horizon)
        return support(
            housing.whole_inflow, horizon, rules, values.extent(), recognised=recognised, ending=left, hours=hours
        )

    def need() -> Need:
        from_hours = values.staff().method == "hours"
        found = supported(hours=from_hours)
        # Entries, and hours that no post follows from, are run again where somebody asks: most are never shown.
        sized, entries = Sample(found.caseload), Sample(lambda: supported(hours=False).entries)
        hours = Sample(found.hours if from_hours else lambda: supported(hours=True).hours)
        return Need(sized, sized.scaled(share), hours, entries, entries.scaled(share), found.caseload_at_base * share)

    def past() -> Past:
        """By the model's own history: a count at the base month says nothing of the months before it."""
        short = max(0, lead - len(history_run))  # nobody before the first row
        moved = history, stay, transfer_share
        left = ending(group, values, moved, arrivals.first_month, lead, len(history_run))
        found = support(
            np.pad(before.inflow, ((short, 0), (0, 0))),
            lead,
            replace(rules, opening_stock=None, opening_tenure=None),
            replace(values.extent(), backlog_hours=0.0),
            recognised=None if entered is None else np.pad(entered.recognised[:-horizon], ((short, 0), (0, 0))),
            ending=None if left is None else left.padded(short),
        )
        at_start = found.caseload_at_base * share
        return Past(found.caseload, found.caseload * share, found.hours, found.entries * share, at_start)

    return _Group(
        came,
        housing,
        entered,
        stages.run(f"{group}.need", (EVENTS, *of_need, *EXTENT), need),
        stages.run(f"{group}.past", (EVENTS, *of_need, *EXTENT), past) if lead else None,
    )


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
    """What moves a group's way through housing beside events; its longest support sets how much history is run."""
    return WHOLE, f"housing.{group}.", f"need.{group}.max_months"


def _of_entries(group: str) -> tuple[str, ...]:
    """What moves a group's refined entries."""
    return (EVENTS, *_of_housing(group), *(f"need.{group}.{name}" for name in ENTERING), *ORIGIN)


def _history(groups: Mapping[str, _Group]) -> tuple[str, ...]:
    """What moves the sums before the need: how much history is run sets their last digits.

    The longest support and a refined prospect set it.
    """
    if any(group.entered is not None for group in groups.values()):
        return EVERYTHING
    return (EVENTS, WHOLE, "housing.", *(f"need.{group}.max_months" for group in groups))


def _moves(name: str, group: _Group, stages: Stages) -> dict[tuple[str, str], Sample]:
    """Arrivals of a group, its stock in provisional housing and its entries into follow-up housing."""
    refined, housing, came = group.entered is not None, group.housing, group.came
    relatives = None if group.entered is None else group.entered.relatives

    def inflow() -> Array:
        own = housing.inflow
        return own if relatives is None else own + relatives[-len(own) :]

    stock, entries = stages.run(
        f"{name}.moves{'.whole' if refined else ''}",
        _of_entries(name) if refined else (EVENTS, *_of_housing(name)),
        lambda: (Sample(lambda: housing.provisional_stock), Sample(inflow)),
    )
    return {
        ("arrivals", name): stages.run(f"{name}.arrivals", (EVENTS,), lambda: Sample(came)),
        ("provisional_stock", name): stock,
        ("housing_inflow", name): entries,
    }


def _sized(groups: Mapping[str, _Group], values: Values, years: Sequence[BudgetYear], stages: Stages) -> People:
    """Caseload, hours including people outside the target group, and FTE of all groups."""
    needs = [group.need for group in groups.values()]
    pasts = [group.past for group in groups.values() if group.past is not None]
    of_persons = (*EVERYTHING, BASE, BANDS)
    caseload = stages.run("all.target_caseload", of_persons, lambda: _sum([need.caseload for need in needs]))
    hours = stages.run("all.hours", (*of_persons, *EXTENT), lambda: _sum([need.hours for need in needs]))
    of_posts = (*EVERYTHING, *EXTENT, *POSTS)

    def sized() -> tuple[Sample, Sample, Sample, Mapping[str, Array]]:
        factor = values.served_per_target()
        served, work = caseload.scaled(factor), hours.scaled(factor)
        persons = _sum([need.sized for need in needs]).scaled(factor) if values.counted else served
        return served, work, fte_by_month(persons, work, values.staff()), _past(pasts, values)

    served, work, fte, past = stages.run("posts", of_posts, sized)
    yearly = stages.run(
        "yearly.posts",
        (*of_posts, "staffing.rule"),
        lambda: Sample(fte_by_year(whole("fte", past, fte), years, values.staff().rule)),
    )
    monthly = {"target_caseload": caseload, "hours": work, "served_caseload": served, "fte": fte}
    return People({(measure, ALL): sample for measure, sample in monthly.items()}, {"fte": yearly}, past)


def _past(pasts: Sequence[Past], values: Values) -> dict[str, Array]:
    """Caseload, hours and FTE of all groups in the months of the first year before the horizon; empty: none count."""
    if not pasts:
        return {}
    factor = values.served_per_target()
    sized, caseload, hours = (
        Sample(np.sum([getattr(part, name) for part in pasts], axis=0)) for name in ("sized", "caseload", "hours")
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
    rows = [year.rows(years[0].past) for year in years]

    def monthly(measure: str) -> Array:
        return whole(measure, sized.past, sized.monthly[measure, ALL])

    def year_end() -> Array:
        caseload = monthly("target_caseload")
        return np.stack([caseload[months.stop - 1] for months in rows])

    def persons() -> Array:
        caseload = monthly("target_caseload")
        entries = np.sum([group.need.entries.values for group in groups.values()], axis=0)
        at_start = np.sum([group.need.at_base for group in groups.values()], axis=0)
        if pasts := [group.past for group in groups.values() if group.past is not None]:
            entries = joined(np.sum([part.entries for part in pasts], axis=0), entries)
            at_start = np.sum([part.at_start for part in pasts], axis=0)
        before = [at_start if months.start == 0 else caseload[months.start - 1] for months in rows]
        return np.stack([start + entries[months].sum(axis=0) for start, months in zip(before, rows, strict=True)])

    def hours() -> Array:
        work = monthly("hours")
        return np.stack([work[months].sum(axis=0) for months in rows])

    caseload = monthly("target_caseload")
    mean = Sample(np.stack([caseload[months].mean(axis=0) for months in rows]))
    return {
        "caseload_mean": mean,
        "caseload_year_end": Sample(year_end),
        "persons_in_year": Sample(persons),
        "served_mean": mean.scaled(served_per_target),
        "hours": Sample(hours),
    }


def _sum(parts: Sequence[Sample]) -> Sample:
    """Sum over the groups; of one group it is the group itself."""

    if len(parts) == 1:
        return parts[0]
    return Sample.by_rows(parts[0], lambda some: reduce(np.add, [part.rows(some) for part in parts]))
