"""Bedarfsprognose Integrationsmanagement: how many refugees need case management, and what it costs.

The doors below load their package when they are first used, so that importing `forecasting` stays light:

    from forecasting import load_observations, load_scenario, forecast_arrivals, outlook

    scenario = load_scenario()
    arrivals = forecast_arrivals(load_observations(), scenario)
    result = outlook(scenario, arrivals)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from forecasting.arrivals import forecast_arrivals
    from forecasting.assumptions import load_scenario
    from forecasting.observations import load_observations
    from forecasting.scenarios import outlook

__all__ = ["__version__", "forecast_arrivals", "load_observations", "load_scenario", "outlook"]

__version__ = "0.1.0"

_DOORS = {
    "forecast_arrivals": "forecasting.arrivals",
    "load_observations": "forecasting.observations",
    "load_scenario": "forecasting.assumptions",
    "outlook": "forecasting.scenarios",
}


def __getattr__(name: str) -> object:
    """Load the package behind a door on first use (PEP 562)."""
    if name not in _DOORS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    door: object = getattr(import_module(_DOORS[name]), name)
    globals()[name] = door
    return door


def __dir__() -> list[str]:
    return sorted({*globals(), *_DOORS})
