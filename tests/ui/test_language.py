"""The page tells its language on every page, and the words it exchanges are those that Streamlit writes."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import pytest
import streamlit
from streamlit.testing.v1 import AppTest

from forecasting.base.text import LANGUAGES, catalogue
from forecasting.ui.frame.language import exchanged
from forecasting.ui.pages.table import PAGES
from tests.ui.conftest import PATIENCE, SCRIPT, turn_to

ASSEMBLED = {
    "builtin.apply": ("Press Enter to ", "apply"),
    "builtin.no_page.named": ("You have requested page /", "pages/ directory", "Running the app's main page."),
    "builtin.no_page.unnamed": ("The page that you have requested", "Running the app's main page."),
    "builtin.options": (" options`", " available.`"),
    "builtin.options.one": (" option`", " available.`"),
    "builtin.chosen": (", selected",),
    "builtin.upload.size.file": (),
    "builtin.upload.size.named": (),
}
"""Words that Streamlit puts together: the parts that its code holds."""


@cache
def _frontend() -> str:
    """What Streamlit hands to the browser, and what its server says on its own."""
    folder = Path(streamlit.__file__).parent
    scripts = "\n".join(path.read_text(encoding="utf-8") for path in (folder / "static/static/js").glob("*.js"))
    said = (folder / "elements/exception.py").read_text(encoding="utf-8")
    return scripts + re.sub(r'"\n\s*"', "", said)


@pytest.mark.parametrize("key", catalogue("en", "builtin"))
def test_streamlit_writes_the_word_letter_by_letter(key):
    """Otherwise the English word would stay; look for the new wording after an update of Streamlit."""
    words = str(catalogue("en", "builtin")[key])
    parts = ASSEMBLED.get(key, tuple(part for part in re.split(r"\{\w+\}", words) if part))
    assert [part for part in parts if part not in _frontend()] == []


def test_nothing_is_exchanged_in_english():
    assert exchanged("en") == []
    pairs = dict(map(tuple, exchanged("de")))
    assert pairs["Skip to main content"] == "Zum Hauptinhalt springen"
    assert len(pairs) == len(catalogue("de", "builtin"))  # no English word has two meanings


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.usefixtures("small_world")
def test_every_page_tells_its_language_once(language):
    page = AppTest.from_file(str(SCRIPT), default_timeout=PATIENCE)
    page.query_params["lang"] = language
    page.run()
    for name in (each.name for each in PAGES):
        if name != PAGES[0].name:
            turn_to(page, name)
        told = [
            json.loads(element.proto.json)
            for element in page.get("bidi_component")
            if element.proto.component_name == "language"
        ]
        assert told == [{"language": language, "words": exchanged(language)}], name
