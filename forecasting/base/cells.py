"""Texts as cells of a table that a spreadsheet opens: what begins like a formula stays text.

Source: OWASP, CSV injection.
"""

from __future__ import annotations

__all__ = ["harmless", "is_formula"]

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""First characters that make a spreadsheet calculate a text; the last four are their full-width forms."""
_SKIPPED = " \u00a0"  # what a spreadsheet passes over before it


def is_formula(words: str) -> bool:
    """Whether a spreadsheet would calculate a text."""
    return words.lstrip(_SKIPPED).startswith(_FORMULA)


def harmless(words: str) -> str:
    """The text, with an apostrophe in front where a spreadsheet would calculate it.

    >>> harmless("=1+1"), harmless("Referat 21")
    ("'=1+1", 'Referat 21')
    """
    return f"'{words}" if is_formula(words) else words
