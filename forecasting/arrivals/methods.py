"""The forecasting methods by name, behind one interface: fit on a history, get a median, bands and sample paths.

`ensemble` is the default; `guarded` leaves it where it lost to the last value on the series itself. `prophet` is its
Prophet member alone with the same bands; `prophet_default` and the rest are there to be compared with. Histories
under 30 months and those known by year only get the flat forecast of docs/method.md, section Arrivals, step 1, under
every method but the baselines and `prophet_default`.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property, lru_cache
from typing import Protocol

import numpy as np

from forecasting.arrivals import baselines, native, prophet
from forecasting.arrivals.bands import Bands
from forecasting.arrivals.clean import History
from forecasting.arrivals.ensemble import around, combine, flat
from forecasting.arrivals.guard import guarded
from forecasting.arrivals.members import MEMBERS
from forecasting.base.errors import Finding, InputError

__all__ = ["DEFAULT", "METHODS", "Forecaster", "MethodFailed", "method"]

DEFAULT = "ensemble"
REMEMBERED = 300  # forecasts from past origins that a process keeps for `guarded`, a few kilobytes each


class MethodFailed(Exception):
    """A method could not be used on a series; the text says why."""


@dataclass(frozen=True, eq=False)
class _Content:
    """A history that equals another if a forecast cannot tell them apart."""

    history: History

    @cached_property
    def _key(self) -> tuple[object, ...]:
        own = self.history
        marks = own.marks and (own.marks.pulse.tobytes(), own.marks.level_from)
        months = (own.first_month, own.origin, own.volatility_floor, own.years)
        return (*months, own.counts.tobytes(), own.filled.tobytes(), marks)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Content) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)


class Forecaster(Protocol):
    """What a method offers."""

    @property
    def name(self) -> str:
        """Name in the register and on the command line."""

    def fit(self, history: History, horizon: int) -> Bands:
        """Forecast of the `horizon` months after the history's origin; depends on nothing but the history.

        Raises:
            MethodFailed: the method cannot be used on this history.
        """


@dataclass(frozen=True)
class _Method:
    name: str
    run: Callable[[History, int], Bands]
    short_too: bool = False  # runs on 12 to 29 months, and on years spread over months, as well

    def fit(self, history: History, horizon: int) -> Bands:
        try:
            with warnings.catch_warnings():  # the libraries warn of optimisers that stop early
                warnings.simplefilter("ignore")
                bands = self._forecast(history, horizon)
        except Exception as error:  # third-party fits fail in many ways; the caller names the method and goes on
            raise MethodFailed(f"{type(error).__name__}: {error}".strip()[:200]) from error
        if not np.isfinite(bands.quantiles()).all():
            raise MethodFailed("not finite")
        return bands

    def _forecast(self, history: History, horizon: int) -> Bands:
        if history.flat and not self.short_too:
            return flat(history, horizon)
        return self.run(history, horizon)


def method(name: str) -> Forecaster:
    """Method of that name.

    Raises:
        InputError: no such method; names the nearest one and all there are.
    """
    if name in METHODS:
        return METHODS[name]
    near = get_close_matches(name, METHODS, n=1, cutoff=0.0)
    raise InputError(
        Finding("arrivals.method.unknown", {"nearest": near[0], "methods": ", ".join(METHODS)}, value=name)
    )


def _ensemble(history: History, horizon: int) -> Bands:
    centre, dropped = combine(history, horizon, MEMBERS)
    return around(centre, history, dropped)


def _guarded(history: History, horizon: int) -> Bands:
    return guarded(history, horizon, lambda known, months: _remembered(_Content(known), months))


@lru_cache(maxsize=REMEMBERED)
def _remembered(content: _Content, horizon: int) -> Bands:
    """The ensemble; a rolling-origin test looks back at the same past from many origins."""
    return _ensemble(content.history, horizon)


def _prophet(history: History, horizon: int) -> Bands:
    centre = prophet.anchored(history, horizon + history.lag)[history.lag :]
    return around(np.clip(centre, 0.0, None), history)


METHODS: Mapping[str, Forecaster] = {
    found.name: found
    for found in (
        _Method(DEFAULT, _ensemble),
        _Method("guarded", _guarded),
        _Method("prophet", _prophet),
        _Method("prophet_default", native.prophet_default, short_too=True),
        _Method("prophet_tuned", native.prophet_tuned),
        _Method("ets", native.ets),
        _Method("theta", native.theta),
        _Method("arima", native.arima),
        _Method("ces", native.ces),
        _Method("local_level", native.local_level),
        _Method("naive", baselines.naive, short_too=True),
        _Method("seasonal_naive", baselines.seasonal_naive, short_too=True),
        _Method("mean12", baselines.mean_of_year, short_too=True),
    )
}
