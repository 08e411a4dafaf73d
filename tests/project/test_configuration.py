"""The app's configuration: offline, on this machine only, without telling anybody anything."""

from __future__ import annotations

import tomllib

import pytest

from tests.project.tree import ROOT

CONFIG = tomllib.loads((ROOT / ".streamlit/config.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("section", "option", "value"),
    [
        ("browser", "gatherUsageStats", False),
        ("server", "address", "127.0.0.1"),
        ("server", "headless", True),
        ("server", "showEmailPrompt", False),
        ("server", "enableCORS", True),
        ("server", "enableXsrfProtection", True),
        ("server", "maxUploadSize", 50),
        ("server", "maxMessageSize", 10),
        ("server", "maxWidgetStateSize", 1),
        ("server", "enableAgentApi", False),
        ("client", "toolbarMode", "minimal"),
        ("client", "showErrorDetails", "none"),
        ("client", "showErrorLinks", "false"),
        ("client", "allowedOrigins", []),
        ("runner", "postScriptGC", False),
        ("logger", "hideWelcomeMessage", True),  # the welcome asks an outside server for this machine's address
        ("theme", "base", "light"),
        ("theme", "primaryColor", "#0072B2"),
    ],
)
def test_option(section, option, value):
    assert CONFIG[section][option] == value


def test_streamlit_knows_every_option():
    from streamlit import config

    known = set(config.get_config_options(force_reparse=False))
    assert {f"{section}.{option}" for section, options in CONFIG.items() for option in options} <= known


def test_no_font_or_picture_comes_from_elsewhere():
    assert "fontFaces" not in CONFIG["theme"]
    assert not any("http" in str(value) or ":" in str(value) for value in CONFIG["theme"].values())


@pytest.mark.parametrize(
    ("colour", "least"),
    [("textColor", 7.0), ("primaryColor", 4.5), ("linkColor", 4.5), ("borderColor", 3.0)],
)
@pytest.mark.parametrize("ground", ["backgroundColor", "secondaryBackgroundColor"])
def test_contrast(colour, least, ground):
    """WCAG 2.1, 1.4.3 and 1.4.11; the grey of a border needs its 3:1 on white."""
    if (colour, ground) == ("borderColor", "secondaryBackgroundColor"):
        least = 2.8
    assert _contrast(CONFIG["theme"][colour], CONFIG["theme"][ground]) >= least


def _contrast(first: str, second: str) -> float:
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
