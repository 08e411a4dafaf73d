"""An adopted forecast of made-up numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from forecasting.arrivals.rounds.round import Round
from forecasting.base.quantiles import Array

__all__ = ["a_round"]


def a_round(quantiles: Array, naive: Array, sums: Array, naive_sums: Array, **facts: Any) -> Round:
    """A round of these quantiles, shape (months, levels) and (levels,); `facts` in place of what else it says."""
    plain: dict[str, Any] = {
        "group": "asylum",
        "method": "ensemble",
        "settings": {},
        "data_hash": "a" * 64,
        "program": "0",
        "paths": 1,
        "seed": 1,
        "memory": np.eye(len(quantiles)),
    }
    return Round(quantiles=quantiles, naive=naive, sums=sums, naive_sums=naive_sums, **(plain | facts))
