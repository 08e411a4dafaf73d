"""The state's result as a sum of parts, each of which the districts divide by shares of their own.

Everybody in support entered either before the forecast (the opening part) or in one of its years. Years with the same
shares make one part. Where people move on between districts, those who have done so since the base month make a part
of their own. The chain is linear in the entries, so the parts add up to the state on every path. Monthly arrays have
the shape (horizon, n_paths), yearly ones (years, n_paths). Equations: docs/method.md, Districts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import cast

import numpy as np

from forecasting.base.quantiles import Array
from forecasting.base.years import BudgetYear
from forecasting.budget.measures import names
from forecasting.caseload.need import Ending, support
from forecasting.scenarios.chain import ALL, Outlook
from forecasting.scenarios.districts.keys import Distribution
from forecasting.scenarios.lean import stage
from forecasting.scenarios.people import Need, joined, whole
from forecasting.scenarios.rules import Values

__all__ = ["FLOWS", "MONTHLY", "YEARLY", "Parts", "StateParts"]

FLOWS = ("arrivals", "provisional_stock", "housing_inflow")
"""Monthly measures that the key of the month's year divides."""

MONTHLY = (*FLOWS, "target_caseload", "hours", "served_caseload", "fte")
MONEY = ("grant", "surplus", "municipal_cost")
YEARLY = (*names("persons"), "fte", *MONEY)
"""Yearly measures that belong to districts; appropriation and residual funds are the state's alone."""

NOISE = 1e-9

Runs = tuple[dict[str, Array], ...]
"""By class of years: entries, caseload and hours of one group."""


@dataclass(frozen=True)
class Parts:
    """A measure in parts: of the entries of each class of years, of those in support at the start, of the moved."""

    new: tuple[Array, ...]  # where they entered
    opening: Array  # where they were at the start
    moved: Array | None = None  # all those who moved on to another district; None: nobody does

    @property
    def state(self) -> Array:
        """Their sum."""
        return sum(self.new, self.opening if self.moved is None else self.opening + self.moved)

    def map(self, change: Callable[[Array], Array]) -> Parts:
        """Each part changed by the same linear map."""
        moved = None if self.moved is None else change(self.moved)
        return Parts(tuple(change(part) for part in self.new), change(self.opening), moved)


