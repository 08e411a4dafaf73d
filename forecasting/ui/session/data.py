"""What all browser sessions share: shipped scenarios, arrivals, and the lines of the base scenario."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache, partial
from weakref import WeakValueDictionary

import streamlit as st

from forecasting.arrivals import Arrivals, forecast_arrivals
from forecasting.arrivals.settings import arrivals_key
from forecasting.assumptions import Scenario, load_scenario, shipped_scenarios
from forecasting.base.runs import PATHS, SEED
from forecasting.observations import Observations, load_observations
from forecasting.reports.charts import series
from forecasting.reports.plausibility import Plausibility
from forecasting.scenarios import Outlook, outlook
from forecasting.scenarios.goal.expression import parse
from forecasting.scenarios.goal.frontier import Frontier, frontier
from forecasting.scenarios.goal.solve import Solution, solve
from forecasting.scenarios.influence.explain import Explanation, explain
from forecasting.scenarios.influence.sensitivity import Effect, effects
from forecasting.scenarios.influence.variance import Share, arrivals_effect, variance_shares

__all__ = [
    "plausibility_of",
    "arrivals_from",
    "arrivals_of",
    "base_lines",
    "base_outlook",
    "base_scenario",
    "effects_of",
    "explanation_of",
    "frontier_of",
    "observations",
    "outlook_of",
    "shares_of",
    "shipped",
    "solution_of",
]


@cache
def shipped() -> Mapping[str, Scenario]:
    """The shipped scenarios by file stem, the base scenario first."""
    return {path.stem: load_scenario(path) for path in shipped_scenarios()}


def base_scenario() -> Scenario:
    """The shipped scenario that the others are compared with."""
    return next(iter(shipped().values()))


@st.cache_resource(show_spinner=False, max_entries=6)
def arrivals_of(key: str, _scenario: Scenario, data: str = "", _own: Observations | None = None) -> Arrivals:
    """Arrivals by what they depend on, see `arrivals.settings`, from the shipped data or those of a session.

    Args:
        data: hash of the session's own observations `_own`, "" without any.
    """
    return forecast_arrivals(_own or observations(), _scenario, paths=PATHS, seed=SEED)


def arrivals_from(scenario: Scenario, own: Observations | None) -> Arrivals:
    """Arrivals of a scenario from the shipped data or, if given, those of a session."""
    return arrivals_of(arrivals_key(scenario), scenario, own.data_hash if own else "", own)


def outlook_of(scenario: Scenario, arrivals: Arrivals, reuse: Outlook | None = None) -> Outlook:
    """What a scenario comes to; sessions that work on the same one from the same arrivals share it.

    Args:
        reuse: an earlier result, to go on from.
    """
    key = scenario.digest, id(arrivals)
    found = _shared.get(key)
    if found is None or found.arrivals is not arrivals:  # an address may be given to other arrivals later
        near = reuse if reuse is None or reuse.parts else base_outlook()  # it went light
        found = _shared[key] = outlook(scenario, arrivals, reuse=near)
    return found if found.scenario == scenario else replace(found, scenario=scenario)


_shared: WeakValueDictionary[tuple[str, int], Outlook] = WeakValueDictionary()
"""By scenario and arrivals, as long as some session holds it."""


@st.cache_resource(show_spinner=False, max_entries=1)
def base_outlook() -> Outlook:
    """What the base scenario comes to, which every session begins with."""
    scenario = base_scenario()
    return outlook_of(scenario, arrivals_of(arrivals_key(scenario), scenario))


@st.cache_resource(show_spinner=False, max_entries=12)
def base_lines(base: str) -> series.Lines:
    """Lines of a shipped scenario."""
    scenario = shipped()[base]
    return series.lines_of(outlook_of(scenario, arrivals_of(arrivals_key(scenario), scenario)))


def _known_by(result: Outlook) -> tuple[str, str]:
    """What a result depends on: its scenario and the data of its arrivals."""
    return result.scenario.digest, result.arrivals.data_hash


_of_results = partial(st.cache_resource, show_spinner=False, hash_funcs={Outlook: _known_by})


@_of_results(max_entries=40)
def effects_of(result: Outlook, measure: str, year: int) -> tuple[float, tuple[Effect, ...]]:
    """Base value of a measure and what each assumption does to it, see `scenarios.influence.sensitivity.effects`."""
    return effects(result.scenario, result.arrivals, measure=measure, year=year)


@_of_results(max_entries=40)
def solution_of(lever: str, target: str, start: Outlook) -> Solution:
    """What a goal seek finds, see `scenarios.goal.solve.solve`."""
    return solve(start.scenario, start.arrivals, lever, parse(target), start=start)


@_of_results(max_entries=12)
def frontier_of(levers: tuple[str, str], target: str, start: Outlook) -> Frontier:
    """Two levers to one target, see `scenarios.goal.frontier.frontier`."""
    return frontier(start.scenario, start.arrivals, levers, parse(target))


@_of_results(max_entries=40)
def shares_of(result: Outlook, measure: str, year: int) -> tuple[Effect, tuple[Share, ...]]:
    """Bar of the arrivals and shares of the spread, see `scenarios.influence.variance`."""
    bar = arrivals_effect(result.scenario, result.arrivals, measure=measure, year=year)
    return bar, variance_shares(result.scenario, result.arrivals, measure=measure, year=year)


@_of_results(max_entries=40)
def explanation_of(first: Outlook, second: Outlook, measure: str, year: int) -> Explanation:
    """What makes the second differ from the first, see `scenarios.influence.explain.explain`."""
    return explain(first, second, measure=measure, year=year)


@_of_results(max_entries=40)
def plausibility_of(result: Outlook) -> Plausibility:
    """The model beside what is known, see `reports.plausibility`."""
    return Plausibility.of(result)


@st.cache_resource(show_spinner=False)
def observations() -> Observations:
    """The shipped observations."""
    return load_observations()
