"""What a paper says, before anybody decides whether it becomes slides, Word or PDF.

A paper is a row of sections, a section a row of blocks: words, facts, tables and charts, all in words and numbers as
they are printed. The writers (slides, Word, PDF) lay blocks out and change nothing in them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from forecasting.base.text import Language
from forecasting.reports.charts.plans import Plan
from forecasting.reports.frame import Frame
from forecasting.reports.grid import Grid

__all__ = [
    "Block", "Bullets", "ChartKind", "Facts", "Figure", "NativeChart", "Paper", "Role", "Section", "Series", "Words",
]  # fmt: skip

Role = Literal["past", "median", "low80", "low50", "high50", "high80", "base", "bar", "mark", "ring", "level"]
"""What a series of a chart is: the observed past, the median, an end of an interval, the base scenario, bars, marks
without a line (rings where nobody decided the amount), a line of levels."""

ChartKind = Literal["fan", "ranges", "stack", "columns", "bridge"]
"""Forecast fan by month; intervals by year; stacked or clustered columns by year; steps between amounts."""


@dataclass(frozen=True)
class Series:
    """One series of a native chart."""

    name: str
    role: Role
    values: tuple[float | None, ...]  # one per category, in the unit of the chart; None: no value
    hue: str = "need"  # key of `reports.charts.COLORS`
    hatched: bool = False  # an uncovered need
    pale: bool = False  # what is used of an amount that nobody decided


@dataclass(frozen=True)
class NativeChart:
    """A chart that an office program draws itself from its own sheet of numbers.

    In a bridge the one series holds the steps; a step whose category is in `totals` stands on the axis.
    """

    kind: ChartKind
    categories: tuple[str, ...]  # of a fan months as "YYYY-MM", otherwise as printed
    series: tuple[Series, ...]
    unit: str
    digits: int = 0  # decimals of a label
    totals: tuple[str, ...] = ()


@dataclass(frozen=True)
class Words:
    """Paragraphs of prose."""

    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Bullets:
    """Short points, one a line."""

    points: tuple[str, ...]


@dataclass(frozen=True)
class Facts:
    """Names and what they mean or hold: a glossary, the identity of a run."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Figure:
    """A chart with its message."""

    key: str  # ASCII, unique in the paper: "caseload"
    message: str  # what the reader takes away, a sentence without full stop
    words: str  # the chart told in words: its alternative text
    plan: Plan  # the chart as picture
    native: NativeChart  # the chart as numbers
    frame: Frame  # title, unit, scenario, notes, source and date


Block = Words | Bullets | Facts | Figure | Grid


@dataclass(frozen=True)
class Section:
    """A chapter: its title and what stands in it."""

    key: str  # ASCII, unique in the paper
    title: str
    blocks: tuple[Block, ...]
    speaker: tuple[str, ...] = ()  # what a speaker has to know and the slide does not say
    new_page: bool = False


@dataclass(frozen=True)
class Paper:
    """A whole paper in one language."""

    kind: str  # which paper: "annex", "cabinet", …
    title: str
    subtitle: str  # scenario and date
    language: Language
    date: str  # ISO day that the paper bears, see `reports.run.Run.created`
    author: str  # who answers for it: the name of the tool
    foot: str  # at the foot of every page: run, program version
    sections: tuple[Section, ...]
    pages: int = 0  # a written paper is set small enough to fit so many pages; 0: it takes what it needs
