"""Forecast the arrivals of every group of the data, or take them as a file gives them.

Persons per month. Months that were estimated rather than observed bring their uncertainty into the paths: each path
has a history of its own and its forecast goes on from there; rare pulses and the planner's own expectation come last.
docs/method.md, section Arrivals.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from forecasting.arrivals.cache import fitted
from forecasting.arrivals.clean import FULL
from forecasting.arrivals.expected import blend, last_month, outside
from forecasting.arrivals.given import given_arrivals
from forecasting.arrivals.histories import Known, plausible, provisional, shift, until, usable_history
from forecasting.arrivals.methods import Forecaster, method
from forecasting.arrivals.paths import child_generators, correlated_normals, lasting_normals, mirrored_normals
from forecasting.arrivals.rare import pulses
from forecasting.arrivals.record import ABSENT, Arrivals
from forecasting.arrivals.settings import horizon_of
from forecasting.arrivals.table import Progress
from forecasting.assumptions import resolve
from forecasting.assumptions.events import marked_events
from forecasting.assumptions.values import Expectation, MarkedEvent, Range
from forecasting.base.errors import Finding, InputError
from forecasting.base.periods import Month, month_label, parse_month
from forecasting.base.quantiles import Array
from forecasting.base.runs import PATHS, SEED
from forecasting.observations.housing import housing_series

if TYPE_CHECKING:
    from forecasting.assumptions import Resolved, Scenario
    from forecasting.observations import Observations
    from forecasting.observations.revisions import Revisions

__all__ = ["forecast_arrivals"]

SHARED = "every group"
"""Stream of what moves every group; no group may have its name, which has a blank."""

_OF_A_FORECAST = ("arrivals.events", "arrivals.expectation", "arrivals.rare_events", "arrivals.revisions")


def forecast_arrivals(
    observations: Observations,
    scenario: Scenario,
    *,
    paths: int = PATHS,
    seed: int = SEED,
    progress: Progress | None = None,
) -> Arrivals:
    """Sample paths of the arrivals of every group, history first.

    The forecast sees nothing after the base month. Horizons up to 240 months are allowed; the evidence for the bands
    ends at 24, beyond it their formula goes on and the reversion after a surge stands still.

    Args:
        observations: history of each group.
        scenario: groups, base month, horizon, method, or a file that fixes the arrivals. Special events are not
            applied here, so that one forecast serves every scenario with the same settings.
        paths: number of sample paths; they come in mirrored pairs.
        seed: seed of the paths; a group's draws depend on it and on the group's name only.
        progress: called with (groups done, groups).
    Raises:
        InputError: unknown group or method, a base month outside the data, a history that cannot be used, or a
            file that does not cover the horizon.
    """
    base = scenario.value("base_month")
    base_month = parse_month(base) if isinstance(base, str) else observations.base_month
    horizon = horizon_of(scenario, base_month)
    file = scenario.arrivals_file
    if file is not None:
        given = given_arrivals(file, observations, scenario.groups, base_month, horizon, paths, seed)
        return replace(given, notices=(*given.notices, *_idle(scenario)))

    groups = _groups(observations, scenario.groups)
    task = _task(scenario, groups, base_month, horizon, paths, seed)
    _check_base(observations, groups, base_month)
    first_month = min(observations.arrivals[group].first_month for group in groups)
    every: dict[str, Array] = {}
    observed: dict[str, Array] = {}
    status: dict[str, tuple[str, ...]] = {}
    notices: list[Finding] = []
    findings: list[Finding] = []
    for done, group in enumerate(groups):
        series = until(observations.arrivals[group], base_month, task.revisions)
        before = series.first_month - first_month
        observed[group] = np.concatenate([np.zeros(before), series.values])
        status[group] = (ABSENT,) * before + series.status
        try:
            own, notes = _group_paths(series, 1 + list(observations.arrivals).index(group), task)
        except InputError as error:
            findings.extend(error.findings)
        else:
            every[group] = np.concatenate([np.zeros((before, paths)), own])
            notices.extend(note for note in notes if note not in notices)
        if progress is not None:
            progress(done + 1, len(groups))
    if findings:
        raise InputError(findings)
    return Arrivals(
        first_month=first_month,
        base_month=base_month,
        horizon=horizon,
        groups=groups,
        paths=every,
        n_paths=paths,
        seed=seed,
        data_hash=observations.data_hash,
        sample_data=observations.sample_data,
        fixed=False,
        datenstand={group: min(observations.arrivals[group].datenstand, base_month) for group in groups},
        first_observed={group: observations.arrivals[group].first_month for group in groups},
        observed=observed,
        status=status,
        notices=(*observations.notices, *notices),
        housing=housing_series(observations.housing, groups, first_month, base_month, observations.tenure_counts),
    )


def _idle(scenario: Scenario) -> tuple[Finding, ...]:
    """A notice for what shapes a forecast, where a file gives the arrivals."""
    switched = [key for key in _OF_A_FORECAST if scenario.value(key)]
    if not switched:
        return ()
    return (Finding("arrivals.given.no_forecast", {"keys": ", ".join(switched)}, severity="notice"),)


@dataclass(frozen=True)
class _Task:
    """What the forecast of every group shares."""

    forecaster: Forecaster
    events: tuple[MarkedEvent, ...]
    expectation: tuple[Expectation, ...]
    weight: float
    revisions: Revisions | None
    shared: Array  # what moves every group, (horizon, paths)
    order: NDArray[np.intp]  # of the paths, in which all groups are drawn
    extra: Array | None  # what rare pulses bring, in medians of the forecast, (horizon, paths); None: switched off
    base_month: Month
    horizon: int
    paths: int
    seed: int


def _task(
    scenario: Scenario, groups: tuple[str, ...], base_month: Month, horizon: int, paths: int, seed: int
) -> _Task:
    values = resolve(scenario, groups)
    extra = None
    if values.flag("arrivals.rare_events"):
        rate, factor = (_range(values, f"arrivals.rare_{name}") for name in ("rate", "factor"))
        extra = pulses(horizon, paths, seed, rate=rate, factor=factor)
    rows = values.values["arrivals.expectation"]
    order_rng, shared_rng = child_generators(seed, SHARED, count=2)
    order = order_rng.permutation((paths + 1) // 2)
    return _Task(
        forecaster=method(values.word("arrivals.method")),
        events=marked_events(scenario),
        expectation=tuple(row for row in rows if isinstance(row, Expectation)) if isinstance(rows, tuple) else (),
        weight=values.number("arrivals.expectation_weight"),
        revisions=provisional(values),
        shared=lasting_normals(paths, horizon, shared_rng, order=order),
        order=order,
        extra=extra,
        base_month=base_month,
        horizon=horizon,
        paths=paths,
        seed=seed,
    )


def _range(values: Resolved, key: str) -> Range:
    """Range of an uncertain value; a value without one is certain."""
    value = values.number(key)
    return values.ranges.get(key, Range(value, value, value))


def _group_paths(series: Known, place: int, task: _Task) -> tuple[Array, tuple[Finding, ...]]:
    """History and forecast of one group, shape (months + horizon, paths), and the notices.

    Args:
        place: of the group among those of the data, from 1 on; a further group at their end changes no other's draws.
    """
    past_rng, future_rng = child_generators(task.seed, series.group, count=2)
    history, repairs = usable_history(series, task.events, task.base_month)
    bands, notes = fitted(task.forecaster, history, task.horizon, series=series.group)
    late = None
    if task.revisions is not None:
        (late_rng,) = child_generators(task.seed, series.group, "revisions")
        late = mirrored_normals(1, task.paths, late_rng)[0]
    past = plausible(series, mirrored_normals(series.loadings.shape[1], task.paths, past_rng), late)
    normals = correlated_normals(
        task.paths,
        task.horizon,
        future_rng,
        lag=bands.lag,
        shared=task.shared,
        place=place,
        order=task.order,
    )
    # Where only years are known the bands hold how a year may differ, and the last months are no news beside them.
    future = bands.persons(normals, None if history.years else shift(past, series.best))
    if task.extra is not None:
        future += task.extra * bands.median()[:, np.newaxis]
    own = tuple(row for row in task.expectation if row.group == series.group)
    if own and task.weight > 0.0:
        months = max(task.horizon, last_month(own) - task.base_month)
        whole = bands if months == task.horizon else fitted(task.forecaster, history, months, series=series.group)[0]
        future = blend(
            future,
            own,
            weight=task.weight,
            normals=normals,
            lag=bands.lag,
            median=whole.median(),
            past=past,
            base_month=task.base_month,
        )
        notes = (*notes, *outside(own, task.base_month, task.horizon))
    elif history.months < FULL:
        offer = {"series": series.group, "months": history.months}
        notes = (*notes, Finding("arrivals.offer_path", offer, severity="notice"))
    return np.concatenate([past, future]), (*repairs, *_provisional(series), *notes)


def _provisional(series: Known) -> tuple[Finding, ...]:
    """What was added to the newest months."""
    raised = np.flatnonzero(series.added)
    if not len(raised):
        return ()
    facts = {
        "series": series.group,
        "first": month_label(series.first_month + int(raised[0])),
        "last": month_label(series.first_month + int(raised[-1])),
        "percent": round(100 * math.expm1(float(series.added.max()))),
    }
    return (Finding("arrivals.provisional", facts, severity="notice"),)


def _groups(observations: Observations, wanted: tuple[str, ...] | None) -> tuple[str, ...]:
    known = tuple(observations.arrivals)
    if not known:
        raise InputError(Finding("arrivals.group.none"))
    missing = [group for group in wanted or () if group not in known]
    if missing:
        raise InputError(
            [
                Finding(
                    "arrivals.group.unknown",
                    {"nearest": get_close_matches(group, known, n=1, cutoff=0.0)[0], "groups": ", ".join(known)},
                    value=group,
                )
                for group in missing
            ]
        )
    return known if wanted is None else wanted


def _check_base(observations: Observations, groups: tuple[str, ...], base_month: Month) -> None:
    last = observations.base_month
    findings = []
    if base_month > last:
        facts = {"base": month_label(base_month), "last": month_label(last)}
        findings.append(Finding("arrivals.base.beyond", facts))
    for group in groups:
        first = observations.arrivals[group].first_month
        if base_month < first:
            facts = {"group": group, "base": month_label(base_month), "first": month_label(first)}
            findings.append(Finding("arrivals.base.before", facts))
    if findings:
        raise InputError(findings)