class StateParts:
    """The parts of one outlook.

    Args:
        classes: for each year of the horizon the class of years it belongs to, counted from 0.
        onward: monthly chance to move on, see `districts.Onward`.
    """

    def __init__(self, result: Outlook, classes: Sequence[int], onward: float = 0.0) -> None:
        self._result = result
        self._classes = tuple(classes)
        self._onward = onward
        self._known: dict[tuple[str, str], Parts] = {}
        self._values = Values.of_paths(result.resolved, result.arrivals)

    @staticmethod
    def of(result: Outlook, distribution: Distribution) -> StateParts:
        """Parts as the shares of a distribution need them."""
        found: dict[bytes, int] = {}
        classes = [found.setdefault(row.tobytes(), len(found)) for row in distribution.new.T]
        return StateParts(result, classes, 0.0 if distribution.onward is None else distribution.onward.monthly)

    @property
    def classes(self) -> tuple[int, ...]:
        """Class of each year."""
        return self._classes

    @property
    def first_years(self) -> tuple[int, ...]:
        """For each class the place of its first year."""
        return tuple(self._classes.index(each) for each in range(max(self._classes) + 1))

    def monthly(self, measure: str, group: str) -> Parts:
        """Parts of caseload, hours, served caseload or FTE."""
        if (measure, group) not in self._known:
            self._known[measure, group] = self._monthly(measure, group)
        return self._known[measure, group]

    def yearly(self, measure: str) -> Parts:
        """Parts of a yearly measure."""
        if ("yearly", measure) not in self._known:
            self._known["yearly", measure] = self._yearly(measure)
        return self._known["yearly", measure]

    @cached_property
    def at_base(self) -> Array:
        """Persons in support at the end of the base month, shape (n_paths,)."""
        return np.asarray(sum(self._needs(group).at_base for group in self._result.groups))

    def _monthly(self, measure: str, group: str) -> Parts:
        state = self._result.monthly[measure, group].values
        if group != ALL:
            return self._parted([part[measure] for part in self._new[group]],
                                [part[measure] for part in self._unmoved[group]], state)  # fmt: skip
        if measure == "target_caseload":
            return self._sum("target_caseload", state)
        if measure == "served_caseload":
            return self._scaled(self.monthly("target_caseload", ALL), state)
        if measure == "hours":
            before = sum(self._result.monthly["hours", name].values for name in self._result.groups)
            return self._scaled(self._sum("hours", np.asarray(before)), state)
        # Posts follow the persons whom the ratio counts or the hours of support, whichever the scenario says.
        if self._result.resolved.word("staffing.method") == "hours":
            return self._scaled(self.monthly("hours", ALL), state)
        sized = sum(self._needs(name).sized.values for name in self._result.groups)
        return self._scaled(self._sum("sized", np.asarray(sized)), state)

    def _sum(self, measure: str, state: Array) -> Parts:
        """Sum over the groups."""

        def total(runs: Mapping[str, Runs]) -> list[Array]:
            by_class = zip(*(runs[group] for group in self._result.groups), strict=True)
            return [np.asarray(sum((part[measure] for part in parts), np.zeros(1))) for parts in by_class]

        return self._parted(total(self._new), total(self._unmoved), state)

    def _parted(self, new: Sequence[Array], unmoved: Sequence[Array], state: Array) -> Parts:
        """Parts of a monthly measure of the state.

        Args:
            new: of the entries of each class of years; `unmoved`: of those among them who have not moved on.
        """
        opening = _rest(new, state)
        if not self._onward:
            return Parts(tuple(new), opening)
        # Of those in support at the start as many have not moved on as of any others, however long they are there.
        here = opening * ((1.0 - self._onward) ** np.arange(1, len(state) + 1))[:, None]
        gone = sum((one - other for one, other in zip(new, unmoved, strict=True)), opening - here)
        return Parts(tuple(unmoved), here, np.asarray(gone))

    def _scaled(self, parts: Parts, state: Array) -> Parts:
        """Parts of a measure that is proportional to another one, path by path and row by row."""
        factor = _over(state, parts.state)
        return parts.map(lambda part: part * factor)

    def _yearly(self, measure: str) -> Parts:
        years, state = self._result.years, self._result.yearly[measure].values
        if measure in MONEY:
            return self._scaled(self.yearly("fte"), state)
        if measure == "caseload_mean":
            return self._from_first("target_caseload").map(lambda part: _each(part, years, _mean))
        if measure == "caseload_year_end":
            return self._from_first("target_caseload").map(lambda part: _each(part, years, _last))
        if measure == "served_mean":
            return self._scaled(self.yearly("caseload_mean"), state)
        if measure == "hours":
            return self._from_first("hours").map(lambda part: _each(part, years, _sum_of))
        if measure == "persons_in_year":
            # Everybody counts where he was at the start of the year or entered in it.
            caseload = self.monthly("target_caseload", ALL)
            new = tuple(
                self._through(part, entered) for part, entered in zip(caseload.new, self._entries, strict=True)
            )
            if caseload.moved is None:
                return Parts(new, _rest(new, state))
            moved = self._through(caseload.moved, np.zeros_like(caseload.moved))
            return Parts(new, _rest((*new, moved), state), moved)
        if measure == "fte":
            return self._posts(state)
        raise KeyError(measure)

    def _from_first(self, measure: str) -> Parts:
        """Parts of a monthly measure of all groups from the first month that counts on: who was in support before the
        horizon began belongs to the opening part."""
        ahead = self.monthly(measure, ALL)
        past = self._result.past.get(measure)
        if past is None:
            return ahead
        nobody = np.zeros((len(past), 1))
        moved = None if ahead.moved is None else joined(nobody, ahead.moved)
        return Parts(tuple(joined(nobody, part) for part in ahead.new), joined(past, ahead.opening), moved)

    def _through(self, caseload: Array, entries: Array) -> Array:
        """Persons of one part who are in support at some time of each year."""
        before = np.concatenate([np.zeros((1, caseload.shape[1])), caseload])
        return np.stack([before[year.start] + entries[year.months].sum(axis=0) for year in self._result.years])

    def _posts(self, state: Array) -> Parts:
        """Mean of the year's months, or the month in which the state needs most: it sizes every district's posts."""
        fte = self._from_first("fte")
        if self._result.resolved.word("staffing.rule") == "mean":
            return fte.map(lambda part: _each(part, self._result.years, _mean))
        needed = whole("fte", self._result.past, self._result.monthly["fte", ALL])
        rows = [year.rows(self._result.years[0].past) for year in self._result.years]
        months = np.stack([of_year.start + needed[of_year].argmax(axis=0) for of_year in rows])
        wide = np.broadcast_shapes(months.shape, state.shape)
        months = np.broadcast_to(months, wide)
        return fte.map(lambda part: np.take_along_axis(np.broadcast_to(part, (len(part), wide[1])), months, axis=0))

    @cached_property
    def _new(self) -> Mapping[str, Runs]:
        """Caseload and hours of the entries of each class of years, by group."""
        return self._runs(0.0)

    @cached_property
    def _unmoved(self) -> Mapping[str, Runs]:
        """The same for those who have not moved on: with each month they leave that part as if they left support."""
        return self._runs(self._onward) if self._onward else self._new

    def _runs(self, onward: float) -> dict[str, Runs]:
        found = {}
        for group in self._result.groups:
            runs = []
            # Without history and without a stock: everybody who enters in these years and nobody else.
            fresh = replace(self._values.sizing(group), opening_stock=None, opening_tenure=None, take_up=1.0)
            share = self._values.in_support(group)
            fresh = replace(fresh, exit_rate=fresh.exit_rate + (1.0 - fresh.exit_rate) * onward)
            for entries in self._entries_of(group):
                need = support(
                    entries,
                    len(entries),
                    fresh,
                    self._values.extent(),
                    recognised=entries,
                    ending=self._ending(group, entries),
                )
                of_sized = {"sized": need.caseload, "hours": need.hours}
                runs.append({**of_sized, "target_caseload": need.caseload * share, "entries": entries * share})
            found[group] = tuple(runs)
        return found

    def _ending(self, group: str, entries: Array) -> Ending | None:
        """For whom of those who enter in the horizon support ends on a day; entries after it are without them."""
        end, start = self._values.support_end(group), self._result.base_month + 1
        if end is None or end[0] <= start:
            return None
        first = end[0] - start
        before = np.concatenate([entries[:first], np.zeros_like(entries[first:])])
        return Ending(first, end[1], before, before)

    @cached_property
    def _entries(self) -> tuple[Array, ...]:
        """Persons who enter support in each month, all groups, by class."""
        by_class = zip(*(self._new[group] for group in self._result.groups), strict=True)
        return tuple(np.asarray(sum(part["entries"] for part in parts)) for parts in by_class)

    def _needs(self, group: str) -> Need:
        """What the outlook found for a group."""
        return cast(Need, stage(self._result, f"{group}.need"))

    def _entries_of(self, group: str) -> list[Array]:
        """Entries of those on whom posts are sized in the years of each class, the other years empty."""
        whole = self._needs(group).sized_entries.values
        found = []
        for each in range(max(self._classes) + 1):
            mask = np.zeros((len(whole), 1))
            for year, of_class in zip(self._result.years, self._classes, strict=True):
                mask[year.months] = of_class == each
            found.append(whole * mask)
        return found


def _rest(new: Sequence[Array], state: Array) -> Array:
    """The opening part is what the others leave; a rounding error is nobody."""
    rest = state - sum(new, np.zeros(1))
    return np.where(np.abs(rest) < NOISE * np.maximum(1.0, np.abs(state)), 0.0, rest)


def _over(above: Array, below: Array) -> Array:
    """Quotient, 0 where nothing is divided."""
    some = below != 0
    return np.where(some, above / np.where(some, below, 1.0), 0.0)


def _each(monthly: Array, years: Sequence[BudgetYear], of_year: Callable[[Array], Array]) -> Array:
    return np.stack([of_year(monthly[year.rows(years[0].past)]) for year in years])


def _mean(months: Array) -> Array:
    return np.asarray(months.mean(axis=0))


def _last(months: Array) -> Array:
    return np.asarray(months[-1])


def _sum_of(months: Array) -> Array:
    return np.asarray(months.sum(axis=0))
