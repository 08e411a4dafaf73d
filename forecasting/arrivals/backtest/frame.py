"""Hold finished forecasts against what came: a row for each month ahead, and one for each twelve months in a row.

Persons; the scores of a row are those of `scores.py`. Months without an outcome have no row. docs/method.md, Scores.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from forecasting.arrivals.backtest import scores
from forecasting.arrivals.backtest.origins import Origin
from forecasting.arrivals.backtest.task import SUM_MONTHS, Finished
from forecasting.base.periods import month_label
from forecasting.base.quantiles import LEVEL_NAMES, LEVELS, Array

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["COLUMNS", "INTERVALS", "score_frame"]

WIS = slice(1, 8)  # the seven levels from 0.05 to 0.95
MEDIAN = LEVELS.index(0.5)
INTERVALS: Mapping[int, tuple[int, int]] = {50: (3, 5), 80: (2, 6), 90: (1, 7), 95: (0, 8)}
"""Positions of the ends of each central interval among the nine quantiles."""

KEYS = ("series", "origin", "method", "month", "horizon", "months")
COLUMNS = (
    *KEYS,
    "outcome",
    "point",
    *LEVEL_NAMES,
    "scale",
    "absolute_error",
    "scaled_error",
    "wis",
    "log_wis",
    "crps",
    *(f"within{level}" for level in INTERVALS),
    "above",
)


def score_frame(
    origins: Sequence[Origin], methods: Sequence[str], results: Mapping[tuple[int, str], Finished]
) -> pd.DataFrame:
    """Scores of every forecast, by origin, method and month ahead.

    Args:
        results: by the position of the origin and the name of the method; those without a forecast are passed over.
    Returns:
        The COLUMNS. `months` is 1, or 12 in the row of a year that ends `horizon` months ahead: its `point` is the
        sum of the medians, its quantiles come from the paths, and it has no scale.
    """
    import pandas as pd

    keys: list[tuple[int, str, int, int]] = []  # position of the origin, method, horizon, months
    blocks: list[Array] = []
    for position, origin in enumerate(origins):
        known = np.flatnonzero(~np.isnan(origin.outcome))
        for method in methods:
            finished = results[position, method]
            if finished.failure is not None:
                continue
            blocks.append(_months(origin, finished, known))
            keys += [(position, method, int(ahead) + 1, 1) for ahead in known]
            for year in range(len(finished.sums)):
                end = (year + 1) * SUM_MONTHS
                total = origin.outcome[end - SUM_MONTHS : end].sum()
                if not np.isnan(total):
                    blocks.append(_sum(float(total), finished, year))
                    keys.append((position, method, end, SUM_MONTHS))
    table = np.concatenate(blocks) if blocks else np.empty((0, len(COLUMNS) - len(KEYS)))
    scored = pd.DataFrame(table, columns=list(COLUMNS[len(KEYS) :]))
    for name in (*(f"within{level}" for level in INTERVALS), "above"):
        scored[name] = scored[name].astype(bool)
    at = [origins[position] for position, _, _, _ in keys]
    texts = {
        "series": [origin.series for origin in at],
        "origin": [month_label(origin.month) for origin in at],
        "method": [method for _, method, _, _ in keys],
        "month": [month_label(origin.month + ahead) for origin, (_, _, ahead, _) in zip(at, keys, strict=True)],
    }
    head = pd.DataFrame({name: pd.Categorical(column) for name, column in texts.items()})
    head["method"] = pd.Categorical(texts["method"], categories=list(methods))
    head["horizon"] = [ahead for _, _, ahead, _ in keys]
    head["months"] = [months for _, _, _, months in keys]
    return pd.concat([head, scored], axis=1)


def _months(origin: Origin, finished: Finished, known: NDArray[np.intp]) -> Array:
    """Rows of the months that have an outcome, the columns after KEYS."""
    outcome, quantiles = origin.outcome[known], finished.quantiles[known]
    scale = np.full(len(known), origin.scale)
    crps = scores.crps_from_quantiles(outcome, quantiles, LEVELS)
    return _rows(outcome, quantiles[:, MEDIAN], quantiles, scale, crps)


def _sum(total: float, finished: Finished, year: int) -> Array:
    """Row of a year, twelve months in a row."""
    outcome, quantiles = np.array([total]), finished.sums[[year]]
    months = slice(year * SUM_MONTHS, (year + 1) * SUM_MONTHS)
    point = finished.quantiles[months, MEDIAN].sum(keepdims=True)
    crps = scores.crps_from_samples(outcome, finished.sum_sample[[year]])
    return _rows(outcome, point, quantiles, np.array([np.nan]), crps)


def _rows(outcome: Array, point: Array, quantiles: Array, scale: Array, crps: Array) -> Array:
    inside = [scores.covered(outcome, quantiles[:, low], quantiles[:, high]) for low, high in INTERVALS.values()]
    logs = np.log1p(quantiles[:, WIS])
    return np.column_stack(
        [
            outcome,
            point,
            quantiles,
            scale,
            scores.absolute_error(outcome, point),
            scores.scaled_error(outcome, point, scale),
            scores.weighted_interval_score(outcome, quantiles[:, WIS], LEVELS[WIS]),
            scores.weighted_interval_score(np.log1p(outcome), logs, LEVELS[WIS]),
            crps,
            *inside,
            outcome > quantiles[:, MEDIAN],
        ]
    )
