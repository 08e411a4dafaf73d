"""Two levers to one target as a heat map: what is feasible, how far the rest is from it, and the edge between.

Feasible cells are blue, the others grey, the paler the nearer to the edge; the edge is a line of its own, so that no
colour is its only carrier. docs/method.md, Goal seek.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from forecasting.base.format import Formats
from forecasting.base.text import Texts
from forecasting.reports.charts.looks import faint
from forecasting.reports.charts.screen import Plan, blank, line
from forecasting.reports.goal import achieved_words, goal_words, label_of, rounded, screen_unit, value_words
from forecasting.reports.grid import Values
from forecasting.scenarios import Outlook
from forecasting.scenarios.goal.frontier import Frontier
from forecasting.scenarios.levers import Lever

__all__ = ["axis_words", "frontier_chart", "frontier_data", "frontier_values", "frontier_words"]

SHADES = (0.2, 0.45, 0.75)  # near to the edge, farther, far
MOST_TICKS = 7
LEGEND = {"missed": "base", "feasible": "need", "edge": "shortfall"}


def frontier_chart(found: Frontier, *, text: Texts) -> Plan:
    """The heat map of a frontier, in the units of the screen."""
    xs, ys = _screen(found.across, found.xs), _screen(found.up, found.ys)
    traces: list[dict[str, Any]] = []
    shades = _shades(found)
    for row, (low, high) in enumerate(_spans(ys)):
        for column, (left, right) in enumerate(_spans(xs)):
            color = "need" if found.feasible[row, column] else "base"
            traces.append(
                {
                    "type": "scatter",
                    "x": [left, right, right, left, left],
                    "y": [low, low, high, high, low],
                    "mode": "lines",
                    "fill": "toself",
                    "fillcolor": faint(color, SHADES[shades[row, column]]),
                    "line": {"width": 0},
                    "hoveron": "fills",
                    "hoverinfo": "text",
                    "text": _hover(found, row, column, text),
                }
            )
    for points in _edges(found):
        x, y = _screen(found.across, [x for x, _ in points]), _screen(found.up, [y for _, y in points])
        traces.append(line(x, y, "shortfall", width=3))
    top = _spans(ys)[-1][1]
    names = ["missed", "feasible", *(["edge"] if found.edge else [])]
    labels = [(top, LEGEND[name], text(f"reports.frontier.{name}")) for name in names]
    figure = blank(traces, top, labels, axis_words(found.up, text), text)
    low = _spans(ys)[0][0]
    figure["layout"]["yaxis"] |= {"range": [low, top]}
    for place, note in enumerate(figure["layout"]["annotations"][1:]):
        note["y"] = low + (top - low) * (0.08 + 0.1 * place)
    figure["layout"]["xaxis"] |= _ticks(found.across, found.xs, text)
    figure["layout"]["annotations"].append(
        {
            "x": 0.5,
            "xref": "paper",
            "xanchor": "center",
            "y": 0.0,
            "yref": "paper",
            "yanchor": "top",
            "yshift": -22,
            "showarrow": False,
            "text": axis_words(found.across, text),
            "font": {"size": 12},
        }
    )
    return figure


def frontier_words(found: Frontier, start: Outlook, text: Texts) -> str:
    """What the map shows."""
    count, size = int(found.feasible.sum()), found.feasible.size
    facts = {"goal": goal_words(found.target, start, text), "share": Formats(text.language).percent(count / size)}
    facts |= {"across": label_of(found.across, text), "up": label_of(found.up, text)}
    key = "none" if count == 0 else "every" if count == size else "some"
    return text(f"reports.frontier.words_{key}", **facts)


def frontier_values(found: Frontier, text: Texts) -> Values:
    """The quantity at every point, one row for each value of the number that goes up, the highest first."""
    heads = (axis_words(found.up, text), *(value_words(found.across, x, text, exact=False) for x in found.xs))
    rows = tuple(
        (
            value_words(found.up, y, text, exact=False),
            *(achieved_words(found.target, float(each), text, exact=False) for each in found.values[row]),
        )
        for row, y in reversed(list(enumerate(found.ys)))
    )
    return Values(heads, rows)


def frontier_data(found: Frontier, text: Texts) -> pd.DataFrame:
    """Every point in one row, not rounded, in the units of the screen."""
    xs, ys = _screen(found.across, found.xs), _screen(found.up, found.ys)
    names = (axis_words(found.across, text), axis_words(found.up, text))
    quantity, met = text("reports.frontier.value"), text("reports.frontier.met")
    return pd.DataFrame(
        [
            {
                names[0]: x,
                names[1]: y,
                quantity: float(found.values[row, column]),
                met: bool(found.feasible[row, column]),
            }
            for row, y in enumerate(ys)
            for column, x in enumerate(xs)
        ]
    )


def axis_words(varied: Lever, text: Texts) -> str:
    """Name of a lever with the unit of the screen."""
    return text("reports.frontier.axis", label=label_of(varied, text), unit=screen_unit(varied, text)[1])


def _screen(varied: Lever, values: Any) -> list[float]:
    factor = screen_unit(varied, Texts("de"))[0]
    return [round(float(value) * factor, 9) for value in values]


def _spans(values: list[float]) -> list[tuple[float, float]]:
    """Each value's cell: from halfway to the one before to halfway to the one after."""
    middles = [(a + b) / 2 for a, b in zip(values, values[1:], strict=False)]
    if not middles:
        return [(values[0] - 0.5, values[0] + 0.5)]
    bounds = [values[0] - (middles[0] - values[0]), *middles, values[-1] + (values[-1] - middles[-1])]
    return list(zip(bounds, bounds[1:], strict=False))


