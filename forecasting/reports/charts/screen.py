"""Charts as a page draws them: plotly figures as plain values, data and layout.

Known or calculated past solid, forecast dashed with its intervals, uncovered need hatched, an amount that nobody
decided a ring and its use pale, the base scenario a thin grey line. Lines carry their labels; no legend, no browser
locale: ticks, hover texts and separators are ours. Building and checking plotly's own objects would take most of the
time of a redraw, and the tests do it.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from forecasting.base.format import Formats
from forecasting.base.periods import month_label, parse_month
from forecasting.base.text import Texts
from forecasting.base.theme import FONT, INK, PAPER, RULE
from forecasting.reports.charts.apart import apart
from forecasting.reports.charts.looks import CLEAR, COLORS, OPACITY, PALE, STRONG, faint
from forecasting.reports.charts.record import Chart, ChartKind, Role, Series, axis_end

__all__ = [
    "Label", "Plan", "Trace", "area", "bars", "blank", "ground", "head_ticks", "line", "mark_origin",
    "month_ticks", "plan",
]  # fmt: skip

Plan = dict[str, Any]  # data and layout of a plotly figure
Trace = dict[str, Any]
Label = tuple[float, str, str]  # height, hue, words

WIDTH = {"95": 3, "80": 8, "50": 16}
"""Pixels across, of the bar of an interval."""

HEIGHT = 340
MARGIN = {"l": 64, "r": 150, "t": 34, "b": 44}
LINE_HEIGHT = 16  # pixels a line of a label takes
LABEL = 20  # characters of a line of a label that the right margin holds
LINES: Mapping[Role, dict[str, Any]] = {
    "past": {},
    "estimated": {"width": 1.6, "dash": "dot"},
    "median": {"dash": "dash"},
    "outcome": {},
    "base": {"width": 1.2},
    "target": {"width": 1.6, "dash": "dash"},
}
"""What a line of a role has beside its hue, see `line`."""

RING, POINT, DIAMOND = 15, 10, 9  # pixels across
MARK: Mapping[ChartKind, int] = {"ranges": 16, "stack": 20}
"""The same of a mark of what is appropriated: wider where it crosses a bar."""

ROOM = 1.15  # of the vertical axis, relative to the highest bar
SMALL = 3.0  # up to here the vertical axis has steps below 1


def plan(chart: Chart, text: Texts) -> Plan:
    """The chart as a figure.

    Raises:
        ValueError: a bridge holds a stock that is not what the steps before it come to.
    """
    return KINDS[chart.kind](chart, text)


def _fan(chart: Chart, text: Texts) -> Plan:
    """A monthly series: its past, its forecast and what came."""
    formats, months = Formats(text.language), [parse_month(month) for month in chart.categories]
    (median,) = chart.of("median")
    first, _ = next(median.known)
    ahead, past = months[first:], chart.of("estimated", "past")
    traces: list[Trace] = []
    labels = _ends([median])
    for level, low, high in chart.bands:
        traces.append(area(ahead, low.values[first:], high.values[first:], faint(high.hue, OPACITY[level])))
        labels += [] if low.last == high.last else _ends([high])  # nothing is uncertain, and nothing of it is seen
    base, outcome = chart.of("base"), chart.of("outcome")
    traces += [_known(months, series) for series in base]
    traces += [
        line(months[:first], series.values[:first], series.hue, hover=series.told[:first], **LINES[series.role])
        for series in past
    ]
    joined, middle, told = ahead, [*median.values[first:]], [*median.told[first:]]
    if past:
        end = next(series.values[first - 1] for series in past if series.values[first - 1] is not None)
        joined, middle, told = [months[first - 1], *ahead], [end, *middle], ["", *told]
    traces.append(line(joined, middle, median.hue, hover=told, **LINES[median.role]))
    traces += [_known(months, series) for series in outcome]
    found = blank(traces, axis_end(chart.reach), [*labels, *_ends(base), *_ends(outcome)], chart.unit, text)
    found["layout"]["xaxis"] |= month_ticks(months[0], months[-1], formats)
    name = past[0].name if past else ""
    found["layout"]["annotations"] += mark_origin(found["layout"], months[first], name, formats, text)
    return found


def _ranges(chart: Chart, text: Texts) -> Plan:
    """Intervals by year with the median, the main figure of each year below it."""
    formats, years = Formats(text.language), chart.categories
    (median,) = chart.of("median")
    traces: list[Trace] = []
    labels: list[Label] = []
    for level, low, high in chart.bands:
        traces.append(_interval(years, low, high, WIDTH[level]))
        labels += [] if low.last == high.last else _ends([high])
    base, paying = chart.of("base"), chart.of("mark", "ring")
    traces += [line(years, series.values, series.hue, **LINES[series.role]) for series in base]
    traces += [_points(years, median, "circle", POINT), *_paying(chart, paying)]
    found = blank(traces, axis_end(chart.reach), [*labels, *_ends([median, *paying, *base])], chart.unit, text)
    found["layout"]["xaxis"] |= _ticks(chart, [formats.number(value, chart.digits) for _, value in median.known])
    return found


def _stack(chart: Chart, text: Texts) -> Plan:
    """Bars on each other, the sum of each below it; marks, lines and levels over them."""
    formats, heads, parts = Formats(text.language), chart.categories, chart.of("bar")
    paying, base, level = chart.of("mark", "ring"), chart.of("base", "target"), chart.of("level")
    rows = [[series.values[row] or 0.0 for series in parts] for row in range(len(heads))]
    labels: list[Label] = []
    for place, series in enumerate(parts):
        filled = [row for row in rows if row[place] > 0.0]
        if filled and series.label:
            labels.append((sum(filled[-1][:place]) + filled[-1][place] / 2, series.hue, series.label))
    traces = [bars(heads, series.values, _filling(series), series.told or None) for series in parts]
    traces += _paying(chart, paying)
    traces += [line(heads, series.values, series.hue, **LINES[series.role]) for series in base]
    traces += [
        _points(heads, series, "diamond", DIAMOND)
        | {"mode": "lines+markers", "line": {"color": COLORS[series.hue], "width": 2}}
        for series in level
    ]
    over = [value for series in (*paying, *base, *level) for _, value in series.known]
    top = chart.end or ROOM * max([1.0, *map(sum, rows), *over])
    found = blank(traces, top, [*labels, *_ends([*paying, *level, *base])], chart.unit, text)
    found["layout"]["xaxis"] |= _ticks(chart, [formats.number(sum(row), chart.digits) for row in rows])
    found["layout"] |= {"barmode": "stack", "bargap": 0.45}
    return found


def _bridge(chart: Chart, text: Texts) -> Plan:
    """From one stock to the next; each bar with its amount above its name."""
    (steps,) = chart.series
    level, low, tops = 0.0, [], []
    for place, (name, step) in enumerate(zip(chart.categories, steps.values, strict=True)):
        amount = step or 0.0
        if name in chart.totals:
            if place and abs(level - amount) > 1e-6:
                raise ValueError(f"the steps before {name!r} come to {level}, not {amount}")
            level = 0.0
        low.append(min(level, level + amount))
        tops.append(low[-1] + abs(amount))
        level += amount
    names = [str(place) for place in range(len(low))]
    traces = [bars(names, low, {"color": CLEAR, "line": {"color": CLEAR, "width": 0}}, None)]
    for hue in dict.fromkeys(steps.hues):
        ours = [place for place, found in enumerate(steps.hues) if found == hue]
        heights, told = [abs(steps.values[place] or 0.0) for place in ours], [steps.told[place] for place in ours]
        traces.append(bars([names[place] for place in ours], heights, _edged(faint(hue, STRONG)), told))
    found = blank(traces, ROOM * max(tops), [], chart.unit, text)
    found["layout"]["annotations"] += [
        {
            "x": name, "y": top, "xanchor": "center", "yanchor": "bottom", "showarrow": False,
            "text": f"<b>{words}</b>", "font": {"size": 12},
        }
        for name, top, words in zip(names, tops, steps.printed, strict=True)
    ]  # fmt: skip
    found["layout"]["xaxis"] |= head_ticks(names) | {"ticktext": list(chart.ticks or chart.categories)}
    found["layout"] |= {"barmode": "stack", "bargap": 0.35, "margin": MARGIN | {"r": 24, "b": 76}}
    return found


KINDS: Mapping[ChartKind, Callable[[Chart, Texts], Plan]] = {
    "fan": _fan, "ranges": _ranges, "stack": _stack, "columns": _stack, "bridge": _bridge,
}  # fmt: skip


def blank(traces: Sequence[Trace], top: float, labels: Sequence[Label], unit: str, text: Texts) -> Plan:
    """Traces in a bare frame: horizontal grid, unit above the axis, labels at the right end."""
    axis = {"showgrid": False, "zeroline": False, "fixedrange": True, "linecolor": COLORS["base"], "tickcolor": RULE}
    return {
        "data": list(traces),
        "layout": ground(HEIGHT, MARGIN, text) | {
            "xaxis": axis | {"ticks": "outside"},
            "yaxis": axis | {
                "range": [0, top], "showgrid": True, "gridcolor": RULE, "ticks": "",
                "tickformat": ",.1f" if top <= SMALL else ",.0f",
                "linecolor": PAPER, "nticks": 6,
            },
            "shapes": [],
            "annotations": [_unit(unit), *_labels(labels, top)],
        },
    }  # fmt: skip


def ground(height: int, margin: Mapping[str, int], text: Texts) -> dict[str, Any]:
    """What every chart stands on, sizes in pixels."""
    return {
        "separators": ",." if text.language == "de" else ".,",
        "height": height,
        "margin": margin,
        "paper_bgcolor": PAPER,
        "plot_bgcolor": PAPER,
        "font": {"family": FONT, "size": 13, "color": INK},
        "showlegend": False,
        "hovermode": "closest",
        "hoverlabel": {"bgcolor": PAPER, "bordercolor": COLORS["base"], "font": {"color": INK}},
    }


def area(x: Sequence[Any], low: Sequence[float | None], high: Sequence[float | None], fill: str) -> Trace:
    """What lies between two lines."""
    return {
        "type": "scatter", "x": [*x, *reversed(x)], "y": [*high, *reversed(low)], "fill": "toself",
        "fillcolor": fill, "line": {"width": 0}, "mode": "lines", "hoverinfo": "skip",
    }  # fmt: skip


def line(
    x: Sequence[Any],
    y: Iterable[float | None],
    color: str,
    *,
    width: float = 2.2,
    dash: str = "solid",
    hover: Sequence[str] | None = None,
) -> Trace:
    """A line in a hue."""
    trace: Trace = {
        "type": "scatter", "x": list(x), "y": list(y), "mode": "lines",
        "line": {"color": COLORS[color], "width": width, "dash": dash},
    }  # fmt: skip
    return trace | _told(hover)


def bars(
    x: Sequence[str], heights: Sequence[float | None], marker: Mapping[str, Any], hover: Sequence[str] | None
) -> Trace:
    """Bars that look like their marker."""
    return {"type": "bar", "x": list(x), "y": list(heights), "marker": dict(marker)} | _told(hover)


def mark_origin(
    layout: dict[str, Any], first: int, past_name: str, formats: Formats, text: Texts
) -> list[dict[str, Any]]:
    """Mark where the forecast starts: a thin line, and what stands on either side of it."""
    x = first - 0.5
    layout["shapes"].append(
        {"type": "line", "x0": x, "x1": x, "y0": 0, "y1": 1, "yref": "paper",
         "line": {"color": COLORS["base"], "width": 1, "dash": "dot"}}
    )  # fmt: skip
    note = {"x": x, "y": 1.0, "yref": "paper", "yanchor": "bottom", "showarrow": False, "font": {"size": 12}}
    since = text("reports.chart.forecast_from", month=formats.month(month_label(first)))
    notes = [note | {"xanchor": "left", "xshift": 4, "text": since}]
    if past_name:
        notes.append(note | {"xanchor": "right", "xshift": -4, "text": past_name})
    return notes


def month_ticks(first: int, last: int, formats: Formats) -> dict[str, Any]:
    """A tick at each January, with the month in our own words; every second year on a long axis."""
    januaries = [month for month in range(first, last + 2) if month % 12 == 0]
    januaries = januaries[:: 1 + len(januaries) // 13]
    return {
        "type": "linear", "range": [first - 1, last + 1], "tickvals": januaries,
        "ticktext": [formats.month_short(month_label(month)) for month in januaries],
    }  # fmt: skip


def head_ticks(heads: Sequence[str], values: Sequence[str] | None = None) -> dict[str, Any]:
    """A tick for each category, with the main figure of each below where there is one."""
    words = list(heads)
    if values is not None:
        words = [f"{head}<br><b>{value}</b>" for head, value in zip(heads, values, strict=True)]
    return {"type": "category", "range": [-0.6, len(heads) - 0.4], "tickvals": list(heads), "ticktext": words}


def _ticks(chart: Chart, values: Sequence[str]) -> dict[str, Any]:
    """Ticks of the categories as a page names them, with the main figure of each."""
    words = head_ticks(chart.ticks or chart.categories, values)
    return words | {"tickvals": list(chart.categories)}


def _told(hover: Sequence[str] | None) -> dict[str, Any]:
    return {"hoverinfo": "skip"} if hover is None else {"hovertext": list(hover), "hoverinfo": "text"}


def _ends(shown: Iterable[Series]) -> list[Label]:
    """Labels at the height of the last value of each."""
    return [
        (series.last[1], series.hue, words)
        for series in shown
        if series.last is not None and (words := series.name if series.label is None else series.label)
    ]


def _known(months: Sequence[int], series: Series) -> Trace:
    """A line over the months that it knows."""
    x, y = [months[row] for row, _ in series.known], [value for _, value in series.known]
    told = [series.told[row] for row, _ in series.known] if series.told else None
    return line(x, y, series.hue, hover=told, **LINES[series.role])


def _interval(years: Sequence[str], low: Series, high: Series, width: int) -> Trace:
    """A vertical bar between two values in each year."""
    x = [part for year in years for part in (year, year, None)]
    y = [part for pair in zip(low.values, high.values, strict=True) for part in (*pair, None)]
    return {
        "type": "scatter", "x": x, "y": y, "mode": "lines", "hoverinfo": "skip",
        "line": {"width": width, "color": faint(high.hue, 0.3 if width > 3 else 0.8)},
    }  # fmt: skip


def _points(heads: Sequence[str], series: Series, symbol: str, size: int) -> Trace:
    color = COLORS[series.hue]
    trace: Trace = {
        "type": "scatter", "x": list(heads), "y": list(series.values), "mode": "markers",
        "marker": {"symbol": symbol, "size": size, "color": color, "line": {"color": color, "width": 3}},
        "cliponaxis": False,  # a mark at 0 is drawn whole, across the axis
    }  # fmt: skip
    return trace | _told(series.told or None)


def _paying(chart: Chart, marked: Iterable[Series]) -> list[Trace]:
    """Marks of what is decided or planned, rings of what is carried forward."""
    traces = []
    for series in marked:
        ring = series.role == "ring"
        trace = _points(chart.categories, series, "circle" if ring else "line-ew", RING if ring else MARK[chart.kind])
        trace |= {"x": [chart.categories[row] for row, _ in series.known], "y": [value for _, value in series.known]}
        if ring:
            trace["marker"] |= {"color": CLEAR, "line": {"color": COLORS[series.hue], "width": 2}}
        traces.append(trace)
    return traces


def _filling(series: Series) -> dict[str, Any]:
    if series.hatched:
        color = COLORS[series.hue]
        pattern = {"shape": "/", "size": 7, "solidity": 0.35, "fgcolor": color, "bgcolor": PAPER}
        return _edged(color) | {"pattern": pattern}
    return _edged(faint(series.hue, PALE if series.pale else STRONG))


def _edged(color: str) -> dict[str, Any]:
    return {"color": color, "line": {"color": INK, "width": 1}}


def _labels(labels: Sequence[Label], top: float) -> list[dict[str, Any]]:
    """Labels at the right end, moved apart where they would overlap, each behind a tick of its hue."""
    labels = [(value, color, _in_the_margin(words)) for value, color, words in labels]
    line = top * LINE_HEIGHT / (HEIGHT - MARGIN["t"] - MARGIN["b"])
    heights = [line * (1 + words.count("<br>")) for _, _, words in labels]
    places = apart([value for value, _, _ in labels], heights, top)
    return [
        {
            "x": 1.0, "xref": "paper", "xanchor": "left", "xshift": 6, "y": y, "yanchor": "middle",
            "showarrow": False, "align": "left", "font": {"size": 12},
            "text": f'<span style="color:{COLORS[color]}"><b>–</b></span> {words}',
        }
        for y, (_, color, words) in zip(places, labels, strict=True)
    ]  # fmt: skip


def _in_the_margin(words: str) -> str:
    """A label in lines that the right margin holds.

    >>> _in_the_margin("Vorläufig: Humanitäre Aufnahme")
    'Vorläufig:<br>Humanitäre Aufnahme'
    """
    lines = (part for line in words.split("<br>") for part in textwrap.wrap(line, LABEL, break_on_hyphens=False))
    return "<br>".join(lines)


def _unit(unit: str) -> dict[str, Any]:
    """Unit of the vertical axis, above it."""
    return {
        "x": 0.0, "xref": "paper", "xanchor": "left", "xshift": -MARGIN["l"] + 4, "y": 1.0, "yref": "paper",
        "yanchor": "bottom", "yshift": 10, "showarrow": False, "text": unit, "font": {"size": 12},
    }  # fmt: skip
