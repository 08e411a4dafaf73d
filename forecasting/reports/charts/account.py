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
from forecasting.reports.charts.looks import COLORS
from forecasting.reports.charts.record import Chart, Series
from forecasting.reports.charts.screen import Label, Plan, blank, head_ticks, line

__all__ = ["CLASSES", "Step", "bridge", "class_bars", "year_lines"]

HUES: Mapping[str, str] = {
    "budget": "appropriation",
    "outflow": "need",
    "decision": "residual",
    "need": "shortfall",
    "stock": "base",
}
"""Hue of what a step of a bridge is."""

CLASSES: Mapping[str, str] = {"bound": "need", "pact": "residual", "unbound": "appropriation"}
"""Classes of residuals from below, and their hue."""

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


def bridge(steps: Sequence[Step], name: str, *, unit: str, text: Texts) -> Chart:
    """From one stock to the next; each bar with its amount above its name."""
    formats = Formats(text.language)
    printed = tuple(_signed(step, formats) for step in steps)
    names = tuple(step.words for step in steps)
    told = tuple(f"{words}: {amount} {unit}" for words, amount in zip(names, printed, strict=True))
    hues = tuple(HUES[step.kind] for step in steps)
    amounts = tuple(step.amount for step in steps)
    series = Series(name, "bar", amounts, "base", told=told, printed=printed, hues=hues)
    totals = tuple(words for words, step in zip(names, steps, strict=True) if step.kind == "stock")
    ticks = tuple(step.name for step in steps)
    return Chart("bridge", names, (series,), unit, digits=1, totals=totals, ticks=ticks)


def class_bars(table: pd.DataFrame, names: Mapping[str, str], *, unit: str, text: Texts) -> Chart:
    """Residuals on 31 December by class: head, then a column in Mio. Euro for each class."""
    formats = Formats(text.language)
    told = tuple(
        "<br>".join([row["head"], *(f"{names[part]}: {formats.number(row[part], 1)} {unit}" for part in CLASSES)])
        for row in table.to_dict("records")
    )
    series = (
        Series(names[part], "bar", tuple(table[part].tolist()), hue, told=told) for part, hue in CLASSES.items()
    )
    return Chart("stack", tuple(table["head"]), tuple(series), unit, digits=1)


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
        values, color = table[column].tolist(), COLORS[hue]
        hover = [
            f"{head}<br>{names[column]}: {formats.number(value, 1)} {unit}"
            for head, value in zip(heads, values, strict=True)
        ]
        marker = {"symbol": "circle", "size": 6, "color": color, "line": {"color": color, "width": 1}}
        traces.append(line(heads, values, hue, dash=dash, hover=hover)
                      | {"mode": "lines+markers", "cliponaxis": False, "marker": marker})  # fmt: skip
        labels.append((float(values[-1]), hue, names[column]))
    top = max(1.0, *(float(table[column].max()) for column in looks))
    plan = blank(traces, ROOM * top, labels, unit, text)
    plan["layout"]["xaxis"] |= head_ticks(heads)
    return plan


def _signed(step: Step, formats: Formats) -> str:
    if step.kind == "stock":
        return formats.number(step.amount, step.digits)
    return f"{'+' if step.amount > 0 else '−'}{formats.number(abs(step.amount), step.digits)}"
