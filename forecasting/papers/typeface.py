"""The typeface of the PDF, DejaVu Sans as matplotlib ships it: which characters it has, how wide words are.

Office files name Arial, which is narrower; what fits in this typeface fits there as well. Lengths are points.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from functools import lru_cache
from pathlib import Path

import matplotlib
from matplotlib.ft2font import FT2Font, LoadFlags

__all__ = ["FOLDER", "NAME", "legible", "longest_word", "together", "width"]

NAME = "DejaVu Sans"

FOLDER = Path(matplotlib.get_data_path()) / "fonts" / "ttf"

UNKNOWN = "\N{REPLACEMENT CHARACTER}"

NEVER = {"Cc", "Cf", "Co", "Cs", "Cn"}
"""Categories of characters that PDF/UA refuses or nobody can read: controls, unseen, private and unassigned ones."""

KEPT = frozenset("\n\t\N{SOFT HYPHEN}")

BREAK = re.compile(r"[ \n\t]|(?<=[-/])(?<!%-)(?!%)")
"""Where a line may end: at a blank, after a hyphen, never in "80-%-Intervall"."""

TOGETHER = re.compile(
    r"(?<=\bMio\.) (?=Euro)|(?<=\bTsd\.) (?=Euro)|(?<=\d) (?=Abs\.[ \u00a0]\d)|(?<=\bAbs\.) (?=\d)"
    r"|(?<=\bAbschnitt) (?=\d)|(?<=\bFußnote) (?=\d)|(?<=\bNr\.) (?=\d)|(?<=\b[Ss]ection) (?=\d)|(?<=\bitem) (?=\d)"
)

_READING = threading.Lock()  # a font holds one glyph at a time

BREAKS = str.maketrans({"\r": "\n", "\v": "\n", "\f": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n"})


def legible(words: str) -> str:
    """The words with a mark in place of every character that the typeface does not have, and without unseen ones.

    >>> legible("§\\u00a045 \\u2013 \\u65e5\\u200b")
    '§\\xa045 – �'
    """
    plain = words.replace("\r\n", "\n").translate(BREAKS)
    shown = {sign: sign if _has(sign) or sign in KEPT else _instead(sign) for sign in set(plain)}
    return "".join(shown[sign] for sign in plain)


def together(words: str) -> str:
    """The words with no-break spaces where a line must not end: "Mio. Euro", "§ 45 Abs. 3", "Abschnitt 2.4".

    >>> together("58 Mio. Euro").endswith("Mio.\\xa0Euro")
    True
    """
    return TOGETHER.sub("\N{NO-BREAK SPACE}", words)


def width(words: str, size: float, *, bold: bool = False) -> float:
    """Width of one line of words.

    >>> width("ii", 10) < width("MM", 10)
    True
    """
    return size * sum(_advance(sign, bold) for sign in words)


def longest_word(words: str, size: float, *, bold: bool = False) -> float:
    """Width of the longest part of the words that a line break does not divide.

    >>> longest_word("im 80-%-Intervall", 10) == width("80-%-Intervall", 10)
    True
    """
    return max((width(part, size, bold=bold) for part in BREAK.split(words)), default=0.0)


def _instead(sign: str) -> str:
    return "" if unicodedata.category(sign) == "Cf" else UNKNOWN


@lru_cache(maxsize=4_000)
def _advance(sign: str, bold: bool) -> float:
    """Advance of a character in font sizes; one that the typeface lacks is as wide as the mark in its place."""
    shown = sign if _has(sign) else UNKNOWN
    font = _font(bold)
    with _READING:
        glyph = font.load_char(ord(shown), LoadFlags.NO_SCALE)
        return float(glyph.horiAdvance / font.units_per_EM)


@lru_cache(maxsize=4_000)
def _has(sign: str) -> bool:
    return unicodedata.category(sign) not in NEVER and ord(sign) in _characters()


@lru_cache(maxsize=1)
def _characters() -> frozenset[int]:
    """Characters that every cut in use has."""
    cuts = ("DejaVuSans", "DejaVuSans-Bold", "DejaVuSans-Oblique", "DejaVuSans-BoldOblique")
    return frozenset.intersection(*(frozenset(FT2Font(str(FOLDER / f"{cut}.ttf")).get_charmap()) for cut in cuts))


@lru_cache(maxsize=2)
def _font(bold: bool) -> FT2Font:
    return FT2Font(str(FOLDER / ("DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf")))
