"""Names of files that every machine takes: lower-case ASCII letters and digits with hyphens between."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["slug"]

_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "oe"})


def slug(words: str, most: int = 80) -> str:
    """A part of a file's name for words, at most so many characters; may be empty.

    >>> slug("Größere Zugänge, Runde 2")
    'groessere-zugaenge-runde-2'
    """
    plain = unicodedata.normalize("NFKD", words.lower().translate(_LETTERS)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:most].strip("-")
