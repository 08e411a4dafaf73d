"""What would come out if what was decided of the level had been decided otherwise, one decision at a time?

The base scenario counts persons and includes those in private homes; each reads as law or practice, and each can be
read otherwise. Account at its chosen level, by budget year. docs/method.md, Staff and Need for support.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from forecasting.assumptions import Scenario
from forecasting.scenarios.chain import Outlook, outlook

__all__ = ["Alternative", "alternatives"]

BASE, HOMES = "staffing.ratio_base", "need.private_homes"
RATIO = ("staffing.persons_per_fte", "staffing.hours_per_month")


@dataclass(frozen=True)
class Alternative:
    """The scenario with one decision taken otherwise; posts and need of each budget year, FTE and EUR."""

    key: str  # "scenario" or what was decided otherwise
    years: tuple[int, ...]
    fte: tuple[float, ...]
    need: tuple[float, ...]


def alternatives(result: Outlook) -> tuple[Alternative, ...]:
    """The scenario first, then each decision that it takes, taken otherwise."""
    found = [_of("scenario", result)]
    for key, values in _otherwise(result.scenario).items():
        found.append(_of(key, outlook(result.scenario.with_values(values), result.arrivals, reuse=result)))
    return tuple(found)


def _otherwise(scenario: Scenario) -> Mapping[str, Mapping[str, object]]:
    """What to set for each decision; a ratio per person in support brings the register's level with it."""
    changes: dict[str, Mapping[str, object]] = {}
    if scenario.value(BASE) == "counted":
        changes["served"] = {BASE: "served", **dict.fromkeys(RATIO)}
    if scenario.value(HOMES) == "count":
        changes["private"] = {HOMES: "leave_out"}
    return changes


def _of(key: str, result: Outlook) -> Alternative:
    account = result.account.measures
    fte, need = (tuple(float(value) for value in account[measure]) for measure in ("fte", "need"))
    return Alternative(key, tuple(year.year for year in result.years), fte, need)
