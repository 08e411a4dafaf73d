"""What a paper says, before anybody decides whether it becomes slides, Word or PDF.

A paper is a row of sections, a section a row of blocks: words, facts, tables and charts, all in words and numbers as
they are printed. The writers (slides, Word, PDF) lay blocks out and change nothing in them.
"""

from __future__ import annotations

from dataclasses import dataclass

from forecasting.base.text import Language
from forecasting.reports.charts.record import Chart
from forecasting.reports.frame import Frame
from forecasting.reports.grid import Grid

__all__ = [
    "Block", "Bullets", "Facts", "Figure", "Paper", "Section", "Words",
]  # fmt: skip


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
    chart: Chart
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
