"""A forecast round: what was forecast for one group at one origin, small enough to be kept for good.

It holds all that is needed to hold it against what comes: quantiles of each month and of the first twelve together,
those of the last value carried on, and how the months of a sample path hang together. docs/method.md, Track record.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from forecasting.arrivals.forecast import forecast_arrivals
from forecasting.arrivals.position import positions
from forecasting.assumptions import load_register
from forecasting.assumptions.values import plain
from forecasting.base.errors import Finding, InputError
from forecasting.base.periods import Month
from forecasting.base.quantiles import Array, summarise
from forecasting.base.runs import PATHS, SEED

if TYPE_CHECKING:
    from forecasting.arrivals.record import Arrivals
    from forecasting.assumptions import Scenario
    from forecasting.observations import Observations, Series

__all__ = ["SUM_MONTHS", "WATCHED", "Round", "make_rounds"]

SUM_MONTHS = 12
WATCHED = 24  # months ahead for which the bands are evidenced and the early warning watches
_NAIVE = {"arrivals.method": "naive", "arrivals.rare_events": False, "arrivals.expectation_weight": 0.0}
_NOT_OF_A_FORECAST = ("arrivals.path", "arrivals.shocks")  # special events are applied after the forecast


@dataclass(frozen=True)
class Round:
    """Forecast of one group at one origin, persons; row h of an array is the (h + 1)-th month after the origin."""

    group: str
    origin: Month  # last month the forecast saw
    method: str
    settings: Mapping[str, object]  # arrivals settings of the scenario, by key of the register
    data_hash: str
    program: str  # version
    paths: int
    seed: int
    quantiles: Array  # (horizon, 9) at LEVELS
    sums: Array  # (9,) of the persons of the first 12 months; (0,) where the horizon is shorter
    naive: Array  # (horizon, 9) of the last value carried on
    naive_sums: Array  # as `sums`
    memory: Array  # (watched, watched) correlation of the normal scores of the paths' months, watched at most 24
    known: Month | None = None  # last month with a figure of its own when it was made; None: not after the origin

    @property
    def horizon(self) -> int:
        """Months after the origin."""
        return len(self.quantiles)

    @property
    def known_ahead(self) -> int:
        """Months after the origin whose outcome was known when it was made: a forecast of them proves nothing."""
        return 0 if self.known is None else max(self.known - self.origin, 0)


def make_rounds(
    observations: Observations, scenario: Scenario, *, paths: int = PATHS, seed: int = SEED
) -> tuple[Round, ...]:
    """A round for each group of the scenario, at its base month.

    Args:
        paths: number of sample paths, from which all quantiles come.
        seed: seed of the paths.
    Raises:
        InputError: as `forecast_arrivals`; or the arrivals are given by a file, which is no forecast.
    """
    from forecasting import __version__

    if scenario.arrivals_file is not None:
        raise InputError(Finding("arrivals.round.given"))
    own = forecast_arrivals(observations, scenario, paths=paths, seed=seed)
    naive = forecast_arrivals(observations, scenario.with_values(_NAIVE), paths=paths, seed=seed)
    settings = {
        key: plain(scenario.value(key))
        for key in load_register()
        if key.startswith("arrivals.") and key not in _NOT_OF_A_FORECAST
    }
    rounds = []
    for group in own.groups:
        quantiles, sums, future = _frozen(own, group)
        naive_quantiles, naive_sums, _ = _frozen(naive, group)
        rounds.append(
            Round(
                group=group,
                origin=own.base_month,
                method=str(scenario.value("arrivals.method")),
                settings=settings,
                data_hash=own.data_hash,
                program=__version__,
                paths=paths,
                seed=seed,
                quantiles=quantiles,
                sums=sums,
                naive=naive_quantiles,
                naive_sums=naive_sums,
                memory=_memory(future[:WATCHED], quantiles[:WATCHED]),
                known=_last_observed(observations.arrivals[group]),
            )
        )
    return tuple(rounds)


def _last_observed(series: Series) -> Month | None:
    """Last month with a figure of its own; None without one."""
    found = [place for place, status in enumerate(series.status) if status == "observed"]
    return series.first_month + found[-1] if found else None


def _frozen(arrivals: Arrivals, group: str) -> tuple[Array, Array, Array]:
    """Quantiles of each month and of the first twelve together, to three decimals, and the paths behind them."""
    future = arrivals.paths[group][arrivals.history_months :]
    sums = np.empty(0)
    if len(future) >= SUM_MONTHS:
        sums = summarise(future[:SUM_MONTHS].sum(axis=0, keepdims=True))[0, 1:].round(3)
    return summarise(future)[:, 1:].round(3), sums, future


def _memory(future: Array, quantiles: Array) -> Array:
    """Correlation between months of the paths' normal scores, to four decimals; 0 with a month that never varies."""
    scores = positions(future, quantiles)
    scores = scores - scores.mean(axis=1, keepdims=True)
    sizes = np.sqrt((scores**2).mean(axis=1))
    sizes[sizes == 0.0] = np.inf
    correlation = (scores @ scores.T / scores.shape[1]) / np.outer(sizes, sizes)
    np.fill_diagonal(correlation, 1.0)
    return np.asarray(correlation.round(4) + 0.0)
