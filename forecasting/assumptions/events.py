"""The marked events that are shipped: what came once, with its months, its kind and its source.

`data/events.toml` states them; a scenario decides whether the forecast heeds them, and marks events of its own
(`arrivals.known_events`, `arrivals.events`). docs/method.md, section Arrivals.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from forecasting.assumptions import files
from forecasting.assumptions.findings import Place, about
from forecasting.assumptions.read import read_value
from forecasting.assumptions.register import load_register
from forecasting.assumptions.toml_text import parse_toml, read_text
from forecasting.assumptions.values import MarkedEvent
from forecasting.base.errors import InputError
from forecasting.base.text import Language

if TYPE_CHECKING:
    from forecasting.assumptions.scenario import Scenario

__all__ = ["KNOWN", "OWN", "ShippedEvent", "load_events", "marked_events"]

KNOWN = "arrivals.known_events"
OWN = "arrivals.events"

_WORDS = ("name_de", "name_en", "note", "note_en")


@dataclass(frozen=True)
class ShippedEvent:
    """A marked event with its name and the evidence in both languages."""

    event: MarkedEvent
    name_de: str
    name_en: str
    note: str
    note_en: str

    def title(self, language: Language) -> str:
        """Its name."""
        return self.name_de if language == "de" else self.name_en

    def evidence(self, language: Language) -> str:
        """What is known of it."""
        return self.note if language == "de" else self.note_en


@lru_cache(maxsize=1)
def load_events() -> tuple[ShippedEvent, ...]:
    """The shipped events, in the order of the file.

    Raises:
        InputError: not readable, or an event is incomplete.
    """
    tree: dict[str, Any] = parse_toml(read_text(files.EVENTS), files.EVENTS.name)
    rows = tree.get("event", [])
    place = Place(files.EVENTS.name)
    plain = [{name: part for name, part in row.items() if name not in _WORDS} for row in rows]
    reading = read_value(load_register()[OWN], OWN, plain, place)
    missing = [name for row in rows for name in _WORDS if not isinstance(row.get(name), str)]
    if missing:
        reading.findings.append(about("field_missing", OWN, place=place, fields=", ".join(missing)))
    if not reading.ok:
        raise InputError(reading.findings)
    words = [[str(row[name]) for name in _WORDS] for row in rows]
    return tuple(ShippedEvent(event, *of) for event, of in zip(_events(reading.value), words, strict=True))


def marked_events(scenario: Scenario) -> tuple[MarkedEvent, ...]:
    """Events that the scenario marks: the shipped ones if it heeds them, then its own.

    An event of its own replaces the shipped one of the same name.
    """
    own = _events(scenario.value(OWN))
    shipped = [each.event for each in load_events()] if scenario.value(KNOWN) is True else []
    names = {event.name for event in own}
    return (*(event for event in shipped if event.name not in names), *own)


def _events(value: object) -> tuple[MarkedEvent, ...]:
    return tuple(part for part in value if isinstance(part, MarkedEvent)) if isinstance(value, tuple) else ()
