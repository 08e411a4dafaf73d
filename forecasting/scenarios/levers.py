"""The levers (Stellgrößen): the numbers of a scenario that a planner moves and that a search seeks.

What each reads and writes, how far it may go, in which steps, and what a slider offers. A lever is a number of the
register, one year of a table by year ("budget.appropriation.2027"), the whole appropriation of the years that are not
decided, `arrivals.shocks`, which stands for one change of all arrivals of the forecast (0.1: +10 %), or
`funding.rates`: both funding rates, the vocational one as far below the graduate one as the scenario has it. Values
are those of the register (shares 0 to 1, EUR).
"""

from __future__ import annotations

import bisect
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from forecasting.arrivals import Arrivals
from forecasting.assumptions import Assumption, Scenario, Shock, Years, in_year, load_register
from forecasting.assumptions.differences import restored, with_changes
from forecasting.assumptions.findings import nearest
from forecasting.assumptions.units import UNITS, Unit
from forecasting.base.errors import Finding, InputError
from forecasting.base.periods import Month, month_label, year_of
from forecasting.scenarios.account_rules import decided_years

__all__ = [
    "APPROPRIATION",
    "FORECAST",
    "MAIN",
    "RATES",
    "SHIFT",
    "Lever",
    "Span",
    "changes",
    "district_levers",
    "further_levers",
    "lever_of",
    "main_levers",
    "moved",
    "reset",
    "seekable",
]

SHIFT = "arrivals.shocks"
APPROPRIATION = "budget.appropriation"
RATES = "funding.rates"
GRADUATE, VOCATIONAL = "funding.rate_graduate", "funding.rate_vocational"
MAIN = (
    SHIFT,
    "staffing.persons_per_fte",
    GRADUATE,
    VOCATIONAL,
    "funding.state_share",
    APPROPRIATION,
    "budget.opening_unbound",
)
"""The levers of the first page, in their order."""

FORECAST = ("arrivals.", "horizon_months", "whole_years")
"""They change the sample paths themselves, which a search must not."""

APART = ("horizon", "planning.")
"""Begins of the keys that are no further levers: they have controls of their own."""

DISTRICTS = "district"
"""Begin of the keys that concern the districts alone."""

EVERY = (-math.inf, math.inf)
SHIFT_POSSIBLE, SHIFT_PLAUSIBLE, SHIFT_STEP = (-1.0, 5.0), (-0.5, 1.0), 0.05
CENTS = {"eur": 100, "eur_year": 100, "eur_fte_year": 100}  # steps to the unit, by the name of the unit
FINE, FINE_SHIFT = 10**8, 10**6
FINEST = 10  # decimals that survive the way through the unit of the screen


@dataclass(frozen=True)
class Span:
    """First and last month of the horizon."""

    first: Month
    last: Month

    @classmethod
    def of(cls, arrivals: Arrivals) -> Span:
        """The months that are forecast."""
        return cls(arrivals.base_month + 1, arrivals.base_month + arrivals.horizon)

    @property
    def years(self) -> range:
        """Budget years of the horizon."""
        return range(year_of(self.first), year_of(self.last) + 1)

    @property
    def open_years(self) -> list[int]:
        """Those whose appropriation is not decided."""
        return [year for year in self.years if year not in decided_years()]


@dataclass(frozen=True)
class Lever:
    """One number of a scenario that moves over its possible values, in a search by steps of 1 / `steps`."""

    key: str
    entry: Assumption
    possible: tuple[float, float]
    plausible: tuple[float, float]
    steps: int
    read: Callable[[Scenario], float | None]  # None: not given, or not one number
    write: Callable[[Scenario, float | None], Mapping[str, object]]  # what to set for a value
    own: float | None  # value of the scenario that it was made for
    unit: Unit
    slider: float | None = None  # step of the slider, None: typed only
    apart: float = 0.0  # EUR by which the vocational rate lies below the value, where both rates move
    years: tuple[int, ...] = ()  # of a table by year: those that it writes

    @cached_property
    def options(self) -> tuple[float, ...]:
        """Values of the slider, ascending, the own one among them; empty: typed only."""
        if self.slider is None:
            return ()
        low, high = self.plausible
        count = round((high - low) / self.slider) + 1
        values = {round(low + step * self.slider, FINEST) for step in range(count)}
        return tuple(sorted(values if self.own is None else values | {self.own}))

    @property
    def first(self) -> int:
        """Lowest value, counted in steps."""
        return math.ceil(round(self.possible[0] * self.steps, 6))

    @property
    def last(self) -> int:
        """Highest value, counted in steps."""
        return math.floor(round(self.possible[1] * self.steps, 6))

    @property
    def whole(self) -> bool:
        """Whether only whole numbers are possible."""
        return self.entry.kind == "integer"

    def at(self, step: int) -> float:
        """Value at a step."""
        return step / self.steps

    def near(self, value: float) -> int:
        """Step next to a value, within the possible ones."""
        return min(max(round(value * self.steps), self.first), self.last)

    def nearest(self, value: float) -> float:
        """The slider's option next to a value."""
        position = bisect.bisect_left(self.options, value)
        around = self.options[max(0, position - 1) : position + 1]
        return min(around, key=lambda option: abs(option - value))

    def state(self, scenario: Scenario) -> object:
        """What stands there: the value; of a table by year every amount, and whether it is only carried forward."""
        table = scenario.value(self.entry.key)
        if not self.years or not isinstance(table, Years):
            return self.read(scenario)
        return tuple((table.get(year), year in table.continued) for year in self.years)

    def differ(self, scenario: Scenario) -> bool:
        """Whether the years of a table have more than one amount."""
        table = scenario.value(self.entry.key)
        return isinstance(table, Years) and len({table.get(year) for year in self.years}) > 1

    def continued(self, scenario: Scenario) -> bool:
        """Whether all amounts of a table are only carried forward."""
        table = scenario.value(self.entry.key)
        return bool(self.years) and isinstance(table, Years) and table.continued.issuperset(self.years)

    def typed(self, number: float) -> float:
        """Value of a number in the unit of the screen."""
        return round(number / self.unit.factor, FINEST)

    def tried(self, scenario: Scenario, value: float) -> Scenario:
        """The scenario with a value that a search looks at; `moved` is for one that somebody keeps.

        Raises:
            InputError: another value of the scenario forbids it.
        """
        return scenario.with_values(self.write(scenario, value))


