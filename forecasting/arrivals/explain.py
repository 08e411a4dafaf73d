"""How the forecast of a group comes about: its members, their middle, and what its intervals follow from.

The same history and the same steps as the forecast itself, docs/method.md, section Arrivals, steps 2 to 6; nothing is
drawn. Rare pulses and the planner's own expectation come later and are not told here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from forecasting.arrivals.cache import fitted, fitted_members
from forecasting.arrivals.ensemble import volatility_of
from forecasting.arrivals.histories import provisional, until, usable_history
from forecasting.arrivals.methods import DEFAULT, method
from forecasting.arrivals.settings import horizon_of
from forecasting.assumptions import resolve
from forecasting.assumptions.events import marked_events
from forecasting.base.periods import parse_month
from forecasting.base.quantiles import Array

if TYPE_CHECKING:
    from forecasting.assumptions import Scenario
    from forecasting.observations import Observations

__all__ = ["Explained", "explain"]


@dataclass(frozen=True)
class Explained:
    """The forecast of one group in its parts, persons per month."""

    group: str
    months: int  # of history that the forecast uses
    short: bool  # nothing for the members to learn from: the flat centre stands in for them
    members: Mapping[str, Array]  # (horizon,) of each member that took part
    dropped: tuple[tuple[str, str], ...]  # member and reason
    middle: Array  # (horizon,) median of the members
    median: Array  # (horizon,) the forecast, after the reversion of a surge
    low: Array  # (horizon,) ends of the 80 % interval
    high: Array
    volatility: float  # standard deviation of a monthly change, log scale
    estimated: bool = False  # that of plausible histories, since the series itself has estimated months
    years: int = 0  # calendar years behind the forecast where nothing but years is known


def explain(observations: Observations, scenario: Scenario, group: str) -> Explained | None:
    """Parts of a group's forecast; None where it does not come from the ensemble.

    Raises:
        InputError: the group's history cannot be used.
    """
    values = resolve(scenario, (group,))
    if scenario.arrivals_file is not None or values.word("arrivals.method") != DEFAULT:
        return None
    base = scenario.value("base_month")
    base_month = parse_month(base) if isinstance(base, str) else observations.base_month
    horizon = horizon_of(scenario, base_month)
    known = until(observations.arrivals[group], base_month, provisional(values))
    history, _ = usable_history(known, marked_events(scenario), base_month)
    bands, _ = fitted(method(DEFAULT), history, horizon, series=group)
    found, dropped = ({}, ()) if history.flat else fitted_members(history, horizon)
    quantiles = bands.quantiles()
    own = float(volatility_of(history, history.log))
    middle = np.median(list(found.values()), axis=0) if found else bands.centre
    return Explained(
        group=group,
        months=history.months,
        short=history.flat,
        members={name: np.expm1(centre) for name, centre in found.items()},
        dropped=dropped,
        middle=np.expm1(middle),
        median=bands.median(),
        low=quantiles[:, 2],
        high=quantiles[:, 6],
        volatility=max(own, history.volatility_floor),
        estimated=own < history.volatility_floor,
        years=len(history.years),
    )
