"""Every value of a scenario for the groups of the data: the scenario's own or the register's, with its range."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from forecasting.assumptions.entry import Assumption
from forecasting.assumptions.findings import about, nearest
from forecasting.assumptions.origins import ORIGINS, mixes
from forecasting.assumptions.register import FURTHER, group_of, load_register
from forecasting.assumptions.scenario import Scenario
from forecasting.assumptions.values import Band, Expectation, MarkedEvent, Range, Shock, Value, Years
from forecasting.base.errors import InputError

__all__ = ["Resolved", "resolve"]

METHOD = "staffing.method"
"""The hours are computed under either method: what acts on posts under one of them only stays uncertain."""


@dataclass(frozen=True)
class Resolved:
    """Values by key; a key that is absent has None."""

    groups: tuple[str, ...]
    values: Mapping[str, Value]
    ranges: Mapping[str, Range]  # uncertain facts with low < high
    register_order: tuple[str, ...]  # every key that may be uncertain, whatever the scenario says

    def number(self, key: str) -> float:
        """A number.

        Raises:
            TypeError: the key has no plain number.
        """
        value = self.values[key]
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise TypeError(f"{key} is not a plain number")
        return float(value)

    def optional_number(self, key: str) -> float | None:
        """A number, or None where it is not given."""
        return None if self.values[key] is None else self.number(key)

    def whole(self, key: str) -> int:
        """A whole number."""
        return int(self.number(key))

    def word(self, key: str) -> str:
        """The word of a choice."""
        return str(self.values[key])

    def flag(self, key: str) -> bool:
        """A yes or no."""
        return self.values[key] is True

    def shares(self, key: str) -> tuple[float, ...] | None:
        """Shares by month or year, None where they are not given."""
        value = self.values[key]
        return tuple(part for part in value if isinstance(part, float)) if isinstance(value, tuple) else None

    def by_year(self, key: str) -> Years:
        """Amounts by year."""
        value = self.values[key]
        return value if isinstance(value, Years) else Years()

    def bands(self) -> tuple[Band, ...]:
        """Hours of support by months since entry."""
        value = self.values["staffing.hours_per_month"]
        return tuple(part for part in value if isinstance(part, Band)) if isinstance(value, tuple) else ()

    def shocks(self) -> tuple[Shock, ...]:
        """Special events, in the order listed."""
        value = self.values["arrivals.shocks"]
        return tuple(part for part in value if isinstance(part, Shock)) if isinstance(value, tuple) else ()

    def prospect_by_origin(self) -> tuple[tuple[int, float], ...]:
        """(year, Σ share · rate over the countries of origin) for arrivals from each year on, in ascending order.

        The scenario's rows replace those of the register for their years and go on from there.
        """
        return tuple((mix.year, mix.prospect) for mix in mixes(self.values[ORIGINS]))


def resolve(scenario: Scenario, groups: Sequence[str]) -> Resolved:
    """Values of the scenario for these groups.

    Raises:
        InputError: the scenario names a group that neither the register nor `groups` has.
    """
    names = tuple(groups)
    defaults, ranges, order = _defaults(names)
    if not scenario.overrides:
        return Resolved(names, dict(defaults), _acting(ranges, defaults), order)
    _refuse_unknown_groups(scenario, names)
    register = load_register()
    values, spans = dict(defaults), dict(ranges)
    for key, value in _overrides(scenario, names):
        entry = register.find(key)
        if entry is None or key not in values:
            continue
        values[key] = value
        spans.pop(key, None)
        span = scenario.ranges.get(key) or _widened(entry, value)
        if span is not None and span.low < span.high:
            spans[key] = span
    for group in names:
        if values[f"housing.{group}.stay_pmf"] is not None:
            for name in ("median_months", "sigma"):
                spans.pop(f"housing.{group}.{name}", None)
    spans = _acting(spans, values)
    return Resolved(names, values, {key: spans[key] for key in order if key in spans}, order)


def _acting(spans: Mapping[str, Range], values: Mapping[str, Value]) -> dict[str, Range]:
    """Ranges without those of assumptions that another setting keeps from acting."""
    find = load_register().find
    return {
        key: span
        for key, span in spans.items()
        if (entry := find(key)) is None or entry.switched_on(values, apart=METHOD)
    }


@lru_cache(maxsize=32)
def _defaults(
    groups: tuple[str, ...],
) -> tuple[Mapping[str, Value], Mapping[str, Range], tuple[str, ...]]:
    """Values and ranges of the register, and the keys that may be uncertain."""
    register = load_register()
    entries = register.for_groups(groups)
    ranges = {entry.key: entry.drawn for entry in entries if entry.drawn is not None}
    every = register.for_groups((*register.groups, *(group for group in groups if group not in register.groups)))
    order = tuple(entry.key for entry in every if not entry.decision and entry.kind == "number")
    values: dict[str, Value] = {entry.key: entry.value for entry in entries}
    return MappingProxyType(values), MappingProxyType(ranges), order


def _overrides(scenario: Scenario, groups: tuple[str, ...]) -> list[tuple[str, Value]]:
    """The scenario's values by key; those of `other` first, for each further group under its name."""
    register = load_register()
    further = [group for group in groups if group not in register.groups and group != FURTHER]
    spread = [
        (key.replace(f".{FURTHER}.", f".{group}.", 1), value)
        for key, value in scenario.overrides.items()
        if group_of(key) == FURTHER
        for group in further
    ]
    return spread + list(scenario.overrides.items())


def _widened(entry: Assumption, value: Value) -> Range | None:
    """The register's range, widened so that it holds the scenario's value; a value at the edge of what is possible
    ("nobody", "everybody") is meant as it stands and has none.
    """
    span = entry.range
    if span is None or not isinstance(value, float) or (entry.possible is not None and value in entry.possible):
        return None
    return Range(min(span.low, value), value, max(span.high, value))


def _refuse_unknown_groups(scenario: Scenario, groups: tuple[str, ...]) -> None:
    register = load_register()
    known = (*register.groups, *groups)
    named = [(group, key) for key in scenario.overrides if (group := group_of(key))]
    for key, value in scenario.overrides.items():
        for row in value if isinstance(value, tuple) else ():
            if isinstance(row, Shock | MarkedEvent | Expectation) and row.group is not None:
                named.append((row.group, key))
    findings = [
        about("group_unknown", key, group, nearest=nearest(group, known))
        for group, key in named
        if group not in known and group != FURTHER
    ]
    if findings:
        raise InputError(findings)
