"""Use housing figures of all groups together for what the groups' own leave open; nobody counted twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from forecasting.base.errors import Finding
from forecasting.base.periods import month_label
from forecasting.observations.months.housing_years import settle, with_figure
from forecasting.observations.reading.kinds import EVERY_GROUP
from forecasting.observations.reading.schemas import Sheet

__all__ = ["FIGURES", "without_totals"]

FIGURES = ("provisional_stock", "housing_inflow", "housing_stock")


def without_totals(sheet: Sheet, groups: Sequence[str]) -> tuple[Sheet, list[Finding]]:
    """The sheet without rows of all groups together, and a finding for each step.

    Where one group of a month is open, it gets the remainder; where none is, the total is a check; where several are,
    the total stays out, because a stock is no sum that could be split by guess.

    Args:
        groups: those that have arrivals.
    """
    if sheet.blocked:
        return sheet, []
    frame = sheet.frame
    totals = frame[frame["group"] == EVERY_GROUP]
    if not len(totals):
        return sheet, []
    kept = frame[frame["group"] != EVERY_GROUP].copy()
    columns = [name for name in FIGURES if name in frame]
    counts = dict.fromkeys(("checked", "remainder", "left"), 0)
    findings: list[Finding] = []
    months = totals["month"].to_numpy(dtype=np.float64)
    for line, month, row in zip(totals.index, months, totals[columns].to_numpy(dtype=np.float64), strict=True):
        for name, total in zip(columns, row.tolist(), strict=True):
            if np.isnan(total):
                continue
            values = kept[kept["month"] == month].set_index("group")[name].reindex(list(groups))
            settled, rest = settle(total, values)
            if settled == "contradicted":
                facts = {"span": month_label(int(month)), "persons": f"{total:.0f}", "parts": f"{values.sum():.0f}"}
                facts |= {"group": EVERY_GROUP}
                findings.append(Finding("observations.merge_contradiction", facts, sheet.file, int(str(line)), name))
                continue
            if settled == "filled":
                kept = with_figure(kept, float(month), values.index[values.isna()][0], name, rest)
            counts["remainder" if settled == "filled" else settled] += 1
    steps = [
        Finding(f"observations.merge_housing_{key}", {"count": count}, sheet.file, severity="notice")
        for key, count in counts.items()
        if count
    ]
    return replace(sheet, frame=kept, raw=kept.astype(object)), [*findings, *steps]
