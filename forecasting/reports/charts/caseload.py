"""Charts of the page "Fallzahl": areas by month, the stay in provisional housing, the model beside figures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from forecasting.base.format import Formats
from forecasting.base.periods import parse_month
from forecasting.base.rounding import round_persons
from forecasting.base.text import Texts
from forecasting.reports.charts.looks import faint
from forecasting.reports.charts.record import axis_end
from forecasting.reports.charts.screen import Label, Plan, area, blank, line, mark_origin, month_ticks

__all__ = ["Part", "compared", "stacked", "stay_chart"]

Part = tuple[str, float]  # hue and opacity of an area
EDGE = 1.2  # width of the line on top of an area
OBSERVED = "shortfall"
TICK_EVERY = 6  # months of a stay


def stacked(
    table: pd.DataFrame, parts: Sequence[Part], *, short: Sequence[str], unit: str, past_name: str, text: Texts
) -> Plan:
    """Areas on top of one another: month, status ("calculated" or "forecast") and a column for each part.

    Args:
        parts: looks of the columns, from below.
        short: names of the columns beside the areas, where there is little room.
        past_name: what the months before the forecast are.
    """
    formats = Formats(text.language)
    months = [parse_month(month) for month in table["month"]]
    names = list(table.columns[2:])
    below = np.zeros(len(table))
    traces: list[dict[str, Any]] = []
    edges: list[dict[str, Any]] = []
    labels: list[Label] = []
    for name, label, (hue, opacity) in zip(names, short, parts, strict=True):
        above = below + table[name].to_numpy(dtype=np.float64)
        traces.append(area(months, below.tolist(), above.tolist(), faint(hue, opacity)))
        hover = [
            f"<b>{formats.month(month)}</b><br>{name}: {formats.number(round_persons(value))}"
            for month, value in zip(table["month"], table[name].tolist(), strict=True)
        ]
        edges.append(line(months, above.tolist(), hue, width=EDGE, hover=hover))
        labels.append((float(below[-1] + above[-1]) / 2.0, hue, label))
        below = above
    plan = blank([*traces, *edges], axis_end(below), labels, unit, text)
    plan["layout"]["xaxis"] |= month_ticks(months[0], months[-1], formats)
    first = int((table["status"] == "calculated").sum())
    if 0 < first < len(months):
        plan["layout"]["annotations"] += mark_origin(plan["layout"], months[first], past_name, formats, text)
    return plan


def stay_chart(table: pd.DataFrame, *, unit: str, text: Texts) -> Plan:
    """Share of the people who leave after k months, in %: assumed, and learned (k, assumed, learned, low, high)."""
    formats = Formats(text.language)
    months = table["k"].tolist()
    traces: list[dict[str, Any]] = []
    labels: list[Label] = []
    tops = [table["assumed"]]

    def hover(name: str) -> list[str]:
        head = text(f"reports.caseload.stay_{name}")
        return [
            text("reports.caseload.stay_hover", name=head, months=int(month), share=formats.number(value, 1))
            for month, value in zip(months, table[name].tolist(), strict=True)
        ]

    if "learned" in table:
        traces.append(area(months, table["low"].tolist(), table["high"].tolist(), faint("need", 0.25)))
        tops.append(table["high"])
    traces.append(line(months, table["assumed"], "base", dash="dash", hover=hover("assumed")))
    if "learned" in table:
        traces.append(line(months, table["learned"], "need", hover=hover("learned")))
    for name, hue in (("assumed", "base"), ("learned", "need")):
        if name in table:
            peak = int(table[name].to_numpy().argmax())
            labels.append((float(table[name].iloc[peak]), hue, text(f"reports.caseload.stay_{name}")))
    top = max(float(column.max()) for column in tops)
    plan = blank(traces, 1.1 * max(top, 1.0), labels, unit, text)
    ticks = list(range(0, months[-1] + 1, TICK_EVERY if months[-1] > 2 * TICK_EVERY else 1))
    plan["layout"]["xaxis"] |= {
        "type": "linear", "range": [-0.5, months[-1] + 0.5], "tickvals": ticks,
        "ticktext": [text("reports.caseload.stay_tick", months=tick) for tick in ticks],
    }  # fmt: skip
    return plan


def compared(table: pd.DataFrame, *, unit: str, text: Texts) -> Plan:
    """The model's past beside what was observed: month, model, observed (nan where nothing is known)."""
    formats = Formats(text.language)
    months = [parse_month(month) for month in table["month"]]
    observed = [None if np.isnan(value) else float(value) for value in table["observed"]]

    def hover(name: str) -> list[str]:
        return [
            f"<b>{formats.month(month)}</b><br>{text(f'reports.caseload.{name}')}: "
            f"{'.' if np.isnan(value) else formats.number(round_persons(value))}"
            for month, value in zip(table["month"], table[name].tolist(), strict=True)
        ]

    known = table["observed"].dropna()
    marks: dict[str, Any] = line(months, observed, OBSERVED, width=1.6, hover=hover("observed"))
    marks |= {"mode": "lines+markers", "marker": _dot()}
    traces = [line(months, table["model"], "need", hover=hover("model")), marks]
    labels: list[Label] = [
        (float(table["model"].iloc[-1]), "need", text("reports.caseload.model")),
        (float(known.iloc[-1]), OBSERVED, text("reports.caseload.observed")),
    ]
    plan = blank(traces, axis_end([*table["model"], *known]), labels, unit, text)
    plan["layout"]["xaxis"] |= month_ticks(months[0], months[-1], formats)
    return plan


def _dot() -> dict[str, Any]:
    hue = faint(OBSERVED, 1.0)
    return {"symbol": "circle", "size": 5, "color": hue, "line": {"color": hue, "width": 0}}
