"""What all browser sessions share: shipped scenarios, arrivals, and the lines of the base scenario."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache, partial
from threading import Event
from typing import TypeVar
from weakref import WeakValueDictionary

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from forecasting.apart import Pool
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
    "apart",
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
    "pool",
    "serving",
    "shares_of",
    "shipped",
    "solution_of",
]


Made = TypeVar("Made")


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


def apart(work: Callable[..., Made], *given: object) -> Made:
    """What a function returns, called in a program beside the server; in this one where nobody is served.

    Raises:
        InputError: as in `apart.Pool.do`, or the function does.
    """
    if not serving.is_set():
        return work(*given)
    found = get_script_run_ctx()
    tab = "" if found is None else found.session_id
    server = runtime.get_instance()
    return pool().do(work, *given, owner=tab, wanted=lambda: not tab or server.is_active_session(tab))


serving = Event()
"""Set while visitors are served."""


@cache
def pool() -> Pool:
    """The programs that work beside this server."""
    return Pool()


def _shares(scenario: Scenario, arrivals: Arrivals, measure: str, year: int) -> tuple[Effect, tuple[Share, ...]]:
    bar = arrivals_effect(scenario, arrivals, measure=measure, year=year)
    return bar, variance_shares(scenario, arrivals, measure=measure, year=year)


@_of_results(max_entries=40)
def effects_of(result: Outlook, measure: str, year: int) -> tuple[float, tuple[Effect, ...]]:
    """Base value of a measure and what each assumption does to it, see `scenarios.influence.sensitivity.effects`."""
    return apart(partial(effects, result.scenario, result.arrivals, measure=measure, year=year))


@_of_results(max_entries=40)
def solution_of(lever: str, target: str, start: Outlook) -> Solution:
    """What a goal seek finds, see `scenarios.goal.solve.solve`."""
    return solve(start.scenario, start.arrivals, lever, parse(target), start=start)


@_of_results(max_entries=12)
def frontier_of(levers: tuple[str, str], target: str, start: Outlook) -> Frontier:
    """Two levers to one target, see `scenarios.goal.frontier.frontier`."""
    return apart(frontier, start.scenario, start.arrivals, levers, parse(target))


@_of_results(max_entries=40)
def shares_of(result: Outlook, measure: str, year: int) -> tuple[Effect, tuple[Share, ...]]:
    """Bar of the arrivals and shares of the spread, see `scenarios.influence.variance`."""
    return apart(_shares, result.scenario, result.arrivals, measure, year)


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
