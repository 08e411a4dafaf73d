"""Put the scores of a rolling-origin test together: means over points, ratios as geometric means over series.

Ratios compare a method with a reference over the points that both cover, series by series, so that a large country
counts as much as a small one; the other figures are means over the method's own points. docs/method.md, Scores.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from forecasting.arrivals.backtest.frame import INTERVALS
from forecasting.base.quantiles import Array

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "ALL",
    "BUCKETS",
    "REFERENCES",
    "geometric_ratio",
    "score_table",
    "series_table",
    "sum_table",
    "year_table",
]

ALL = "all"
BUCKETS = ((1, 3), (4, 12), (13, 24))
"""Months ahead that are told apart, both ends included; a longer horizon adds one more."""

REFERENCES = ("naive", "prophet_default")
RATIOS = {"mae": "absolute_error", "wis": "wis", "log_wis": "log_wis"}
SUM_RATIOS = {"mae": "absolute_error", "crps": "crps"}
WITHIN = tuple(f"within{level}" for level in INTERVALS)
LARGE = 0.9  # one sum in ten is missed by more than this quantile of the errors


def score_table(frame: pd.DataFrame) -> pd.DataFrame:
    """Scores of each method over all months ahead and by bucket.

    Args:
        frame: as `backtest` gives it.
    Returns:
        Rows by bucket and method: `horizon` ("all", "1-3", …), `method`, `origins`, `points`; the means `mase`,
        `scaled_wis`, `scaled_crps` (over the seasonal scale) and `log_wis`; `mae_over_naive` and its like, NaN
        without the reference; `within50` … `within95`, and `above`, the share of outcomes above the median.
    """
    import pandas as pd

    months = _months(frame)
    rows = [
        {"horizon": label, **row}
        for label, low, high in _buckets(months)
        for row in _scores(months[months["horizon"].between(low, high)])
    ]
    return pd.DataFrame(rows)


def series_table(frame: pd.DataFrame) -> pd.DataFrame:
    """Scores of each method on each series, over all months ahead: `series` and the columns of `score_table`."""
    import pandas as pd

    months = _months(frame)
    rows = [
        {"series": series, **row}
        for series in months["series"].cat.categories
        for row in _scores(months[months["series"] == series])
    ]
    return pd.DataFrame(rows)


def sum_table(frame: pd.DataFrame) -> pd.DataFrame:
    """Scores of each method for the sum of the first twelve months.

    Returns:
        Rows by method: `sums` (their number); `mean_error`, `median_error`, `large_error` (shares of the outcome:
        mean, median and 90 % point of the absolute error of the summed medians); `mae_over_naive` and its like;
        `crps_over_naive` and its like, `within50` … `within95` from the paths.
    """
    import pandas as pd

    sums = _plain(frame[(frame["months"] > 1) & (frame["horizon"] == frame["months"])])
    rows = []
    for method, own in _by_method(sums):
        share = own["absolute_error"] / own["outcome"].clip(lower=1.0)
        rows.append(
            {
                "method": method,
                "sums": len(own),
                "mean_error": share.mean(),
                "median_error": share.median(),
                "large_error": share.quantile(LARGE) if len(own) else np.nan,
                **_ratios(sums, method, SUM_RATIOS),
                **{name: own[name].mean() for name in WITHIN},
            }
        )
    return pd.DataFrame(rows)


def year_table(frame: pd.DataFrame) -> pd.DataFrame:
    """Scores of each method for the later years: twelve months in a row, the second year and those after it.

    Returns:
        Rows by year and method: `year`, `method`, `sums` (their number), the mean `log_wis`, `log_wis_over_naive` and
        its like, `within50` … `within95` from the paths, and `above`, the share of outcomes above the median.
    """
    import pandas as pd

    later = _plain(frame[(frame["months"] > 1) & (frame["horizon"] > frame["months"])])
    rows = [
        {
            "year": part["horizon"].iloc[0] // part["months"].iloc[0],
            "method": method,
            "sums": len(own),
            "log_wis": own["log_wis"].mean(),
            **_ratios(part, method, {"log_wis": "log_wis"}),
            **{name: own[name].mean() for name in (*WITHIN, "above")},
        }
        for _, part in later.groupby("horizon", sort=True)
        for method, own in _by_method(part)
    ]
    return pd.DataFrame(rows)


def geometric_ratio(scores: Array, reference: Array, series: NDArray[np.intp]) -> float:
    """Geometric mean over series of mean score over mean reference score.

    Args:
        scores, reference: one score for each point, NaN where there is none; points that lack either are left out.
        series: number of the series of each point.
    Returns:
        NaN where no series has both; a series whose ratio is 0 or infinite is left out.

    >>> geometric_ratio(np.array([1.0, 3.0, 4.0]), np.array([1.0, 1.0, 8.0]), np.array([0, 0, 1]))
    1.0
    """
    common = ~(np.isnan(scores) | np.isnan(reference))
    if not common.any():
        return float("nan")
    above = np.bincount(series[common], scores[common])
    below = np.bincount(series[common], reference[common])
    usable = (above > 0) & (below > 0)
    return float(np.exp(np.log(above[usable] / below[usable]).mean())) if usable.any() else float("nan")


def _scores(part: pd.DataFrame) -> Iterator[dict[str, object]]:
    """One row for each method."""
    for method, own in _by_method(part):
        yield {
            "method": method,
            "origins": len(own[["series", "origin"]].drop_duplicates()),
            "points": len(own),
            "mase": own["scaled_error"].mean(),
            "scaled_wis": (own["wis"] / own["scale"]).mean(),
            "scaled_crps": (own["crps"] / own["scale"]).mean(),
            "log_wis": own["log_wis"].mean(),
            **_ratios(part, method, RATIOS),
            **{name: own[name].mean() for name in (*WITHIN, "above")},
        }


def _ratios(part: pd.DataFrame, method: str, columns: dict[str, str]) -> dict[str, float]:
    """Ratios of the method to each reference that takes part."""
    found: dict[str, float] = {}
    for reference in REFERENCES:
        both = part[part["method"].isin([method, reference])]
        for name, column in columns.items():
            wide = both.pivot(index=["series", "origin", "horizon"], columns="method", values=column)
            series = wide.index.get_level_values("series")
            if method in wide and reference in wide:
                codes = np.unique(series, return_inverse=True)[1]
                value = geometric_ratio(wide[method].to_numpy(), wide[reference].to_numpy(), codes)
            else:
                value = float("nan")
            found[f"{name}_over_{reference}"] = value
    return found


def _by_method(part: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    for method in part["method"].cat.categories:
        yield str(method), part[part["method"] == method]


def _buckets(months: pd.DataFrame) -> list[tuple[str, int, int]]:
    """Label, first and last month ahead of all points, then of each bucket that has some."""
    longest = int(months["horizon"].max()) if len(months) else 0
    last = BUCKETS[-1][1]
    spans = [*BUCKETS, *([(last + 1, longest)] if longest > last else [])]
    return [(ALL, 1, longest), *((f"{low}-{high}", low, high) for low, high in spans if low <= longest)]


def _months(frame: pd.DataFrame) -> pd.DataFrame:
    return _plain(frame[frame["months"] == 1])


def _plain(part: pd.DataFrame) -> pd.DataFrame:
    """Without the attributes, which pandas would copy at every step."""
    bare = part.copy(deep=False)
    bare.attrs = {}
    return bare
