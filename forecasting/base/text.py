"""Texts of the catalogue in German and English.

Every sentence a planner sees stands in `forecasting/locale/<language>/<domain>.po`; its id is a dotted key whose
first part is the domain: `text("ui.levers.title")`. Values come in by name, as formatted strings or plain words;
`{state.name}` and its like are words of the state that is planned for (`forecasting.base.state`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Literal

__all__ = ["LANGUAGES", "Language", "Texts", "catalogue"]

Language = Literal["de", "en"]
LANGUAGES: tuple[Language, ...] = ("de", "en")
LOCALE_DIR = Path(__file__).resolve().parent.parent / "locale"

_OF_STATE = re.compile(r"\{state\.(\w+)\}")


@lru_cache(maxsize=64)
def catalogue(language: Language, domain: str) -> Mapping[str, str | tuple[str, ...]]:
    """Messages of one domain by id; a plural message holds its forms.

    Raises:
        FileNotFoundError: no such domain in this language.
        InputError: a message needs a word of the state that its file lacks.
    """
    from babel.messages.pofile import read_po

    with (LOCALE_DIR / language / f"{domain}.po").open("rb") as file:
        messages = read_po(file, locale=language, abort_invalid=True)
    found: dict[str, str | tuple[str, ...]] = {}
    for message in messages:
        if message.id:
            key = message.id if isinstance(message.id, str) else message.id[0]
            given = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
            forms = tuple(_of_state(form, language) for form in given)
            found[key] = forms[0] if isinstance(message.string, str) else forms
    return found


def _of_state(form: str, language: Language) -> str:
    """A message with the words of the state in place."""
    if "{state." not in form:
        return form
    from forecasting.base.state import state  # which needs findings, and they texts

    return _OF_STATE.sub(lambda word: state().word(word[1], language), form)


class Texts:
    """Texts of one language: `Texts("de")("base.row", row=4)` is "Zeile 4"."""

    def __init__(self, language: Language = "de") -> None:
        self.language: Language = language

    def __call__(self, key: str, /, **values: object) -> str:
        """Text of `key` with `values` filled in; a plural message is said in the form for the value `count`.

        Raises:
            KeyError: the catalogue has no such key, or the message names a value that was not given.
        """
        message = self._message(key)
        if not isinstance(message, str):
            if "count" not in values:
                raise KeyError(f"{key} is a plural message")
            message = message[0 if str(values["count"]) == "1" else 1]
        return message.format_map(values) if values else message

    def plural(self, key: str, count: int, /, **values: object) -> str:
        """Text of `key` in the form for `count`; the message may use {count}."""
        message = self._message(key)
        if isinstance(message, str):
            raise KeyError(f"{key} is not a plural message")
        return message[0 if count == 1 else 1].format_map({"count": count, **values})

    def __contains__(self, key: str) -> bool:
        return key in catalogue(self.language, key.partition(".")[0])

    def _message(self, key: str) -> str | tuple[str, ...]:
        return catalogue(self.language, key.partition(".")[0])[key]
