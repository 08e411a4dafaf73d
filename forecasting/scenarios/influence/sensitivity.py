"""What does each assumption do to the result, one at a time, from the low to the high end of its range?

Uncertain facts move over their range, the scenario's own where it gives one; what is decided moves over its plausible
values or its choices. The measure is that of the planning account at the median, as every page shows it: the other
uncertain assumptions stay drawn, the one that moves is the same on every path.
docs/method.md, Sensitivity.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from forecasting.arrivals import Arrivals
from forecasting.assumptions import Assumption, Scenario, Value, load_register
from forecasting.assumptions.entry import Condition, holds, usual
from forecasting.assumptions.register import can_be_set
from forecasting.base.errors import InputError
from forecasting.base.quantiles import quantile
from forecasting.budget.measures import PERSONS_PER_POST
from forecasting.scenarios.chain import MEDIAN
from forecasting.scenarios.measured import PERSONS, Measured, check_money, measured, until
from forecasting.scenarios.stages import Parts

__all__ = ["Effect", "effects"]

_FIXED = (
    "arrivals.",
    "groups",
    "horizon_months",
    "whole_years",
    "base_month",
    "planning.",
    "uncertainty.",
    "district",
)
"""What is about the run, its forecast and its districts, not about the state's need and funds."""

OVER_PATHS = (*PERSONS, PERSONS_PER_POST, "vacant_fte", "overload_months")
"""Yearly measures that no planning account holds."""

_FITTED = (".count_factor", ".stay_source", ".stay_window")
"""What follows from counts and figures; moved on its own it would tell nothing."""


@dataclass(frozen=True)
class Effect:
    """One assumption's effect; `low` and `high` are what it was set to, in its own unit."""

    key: str
    low: Value
    high: Value
    at_low: float
    at_high: float
    acting: bool = True  # in the scenario as it is; else the effect is that under the setting it would act under

    @property
    def span(self) -> float:
        """Width of the bar."""
        return abs(self.at_high - self.at_low)


def effects(scenario: Scenario, arrivals: Arrivals, *, measure: str, year: int) -> tuple[float, tuple[Effect, ...]]:
    """Base value of the measure, and the effect of every assumption that can move, widest first.

    Args:
        measure: any yearly one; what the planning account does not hold is the median of the paths.
        year: budget year of the horizon.
    """
    arrivals = until(arrivals, year)
    base = _measured(scenario, arrivals, measure, None)

    def run(entry: Assumption, value: Value) -> float:
        # What acts under another setting only is shown under that setting.
        setting = dict(usual(condition) for condition in entry.acts_under if not _met(condition, scenario))
        # A range without width: what moves has the same value on every path.
        given = value if scenario.range(entry) is None else {"value": value, "low": value, "high": value}
        moved = scenario.with_values({**setting, entry.key: given})
        return _value(_measured(moved, arrivals, measure, (arrivals, base.parts)), measure, year)

    found = []
    for entry in load_register().for_groups(arrivals.groups):
        ends = None if entry.key.startswith(_FIXED) or entry.key.endswith(_FITTED) else _ends(entry, scenario)
        if ends is None or not all(_can_be_set(condition, scenario) for condition in entry.acts_under):
            continue
        try:
            acting = all(_met(condition, scenario) for condition in entry.acts_under)
            found.append(Effect(entry.key, ends[0], ends[1], run(entry, ends[0]), run(entry, ends[1]), acting))
        except InputError:
            continue  # an end that another value of the scenario forbids cannot be shown
    return _value(base, measure, year), tuple(sorted(found, key=lambda effect: -effect.span))


def _met(condition: Condition, scenario: Scenario) -> bool:
    return holds(condition, {condition[0]: scenario.value(condition[0])})


def _can_be_set(condition: Condition, scenario: Scenario) -> bool:
    """Whether a condition holds or can be made to hold on the same paths."""
    return _met(condition, scenario) or (can_be_set(condition) and not condition[0].startswith(_FIXED))


def _measured(scenario: Scenario, arrivals: Arrivals, measure: str, reuse: tuple[Arrivals, Parts] | None) -> Measured:
    """The measure in the account at the median, or over the paths where the account does not hold it.

    Raises:
        InputError: a year needs a value that is missing, or the money a value that is possible.
    """
    of_account = measure not in OVER_PATHS
    if not of_account:  # what money forbids is no scenario, whatever is asked of it
        check_money(scenario, arrivals)
    return measured(scenario, arrivals, measure=measure, account=of_account, reuse=reuse, level=MEDIAN)


def _value(result: Measured, measure: str, year: int) -> float:
    row = [each.year for each in result.years].index(year)
    if measure not in OVER_PATHS:
        return float(result.account.measures[measure][row])
    return float(quantile(result.yearly[measure].values[row : row + 1], MEDIAN)[0])


def _ends(entry: Assumption, scenario: Scenario) -> Sequence[Value] | None:
    """The two values an assumption is moved to, None where it has no such range."""
    if entry.kind in ("number", "integer"):
        if scenario.value(entry.key) is None:
            return None
        span = scenario.range(entry)
        if span is not None:
            return span.low, span.high
        if entry.plausible is None or not entry.decision:
            return None
        return (int(entry.plausible[0]), int(entry.plausible[1])) if entry.kind == "integer" else entry.plausible
    if entry.kind == "choice" and entry.decision and entry.choices:
        others = [choice.value for choice in entry.choices if choice.value != scenario.value(entry.key)]
        return (str(scenario.value(entry.key)), others[0]) if others else None
    return None
