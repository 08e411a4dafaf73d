"""What the forecast of the arrivals depends on: scenarios that agree in it share one forecast."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from forecasting.assumptions import load_register
from forecasting.assumptions.values import plain
from forecasting.base.periods import Month
from forecasting.base.years import to_december

if TYPE_CHECKING:
    from forecasting.assumptions import Scenario

__all__ = ["arrivals_key", "horizon_of"]

_OF_ARRIVALS = ("base_month", "horizon_months", "whole_years", "groups")


def horizon_of(scenario: Scenario, base_month: Month) -> int:
    """Months that are forecast: as many as the scenario says, with whole years up to a December."""
    months = int(str(scenario.value("horizon_months")))
    return to_december(base_month, months) if scenario.value("whole_years") else months


def arrivals_key(scenario: Scenario) -> str:
    """What the forecast of the arrivals depends on, in one line; special events come later."""
    keys = [key for key in load_register() if key in _OF_ARRIVALS or key.startswith("arrivals.")]
    state = {key: plain(scenario.value(key)) for key in keys if key != "arrivals.shocks"}
    file = scenario.arrivals_file
    return json.dumps([state, str(file.resolve()) if file else None], sort_keys=True, default=str)
