"""The documents that values come from, cited by id: "audit_2022_15:sec2.2" is a section of the audit report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from forecasting.assumptions import files
from forecasting.assumptions.entry import NO_SOURCE
from forecasting.assumptions.findings import Place, about
from forecasting.assumptions.toml_text import parse_toml, read_text
from forecasting.base.errors import Finding, InputError
from forecasting.base.text import Language, Texts

__all__ = ["GRADES", "Source", "cite", "load_sources", "read_sources"]

GRADES = ("A", "B", "C", "-")
"""A: official document, read whole. B: official or municipal document, read as an excerpt. C: press, or derived by
arithmetic from published figures. "-": a convention of this tool."""

_FIELDS = ("title", "title_en", "publisher", "date", "grade", "access", "note", "note_en")
_REQUIRED = ("title", "publisher", "date", "grade")
_PLACES = ("sec", "table", "fn", "page")


@dataclass(frozen=True)
class Source:
    """A document; `date` is as exact as the document tells, empty if it does not."""

    id: str
    title: str
    title_en: str
    publisher: str
    date: str
    grade: str
    access: str = ""  # how and where it was read
    note: str = ""
    note_en: str = ""

    def name(self, language: Language) -> str:
        """Publisher, title and date in one line."""
        title = self.title if language == "de" else self.title_en
        return ", ".join(part for part in (self.publisher, title, self.date) if part)


@lru_cache(maxsize=1)
def load_sources() -> Mapping[str, Source]:
    """The shipped sources by id."""
    return read_sources(files.SOURCES)


def read_sources(path: Path) -> Mapping[str, Source]:
    """Sources of a file.

    Raises:
        InputError: not readable, or an entry is incomplete.
    """
    place = Place(path.name)
    findings: list[Finding] = []
    sources: dict[str, Source] = {}
    for name, table in parse_toml(read_text(path), path.name).items():
        fields = table if isinstance(table, Mapping) else {}
        words = {key: value for key, value in fields.items() if key in _FIELDS and isinstance(value, str)}
        if missing := [key for key in _REQUIRED if key not in words]:
            findings.append(about("field_missing", name, place=place, fields=", ".join(missing)))
        elif words["grade"] not in GRADES:
            findings.append(
                about("not_a_choice", name, words["grade"], place=place, choices=", ".join(GRADES), nearest="C")
            )
        elif len(words) < len(fields):
            odd = next(key for key in fields if key not in words)
            findings.append(
                about("field_unknown", name, place=place, field=odd, nearest="note", fields=", ".join(_FIELDS))
            )
        else:
            sources[name] = Source(id=name, **({"title_en": words["title"]} | words))
    if findings:
        raise InputError(findings)
    return MappingProxyType(sources)


def cite(reference: str, text: Texts) -> str:
    """A reference in words: document and place, or "Annahme ohne Quelle".

    Raises:
        KeyError: no such source.
    """
    if reference == NO_SOURCE:
        return text("assumptions.no_source")
    name, _, places = reference.partition(":")
    words = [load_sources()[name].name(text.language)]
    for place in places.split(",") if places else []:
        kind = next((kind for kind in _PLACES if place.startswith(kind)), None)
        words.append(text(f"assumptions.place.{kind}", number=place.removeprefix(kind)) if kind else place)
    return ", ".join(words)
