"""Hold adopted forecasts against what came, beside the last value carried on from the same origin.

A month counts only once its own figure is observed; months that were split from a total or carried on never do, nor
do those whose figure was known when the forecast was adopted.
Scores are those of `scores.py`, as in the backtest. docs/method.md, Track record.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from forecasting.arrivals.backtest import scores
from forecasting.arrivals.backtest.frame import INTERVALS, MEDIAN, WIS
from forecasting.arrivals.backtest.summary import geometric_ratio
from forecasting.arrivals.rounds.round import SUM_MONTHS, Round
from forecasting.base.periods import Month
from forecasting.base.quantiles import LEVELS, Array

if TYPE_CHECKING:
    from forecasting.observations import Observations

__all__ = ["TOLD", "Scored", "SumScore", "Track", "TrackRecord", "outcomes", "track_record"]

TOLD = (50, 80, 95)
"""Central intervals, percent, whose coverage is told."""


@dataclass(frozen=True)
class Scored:
    """Scores of a forecast on the months that have an outcome, arrays of shape (months,)."""

    absolute_error: Array  # persons, of the median
    wis: Array  # persons
    log_wis: Array
    inside: NDArray[np.bool_]  # (months, 3) within the intervals of TOLD


@dataclass(frozen=True)
class SumScore:
    """The first twelve months together, persons; there once all of them are observed."""

    outcome: float
    error: float  # summed medians minus outcome
    naive_error: float
    wis: float
    naive_wis: float
    inside: tuple[bool, ...]  # within the intervals of TOLD, from the sample paths


@dataclass(frozen=True)
class Track:
    """One round and what came of it."""

    round: Round
    months: tuple[Month, ...]  # that have an outcome
    outcome: Array  # (months,) persons
    own: Scored
    naive: Scored
    total: SumScore | None

    @property
    def ratio(self) -> float:
        """Mean WIS over that of the last value; below 1 is better. NaN without a month, or where both are 0."""
        return _ratio(self.own.wis, self.naive.wis)


@dataclass(frozen=True)
class TrackRecord:
    """Every round in the order given, and what they make together; means are over months with an outcome."""

    tracks: tuple[Track, ...]
    months: int
    rounds: int  # with at least one outcome
    absolute_error: float
    wis: float
    log_wis: float
    coverage: tuple[float, ...]  # shares within the intervals of TOLD
    naive_absolute_error: float
    naive_wis: float
    naive_log_wis: float
    naive_coverage: tuple[float, ...]
    mae_ratio: float  # geometric means over groups of mean score over that of the last value; below 1 is better
    wis_ratio: float
    log_wis_ratio: float
    sums: int  # rounds whose first twelve months are complete


def track_record(rounds: Sequence[Round], observations: Observations) -> TrackRecord:
    """Score every round with the outcomes known now.

    Args:
        rounds: of any groups and origins; a group that the observations no longer have has no outcome.
    Returns:
        Tracks in the order of the rounds; figures without any outcome are NaN.
    """
    tracks = tuple(_track(one, outcomes(one, observations)) for one in rounds)
    groups = {group: number for number, group in enumerate(sorted({one.group for one in rounds}))}
    series = np.array([groups[track.round.group] for track in tracks for _ in track.months], dtype=np.intp)
    own, naive = _pooled([track.own for track in tracks]), _pooled([track.naive for track in tracks])
    return TrackRecord(
        tracks=tracks,
        months=len(series),
        rounds=sum(1 for track in tracks if track.months),
        absolute_error=_mean(own.absolute_error),
        wis=_mean(own.wis),
        log_wis=_mean(own.log_wis),
        coverage=tuple(_mean(column) for column in own.inside.T),
        naive_absolute_error=_mean(naive.absolute_error),
        naive_wis=_mean(naive.wis),
        naive_log_wis=_mean(naive.log_wis),
        naive_coverage=tuple(_mean(column) for column in naive.inside.T),
        mae_ratio=geometric_ratio(own.absolute_error, naive.absolute_error, series),
        wis_ratio=geometric_ratio(own.wis, naive.wis, series),
        log_wis_ratio=geometric_ratio(own.log_wis, naive.log_wis, series),
        sums=sum(1 for track in tracks if track.total is not None),
    )


def outcomes(one: Round, observations: Observations) -> Array:
    """Persons of each month of the round, shape (horizon,), NaN where no figure of the month itself is known."""
    found = np.full(one.horizon, np.nan)
    series = observations.arrivals.get(one.group)
    if series is None:
        return found
    for ahead in range(one.horizon):
        at = one.origin + 1 + ahead - series.first_month
        if 0 <= at < len(series.values) and series.status[at] == "observed":
            found[ahead] = series.values[at]
    return found


def _track(one: Round, outcome: Array) -> Track:
    outcome[: one.known_ahead] = np.nan
    known = np.flatnonzero(~np.isnan(outcome))
    return Track(
        round=one,
        months=tuple(one.origin + 1 + int(ahead) for ahead in known),
        outcome=outcome[known],
        own=_scored(outcome[known], one.quantiles[known]),
        naive=_scored(outcome[known], one.naive[known]),
        total=_total(one, outcome[:SUM_MONTHS]),
    )


def _scored(outcome: Array, quantiles: Array) -> Scored:
    levels = LEVELS[WIS]
    return Scored(
        absolute_error=scores.absolute_error(outcome, quantiles[:, MEDIAN]),
        wis=scores.weighted_interval_score(outcome, quantiles[:, WIS], levels),
        log_wis=scores.weighted_interval_score(np.log1p(outcome), np.log1p(quantiles[:, WIS]), levels),
        inside=_inside(outcome, quantiles),
    )


def _inside(outcome: Array, quantiles: Array) -> NDArray[np.bool_]:
    ends = [INTERVALS[level] for level in TOLD]
    return np.column_stack([scores.covered(outcome, quantiles[:, low], quantiles[:, high]) for low, high in ends])


def _total(one: Round, year: Array) -> SumScore | None:
    if len(year) < SUM_MONTHS or np.isnan(year).any():
        return None
    outcome = np.array([year.sum()])
    own, naive = one.sums[np.newaxis], one.naive_sums[np.newaxis]
    levels = LEVELS[WIS]
    return SumScore(
        outcome=float(outcome[0]),
        error=float(one.quantiles[:SUM_MONTHS, MEDIAN].sum() - outcome[0]),
        naive_error=float(one.naive[:SUM_MONTHS, MEDIAN].sum() - outcome[0]),
        wis=float(scores.weighted_interval_score(outcome, own[:, WIS], levels)[0]),
        naive_wis=float(scores.weighted_interval_score(outcome, naive[:, WIS], levels)[0]),
        inside=tuple(bool(within) for within in _inside(outcome, own)[0]),
    )


def _pooled(parts: Sequence[Scored]) -> Scored:
    return Scored(
        absolute_error=np.concatenate([np.empty(0), *(part.absolute_error for part in parts)]),
        wis=np.concatenate([np.empty(0), *(part.wis for part in parts)]),
        log_wis=np.concatenate([np.empty(0), *(part.log_wis for part in parts)]),
        inside=np.concatenate([np.empty((0, len(TOLD)), dtype=np.bool_), *(part.inside for part in parts)]),
    )


def _mean(values: Array | NDArray[np.bool_]) -> float:
    return float(values.mean()) if len(values) else float("nan")


def _ratio(own: Array, naive: Array) -> float:
    reference = _mean(naive)
    return _mean(own) / reference if reference > 0 else float("nan")
