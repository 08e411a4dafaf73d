"""Words in a chart file: the markup plotly knows, measured and placed line by line.

Lengths are points, from the left and the top of the page. Everything is measured with the fonts of matplotlib at one
resolution, so that PNG and SVG have the same layout on every machine.
"""

from __future__ import annotations

import html
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties

from forecasting.reports.typeface import wrap

__all__ = ["Block", "Box", "Run", "block", "parse", "wrapped"]

PITCH = 1.25  # distance of two baselines, in font sizes
ASCENT = 0.95  # room above a baseline
MEASURE_DPI = 288.0
TAG = re.compile(r"<[^<>]*>")
COLORED = re.compile(r'<span style="color:(#[0-9A-Fa-f]{6})">')


@dataclass(frozen=True)
class Run:
    """Words of one kind within a line."""

    words: str
    bold: bool = False
    color: str | None = None  # None: that of the text


@dataclass(frozen=True)
class Box:
    """A rectangle on the page, y downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Whether the two share more than an edge."""
        beside = self.right <= other.left or other.right <= self.left
        apart = self.bottom <= other.top or other.bottom <= self.top
        return not (beside or apart)

    def moved(self, right: float, down: float) -> Box:
        """The same rectangle elsewhere."""
        return Box(self.left + right, self.top + down, self.right + right, self.bottom + down)


@dataclass(frozen=True)
class Block:
    """Lines of text of one size."""

    lines: tuple[tuple[Run, ...], ...]
    size: float
    color: str
    width: float
    height: float

    @property
    def words(self) -> str:
        """The words without markup, lines separated by a line feed."""
        return "\n".join("".join(run.words for run in line) for line in self.lines)

    def turned(self, angle: float) -> tuple[float, float]:
        """Width and height of the block at an angle, degrees."""
        sine, cosine = math.sin(math.radians(angle)), math.cos(math.radians(angle))
        return self.width * cosine + self.height * sine, self.width * sine + self.height * cosine

    def draw(
        self,
        figure: Figure,
        left: float,
        top: float,
        *,
        align: Literal["left", "center", "right"] = "left",
        angle: float = 0.0,
        name: str | None = None,
    ) -> None:
        """Write the block with its upper left corner there, turned anticlockwise about that corner.

        SVG drops blanks at the start of a text, so they are left out and leave their room.
        """
        width, height = (72.0 * length for length in figure.get_size_inches())
        sine, cosine = math.sin(math.radians(angle)), math.cos(math.radians(angle))
        share = {"left": 0.0, "center": 0.5, "right": 1.0}[align]
        for row, line in enumerate(self.lines):
            across = share * (self.width - _line_width(line, self.size))
            down = (ASCENT + PITCH * row) * self.size
            for run in line:
                shown = run.words.lstrip(" ")
                if shown.strip():
                    start = across + _width(run.words[: len(run.words) - len(shown)], self.size, run.bold)
                    figure.text(
                        (left + start * cosine + down * sine) / width,
                        1.0 - (top - start * sine + down * cosine) / height,
                        shown,
                        size=self.size,
                        weight="bold" if run.bold else "normal",
                        color=run.color or self.color,
                        rotation=angle,
                        rotation_mode="anchor",
                        ha="left",
                        va="baseline",
                        parse_math=False,
                        gid=name,
                    )
                across += _width(run.words, self.size, run.bold)


def block(markup: str, size: float, color: str) -> Block:
    """A block from plotly's markup."""
    return _block(parse(markup), size, color)


def wrapped(words: str, size: float, color: str, width: float, *, bold: bool = False) -> Block:
    """A block from plain words in lines of that width."""
    return _block(tuple((Run(line, bold),) for line in wrap(words, _Drawn(bold), size, width)), size, color)


def parse(markup: str) -> tuple[tuple[Run, ...], ...]:
    """Lines of runs.

    Raises:
        ValueError: markup other than line break, bold and coloured span, or a tag that isn't closed.

    >>> parse("2026<br><b>34,5</b>")
    ((Run(words='2026', bold=False, color=None),), (Run(words='34,5', bold=True, color=None),))
    """
    lines: list[list[Run]] = [[]]
    bold, color, at = False, None, 0
    for tag in [*TAG.finditer(markup), None]:
        words = html.unescape(markup[at : tag.start() if tag else len(markup)])
        if words:
            lines[-1].append(Run(words, bold, color))
        if tag is None:
            break
        at, name, span = tag.end(), tag.group(), COLORED.fullmatch(tag.group())
        if name == "<br>":
            lines.append([])
        elif name in ("<b>", "</b>") and bold == (name == "</b>"):
            bold = name == "<b>"
        elif span and color is None:
            color = span.group(1)
        elif name == "</span>" and color is not None:
            color = None
        else:
            raise ValueError(f"chart files don't know {name} in {markup!r}")
    if bold or color is not None:
        raise ValueError(f"a tag is not closed in {markup!r}")
    return tuple(tuple(line) for line in lines)


def _block(lines: Sequence[tuple[Run, ...]], size: float, color: str) -> Block:
    width = max(_line_width(line, size) for line in lines)
    return Block(tuple(lines), size, color, width, PITCH * size * len(lines))


def _line_width(line: Sequence[Run], size: float) -> float:
    return sum(_width(run.words, size, run.bold) for run in line)


@dataclass(frozen=True)
class _Drawn:
    """Widths as matplotlib draws them, kerned and on its pixels: runs of a line are set one after another."""

    bold: bool

    def width(self, words: str, size: float) -> float:
        return _width(words, size, self.bold)


@lru_cache(maxsize=4_000)
def _width(words: str, size: float, bold: bool) -> float:
    """Advance of the words, points."""
    font = FontProperties(family="sans-serif", weight="bold" if bold else "normal", size=size)
    width, _, _ = _measure().get_text_width_height_descent(words, font, False)
    return float(width) * 72.0 / MEASURE_DPI


@lru_cache(maxsize=1)
def _measure() -> Any:
    canvas: Any = FigureCanvasAgg(Figure(figsize=(0.01, 0.01), dpi=MEASURE_DPI))
    return canvas.get_renderer()
