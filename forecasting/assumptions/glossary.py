"""The domain's words in German and English, each with one line of meaning and its name in the code."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from forecasting.assumptions import files
from forecasting.assumptions.findings import Place, about
from forecasting.assumptions.toml_text import parse_toml, read_text
from forecasting.base.errors import InputError
from forecasting.base.text import Language

__all__ = ["Term", "load_glossary"]

_FIELDS = ("de", "en", "code", "meaning_de", "meaning_en")


@dataclass(frozen=True)
class Term:
    """A word of the domain; `code` is its name in files and code, empty if it has none."""

    de: str
    en: str
    code: str
    meaning_de: str
    meaning_en: str

    def term(self, language: Language) -> str:
        return self.de if language == "de" else self.en

    def meaning(self, language: Language) -> str:
        return self.meaning_de if language == "de" else self.meaning_en


@lru_cache(maxsize=1)
def load_glossary() -> tuple[Term, ...]:
    """The shipped glossary, in the order of the German words.

    Raises:
        InputError: not readable, or an entry is incomplete.
    """
    rows = parse_toml(read_text(files.GLOSSARY), files.GLOSSARY.name).get("term")
    terms = []
    for row in rows if isinstance(rows, list) else []:
        if set(row) != set(_FIELDS):
            odd = ", ".join(sorted(set(row) ^ set(_FIELDS)))
            raise InputError(about("field_missing", str(row.get("de")), place=Place(files.GLOSSARY.name), fields=odd))
        terms.append(Term(**row))
    return tuple(sorted(terms, key=lambda term: term.de.casefold()))
