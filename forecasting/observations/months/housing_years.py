"""Use housing figures of whole years for the months they settle; nobody counted twice.

A row of housing.csv whose month is a bare year tells the entries of that year. With eleven of its months known it
gives the twelfth, with twelve it is a check; a year with more open months stays out, because how it spreads over them
is not known. A stock is a count at a date and has no sum over a year.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Literal

import numpy as np
import pandas as pd

from forecasting.base.errors import Finding
from forecasting.observations.months.merging import ROUNDED
from forecasting.observations.reading.cells import read_year
from forecasting.observations.reading.schemas import Sheet

__all__ = ["settle", "with_figure", "without_years"]

FLOW, STOCKS = "housing_inflow", ("provisional_stock", "housing_stock")
MONTHS = 12


def without_years(sheet: Sheet) -> tuple[Sheet, list[Finding]]:
    """The sheet without rows of whole years, and a finding for each step."""
    if sheet.blocked:
        return sheet, []
    years = sheet.raw["month"].map(read_year).dropna()
    if years.empty:
        return sheet, []
    frame = sheet.frame.drop(index=years.index)
    findings: list[Finding] = []
    steps: Counter[str] = Counter()
    seen: set[tuple[str, int]] = set()
    rows = sheet.frame.loc[years.index].to_dict("records")
    for at, year, row in zip(years.index.tolist(), years.astype(int).tolist(), rows, strict=True):
        group, label = str(row["group"]), str(year)
        if (group, year) in seen:
            facts = {"group": group}
            findings.append(Finding("observations.year_twice", facts, sheet.file, at, "month", label))
            continue
        seen.add((group, year))
        for name in STOCKS:
            if name in frame and pd.notna(row[name]):
                facts = {"year": label}
                findings.append(Finding("observations.stock_of_year", facts, sheet.file, at, name, f"{row[name]:g}"))
        if FLOW not in frame or pd.isna(row[FLOW]):
            continue
        total, months = float(row[FLOW]), range(MONTHS * year, MONTHS * (year + 1))
        own = frame[(frame["group"] == group) & frame["month"].isin(months)].set_index("month")[FLOW].reindex(months)
        settled, rest = settle(total, own)
        if settled == "contradicted":
            facts = {"group": group, "span": label, "persons": f"{total:.0f}", "parts": f"{own.sum():.0f}"}
            findings.append(Finding("observations.merge_contradiction", facts, sheet.file, at, FLOW))
            continue
        if settled == "filled":
            frame = with_figure(frame, float(own.index[own.isna()][0]), group, FLOW, rest)
        steps["month" if settled == "filled" else settled] += 1
    told = [
        Finding(f"observations.housing_year_{key}", {"count": count}, sheet.file, severity="notice")
        for key, count in steps.items()
    ]
    return replace(sheet, frame=frame, raw=frame.astype(object)), [*findings, *told]


def settle(
    total: float, parts: pd.Series[float]
) -> tuple[Literal["left", "contradicted", "filled", "checked"], float]:
    """What a total says of its parts, NaN where one is open, and what it leaves for the one that is.

    Several open parts leave it aside; none makes it a check, which rounded parts pass.
    """
    rest, count = total - float(parts.sum()), int(parts.isna().sum())
    if count > 1:
        return "left", 0.0
    if abs(rest) > ROUNDED * len(parts) and (not count or rest < 0):
        return "contradicted", rest
    return ("filled", max(rest, 0.0)) if count else ("checked", rest)


def with_figure(frame: pd.DataFrame, month: float, group: str, name: str, persons: float) -> pd.DataFrame:
    """The table with one more figure, in the row of its month and group or in a new one."""
    here = (frame["month"] == month) & (frame["group"] == group)
    if here.any():
        frame.loc[here, name] = persons
        return frame
    line = int(frame.index.max()) + 1 if len(frame) else 2
    added = {column: np.nan for column in frame.columns} | {"month": month, "group": group, name: persons}
    return pd.concat([frame, pd.DataFrame(added, index=[line])])
