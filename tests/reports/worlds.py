"""A small world to report on: made-up arrivals of two groups with 200 paths, and outlooks on them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from forecasting.arrivals import Arrivals
from forecasting.assumptions import load_scenario
from forecasting.base.periods import parse_month
from forecasting.scenarios import Outlook, outlook

UNDECIDED: Mapping[str, object] = {
    "budget.fixed_commitments": {},
    "funding.admin_outside": {},
    "budget.carry_over_years": 99,
    "budget.undated_residuals": "last_year",
}
"""What the base scenario has of real years and residuals is no part of a made-up world."""

FIRST = parse_month("2012-01")
PATHS = 200


def arrivals(
    *, base: str = "2025-12", horizon: int = 72, groups: tuple[str, ...] = ("asylum", "ukraine"), paths: int = PATHS
) -> Arrivals:
    """Arrivals around 1,500 and 800 persons a month; Ukraine from 2022 on; `paths=1` is a fixed path."""
    rng = np.random.default_rng(7)
    last = parse_month(base)
    months = last - FIRST + 1
    war = parse_month("2022-02") - FIRST
    observed, walks, status = {}, {}, {}
    for group, level in zip(("asylum", "ukraine"), (1500.0, 800.0), strict=True):
        if group not in groups:
            continue
        start = war if group == "ukraine" else 0
        known = np.zeros(months)
        known[start:] = level * np.exp(0.2 * np.sin(np.arange(months - start) / 5))
        steps = 0.0 if paths == 1 else rng.normal(0.0, 0.08, (horizon, paths))
        ahead = known[-1] * np.exp(np.cumsum(np.broadcast_to(steps, (horizon, paths)), axis=0))
        observed[group] = known
        walks[group] = np.concatenate([np.repeat(known[:, None], paths, axis=1), ahead])
        status[group] = tuple(
            "absent" if month < start else "observed" if 84 <= month < 108 else "disaggregated"
            for month in range(months)
        )
    return Arrivals(
        first_month=FIRST,
        base_month=last,
        horizon=horizon,
        groups=groups,
        paths=walks,
        n_paths=paths,
        seed=1,
        data_hash="0" * 64,
        sample_data=False,
        fixed=paths == 1,
        datenstand={group: last - 4 if group == "asylum" else last for group in groups},
        first_observed={group: FIRST + (war if group == "ukraine" else 0) for group in groups},
        observed=observed,
        status=status,
    )


def result(values: Mapping[str, object] | None = None, **world: object) -> Outlook:
    """Outlook of the base scenario, nothing of it decided, with these values."""
    return outlook(load_scenario().with_values(UNDECIDED | (values or {})), arrivals(**world))  # type: ignore[arg-type]
