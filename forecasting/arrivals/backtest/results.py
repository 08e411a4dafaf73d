"""The result of a rolling-origin test as a small file: how good each method was, by months ahead.

Persons per month, and in the rows of the sum persons in twelve months. All methods are compared over the same
origins. The file says from which figures and with which version it was computed, so that its reader can tell
whether it still fits. docs/method.md, Scores.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from forecasting.arrivals.backtest.evidence import heading, opened
from forecasting.arrivals.cache import LIBRARIES, METHOD_VERSION
from forecasting.base.folders import DATA
from forecasting.base.periods import Month, parse_month
from forecasting.base.quantiles import Array

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["ALL", "NATIONAL", "SUM", "Results", "digest", "digest_all", "read_results", "results_csv"]

NATIONAL = DATA / "backtest" / "national.csv"
ALL, SUM = "all", "sum"
"""Rows over all months ahead, and of the sum of the first twelve months."""

SHARES = ("within50", "within80", "within95", "above")
COLUMNS = ("method", "ahead", "points", "error", "outcome", *SHARES)
DIGITS = 6


@dataclass(frozen=True)
class Results:
    """A result file.

    `table`: one row for each method and `ahead` ("1" … the horizon, ALL, SUM): number of points, mean absolute error
    of the median and mean outcome (persons), share of outcomes within each interval and above the median.
    """

    data: str  # see `digest`
    version: int  # METHOD_VERSION that computed it
    origins: int
    first: Month  # origin
    last: Month  # origin
    every: int  # months between origins
    table: pd.DataFrame

    def value(self, method: str, ahead: str, column: str) -> float:
        """One figure; KeyError where the file has no such row."""
        rows = self.table[(self.table["method"] == method) & (self.table["ahead"] == ahead)]
        if len(rows) != 1:
            raise KeyError((method, ahead))
        return float(rows[column].iloc[0])

    @property
    def methods(self) -> tuple[str, ...]:
        """The methods in the order of the file."""
        return tuple(dict.fromkeys(self.table["method"]))

    @property
    def horizon(self) -> int:
        """Months ahead of the last row."""
        return max(int(ahead) for ahead in self.table["ahead"] if ahead not in (ALL, SUM))

    def fits(self, data: str) -> bool:
        """Whether it was computed from these figures by the methods of this version."""
        return self.data == data and self.version == METHOD_VERSION


def digest(first_month: Month, values: Array) -> str:
    """SHA-256 of a monthly series."""
    found = hashlib.sha256(first_month.to_bytes(4, "little"))
    found.update(np.ascontiguousarray(values, dtype="<f8").tobytes())
    return found.hexdigest()


def digest_all(series: Mapping[str, tuple[int, Array]]) -> str:
    """SHA-256 of series by name, each its first month (year) and values; their order does not matter."""
    found = hashlib.sha256()
    for name in sorted(series):
        first, values = series[name]
        found.update(f"{name},{first}\n".encode())
        found.update(np.ascontiguousarray(values, dtype="<f8").tobytes())
    return found.hexdigest()


def results_csv(frame: pd.DataFrame, data: str, *, every: int) -> str:
    """The file of one series.

    Args:
        frame: as `backtest` gives it. An origin from which any method failed is left out for all of them.
        data: `digest` of the series.
        every: months between origins.
    """
    import pandas as pd

    plain = frame.copy(deep=False)
    plain.attrs = {}
    failed = {failure.origin for failure in frame.attrs["failures"]}
    plain = plain[~plain["origin"].isin(failed)]
    plain = plain[(plain["months"] == 1) | (plain["horizon"] == plain["months"])]
    labels = plain["horizon"].astype(str).where(plain["months"] == 1, SUM)
    whole = plain[plain["months"] == 1].assign(ahead=ALL)
    rows = []
    for (method, ahead), part in pd.concat([whole, plain.assign(ahead=labels)]).groupby(
        ["method", "ahead"], observed=True, sort=False
    ):
        means = {"error": part["absolute_error"], "outcome": part["outcome"], **{name: part[name] for name in SHARES}}
        rows.append(
            {"method": method, "ahead": ahead, "points": len(part)}
            | {name: round(float(column.mean()), DIGITS) for name, column in means.items()}
        )
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    order = {name: place for place, name in enumerate(frame["method"].cat.categories)}
    table = table.sort_values("method", key=lambda names: names.map(order).astype(int), kind="stable")
    origins = sorted(set(plain["origin"].astype(str)))
    versions: Mapping[str, str] = frame.attrs["versions"]
    facts = {
        "data": data,
        "version": METHOD_VERSION,
        "origins": len(origins),
        "first": origins[0],
        "last": origins[-1],
        "every": every,
        **{library: versions[library] for library in LIBRARIES},
    }
    return heading(facts) + table.to_csv(index=False, lineterminator="\n")


def read_results(path: Path = NATIONAL) -> Results:
    """A result file.

    Raises:
        InputError: it is missing, or no result file of this form.
    """
    import pandas as pd

    with opened(path) as (facts, content):
        table = pd.read_csv(io.StringIO(content), comment="#", dtype={"ahead": str, "method": str})
        if tuple(table.columns) != COLUMNS:
            raise ValueError("columns")
        return Results(
            data=facts["data"],
            version=int(facts["version"]),
            origins=int(facts["origins"]),
            first=parse_month(facts["first"]),
            last=parse_month(facts["last"]),
            every=int(facts["every"]),
            table=table,
        )
