"""Boundaries of made-up districts."""

from __future__ import annotations

import json
from pathlib import Path


def boundaries(path: Path, *, scale: float = 1.0) -> Path:
    """Three made-up areas: two beside each other, one of which has a hole with the third."""

    def box(west: float, south: float, size: float) -> list[list[float]]:
        corners = [(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)]
        return [[scale * (west + size * x), scale * (south + size * y)] for x, y in corners]

    def feature(code: str, *rings: list[list[float]]) -> dict[str, object]:
        return {"properties": {"AGS": code}, "geometry": {"type": "Polygon", "coordinates": list(rings)}}

    features = [
        feature("08212", box(8.4, 48.4, 0.2)),
        feature("08215", box(8.0, 48.0, 1.0), box(8.4, 48.4, 0.2)),
        feature("08111", box(9.0, 48.0, 1.0)),
        feature("09111", box(20.0, 48.0, 1.0)),
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path
