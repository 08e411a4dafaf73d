"""How many people in follow-up housing need support, and how many hours a month does it take?

Persons at month end, hours per month. Equations: docs/method.md, Need for support and Extent of support.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from forecasting.base.quantiles import Array
from forecasting.base.sample import Number

__all__ = ["Ending", "Extent", "NeedRules", "Support", "still_present", "support"]

BACKLOG_MONTHS = 12
"""Months over which missing plans are made up for, in equal parts."""

CACHED = 24_000
"""Numbers of a table that are computed at a time: as many as the processor keeps at hand."""

ROUNDING = 1e-9
"""Persons or hours: less than this is a rounding error."""


@dataclass(frozen=True)
class NeedRules:
    """Who of a group needs support, and for how long."""

    prospect_share: Number  # share with a prospect to remain
    take_up: Number  # share of them who count: those who take support up, or everybody a ratio was counted on
    exit_rate: Number  # monthly chance to leave support
    max_months: int  # longest support, months since entry
    opening_stock: Number | None = None  # counted at the end of the base month; None: the model's own history
    opening_tenure: Array | None = None  # its distribution over months since entry, shape (<= max_months,)


@dataclass(frozen=True)
class Ending:
    """Support that ends on a day for part of those who had come by then, in support or still on their way there."""

    first: int  # first month without them, counted from the first of the horizon; negative: before it
    share: Number  # of those who had come
    inflow: Array  # entries into follow-up housing of those who had come, shape as all entries
    recognised: Array | None = None  # those of them with a prospect to remain; None: `prospect_share` of all

    def padded(self, months: int) -> Ending:
        """With so many more months before the first one, in which nobody came."""
        rows = ((months, 0), (0, 0))
        recognised = None if self.recognised is None else np.pad(self.recognised, rows)
        return replace(self, inflow=np.pad(self.inflow, rows), recognised=recognised)


@dataclass(frozen=True)
class Extent:
    """Hours of support: `bands` hold (from, to, hours a month) of tenure; `plan_hours` fall due at entry."""

    bands: tuple[tuple[int, int, float], ...] = ()
    plan_hours: Number = 0.0  # hours per new case: share with a plan times hours per plan
    backlog_hours: Number = 0.0  # hours per person of the base month's caseload, for plans made afterwards
    update_hours: Number = 0.0  # hours per person in support and month, for updates of plans


@dataclass(frozen=True)
class Support:
    """Need of one group over the horizon, shape (horizon, n_paths) unless said otherwise."""

    entries: Array  # eligible entries in the month
    caseload: Array  # persons entitled at month end
    caseload_at_base: Array  # persons at the end of the base month, shape (n_paths,)
    work: Array | None = None  # see `hours`

    @property
    def hours(self) -> Array:
        """Hours in the month, before people outside the target group.

        Raises:
            LookupError: the persons alone were asked for.
        """
        if self.work is None:
            raise LookupError("the persons alone were asked for, not their hours")
        return self.work


def support(
    inflow: Array,
    horizon: int,
    rules: NeedRules,
    extent: Extent,
    *,
    recognised: Array | None = None,
    ending: Ending | None = None,
    present: Array | None = None,
    hours: bool = True,
) -> Support:
    """Caseload and hours of one group.

    Args:
        inflow: entries into follow-up housing, persons per month, shape (history + horizon, n_paths).
        horizon: number of months after the base month.
        recognised: those of them with a prospect to remain; None: `prospect_share` of all.
        ending: support that ends for some on a day; None: for nobody.
        present: what `still_present` makes of the history; `inflow` is then that of the horizon, and neither a stock
            was counted nor does support end on a day.
        hours: whether they are computed as well.
    """
    found = _support(inflow, horizon, rules, extent, recognised, present, hours)
    if ending is None or ending.first >= horizon:
        return found
    # Need is linear in entries and stock: from the day on it is that of those who go on, from the beginning.
    if rules.opening_stock is not None and ending.first >= 0:  # a later count has them no more
        rules = replace(rules, opening_stock=rules.opening_stock * (1.0 - ending.share))
    remaining = None
    if recognised is not None and ending.recognised is not None:
        remaining = _settled(recognised - ending.recognised * ending.share)
    left = _settled(inflow - ending.inflow * ending.share)
    going_on = _support(left, horizon, rules, extent, remaining, None, hours)
    return Support(
        entries=_from(found.entries, going_on.entries, ending.first),
        caseload=_from(found.caseload, going_on.caseload, ending.first),
        caseload_at_base=found.caseload_at_base if ending.first >= 0 else going_on.caseload_at_base,
        work=_from(found.hours, going_on.hours, ending.first) if hours else None,
    )


def still_present(inflow: Array, rules: NeedRules) -> Array:
    """Everybody who entered in the months before the horizon and has not left by chance, at the end of each of those
    months that the horizon looks back on: what `support` takes in place of them.

    Args:
        inflow: as for `support`, of those months.
    """
    stay_on = _stay_on(rules)
    entries = _eligible(inflow, rules, None)
    alive = _accumulate(entries, stay_on, max(entries.shape[1], stay_on.size))
    return alive[-(rules.max_months + 1) :].copy()


def _from(before: Array, after: Array, first: int) -> Array:
    """Rows of `before` up to `first`, rows of `after` from there on."""
    before, after = np.broadcast_arrays(before, after)
    return np.concatenate([before[: max(first, 0)], after[max(first, 0) :]])


def _support(
    inflow: Array,
    horizon: int,
    rules: NeedRules,
    extent: Extent,
    recognised: Array | None,
    present: Array | None,
    with_hours: bool,
) -> Support:
    """Caseload and hours of those who stay in support until they leave by chance or after the longest time."""
    entries, stay_on = _eligible(inflow, rules, recognised), _stay_on(rules)
    segments = tuple(_segments(rules.max_months, extent.bands))
    history = len(entries) - horizon
    counted = rules.opening_stock is not None
    paths = max(entries.shape[1], stay_on.size)
    alive = _accumulate(entries[history:] if counted else entries, stay_on, paths, present)
    persons, work = _added_up(alive, stay_on, segments, horizon + 1, with_hours)  # the base month first
    at_base, caseload, hours = persons[0], persons[1:], work[1:]
    if rules.opening_stock is not None:
        at_base[:] = rules.opening_stock
        tenure = _opening_tenure(rules, entries[:history], stay_on)
        for month in range(1, horizon + 1):
            left = rules.opening_stock * stay_on**month
            for start, stop, per_month in segments:
                share = _share_between(tenure, start - month, stop - month)
                caseload[month - 1] += left * share
                if with_hours:
                    hours[month - 1] += per_month * left * share
    new = entries[history:]
    if with_hours and (later := _later_plans(caseload, at_base, extent)) is not None:
        hours = hours + later
    return Support(
        entries=np.broadcast_to(new, (horizon, paths)),
        caseload=_settled(caseload),
        caseload_at_base=_settled(at_base),
        work=_settled(hours) + extent.plan_hours * new if with_hours else None,
    )


def _eligible(inflow: Array, rules: NeedRules, recognised: Array | None) -> Array:
    """Entries who count."""
    if recognised is None:
        return inflow * (rules.prospect_share * rules.take_up)
    return recognised * rules.take_up


def _stay_on(rules: NeedRules) -> Array:
    """Monthly chance not to leave."""
    return 1.0 - np.asarray(rules.exit_rate, dtype=np.float64)


def _added_up(
    alive: Array, stay_on: Array, segments: Sequence[tuple[int, int, float]], rows: int, with_hours: bool
) -> tuple[Array, Array]:
    """Persons in support over the last `rows` months, added up over the segments of tenures, and if wanted their
    hours, of which there are no rows otherwise."""
    paths = alive.shape[1]
    persons, work = np.empty((rows, paths)), np.empty((rows if with_hours else 0, paths))
    earlier = [_shifted(alive, stop, rows) for _, stop, _ in segments]
    staying = [stay_on**stop for _, stop, _ in segments]
    block = min(rows, max(1, CACHED // paths))
    spare = np.empty((3, block, paths))
    for first in range(0, rows, block):
        months = slice(first, min(first + block, rows))
        now, hours, young = persons[months], work[months], _shifted(alive, 0, rows)[months]
        *older, inside = spare[:, : months.stop - first]
        for place, (_, _, per_month) in enumerate(segments):
            # Tenure start..stop-1: everybody in support who has been there long enough, less those there too long.
            old = np.multiply(staying[place], earlier[place][months], out=older[place % 2])
            np.subtract(young, old, out=inside if place else now)
            if place:
                now += inside
            if with_hours:
                np.multiply(inside if place else now, per_month, out=inside if place else hours)
            if with_hours and place:
                hours += inside
            young = old
    return persons, work


def _later_plans(caseload: Array, at_base: Array, extent: Extent) -> Array | None:
    """Hours for plans made up for in the first months, and for updates of plans; None: there are none."""
    hours: Array | None = None
    if np.any(np.asarray(extent.update_hours) > 0.0):
        hours = extent.update_hours * caseload
    if np.any(np.asarray(extent.backlog_hours) > 0.0):
        of_month = at_base * extent.backlog_hours / BACKLOG_MONTHS
        made_up = np.zeros((len(caseload), len(of_month)))
        made_up[:BACKLOG_MONTHS] = of_month
        hours = made_up if hours is None else hours + made_up
    return hours


def _settled(amount: Array) -> Array:
    """Without what differences of nearly equal sums leave over: nobody is nobody, not a billionth of a person.

    The amount itself is settled.
    """
    if not amount.min(initial=ROUNDING) >= ROUNDING:
        amount[amount < ROUNDING] = 0.0
    return amount


def _segments(max_months: int, bands: tuple[tuple[int, int, float], ...]) -> Iterator[tuple[int, int, float]]:
    """Tenures 0 to max_months cut where the hours change: (start, stop, hours a month), 0 hours between bands.

    One begins where the one before it ends.
    """
    edges = {0, max_months} | {edge for start, stop, _ in bands for edge in (start, stop) if edge < max_months}
    ordered = sorted(edges)
    for start, stop in zip(ordered, ordered[1:], strict=False):
        yield start, stop, next((hours for low, high, hours in bands if low <= start < high), 0.0)


def _accumulate(entries: Array, stay_on: Array, paths: int, before: Array | None = None) -> Array:
    """Everybody who ever entered and has not left by chance, ignoring the longest support, shape (months, paths).

    Args:
        before: the same of the months before the entries, with which the result begins; None: there was nobody.
    """
    known = 0 if before is None else len(before)
    alive = np.empty((known + len(entries), paths))
    present = np.zeros(paths)
    if before is not None:
        alive[:known] = before
        present = alive[known - 1]
    for month, new in enumerate(entries, known):
        np.multiply(present, stay_on, out=alive[month])
        alive[month] += new
        present = alive[month]
    return alive


def _shifted(alive: Array, months: int, rows: int) -> Array:
    """The last `rows` rows as they stood `months` earlier; nobody before the first row."""
    first = len(alive) - rows - months
    if first >= 0:
        return alive[first : first + rows]
    missing = min(-first, rows)
    return np.concatenate([np.zeros((missing, alive.shape[1])), alive[: rows - missing]])


def _opening_tenure(rules: NeedRules, past: Array, stay_on: Array) -> Array:
    """Tenure of the opening stock, shape (max_months,) or (max_months, paths), columns adding up to 1.

    Without counted tenures they follow from the model's own history, path by path; a history without entries
    leaves the tenures of a steady inflow.
    """
    months = np.arange(rules.max_months)
    if rules.opening_tenure is not None:
        given = np.zeros(rules.max_months)
        given[: len(rules.opening_tenure)] = rules.opening_tenure
        return given
    survival = stay_on ** months[:, None]
    newest_first = past[::-1][: rules.max_months]
    weight = np.zeros((rules.max_months, max(past.shape[1], stay_on.size)))
    weight[: len(newest_first)] = survival[: len(newest_first)] * newest_first
    total = weight.sum(axis=0)
    steady = survival / survival.sum(axis=0)
    return np.where(total > 0, weight / np.where(total > 0, total, 1.0), steady)


def _share_between(tenure: Array, start: int, stop: int) -> Array:
    """Share of the opening stock with a tenure from `start` to `stop` (exclusive)."""
    low, high = max(start, 0), max(stop, 0)
    return np.asarray(tenure[low:high].sum(axis=0))
