"""Published totals over several months: what they pin down, and whether the months of a series keep them.

Persons. `totals.csv` names them: a span of months, the last one perhaps in part, and the lowest and highest number
the figure stands for (equal where it was printed to the person, one side empty where it is a bound).
`orderings.csv` names pairs of months of which one was published to have at least so many times the arrivals of the
other.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import numpy as np
import pandas as pd

from forecasting.base.errors import Finding
from forecasting.base.periods import Month, month_label
from forecasting.observations.months.figure import Figure
from forecasting.observations.reading.schemas import Sheet

__all__ = [
    "SLACK",
    "figures_of",
    "ordering_findings",
    "ordering_rows",
    "orderings_of",
    "total_findings",
    "total_rows",
]

SLACK = 0.01
"""Persons a month by which a total may be missed: a series may be written with few decimals."""


def figures_of(group: str, first_month: Month, months: int, frame: pd.DataFrame) -> tuple[Figure, ...]:
    """Totals of a group over the months of its series; those that reach beyond its end are left out.

    Args:
        frame: `totals` as read: group, from, to, part, low, high.
    """
    own = frame[frame["group"] == group]
    found = []
    for begin, end, part, low, high in own.reindex(columns=["from", "to", "part", "low", "high"]).itertuples(
        index=False
    ):
        if not first_month <= end < first_month + months:
            continue
        months_at = np.arange(first_month, first_month + months)
        weights = ((months_at >= begin) & (months_at <= end)).astype(np.float64)
        weights[int(end) - first_month] = 1.0 if np.isnan(part) else part
        found.append(
            Figure(
                f"{month_label(int(begin))}..{month_label(int(end))}",
                weights,
                -np.inf if np.isnan(low) else float(low),
                np.inf if np.isnan(high) else float(high),
            )
        )
    return tuple(found)


def orderings_of(group: str, first_month: Month, months: int, frame: pd.DataFrame) -> tuple[Figure, ...]:
    """Published orderings of the months of a group; those that reach beyond its series are left out.

    Args:
        frame: with the columns group, month, factor, other.
    """
    own = frame[frame["group"] == group]
    found = []
    for month, factor, other in own[["month", "factor", "other"]].itertuples(index=False):
        places = int(month) - first_month, int(other) - first_month
        if all(0 <= place < months for place in places):
            name = f"{month_label(int(month))} >= {factor:g} x {month_label(int(other))}"
            found.append(Figure.ordering(name, months, places[0], float(factor), places[1]))
    return tuple(found)


def ordering_rows(group: str, first_month: Month, orderings: Sequence[Figure]) -> Iterator[tuple[str, ...]]:
    """Rows of `orderings.csv`."""
    for order in orderings:
        month, other = (first_month + int(place) for place in (order.weights.argmax(), order.weights.argmin()))
        yield month_label(month), group, f"{-order.weights.min():g}", month_label(other)


def ordering_findings(sheet: Sheet, arrivals: Sheet) -> list[Finding]:
    """Orderings that the months do not keep; such as name a month outside their group say nothing."""
    findings = []
    for line, group, month, factor, other in sheet.frame[["group", "month", "factor", "other"]].itertuples():
        own = arrivals.frame[arrivals.frame["group"] == group].set_index("month")["arrivals"]
        if np.isnan([month, factor, other]).any() or own.empty:
            continue  # found by the rules of the columns, or of the groups
        facts = {"group": str(group), "other": month_label(int(other)), "factor": f"{factor:g}"}
        if month not in own.index or other not in own.index or month == other:
            findings.append(
                Finding(
                    "observations.ordering_outside", facts, sheet.file, int(line), "month", month_label(int(month))
                )
            )
        elif own[month] < factor * own[other] - SLACK * (1.0 + factor):
            findings.append(
                Finding(
                    "observations.ordering_missed", facts, sheet.file, int(line), "month", month_label(int(month))
                )
            )
    return findings


def total_rows(
    group: str, first_month: Month, figures: Sequence[Figure], pinned: Collection[int]
) -> list[tuple[str, ...]]:
    """Rows of `totals.csv` for the figures that are about more than one month of known value.

    Args:
        pinned: positions of the months that are observed.
    """
    rows: list[tuple[str, ...]] = []
    for figure in figures:
        covered = np.flatnonzero(figure.weights)
        if figure.month is not None and figure.month in pinned:
            continue
        part = figure.weights[covered[-1]]
        ends = (month_label(first_month + int(covered[0])), month_label(first_month + int(covered[-1])))
        rows.append((*ends, group, "" if part == 1.0 else f"{part:.12g}", _bound(figure.low), _bound(figure.high)))
    return rows


def _bound(persons: float) -> str:
    """A bound as the file writes it, empty where it is open."""
    return f"{persons:.12g}" if np.isfinite(persons) else ""


def total_findings(sheet: Sheet, arrivals: Sheet) -> list[Finding]:
    """Totals that say nothing, lie outside the months of their group, or are not kept by them."""
    findings = []
    base = int(arrivals.frame["month"].max()) if arrivals.frame["month"].notna().any() else 0
    frame = sheet.frame.reindex(columns=["group", "from", "to", "part", "low", "high"])
    for line, group, begin, end, part, low, high in frame.itertuples():
        own = arrivals.frame[arrivals.frame["group"] == group].dropna(subset=["month", "arrivals"])
        row = int(line)
        if np.isnan(begin) or np.isnan(end) or own.empty:
            continue  # found by the rules of the columns, or of the groups
        period = f"{month_label(int(begin))}..{month_label(int(end))}"
        facts = {"group": str(group), "period": period}
        first, last = int(own["month"].min()), int(own["month"].max())
        if np.isnan(low) and np.isnan(high):
            findings.append(Finding("observations.total_empty", facts, sheet.file, row, "low"))
        elif begin > end or end < first or begin > last:
            findings.append(Finding("observations.total_outside", facts, sheet.file, row, "from", period))
        else:
            inside = own[(own["month"] >= begin) & (own["month"] <= end)]
            weights = np.where((inside["month"] == end) & ~np.isnan(part), part, 1.0)
            total = float(weights @ inside["arrivals"].to_numpy(dtype=np.float64))
            slack = SLACK * len(inside)
            if total > high + slack or (end <= last and total < low - slack):
                found = facts | {"total": f"{total:.0f}"}
                findings.append(Finding("observations.total_missed", found, sheet.file, row, "low"))
            elif end > base:
                reach = facts | {"base": month_label(base)}
                findings.append(Finding("observations.total_later", reach, sheet.file, row, "to", severity="notice"))
    return findings
