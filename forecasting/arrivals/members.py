"""The six members of the ensemble: each continues log1p of the history without a free trend.

Step 2 of docs/method.md, section Arrivals. A member takes a history and the number of steps after its last month,
and returns the centre on the log scale, shape (steps,). The months of marked events are missing to it. The heavy
libraries are loaded on first use.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import Any

import numpy as np

from forecasting.arrivals import prophet
from forecasting.arrivals.clean import YEAR, History
from forecasting.arrivals.ensemble import Member
from forecasting.base.quantiles import Array

__all__ = ["MEMBERS", "fit_local_level"]

HARMONICS = 3


def fit_local_level(log: Array, *, seasonal: bool, autoregressive: bool) -> Any:
    """Fitted structural model of statsmodels: local level, optionally fixed harmonics and an AR(1) term."""
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    options: dict[str, Any] = {"level": "llevel"}
    if seasonal:
        options |= {
            "freq_seasonal": [{"period": YEAR, "harmonics": HARMONICS}],
            "stochastic_freq_seasonal": [False],
        }
    if autoregressive:
        options["autoregressive"] = 1
    with warnings.catch_warnings():  # statsmodels switches its warnings on when it is loaded
        warnings.simplefilter("ignore")
        return UnobservedComponents(log, **options).fit(disp=False, cov_type="none")


def local_level_seasonal(history: History, steps: int) -> Array:
    """Local level with fixed harmonics."""
    return np.asarray(fit_local_level(history.calm, seasonal=True, autoregressive=False).forecast(steps))


def local_level_seasonal_ar(history: History, steps: int) -> Array:
    """Local level with fixed harmonics and an autoregressive term."""
    return np.asarray(fit_local_level(history.calm, seasonal=True, autoregressive=True).forecast(steps))


def local_level(history: History, steps: int) -> Array:
    """Local level alone."""
    return np.asarray(fit_local_level(history.calm, seasonal=False, autoregressive=False).forecast(steps))


def theta(history: History, steps: int) -> Array:
    """AutoTheta of statsforecast."""
    from statsforecast.models import AutoTheta

    log = history.calm
    missing = np.isnan(log)
    if missing.any():  # the method knows no missing months
        at = np.arange(len(log))
        log = np.where(missing, np.interp(at, at[~missing], log[~missing]), log)
    return np.asarray(AutoTheta(season_length=YEAR).fit(log).predict(steps)["mean"], dtype=np.float64)


def last_and_year(history: History, steps: int) -> Array:
    """Mean of the last value and the last year's mean, on the log scale."""
    year = history.counts[history.recent(YEAR)].mean()
    return np.full(steps, (history.log[-1] + np.log1p(year)) / 2)


MEMBERS: Mapping[str, Member] = {
    "local_level_seasonal": local_level_seasonal,
    "local_level_seasonal_ar": local_level_seasonal_ar,
    "local_level": local_level,
    "theta": theta,
    "prophet": prophet.anchored,
    "last_and_year": last_and_year,
}
