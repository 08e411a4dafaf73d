"""How many hours of support make the base year take as many posts as the caseload ratio does?

Nobody measured the hours, so their level follows from the ratio that is known: hours a month by bands of tenure, all
times one factor. `python -m forecasting.scenarios.calibration` prints the bands for data/scenarios/base.toml.
docs/method.md, Staff.
"""

from __future__ import annotations

import sys

from forecasting.arrivals import Arrivals, forecast_arrivals
from forecasting.assumptions import Scenario, load_scenario
from forecasting.observations import load_observations
from forecasting.scenarios.chain import MEDIAN, outlook

__all__ = ["Bands", "calibrated_hours"]

Bands = tuple[tuple[int, int, float], ...]
"""Hours a month by tenure: (from, to, hours)."""

DIGITS = 3  # of the hours: one more would move the posts by less than a tenth of one
CLOSE = 1e-6  # of the factor
STEPS = 20


def calibrated_hours(scenario: Scenario, arrivals: Arrivals) -> Bands:
    """The scenario's bands times the factor at which the first whole year takes as many posts as by the ratio.

    Every assumption stands at its value; compared are the posts of the planning account at the median. The factor
    also makes up for the hours of integration plans, which are not scaled.
    """
    still = scenario.with_values({"uncertainty.assumptions": False})
    start = outlook(still, arrivals)
    whole = next(row for row, year in enumerate(start.years) if not year.partial)
    bands = start.resolved.bands()

    def posts(method: str, factor: float = 1.0) -> float:
        moved = {"staffing.method": method, "staffing.hours_per_month": _table(_scaled(bands, factor))}
        found = outlook(still.with_values(moved), arrivals, reuse=start)
        return float(found.accounts[MEDIAN].measures["fte"][whole])

    wanted = posts("ratio")
    # Posts are all but proportional to the factor: a median of sums, plus the plans.
    low, high = (0.0, posts("hours", 0.0) - wanted), (1.0, posts("hours") - wanted)
    for _ in range(STEPS):
        if high[1] == low[1] or abs(high[0] - low[0]) < CLOSE:
            break
        factor = high[0] - high[1] * (high[0] - low[0]) / (high[1] - low[1])
        low, high = high, (factor, posts("hours", factor) - wanted)
    smallest = min(hours for *_, hours in bands if hours > 0)
    unit = round(smallest * high[0], DIGITS)
    return tuple((start, stop, round(hours / smallest * unit, DIGITS)) for start, stop, hours in bands)


def _scaled(bands: Bands, factor: float) -> Bands:
    return tuple((start, stop, hours * factor) for start, stop, hours in bands)


def _table(bands: Bands) -> list[list[float]]:
    return [list(band) for band in bands]


def main() -> None:
    """Print the bands of the base scenario."""
    scenario = load_scenario()
    bands = calibrated_hours(scenario, forecast_arrivals(load_observations(), scenario))
    sys.stdout.write(f"hours_per_month = {_table(bands)}\n")


if __name__ == "__main__":
    main()
