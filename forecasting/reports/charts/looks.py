"""How charts look, whoever draws them: the hues of what they show, and how strong a fill is."""

from __future__ import annotations

from collections.abc import Mapping

from forecasting.base.theme import ACCENT, GREY, RESIDUAL, SUPPLY, WARNING

__all__ = ["CLEAR", "COLORS", "OPACITY", "PALE", "STRONG", "faint"]

COLORS: Mapping[str, str] = {
    "need": ACCENT,
    "appropriation": SUPPLY,
    "residual": RESIDUAL,
    "shortfall": WARNING,
    "base": GREY,
}
"""What a series is about, and its hue."""

CLEAR = "rgba(255,255,255,0)"

OPACITY = {"95": 0.14, "80": 0.22, "50": 0.32}
"""Of a band of a fan, by the level of its interval."""

STRONG, PALE = 0.75, 0.25
"""Opacity of a bar, and of one that shows what nobody has decided."""


def faint(color: str, opacity: float) -> str:
    """A hue that lets the paper through."""
    red, green, blue = (int(COLORS[color][at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"
