"""Forecast any monthly series from any origins as one table: the `forecast` door.

Persons per month; columns series, origin, month, horizon, mean and the nine quantiles. A forecast from an origin
depends on nothing after it. Quantiles of sums over months come from sample paths.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from forecasting.arrivals import methods
from forecasting.arrivals.bands import Bands
from forecasting.arrivals.cache import fitted
from forecasting.arrivals.clean import History, clean
from forecasting.arrivals.paths import child_generators
from forecasting.base.errors import Finding, InputError
from forecasting.base.periods import Month, month_label, month_range
from forecasting.base.quantiles import LEVEL_NAMES, Array, summarise
from forecasting.base.runs import PATHS, SEED

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Progress", "forecast_table", "running_sums"]

Progress = Callable[[int, int], None]  # (done, total)


def forecast_table(
    series: Mapping[str, tuple[Month, Array]],
    *,
    horizon: int,
    origins: Sequence[Month] | None = None,
    method: str = "ensemble",
    cumulative: bool = False,
    paths: int = PATHS,
    seed: int = SEED,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Quantile forecasts of every series from every origin.

    Args:
        series: by name, the first month and the persons per month, shape (months,), NaN where missing.
        horizon: months after the origin, 1 to 240; the bands' evidence ends at 24.
        origins: last months a forecast may see, each taken once; None is each series' last observed month.
        method: name of the method.
        cumulative: the sum from the first forecast month to each horizon instead of the single months.
        paths: number of sample paths behind the sums.
        seed: seed of those paths.
        progress: called with (done, total) after each forecast.
    Returns:
        Rows by series, origin and horizon; `attrs["notices"]` holds a Finding for every repair and dropped member.
    Raises:
        InputError: unknown method, or every series and origin that cannot be forecast, with the reason.
    """
    import pandas as pd

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
            if cumulative:
                sums = running_sums(bands, paths=paths, seed=seed, series=name, origin=history.origin)
                blocks.append(summarise(sums))
            else:
                blocks.append(_months(bands))
            keys.append((name, history.origin))
        if progress is not None:
            progress(done + 1, len(jobs))
    if findings:
        raise InputError(findings)
    frame = pd.DataFrame(np.concatenate(blocks), columns=["mean", *LEVEL_NAMES])
    frame.insert(0, "series", np.repeat([name for name, _ in keys], horizon))
    frame.insert(1, "origin", np.repeat([month_label(origin) for _, origin in keys], horizon))
    frame.insert(2, "month", [label for _, origin in keys for label in month_range(origin + 1, horizon)])
    frame.insert(3, "horizon", np.tile(np.arange(1, horizon + 1), len(keys)))
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


def _months(bands: Bands) -> Array:
    return np.column_stack([bands.mean(), bands.quantiles()])


def running_sums(bands: Bands, *, paths: int, seed: int, series: str, origin: Month) -> Array:
    """Persons from the first forecast month up to each month on sample paths, shape (months, paths)."""
    (rng,) = child_generators(seed, series, month_label(origin))
    return np.cumsum(bands.paths(paths, rng), axis=0)
