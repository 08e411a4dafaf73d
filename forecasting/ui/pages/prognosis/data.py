"""What the page of the forecast computes once for all sessions: members, the national series, forecasts of then."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from forecasting.arrivals.backtest.false_alarms import read_warning
from forecasting.arrivals.backtest.hindsight import Hindsight, hindsight
from forecasting.arrivals.backtest.results import digest, read_results
from forecasting.arrivals.backtest.years import read_years
from forecasting.arrivals.explain import Explained, explain
from forecasting.arrivals.settings import arrivals_key
from forecasting.assumptions import Scenario
from forecasting.base.periods import Month
from forecasting.base.quantiles import Array
from forecasting.observations import Observations
from forecasting.observations.published import national_applications
from forecasting.ui.session.session import Session

__all__ = ["Nation", "explained", "looked_back", "nation", "results", "warnings", "years"]

SERIES = "DE"


@dataclass(frozen=True)
class Nation:
    """First asylum applications in Germany, persons per month."""

    first_month: Month
    values: Array
    digest: str

    @property
    def last_month(self) -> Month:
        """The last month known."""
        return self.first_month + len(self.values) - 1


@st.cache_resource(show_spinner=False)
def nation() -> Nation:
    """The shipped national series."""
    first, values = national_applications()
    return Nation(first, values, digest(first, values))


results = st.cache_resource(show_spinner=False)(read_results)
years = st.cache_resource(show_spinner=False)(read_years)
warnings = st.cache_resource(show_spinner=False)(read_warning)
"""The shipped tests of the methods, of yearly figures and of the early warning; InputError where one is missing."""


@st.cache_resource(show_spinner=False, max_entries=400)
def looked_back(origin: Month, data: str) -> Hindsight:
    """The forecast made from a month of the national series `data`, and what came."""
    known = nation()
    return hindsight(known.first_month, known.values, origin, series=SERIES)


def explained(session: Session, scenario: Scenario, group: str) -> Explained | None:
    """Parts of a group's forecast, see `arrivals.explain`."""
    own = session.own
    return _explained(arrivals_key(scenario), own.data_hash if own else "", group, scenario, session.observations)


@st.cache_resource(show_spinner=False, max_entries=40)
def _explained(key: str, data: str, group: str, _scenario: Scenario, _observations: Observations) -> Explained | None:
    return explain(_observations, _scenario, group)
