"""Arrivals: forecasts of monthly series, and the arrivals of every group as sample paths.

The libraries behind the methods (Prophet, statsmodels, statsforecast) are loaded when a forecast is fitted.
"""

from __future__ import annotations

from forecasting.arrivals.bands import Bands
from forecasting.arrivals.clean import History, clean
from forecasting.arrivals.forecast import forecast_arrivals
from forecasting.arrivals.methods import DEFAULT, METHODS, Forecaster, MethodFailed, method
from forecasting.arrivals.record import ABSENT, Arrivals
from forecasting.arrivals.table import forecast_table, forecast_years_table

__all__ = [
    "ABSENT",
    "DEFAULT",
    "METHODS",
    "Arrivals",
    "Bands",
    "Forecaster",
    "History",
    "MethodFailed",
    "clean",
    "forecast_arrivals",
    "forecast_table",
    "forecast_years_table",
    "method",
]
