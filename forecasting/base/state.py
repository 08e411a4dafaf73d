"""Which state is planned for: its name and the words that go with it, its districts and how their keys are written.

`state.toml` in the folder of the data; the catalogues say `{state.<word>}` where a word of it stands.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from forecasting.base.errors import Finding, InputError
from forecasting.base.folders import DATA
from forecasting.base.text import LANGUAGES, Language

__all__ = ["STATE", "State", "read_state", "state"]

STATE = DATA / "state.toml"

_PREFIX = re.compile(r"\d{2}", re.ASCII)
_WORDS = "words"
_TEXTS = ("files", "key_prefix", "urban_kind", "rural_kind")
_COUNTS = {"districts": 1, "tile_columns": 1, "allocation_since": 0}  # with the least of each
_FIELDS = ("files", "example_key", "example_name", "key_prefix", "urban_kind", "rural_kind")
_EXAMPLE = ("key", "name")


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
            raise InputError(_missing(f"{_WORDS}.{language}.{name}", STATE))
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
        InputError: the file cannot be read; every field that is missing, unknown or of another kind.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(Finding("base.state_file", file=str(path))) from error
    if findings := list(_wrong(raw, path)):
        raise InputError(findings)
    words: dict[Language, Mapping[str, str]] = {
        language: MappingProxyType(raw[_WORDS][language]) for language in LANGUAGES
    }
    return State(
        **{name: raw[name] for name in (*_TEXTS, *_COUNTS)},
        example_key=raw["example"]["key"],
        example_name=raw["example"]["name"],
        words=MappingProxyType(words),
    )


def _wrong(raw: Mapping[str, Any], path: Path) -> Iterator[Finding]:
    """Fields that are missing, unknown or neither text, number nor table of texts."""
    for name in _TEXTS:
        if not _is_text(raw.get(name)):
            yield _missing(name, path)
    for name, least in _COUNTS.items():
        if type(raw.get(name)) is not int or raw[name] < least:
            yield _missing(name, path)
    if _is_text(raw.get("key_prefix")) and not _PREFIX.fullmatch(raw["key_prefix"]):
        yield _missing("key_prefix", path)
    words = raw.get(_WORDS)
    tables = {f"{_WORDS}.{name}": words.get(name) if isinstance(words, Mapping) else None for name in LANGUAGES}
    for title, table in (tables | {"example": raw.get("example")}).items():
        given = table if isinstance(table, Mapping) else {}
        for name in dict.fromkeys((*(_EXAMPLE if title == "example" else ("name",)), *given)):
            if not _is_text(given.get(name)):
                yield _missing(f"{title}.{name}", path)
    for name in raw.keys() - {*_TEXTS, *_COUNTS, _WORDS, "example"}:
        yield Finding("base.state_unknown", {"field": name}, file=path.name)


def _is_text(given: object) -> bool:
    """Words that a message can hold."""
    return isinstance(given, str) and bool(given) and not {*given} & {"{", "}"}


def _missing(field: str, path: Path) -> Finding:
    return Finding("base.state_field", {"field": field}, file=path.name)
