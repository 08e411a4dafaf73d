"""What makes scenario B differ from scenario A: the share of each changed assumption, adding up exactly.

Shapley values over what is changed: an assumption's part is the mean of what it adds over all orders in which the
changes can be made one after the other. Up to six changes every subset is run; more are taken in a fixed number of
random orders and their reverses, and the parts still add up, since every order ends at B. Everything that changes
the forecast of the arrivals counts as one change. docs/method.md, Sensitivity.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from forecasting.arrivals import Arrivals
from forecasting.assumptions import Scenario
from forecasting.assumptions.differences import changed_keys
from forecasting.base.errors import Finding, InputError
from forecasting.base.quantiles import quantile
from forecasting.scenarios.chain import MEDIAN, Outlook, outlook

__all__ = ["FORECAST", "Explanation", "Part", "explain", "forecast_differs", "measure_of"]

FORECAST = "arrivals"
"""Name of the part of everything that changes the forecast of the arrivals."""

_OF_FORECAST = ("arrivals.", "groups", "horizon_months", "whole_years", "base_month")
_EVENTS = "arrivals.shocks"
EXACT = 6  # changes: up to 64 runs
ORDERS = 12  # random orders of more changes, and as many reverses
SEED = 2_022_15


@dataclass(frozen=True)
class Part:
    """What one change adds; `keys` are more than one where they count as one."""

    key: str
    keys: tuple[str, ...]
    delta: float


@dataclass(frozen=True)
class Explanation:
    """The parts, largest first; Σ delta = b - a."""

    measure: str
    year: int
    a: float
    b: float
    parts: tuple[Part, ...]
    exact: bool  # whether every order was taken


def explain(first: Outlook, second: Outlook, *, measure: str, year: int) -> Explanation:
    """Explain the change of a yearly measure from the first outlook to the second.

    Args:
        measure: any yearly one; the planning account's at its chosen level, or the median of the paths.
    Raises:
        InputError: the outlooks don't both have the year.
    """
    for each in (first, second):
        years = [span.year for span in each.years]
        if year not in years:
            facts = {"year": year, "first": years[0], "last": years[-1]}
            raise InputError(Finding("scenarios.target_year", facts))
    a, b = (measure_of(each, measure, year) for each in (first, second))
    keys = changed_keys(first.scenario, second.scenario)
    players = [*(key for key in keys if not _of_forecast(key))]
    bundles: dict[str, tuple[str, ...]] = {key: (key,) for key in players}
    if any(map(_of_forecast, keys)) or first.arrivals is not second.arrivals:
        bundles[FORECAST] = tuple(filter(_of_forecast, keys))
    if not bundles:
        return Explanation(measure, year, a, b, (), True)
    for joined in _joined(bundles):
        try:
            deltas, exact = _shares(joined, first, second, measure, year)
        except InputError:
            continue  # some of the changes cannot be made without others: they count as one
        return Explanation(measure, year, a, b, _closed(joined, deltas, b - a), exact)
    raise AssertionError("all changes at once are the second scenario")


def forecast_differs(first: Scenario, second: Scenario) -> bool:
    """Whether the arrivals of the scenarios are forecast in different ways."""
    return any(map(_of_forecast, changed_keys(first, second)))


def measure_of(result: Outlook, measure: str, year: int) -> float:
    """The planning account's value at its chosen level; what it does not hold, the median of the paths."""
    row = result.row(year)
    if measure in result.account.measures:
        return float(result.account.measures[measure][row])
    return float(quantile(result.yearly[measure].values[row : row + 1], MEDIAN)[0])


def _of_forecast(key: str) -> bool:
    return key.startswith(_OF_FORECAST) and key != _EVENTS


def _joined(bundles: Mapping[str, tuple[str, ...]]) -> list[dict[str, tuple[str, ...]]]:
    """The changes one by one; joined by their heading in the register; all as one."""
    headings: dict[str, list[str]] = {}
    for name, keys in bundles.items():
        headings.setdefault(name if name == FORECAST else name.partition(".")[0], []).extend(keys)
    everything = tuple(key for keys in bundles.values() for key in keys)
    return [dict(bundles), {name: tuple(keys) for name, keys in headings.items()}, {FORECAST: everything}]


def _shares(
    bundles: Mapping[str, tuple[str, ...]], first: Outlook, second: Outlook, measure: str, year: int
) -> tuple[list[float], bool]:
    """Shapley value of each bundle, in their order, and whether it is exact."""
    names = list(bundles)
    known: dict[frozenset[int], float] = {
        frozenset(): measure_of(first, measure, year),
        frozenset(range(len(names))): measure_of(second, measure, year),
    }

    def value(members: frozenset[int]) -> float:
        if members not in known:
            changed = {names[member] for member in members}
            scenario = _between(first.scenario, second.scenario, bundles, changed)
            arrivals, near = _arrivals(first, second, changed)
            known[members] = measure_of(outlook(scenario, arrivals, reuse=near), measure, year)
        return known[members]

    if len(names) <= EXACT:
        return [_exactly(member, len(names), value) for member in range(len(names))], True
    return _sampled(len(names), value), False


def _arrivals(first: Outlook, second: Outlook, changed: set[str]) -> tuple[Arrivals, Outlook]:
    near = second if FORECAST in changed else first
    return near.arrivals, near


def _between(
    first: Scenario, second: Scenario, bundles: Mapping[str, tuple[str, ...]], changed: set[str]
) -> Scenario:
    """The first scenario with the changes of some bundles.

    Raises:
        InputError: they cannot be made alone.
    """
    keys = [key for name in changed for key in bundles[name]]
    wanted = {key: second.as_given(key) for key in keys}
    folder = second.folder if FORECAST in changed else first.folder  # of the file that fixes the arrivals
    return replace(first, folder=folder).with_values(wanted)


def _exactly(member: int, count: int, value: Callable[[frozenset[int]], float]) -> float:
    """Mean of what a member adds over all orders."""
    others = [other for other in range(count) if other != member]
    terms = [
        (value(frozenset((*before, member))) - value(frozenset(before))) / (count * math.comb(count - 1, size))
        for size in range(count)
        for before in combinations(others, size)
    ]
    return math.fsum(terms)


def _sampled(count: int, value: Callable[[frozenset[int]], float]) -> list[float]:
    """Mean of what each member adds over random orders and their reverses."""
    rng = np.random.default_rng(SEED)
    orders = [rng.permutation(count).tolist() for _ in range(ORDERS)]
    added: list[list[float]] = [[] for _ in range(count)]
    for order in (*orders, *(order[::-1] for order in orders)):
        before: frozenset[int] = frozenset()
        for member in order:
            after = before | {member}
            added[member].append(value(after) - value(before))
            before = after
    return [math.fsum(terms) / len(terms) for terms in added]


def _closed(bundles: Mapping[str, tuple[str, ...]], deltas: Sequence[float], difference: float) -> tuple[Part, ...]:
    """The parts, largest first; what rounding leaves goes to the largest, until their sum is the difference."""
    parts = [Part(name, keys, delta) for (name, keys), delta in zip(bundles.items(), deltas, strict=True)]
    parts.sort(key=lambda part: -abs(part.delta))
    for _ in range(3):
        rest = difference - math.fsum(part.delta for part in parts)
        parts[0] = replace(parts[0], delta=parts[0].delta + rest)
    return tuple(parts)
