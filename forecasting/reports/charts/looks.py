"""How charts look, whoever draws them: hues, the colours of a page, and how strong a fill is."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["CLEAR", "COLORS", "FONT", "GRID", "INK", "OPACITY", "PALE", "STRONG", "faint"]

COLORS: Mapping[str, str] = {
    "need": "#0072B2",
    "appropriation": "#009E73",
    "residual": "#CC79A7",
    "shortfall": "#D55E00",
    "base": "#6B7280",
}
"""Okabe–Ito hues that stand out 3:1 from white, and a grey for the base scenario."""

INK = "#2B2F36"
GRID = "#E3E6EA"
CLEAR = "rgba(255,255,255,0)"
FONT = "system-ui, 'Segoe UI', 'Noto Sans', 'Liberation Sans', Arial, sans-serif"

OPACITY = {"95": 0.14, "80": 0.22, "50": 0.32}
"""Of a band of a fan, by the level of its interval."""

STRONG, PALE = 0.75, 0.25
"""Opacity of a bar, and of one that shows what nobody has decided."""


def faint(color: str, opacity: float) -> str:
    """A hue that lets the paper through."""
    red, green, blue = (int(COLORS[color][at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"
