"""The documents that values come from, cited by id: "audit_2022_15:sec2.2" is a section of the audit report."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from forecasting.assumptions import files
from forecasting.assumptions.entry import NO_SOURCE, Assumption
from forecasting.assumptions.findings import Place, about
from forecasting.assumptions.toml_text import parse_toml, read_text
from forecasting.base.errors import Finding, InputError
from forecasting.base.text import Language, Texts

__all__ = ["GRADES", "Source", "cite", "cited", "load_sources", "read_sources"]

GRADES = ("A", "B", "C", "-")
"""A: official document, read whole. B: official or municipal document, read as an excerpt. C: press, or derived by
arithmetic from published figures. "-": a convention of this tool."""

_FIELDS = ("title", "title_en", "publisher", "date", "grade", "access", "note", "note_en")
_REQUIRED = ("title", "publisher", "date", "grade")
DAY, MONTH = re.compile(r"\d{4}-\d{2}-\d{2}"), re.compile(r"\d{4}-\d{2}")
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
        """Publisher, title and date in one line; a title in brackets is our own description of the document."""
        title = self.title if language == "de" else self.title_en
        described = title[1:-1] if title.startswith("(") and title.endswith(")") else title
        return ", ".join(part for part in (self.publisher, described, _date_words(self.date, language)) if part)


def _date_words(date: str, language: Language) -> str:
    """A date of a document as the language writes it.

    >>> [_date_words(date, "de") for date in ("2018-01-17", "2021-03", "2017–2025", "")]
    ['17.01.2018', 'März 2021', '2017–2025', '']
    """
    from forecasting.base.format import Formats  # it needs babel, which whoever only computes does not load

    formats = Formats(language)
    if DAY.fullmatch(date):
        return formats.date(datetime.date.fromisoformat(date))
    return formats.month(date) if MONTH.fullmatch(date) else date


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


def cited(entry: Assumption, text: Texts) -> tuple[str, ...]:
    """The sources of an entry in words, each once; where a value has none, who would know it."""

    def words(reference: str) -> str:
        if reference != NO_SOURCE or entry.ask is None:
            return cite(reference, text)
        return text("assumptions.no_source_ask", office=text(f"assumptions.ask.{entry.ask}"))

    return tuple(dict.fromkeys(words(reference) for reference in entry.sources()))
