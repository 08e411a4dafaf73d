"""How wide words run on a slide: the widths of Helvetica, which Arial and Liberation Sans share.

The widths come with matplotlib, so that a text breaks in the same place on every machine, whatever fonts it has. Any
other font of a master is taken to be wider by `UNKNOWN_FONT`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import matplotlib
from fontTools import agl

__all__ = ["LINE", "Face", "height", "longest_word", "wrap"]

LINE = 1.2
"""Height of a line in sizes of its font."""

SAME_WIDTHS = ("Arial", "Helvetica", "Liberation Sans", "Arimo", "Nimbus Sans")
UNKNOWN_FONT = 1.15
ABSENT = 667  # thousandths of the size for a sign the font has no width for, that of a capital
BREAKS_AFTER = "-–/"


class Face:
    """The widths of one font, regular or bold.

    >>> round(Face("Arial").width("Mittelbedarf", 12.0), 1)
    62.7
    """

    def __init__(self, name: str, *, bold: bool = False) -> None:
        self.bold = bold
        self._factor = 1.0 if name in SAME_WIDTHS else UNKNOWN_FONT
        self._widths = _widths("Helvetica-Bold" if bold else "Helvetica")

    def width(self, words: str, size: float) -> float:
        """Points that a line of words takes at a size in points."""
        return self._factor * size / 1000 * sum(self._widths.get(sign, ABSENT) for sign in words)


def wrap(words: str, face: Face, size: float, width: float) -> list[str]:
    """The lines in which words stand in a box of that width, points; a word wider than the box is cut."""
    lines: list[str] = []
    for paragraph in words.split("\n"):
        line = ""
        for part in _parts(paragraph):
            if face.width((line + part).rstrip(), size) <= width:
                line += part
                continue
            if line:
                lines.append(line.rstrip())
            line = part
            while face.width(line.rstrip(), size) > width and len(line) > 1:
                fitting = next(
                    (end for end in range(len(line) - 1, 1, -1) if face.width(line[:end], size) <= width), 1
                )
                lines.append(line[:fitting])
                line = line[fitting:]
        lines.append(line.rstrip())
    return lines


def height(paragraphs: Sequence[str], face: Face, size: float, width: float) -> float:
    """Points that paragraphs take in a box of that width, points."""
    return LINE * size * sum(len(wrap(words, face, size, width)) for words in paragraphs)


def longest_word(words: str, face: Face, size: float) -> float:
    """Points that a box needs so that no word is cut."""
    return max((face.width(part.rstrip(), size) for part in _parts(words.replace("\n", " "))), default=0.0)


def _parts(words: str) -> list[str]:
    """Pieces between which a line may break, each with the space that follows it.

    A no-break space holds words together; after a hyphen only a program may break, so both readings are safe: the
    piece is kept whole here unless a slash or dash follows a letter.
    """
    parts, start = [], 0
    for place, sign in enumerate(words):
        after = words[place + 1 : place + 2]
        joins = sign in BREAKS_AFTER and place > start and words[place - 1].isalpha() and after.isalpha()
        if sign == " " or joins:
            parts.append(words[start : place + 1])
            start = place + 1
    if start < len(words):
        parts.append(words[start:])
    return parts


@lru_cache
def _widths(name: str) -> Mapping[str, int]:
    """Thousandths of the size by sign."""
    file = Path(matplotlib.get_data_path()) / "fonts" / "pdfcorefonts" / f"{name}.afm"
    widths = {"\u00a0": 278, "\u202f": 278, "\u2212": 584, "↑": 600, "€": 556}
    for line in file.read_text("latin-1").splitlines():
        if line.startswith("C ") and "; N " in line:
            fields = dict(field.strip().split(" ", 1) for field in line.split(";") if " " in field.strip())
            sign = agl.toUnicode(fields["N"])
            if sign:
                widths[sign] = int(float(fields["WX"]))
    return widths
