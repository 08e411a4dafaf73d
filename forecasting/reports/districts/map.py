"""A map of the districts as a chart: five classes of one hue, the value in every area, the chosen district framed.

Tiles or boundaries, the same specification for page and file. Hue is never the only carrier: the value stands in the
tile, in the table below and in the hover text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from forecasting.base.quantiles import Array
from forecasting.base.text import Texts
from forecasting.base.theme import INK
from forecasting.reports.charts.screen import Plan, ground
from forecasting.reports.districts.tile_map import Area

__all__ = ["SHADES", "classes_of", "district_map", "in_lines"]

SHADES = ("#EDF5FA", "#CDE3F0", "#A8D0E6", "#82BADB", "#5AA3D0")
"""Of #0072B2, light to dark; dark words keep 4.5:1 on each."""

EDGE = "#7F8B94"
"""Of the areas, 3:1 on white: the lightest of them would be lost on the page."""
LINE, CUT = 13, 12  # characters of a tile's line, and of a word that is longer
ROW = 62  # pixels of a row of tiles
SQUARE = 620  # pixels of a map with boundaries
MARGIN = {"l": 8, "r": 8, "t": 44, "b": 8}


def district_map(
    areas: Mapping[str, Area],
    values: Mapping[str, float],
    shown: Mapping[str, str],
    names: Mapping[str, str],
    *,
    unit: str,
    legend: Sequence[str],
    hover: Mapping[str, str],
    tiled: bool,
    text: Texts,
    chosen: str = "",
) -> Plan:
    """The map.

    Args:
        areas: by code, in the order they are drawn.
        values: by code; `shown`: the same as they are printed.
        legend: what each class reaches from and to, light to dark.
        tiled: whether the areas are tiles, which hold their names; boundaries hold the value alone.
        chosen: code of the district that is framed, "" for none.
    """
    order = [code for code in areas if code in values]
    edges = classes_of(np.array([values[code] for code in order]))
    traces = [
        _area(code, ring, SHADES[_class(values[code], edges)], code == chosen, hover[code])
        for code in sorted(order, key=lambda each: each == chosen)
        for ring in areas[code].rings
    ]
    points = [point for code in order for ring in areas[code].rings for point in ring]
    x, y = ([point[axis] for point in points] for axis in (0, 1))
    height = (ROW * round(max(y) - min(y)) if tiled else SQUARE) + MARGIN["t"] + MARGIN["b"]
    axis: dict[str, Any] = {"visible": False, "fixedrange": True}
    words = {
        code: "<br>".join([*in_lines(names[code]), f"<b>{shown[code]}</b>"] if tiled else [shown[code]])
        for code in order
    }
    return {
        "data": traces,
        "layout": ground(height, MARGIN, text)
        | {
            "xaxis": axis | {"range": [min(x), max(x)]},
            "yaxis": axis | {"range": [min(y), max(y)]} | ({} if tiled else {"scaleanchor": "x"}),
            "shapes": [],
            "annotations": [
                *(_words(areas[code].label, words[code]) for code in order),
                _above(0.0, "left", unit),
                _above(1.0, "right", _legend(legend)),
            ],
        },
    }


def classes_of(values: Array) -> list[float]:
    """Lower ends of the classes above the first: as many districts in each as the values allow."""
    shares = np.arange(1, len(SHADES)) / len(SHADES)
    return [float(edge) for edge in np.quantile(values, shares, method="lower")] if len(values) else []


def in_lines(name: str) -> list[str]:
    """A name in short lines, broken after a hyphen, at a blank, or before "kreis".

    >>> in_lines("Breisgau-Hochschwarzwald"), in_lines("Zollernalbkreis"), in_lines("Karlsruhe, Stadt")
    (['Breisgau-', 'Hochschwarzw.'], ['Zollernalb-', 'kreis'], ['Karlsruhe,', 'Stadt'])
    """
    parts: list[str] = []
    for word in name.split(" "):
        pieces = word.replace("-", "-\0").split("\0")
        pieces[-1] += " "
        parts += pieces
    lines = [""]
    for part in parts:
        if len(long := part.strip()) > LINE:
            part = f"{long[:-5]}-\0kreis" if long.endswith("kreis") else f"{long[:CUT]}."
        for piece in part.split("\0"):
            if len((lines[-1] + piece).strip()) > LINE:
                lines.append("")
            lines[-1] += piece
    return [line.strip() for line in lines if line.strip()]


def _class(value: float, edges: Sequence[float]) -> int:
    return sum(value > edge for edge in edges)


def _area(code: str, ring: Sequence[tuple[float, float]], shade: str, chosen: bool, hover: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "meta": code,
        "x": [x for x, _ in ring],
        "y": [y for _, y in ring],
        "mode": "lines",
        "fill": "toself",
        "fillcolor": shade,
        "line": {"color": INK, "width": 3} if chosen else {"color": EDGE, "width": 1},
        "hoveron": "fills",
        "text": hover,
        "hoverinfo": "text",
        "cliponaxis": False,
    }


def _words(place: tuple[float, float], words: str) -> dict[str, Any]:
    return {
        "x": place[0], "y": place[1], "xanchor": "center", "yanchor": "middle", "showarrow": False,
        "align": "center", "text": words, "font": {"size": 11},
    }  # fmt: skip


def _above(x: float, side: str, words: str) -> dict[str, Any]:
    return {
        "x": x, "xref": "paper", "xanchor": side, "y": 1.0, "yref": "paper", "yanchor": "bottom", "yshift": 10,
        "showarrow": False, "text": words, "font": {"size": 12},
    }  # fmt: skip


def _legend(legend: Sequence[str]) -> str:
    """The classes with their shades."""
    return "  ".join(
        f'<span style="color:{shade}">■</span> {words}' for shade, words in zip(SHADES, legend, strict=True)
    )
