"""The origins of a rolling-origin test: which last months the methods see, and what came after.

Persons per month. A forecast from an origin sees nothing after it; the months after it are the outcome it is held
against. docs/method.md, Scores.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from forecasting.arrivals.backtest.scores import seasonal_scale
from forecasting.arrivals.clean import History, clean, refuse_impossible
from forecasting.base.errors import Finding, InputError
from forecasting.base.periods import Month, month_label
from forecasting.base.quantiles import Array

__all__ = ["EVERY", "Origin", "find_origins", "rolling_origins"]

EVERY = 5  # months between origins; no divisor of 12, so that they come to stand on every calendar month
LEAST_HISTORY = 36  # months up to the first origin, so that every method runs in full


@dataclass(frozen=True)
class Origin:
    """One series seen from one origin."""

    series: str
    history: History  # cleaned; history.origin is the last month seen
    outcome: Array  # (horizon,) persons of the months after the origin, NaN where unknown
    scale: float  # persons, see scores.seasonal_scale

    @property
    def month(self) -> Month:
        """The last month seen."""
        return self.history.origin


def rolling_origins(
    first_month: Month, values: Array, *, every: int = EVERY, first: Month | None = None
) -> list[Month]:
    """Every `every`-th month from `first` on that has an outcome after it.

    Args:
        first_month: month of `values[0]`.
        values: persons per month, shape (months,), NaN where missing.
        first: first origin; None is the 36th month of the series.

    >>> rolling_origins(24000, np.ones(48), every=5)
    [24035, 24040, 24045]
    """
    known = np.flatnonzero(~np.isnan(values))
    if len(known) == 0:
        return []
    begin = first_month + int(known[0]) + LEAST_HISTORY - 1 if first is None else first
    return list(range(begin, first_month + int(known[-1]), every))


def find_origins(
    series: Mapping[str, tuple[Month, Array]],
    *,
    horizon: int,
    chosen: Sequence[Month] | None = None,
    every: int = EVERY,
    first: Month | None = None,
) -> tuple[list[Origin], list[Finding]]:
    """Every series at every origin that can be tested, and a notice for each that cannot.

    Args:
        series: by name, the first month and the persons per month, NaN where missing.
        horizon: months after the origin.
        chosen: origins of every series; None takes rolling ones, `every` months apart from `first` on.
    Raises:
        InputError: a value is negative or infinite.
    """
    _refuse_impossible(series)
    found: list[Origin] = []
    left_out: list[Finding] = []
    for name, (start, values) in series.items():
        months = rolling_origins(start, values, every=every, first=first) if chosen is None else chosen
        if not months:
            left_out.append(_no_origin(name, first))
        for month in months:
            facts = {"series": name, "origin": month_label(month)}
            try:
                history = clean(start, values, month, series=name)
            except InputError as error:
                left_out.extend(replace(finding, severity="notice") for finding in error.findings)
                continue
            outcome = _outcome(start, values, month, horizon)
            scale = seasonal_scale(values[: month - start + 1])
            if np.isnan(outcome).all():
                left_out.append(Finding("arrivals.backtest.no_outcome", facts, severity="notice"))
            elif math.isnan(scale):
                left_out.append(Finding("arrivals.backtest.no_scale", facts, severity="notice"))
            else:
                found.append(Origin(name, history, outcome, scale))
    return found, left_out


def _no_origin(series: str, first: Month | None) -> Finding:
    """Why a series has no rolling origin."""
    if first is None:
        facts: dict[str, object] = {"series": series, "months": LEAST_HISTORY}
        return Finding("arrivals.backtest.no_origin", facts, severity="notice")
    facts = {"series": series, "first": month_label(first)}
    return Finding("arrivals.backtest.first_late", facts, severity="notice")


def _refuse_impossible(series: Mapping[str, tuple[Month, Array]]) -> None:
    findings: list[Finding] = []
    for name, (start, values) in series.items():
        try:
            refuse_impossible(values, start, name)
        except InputError as error:
            findings.extend(error.findings)
    if findings:
        raise InputError(findings)


def _outcome(start: Month, values: Array, month: Month, horizon: int) -> Array:
    """Persons of the `horizon` months after `month`, NaN where unknown."""
    outcome = np.full(horizon, np.nan)
    after = values[month - start + 1 :][:horizon]
    outcome[: len(after)] = after
    return outcome
