"""Early warning on monthly arrivals: when does what comes no longer fit the adopted forecast?

Each observed month becomes a standard normal score in the forecast's distribution. Two observed months in a row
beyond the same end of the 90 % interval call the forecast off. How often that was right is measured on past
forecasts, not simulated: a forecast's own paths hold what it believes, not what it is wrong about.
docs/method.md, Early warning.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from forecasting.arrivals.backtest.false_alarms import measured
from forecasting.arrivals.position import positions
from forecasting.arrivals.rounds.round import WATCHED, Round
from forecasting.arrivals.rounds.track import outcomes
from forecasting.arrivals.warning_rule import LIMIT, Direction, Said, State, course
from forecasting.base.periods import Month
from forecasting.base.quantiles import Array

if TYPE_CHECKING:
    from forecasting.observations import Observations

__all__ = ["EarlyWarning", "early_warning"]


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
    false_alarms: float  # measured, `WarningScore.false_alarms`
    detected: float  # measured, `WarningScore.detected`
    months: tuple[Month, ...]
    scores: Array
    alarms: tuple[Month, ...]  # months in which "leave" began, or changed its direction


def early_warning(round: Round, observations: Observations) -> EarlyWarning:
    """Compare the observed months with an adopted forecast, up to its 24th.

    What is said about a month depends on nothing observed after it.

    Raises:
        InputError: the file that says how often the rule was right cannot be read.
    """
    watched = min(WATCHED, round.horizon)
    scores = positions(outcomes(round, observations)[:watched], round.quantiles[:watched])
    at = np.flatnonzero(~np.isnan(scores))
    months = tuple(round.origin + 1 + int(ahead) for ahead in at)
    state, direction, since, alarms = _present(course(scores[at]), months)
    rates = measured().used
    return EarlyWarning(
        state=state,
        since=since,
        direction=direction,
        limit=LIMIT,
        false_alarms=rates.false_alarms,
        detected=rates.detected,
        months=months,
        scores=scores[at],
        alarms=alarms,
    )


def _present(
    said: list[Said], months: tuple[Month, ...]
) -> tuple[State, Direction | None, Month | None, tuple[Month, ...]]:
    """State and direction after the last month, since when unless calm, and the months in which `leave` began."""
    if not said:
        return "waiting", None, None, ()
    before = [("calm", None), *((state, side) for state, side, _ in said[:-1])]
    alarms = tuple(
        months[place]
        for place, (state, side, _) in enumerate(said)
        if state == "leave" and (state, side) != before[place]
    )
    state, direction, since = said[-1]
    return state, direction, None if state == "calm" else months[since], alarms
