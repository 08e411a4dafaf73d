"""Plausible histories of a group: what was observed, with the months that were estimated or are still provisional.

Persons per month. Each path draws a history of its own, in which every published figure holds. docs/method.md,
sections Arrivals of the state and Arrivals.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from forecasting.arrivals.clean import History, clean
from forecasting.arrivals.ensemble import volatility_of
from forecasting.arrivals.marks import mark
from forecasting.arrivals.paths import FARTHEST, mirrored_normals
from forecasting.base.errors import Finding
from forecasting.base.periods import Month
from forecasting.base.quantiles import Array
from forecasting.observations.months.by_year import years_of

if TYPE_CHECKING:
    from forecasting.assumptions import Resolved
    from forecasting.assumptions.values import MarkedEvent
    from forecasting.observations import Series
    from forecasting.observations.months.figure import Figure
    from forecasting.observations.revisions import Revisions

__all__ = ["Known", "plausible", "provisional", "shift", "until", "usable_history", "with_estimated_months"]

HISTORIES = 400  # simulated histories behind the volatility of estimated months
HISTORY_SEED = 1  # fixed, so that the forecast does not depend on the number of paths or their seed
LEVEL_MONTHS = 12  # of a path's own history tell where it stands
MOST_SHIFT = math.log(3.0)  # which moves its forecast at most threefold


@dataclass(frozen=True)
class Known:
    """A series up to the base month.

    `values` are as published or estimated, `best` has what is still to be added to provisional months.
    """

    group: str
    first_month: Month
    values: Array  # (months,)
    best: Array  # (months,)
    status: tuple[str, ...]
    loadings: Array  # (months, factors)
    totals: tuple[Figure, ...]
    usable_from: Month
    added: Array  # (months,) log of what is to be added on average, 0 where a month is final
    doubt: Array  # (months,) standard deviation of that
    years: tuple[float, ...] = ()  # persons by calendar year where nothing but years is known

    @property
    def free(self) -> NDArray[np.bool_]:
        """Months that are not certain, shape (months,)."""
        return np.asarray(self.loadings.any(axis=1) | (self.added != 0.0))


def until(series: Series, base_month: Month, revisions: Revisions | None = None) -> Known:
    """Cut a series; a break or a total after the base month is not yet known there.

    Args:
        revisions: what is still to be added to the newest months of the group's own figures, and with the newest one
            to those carried on from it; None: every month is final.
    """
    months = base_month - series.first_month + 1
    usable_from = series.usable_from if series.usable_from <= base_month else series.first_month
    totals = tuple(replace(total, weights=total.weights[:months]) for total in series.totals if total.last < months)
    values = series.values[:months]
    added, doubt = np.zeros(months), np.zeros(months)
    years = years_of(totals, series.status[:months], series.first_month)
    if years:
        revisions = None  # learned from first figures of single months; a year is published when it is over
    if revisions is not None:
        newest = min(series.datenstand, base_month) - series.first_month
        for age in range(min(len(revisions.mean), newest + 1)):
            added[newest - age], doubt[newest - age] = revisions.mean[age], revisions.spread[age]
        added[newest:], doubt[newest:] = revisions.mean[0], revisions.spread[0]
    known = Known(
        series.group,
        series.first_month,
        values,
        values,
        series.status[:months],
        series.loadings[:months],
        totals,
        usable_from,
        added,
        doubt,
        years,
    )
    if revisions is None:
        return known
    raised = (values * np.exp(added))[:, np.newaxis]
    return replace(known, best=_in_line(known, raised)[:, 0])


def provisional(values: Resolved) -> Revisions | None:
    """What is still to be added to the newest months, None where every month counts as final."""
    if not values.flag("arrivals.revisions"):
        return None
    from forecasting.observations.revisions import learn_revisions

    return learn_revisions()


def usable_history(
    known: Known, events: Sequence[MarkedEvent], base_month: Month
) -> tuple[History, tuple[Finding, ...]]:
    """What a forecast of a group from the base month sees: cleaned, its events set apart.

    Args:
        events: of any group; those of others are passed over.
    Returns:
        the history, and a notice for each repair, for each event that cannot act, and where only years are known.
    Raises:
        InputError: see `clean`.
    """
    start = known.usable_from - known.first_month
    history = clean(known.usable_from, known.best[start:], base_month, series=known.group)
    own = [event for event in events if event.group in (None, known.group)]
    history, ignored = mark(history, own, series=known.group)
    notices = (*history.findings, *ignored)
    if known.years:
        facts = {"series": known.group, "years": len(known.years)}
        by_year = Finding("arrivals.by_year", facts, severity="notice")
        return replace(history, years=known.years), (*notices, by_year)
    return with_estimated_months(history, known), notices


def plausible(known: Known, normals: Array, late: Array | None = None) -> Array:
    """Plausible histories (months, paths): moved along the loadings, every published figure kept, never below 0.

    Args:
        normals: shape (factors, paths).
        late: shape (paths,), position of what is still to be added to the provisional months; None: on average.
    """
    if not known.free.any():
        return np.tile(known.values[:, np.newaxis], (1, normals.shape[1]))
    drawn = known.values[:, np.newaxis] + known.loadings @ normals
    if known.added.any():
        at = 0.0 if late is None else np.clip(late, -FARTHEST, FARTHEST)
        drawn = drawn * np.exp(known.added[:, np.newaxis] + known.doubt[:, np.newaxis] * at)
    return _in_line(known, drawn)


def with_estimated_months(history: History, known: Known) -> History:
    """Estimated months are smoother than the truth: the volatility is at least that of plausible histories.

    The middle one counts: a history whose months come near 0 has changes on the log scale that tell of the normal
    approximation and not of arrivals, and a mean of squares would be ruled by those few.
    """
    offset = history.first_month - known.first_month
    if not known.loadings[offset : offset + history.months].any():
        return history
    normals = mirrored_normals(known.loadings.shape[1], HISTORIES, np.random.default_rng(HISTORY_SEED))
    drawn = np.log1p(plausible(known, normals)[offset : offset + history.months])
    return replace(history, volatility_floor=float(np.median(volatility_of(history, drawn))))


def shift(past: Array, best: Array) -> Array:
    """How far the last year of each path's own history lies from the best estimate, log scale, limited; it persists.

    A single month would not do: what it was estimated off by does not last, and is in the volatility already.

    Args:
        past: persons, shape (months, paths).
        best: persons, shape (months,).
    """
    last = min(LEVEL_MONTHS, len(best))
    apart = np.log1p(past[-last:]) - np.log1p(best[-last:, np.newaxis])
    return np.asarray(np.clip(apart.mean(axis=0), -MOST_SHIFT, MOST_SHIFT))


def _in_line(known: Known, histories: Array) -> Array:
    from forecasting.observations.months.coherent import coherent

    return coherent(histories, known.totals, known.free, known.values)
