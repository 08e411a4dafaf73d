"""What the forecast costs and what it is worth beside plain methods: a small rolling-origin test, in one process."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from forecasting.base.periods import Month
    from forecasting.base.quantiles import Array

__all__ = ["one_series", "print_arrivals"]

PANEL = Path(__file__).resolve().parents[1] / "tests/arrivals/panel/monthly_first_time_applications.csv"
METHODS = ("ensemble", "prophet_default", "ets", "naive")
EVERY, HORIZON, PATHS, SEED = 47, 24, 2_000, 1


def one_series() -> tuple[list[float], list[float]]:
    """Milliseconds of 36 months of one series with 2,000 paths: fitted anew, and from the cache of that forecast."""
    from forecasting.arrivals import forecast_table

    first, values = next(iter(_panel().values()))
    times = []
    with tempfile.TemporaryDirectory() as cold:
        before = os.environ.get("FORECASTING_CACHE")
        os.environ["FORECASTING_CACHE"] = cold
        for _ in range(6):
            started = time.perf_counter()
            forecast_table({"series": (first, values)}, horizon=36, cumulative=True, paths=PATHS)
            times.append((time.perf_counter() - started) * 1e3)
        if before is None:
            del os.environ["FORECASTING_CACHE"]
        else:
            os.environ["FORECASTING_CACHE"] = before
    return times[:1], times[1:]


def print_arrivals() -> None:
    """A row for each method: time of a forecast with its paths, and its scores on the same origins."""
    from forecasting.arrivals.backtest.frame import score_frame
    from forecasting.arrivals.backtest.origins import find_origins
    from forecasting.arrivals.backtest.summary import score_table
    from forecasting.arrivals.backtest.task import Task, run

    panel = _panel()
    origins, _ = find_origins(panel, horizon=HORIZON, every=EVERY)
    results = {
        (position, name): run(Task(origin.series, origin.history, name, HORIZON, PATHS, SEED))
        for name in METHODS
        for position, origin in enumerate(origins)
    }
    table = score_table(score_frame(origins, METHODS, results)).set_index(["horizon", "method"]).loc["all"]
    print(f"forecasts of {HORIZON} months from {len(origins)} origins of {len(panel)} countries")
    print(f"{'method':32}{'median ms':>11}{'worst ms':>10}{'WIS/naive':>11}{'WIS/Prophet':>13}{'in 80 %':>9}")
    for name in METHODS:
        times = [1e3 * results[position, name].seconds for position in range(len(origins))]
        scores = table.loc[name]
        print(
            f"{name:32}{statistics.median(times):11.1f}{max(times):10.1f}{scores['wis_over_naive']:11.2f}"
            f"{scores['wis_over_prophet_default']:13.2f}{scores['within80']:9.0%}",
            flush=True,
        )


def _panel() -> dict[str, tuple[Month, Array]]:
    """The countries as the backtest takes them: first month and persons per month."""
    from forecasting.observations import read_series

    return read_series(PANEL)
