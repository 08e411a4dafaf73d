"""Which of those entering follow-up housing have a prospect to remain, who gains one later, and who follows them?

Persons per month. Where the prospect depends on the month of arrival or on the stay, a status is granted later or
relatives follow, eligible entries are no fixed share of all entries. Equations: docs/method.md, Prospect to remain.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit, logit

from forecasting.base.quantiles import Array
from forecasting.base.sample import Number
from forecasting.caseload.housing import leaving, lognormal_stay

__all__ = ["LONGEST_DELAY", "Entering", "Family", "Joining", "ProspectRules", "entering", "prospect_by_stay"]

LONGEST_DELAY = 60
"""Months after which every relative has followed."""

STEPS = 30  # of the search for the odds; it ends long before


@dataclass(frozen=True)
class Family:
    """Relatives who follow a person with a prospect to remain."""

    factor: Number  # relatives per person
    delay: Number  # median, months after the person's own entry
    spread: Number  # standard deviation of the logarithm of the delay


@dataclass(frozen=True)
class Joining:
    """Relatives who join from a month on, whoever they follow."""

    first: int  # row of arrivals
    monthly: Number  # persons


@dataclass(frozen=True)
class ProspectRules:
    """The share with a prospect to remain, and what changes it."""

    shares: tuple[tuple[int, Number], ...]  # (row of arrivals, share that holds from there on); the first row is 0
    stay_decline: Number = 0.0  # part by which the odds of a prospect fall with each month of stay
    status_rate: Number = 0.0  # monthly chance of a status for those without a prospect
    exit_rate: Number = 0.0  # monthly chance of those still without one to move away
    family: Family | None = None
    joining: Joining | None = None


@dataclass(frozen=True)
class Entering:
    """Entries into follow-up housing, shape (months, n_paths)."""

    recognised: Array  # with a prospect to remain: at once, by a status granted later, or as a relative
    relatives: Array | None  # those of them who come from abroad; None: nobody follows


def entering(arrivals: Array, stay: Array, transfer_share: Number, inflow: Array, rules: ProspectRules) -> Entering:
    """People with a prospect to remain, in the month in which they can first be supported.

    Args:
        arrivals, stay, transfer_share: those that `inflow` was computed from; see `through_housing`.
        inflow: all entries from provisional housing, persons, shape (months, n_paths).
    """
    recognised = _with_prospect(arrivals, stay, rules) * transfer_share
    if np.any(np.asarray(rules.status_rate) > 0.0):
        recognised = recognised + _granted_later(inflow - recognised, rules)
    relatives = None
    if rules.family is not None:
        delay = lognormal_stay(rules.family.delay, rules.family.spread, LONGEST_DELAY)
        relatives = leaving(recognised, delay) * rules.family.factor
    if rules.joining is not None:
        joining = np.zeros((len(recognised), max(recognised.shape[1], np.size(rules.joining.monthly))))
        joining[max(rules.joining.first, 0) :] = rules.joining.monthly
        relatives = joining if relatives is None else relatives + joining
    return Entering(recognised if relatives is None else recognised + relatives, relatives)


def prospect_by_stay(stay: Array, share: Number, decline: Number) -> Array:
    """Share with a prospect to remain among those who leave after k months, k = 0..K, shape like `stay`.

    The odds fall by `decline` with every month; over all who leave the share is `share`.

    >>> prospect_by_stay(np.array([0.5, 0.5]), 0.5, 0.75).round(3).tolist()
    [0.667, 0.333]
    """
    paths = max(np.size(share), np.size(decline), stay.shape[1] if stay.ndim > 1 else 1)
    weight = np.broadcast_to(stay if stay.ndim > 1 else stay[:, None], (len(stay), paths))
    wanted = np.broadcast_to(np.asarray(share, dtype=np.float64), (paths,))
    slope = -np.log1p(-np.broadcast_to(np.asarray(decline, dtype=np.float64), (paths,)))
    months = np.arange(len(stay), dtype=np.float64)[:, None]
    inner = np.clip(wanted, 1e-12, 1.0 - 1e-12)
    # At the lower end nobody's odds exceed the mean's, at the upper end nobody's fall below them.
    low = logit(inner)
    high = low + slope * (len(stay) - 1)
    start = (low + slope * (weight * months).sum(axis=0)).copy()
    for _ in range(STEPS):
        by_stay = expit(start - slope * months)
        missing = (weight * by_stay).sum(axis=0) - inner
        if np.abs(missing).max() < 1e-14:
            break
        low, high = np.where(missing < 0.0, start, low), np.where(missing > 0.0, start, high)
        steep = (weight * by_stay * (1.0 - by_stay)).sum(axis=0)
        step = start - missing / np.maximum(steep, 1e-300)
        start = np.where((step > low) & (step < high), step, (low + high) / 2.0)
    found = np.where((wanted <= 0.0) | (wanted >= 1.0), wanted, expit(start - slope * months))
    return found if found.shape[1] > 1 or stay.ndim > 1 else found[:, 0]


def _with_prospect(arrivals: Array, stay: Array, rules: ProspectRules) -> Array:
    """Persons with a prospect to remain whose stay ends in each month, before the transfer."""
    ends = [min(row, len(arrivals)) for row, _ in rules.shares[1:]] + [len(arrivals)]
    if not np.any(np.asarray(rules.stay_decline) > 0.0):
        paths = max(arrivals.shape[1], *(np.size(share) for _, share in rules.shares))
        came = np.empty((len(arrivals), paths))
        for (first, share), end in zip(rules.shares, ends, strict=True):
            came[first:end] = arrivals[first:end] * share
        return leaving(came, stay)
    laws = [_column(stay) * _column(prospect_by_stay(stay, share, rules.stay_decline)) for _, share in rules.shares]
    paths = max(arrivals.shape[1], *(law.shape[1] for law in laws))
    left = np.zeros((len(arrivals) + len(stay), paths))
    for (first, _), end, law in zip(rules.shares, ends, laws, strict=True):
        for month in range(first, end):
            left[month : month + len(stay)] += arrivals[month] * law
    return left[: len(arrivals)]


def _column(law: Array) -> Array:
    """Months down, paths across."""
    return law if law.ndim > 1 else law[:, None]


def _granted_later(others: Array, rules: ProspectRules) -> Array:
    """Persons who are granted a status in each month; each waits at least a month."""
    stay_on = (1.0 - np.asarray(rules.status_rate)) * (1.0 - np.asarray(rules.exit_rate))
    waiting = np.zeros(max(others.shape[1], np.size(stay_on)))
    granted = np.empty((len(others), len(waiting)))
    for month, new in enumerate(others):
        granted[month] = rules.status_rate * waiting
        waiting = stay_on * waiting + new
    return granted