def moved(scenario: Scenario, base: Scenario, lever: Lever, value: float | None) -> Scenario:
    """The scenario with the lever at `value`; at the base's value nothing is left of the change.

    An amount that the base only carries forward is planned once it is entered, even as it stands.

    Raises:
        InputError: the value, or another one of the scenario, forbids it.
    """
    written = lever.write(scenario, value)
    if not lever.years and written == lever.write(base, lever.read(base)):
        return restored(scenario, base, written)
    return with_changes(scenario, base, written)


def reset(scenario: Scenario, base: Scenario, lever: Lever) -> Scenario:
    """The scenario with the lever back at the base's value."""
    if lever.years:
        return restored(scenario, base, lever.write(scenario, None))
    return moved(scenario, base, lever, lever.read(base))


def changes(scenario: Scenario, base: Scenario, levers: Sequence[Lever]) -> tuple[Lever, ...]:
    """The levers that stand elsewhere than in the base."""
    return tuple(each for each in levers if each.state(scenario) != each.state(base))


def main_levers(span: Span, base: Scenario) -> tuple[Lever, ...]:
    """The levers of the first page, in their order."""
    return tuple(_known(key, base, span) for key in MAIN)


def further_levers(groups: Sequence[str], span: Span, base: Scenario) -> dict[str, tuple[Lever, ...]]:
    """Every other number of the register that has a slider, by its heading there."""
    found: dict[str, list[Lever]] = {}
    for entry in load_register().for_groups(tuple(groups)):
        if _slides(entry) and entry.key not in MAIN and not entry.key.startswith((*APART, DISTRICTS)):
            found.setdefault(entry.lever, []).append(_of_register(entry, base, span))
    return {heading: tuple(levers) for heading, levers in found.items()}


def district_levers(span: Span, base: Scenario) -> tuple[Lever, ...]:
    """The numbers of the register that concern the districts alone."""
    entries = (entry for entry in load_register().values() if _slides(entry) and entry.key.startswith(DISTRICTS))
    return tuple(_of_register(entry, base, span) for entry in entries)


def lever_of(key: str, scenario: Scenario, arrivals: Arrivals) -> Lever:
    """The lever of a key, for a search.

    Raises:
        InputError: there is no such key, or none that can be sought.
    """
    span, known = Span.of(arrivals), seekable(arrivals)
    if key in known:
        return _known(key, scenario, span)
    if load_register().find(key) is not None:
        raise InputError(Finding("scenarios.vary_kind", {"key": key}))
    table, _, year = key.rpartition(".")
    by_year = load_register().find(table)
    if by_year is None or by_year.kind != "years" or by_year.possible is None:
        raise InputError(Finding("scenarios.vary_unknown", {"nearest": nearest(key, known)}, value=key))
    if not year.isdecimal() or int(year) not in span.years:
        raise InputError(Finding("scenarios.vary_year", {"key": key, "first": span.years[0], "last": span.years[-1]}))
    return _of_years(key, by_year, scenario, [int(year)])


def seekable(arrivals: Arrivals) -> list[str]:
    """Every key that is one number and leaves the sample paths as they are."""
    entries = load_register().for_groups(arrivals.groups)
    numbers = [entry.key for entry in entries if entry.kind in ("number", "integer") and entry.possible is not None]
    return [*(key for key in numbers if not key.startswith(FORECAST)), RATES, APPROPRIATION, SHIFT]


