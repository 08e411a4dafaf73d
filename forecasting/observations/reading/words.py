"""Make findings about cells, and name the valid word most like a given one."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping

from forecasting.base.errors import Finding, Severity
from forecasting.observations.reading.cells import Cell

__all__ = ["found", "nearest"]


def nearest(name: str, valid: Iterable[str]) -> str:
    """The valid name most like a given one, or all of them where none is close."""
    names = list(valid)
    close = difflib.get_close_matches(name.lower(), names, n=1, cutoff=0.5)
    return close[0] if close else ", ".join(names)


def found(
    key: str,
    file: str,
    row: int | None = None,
    column: str | None = None,
    value: Cell = None,
    severity: Severity = "error",
    values: Mapping[str, object] | None = None,
) -> Finding:
    """A finding about one cell, its text as a message quotes it."""
    return Finding(key, values or {}, file, row, column, None if value is None else _shown(value), severity)


def _shown(cell: Cell) -> str:
    """A cell as a message quotes it."""
    text = f"{cell:g}" if isinstance(cell, float) and abs(cell) < 1e6 else str(cell)
    return text if len(text) <= 60 else text[:59] + "\u2026"
