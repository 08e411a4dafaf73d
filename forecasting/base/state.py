"""Which state is planned for: its name and the words that go with it, its districts and how their keys are written.

`state.toml` in the folder of the data; the catalogues say `{state.<word>}` where a word of it stands.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from forecasting.base.errors import Finding, InputError
from forecasting.base.folders import DATA
from forecasting.base.text import LANGUAGES, Language

__all__ = ["STATE", "Programme", "State", "read_state", "state"]

STATE = DATA / "state.toml"

_PREFIX = re.compile(r"\d{2}", re.ASCII)
_WORDS = "words"
_TEXTS = ("files", "key_prefix", "urban_kind", "rural_kind")
_COUNTS = {"districts": 1, "tile_columns": 1, "allocation_since": 0}  # with the least of each
_FIELDS = ("files", "example_key", "example_name", "key_prefix", "urban_kind", "rural_kind")
_EXAMPLE = ("key", "name")
_PROGRAMME = ("alone", "whole", "other_areas", "year")
_TABLES = (_WORDS, "example", "programme")


@dataclass(frozen=True)
class Programme:
    """What the budget names, EUR a year: integration management `alone`, the `whole` programme with the other project
    areas, and what `other_areas` took in a `year`."""

    alone: float
    whole: float
    other_areas: float
    year: int


@dataclass(frozen=True)
class State:
    """A German state.

    `districts`: how many it has; `urban_kind`, `rural_kind`: as districts.csv names them. `files`: mark in the names
    of the files of published figures about it. `allocation_since`: first budget year in which it distributes the
    funds by allocations from initial reception, 0: it does not. `words`: by language and name, as the catalogues ask.
    """

    files: str
    districts: int
    key_prefix: str  # first two digits of the official key (AGS) of its districts
    urban_kind: str
    rural_kind: str
    example_key: str
    example_name: str
    tile_columns: int
    allocation_since: int
    words: Mapping[Language, Mapping[str, str]]
    programme: Programme | None = None  # None: the budget names nothing to compare with

    @property
    def kinds(self) -> tuple[str, str]:
        """The kinds of districts."""
        return self.urban_kind, self.rural_kind

    def is_key(self, words: str) -> bool:
        """Whether this is the five-digit key of one of its districts.

        >>> state().is_key("08111"), state().is_key("09162")
        (True, False)
        """
        return len(words) == 5 and words.isascii() and words.isdigit() and words.startswith(self.key_prefix)

    def word(self, name: str, language: Language) -> str:
        """A word of the record, or a field of it that no sentence bends.

        Raises:
            InputError: the file lacks it.

        >>> state().word("to", "de"), state().word("example_key", "en")
        ('nach Baden-Württemberg', '08111')
        """
        found = str(getattr(self, name)) if name in _FIELDS else self.words[language].get(name)
        if found is None:
            raise InputError(_wrong_fields([f"{_WORDS}.{language}.{name}"], STATE))
        return found


@lru_cache(maxsize=1)
def state() -> State:
    """The state whose data are planned with.

    Raises:
        InputError: as in `read_state`.
    """
    return read_state(STATE)


def read_state(path: Path) -> State:
    """The record of a file.

    Raises:
        InputError: the file cannot be read, or every field that is missing, unknown or of another kind.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(Finding("base.state_file", file=str(path))) from error
    unknown = sorted(raw.keys() - {*_TEXTS, *_COUNTS, *_TABLES})
    findings = [_wrong_fields(wrong, path)] if (wrong := list(_wrong(raw))) else []
    findings += [Finding("base.state_unknown", {"field": ", ".join(unknown)}, file=path.name)] if unknown else []
    if findings:
        raise InputError(findings)
    words: dict[Language, Mapping[str, str]] = {
        language: MappingProxyType(raw[_WORDS][language]) for language in LANGUAGES
    }
    return State(
        **{name: raw[name] for name in (*_TEXTS, *_COUNTS)},
        example_key=raw["example"]["key"],
        example_name=raw["example"]["name"],
        words=MappingProxyType(words),
        programme=Programme(**raw["programme"]) if "programme" in raw else None,
    )


def _wrong(raw: Mapping[str, Any]) -> Iterator[str]:
    """Fields that are missing, or neither text, number nor table of such."""
    yield from (name for name in _TEXTS if not _is_text(raw.get(name)))
    yield from (name for name, least in _COUNTS.items() if type(raw.get(name)) is not int or raw[name] < least)
    if _is_text(raw.get("key_prefix")) and not _PREFIX.fullmatch(raw["key_prefix"]):
        yield "key_prefix"
    words = _table(raw, _WORDS)
    for title, table, wanted in (
        ("example", _table(raw, "example"), _EXAMPLE),
        *((f"{_WORDS}.{name}", _table(words, name), ("name",)) for name in LANGUAGES),
    ):
        names = dict.fromkeys((*wanted, *table))
        yield from (f"{title}.{name}" for name in names if not _is_text(table.get(name)))
    if "programme" in raw:
        amounts = _table(raw, "programme")
        names = dict.fromkeys((*_PROGRAMME, *amounts))
        yield from (
            f"programme.{name}" for name in names if name not in _PROGRAMME or not _is_amount(amounts.get(name))
        )


def _table(raw: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    given = raw.get(name)
    return given if isinstance(given, Mapping) else {}


def _is_text(given: object) -> bool:
    """Words that a message can hold."""
    return isinstance(given, str) and bool(given) and not {*given} & {"{", "}"}


def _is_amount(given: object) -> bool:
    return isinstance(given, int | float) and not isinstance(given, bool) and given > 0


def _wrong_fields(fields: Sequence[str], path: Path) -> Finding:
    return Finding("base.state_field", {"field": ", ".join(fields)}, file=path.name)
