"""The levers (Stellgrößen): what each one reads from a scenario, what it writes, and the values it offers.

Everything but the change of the arrivals comes from the register. Values are those of the register (shares 0 to 1,
EUR); a screen shows them in `factor` times that.
"""

from __future__ import annotations

import bisect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from forecasting.assumptions import Assumption, Scenario, Shock, Years, load_register
from forecasting.assumptions.sources import cited
from forecasting.assumptions.units import amount_words
from forecasting.assumptions.values import in_year
from forecasting.base.errors import Finding, InputError
from forecasting.base.format import Formats
from forecasting.base.periods import Month, month_label, year_of
from forecasting.base.text import Language, Texts
from forecasting.scenarios.vary import decided_years

__all__ = [
    "Lever",
    "Span",
    "changes",
    "decided_years",
    "district_levers",
    "further_levers",
    "main_levers",
    "moved",
    "reset",
]

SHOCKS = "arrivals.shocks"
APPROPRIATION = "budget.appropriation"
SHIFT = (-0.5, 1.0, 0.05)  # slider of the arrivals: least, most, step
SHIFT_POSSIBLE = (-1.0, 5.0)
MAIN = (
    "staffing.persons_per_fte",
    "funding.rate_graduate",
    "funding.rate_vocational",
    "funding.state_share",
    APPROPRIATION,
    "budget.opening_unbound",
)
DISTRICTS = "district"  # begin of the keys that concern the districts alone
FINEST = 10  # decimals that survive the way through the unit of the screen


@dataclass(frozen=True)
class Span:
    """First and last month of the horizon."""

    first: Month
    last: Month

    @property
    def years(self) -> range:
        """Budget years of the horizon."""
        return range(year_of(self.first), year_of(self.last) + 1)


@dataclass(frozen=True)
class Lever:
    """One number of a scenario that a planner moves."""

    key: str
    entry: Assumption
    options: tuple[float, ...]  # of the slider, ascending; empty: typed only
    possible: tuple[float, float]
    factor: float  # screen value per value
    read: Callable[[Scenario], float | None]  # None: not given, or not one number
    write: Callable[[Scenario, float | None], Mapping[str, object]]  # what to set for a value
    name: str = ""  # message id of the label, "": the register's
    unit: str = ""  # of the screen, see `assumptions.units`

    def label(self, text: Texts) -> str:
        """Name without unit."""
        return text(self.name) if self.name else self.entry.label(text.language)

    def unit_words(self, text: Texts) -> str:
        """Unit of the screen: "%", "Mio. Euro"."""
        return text(f"assumptions.unit.{self.unit}")

    def shown(self, value: float | None, text: Texts) -> str:
        """A value as it stands in the field, "" where there is none."""
        return "" if value is None else _shown(value, self.factor, text.language)

    def said(self, value: float | None, text: Texts) -> str:
        """A value with its unit, as a sentence says it."""
        if value is None:
            return text("ui.lever.not_given")
        return _said(self.key, value, self.factor, self.unit, text)

    def words(self, text: Texts) -> dict[float, str]:
        """What the slider says at each of its options."""
        return _option_words(self.key, self.options, self.factor, self.unit, text.language)

    def typed(self, number: float) -> float:
        """Value of a number in the unit of the screen."""
        return round(number / self.factor, FINEST)

    def nearest(self, value: float) -> float:
        """The slider's option next to a value."""
        position = bisect.bisect_left(self.options, value)
        around = self.options[max(0, position - 1) : position + 1]
        return min(around, key=lambda option: abs(option - value))

    def help(self, text: Texts) -> list[str]:
        """Meaning, range, source and evidence, in paragraphs."""
        parts = [text("ui.lever.arrivals_meaning") if self.key == SHOCKS else self.entry.meaning(text.language)]
        low, high = (self.said(value, text) for value in self.possible)
        parts.append(text("ui.lever.possible", low=low, high=high))
        if self.entry.range is not None:
            low, high = (self.said(value, text) for value in (self.entry.range.low, self.entry.range.high))
            parts.append(text("ui.lever.range", low=low, high=high))
        if self.key != SHOCKS:
            sources = cited(self.entry, text)
            parts.append(text("ui.lever.source", source="; ".join(sources)))
            parts.append(self.entry.evidence(text.language))
        return [part for part in parts if part]


