"""A scenario divided among districts, as papers are made of it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tests.papers.meetings import observations

SMALL = 2.0


def districts(*, keys: bool = True, small: bool = False) -> pd.DataFrame:
    """The 44 districts with made-up allocations and a made-up count."""
    table = observations().districts.copy()
    if keys:
        rng = np.random.default_rng(4)
        table["allocation"] = rng.integers(100, 900, len(table)).astype(float)
        table["cohort"] = rng.integers(200, 4_000, len(table)).astype(float)
    if small:
        table.loc[3, "cohort"] = SMALL
    return table
