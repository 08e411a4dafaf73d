"""Charts of the account: a bridge from one stock to the next, bars by class, lines beside each other.

What is budgeted, decided, paid and left has a hue of its own and never shares a mark. Mio. Euro.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from forecasting.base.format import Formats
from forecasting.base.text import Texts
from forecasting.reports.charts.plans import COLORS, INK, Label, Plan, blank, faint

__all__ = ["CLASSES", "Step", "bridge", "class_bars", "year_lines"]

HUES: Mapping[str, str] = {
    "budget": "appropriation",
    "outflow": "need",
    "decision": "residual",
    "need": "shortfall",
    "stock": "base",
}
"""Hue of what a step of a bridge is."""

CLASSES: Mapping[str, tuple[str, float]] = {
    "bound": ("need", 0.75),
    "pact": ("residual", 0.75),
    "unbound": ("appropriation", 0.75),
}
"""Classes of residuals from below: hue and opacity."""

ROOM = 1.15


@dataclass(frozen=True)
class Step:
    """One step of a bridge: a stock stands on the axis, a change on what was before."""

    name: str  # its lines apart by <br>
    amount: float  # Mio. Euro
    kind: str  # a key of `HUES`
    digits: int = 1  # as printed

    @property
    def words(self) -> str:
        """The name in one line."""
        return self.name.replace("-<br>", "").replace("<br>", " ")


def bridge(steps: Sequence[Step], *, unit: str, text: Texts) -> Plan:
    """From one stock to the next; each bar with its amount above its name.

    Raises:
        ValueError: a stock is not what the steps before it come to.
    """
    formats = Formats(text.language)
    level, tops = 0.0, []
    low: list[float] = []
    for place, step in enumerate(steps):
        if step.kind == "stock":
            if place and abs(level - step.amount) > 1e-6:
                raise ValueError(f"the steps before {step.name!r} come to {level}, not {step.amount}")
            low.append(0.0)
            level = step.amount
        else:
            low.append(min(level, level + step.amount))
            level += step.amount
        tops.append(low[-1] + abs(step.amount))
    names = [str(place) for place in range(len(steps))]
    hover = [f"{step.words}: {_signed(step, formats)} {unit}" for step in steps]
    traces = [_bars(names, low, "rgba(255,255,255,0)", None, None)]
    for kind, hue in HUES.items():
        ours = [place for place, step in enumerate(steps) if step.kind == kind]
        if ours:
            heights = [abs(steps[place].amount) for place in ours]
            words = [hover[place] for place in ours]
            traces.append(_bars([names[place] for place in ours], heights, faint(hue, 0.75), words, INK))
    plan = blank(traces, ROOM * max(tops), [], unit, text)
    plan["layout"]["annotations"] += [
        {
            "x": name, "y": top, "xanchor": "center", "yanchor": "bottom", "showarrow": False,
            "text": f"<b>{_signed(step, formats)}</b>", "font": {"size": 12},
        }
        for name, top, step in zip(names, tops, steps, strict=True)
    ]  # fmt: skip
    plan["layout"]["xaxis"] |= {
        "type": "category", "range": [-0.6, len(steps) - 0.4], "tickvals": names,
        "ticktext": [step.name for step in steps],
    }  # fmt: skip
    plan["layout"] |= {"barmode": "stack", "bargap": 0.35}
    plan["layout"]["margin"] = plan["layout"]["margin"] | {"r": 24, "b": 76}
    return plan


def class_bars(table: pd.DataFrame, names: Mapping[str, str], *, unit: str, text: Texts) -> Plan:
    """Residuals on 31 December by class: head, then a column in Mio. Euro for each class."""
    formats = Formats(text.language)
    heads = table["head"].tolist()
    hover = [
        "<br>".join([head, *(f"{names[part]}: {formats.number(row[part], 1)} {unit}" for part in CLASSES)])
        for head, row in zip(heads, table.to_dict("records"), strict=True)
    ]
    traces = [
        _bars(heads, table[part].tolist(), faint(hue, opacity), hover, INK)
        for part, (hue, opacity) in CLASSES.items()
    ]
    labels: list[Label] = []
    below = 0.0
    last = table.iloc[-1]
    for part, (hue, _) in CLASSES.items():
        amount = float(last[part])
        if float(table[part].max()) > 0:
            labels.append((below + amount / 2, hue, names[part]))
        below += amount
    total = table[list(CLASSES)].sum(axis=1)
    plan = blank(traces, ROOM * max(float(total.max()), 1.0), labels, unit, text)
    plan["layout"]["xaxis"] |= _years(heads, [formats.number(value, 1) for value in total])
    plan["layout"] |= {"barmode": "stack", "bargap": 0.45}
    return plan


def year_lines(
    table: pd.DataFrame, looks: Mapping[str, tuple[str, str]], names: Mapping[str, str], *, unit: str, text: Texts
) -> Plan:
    """Amounts by year beside each other: head, then a column in Mio. Euro for each line.

    Args:
        looks: hue and dash of each column.
    """
    formats = Formats(text.language)
    heads = table["head"].tolist()
    traces: list[dict[str, Any]] = []
    labels: list[Label] = []
    for column, (hue, dash) in looks.items():
        values = table[column].tolist()
        hover = [
            f"{head}<br>{names[column]}: {formats.number(value, 1)} {unit}"
            for head, value in zip(heads, values, strict=True)
        ]
        color = COLORS[hue]
        traces.append(
            {
                "type": "scatter", "x": heads, "y": values, "mode": "lines+markers", "cliponaxis": False,
                "line": {"color": color, "width": 2.2, "dash": dash},
                "marker": {"symbol": "circle", "size": 6, "color": color, "line": {"color": color, "width": 1}},
                "hovertext": hover, "hoverinfo": "text",
            }
        )  # fmt: skip
        labels.append((float(values[-1]), hue, names[column]))
    top = max(1.0, *(float(table[column].max()) for column in looks))
    plan = blank(traces, ROOM * top, labels, unit, text)
    plan["layout"]["xaxis"] |= _years(heads, None)
    return plan


def _years(heads: Sequence[str], values: Sequence[str] | None) -> dict[str, Any]:
    words = list(heads)
    if values is not None:
        words = [f"{head}<br><b>{value}</b>" for head, value in zip(heads, values, strict=True)]
    return {"type": "category", "range": [-0.6, len(heads) - 0.4], "tickvals": list(heads), "ticktext": words}


def _bars(
    names: Sequence[str], heights: Sequence[float], color: str, hover: Sequence[str] | None, edge: str | None
) -> dict[str, Any]:
    line = {"color": edge or color, "width": 1 if edge else 0}
    bars: dict[str, Any] = {
        "type": "bar", "x": list(names), "y": list(heights), "marker": {"color": color, "line": line},
    }  # fmt: skip
    return bars | ({"hoverinfo": "skip"} if hover is None else {"hovertext": list(hover), "hoverinfo": "text"})


def _signed(step: Step, formats: Formats) -> str:
    if step.kind == "stock":
        return formats.number(step.amount, step.digits)
    return f"{'+' if step.amount > 0 else '−'}{formats.number(abs(step.amount), step.digits)}"
