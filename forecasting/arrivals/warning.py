"""Early warning on monthly arrivals: when does what comes no longer fit the adopted forecast?

Each observed month becomes a standard normal score in the forecast's distribution; two cumulative sums, one upwards
and one downwards, collect them. How large a sum may grow is simulated from the forecast's own paths, whose months
depend on each other, so that the false-alarm rate is the stated one. docs/method.md, Early warning.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from forecasting.arrivals.paths import FARTHEST
from forecasting.arrivals.position import positions
from forecasting.arrivals.round import Round
from forecasting.arrivals.track import outcomes
from forecasting.base.periods import Month
from forecasting.base.quantiles import Array

if TYPE_CHECKING:
    from forecasting.observations import Observations

__all__ = ["RATE", "WATCH_RATE", "Direction", "EarlyWarning", "State", "early_warning"]

State = Literal["waiting", "calm", "watch", "leave"]
Direction = Literal["above", "below"]

RATE = 0.05  # share of forecasts that hold true and are still called off within twelve months
WATCH_RATE = 0.20  # the same for the earlier sign
ALLOWANCE = 0.5  # what a score may lie above or below the median without adding to a sum
SPAN = 12  # months for which the rates are stated
SIMULATED = 20_000  # paths behind the limits, and as many others behind the estimated rate


@dataclass(frozen=True)
class EarlyWarning:
    """What the control rule says after the last observed month; arrays have one entry per observed month.

    `state`: "waiting" without an observed month; "watch" above the earlier limit; "leave" from the month that crosses
    the limit until the sum is back below the earlier one.
    """

    state: State
    since: Month | None  # first month of the present watch or leave
    direction: Direction | None  # side of the larger sum, where the state is watch or leave
    statistic: float  # larger of the two sums after the last observed month; NaN without one
    limit: float  # what it may reach; NaN without an observed month
    rate: float  # stated false-alarm rate within twelve months
    false_alarms: float  # the rate estimated on other simulated paths
    false_alarms_error: float  # its Monte Carlo standard error
    months: tuple[Month, ...]
    scores: Array
    above: Array  # sum of what lies above the forecast
    below: Array  # sum of what lies below
    watch_limits: Array
    limits: Array
    alarms: tuple[Month, ...]  # months in which a limit was crossed for the first time since the last calm


def early_warning(
    round: Round, observations: Observations, *, seed: int = 20260101, rate: float = RATE
) -> EarlyWarning:
    """Compare the observed months with an adopted forecast, up to its 24th.

    What is said about a month depends on nothing observed after it.

    Args:
        seed: seed of the simulation; the limits of a round depend on it and on which months were observed.
        rate: false-alarm rate within twelve months, at most `WATCH_RATE`.
    Raises:
        ValueError: another rate.
    """
    if not 0.0 < rate <= WATCH_RATE:
        raise ValueError(f"a rate of {rate}")
    watched = len(round.memory)
    scores = positions(outcomes(round, observations)[:watched], round.quantiles[:watched])
    seen = ~np.isnan(scores)
    last = int(np.flatnonzero(seen)[-1]) + 1 if seen.any() else 0
    looks = seen | (np.arange(watched) >= last)
    rng = np.random.default_rng(seed)
    drawn = _simulate(round.memory, rng)
    simulated, every = _statistics(drawn, looks), _statistics(drawn, np.ones_like(looks))
    others = _statistics(_simulate(round.memory, rng), looks)
    limits, watch_limits = (_limits(simulated, every, share) for share in (rate, WATCH_RATE))
    span = _span(max(last - 1, 0), watched)
    alarmed = ((others > limits[:, np.newaxis]) & looks[:, np.newaxis])[span].any(axis=0)
    found = float(alarmed.mean())
    above, below = (_sums(side * scores[:, np.newaxis])[:, 0] for side in (1, -1))
    at = np.flatnonzero(seen)
    months = tuple(round.origin + 1 + int(ahead) for ahead in at)
    states = _states(above[at], below[at], watch_limits[at], limits[at])
    state, since, alarms = _present(states, months)
    larger = np.maximum(above, below)
    return EarlyWarning(
        state=state,
        since=since,
        direction=None if since is None else ("above" if above[at[-1]] >= below[at[-1]] else "below"),
        statistic=float(larger[at[-1]]) if len(at) else float("nan"),
        limit=float(limits[at[-1]]) if len(at) else float("nan"),
        rate=rate,
        false_alarms=found,
        false_alarms_error=math.sqrt(found * (1 - found) / SIMULATED),
        months=months,
        scores=scores[at],
        above=above[at],
        below=below[at],
        watch_limits=watch_limits[at],
        limits=limits[at],
        alarms=alarms,
    )


def _simulate(memory: Array, rng: np.random.Generator) -> Array:
    """Scores of a forecast that holds true, shape (months, SIMULATED): normal, with the months' own correlation."""
    sizes, axes = np.linalg.eigh(memory)
    root = axes * np.sqrt(np.maximum(sizes, 0.0))
    drawn = root @ rng.standard_normal((len(memory), SIMULATED))
    return np.asarray(np.clip(drawn, -FARTHEST, FARTHEST))


def _sums(scores: Array) -> Array:
    """Cumulative sums of what exceeds the allowance, at least 0, shape (months, n); a missing score adds nothing."""
    total = np.zeros(scores.shape[1])
    sums = np.empty(scores.shape)
    for month, row in enumerate(scores):
        total = np.where(np.isnan(row), total, np.maximum(total + row - ALLOWANCE, 0.0))
        sums[month] = total
    return sums


def _statistics(scores: Array, looks: NDArray[np.bool_]) -> Array:
    """Larger of the two sums in each month, where the months outside `looks` (months,) are missing."""
    scores = np.where(looks[:, np.newaxis], scores, np.nan)
    return np.maximum(_sums(scores), _sums(-scores))


def _limits(simulated: Array, every: Array, rate: float) -> Array:
    """Limit of each month, shape (months,): the same quantile of the statistic in every month of a span.

    The quantile is the one that a share `rate` of the paths exceeds in any month when all are observed; so what is
    looked at less often is called off no more often.
    """
    limits = np.empty(len(simulated))
    for start in range(0, len(simulated), SPAN):
        rows = slice(start, start + SPAN)
        ranks = every[rows].argsort(axis=1, kind="stable").argsort(axis=1, kind="stable")
        share = float(np.quantile(ranks.max(axis=0), 1 - rate)) / (every.shape[1] - 1)
        limits[rows] = np.quantile(simulated[rows], share, axis=1)
    return limits


def _span(month: int, watched: int) -> slice:
    """Months of the span that a month lies in."""
    start = month // SPAN * SPAN
    return slice(start, min(start + SPAN, watched))


def _states(above: Array, below: Array, watch_limits: Array, limits: Array) -> list[State]:
    """State after each observed month."""
    states: list[State] = []
    state: State = "calm"
    for value, earlier, limit in zip(np.maximum(above, below), watch_limits, limits, strict=True):
        if value > limit or (state == "leave" and value > earlier):
            state = "leave"
        else:
            state = "watch" if value > earlier else "calm"
        states.append(state)
    return states


def _present(states: list[State], months: tuple[Month, ...]) -> tuple[State, Month | None, tuple[Month, ...]]:
    """Last state, since when where it is not calm, and the months in which `leave` began."""
    if not states:
        return "waiting", None, ()
    before = ["calm", *states[:-1]]
    begun = [place for place, state in enumerate(states) if state != before[place]]
    alarms = tuple(months[place] for place in begun if states[place] == "leave")
    return states[-1], None if states[-1] == "calm" else months[begun[-1]], alarms
