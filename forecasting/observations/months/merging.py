"""Merge arrivals that come as totals or by group, by month or by year, with gaps: nobody counted twice.

Persons. A figure is about a span of months and a group, or all groups together. Months of one group that are known
stay as they are; a total over the groups is only used for what the groups' own figures leave open: as a check, as the
remainder of the one group that is open, or split among several. What is left is the smoothest series (docs/method.md,
section Arrivals of the state), with its uncertainty. Every step is told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from forecasting.base.errors import Finding, InputError
from forecasting.base.periods import Month, month_label
from forecasting.base.quantiles import Array
from forecasting.observations.months.disaggregate import smoothest
from forecasting.observations.months.figure import Figure
from forecasting.observations.months.uncertainty import loadings, relative_steps
from forecasting.observations.reading.kinds import EVERY_GROUP

__all__ = ["ROUNDED", "Given", "Merged", "merge"]

ROUNDED = 0.5
"""Persons a part by which a total may differ from its parts: each was rounded."""

EXACT = 1e-6
"""Months by which a span may be missed."""

LEAST = 1e-3
"""Of the mean: months are taken as uncertain as if at least so many had come."""


@dataclass(frozen=True)
class Given:
    """One figure: persons from `first` to `last`, both included."""

    first: Month
    last: Month
    group: str
    persons: float

    @property
    def span(self) -> str:
        """Its months in words of a message."""
        return (
            month_label(self.first)
            if self.first == self.last
            else f"{month_label(self.first)}..{month_label(self.last)}"
        )


@dataclass(frozen=True)
class Merged:
    """One group by month, without a gap. Status and loadings as `load.Series` has them."""

    first_month: Month
    values: Array  # (months,)
    status: tuple[str, ...]
    loadings: Array  # (months, factors)


def merge(given: Sequence[Given]) -> tuple[Mapping[str, Merged], tuple[Finding, ...]]:
    """Series by group, and a notice for each step.

    Raises:
        InputError: no group is named, or figures contradict each other; names them.
    """
    groups = tuple(dict.fromkeys(figure.group for figure in given if figure.group != EVERY_GROUP))
    if not groups:
        raise InputError(Finding("observations.merge_no_group"))
    steps: list[Finding] = []
    first = min(figure.first for figure in given)
    months = max(figure.last for figure in given) - first + 1
    own = {group: _own(group, given, steps) for group in groups}
    totals = sorted((figure for figure in given if figure.group == EVERY_GROUP), key=_length)
    for total in totals:
        _use(total, own, first, months, steps)
    return {group: _series(group, own[group], steps) for group in groups}, _folded(steps)


def _folded(steps: Sequence[Finding]) -> tuple[Finding, ...]:
    """Steps of one kind with one group as one, with their number and months."""
    found: dict[tuple[str, object], list[Finding]] = {}
    for step in steps:
        found.setdefault((step.key, step.values["group"]), []).append(step)
    folded = []
    for alike in found.values():
        count = sum(int(str(step.values["count"])) for step in alike)
        spans = ", ".join(str(step.values["span"]) for step in alike if step.values["span"])
        folded.append(replace(alike[0], values={**alike[0].values, "count": count, "span": spans}))
    return tuple(folded)


def _length(figure: Given) -> tuple[int, Month]:
    return figure.last - figure.first, figure.first


def _own(group: str, given: Sequence[Given], steps: list[Finding]) -> list[Given]:
    """Figures of one group, shortest first; what the shorter ones tell already is checked and not used again."""
    kept: list[Given] = []
    checked = 0
    for figure in sorted((one for one in given if one.group == group), key=_length):
        if (known := _known(figure, kept)) is None:
            kept.append(figure)
            continue
        _agree(figure, known, kept)
        checked += 1
    _tell(steps, "merge_months", group, count=sum(one.first == one.last for one in kept))
    _tell(steps, "merge_spans", group, count=sum(one.first < one.last for one in kept))
    _tell(steps, "merge_checked", group, count=checked)
    return kept


def _use(total: Given, own: dict[str, list[Given]], first: Month, months: int, steps: list[Finding]) -> None:
    """A total over the groups: a check, the remainder of the group that is open, or split among those that are."""
    known = {group: _known(total, figures) for group, figures in own.items()}
    open_ = [group for group, persons in known.items() if persons is None]
    rest = total.persons - sum(persons for persons in known.values() if persons is not None)
    everything = [figure for figures in own.values() for figure in figures]
    if not open_:
        _agree(total, total.persons - rest, everything)
        _tell(steps, "merge_checked", EVERY_GROUP, count=1, span=total.span)
        return
    if rest < -ROUNDED * len(known):
        _contradiction(total, everything)
    weights = {group: _about(total, own[group], first, months) for group in open_}
    sum_of = sum(weights.values())
    for group in open_:
        part = weights[group] / sum_of if sum_of > 0 else 1.0 / len(open_)
        own[group].append(Given(total.first, total.last, group, max(rest, 0.0) * part))
    key = "merge_remainder" if len(open_) == 1 else "merge_split"
    _tell(steps, key, ", ".join(open_), count=1, span=total.span)


def _known(figure: Given, figures: Sequence[Given]) -> float | None:
    """Persons of a span as sums and differences of figures tell it, None where they do not."""
    if not figures:
        return None
    first = min(figure.first, *(one.first for one in figures))
    months = max(figure.last, *(one.last for one in figures)) - first + 1
    rows = np.array([one.weights for one in _figures(figures, first, months)])
    (wanted,) = (one.weights for one in _figures([figure], first, months))
    taken = np.linalg.lstsq(rows.T, wanted, rcond=None)[0]
    if np.abs(rows.T @ taken - wanted).max() > EXACT:
        return None
    return float(taken @ np.array([one.persons for one in figures]))


def _about(total: Given, figures: Sequence[Given], first: Month, months: int) -> float:
    """About how many of a total are of a group, from its own figures."""
    if not figures:
        return 0.0
    return float(smoothest(np.ones(months), _figures(figures, first, months), floor=0.0)[_places(total, first)].sum())


def _series(group: str, figures: Sequence[Given], steps: list[Finding]) -> Merged:
    """The smoothest series through the figures of a group, from its first to its last month."""
    if not figures:
        raise InputError(Finding("observations.merge_empty", {"group": group}))
    first = min(figure.first for figure in figures)
    months = max(figure.last for figure in figures) - first + 1
    known = _figures(figures, first, months)
    values = smoothest(np.ones(months), known, floor=0.0)
    observed = np.zeros(months, dtype=bool)
    covered = np.zeros(months, dtype=bool)
    for figure in figures:
        covered[_places(figure, first)] = True
        observed[_places(figure, first)] |= figure.first == figure.last
    gaps = [month_label(first + int(place)) for place in np.flatnonzero(~covered)]
    if gaps:
        _tell(steps, "merge_gaps", group, count=len(gaps), span=", ".join(gaps))
    if observed.all():
        return Merged(first, values, ("observed",) * months, np.zeros((months, 0)))
    one = np.ones(months)
    level = np.maximum(values, LEAST * max(float(values.mean()), 1.0))
    spread = np.maximum(relative_steps(level, one, known, [0]), LEAST)
    status = tuple("observed" if pinned else "disaggregated" for pinned in observed)
    return Merged(first, values, status, loadings(level, one, known, spread, observed.tolist()))


def _figures(figures: Sequence[Given], first: Month, months: int) -> list[Figure]:
    found = []
    for figure in figures:
        weights = np.zeros(months)
        weights[_places(figure, first)] = 1.0
        found.append(Figure(f"{figure.group} {figure.span}", weights, figure.persons, figure.persons))
    return found


def _places(figure: Given, first: Month) -> slice:
    return slice(figure.first - first, figure.last - first + 1)


def _agree(figure: Given, known: float, others: Sequence[Given]) -> None:
    """A figure and its parts tell the same.

    Raises:
        InputError: they do not.
    """
    inside = [one for one in others if figure.first <= one.first and one.last <= figure.last]
    if abs(figure.persons - known) > ROUNDED * max(len(inside), 1):
        _contradiction(figure, inside, known)


def _contradiction(figure: Given, others: Sequence[Given], known: float | None = None) -> None:
    inside = [one for one in others if figure.first <= one.first and one.last <= figure.last]
    parts = sum(one.persons for one in inside) if known is None else known
    facts = {
        "group": figure.group, "span": figure.span, "persons": f"{figure.persons:.0f}", "parts": f"{parts:.0f}",
    }  # fmt: skip
    raise InputError(Finding("observations.merge_contradiction", facts))


def _tell(steps: list[Finding], key: str, group: str, *, count: int, span: str = "") -> None:
    if count:
        facts = {"group": group, "count": count, "span": span}
        steps.append(Finding(f"observations.{key}", facts, severity="notice"))
