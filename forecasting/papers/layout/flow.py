"""What stands where in a paper on pages: headings and numbered blocks, in stretches of upright and of wide pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from forecasting.base.text import Texts
from forecasting.papers.content import Block, Figure, Paper, Words
from forecasting.papers.layout.table_layout import TableLayout, lay_out
from forecasting.reports.frame import Frame
from forecasting.reports.grid import Grid

__all__ = ["Caption", "Heading", "Part", "Stretch", "flow", "leads", "under", "unframed"]


@dataclass(frozen=True)
class Caption:
    """Words over a table or a figure: "Tabelle 1: Mittelbedarf"."""

    name: str
    number: int
    words: str

    def __str__(self) -> str:
        return f"{self.name} {self.number}: {self.words}"


@dataclass(frozen=True)
class Heading:
    """Title of a section; without words only its new page."""

    title: str
    new_page: bool = False


@dataclass(frozen=True)
class Part:
    """A block in its place; a figure and a table bear a caption, a table has its form."""

    block: Block
    caption: Caption | None = None
    layout: TableLayout | None = None


@dataclass(frozen=True)
class Stretch:
    """Pages of one orientation."""

    across: bool
    items: tuple[Heading | Part, ...]


def flow(paper: Paper, density: float = 1.0) -> tuple[Stretch, ...]:
    """The paper in stretches; a heading stands on the page of what it is about.

    Tables and figures are numbered in the order they come. A section without a title has no heading.
    """
    stretches: list[tuple[bool, list[Heading | Part]]] = []
    waiting: list[Heading] = []
    for item in _items(paper, density):
        if isinstance(item, Heading):
            waiting.append(item)
            continue
        across = item.layout is not None and item.layout.across
        if not stretches or stretches[-1][0] != across:
            stretches.append((across, []))
        stretches[-1][1].extend([*waiting, item])
        waiting = []
    if waiting:
        if not stretches:
            stretches.append((False, []))
        stretches[-1][1].extend(waiting)
    return tuple(Stretch(across, tuple(items)) for across, items in stretches)


def leads(items: Sequence[Heading | Part], place: int) -> bool:
    """Whether a table or a picture follows on words, so that the last of them stay with it."""
    here, after = items[place], items[place + 1] if place + 1 < len(items) else None
    return (
        isinstance(here, Part) and isinstance(here.block, Words)
        and isinstance(after, Part) and isinstance(after.block, Figure | Grid)
    )  # fmt: skip


def under(figure: Figure, text: Texts) -> tuple[str, ...]:
    """What stands below a picture: scenario, notes, source and date."""
    frame = figure.frame
    scenario = (f"{text('reports.file.scenario', scenario=frame.scenario)}.",) if frame.scenario else ()
    return (*scenario, *frame.notes, f"{frame.source} {frame.stand}".strip())


def unframed(figure: Figure) -> Frame:
    """What a picture itself still has to know when its words stand around it."""
    frame = figure.frame
    return Frame(title="", unit=frame.unit, stand="", source="", scenario="", language=frame.language)


def _items(paper: Paper, density: float) -> Iterator[Heading | Part]:
    text = Texts(paper.language)
    tables = figures = 0
    for section in paper.sections:
        if section.title or section.new_page:
            yield Heading(section.title, section.new_page)
        for block in section.blocks:
            if isinstance(block, Grid):
                tables += 1
                yield Part(block, Caption(text("papers.page.table"), tables, block.title), lay_out(block, density))
            elif isinstance(block, Figure):
                figures += 1
                words = block.message or block.frame.title
                yield Part(block, Caption(text("papers.page.figure"), figures, words))
            else:
                yield Part(block)
