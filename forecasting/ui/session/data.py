"""What all browser sessions share: shipped scenarios, arrivals, and the lines of the base scenario."""

from __future__ import annotations

import gc
from collections.abc import Mapping
from functools import cache

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
    "effects_of",
    "explanation_of",
    "frontier_of",
    "observations",
    "shares_of",
    "shipped",
    "solution_of",
]


@cache
def shipped() -> Mapping[str, Scenario]:
    """The shipped scenarios by file stem, the base scenario first."""
    return {path.stem: load_scenario(path) for path in shipped_scenarios()}


@st.cache_resource(show_spinner=False, max_entries=6)
def arrivals_of(key: str, _scenario: Scenario, data: str = "", _own: Observations | None = None) -> Arrivals:
    """Arrivals by what they depend on, see `arrivals.settings`, from the shipped data or those of a session.

    Args:
        data: hash of the session's own observations `_own`, "" without any.

    What is loaded by then stays: out of the garbage collector's sight it costs no collection any time.
    """
    found = forecast_arrivals(_own or observations(), _scenario, paths=PATHS, seed=SEED)
    gc.collect()
    gc.freeze()
    return found


def arrivals_from(scenario: Scenario, own: Observations | None) -> Arrivals:
    """Arrivals of a scenario from the shipped data or, if given, those of a session."""
    return arrivals_of(arrivals_key(scenario), scenario, own.data_hash if own else "", own)


@st.cache_resource(show_spinner=False, max_entries=12)
def base_lines(base: str) -> series.Lines:
    """Lines of a shipped scenario."""
    scenario = shipped()[base]
    return series.lines_of(outlook(scenario, arrivals_of(arrivals_key(scenario), scenario)))


@st.cache_resource(show_spinner=False, max_entries=40)
def effects_of(
    key: str, data: str, measure: str, year: int, _scenario: Scenario, _arrivals: Arrivals
) -> tuple[float, tuple[Effect, ...]]:
    """Base value of a measure and what each assumption does to it, see `scenarios.sensitivity.effects`.

    Args:
        key, data: digest of the scenario `_scenario` and hash of the data of its arrivals `_arrivals`.
    """
    return effects(_scenario, _arrivals, measure=measure, year=year)


@st.cache_resource(show_spinner=False, max_entries=40)
def solution_of(key: str, data: str, lever: str, target: str, _start: Outlook) -> Solution:
    """What a goal seek finds, see `scenarios.solve.solve`.

    Args:
        key, data: digest of the scenario of `_start` and hash of the data of its arrivals.
    """
    return solve(_start.scenario, _start.arrivals, lever, parse(target), start=_start)


@st.cache_resource(show_spinner=False, max_entries=12)
def frontier_of(key: str, data: str, levers: tuple[str, str], target: str, _start: Outlook) -> Frontier:
    """Two levers to one target, see `scenarios.frontier.frontier`; `key`, `data` as in `solution_of`."""
    return frontier(_start.scenario, _start.arrivals, levers, parse(target))


@st.cache_resource(show_spinner=False, max_entries=40)
def shares_of(
    key: str, data: str, measure: str, year: int, _scenario: Scenario, _arrivals: Arrivals
) -> tuple[Effect, tuple[Share, ...]]:
    """Bar of the arrivals and shares of the spread, see `scenarios.variance`; arguments as in `effects_of`."""
    bar = arrivals_effect(_scenario, _arrivals, measure=measure, year=year)
    return bar, variance_shares(_scenario, _arrivals, measure=measure, year=year)


@st.cache_resource(show_spinner=False, max_entries=40)
def explanation_of(
    key: str, base: str, data: str, measure: str, year: int, _first: Outlook, _second: Outlook
) -> Explanation:
    """What makes `_second` differ from `_first`, see `scenarios.explain.explain`.

    Args:
        key, base: digests of the scenarios of `_second` and `_first`.
        data: hash of the data of their arrivals.
    """
    return explain(_first, _second, measure=measure, year=year)


@st.cache_resource(show_spinner=False, max_entries=40)
def plausibility_of(key: str, data: str, _result: Outlook) -> Plausibility:
    """The model beside what is known, see `reports.plausibility`.

    Args:
        key, data: digest of the scenario of `_result` and hash of the data of its arrivals.
    """
    return Plausibility.of(_result)


@st.cache_resource(show_spinner=False)
def observations() -> Observations:
    """The shipped observations."""
    return load_observations()
