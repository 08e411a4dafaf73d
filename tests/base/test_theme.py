"""The colours of the product stand once: what cannot import them is held to them."""

from __future__ import annotations

import re
import tomllib

import pytest

from forecasting.base import theme
from tests.project.tree import ROOT, text_files

STYLES = {name: text for name, text in text_files() if name.endswith(".css")}
SCRIPTED = [text for name, text in text_files() if re.match(r"forecasting/ui/.*\.(css|js)$", name)]
OWN = {
    "forecasting/base/theme.py",
    "forecasting/papers/workbook/book.py",  # fills of entries, heads and verdicts, which no other place has
    "forecasting/reports/districts/map.py",  # shades of one hue and the edges between them
}


def test_streamlit_draws_in_the_same_colours():
    given = tomllib.loads((ROOT / ".streamlit/config.toml").read_text(encoding="utf-8"))["theme"]
    assert (given["primaryColor"], given["linkColor"], given["textColor"]) == (theme.ACCENT, theme.ACCENT, theme.INK)
    assert (given["backgroundColor"], given["secondaryBackgroundColor"]) == (theme.PAPER, theme.SHADE)
    assert (given["borderColor"], given["font"], given["headingFont"]) == (theme.EDGE, theme.FONT, theme.FONT)


@pytest.mark.parametrize("name", STYLES)
def test_a_style_sheet_names_colours_that_are_declared(name: str):
    named = set(re.findall(r"var\(--([a-z-]+)", STYLES[name]))
    own = {found for text in SCRIPTED for found in re.findall(r"--([a-z-]+)(?::|\")", text)}  # widths that levers set
    assert named <= set(theme.COLORS) | own and not re.search(r"#[0-9A-Fa-f]{3,6}\b", STYLES[name])


def test_every_colour_is_used():
    assert {name for name in theme.COLORS if not any(f"var(--{name})" in text for text in STYLES.values())} == set()


def test_no_colour_is_spelled_out_anywhere_else():
    found = [
        f"{name}: {color}"
        for name, text in text_files()
        if re.match(r"(forecasting|tools)/.*\.(py|typ)$", name) and name not in OWN
        for color in re.findall(r'"#[0-9A-Fa-f]{6}"', re.sub(r'""".*?"""|#  .*|  # .*', "", text, flags=re.DOTALL))
    ]
    assert found == []
