"""Early warning on monthly arrivals: when does what comes no longer fit the adopted forecast?

Each observed month becomes a standard normal score in the forecast's distribution. Months of a forecast hang
together, so only what is new in a score, given the months before, is collected by two cumulative sums, one upwards
and one downwards. How the months hang together was taken from the forecast's own paths; how large a sum may grow is
simulated, so that the false-alarm rate is the stated one. docs/method.md, Early warning.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import solve_triangular

from forecasting.arrivals.paths import FARTHEST
from forecasting.arrivals.position import positions
from forecasting.arrivals.round import Round
from forecasting.arrivals.track import outcomes
from forecasting.base.periods import Month
from forecasting.base.quantiles import Array
from forecasting.base.runs import SEED

if TYPE_CHECKING:
    from forecasting.observations import Observations

__all__ = ["RATE", "WATCH_RATE", "Direction", "EarlyWarning", "State", "early_warning"]

State = Literal["waiting", "calm", "watch", "leave"]
Direction = Literal["above", "below"]

RATE = 0.05  # share of forecasts that hold true and are still called off within twelve months
WATCH_RATE = 0.20  # the same for the earlier sign
ALLOWANCE = 1.0  # standard deviations of what is new in a month that add nothing to a sum
OUTSIDE = NormalDist().inv_cdf(0.75)  # score at the ends of the central 50 % interval
LEAST_SHARE = 1e-3  # smallest eigenvalue: the stored correlations are rounded
SPAN = 12  # months for which the rates are stated
SIMULATED = 20_000  # paths behind the limits, and as many others behind the estimated rate


@dataclass(frozen=True)
class EarlyWarning:
    """What the control rule says after the last observed month; arrays have one entry per observed month.

    A limit is crossed by a month whose sum exceeds it and which itself lies outside the central 50 % interval on that
    side. `state`: "waiting" without an observed month; "watch" where the earlier limit is crossed; "leave" from the
    month that crosses the limit until one lies within that interval again or on its other side.
    """

    state: State
    since: Month | None  # first month of the present watch or leave
    direction: Direction | None  # where the state is watch or leave
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
    alarms: tuple[Month, ...]  # months in which "leave" began, or changed its direction


def early_warning(round: Round, observations: Observations, *, seed: int = SEED, rate: float = RATE) -> EarlyWarning:
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
    correlation = _correlation(round.memory)
    watched = len(correlation)
    scores = positions(outcomes(round, observations)[:watched], round.quantiles[:watched])
    seen = ~np.isnan(scores)
    last = int(np.flatnonzero(seen)[-1]) + 1 if seen.any() else 0
    looks = seen | (np.arange(watched) >= last)
    rng = np.random.default_rng(seed)
    drawn, others = _simulate(correlation, rng), _simulate(correlation, rng)
    every = _crossing(drawn, correlation, np.ones_like(looks))
    simulated = _crossing(drawn, correlation, looks)
    limits, watch_limits = (_limits(simulated, every, share) for share in (rate, WATCH_RATE))
    crossed = _crossing(others, correlation, looks) > limits[:, np.newaxis]
    found = float(crossed[_span(max(last - 1, 0), watched)].any(axis=0).mean())
    above, below = (sums[:, 0] for sums in _sums(scores[:, np.newaxis], correlation, seen))
    at = np.flatnonzero(seen)
    months = tuple(round.origin + 1 + int(ahead) for ahead in at)
    course = _course(scores[at], above[at], below[at], watch_limits[at], limits[at])
    state, direction, since, alarms = _present(course, months)
    return EarlyWarning(
        state=state,
        since=since,
        direction=direction,
        statistic=float(max(above[at[-1]], below[at[-1]])) if len(at) else float("nan"),
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


def _correlation(memory: Array) -> Array:
    """The correlation of the months, made positive definite where rounding or constant months left it singular."""
    sizes, axes = np.linalg.eigh(memory)
    whole = (axes * np.maximum(sizes, LEAST_SHARE)) @ axes.T
    spread = np.sqrt(np.diag(whole))
    return np.asarray(whole / np.outer(spread, spread))


def _simulate(correlation: Array, rng: np.random.Generator) -> Array:
    """Scores of a forecast that holds true, shape (months, SIMULATED): normal, with the months' own correlation."""
    drawn = np.linalg.cholesky(correlation) @ rng.standard_normal((len(correlation), SIMULATED))
    return np.asarray(np.clip(drawn, -FARTHEST, FARTHEST))


def _news(scores: Array, correlation: Array, looks: NDArray[np.bool_]) -> Array:
    """What is new in each month given the months before, shape (months, n); 0 outside `looks`.

    Standard normal and independent from month to month where the forecast holds true.
    """
    news = np.zeros(scores.shape)
    if looks.any():
        root = np.linalg.cholesky(correlation[np.ix_(looks, looks)])
        news[looks] = np.clip(solve_triangular(root, scores[looks], lower=True), -FARTHEST, FARTHEST)
    return news


def _sums(scores: Array, correlation: Array, looks: NDArray[np.bool_]) -> tuple[Array, Array]:
    """The sums upwards and downwards, each (months, n) and at least 0; a month outside `looks` changes nothing."""
    news = _news(scores, correlation, looks)
    above, below = np.zeros(scores.shape), np.zeros(scores.shape)
    for month, look in enumerate(looks):
        for sums, side in ((above, 1), (below, -1)):
            total = sums[month - 1]  # of the first month: the last row, still 0
            sums[month] = np.maximum(total + side * news[month] - ALLOWANCE, 0.0) if look else total
    return above, below


def _crossing(scores: Array, correlation: Array, looks: NDArray[np.bool_]) -> Array:
    """What each month holds against a limit, shape (months, n): its larger sum on a side it lies on; else 0."""
    above, below = _sums(scores, correlation, looks)
    held = np.maximum(np.where(scores > OUTSIDE, above, 0.0), np.where(scores < -OUTSIDE, below, 0.0))
    return np.where(looks[:, np.newaxis], held, 0.0)


def _limits(simulated: Array, every: Array, rate: float) -> Array:
    """Limit of each month, shape (months,): the same quantile of what is held against it in every month of a span.

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


def _course(
    scores: Array, above: Array, below: Array, watch_limits: Array, limits: Array
) -> list[tuple[State, Direction | None]]:
    """State and direction after each observed month."""
    course: list[tuple[State, Direction | None]] = []
    state: State = "calm"
    direction: Direction | None = None
    for score, up, down, earlier, limit in zip(scores, above, below, watch_limits, limits, strict=True):
        side: Direction | None = None if abs(score) <= OUTSIDE else ("above" if score > 0 else "below")
        held = 0.0 if side is None else (up if side == "above" else down)
        stays = state == "leave" and side == direction
        if side is not None and (held > limit or stays):
            state = "leave"
        elif held > earlier:
            state = "watch"
        else:
            state, side = "calm", None
        direction = side
        course.append((state, direction))
    return course


def _present(
    course: list[tuple[State, Direction | None]], months: tuple[Month, ...]
) -> tuple[State, Direction | None, Month | None, tuple[Month, ...]]:
    """State and direction after the last month, since when unless calm, and the months in which `leave` began."""
    if not course:
        return "waiting", None, None, ()
    before: list[tuple[State, Direction | None]] = [("calm", None), *course[:-1]]
    begun = [place for place, now in enumerate(course) if now != before[place]]
    alarms = tuple(months[place] for place in begun if course[place][0] == "leave")
    state, direction = course[-1]
    return state, direction, None if state == "calm" else months[begun[-1]], alarms
