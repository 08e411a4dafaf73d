"""How often the early warning was right on past forecasts, as a small file behind what the program says of it.

Forecasts of the recipe, three months apart, are each watched for twelve months. A false alarm calls off a forecast
whose year ended inside its 80 % interval; what should be called is a doubling of arrivals that nobody could know.
docs/method.md, Early warning.
"""

from __future__ import annotations

import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from functools import lru_cache
from pathlib import Path
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from forecasting.arrivals.backtest.evidence import heading, opened
from forecasting.arrivals.backtest.frame import INTERVALS
from forecasting.arrivals.backtest.origins import Origin, find_origins
from forecasting.arrivals.backtest.results import digest_all
from forecasting.arrivals.backtest.task import Finished, Task
from forecasting.arrivals.cache import METHOD_VERSION
from forecasting.arrivals.methods import DEFAULT
from forecasting.arrivals.position import positions
from forecasting.arrivals.warning_rule import LIMIT, Direction, Said, course
from forecasting.base.errors import Finding, InputError
from forecasting.base.folders import DATA
from forecasting.base.periods import Month, month_label, parse_month
from forecasting.base.quantiles import Array
from forecasting.base.runs import PATHS, SEED

if TYPE_CHECKING:
    from forecasting.arrivals.backtest.run import Watcher

__all__ = [
    "WARNING",
    "WarningScore",
    "WarningScores",
    "backtest_warning",
    "doublings",
    "measured",
    "read_warning",
    "warning_csv",
]

WARNING = DATA / "backtest" / "warning.csv"
EVERY = 3  # months between forecasts
YEAR = 12  # months for which each is watched
BEFORE = 6  # months before a doubling in which a forecast was made that should call it
EARLIEST = 1  # a call so many months before the doubling begins still counts as one of it
LASTING = 3  # months whose mean is a doubling
TWICE, STEP = 2.0, 1.5  # of the mean of the year before: what these months reach, and what the first of them does
LEAST = 20.0  # persons a month in the year before; fewer double by chance
LIMITS = (NormalDist().inv_cdf(0.90), LIMIT, NormalDist().inv_cdf(0.975))
"""Scores beyond which a month may count as not fitting: the ends of the 80, 90 and 95 % interval."""

DIGITS = 6


@dataclass(frozen=True)
class WarningScore:
    """What the rule makes with one limit; shares are NaN where nothing was to be told."""

    limit: float  # score beyond which a month does not fit
    false_alarms: float  # share of the forecasts whose year ended inside that were called off in it
    detected: float  # share of the cases that were called, upwards
    delay: float  # median months from the beginning of the doubling to the call
    above: float  # share of the forecasts whose year ended above the 80 % interval that were called off upwards
    below: float  # and of those whose year ended below it, downwards


@dataclass(frozen=True)
class WarningScores:
    """Scores by limit, and what they rest on."""

    data: str  # SHA-256 of the series
    version: int  # METHOD_VERSION that computed it
    series: int
    rounds: int  # forecasts whose twelve months are known
    first: Month  # origin
    last: Month
    inside: int  # forecasts whose year ended inside the 80 % interval of the sum, and so on
    over: int
    under: int
    doublings: int
    cases: int  # forecasts made in the half year before one
    by_limit: tuple[WarningScore, ...]

    @property
    def used(self) -> WarningScore:
        """What the rule in use makes."""
        return min(self.by_limit, key=lambda score: abs(score.limit - LIMIT))


@dataclass(frozen=True)
class _Watched:
    """A forecast and the year after it."""

    origin: Origin
    scores: Array  # (YEAR,) normal score of each month
    side: int  # where the year's sum ended: -1 below the 80 % interval, 0 inside, 1 above


def backtest_warning(
    series: Mapping[str, tuple[Month, Array]],
    *,
    work: Path | None = None,
    workers: int = 0,
    scheduler: str | None = None,
    paths: int = PATHS,
    seed: int = SEED,
    watcher: Watcher | None = None,
) -> WarningScores:
    """Watch forecasts of every series, three months apart from its 36th month on, for twelve months each.

    Args:
        series: by name, the first month and the persons per month, shape (months,), NaN where missing; forecasts
            whose twelve months are not all known are left out.
        work, workers, scheduler, paths, seed, watcher: as in `backtest`.
    Raises:
        InputError: an impossible value, or no forecast that can be watched.
    """
    from forecasting.arrivals.backtest.run import finish

    found, left_out = find_origins(series, horizon=YEAR, every=EVERY)
    origins = [origin for origin in found if not np.isnan(origin.outcome).any()]
    if not origins:
        raise InputError([Finding("arrivals.backtest.nothing"), *left_out])
    tasks = [Task(origin.series, origin.history, DEFAULT, YEAR, paths, seed) for origin in origins]
    finished = finish(tasks, work=work, workers=workers, scheduler=scheduler, watcher=watcher)
    rounds = [_watched(*pair) for pair in zip(origins, finished, strict=True) if pair[1].failure is None]
    if not rounds:
        raise InputError([Finding("arrivals.backtest.nothing"), *left_out])
    begun = {(name, month) for name, (first, values) in series.items() for month in doublings(first, values)}
    cases = [
        (one, month - one.origin.month)
        for name, month in sorted(begun)
        for one in rounds
        if one.origin.series == name and 0 < month - one.origin.month <= BEFORE
    ]
    months = [one.origin.month for one in rounds]
    return WarningScores(
        data=digest_all(series),
        version=METHOD_VERSION,
        series=len({one.origin.series for one in rounds}),
        rounds=len(rounds),
        first=min(months),
        last=max(months),
        inside=sum(one.side == 0 for one in rounds),
        over=sum(one.side > 0 for one in rounds),
        under=sum(one.side < 0 for one in rounds),
        doublings=len(begun),
        cases=len(cases),
        by_limit=tuple(_score(rounds, cases, limit) for limit in LIMITS),
    )