def _shades(found: Frontier) -> np.ndarray[Any, np.dtype[np.intp]]:
    """Thirds of the distance from the goal, on either side of it."""
    distance = np.abs(found.values - found.target.goal.number)
    shades = np.full(distance.shape, len(SHADES) - 1, dtype=np.intp)
    for side in (found.feasible, np.logical_not(found.feasible)):
        known = side & np.isfinite(distance)
        if known.any() and (farthest := distance[known].max()) > 0:
            shades[known] = np.minimum((len(SHADES) * distance[known] / farthest).astype(np.intp), len(SHADES) - 1)
    return shades


def _edges(found: Frontier) -> list[list[tuple[float, float]]]:
    """The edge as lines; where it turns back on itself a new one begins."""
    lines: list[list[tuple[float, float]]] = []
    width, height = (abs(values[-1] - values[0]) or 1.0 for values in (found.xs, found.ys))
    for point in found.edge:
        last = lines[-1][-1] if lines else None
        near = last is not None and max(abs(point[0] - last[0]) / width, abs(point[1] - last[1]) / height) < 0.5
        if near:
            lines[-1].append(point)
        else:
            lines.append([point])
    return lines


def _hover(found: Frontier, row: int, column: int, text: Texts) -> str:
    return "<br>".join(
        [
            f"{label_of(found.across, text)}: {value_words(found.across, found.xs[column], text, exact=False)}",
            f"{label_of(found.up, text)}: {value_words(found.up, found.ys[row], text, exact=False)}",
            f"<b>{achieved_words(found.target, float(found.values[row, column]), text, exact=False)}</b>",
        ]
    )


def _ticks(varied: Lever, values: Sequence[float], text: Texts) -> dict[str, Any]:
    """Values across, in the unit of the screen."""
    formats, xs = Formats(text.language), _screen(varied, values)
    step = 1 + (len(xs) - 1) // MOST_TICKS
    shown = list(range(0, len(xs), step))
    words = [formats.plain(_screen(varied, [rounded(varied, values[place])])[0]) for place in shown]
    spans = _spans(xs)
    ends = {"range": [spans[0][0], spans[-1][1]]}
    return {"type": "linear", "tickvals": [xs[place] for place in shown], "ticktext": words} | ends
