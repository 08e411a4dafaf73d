"""The marks of a chart, drawn from the plotly figure that the page shows: lines, bands, points, bars, shapes.

What this module does not know it refuses, so that a file never leaves out what the screen shows. Lengths in the
figure are pixels; `PIXEL` points of a file stand for one.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon, Rectangle
from matplotlib.path import Path
from matplotlib.transforms import blended_transform_factory

from forecasting.base.format import Formats
from forecasting.base.text import Language

__all__ = ["PIXEL", "Scale", "check_layout", "draw_shapes", "draw_traces", "is_map", "rgba", "scales", "value_ticks"]

PIXEL = 0.7  # points
SCREEN_ONLY = {"hovertext", "hoverinfo", "hovermode", "hoverlabel", "fixedrange", "template"}
"""What a picture has no use for; the template only dresses what a chart leaves open, and ours leave nothing open."""

OF_AREAS = {"hoveron", "meta", "text"}
"""What an area of a map says on hover and to a click."""

DASHES = {"solid": None, "dash": 3.0, "dot": 1.0}  # pattern lengths in line widths of at least 3 pixels
MARKERS: Mapping[str, tuple[Any, float]] = {
    "circle": ("o", 1.0),
    "diamond": (Path([(0, 1), (1, 0), (0, -1), (-1, 0), (0, 1)], closed=True), 1.3),
    "line-ew": (Path([(-1, 0), (1, 0)]), 1.4),
}
"""Marker and its extent in marker sizes."""

HATCH = 3  # lines across an inch for each "/" of a matplotlib hatch
SEPARATORS: Mapping[str, Language] = {",.": "de", ".,": "en"}

AXIS = {"showgrid", "zeroline", "linecolor", "tickcolor", "ticks", "range", "type", "tickvals"}
LAYOUT = {
    "separators", "height", "margin", "paper_bgcolor", "plot_bgcolor", "font", "showlegend", "xaxis", "yaxis",
    "shapes", "annotations", "barmode", "bargap",
}  # fmt: skip
Scale = Callable[[Any], float]


def check_layout(layout: Mapping[str, Any]) -> None:
    """Refuse a layout with anything a file would leave out.

    Raises:
        ValueError: naming it.
    """
    _only(layout, LAYOUT, "layout")
    _only(layout["font"], {"family", "size", "color"}, "layout.font")
    _only(layout["margin"], {"l", "r", "t", "b"}, "layout.margin")
    if is_map(layout):
        _only(layout["xaxis"], {"visible", "range"}, "layout.xaxis")
        _only(layout["yaxis"], {"visible", "range", "scaleanchor"}, "layout.yaxis")
        _must(layout["yaxis"], "layout.yaxis", visible=(False,), scaleanchor=("x", None))
        _must(layout, "layout", showlegend=(False,), separators=tuple(SEPARATORS), barmode=(None,))
        return
    _only(layout["xaxis"], AXIS | {"ticktext"}, "layout.xaxis")
    _only(layout["yaxis"], AXIS - {"type", "tickvals"} | {"gridcolor", "tickformat", "nticks"}, "layout.yaxis")
    for axis, shown in (("xaxis", False), ("yaxis", True)):
        _must(layout[axis], f"layout.{axis}", showgrid=(shown,), zeroline=(False,))
    _must(layout["xaxis"], "layout.xaxis", type=("linear", "category"), ticks=("outside",))
    _must(layout["yaxis"], "layout.yaxis", ticks=("",), tickformat=(",.0f", ",.1f"))
    _must(layout, "layout", showlegend=(False,), separators=tuple(SEPARATORS), barmode=("stack", None))


def is_map(layout: Mapping[str, Any]) -> bool:
    """Whether a chart has no axes to read."""
    return layout["xaxis"].get("visible") is False


def scales(traces: Sequence[Mapping[str, Any]], layout: Mapping[str, Any]) -> Scale:
    """Where a value of the horizontal axis stands; categories count from 0 in the order they come."""
    if is_map(layout) or layout["xaxis"]["type"] == "linear":
        return lambda x: math.nan if x is None else float(x)
    names = dict.fromkeys(x for trace in traces for x in trace["x"] if x is not None)
    places = {name: float(place) for place, name in enumerate(names)}
    return lambda x: math.nan if x is None else places[x]


def value_ticks(layout: Mapping[str, Any]) -> tuple[list[float], list[str]]:
    """Ticks of the vertical axis as plotly chooses them: steps of 1, 2 or 5, at most `nticks` of them."""
    if is_map(layout):
        return [], []
    axis = layout["yaxis"]
    low, high = map(float, axis["range"])
    rough = (high - low) / axis["nticks"]
    base = 10.0 ** math.floor(math.log10(rough))
    step = base * next(nice for nice in (2.0, 5.0, 10.0) if rough / base <= nice)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    values = [count * step for count in range(first, last + 1)]
    formats = Formats(SEPARATORS[layout["separators"]])
    return values, [formats.number(value, int(axis["tickformat"][2])) for value in values]


def draw_traces(axes: Axes, traces: Sequence[Mapping[str, Any]], layout: Mapping[str, Any], scale: Scale) -> None:
    """All traces, each artist with the gid "trace-<number>"; bars below lines, else in their order.

    Raises:
        ValueError: a trace has anything this module does not draw.
    """
    stacked: dict[float, float] = {}
    for number, trace in enumerate(traces):
        name = f"trace-{number}"
        if trace["type"] == "bar":
            _bars(axes, trace, layout, scale, stacked, name)
        elif trace["type"] == "scatter" and "fill" in trace:
            _band(axes, trace, scale, name, 3 + number / 100)
        elif trace["type"] == "scatter":
            _line(axes, trace, scale, name, 3 + number / 100)
        else:
            raise ValueError(f"chart files don't draw traces of type {trace['type']}")


def draw_shapes(axes: Axes, layout: Mapping[str, Any]) -> None:
    """Vertical lines across the plot, each with the gid "shape-<number>"."""
    for number, shape in enumerate(layout.get("shapes", ())):
        _only(shape, {"type", "x0", "x1", "y0", "y1", "yref", "line"}, "shape")
        _must(shape, "shape", type=("line",), yref=("paper",))
        axes.plot(
            [shape["x0"], shape["x1"]],
            [shape["y0"], shape["y1"]],
            transform=blended_transform_factory(axes.transData, axes.transAxes),
            zorder=8,
            gid=f"shape-{number}",
            **_stroke(shape["line"]),
        )


def rgba(color: str) -> tuple[float, float, float, float]:
    """Red, green, blue and opacity, 0 to 1, of "#0072B2" or "rgba(0,114,178,0.3)"."""
    if color.startswith("#") and len(color) == 7:
        red, green, blue = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
        return red, green, blue, 1.0
    if color.startswith("rgba(") and color.endswith(")"):
        red, green, blue, opacity = (float(part) for part in color[5:-1].split(","))
        return red / 255, green / 255, blue / 255, opacity
    raise ValueError(f"chart files don't know the colour {color}")


def _line(axes: Axes, trace: Mapping[str, Any], scale: Scale, name: str, order: float) -> None:
    _only(trace, {"type", "x", "y", "mode", "line", "marker", "cliponaxis"}, "scatter")
    _must(trace, "scatter", mode=("lines", "markers", "lines+markers"))
    x = [scale(value) for value in trace["x"]]
    y = [math.nan if value is None else float(value) for value in trace["y"]]
    options: dict[str, Any] = {"linestyle": "none"}
    if "lines" in trace["mode"]:
        options = _stroke(trace["line"])
    if "markers" in trace["mode"]:
        options |= _marker(trace["marker"])
    clip = bool(trace.get("cliponaxis", True))
    axes.add_artist(Line2D(x, y, gid=name, zorder=order, clip_on=clip, **options))


def _band(axes: Axes, trace: Mapping[str, Any], scale: Scale, name: str, order: float) -> None:
    _only(trace, {"type", "x", "y", "mode", "line", "fill", "fillcolor", "cliponaxis", *OF_AREAS}, "band")
    _must(trace, "band", fill=("toself",), mode=("lines",))
    line = trace["line"]
    _only(line, {"color", "width"} if line["width"] else {"width"}, "band.line")
    corners = np.array([[scale(x), float(y)] for x, y in zip(trace["x"], trace["y"], strict=True)])
    polygon = Polygon(
        corners,
        closed=True,
        facecolor=rgba(trace["fillcolor"]),
        edgecolor=rgba(line["color"]) if line["width"] else "none",
        linewidth=PIXEL * line["width"],
        joinstyle="miter",
        clip_on=bool(trace.get("cliponaxis", True)),
        gid=name,
        zorder=order,
    )
    axes.add_artist(polygon)


def _bars(
    axes: Axes,
    trace: Mapping[str, Any],
    layout: Mapping[str, Any],
    scale: Scale,
    stacked: dict[float, float],
    name: str,
) -> None:
    """Bars on top of those already there; `stacked` holds how high each column is."""
    _only(trace, {"type", "x", "y", "marker"}, "bar")
    _must(layout, "layout", barmode=("stack",))
    marker = trace["marker"]
    _only(marker, {"color", "line", "pattern"}, "bar.marker")
    _only(marker["line"], {"color", "width"}, "bar.marker.line")
    width = 1.0 - float(layout["bargap"])
    for x, y in zip(trace["x"], trace["y"], strict=True):
        height = float(y)
        if not height >= 0:
            raise ValueError("chart files stack amounts of 0 and more")
        place = scale(x)
        below = stacked.get(place, 0.0)
        bar = Rectangle(
            (place - width / 2, below),
            width,
            height,
            facecolor=rgba(marker["color"]),
            edgecolor=rgba(marker["line"]["color"]),
            linewidth=PIXEL * marker["line"]["width"],
            gid=name,
            zorder=2,
            visible=height > 0,
        )
        if "pattern" in marker:
            _hatch(bar, marker["pattern"])
        axes.add_artist(bar)
        stacked[place] = below + height


def _hatch(bar: Rectangle, pattern: Mapping[str, Any]) -> None:
    """Slanted lines; matplotlib counts them per inch, plotly gives their distance."""
    _only(pattern, {"shape", "size", "solidity", "fgcolor", "bgcolor"}, "pattern")
    _must(pattern, "pattern", shape=("/",))
    bar.set_facecolor(rgba(pattern["bgcolor"]))
    lines = max(1, round(72.0 / (HATCH * PIXEL * pattern["size"])))
    bar.set_hatch("/" * lines)
    bar.set_hatchcolor(rgba(pattern["fgcolor"]))
    bar.set_hatch_linewidth(pattern["solidity"] * 72.0 / (HATCH * lines) / math.sqrt(2.0))


def _stroke(line: Mapping[str, Any]) -> dict[str, Any]:
    _only(line, {"color", "width", "dash"}, "line")
    dash = line.get("dash", "solid")
    if dash not in DASHES:
        raise ValueError(f"chart files don't know the dash {dash}")
    length = DASHES[dash]
    cycles = None if length is None else length * max(line["width"], 3.0) / line["width"]
    return {
        "color": rgba(line["color"]),
        "linewidth": PIXEL * line["width"],
        "linestyle": "-" if cycles is None else (0, (cycles, cycles)),
        "solid_capstyle": "butt",
        "dash_capstyle": "butt",
    }


def _marker(marker: Mapping[str, Any]) -> dict[str, Any]:
    _only(marker, {"symbol", "size", "color", "line"}, "marker")
    _only(marker["line"], {"color", "width"}, "marker.line")
    if marker["symbol"] not in MARKERS:
        raise ValueError(f"chart files don't know the symbol {marker['symbol']}")
    shape, extent = MARKERS[marker["symbol"]]
    return {
        "marker": shape,
        "markersize": PIXEL * marker["size"] * extent,
        "markerfacecolor": rgba(marker["color"]),
        "markeredgecolor": rgba(marker["line"]["color"]),
        "markeredgewidth": PIXEL * marker["line"]["width"],
    }


def _only(given: Mapping[str, Any], known: Collection[str], where: str) -> None:
    if unknown := sorted(set(given) - set(known) - SCREEN_ONLY):
        raise ValueError(f"chart files don't draw {', '.join(unknown)} of {where}")


def _must(given: Mapping[str, Any], where: str, **values: tuple[Any, ...]) -> None:
    for name, known in values.items():
        if given.get(name) not in known:
            raise ValueError(f"chart files don't draw {where}.{name} {given.get(name)!r}")
