"""Early warning on monthly arrivals: when does what comes no longer fit the adopted forecast?

Each observed month becomes a standard normal score in the forecast's distribution. Two observed months in a row
beyond the same end of the 90 % interval call the forecast off. How often that was right is measured on past
forecasts, not simulated: a forecast's own paths hold what it believes, not what it is wrong about.
docs/method.md, Early warning.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING, Literal

import numpy as np

from forecasting.arrivals.position import positions
from forecasting.arrivals.round import WATCHED, Round
from forecasting.arrivals.track import outcomes
from forecasting.base.periods import Month
from forecasting.base.quantiles import Array

if TYPE_CHECKING:
    from forecasting.observations import Observations

__all__ = ["DETECTED", "FALSE_ALARMS", "LIMIT", "Direction", "EarlyWarning", "State", "early_warning"]

State = Literal["waiting", "calm", "watch", "leave"]
Direction = Literal["above", "below"]

LIMIT = NormalDist().inv_cdf(0.95)  # score at the ends of the 90 % interval
INSIDE = NormalDist().inv_cdf(0.75)  # score at the ends of the central 50 % interval
FALSE_ALARMS = 0.07
"""Measured share of past forecasts whose first year ended inside the 80 % interval and that were called off in it."""

DETECTED = 0.50
"""Measured share of past forecasts that were called off when arrivals began to double within the half year after."""


@dataclass(frozen=True)
class EarlyWarning:
    """What the control rule says after the last observed month; arrays have one entry per observed month.

    `state`: "waiting" without an observed month; "watch" where the last month lies beyond `limit`; "leave" from the
    second observed month in a row that does, on the same side, until one lies within the central 50 % interval or on
    the other side.
    """

    state: State
    since: Month | None  # first month beyond the limit of the present watch or leave
    direction: Direction | None  # where the state is watch or leave
    limit: float  # score beyond which a month does not fit
    false_alarms: float  # measured, `FALSE_ALARMS`
    detected: float  # measured, `DETECTED`
    months: tuple[Month, ...]
    scores: Array
    alarms: tuple[Month, ...]  # months in which "leave" began, or changed its direction


def early_warning(round: Round, observations: Observations) -> EarlyWarning:
    """Compare the observed months with an adopted forecast, up to its 24th.

    What is said about a month depends on nothing observed after it.
    """
    watched = min(WATCHED, round.horizon)
    scores = positions(outcomes(round, observations)[:watched], round.quantiles[:watched])
    at = np.flatnonzero(~np.isnan(scores))
    months = tuple(round.origin + 1 + int(ahead) for ahead in at)
    course = _course(scores[at])
    state, direction, since, alarms = _present(course, months)
    return EarlyWarning(
        state=state,
        since=since,
        direction=direction,
        limit=LIMIT,
        false_alarms=FALSE_ALARMS,
        detected=DETECTED,
        months=months,
        scores=scores[at],
        alarms=alarms,
    )


_Said = tuple[State, Direction | None, int]
"""State, direction, and the place of the first month beyond the limit that it rests on."""


def _course(scores: Array) -> list[_Said]:
    """What is said after each observed month."""
    course: list[_Said] = []
    state: State = "calm"
    direction: Direction | None = None
    since = 0
    for place, score in enumerate(scores):
        side: Direction = "above" if score > 0 else "below"
        goes_on = side == direction and state != "calm"
        if abs(score) > LIMIT:
            state, direction, since = ("leave", side, since) if goes_on else ("watch", side, place)
        elif not (state == "leave" and goes_on and abs(score) > INSIDE):
            state, direction = "calm", None
        course.append((state, direction, since))
    return course


def _present(
    course: list[_Said], months: tuple[Month, ...]
) -> tuple[State, Direction | None, Month | None, tuple[Month, ...]]:
    """State and direction after the last month, since when unless calm, and the months in which `leave` began."""
    if not course:
        return "waiting", None, None, ()
    before = [("calm", None), *((state, side) for state, side, _ in course[:-1])]
    alarms = tuple(
        months[place]
        for place, (state, side, _) in enumerate(course)
        if state == "leave" and (state, side) != before[place]
    )
    state, direction, since = course[-1]
    return state, direction, None if state == "calm" else months[since], alarms
