"""Draw the uncertain assumptions, one value per path.

A beta-PERT distribution from lowest, most likely and highest value; stratified over the paths (Latin hypercube), each
assumption with a generator of its own, so that a new assumption in the register leaves the draws of the others
as they were. Equations: docs/method.md, Uncertainty.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import lru_cache

import numpy as np
from scipy.special import betaincinv

from forecasting.assumptions import Range
from forecasting.base.quantiles import Array

__all__ = ["draw_assumptions", "pert_quantile"]


def draw_assumptions(ranges: Mapping[str, Range], paths: int, seed: int) -> dict[str, Array]:
    """Values of each uncertain assumption, shape (paths,), the same for the same key, range, paths and seed."""
    return {key: _draw(key, span.low, span.value, span.high, paths, seed) for key, span in ranges.items()}


def pert_quantile(probability: Array, low: float, value: float, high: float) -> Array:
    """Quantiles of the PERT distribution with mode `value` on [low, high].

    >>> pert_quantile(np.array([0.5]), 0.0, 0.5, 1.0).round(6).tolist()
    [0.5]
    """
    span = high - low
    rise, fall = 1.0 + 4.0 * (value - low) / span, 1.0 + 4.0 * (high - value) / span
    return np.asarray(low + span * betaincinv(rise, fall, probability))


@lru_cache(maxsize=512)
def _draw(key: str, low: float, value: float, high: float, paths: int, seed: int) -> Array:
    drawn = pert_quantile(_strata(key, paths, seed), low, value, high)
    drawn.setflags(write=False)
    return drawn


@lru_cache(maxsize=512)
def _strata(key: str, paths: int, seed: int) -> Array:
    """One point in each of `paths` equal strata of (0, 1), in random order."""
    digest = hashlib.sha256(key.encode()).digest()
    rng = np.random.default_rng([seed, int.from_bytes(digest[:8], "big")])
    return np.asarray((rng.permutation(paths) + rng.random(paths)) / paths)
