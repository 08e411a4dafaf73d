"""Comparison methods with their own intervals: exponential smoothing, theta, ARIMA, CES and the local level.

Fitted on log1p of the history with a season of 12 months; a method's intervals become bands on the log scale, from
which the paths are drawn as everywhere. A median beyond fifty times the largest month is an explosion and refused.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from forecasting.arrivals import prophet
from forecasting.arrivals.bands import Bands, gaussian_bands, spread_bands
from forecasting.arrivals.clean import YEAR, History
from forecasting.arrivals.ensemble import CLIP
from forecasting.arrivals.members import fit_local_level
from forecasting.base.quantiles import LEVELS, Array

__all__ = ["arima", "ces", "ets", "local_level", "prophet_default", "prophet_tuned", "theta"]

INTERVALS = (50, 80, 90, 95)
LEAST_DEVIATION = 0.02
BANDS = len(INTERVALS)


def ets(history: History, horizon: int) -> Bands:
    """AutoETS with a damped trend."""
    from statsforecast.models import AutoETS

    return _fit_native(lambda: AutoETS(season_length=YEAR, damped=True), history, horizon)


def theta(history: History, horizon: int) -> Bands:
    """AutoTheta."""
    from statsforecast.models import AutoTheta

    return _fit_native(lambda: AutoTheta(season_length=YEAR), history, horizon)


def arima(history: History, horizon: int) -> Bands:
    """AutoARIMA."""
    from statsforecast.models import AutoARIMA

    return _fit_native(lambda: AutoARIMA(season_length=YEAR), history, horizon)


def ces(history: History, horizon: int) -> Bands:
    """Complex exponential smoothing."""
    from statsforecast.models import AutoCES

    return _fit_native(lambda: AutoCES(season_length=YEAR), history, horizon)


def local_level(history: History, horizon: int) -> Bands:
    """Structural local level with fixed harmonics."""
    fitted = fit_local_level(history.log, seasonal=True, autoregressive=False)
    ahead = fitted.get_forecast(horizon + history.lag)
    deviation = np.maximum(np.asarray(ahead.se_mean), LEAST_DEVIATION)[history.lag :]
    centre = np.asarray(ahead.predicted_mean)[history.lag :]
    return _bounded(gaussian_bands(centre, deviation, history.lag), history)


def prophet_default(history: History, horizon: int) -> Bands:
    """Prophet as it comes, with its own trend and intervals; for comparison only."""
    levels = prophet.default_quantiles(history, horizon + history.lag, LEVELS)
    return _from_levels(np.log1p(levels), history)


def prophet_tuned(history: History, horizon: int) -> Bands:
    """Prophet on the log scale with a flat trend, its own season and intervals; for comparison only."""
    levels = prophet.flat_quantiles(history, horizon + history.lag, LEVELS)
    return _bounded(_from_levels(levels, history), history)


def _from_levels(logs: Array, history: History) -> Bands:
    """Bands from the nine quantiles of each step on the log scale."""
    logs = logs[history.lag :]
    return spread_bands(logs[:, BANDS], logs[:, :BANDS][:, ::-1], logs[:, BANDS + 1 :], history.lag)


def _fit_native(build: Callable[[], Any], history: History, horizon: int) -> Bands:
    ahead = build().fit(history.log).predict(horizon + history.lag, level=list(INTERVALS))

    def side(name: str) -> Array:
        columns = [np.asarray(ahead[f"{name}-{level}"], dtype=np.float64) for level in INTERVALS]
        return np.stack(columns, axis=1)[history.lag :]

    centre = np.asarray(ahead["mean"], dtype=np.float64)[history.lag :]
    return _bounded(spread_bands(centre, side("lo"), side("hi"), history.lag), history)


def _bounded(bands: Bands, history: History) -> Bands:
    """Keep what is finite within zero and fifty times the largest month; refuse the rest.

    Raises:
        ValueError: the forecast is not finite, or its median explodes.
    """
    ceiling = float(history.log.max()) + CLIP
    if not all(np.isfinite(part).all() for part in (bands.centre, bands.down, bands.up)):
        raise ValueError("not finite")
    if bands.centre.max() > ceiling:
        raise ValueError("explodes")
    centre = np.maximum(bands.centre, 0.0)
    return Bands(centre, bands.down, np.minimum(bands.up, (ceiling - centre)[:, None]), bands.lag)
