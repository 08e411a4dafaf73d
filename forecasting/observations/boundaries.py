"""Boundaries of the districts, if the operator has put a file in place: GeoJSON with the official key of each area.

The Verwaltungsgebiete of the Bundesamt für Kartographie und Geodäsie (VG250, district level, exported as GeoJSON)
carry it as `AGS`. Nothing is fetched from a network; without a file the districts are drawn as tiles. How to put one
in place: docs/operations.md, Boundaries.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from forecasting.base.errors import Finding, InputError
from forecasting.base.folders import DATA
from forecasting.base.state import state

__all__ = ["BOUNDARIES", "Ring", "boundary_path", "load_boundaries"]

BOUNDARIES = DATA / "boundaries.geojson"
VARIABLE = "FORECASTING_BOUNDARIES"
KEYS = ("AGS", "ags", "district")
FINENESS = 600
"""Parts of the state's width below which a bend is not drawn."""

Ring = tuple[tuple[float, float], ...]


def boundary_path() -> Path | None:
    """File of the operator, None without one."""
    path = Path(os.environ.get(VARIABLE) or BOUNDARIES)
    return path if path.is_file() else None


def load_boundaries(path: Path) -> dict[str, tuple[Ring, ...]]:
    """Outlines of the districts of the state by code, the largest first; plane coordinates, y to the north.

    Longitude and latitude are drawn at the scale of the state's middle; metres (UTM) are taken as they are.

    Raises:
        InputError: the file cannot be read, or has no area of the state with a key.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        areas: dict[str, list[Ring]] = {}
        for feature in content["features"]:
            code = _code(feature["properties"])
            if code is not None:
                areas.setdefault(code, []).extend(_rings(feature["geometry"]))
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        raise InputError(Finding("observations.boundaries", file=path.name)) from error
    if not areas:
        raise InputError(Finding("observations.boundaries_empty", file=path.name))
    return _drawn(areas)


def _code(properties: dict[str, Any]) -> str | None:
    """Five-digit key of an area of the state, None of any other."""
    given = next((str(properties[name]) for name in KEYS if properties.get(name)), "")
    return given[:5] if state().is_key(given[:5]) else None


def _rings(geometry: dict[str, Any]) -> Iterable[Ring]:
    """Outer outlines; holes are covered by the areas that lie in them."""
    if geometry["type"] == "Polygon":
        polygons = [geometry["coordinates"]]
    elif geometry["type"] == "MultiPolygon":
        polygons = geometry["coordinates"]
    else:
        raise ValueError(geometry["type"])
    for polygon in polygons:
        ring = tuple((float(point[0]), float(point[1])) for point in polygon[0])
        if len(ring) < 4 or not all(math.isfinite(x) and math.isfinite(y) for x, y in ring):
            raise ValueError("ring")
        yield ring


def _drawn(areas: dict[str, list[Ring]]) -> dict[str, tuple[Ring, ...]]:
    points = [point for rings in areas.values() for ring in rings for point in ring]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    degrees = max(abs(west), abs(east)) <= 180 and max(abs(south), abs(north)) <= 90
    scale = math.cos(math.radians((south + north) / 2)) if degrees else 1.0
    step = scale * (east - west) / FINENESS
    found = {
        code: tuple(
            kept
            for ring in rings
            if len(kept := _coarse([((x - west) * scale, y - south) for x, y in ring], step)) > 3
        )
        for code, rings in areas.items()
    }
    return dict(sorted(found.items(), key=lambda item: -sum(map(_size, item[1]))))


def _coarse(ring: list[tuple[float, float]], step: float) -> Ring:
    """The outline without points nearer to the last one than `step`; it stays closed."""
    kept = [ring[0]]
    for point in ring[1:-1]:
        if math.dist(point, kept[-1]) >= step:
            kept.append(point)
    return (*kept, ring[0])


def _size(ring: Ring) -> float:
    """Area within an outline."""
    return abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(ring, ring[1:], strict=False))) / 2
