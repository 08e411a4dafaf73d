"""What the forecast of the arrivals depends on: scenarios that agree in it share one forecast."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from forecasting.assumptions import load_register
from forecasting.assumptions.values import plain

if TYPE_CHECKING:
    from forecasting.assumptions import Scenario

__all__ = ["arrivals_key"]

_OF_ARRIVALS = ("base_month", "horizon_months", "groups")


def arrivals_key(scenario: Scenario) -> str:
    """What the forecast of the arrivals depends on, in one line; special events come later."""
    keys = [key for key in load_register() if key in _OF_ARRIVALS or key.startswith("arrivals.")]
    state = {key: plain(scenario.value(key)) for key in keys if key != "arrivals.shocks"}
    file = scenario.arrivals_file
    return json.dumps([state, str(file.resolve()) if file else None], sort_keys=True, default=str)
