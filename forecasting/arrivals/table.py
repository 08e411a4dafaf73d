"""Forecast any monthly or yearly series from any origins as one table: the `forecast` door.

Persons per month or year; columns series, origin, month (year), horizon, mean and the nine quantiles. A forecast from
an origin depends on nothing after it. Quantiles of sums come from sample paths.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from forecasting.arrivals import methods
from forecasting.arrivals.bands import Bands
from forecasting.arrivals.cache import fitted
from forecasting.arrivals.clean import History, clean
from forecasting.arrivals.paths import YEARS, child_generators, correlated_normals
from forecasting.arrivals.yearly import clean_years, forecast_years
from forecasting.base.errors import Finding, InputError
from forecasting.base.periods import Month, month_label
from forecasting.base.quantiles import STATISTICS, Array, summarise
from forecasting.base.runs import PATHS, SEED

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Progress", "forecast_table", "forecast_years_table", "running_sums", "successive_sums"]

Progress = Callable[[int, int], None]  # (done, total)


def forecast_table(
    series: Mapping[str, tuple[Month, Array]],
    *,
    horizon: int,
    origins: Sequence[Month] | None = None,
    method: str = "ensemble",
    cumulative: bool = False,
    sums: int | None = None,
    paths: int = PATHS,
    seed: int = SEED,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Quantile forecasts of every series from every origin.

    Args:
        series: by name, the first month and the persons per month, shape (months,), NaN where missing.
        horizon: months after the origin, 1 to 240; the evidence ends at 72.
        origins: last months a forecast may see, each taken once; None is each series' last observed month.
        method: name of the method.
        cumulative: the sum from the first forecast month to each horizon instead of the single months.
        sums: the sums of so many months in a row instead; `month` and `horizon` are those of the last one, and
            months that fill no further sum are left out.
        paths: number of sample paths behind the sums.
        seed: seed of those paths.
        progress: called with (done, total) after each forecast.
    Returns:
        Rows by series, origin and horizon; `attrs["notices"]` holds a Finding for every repair and dropped member.
    Raises:
        InputError: unknown method, or every series and origin that cannot be forecast, with the reason.
    """
    forecaster = methods.method(method)
    jobs, findings = _jobs(series, origins)
    if findings:
        raise InputError(findings)  # before the fits, which may take minutes
    notices: list[Finding] = []
    blocks: list[Array] = []
    keys: list[tuple[str, Month]] = []
    for done, (name, history) in enumerate(jobs):
        try:
            bands, notes = fitted(forecaster, history, horizon, series=name)
        except InputError as error:
            findings.extend(error.findings)
        else:
            notices.extend(note for note in (*history.findings, *notes) if note not in notices)
            if cumulative or sums is not None:
                running = running_sums(bands, paths=paths, seed=seed, series=name, origin=history.origin)
                blocks.append(summarise(running if sums is None else successive_sums(running, sums)))
            else:
                blocks.append(_single(bands))
            keys.append((name, history.origin))
        if progress is not None:
            progress(done + 1, len(jobs))
    if findings:
        raise InputError(findings)
    ahead = np.arange(1, horizon + 1)[(sums or 1) - 1 :: sums or 1]
    return _frame(blocks, keys, ahead, "month", month_label, notices)


def forecast_years_table(
    series: Mapping[str, tuple[int, Array]],
    *,
    horizon: int,
    origins: Sequence[int] | None = None,
    cumulative: bool = False,
    paths: int = PATHS,
    seed: int = SEED,
) -> pd.DataFrame:
    """Quantile forecasts of every yearly series from every origin, by the yearly record.

    Args:
        series: by name, the first year and the persons a year, shape (years,), NaN where missing.
        horizon: years after the origin, 1 to `LONGEST`; the evidence ends at 6.
        origins: last years a forecast may see, each taken once; None is each series' last known year.
        cumulative: the sum from the first forecast year to each horizon instead of the single years.
        paths, seed: of the sample paths behind the sums.
    Returns:
        as `forecast_table`, with `year` for `month`.
    Raises:
        InputError: every series and origin that cannot be forecast, with the reason.
    """
    notices: list[Finding] = []
    findings: list[Finding] = []
    blocks: list[Array] = []
    keys: list[tuple[str, int]] = []
    for name, (first, values) in series.items():
        known = np.flatnonzero(~np.isnan(values))
        last = first + (int(known[-1]) if len(known) else len(values) - 1)
        for origin in [last] if origins is None else dict.fromkeys(origins):
            try:
                totals, notes = clean_years(first, values, origin, series=name)
            except InputError as error:
                findings.extend(error.findings)
                continue
            notices.extend(note for note in notes if note not in notices)
            bands = forecast_years(totals, horizon)
            if cumulative:
                (rng,) = child_generators(seed, name, str(origin))
                drawn = bands.persons(correlated_normals(paths, horizon, rng, chain=YEARS))
                blocks.append(summarise(np.cumsum(drawn, axis=0)))
            else:
                blocks.append(_single(bands))
            keys.append((name, origin))
    if findings:
        raise InputError(findings)
    return _frame(blocks, keys, np.arange(1, horizon + 1), "year", str, notices)


def _frame(
    blocks: Sequence[Array],
    keys: Sequence[tuple[str, int]],
    ahead: NDArray[np.intp],
    period: str,
    label: Callable[[int], str],
    notices: Sequence[Finding],
) -> pd.DataFrame:
    """The table of forecasts: a block of mean and quantiles per series and origin, a row per period ahead."""
    import pandas as pd

    frame = pd.DataFrame(np.concatenate(blocks), columns=STATISTICS)
    frame.insert(0, "series", np.repeat([name for name, _ in keys], len(ahead)))
    frame.insert(1, "origin", np.repeat([label(origin) for _, origin in keys], len(ahead)))
    frame.insert(2, period, [label(origin + int(step)) for _, origin in keys for step in ahead])
    frame.insert(3, "horizon", np.tile(ahead, len(keys)))
    frame.attrs["notices"] = tuple(notices)
    return frame


def _jobs(
    series: Mapping[str, tuple[Month, Array]], origins: Sequence[Month] | None
) -> tuple[list[tuple[str, History]], list[Finding]]:
    """Every series cleaned up to every origin, and what cannot be forecast."""
    jobs: list[tuple[str, History]] = []
    findings: list[Finding] = []
    for name, (first, values) in series.items():
        known = np.flatnonzero(~np.isnan(values))
        last = first + (int(known[-1]) if len(known) else len(values) - 1)
        for origin in [last] if origins is None else dict.fromkeys(origins):
            try:
                jobs.append((name, clean(first, values, origin, series=name)))
            except InputError as error:
                findings.extend(error.findings)
    return jobs, findings


def _single(bands: Bands) -> Array:
    return np.column_stack([bands.mean(), bands.quantiles()])


def running_sums(bands: Bands, *, paths: int, seed: int, series: str, origin: Month) -> Array:
    """Persons from the first forecast month up to each month on sample paths, shape (months, paths)."""
    (rng,) = child_generators(seed, series, month_label(origin))
    return np.cumsum(bands.paths(paths, rng), axis=0)


def successive_sums(running: Array, months: int) -> Array:
    """Persons of each `months` months in a row, shape (sums, paths), from sums up to each month (months, paths)."""
    return np.diff(running[months - 1 :: months], axis=0, prepend=0.0)
