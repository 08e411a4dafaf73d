"""How long do people stay in provisional housing, and when do they enter follow-up housing?

Months of stay count from the arrival in the state. Equations: docs/method.md, Stay and housing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from forecasting.base.quantiles import Array
from forecasting.base.sample import Number

__all__ = ["Housing", "leaving", "lognormal_stay", "stay_with_direct_entry", "through_housing"]


@dataclass(frozen=True)
class Housing:
    """Flow and stock of one group; each persons, shape (months, n_paths). Flow and stock that follow from those that
    are kept are computed when they are asked for."""

    arrivals: Array
    left: Array  # those whose stay in provisional housing ends in the month
    transfer_share: Number  # of them who enter follow-up housing
    before: Housing | None = None  # the months before these; None: nobody came before

    @property
    def inflow(self) -> Array:
        """Entries into follow-up housing in the month."""
        return self.left * self.transfer_share

    @property
    def whole_inflow(self) -> Array:
        """The same from the first month of `before` on."""
        return self.inflow if self.before is None else np.concatenate([self.before.whole_inflow, self.inflow])

    @property
    def provisional_stock(self) -> Array:
        """In state reception or provisional housing at month end."""
        return np.maximum(np.cumsum(self._staying, axis=0), 0.0)[-len(self.left) :]

    @property
    def _staying(self) -> Array:
        """Arrivals less those who leave, from the first month of `before` on."""
        more = self.arrivals - self.left
        return more if self.before is None else np.concatenate([self.before._staying, more])

    def onward(self, arrivals: Array, stay: Array) -> Housing:
        """The months after these.

        Args:
            arrivals: of those months, shape (more months, n_paths).
            stay: as for these, see `through_housing`.
        """
        reach = min(len(stay) - 1, len(self.arrivals))
        came = np.concatenate([self.arrivals[len(self.arrivals) - reach :], arrivals])
        return Housing(arrivals, leaving(came, stay, reach), self.transfer_share, self)


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
    return Housing(arrivals, leaving(arrivals, stay), transfer_share)


def leaving(arrivals: Array, stay: Array, first: int = 0) -> Array:
    """Persons whose stay ends in each month from row `first` on: the convolution of arrivals and stay (shapes of
    `through_housing`)."""
    months = len(arrivals)
    paths = arrivals.shape[1] if stay.ndim == 1 else max(arrivals.shape[1], stay.shape[1])
    came = np.ascontiguousarray(np.broadcast_to(arrivals, (months, paths)))
    backwards = np.ascontiguousarray(stay[::-1])
    leaving = np.empty((months - first, paths))
    for month in range(first, months):
        reach = min(len(stay), month + 1)
        law, since = backwards[-reach:], came[month + 1 - reach : month + 1]
        leaving[month - first] = law @ since if stay.ndim == 1 else np.einsum("kp,kp->p", law, since)
    return leaving
