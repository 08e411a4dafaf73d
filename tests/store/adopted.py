"""A forecast to be adopted."""

from __future__ import annotations

import numpy as np

from forecasting.arrivals.rounds.round import Round
from forecasting.base.quantiles import LEVELS
from tests.arrivals.rounds import a_round


def made(seed: int = 1, group: str = "asylum", horizon: int = 14) -> Round:
    """A round of any numbers."""
    rng = np.random.default_rng(seed)
    tables = [np.sort(rng.gamma(2, 500, (horizon, len(LEVELS))), axis=1).round(3) for _ in range(2)]
    settings = {"arrivals.method": "ensemble", "arrivals.events": [{"name": "ä"}], "arrivals.rare_rate": 0.1}
    totals = [table.sum(axis=0) for table in tables]
    return a_round(*tables, *totals, group=group, origin=24_000 + seed, seed=seed, settings=settings)
