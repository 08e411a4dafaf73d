"""National monthly series that the months of the state follow: what each is made of, and how sure it is.

Persons per month. Asylum follows the first applications in Germany. Ukraine follows one series of registrations in
Germany, made of what was published: entries in the central register of foreigners in the wave of 2022, grants of
temporary protection (later than the registration by a lag that is learned), single months of the distribution system
FREE and of the federal office. It comes about like the state's series (see `disaggregate`). docs/method.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from forecasting.base.errors import Finding, InputError
from forecasting.base.periods import Month, parse_month
from forecasting.base.quantiles import Array
from forecasting.observations.months.disaggregate import smoothest
from forecasting.observations.months.figure import Figure
from forecasting.observations.months.uncertainty import loadings, relative_steps
from forecasting.observations.published import national_applications, period_weights, read_published

__all__ = ["LAGS", "Indicator", "Lag", "Source", "applications", "learn_lag", "level", "registrations"]

LAGS = np.arange(0.0, 2.25, 0.25)
"""Months from registration to grant that are tried."""

_YEAR = 12
_FREE = "free_distributed_de"
_COUNTS = {"azr_registered_ukraine_de": "AZR", _FREE: "FREE", "bamf_arrivals_ukraine_de": "BAMF"}
_WAVE = parse_month("2022-02")
_FIRST_DAYS = 5 / 28  # of February 2022 from the 24th on


@dataclass(frozen=True)
class Indicator:
    """A national series from `first_month` on, positive, shape (months,).

    `names` says for each month which publication it rests on. `doubt` are factors of its relative error, shape
    (months, factors): values * (1 + doubt @ z), z ~ N(0, I), is as plausible. No factors: counted to the last month.
    """

    first_month: Month
    values: Array
    names: tuple[str, ...]
    doubt: Array = field(repr=False)


Source = Callable[[Path | None], Indicator]


@dataclass(frozen=True)
class Lag:
    """What the months in which both are known tell of the time from registration to grant.

    `weights` of `LAGS`, sum 1; `kernel[k]`: share of a month's registrations granted k months later;
    `granted`: grants per registration.
    """

    weights: Array
    kernel: Array
    granted: float

    @property
    def mean(self) -> float:
        """Mean lag, months."""
        return float(self.weights @ LAGS)

    @property
    def spread(self) -> float:
        """Standard deviation of the lag, months."""
        return float(np.sqrt(self.weights @ (LAGS - self.mean) ** 2))


def applications(published: Path | None = None) -> Indicator:
    """First asylum applications in Germany."""
    first, values = national_applications(published)
    name = "asylum_applications_monthly_de.csv"
    return Indicator(first, values, (name,) * len(values), np.zeros((len(values), 0)))


def level(published: Path | None = None) -> Indicator:
    """No national series: the level itself is smooth, over the months of the national applications."""
    first, national = national_applications(published)
    months = len(national)
    return Indicator(first, np.ones(months), ("glatt verteilt",) * months, np.zeros((months, 0)))


def registrations(published: Path | None = None) -> Indicator:
    """Persons from Ukraine registered in Germany, up to the last month of the national applications.

    Raises:
        InputError: the figures are missing or contradict each other.
    """
    begin, national = national_applications(published)
    months = begin + len(national) - _WAVE
    grants, stock = _protection(published, months)
    table = read_published("ukraine_registrations_de", published)
    table = table[table["use"] == "indicator"]
    lag = learn_lag(grants, table)
    counted = [*_counts(table, months), *_stock_bounds(stock, _last(grants))]
    best = _proxy(grants, lag.kernel, lag.granted)
    values = smoothest(best, counted, floor=0.0, from_zero=True)
    eras = [0, int(np.flatnonzero(~np.isnan(grants))[0]), _last(grants) + 1]
    pinned = [any(figure.month == place and figure.exact for figure in counted) for place in range(months)]
    steps = relative_steps(values, best, counted, eras)
    walk = loadings(values, best, counted, steps, pinned) / values[:, np.newaxis]
    ends = []
    for moved in (lag.mean - lag.spread, lag.mean + lag.spread):
        kernel = _kernel(float(np.clip(moved, LAGS[0], LAGS[-1])))
        ends.append(smoothest(_proxy(grants, kernel, lag.granted), counted, floor=0.0, from_zero=True))
    timing = (ends[1] - ends[0]) / (2.0 * values)
    return Indicator(_WAVE, values, _names(grants, lag.kernel, counted), np.column_stack([walk, timing]))


def learn_lag(grants: Array, table: pd.DataFrame) -> Lag:
    """How much later than the registration the grant comes, from the year in which FREE tells both ends and the sum.

    For each lag l of `LAGS` the grants moved by l stand beside FREE in January, in December and in the ten months
    between, on the log scale, the ten with ten times the weight of one. With one level c and one variance, both
    unknown, the likelihood of l is 1 / SS(l), the weighted squares about c; all lags are alike beforehand.

    Args:
        grants: shape (months,) from February 2022, NaN where unknown.
        table: `ukraine_registrations_de` as read, the rows that are used.
    """
    counted = table[table["measure"] == _FREE].set_index("period")["value"]
    year, first, last = (float(counted[period]) for period in ("2023-01..2023-12", "2023-01", "2023-12"))
    place = parse_month("2023-01") - _WAVE
    weight = np.array([1.0, _YEAR - 2.0, 1.0])
    squares, levels = [], []
    for lag in LAGS:
        moved = _moved(grants, _kernel(float(lag)))[place : place + _YEAR]
        logs = np.log([moved[0] / first, moved[1:-1].sum() / (year - first - last), moved[-1] / last])
        level = float(weight @ logs) / weight.sum()
        squares.append(float(weight @ (logs - level) ** 2))
        levels.append(level)
    likelihood = 1.0 / np.array(squares)
    weights = likelihood / likelihood.sum()
    kernel = np.sum([share * _kernel(float(lag)) for share, lag in zip(weights, LAGS, strict=True)], axis=0)
    return Lag(weights, kernel, float(np.exp(weights @ np.array(levels))))


def _kernel(lag: float) -> Array:
    """A lag of so many months as shares of the months 0, 1, 2 … after."""
    whole = np.arange(int(np.ceil(LAGS[-1])) + 1)
    return np.asarray(np.maximum(0.0, 1.0 - np.abs(whole - lag)))


def _moved(grants: Array, kernel: Array) -> Array:
    """Grants of the registrations of each month, NaN where a month of them is unknown."""
    padded = np.concatenate([grants, np.full(len(kernel) - 1, np.nan)])
    parts = [share * padded[late : late + len(grants)] for late, share in enumerate(kernel) if share > 0]
    return np.asarray(np.sum(parts, axis=0))


def _proxy(grants: Array, kernel: Array, granted: float) -> Array:
    """What the smooth ratio refers to: the grants brought back to the registrations, a constant before and after.

    Beside a constant the least changes of the ratio are those of the level itself: where no month is published the
    series is joined smoothly. The war began on 24 February 2022: that month counts with its five days.
    """
    moved = _moved(grants, kernel) / granted
    known = np.flatnonzero(~np.isnan(moved))
    proxy = np.interp(np.arange(len(moved)), known, moved[known])
    proxy[0] *= _FIRST_DAYS
    return np.asarray(proxy)


def _names(grants: Array, kernel: Array, counted: list[Figure]) -> tuple[str, ...]:
    """The publication that each month rests on, as the column `source` prints it."""
    moved = _moved(grants, kernel)
    wave = int(np.flatnonzero(~np.isnan(moved))[0])
    names = [
        "temporary_protection_monthly.csv (Schutzgewährungen)"
        if not np.isnan(value)
        else "ukraine_registrations_de.csv (AZR)"
        if place < wave
        else "ukraine_registrations_de.csv (glatt verbunden)"
        for place, value in enumerate(moved)
    ]
    for figure in counted:
        if figure.month is not None and np.isfinite(figure.high):
            names[figure.month] = f"ukraine_registrations_de.csv ({figure.name.split()[0]})"
    return tuple(names)


def _counts(table: pd.DataFrame, months: int) -> list[Figure]:
    """Registrations as counted: of a month, a year, or since the beginning of the war."""
    return [
        Figure(f"{_COUNTS[measure]} {period}", period_weights(period, _WAVE, months), low, high)
        for measure, period, low, high in zip(
            table["measure"], table["period"], table["low"], table["high"], strict=True
        )
    ]


def _stock_bounds(stock: Array, after_grants: int) -> list[Figure]:
    """The stock is net of departures: what it grew by, at least so many came.

    Only after the last month of grants, so that the clearing of invalid statuses in July 2024 lies outside.
    """
    known = np.flatnonzero(~np.isnan(stock))
    found = []
    for before, after in zip(known[:-1], known[1:], strict=True):
        grown = stock[after] - stock[before]
        if grown <= 0 or before < after_grants:
            continue
        weights = np.zeros(len(stock))
        weights[before + 1 : after + 1] = 1.0
        found.append(Figure(f"stock {before}..{after}", weights, float(grown), np.inf))
    return found


def _protection(published: Path | None, months: int) -> tuple[Array, Array]:
    """Grants and stock of temporary protection, shape (months,) from February 2022, NaN where unknown."""
    table = read_published("temporary_protection_monthly", published)
    place = table["month"].to_numpy(dtype=np.int64) - _WAVE
    inside = place < months
    columns = []
    for name in ("grants_month", "beneficiaries_end_of_month"):
        column = np.full(months, np.nan)
        column[place[inside]] = table[name].to_numpy(dtype=np.float64)[inside]
        columns.append(column)
    return columns[0], columns[1]


def _last(values: Array) -> int:
    known = np.flatnonzero(~np.isnan(values))
    if not len(known):
        raise InputError(Finding("observations.period", value="temporary_protection_monthly"))
    return int(known[-1])
