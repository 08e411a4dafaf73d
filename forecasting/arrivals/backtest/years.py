"""How good forecasts of yearly series were, from every origin with enough history, as a small file.

Everything is measured on log(1 + persons), since countries differ a thousandfold. Beside the forecasts stands the
last year held, with the spread of a random walk that slows down: what is hard to beat. How often the record itself
rose manifold is counted with them: what displacements of the past the forecasts have seen.
docs/method.md, The yearly record.
"""

from __future__ import annotations

import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import numpy as np

from forecasting.arrivals.backtest import scores
from forecasting.arrivals.backtest.evidence import heading, opened
from forecasting.arrivals.backtest.frame import INTERVALS, MEDIAN
from forecasting.arrivals.backtest.results import digest_all
from forecasting.arrivals.cache import METHOD_VERSION
from forecasting.arrivals.yearly import RISE, clean_years, forecast_years
from forecasting.base.errors import Finding, InputError
from forecasting.base.folders import DATA
from forecasting.base.quantiles import LEVELS, Array

__all__ = ["ALL", "YEARS", "Rise", "YearScore", "YearScores", "backtest_years", "read_years", "years_csv"]

YEARS = DATA / "backtest" / "years.csv"
HORIZON = 6
FIRST = 12  # years of history at the first origin
ALL = 0
"""Years ahead of the row over all of them."""

TIMES = (1.5, 2.0, 3.0, RISE)
"""Rises that are counted; no path goes beyond the last one."""

T10 = np.array([-2.2281, -1.8125, -1.3722, -0.6998, 0.0, 0.6998, 1.3722, 1.8125, 2.2281])
DIGITS = 6


@dataclass(frozen=True)
class YearScore:
    """What all forecasts so many years ahead make; shares of outcomes."""

    forecasts: int
    log_wis: float
    over_held: float  # ratio of the mean log WIS to that of the last year held
    within50: float
    within80: float
    within90: float
    within95: float
    above: float  # above the median
    over95: float  # above the 95 % point


@dataclass(frozen=True)
class Rise:
    """How often the record rose to at least so many times what was before."""

    times: float
    years: int  # that follow another one
    risen: int  # of them, to at least `times` the year before
    spans: int  # of six years, after every origin that has as many
    beyond: int  # of them, with a year of at least `times` the largest before


@dataclass(frozen=True)
class YearScores:
    """Scores by years ahead (`ALL`, 1 to 6), and what they rest on."""

    data: str  # SHA-256 of the series
    version: int  # METHOD_VERSION that computed it
    series: int
    origins: int  # of all series together
    first: int  # first origin
    last: int
    by_year: Mapping[int, YearScore]
    rises: tuple[Rise, ...]  # by `TIMES`


def backtest_years(series: Mapping[str, tuple[int, Array]]) -> YearScores:
    """Scores of the forecasts of yearly series, 1 to 6 years ahead, from every origin with twelve years of history.

    Args:
        series: by name, the first year and the persons a year, shape (years,), NaN where missing: a gap cuts off what
            lies before it.
    Raises:
        InputError: no origin has as much history and an outcome, or a value is impossible.
    """
    found: dict[int, list[list[float]]] = {ALL: [], **{ahead: [] for ahead in range(1, HORIZON + 1)}}
    origins = []
    following, leading = [], []  # a year over the one before, the largest of six years over the largest before
    for name, (begin, values) in series.items():
        following += _times(values[1:], values[:-1])
        for place in range(FIRST - 1, len(values) - 1):
            outcomes = np.log1p(values[place + 1 : place + 1 + HORIZON])
            if np.isnan(values[place - FIRST + 1 : place + 1]).any() or np.isnan(outcomes).all():
                continue
            totals, _ = clean_years(begin, values, begin + place, series=name)
            table = np.log1p(forecast_years(totals, HORIZON).quantiles())
            origins.append((name, begin + place))
            if len(outcomes) == HORIZON:
                leading += _times(
                    values[place + 1 : place + 1 + HORIZON].max(keepdims=True), totals.max(keepdims=True)
                )
            for at in np.flatnonzero(~np.isnan(outcomes)):
                row = _scored(float(outcomes[at]), table[at], np.log1p(totals), int(at) + 1)
                found[int(at) + 1].append(row)
                found[ALL].append(row)
    if not origins:
        raise InputError(Finding("arrivals.backtest.nothing"))
    years = [origin for _, origin in origins]
    return YearScores(
        data=digest_all(series),
        version=METHOD_VERSION,
        series=len({name for name, _ in origins}),
        origins=len(origins),
        first=min(years),
        last=max(years),
        by_year={ahead: _pooled(np.array(rows)) for ahead, rows in found.items() if rows},
        rises=tuple(
            Rise(times, len(following), _count(following, times), len(leading), _count(leading, times))
            for times in TIMES
        ),
    )


