"""Words that a file of an office program can hold: the parts of Word, PowerPoint and Excel files are XML."""

from __future__ import annotations

import re

__all__ = ["UNKNOWN", "writable"]

UNKNOWN = "\N{REPLACEMENT CHARACTER}"
"""The mark in place of a sign that cannot be written."""

UNFIT = re.compile("[^\t\n\x20-\x7e\x80-\ud7ff\uf900-\ufffd\U00010000-\U0010ffff]")
"""Signs that XML does not allow or advises against, and those for private use, which no font has."""


def writable(words: str) -> str:
    """The words with a mark in place of every sign that the file cannot hold.

    >>> writable("a\\x00b\\r\\nc")
    'a\ufffdb\\nc'
    """
    return UNFIT.sub(UNKNOWN, words.replace("\r\n", "\n"))
