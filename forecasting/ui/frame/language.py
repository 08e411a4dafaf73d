"""Tell the browser the language of the page, and put the words that Streamlit brings along into it.

Streamlit's page says `lang="en"` and its own words exist in English only; there is no option for either. A component
without anything to see says the language and exchanges the words, see language.js. The catalogue `builtin` holds
them: in English letter by letter as Streamlit writes them, in German what is shown instead.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import streamlit as st

from forecasting.base.text import Language, Texts, catalogue

__all__ = ["draw_language", "exchanged"]

DOMAIN = "builtin"
THEIRS: Language = "en"


def draw_language(text: Texts) -> None:
    """Make the page say what language it is in; the same on every run, so that nothing is done on most of them."""
    _component(
        key="language",
        data={"language": text.language, "words": exchanged(text.language)},
    )


@cache
def exchanged(language: Language) -> list[list[str]]:
    """What Streamlit writes and what is shown instead; nothing in English."""
    if language == THEIRS:
        return []
    ours = catalogue(language, DOMAIN)
    return [[str(theirs), str(ours[key])] for key, theirs in catalogue(THEIRS, DOMAIN).items()]


_component = st.components.v2.component(
    "language", js=Path(__file__).with_name("language.js").read_text(encoding="utf-8"), isolate_styles=False
)
