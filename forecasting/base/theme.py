"""The colours of the product, each named once: pages, charts, papers and workbook take them from here.

Style sheets read them as custom properties (`var(--ink)`). What Streamlit itself draws has them from
`.streamlit/config.toml`, which a test holds to these.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = [
    "ACCENT", "AMBER", "COLORS", "EDGE", "FONT", "GREY", "HAIRLINE", "INK", "PAPER", "PRINT", "RESIDUAL", "RULE",
    "SHADE", "SUPPLY", "TINT", "WARNING", "properties",
]  # fmt: skip

FONT = "system-ui, 'Segoe UI', 'Noto Sans', 'Liberation Sans', Arial, sans-serif"

ACCENT, SUPPLY, RESIDUAL, WARNING, AMBER = "#0072B2", "#009E73", "#CC79A7", "#D55E00", "#E69F00"
"""Okabe–Ito hues that stand out 3:1 from white; amber only as a fill beside words."""

INK, PAPER, SHADE, RULE, EDGE, GREY = "#2B2F36", "#FFFFFF", "#F3F4F6", "#E3E6EA", "#8A9099", "#6B7280"
PRINT, HAIRLINE, TINT = "#4B5563", "#C9CED6", "#E9F1F8"
"""Of papers: small print, thin rules, the ground of what is forecast."""

COLORS: Mapping[str, str] = {
    "accent": ACCENT,
    "accent-dark": "#00517F",
    "accent-darker": "#00476F",
    "accent-pale": "#E5F1F8",
    "supply": SUPPLY,
    "warning": WARNING,
    "amber": AMBER,
    "wrong": "#B3261E",
    "wrong-dark": "#7D1F1F",
    "ink": INK,
    "quiet": "#4A505A",
    "quieter": "#5A616C",
    "faint": "#6B727C",
    "edge": EDGE,
    "edge-pale": "#B9BEC6",
    "rule": RULE,
    "rule-dark": "#D5D8DC",
    "shade": SHADE,
    "paper": PAPER,
}
"""What style sheets may name."""


def properties() -> str:
    """The custom properties as a style sheet declares them.

    >>> properties()[:26]
    ':root{--accent:#0072B2;--a'
    """
    return f":root{{{';'.join(f'--{name}:{color}' for name, color in COLORS.items())}}}"