def main_levers(span: Span, base: Scenario) -> tuple[Lever, ...]:
    """The levers of the first page, in their order."""
    return (_arrivals(span, base), *(_of_register(key, span, base) for key in MAIN))


def further_levers(groups: Sequence[str], span: Span, base: Scenario) -> dict[str, tuple[Lever, ...]]:
    """Every other number of the register that has a slider, by its heading there."""
    found: dict[str, list[Lever]] = {}
    for entry in load_register().for_groups(tuple(groups)):
        if _slides(entry) and entry.key not in MAIN and not entry.key.startswith(("horizon", "planning.", DISTRICTS)):
            found.setdefault(entry.lever, []).append(_of_register(entry.key, span, base))
    return {heading: tuple(levers) for heading, levers in found.items()}


def district_levers(span: Span, base: Scenario) -> tuple[Lever, ...]:
    """The numbers of the register that concern the districts alone."""
    entries = (entry for entry in load_register().values() if _slides(entry) and entry.key.startswith(DISTRICTS))
    return tuple(_of_register(entry.key, span, base) for entry in entries)


def _slides(entry: Assumption) -> bool:
    """Whether the entry is a number with a slider."""
    return entry.kind in ("number", "integer") and entry.step is not None and entry.plausible is not None


def moved(scenario: Scenario, base: Scenario, lever: Lever, value: float | None) -> Scenario:
    """The scenario with the lever at `value`; at the base's value nothing is left of the change.

    Raises:
        InputError: the value is not possible.
    """
    if value == lever.read(base):
        return reset(scenario, base, lever)
    low, high = lever.possible
    if value is not None and not low <= value <= high:
        raise InputError(_impossible(lever, value))
    return scenario.with_values(lever.write(scenario, value))


def reset(scenario: Scenario, base: Scenario, lever: Lever) -> Scenario:
    """The scenario with the lever back at the base's value."""
    if lever.key == SHOCKS:
        events = lever.write(scenario, lever.read(base))[SHOCKS]
        same = events == base.value(SHOCKS)
        return scenario.with_values({SHOCKS: base.overrides.get(SHOCKS) if same else events})
    return scenario.with_values({lever.key: base.ranges.get(lever.key) or base.overrides.get(lever.key)})


def changes(scenario: Scenario, base: Scenario, levers: Sequence[Lever]) -> tuple[Lever, ...]:
    """The levers that stand elsewhere than in the base."""
    return tuple(lever for lever in levers if lever.read(scenario) != lever.read(base))


def _of_register(key: str, span: Span, base: Scenario) -> Lever:
    register = load_register()
    entry = register.find(key)
    if entry is None:
        raise KeyError(key)
    if key == APPROPRIATION:
        read, write = _appropriation(span)
    else:

        def read(scenario: Scenario) -> float | None:
            value = scenario.value(key)
            return None if value is None else in_year(value, span.years[0])[0]

        def write(scenario: Scenario, value: float | None) -> Mapping[str, object]:
            return {key: value}

    options = (
        () if entry.optional or entry.plausible is None else _grid(*entry.plausible, entry.step or 1.0, read(base))
    )
    return Lever(
        key=key,
        entry=entry,
        options=options,
        possible=entry.possible or (float("-inf"), float("inf")),
        factor=entry.unit.factor,
        read=read,
        write=write,
        unit=entry.unit.screen,
    )


