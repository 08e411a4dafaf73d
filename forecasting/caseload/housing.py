"""How long do people stay in provisional housing, and when do they enter follow-up housing?

Months of stay count from the arrival in the state. Equations: docs/method.md, Stay and housing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.special import ndtr

from forecasting.base.quantiles import Array
from forecasting.base.sample import Number

__all__ = ["Housing", "leaving", "lognormal_stay", "stay_with_direct_entry", "through_housing"]


@dataclass(frozen=True)
class Housing:
    """Flow and stock of one group; each persons, shape (months, n_paths)."""

    arrivals: Array
    left: Array  # those whose stay in provisional housing ends in the month
    inflow: Array  # entries into follow-up housing in the month

    @cached_property
    def provisional_stock(self) -> Array:
        """In state reception or provisional housing at month end, computed once and only when asked for."""
        return np.maximum(np.cumsum(self.arrivals - self.left, axis=0), 0.0)


def lognormal_stay(median_months: Number, sigma: Number, max_months: int) -> Array:
    """Distribution of the stay in whole months, everybody out by `max_months`.

    Args:
        median_months, sigma: of the lognormal stay, > 0, a number or one per path.
        max_months: K, the legal end counted from arrival in the state.
    Returns:
        f[k], k = 0..K, shape (K + 1,) or (K + 1, n_paths); each column sums to 1.

    >>> lognormal_stay(9.0, 0.6, 24).sum()
    np.float64(1.0)
    """
    edges = np.log(np.arange(1, max_months + 1, dtype=np.float64))
    if np.ndim(median_months) or np.ndim(sigma):
        edges = edges[:, None]
    inner = ndtr((edges - np.log(median_months)) / sigma)
    shape = (1, *inner.shape[1:])
    cumulated = np.concatenate([np.zeros(shape), inner[:max_months], np.ones(shape)])
    return np.diff(cumulated, axis=0)


def stay_with_direct_entry(stay: Array, direct_share: Number) -> Array:
    """Stay distribution of all arrivals where `direct_share` of them skip provisional housing."""
    if np.ndim(direct_share) and stay.ndim == 1:
        stay = stay[:, None]
    mixed = np.asarray(stay * (1.0 - np.asarray(direct_share)))
    mixed[0] += direct_share
    return mixed


def through_housing(arrivals: Array, stay: Array, transfer_share: Number) -> Housing:
    """Entries into follow-up housing and the stock before it.

    Args:
        arrivals: persons per month, shape (months, n) with n = n_paths or 1; before the first row nobody came.
        stay: distribution over months, shape (K + 1,) or (K + 1, n_paths).
        transfer_share: share of those leaving provisional housing who enter follow-up housing.
    Returns:
        Housing, shape (months, n_paths).
    """
    left = leaving(arrivals, stay)
    return Housing(arrivals, left, left * transfer_share)


def leaving(arrivals: Array, stay: Array) -> Array:
    """Persons whose stay ends in each month: the convolution of arrivals and stay (shapes of `through_housing`)."""
    months = len(arrivals)
    paths = arrivals.shape[1] if stay.ndim == 1 else max(arrivals.shape[1], stay.shape[1])
    came = np.ascontiguousarray(np.broadcast_to(arrivals, (months, paths)))
    backwards = np.ascontiguousarray(stay[::-1])
    leaving = np.empty((months, paths))
    for month in range(months):
        reach = min(len(stay), month + 1)
        law, since = backwards[-reach:], came[month + 1 - reach : month + 1]
        leaving[month] = law @ since if stay.ndim == 1 else np.einsum("kp,kp->p", law, since)
    return leaving
