"""Numbers as a person types them, in the app's language and whatever the browser's is."""

from __future__ import annotations

import re

from forecasting.base.errors import Finding, InputError
from forecasting.base.text import Language

__all__ = ["parse_number"]

_SPACES = re.compile("[\\s\u00a0\u202f']")
_FORMS = {
    "de": re.compile(r"[+-]?(\d+|\d{1,3}(\.\d{3})+)(,\d+)?", re.ASCII),
    "en": re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?", re.ASCII),
}
_LONGEST = 20


def parse_number(typed: str, language: Language) -> float:
    """Number of a text; a percent sign is allowed and not applied.

    A point between other digits than thousands is refused in German, not read as a decimal comma.

    Raises:
        InputError: no number of this language.

    >>> parse_number("60.000", "de"), parse_number("58,5", "de"), parse_number("−20 %", "de")
    (60000.0, 58.5, -20.0)
    """
    words = _SPACES.sub("", typed).replace("\u2212", "-").removesuffix("%")
    if len(words) > _LONGEST or not _FORMS[language].fullmatch(words):
        raise InputError(Finding("ui.number", value=typed.strip()[:_LONGEST]))
    group, decimal = (".", ",") if language == "de" else (",", ".")
    return float(words.replace(group, "").replace(decimal, "."))