def _appropriation(
    span: Span,
) -> tuple[Callable[[Scenario], float | None], Callable[[Scenario, float | None], Mapping[str, object]]]:
    """One amount for every year of the horizon that is not decided; of years that all are, to be read only."""
    open_years = [year for year in span.years if year not in decided_years()]

    def read(scenario: Scenario) -> float | None:
        table = scenario.value(APPROPRIATION)
        years = open_years or span.years
        amounts = {table.get(year, 0.0) for year in years} if isinstance(table, Years) else set()
        return amounts.pop() if len(amounts) == 1 else None

    def write(scenario: Scenario, value: float | None) -> Mapping[str, object]:
        return {f"{APPROPRIATION}.{year}": value for year in open_years}

    return read, write


def _arrivals(span: Span, base: Scenario) -> Lever:
    """Change of all forecast arrivals by one share: a special event over the whole horizon, before all others."""
    first, last = month_label(span.first), month_label(span.last)

    def events(scenario: Scenario) -> list[Shock]:
        value = scenario.value(SHOCKS)
        return [event for event in value if isinstance(event, Shock)] if isinstance(value, tuple) else []

    def ours(event: Shock) -> bool:
        return event.group is None and event.add == 0.0 and event.from_ == first and event.to >= last

    def read(scenario: Scenario) -> float | None:
        factor = 1.0
        for event in filter(ours, events(scenario)):
            factor *= event.factor
        return round(factor - 1.0, FINEST)

    def write(scenario: Scenario, value: float | None) -> Mapping[str, object]:
        others = [event for event in events(scenario) if not ours(event)]
        if value == read(base):
            if others == [event for event in events(base) if not ours(event)]:
                return {SHOCKS: base.value(SHOCKS)}
            return {SHOCKS: (*filter(ours, events(base)), *others)}
        change = [Shock(first, last, factor=round(1.0 + value, FINEST))] if value else []
        return {SHOCKS: (*change, *others)}

    return Lever(
        key=SHOCKS,
        entry=load_register()[SHOCKS],
        options=_grid(*SHIFT, read(base)),
        possible=SHIFT_POSSIBLE,
        factor=100.0,
        read=read,
        write=write,
        name="ui.lever.arrivals",
        unit="percent",
    )


@lru_cache(maxsize=4_000)
def _shown(value: float, factor: float, language: Language) -> str:
    number = round(value * factor, 6)
    formats = Formats(language)
    if factor < 1.0 and round(number, 1) == number:
        return formats.number(number, 1)
    return formats.plain(number)


def _said(key: str, value: float, factor: float, unit: str, text: Texts) -> str:
    sign = "+" if key == SHOCKS and value > 0 else ""
    return amount_words(unit, sign + _shown(value, factor, text.language), text)


@lru_cache(maxsize=400)
def _option_words(
    key: str, options: tuple[float, ...], factor: float, unit: str, language: Language
) -> dict[float, str]:
    text = Texts(language)
    return {option: _said(key, option, factor, unit, text) for option in options}


def _grid(low: float, high: float, step: float, base: float | None) -> tuple[float, ...]:
    """Values of a slider from `low` to `high`, the base's among them."""
    values = {round(low + place * step, FINEST) for place in range(round((high - low) / step) + 1)}
    return tuple(sorted(values if base is None else values | {base}))


def _impossible(lever: Lever, value: float) -> Finding:
    low, high = lever.possible
    return _LeverFinding("ui.lever.impossible", {"lever": lever, "given": value, "low": low, "high": high})


@dataclass(frozen=True)
class _LeverFinding(Finding):
    """A finding about a lever, put into words when it is read."""

    def rule(self, text: Texts) -> str:
        return text(f"{self.key}.rule", **self._words(text))

    def remedy(self, text: Texts) -> str:
        return text(f"{self.key}.remedy", **self._words(text))

    def _words(self, text: Texts) -> dict[str, str]:
        lever = self.values["lever"]
        if not isinstance(lever, Lever):
            raise TypeError("lever")
        words = {"lever": lever.label(text)}
        for name in ("given", "low", "high"):
            value = self.values[name]
            words[name] = lever.said(value if isinstance(value, float) else None, text)
        return words
