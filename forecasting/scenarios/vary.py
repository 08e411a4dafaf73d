"""The numbers of a scenario that can be sought: what each reads and writes, how far it may go, in which steps.

A number of the register, one year of a table by year ("budget.appropriation.2027"), the whole table for the years
that are not decided, `arrivals.shocks`, which stands for one change of all arrivals of the forecast (0.1: +10 %), and
`funding.rates`: both funding rates, the vocational one as far below the graduate one as the scenario has it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from forecasting.arrivals import Arrivals
from forecasting.assumptions import Assumption, Scenario, Shock, Years, in_year, load_register
from forecasting.assumptions.findings import nearest
from forecasting.base.errors import Finding, InputError
from forecasting.base.periods import Month, month_label, year_of
from forecasting.scenarios.account_rules import decided_years

__all__ = ["RATES", "SHIFT", "Vary", "decided_years", "seekable", "vary"]

SHIFT = "arrivals.shocks"
SHIFT_POSSIBLE, SHIFT_PLAUSIBLE = (-1.0, 5.0), (-0.5, 1.0)
APPROPRIATION = "budget.appropriation"
RATES = "funding.rates"
GRADUATE, VOCATIONAL = "funding.rate_graduate", "funding.rate_vocational"
FORECAST = ("arrivals.", "horizon_months", "whole_years")
"""They change the sample paths themselves, which a search must not."""

STEPS = {"eur": 100, "eur_year": 100, "eur_fte_year": 100}
"""Steps to the unit by the name of the unit: cents."""

FINE, FINE_SHIFT = 10**8, 10**6
DIGITS = 10


@dataclass(frozen=True)
class Vary:
    """One number that moves over its permitted values in steps of 1 / `steps`."""

    key: str
    entry: Assumption
    low: float
    high: float
    plausible: tuple[float, float]
    steps: int
    read: Callable[[Scenario], float | None]
    write: Callable[[Scenario, float], Mapping[str, object]]
    apart: float = 0.0  # EUR by which the vocational rate lies below the value, where both rates move

    @property
    def first(self) -> int:
        """Place of the lowest value, counted in steps."""
        return math.ceil(round(self.low * self.steps, 6))

    @property
    def last(self) -> int:
        """Place of the highest value."""
        return math.floor(round(self.high * self.steps, 6))

    @property
    def whole(self) -> bool:
        """Whether only whole numbers are possible."""
        return self.entry.kind == "integer"

    def at(self, place: int) -> float:
        """Value at a place."""
        return place / self.steps

    def near(self, value: float) -> int:
        """Place next to a value, within the permitted ones."""
        return min(max(round(value * self.steps), self.first), self.last)

    def moved(self, scenario: Scenario, value: float) -> Scenario:
        """The scenario with this value.

        Raises:
            InputError: another value of the scenario forbids it.
        """
        return scenario.with_values(self.write(scenario, value))


def vary(key: str, scenario: Scenario, arrivals: Arrivals) -> Vary:
    """The number behind a key.

    Raises:
        InputError: there is no such key, or none that can be sought.
    """
    register = load_register()
    months = arrivals.base_month + 1, arrivals.base_month + arrivals.horizon
    if key == SHIFT:
        return _shift(register[SHIFT], *months)
    if key == RATES:
        return _rates(register[GRADUATE], register[VOCATIONAL], scenario, year_of(months[0]))
    table, _, year = key.rpartition(".")
    entry = register.find(key)
    if entry is None:
        by_year = register.find(table)
        if by_year is not None and by_year.kind == "years":
            return _of_year(key, by_year, year, *months)
        raise InputError(Finding("scenarios.vary_unknown", {"nearest": nearest(key, seekable(arrivals))}, value=key))
    if key == APPROPRIATION:
        years = range(year_of(months[0]), year_of(months[1]) + 1)
        still_open = [year for year in years if year not in decided_years()] or list(years)
        return _of_years(entry, still_open)
    if key not in seekable(arrivals):
        raise InputError(Finding("scenarios.vary_kind", {"key": key}))

    def read(given: Scenario) -> float | None:
        value = given.value(key)
        return None if value is None else in_year(value, year_of(months[0]))[0]

    steps = 1 if entry.kind == "integer" else STEPS.get(entry.unit.name, FINE)
    return _vary(key, entry, steps, read, lambda given, value: {key: int(value) if steps == 1 else value})


def seekable(arrivals: Arrivals) -> list[str]:
    """Every key that is one number and leaves the sample paths as they are."""
    entries = load_register().for_groups(arrivals.groups)
    numbers = [entry.key for entry in entries if entry.kind in ("number", "integer") and entry.possible is not None]
    return [*(key for key in numbers if not key.startswith(FORECAST)), RATES, APPROPRIATION, SHIFT]


def _vary(
    key: str,
    entry: Assumption,
    steps: int,
    read: Callable[[Scenario], float | None],
    write: Callable[[Scenario, float], Mapping[str, object]],
) -> Vary:
    low, high = entry.possible or (0.0, 1e9)
    return Vary(key, entry, low, high, entry.plausible or (low, high), steps, read, write)


def _of_year(key: str, entry: Assumption, year: str, first: Month, last: Month) -> Vary:
    """One year of a table by year.

    Raises:
        InputError: the horizon has no such year.
    """
    years = range(year_of(first), year_of(last) + 1)
    if not year.isdecimal() or int(year) not in years:
        facts = {"key": key, "first": years[0], "last": years[-1]}
        raise InputError(Finding("scenarios.vary_year", facts))

    def read(given: Scenario) -> float | None:
        table = given.value(entry.key)
        return table.get(int(year)) if isinstance(table, Years) else None

    return _vary(key, entry, STEPS["eur"], read, lambda given, value: {key: value})


def _of_years(entry: Assumption, years: list[int]) -> Vary:
    """One amount for several years of a table."""

    def read(given: Scenario) -> float | None:
        table = given.value(entry.key)
        amounts = {table.get(year) for year in years} if isinstance(table, Years) else {None}
        return amounts.pop() if len(amounts) == 1 else None

    def write(given: Scenario, value: float) -> Mapping[str, object]:
        return {f"{entry.key}.{year}": value for year in years}

    return _vary(entry.key, entry, STEPS["eur"], read, write)


def _rates(graduate: Assumption, vocational: Assumption, scenario: Scenario, first_year: int) -> Vary:
    """Both funding rates at the distance they have in the first year; the value is the graduate one."""

    def rate(key: str, given: Scenario) -> float:
        value = given.value(key)
        return 0.0 if value is None else in_year(value, first_year)[0]

    def distance(given: Scenario) -> float:
        return rate(GRADUATE, given) - rate(VOCATIONAL, given)

    def write(given: Scenario, value: float) -> Mapping[str, object]:
        return {GRADUATE: value, VOCATIONAL: round(value - distance(given), 2)}

    apart = distance(scenario)
    ends = [entry.possible or (0.0, 1e9) for entry in (graduate, vocational)]
    likely = [entry.plausible or end for entry, end in zip((graduate, vocational), ends, strict=True)]
    low, high = max(ends[0][0], ends[1][0] + apart), min(ends[0][1], ends[1][1] + apart)
    plausible = max(low, min(likely[0][0], likely[1][0] + apart)), min(high, max(likely[0][1], likely[1][1] + apart))
    steps = STEPS[graduate.unit.name]
    return Vary(RATES, graduate, low, high, plausible, steps, lambda given: rate(GRADUATE, given), write, apart=apart)


def _shift(entry: Assumption, first: Month, last: Month) -> Vary:
    """One change of all arrivals of the forecast, before the other special events."""
    start, end = month_label(first), month_label(last)

    def events(given: Scenario) -> list[Shock]:
        value = given.value(SHIFT)
        return [event for event in value if isinstance(event, Shock)] if isinstance(value, tuple) else []

    def ours(event: Shock) -> bool:
        return event.group is None and event.add == 0.0 and event.from_ == start and event.to >= end

    def read(given: Scenario) -> float | None:
        return round(math.prod(event.factor for event in events(given) if ours(event)) - 1.0, DIGITS)

    def write(given: Scenario, value: float) -> Mapping[str, object]:
        change = [Shock(start, end, factor=round(1.0 + value, DIGITS))] if value else []
        return {SHIFT: (*change, *(event for event in events(given) if not ours(event)))}

    return Vary(SHIFT, entry, *SHIFT_POSSIBLE, SHIFT_PLAUSIBLE, FINE_SHIFT, read, write)
