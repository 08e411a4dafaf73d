"""One forecast of a rolling-origin test: what it depends on, and what is kept of it.

A task travels to another process or machine and its result travels back; both are small. Neither holds anything of
the months after the origin, so a finished task stays valid when new months become known.
"""

from __future__ import annotations

import hashlib
import json
import sys
import time
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import metadata
from pathlib import Path

import numpy as np

from forecasting.arrivals.bands import Bands
from forecasting.arrivals.cache import LIBRARIES, METHOD_VERSION, key
from forecasting.arrivals.clean import FULL, History
from forecasting.arrivals.methods import METHODS, MethodFailed
from forecasting.arrivals.table import running_sums, successive_sums
from forecasting.base.periods import parse_month
from forecasting.base.quantiles import LEVELS, Array, summarise

__all__ = ["SUM_MONTHS", "THINNED", "Finished", "Task", "failed", "run", "versions"]

FORMAT = 2  # goes up when a result holds something else
SUM_MONTHS = 12
THINNED = 200  # of the sums on all paths, evenly through their order; enough for their CRPS


@dataclass(frozen=True)
class Task:
    """One method on one series from one origin."""

    series: str
    history: History
    method: str
    horizon: int
    paths: int
    seed: int

    @cached_property
    def key(self) -> str:
        """Everything the result depends on, SHA-256 hex."""
        forecast = key(self.method, self.history, self.horizon)
        settings = [FORMAT, forecast, self.series, self.paths, self.seed]
        return hashlib.sha256(json.dumps(settings).encode()).hexdigest()


@dataclass(frozen=True)
class Finished:
    """What a task gave: a forecast, or the reason why there is none.

    A horizon under 12 months has no year. `seconds`: time it took; nothing is computed from it.
    """

    quantiles: Array  # (horizon, 9) persons of each month; (0, 9) without a forecast
    sums: Array  # (years, 9) quantiles of the persons of each 12 months in a row, from the paths
    sum_sample: Array  # (years, THINNED) the same distributions as evenly thinned samples
    dropped: tuple[tuple[str, str], ...] = ()  # members left out, with the reason
    failure: str | None = None
    lasting: bool = True  # the same task would end the same way again
    seconds: float = 0.0


def run(task: Task) -> Finished:
    """Fit and forecast; a method that cannot be used is a result as well."""
    _load(task.method)
    started = time.perf_counter()
    try:
        bands = METHODS[task.method].fit(task.history, task.horizon)
    except MethodFailed as error:
        return failed(str(error), seconds=time.perf_counter() - started)
    sums, sample = _sums(bands, task)
    quantiles = bands.quantiles()
    return Finished(quantiles, sums, sample, bands.dropped, seconds=time.perf_counter() - started)


def failed(reason: str, *, lasting: bool = True, seconds: float = 0.0) -> Finished:
    """No forecast, for this reason."""
    none = np.empty((0, len(LEVELS)))
    return Finished(none, none, np.empty((0, THINNED)), failure=reason, lasting=lasting, seconds=seconds)


@lru_cache(maxsize=1)
def versions() -> dict[str, str]:
    """What must be the same wherever tasks of one test are run."""
    folder = Path(__file__).parents[1]
    code = hashlib.sha256()
    for module in sorted(folder.rglob("*.py")):
        code.update(module.read_bytes())
    found = {name: metadata.version(name) for name in (*LIBRARIES, "numpy", "scipy", "pandas")}
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    return {"python": python, **found, "forecasting.arrivals": f"{METHOD_VERSION}-{code.hexdigest()[:8]}"}


def _sums(bands: Bands, task: Task) -> tuple[Array, Array]:
    """Quantiles of the persons of each twelve months in a row, and their thinned samples."""
    running = running_sums(bands, paths=task.paths, seed=task.seed, series=task.series, origin=task.history.origin)
    totals = successive_sums(running, SUM_MONTHS)
    middles = (np.arange(THINNED) + 0.5) / THINNED
    return summarise(totals)[:, 1:], np.quantile(totals, middles, axis=1).T


@lru_cache(maxsize=64)
def _load(name: str) -> None:
    """Let the method load its libraries on a little history, so that the time of a fit is that of the fit."""
    first = parse_month("2000-01")
    little = History(first, np.full(FULL, 10.0), np.zeros(FULL, dtype=np.bool_), first + FULL - 1)
    try:
        METHODS[name].fit(little, 1)
    except MethodFailed:
        return
