"""Findings about one key of the register or of a scenario, with label, unit and numbers in the reader's language."""

from __future__ import annotations

import datetime
import difflib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from forecasting.assumptions.entry import Assumption
from forecasting.assumptions.units import Unit
from forecasting.base.errors import Finding, Severity
from forecasting.base.text import Texts

__all__ = ["NOWHERE", "KeyFinding", "Place", "about", "kind_of", "nearest", "shown"]


@dataclass(frozen=True)
class Place:
    """Where a value was given: a file or "--set", and the line in it."""

    file: str | None = None
    row: int | None = None


NOWHERE = Place()


@dataclass(frozen=True)
class Millions:
    """An amount, EUR, that a finding tells in millions."""

    euros: float


@dataclass(frozen=True)
class KeyFinding(Finding):
    """A finding whose values may be units, entries, numbers or message ids; they are put into words when read."""

    def rule(self, text: Texts) -> str:
        return text(f"{self.key}.rule", **self._words(text))

    def remedy(self, text: Texts) -> str:
        return text(f"{self.key}.remedy", **self._words(text))

    def _words(self, text: Texts) -> dict[str, str]:
        return {name: _in_words(value, text) for name, value in self.values.items()}


def about(
    message: str,
    key: str,
    raw: object = None,
    *,
    entry: Assumption | None = None,
    place: Place = NOWHERE,
    severity: Severity = "error",
    **values: object,
) -> KeyFinding:
    """Finding `assumptions.<message>` about `key`, at which `raw` was given."""
    words: dict[str, object] = {"key": key, **values}
    if entry is not None:
        words |= {"label": entry, "unit": entry.unit}
    return KeyFinding(
        f"assumptions.{message}",
        words,
        file=place.file,
        row=place.row,
        value=None if raw is None else shown(raw),
        severity=severity,
    )


def nearest(word: str, known: Collection[str]) -> str:
    """The known dotted key most like `word`; the same last part counts most."""
    tail = word.rpartition(".")[2]
    matcher = difflib.SequenceMatcher(b=word)

    def likeness(key: str) -> float:
        matcher.set_seq1(key)
        return matcher.ratio() + (0.5 if key.rpartition(".")[2] == tail else 0.0)

    return max(known, key=likeness)


def kind_of(raw: object) -> str:
    """Message id of the word for what was given."""
    if isinstance(raw, bool):
        name = "boolean"
    elif isinstance(raw, int | float):
        name = "number"
    elif isinstance(raw, str):
        name = "text"
    elif isinstance(raw, datetime.date | datetime.time):
        name = "date"
    elif isinstance(raw, Mapping):
        name = "table"
    else:
        name = "list"
    return f"assumptions.given.{name}"


def shown(raw: object, most: int = 60) -> str:
    """What was given, as the file writes it, shortened."""
    words = raw if isinstance(raw, str) else json.dumps(raw, ensure_ascii=False, default=str)
    return words if len(words) <= most else words[: most - 1] + "…"


def _in_words(value: object, text: Texts) -> str:
    if isinstance(value, Unit):
        return value.words(text)
    if isinstance(value, Assumption):
        return value.label(text.language)
    if isinstance(value, str):
        return text(value) if value.startswith("assumptions.") and value in text else value
    if isinstance(value, Millions):
        from forecasting.base.format import Formats

        return Formats(text.language).mio(value.euros)
    if isinstance(value, float):
        from forecasting.base.format import Formats

        return Formats(text.language).plain(value, 6)
    return str(value)