def years_csv(found: YearScores) -> str:
    """The evidence file: facts, scores by years ahead, and after an empty line the rises."""
    facts = {name: value for name, value in vars(found).items() if name not in ("by_year", "rises")}
    lines = [",".join(["ahead", *(field.name for field in fields(YearScore))])]
    for ahead, score in found.by_year.items():
        lines.append(",".join([str(ahead), *(f"{round(value, DIGITS):g}" for value in asdict(score).values())]))
    lines += ["", ",".join(field.name for field in fields(Rise))]
    lines += [",".join(f"{value:g}" for value in asdict(rise).values()) for rise in found.rises]
    return heading(facts) + "\n".join(lines) + "\n"


def read_years(path: Path = YEARS) -> YearScores:
    """An evidence file.

    Raises:
        InputError: it is missing, or no file of this form.
    """
    import pandas as pd

    with opened(path) as (facts, content):
        scored, risen = (
            pd.read_csv(io.StringIO(block), comment="#").to_dict("records") for block in content.split("\n\n")
        )
        by_year = {
            int(row.pop("ahead")): YearScore(int(row.pop("forecasts")), **{str(name): row[name] for name in row})
            for row in scored
        }
        rises = tuple(Rise(float(row.pop("times")), **{str(name): int(row[name]) for name in row}) for row in risen)
        counts = {name: int(facts[name]) for name in ("version", "series", "origins", "first", "last")}
        return YearScores(data=facts["data"], by_year=by_year, rises=rises, **counts)


def _times(now: Array, before: Array) -> list[float]:
    """How many times what was before came, where both are known; whoever had nobody counts as one person."""
    known = ~(np.isnan(now) | np.isnan(before))
    return [float(times) for times in now[known] / np.maximum(before[known], 1.0)]


def _count(found: Sequence[float], times: float) -> int:
    return sum(one >= times for one in found)


def _scored(outcome: float, own: Array, log: Array, ahead: int) -> list[float]:
    """Log WIS of a forecast and of the last year held, and where the outcome lay, as 0 and 1."""
    losses = [
        2 * float(scores.pinball(np.array([outcome]), row[np.newaxis], LEVELS).mean())
        for row in (own, _held(log, ahead))
    ]
    inside = [float(own[low] <= outcome <= own[high]) for low, high in INTERVALS.values()]
    return [*losses, *inside, float(outcome > own[MEDIAN]), float(outcome > own[INTERVALS[90][1]])]


def _pooled(rows: Array) -> YearScore:
    log_wis, held, *shares = (float(mean) for mean in rows.mean(axis=0))
    return YearScore(len(rows), log_wis, log_wis / held, *shares)


def _held(log: Array, ahead: int) -> Array:
    """The last year held: Student t with 10 degrees, its scale from the yearly changes, all and the last five."""
    changes = np.diff(log)
    sizes = [max(math.sqrt(float(np.mean(part**2))), 0.05) for part in (changes, changes[-5:])]
    scale = 0.7 * (sizes[0] * sizes[1]) ** 0.25 * math.sqrt((1 - 0.81**ahead) / (1 - 0.81))
    return np.asarray(log[-1] + scale * T10)