def _slides(entry: Assumption) -> bool:
    """Whether the entry is a number with a slider."""
    return entry.kind in ("number", "integer") and entry.step is not None and entry.plausible is not None


def _known(key: str, scenario: Scenario, span: Span) -> Lever:
    """The lever of a key of the register, or of `RATES`."""
    register = load_register()
    if key == SHIFT:
        return _shift(register[SHIFT], scenario, span)
    if key == RATES:
        return _rates(register[GRADUATE], register[VOCATIONAL], scenario, span)
    if key == APPROPRIATION:
        return _of_years(key, register[key], scenario, span.open_years or list(span.years))
    entry = register.find(key)
    if entry is None:
        raise KeyError(key)
    return _of_register(entry, scenario, span)


def _of_register(entry: Assumption, scenario: Scenario, span: Span) -> Lever:
    """A number of the register; a dated one as it stands in the first year."""

    def read(given: Scenario) -> float | None:
        value = given.value(entry.key)
        return None if value is None else in_year(value, span.years[0])[0]

    steps = 1 if entry.kind == "integer" else CENTS.get(entry.unit.name, FINE)
    return _lever(entry.key, entry, steps, read, lambda given, value: {entry.key: value}, scenario)


def _of_years(key: str, entry: Assumption, scenario: Scenario, years: Sequence[int]) -> Lever:
    """One amount for some years of a table."""

    def read(given: Scenario) -> float | None:
        table = given.value(entry.key)
        amounts = {table.get(year) for year in years} if isinstance(table, Years) else {None}
        return amounts.pop() if len(amounts) == 1 else None

    def write(given: Scenario, value: float | None) -> Mapping[str, object]:
        return {f"{entry.key}.{year}": value for year in years}

    return replace(_lever(key, entry, CENTS["eur"], read, write, scenario), years=tuple(years))


def _lever(
    key: str,
    entry: Assumption,
    steps: int,
    read: Callable[[Scenario], float | None],
    write: Callable[[Scenario, float | None], Mapping[str, object]],
    scenario: Scenario,
) -> Lever:
    possible = entry.possible or EVERY
    likely = entry.plausible or possible
    slider = None if entry.optional or entry.plausible is None else entry.step
    return Lever(key, entry, possible, likely, steps, read, write, read(scenario), entry.unit, slider)


def _rates(graduate: Assumption, vocational: Assumption, scenario: Scenario, span: Span) -> Lever:
    """Both funding rates at the distance they have in the first year; the value is the graduate one."""

    def rate(entry: Assumption, given: Scenario) -> float:
        value = given.value(entry.key)
        return 0.0 if value is None else in_year(value, span.years[0])[0]

    def distance(given: Scenario) -> float:
        return rate(graduate, given) - rate(vocational, given)

    def write(given: Scenario, value: float | None) -> Mapping[str, object]:
        return {GRADUATE: value, VOCATIONAL: None if value is None else round(value - distance(given), 2)}

    apart = distance(scenario)
    ends = [entry.possible or EVERY for entry in (graduate, vocational)]
    likely = [entry.plausible or end for entry, end in zip((graduate, vocational), ends, strict=True)]
    low, high = max(ends[0][0], ends[1][0] + apart), min(ends[0][1], ends[1][1] + apart)
    plausible = max(low, min(likely[0][0], likely[1][0] + apart)), min(high, max(likely[0][1], likely[1][1] + apart))
    steps = CENTS[graduate.unit.name]
    alone = _lever(RATES, graduate, steps, lambda given: rate(graduate, given), write, scenario)
    return replace(alone, possible=(low, high), plausible=plausible, slider=None, apart=apart)


def _shift(entry: Assumption, scenario: Scenario, span: Span) -> Lever:
    """Change of all forecast arrivals by one share: a special event over the whole horizon, before all others."""
    first, last = month_label(span.first), month_label(span.last)

    def events(given: Scenario) -> list[Shock]:
        value = given.value(SHIFT)
        return [event for event in value if isinstance(event, Shock)] if isinstance(value, tuple) else []

    def ours(event: Shock) -> bool:
        return event.group is None and event.add == 0.0 and event.from_ == first and event.to >= last

    def read(given: Scenario) -> float | None:
        return round(math.prod(event.factor for event in events(given) if ours(event)) - 1.0, FINEST)

    def write(given: Scenario, value: float | None) -> Mapping[str, object]:
        change = [Shock(first, last, factor=round(1.0 + value, FINEST))] if value else []
        return {SHIFT: (*change, *(event for event in events(given) if not ours(event)))}

    return Lever(
        SHIFT,
        entry,
        SHIFT_POSSIBLE,
        SHIFT_PLAUSIBLE,
        FINE_SHIFT,
        read,
        write,
        read(scenario),
        UNITS["share"],
        SHIFT_STEP,
    )
