"""Typefaces: which characters the one of the papers has, how wide words run, and where a line ends.

PDF and pictures are set in DejaVu Sans as matplotlib ships it. Slides name Arial, whose widths, those of Helvetica,
come with matplotlib too, so that a text breaks in the same place on every machine; any other font of a master is
taken to be wider by `UNKNOWN_FONT`. Word names Arial as well, narrower than DejaVu Sans: what fits in this fits
there. Lengths are points.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import matplotlib
from fontTools import agl
from matplotlib.ft2font import FT2Font, LoadFlags

__all__ = ["FOLDER", "LINE", "NAME", "Face", "Measure", "height", "legible", "longest_word", "together", "wrap"]

NAME = "DejaVu Sans"

FOLDER = Path(matplotlib.get_data_path()) / "fonts" / "ttf"

LINE = 1.2
"""Height of a line in sizes of its font."""

SAME_WIDTHS = ("Arial", "Helvetica", "Liberation Sans", "Arimo", "Nimbus Sans")
UNKNOWN_FONT = 1.15
ABSENT = 667  # thousandths of the size for a sign that Helvetica has no width for, that of a capital

UNKNOWN = "\N{REPLACEMENT CHARACTER}"

NEVER = {"Cc", "Cf", "Co", "Cs", "Cn"}
"""Categories of characters that PDF/UA refuses or nobody can read: controls, unseen, private and unassigned ones."""

KEPT = frozenset("\n\t\N{SOFT HYPHEN}")

BREAK = re.compile(r"(?<= )|(?<=[^\W\d_][-–/])(?=[^\W\d_])")
"""Where a line may end: after a blank, after a dash or slash between letters, never in "80-%-Intervall"."""

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


class Measure(Protocol):
    """What tells how wide a line of words runs."""

    def width(self, words: str, size: float) -> float:
        """Points that the words take at a size in points."""

    def __hash__(self) -> int: ...


@dataclass(frozen=True)
class Face:
    """The widths of one font, regular or bold.

    >>> round(Face("Arial").width("Mittelbedarf", 12.0), 1)
    62.7
    """

    name: str
    bold: bool = False

    def width(self, words: str, size: float) -> float:
        """Points that a line of words takes at a size in points, without kerning."""
        factor, units, advance = _advances(self.name, self.bold)
        return factor * size / units * sum(map(advance, words))


def wrap(words: str, face: Measure, size: float, width: float) -> list[str]:
    """The lines in which words stand in a box of that width; a word wider than the box is cut."""
    lines: list[str] = []
    for paragraph in words.split("\n"):
        line, used = "", 0.0
        for part, bare, whole in _parts(paragraph, face, size):
            if used + bare <= width:
                line, used = line + part, used + whole
                continue
            if line:
                lines.append(line.rstrip())
            line, used = part, whole
            while face.width(line.rstrip(), size) > width and len(line) > 1:
                fitting = next(
                    (end for end in range(len(line) - 1, 1, -1) if face.width(line[:end], size) <= width), 1
                )
                lines.append(line[:fitting])
                line = line[fitting:]
                used = face.width(line, size)
        lines.append(line.rstrip())
    return lines


def height(paragraphs: Sequence[str], face: Measure, size: float, width: float) -> float:
    """Points that paragraphs take in a box of that width."""
    return LINE * size * sum(len(wrap(words, face, size, width)) for words in paragraphs)


def longest_word(words: str, face: Measure, size: float) -> float:
    """Width of the longest part of the words that a line break does not divide.

    >>> face = Face(NAME)
    >>> longest_word("im 80-%-Intervall", face, 10) == face.width("80-%-Intervall", 10)
    True
    """
    return max((bare for _, bare, _ in _parts(re.sub(r"[\n\t]", " ", words), face, size)), default=0.0)


@lru_cache(maxsize=4_000)
def _parts(words: str, face: Measure, size: float) -> tuple[tuple[str, float, float], ...]:
    """Pieces between which a line may end, each without and with the width of the blank that follows it."""
    parts = filter(None, BREAK.split(words))
    return tuple((part, face.width(part.rstrip(), size), face.width(part, size)) for part in parts)


def _instead(sign: str) -> str:
    return "" if unicodedata.category(sign) == "Cf" else UNKNOWN


@lru_cache
def _advances(name: str, bold: bool) -> tuple[float, int, Callable[[str], float]]:
    """What the widths of a font are multiplied by, its units in a size, and the width of each sign in units."""
    if name == NAME:
        font = FT2Font(str(FOLDER / ("DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf")))
        return 1.0, font.units_per_EM, lru_cache(maxsize=4_000)(lambda sign: _advance(sign, font))
    widths = _helvetica(bold)
    return 1.0 if name in SAME_WIDTHS else UNKNOWN_FONT, 1_000, lambda sign: widths.get(sign, ABSENT)


def _advance(sign: str, font: FT2Font) -> int:
    """Advance of a character; one that the typeface lacks is as wide as the mark in its place."""
    shown = sign if _has(sign) else UNKNOWN
    with _READING:
        return int(font.load_char(ord(shown), LoadFlags.NO_SCALE).horiAdvance)


def _helvetica(bold: bool) -> dict[str, int]:
    """Thousandths of the size by sign."""
    file = FOLDER.parent / "pdfcorefonts" / ("Helvetica-Bold.afm" if bold else "Helvetica.afm")
    widths = {"\u00a0": 278, "\u202f": 278, "\u2212": 584, "↑": 600, "€": 556}
    for line in file.read_text("latin-1").splitlines():
        if line.startswith("C ") and "; N " in line:
            fields = dict(field.strip().split(" ", 1) for field in line.split(";") if " " in field.strip())
            sign = agl.toUnicode(fields["N"])
            if sign:
                widths[sign] = int(float(fields["WX"]))
    return widths


@lru_cache(maxsize=4_000)
def _has(sign: str) -> bool:
    return unicodedata.category(sign) not in NEVER and ord(sign) in _characters()


@lru_cache(maxsize=1)
def _characters() -> frozenset[int]:
    """Characters that every cut in use has."""
    cuts = ("DejaVuSans", "DejaVuSans-Bold", "DejaVuSans-Oblique", "DejaVuSans-BoldOblique")
    return frozenset.intersection(*(frozenset(FT2Font(str(FOLDER / f"{cut}.ttf")).get_charmap()) for cut in cuts))
