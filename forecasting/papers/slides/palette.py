"""The hues of charts in the colours of a master.

The first five accents of a theme stand for the hues; a master whose accents do not stand out from its ground gets the
project's own, which were chosen for colour blindness and grey print.
"""

from __future__ import annotations

from collections.abc import Mapping

from forecasting.papers.native.xml import Palette
from forecasting.reports.charts.looks import COLORS

__all__ = ["ACCENTS", "STANDS_OUT", "contrast", "luminance", "palette"]

ACCENTS: Mapping[str, str] = {
    "need": "accent1", "appropriation": "accent2", "residual": "accent3", "shortfall": "accent4", "base": "accent5",
}  # fmt: skip

STANDS_OUT = 3.0
"""Least contrast of a part of a chart and its ground, WCAG 2.1, 1.4.11."""


def palette(theme: Mapping[str, str]) -> Palette:
    """The accents of the theme if all stand out from its ground and differ, else the project's own colours."""
    accents = [theme[name] for name in ACCENTS.values()]
    legible = all(contrast(luminance(color), luminance(theme["lt1"])) >= STANDS_OUT for color in accents)
    return Palette(ACCENTS if legible and len(set(accents)) == len(accents) else COLORS)


def luminance(color: str, *, opacity: float = 1.0) -> float:
    """Relative luminance of "#0072B2" as WCAG defines it, laid on white.

    >>> round(luminance("#FFFFFF"), 3), round(luminance("#000000"), 3)
    (1.0, 0.0)
    """
    parts = [opacity * int(color[at : at + 2], 16) / 255 + 1 - opacity for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: float, other: float) -> float:
    """Contrast of two luminances, 1 to 21."""
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)
