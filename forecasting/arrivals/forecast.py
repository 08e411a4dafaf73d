"""Forecast the arrivals of every group of the data, or take them as a file gives them.

Persons per month. Months that were estimated rather than observed bring their uncertainty into the paths: each path
has a history of its own and its forecast goes on from there. docs/method.md, section Arrivals.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

import numpy as np

from forecasting.arrivals.cache import fitted
from forecasting.arrivals.clean import FULL, History, clean
from forecasting.arrivals.ensemble import volatility
from forecasting.arrivals.given import given_arrivals
from forecasting.arrivals.methods import Forecaster, method
from forecasting.arrivals.paths import child_generators, mirrored_normals
from forecasting.arrivals.record import ABSENT, Arrivals
from forecasting.arrivals.table import Progress
from forecasting.base.errors import Finding, InputError
from forecasting.base.periods import Month, month_label, parse_month
from forecasting.base.quantiles import Array

if TYPE_CHECKING:
    from forecasting.assumptions import Scenario
    from forecasting.observations import Observations, Series

__all__ = ["forecast_arrivals"]

HISTORIES = 400  # simulated histories behind the volatility of estimated months
HISTORY_SEED = 1  # fixed, so that the forecast does not depend on the number of paths or their seed
MOST_SHIFT = math.log(3.0)  # a path's own last month moves its forecast at most threefold


def forecast_arrivals(
    observations: Observations,
    scenario: Scenario,
    *,
    paths: int = 2000,
    seed: int = 20260101,
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
    horizon = int(str(scenario.value("horizon_months")))
    file = scenario.arrivals_file
    if file is not None:
        return given_arrivals(file, observations, scenario.groups, base_month, horizon, paths, seed)

    groups = _groups(observations, scenario.groups)
    forecaster = method(str(scenario.value("arrivals.method")))
    _check_base(observations, groups, base_month)
    first_month = min(observations.arrivals[group].first_month for group in groups)
    every: dict[str, Array] = {}
    observed: dict[str, Array] = {}
    status: dict[str, tuple[str, ...]] = {}
    notices: list[Finding] = []
    findings: list[Finding] = []
    for done, group in enumerate(groups):
        series = _until(observations.arrivals[group], base_month)
        before = series.first_month - first_month
        observed[group] = np.concatenate([np.zeros(before), series.values])
        status[group] = (ABSENT,) * before + series.status
        try:
            own, notes = _group_paths(series, forecaster, base_month, horizon, paths, seed)
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
    )


@dataclass(frozen=True)
class _Known:
    """A series up to the base month."""

    group: str
    first_month: Month
    values: Array
    status: tuple[str, ...]
    loadings: Array
    usable_from: Month


def _until(series: Series, base_month: Month) -> _Known:
    """Cut a series; a break after the base month is not yet known there."""
    months = base_month - series.first_month + 1
    usable_from = series.usable_from if series.usable_from <= base_month else series.first_month
    return _Known(
        series.group,
        series.first_month,
        series.values[:months],
        series.status[:months],
        series.loadings[:months],
        usable_from,
    )


def _group_paths(
    series: _Known, forecaster: Forecaster, base_month: Month, horizon: int, paths: int, seed: int
) -> tuple[Array, tuple[Finding, ...]]:
    """History and forecast of one group, shape (months + horizon, paths), and the notices."""
    past_rng, future_rng = child_generators(seed, series.group, count=2)
    start = series.usable_from - series.first_month
    history = clean(series.usable_from, series.values[start:], base_month, series=series.group)
    history = _with_estimated_months(history, series)
    bands, notes = fitted(forecaster, history, horizon, series=series.group)
    past = _histories(series.values, series.loadings, mirrored_normals(series.loadings.shape[1], paths, past_rng))
    future = bands.paths(paths, future_rng, _shift(past[-1], float(series.values[-1])))
    if history.months < FULL:
        offer = {"series": series.group, "months": history.months}
        notes = (*notes, Finding("arrivals.offer_path", offer, severity="notice"))
    return np.concatenate([past, future]), (*history.findings, *notes)


def _histories(values: Array, loadings: Array, normals: Array) -> Array:
    """Plausible histories (months, paths): the best estimate moved along its loadings, never below 0."""
    if not loadings.any():
        return np.tile(values[:, None], (1, normals.shape[1]))
    return np.maximum(values[:, None] + loadings @ normals, 0.0)


def _with_estimated_months(history: History, series: _Known) -> History:
    """Estimated months are smoother than the truth: the volatility is at least that of plausible histories.

    The middle one counts: a history whose months come near 0 has changes on the log scale that tell of the normal
    approximation and not of arrivals, and a mean of squares would be ruled by those few.
    """
    offset = history.first_month - series.first_month
    loadings = series.loadings[offset : offset + history.months]
    if not loadings.any():
        return history
    normals = mirrored_normals(loadings.shape[1], HISTORIES, np.random.default_rng(HISTORY_SEED))
    plausible = np.log1p(_histories(history.counts, loadings, normals))
    return replace(history, volatility_floor=float(np.median(volatility(plausible, history.filled))))


def _shift(last: Array, best: float) -> Array:
    """How far a path's own last month lies from the best estimate, log scale, limited; it persists."""
    return np.asarray(np.clip(np.log1p(last) - math.log1p(best), -MOST_SHIFT, MOST_SHIFT))


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