def doublings(first_month: Month, values: Array) -> list[Month]:
    """Months in which arrivals begin to double.

    From such a month on three months have at least twice the mean of the twelve before, the first of them at least
    one and a half times; none of the twelve before began to double.

    Args:
        first_month: month of `values[0]`.
        values: persons per month, shape (months,), NaN where missing.

    >>> doublings(24000, np.repeat([100.0, 250.0], 15))
    [24015]
    """
    found: list[Month] = []
    for at in range(YEAR, len(values) - LASTING + 1):
        before, after = values[at - YEAR : at].mean(), values[at : at + LASTING].mean()
        doubles = after >= TWICE * before and values[at] >= STEP * before
        new = not found or first_month + at - found[-1] > YEAR
        if before >= LEAST and doubles and new:
            found.append(first_month + at)
    return found


def warning_csv(found: WarningScores) -> str:
    """The evidence file."""
    facts = {name: value for name, value in vars(found).items() if name != "by_limit"}
    facts |= {name: month_label(facts[name]) for name in ("first", "last")}
    lines = [",".join(field.name for field in fields(WarningScore))]
    for score in found.by_limit:
        lines.append(",".join(f"{round(value, DIGITS):g}" for value in asdict(score).values()))
    return heading(facts) + "\n".join(lines) + "\n"


def read_warning(path: Path = WARNING) -> WarningScores:
    """An evidence file.

    Raises:
        InputError: it is missing, or no file of this form.
    """
    import pandas as pd

    with opened(path) as (facts, content):
        rows = pd.read_csv(io.StringIO(content), comment="#").to_dict("records")
        counts = {
            field.name: int(facts[field.name])
            for field in fields(WarningScores)
            if field.name not in ("data", "first", "last", "by_limit")
        }
        months = {name: parse_month(facts[name]) for name in ("first", "last")}
        scores = tuple(WarningScore(**{str(name): float(value) for name, value in row.items()}) for row in rows)
        if not scores:
            raise ValueError("no rows")
        return WarningScores(data=facts["data"], by_limit=scores, **counts, **months)


@lru_cache(maxsize=1)
def measured() -> WarningScores:
    """The shipped file.

    Raises:
        InputError: as `read_warning`.
    """
    return read_warning()


def _watched(origin: Origin, finished: Finished) -> _Watched:
    total = origin.outcome.sum()
    low, high = finished.sums[0, list(INTERVALS[80])]
    return _Watched(origin, positions(origin.outcome, finished.quantiles), int(total > high) - int(total < low))


def _score(rounds: Sequence[_Watched], cases: Sequence[tuple[_Watched, int]], limit: float) -> WarningScore:
    """Shares with one limit; a case is a forecast and how many months after its origin the doubling begins."""
    said = {id(one): course(one.scores, limit) for one in rounds}

    def called(one: _Watched, *sides: Direction) -> bool:
        return bool(_calls(said[id(one)], sides))

    delays = []
    for one, ahead in cases:
        times = [call - ahead for call in _calls(said[id(one)], ("above",)) if call >= ahead - EARLIEST]
        delays.append(min(times, default=math.nan))
    seen = [delay for delay in delays if not math.isnan(delay)]
    return WarningScore(
        limit=limit,
        false_alarms=_share([called(one, "above", "below") for one in rounds if one.side == 0]),
        detected=_share([not math.isnan(delay) for delay in delays]),
        delay=float(np.median(seen)) if seen else math.nan,
        above=_share([called(one, "above") for one in rounds if one.side > 0]),
        below=_share([called(one, "below") for one in rounds if one.side < 0]),
    )


def _calls(said: Sequence[Said], sides: Sequence[Direction]) -> list[int]:
    """Months ahead in which the forecast counts as called off."""
    return [place + 1 for place, (state, side, _) in enumerate(said) if state == "leave" and side in sides]


def _share(found: Sequence[bool]) -> float:
    return sum(found) / len(found) if found else math.nan
