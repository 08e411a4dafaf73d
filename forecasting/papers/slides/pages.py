"""Which slides a paper becomes: one for each chart, table and text, more where one is longer than a slide."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pptx.util import Emu

from forecasting.base.text import Texts
from forecasting.papers.content import Block, Bullets, Facts, Figure, Paper, Section, Words
from forecasting.papers.slides.layouts import Layout, LayoutName, Master
from forecasting.papers.slides.table_layout import Part, lay_out
from forecasting.papers.slides.tables import columns_of_facts
from forecasting.papers.slides.text import Paragraph, pages_of_text, room_of
from forecasting.reports.grid import Grid
from forecasting.reports.typeface import Face, height

__all__ = ["SMALL", "Page", "pages_of"]

SMALL = 10  # points, of notes and sources
GAP = 6.0  # points between a chart or table and its notes
MOST_SMALL = 0.4  # of the slide that notes may take, the rest goes to a slide of its own


@dataclass(frozen=True)
class Page:
    """One slide after the first."""

    layout: LayoutName
    title: str
    content: Figure | Part | tuple[Paragraph, ...]
    size: int = 0  # of a text
    subtitle: str = ""
    small: tuple[str, ...] = ()  # notes and source, one paragraph each
    room: float = 0.0  # height that is left for a chart or table, points
    heads: bool = True  # of a table
    part: tuple[int, int] = (1, 1)  # of the slides with this title: which, and how many
    speaker: tuple[str, ...] = ()


def pages_of(paper: Paper, master: Master) -> list[Page]:
    """The slides of all sections; those of one title are counted."""
    text = Texts(paper.language)
    pages = [page for section in paper.sections for page in _section(section, paper, master, text)]
    number = Counter(page.title for page in pages)
    seen: Counter[str] = Counter()
    counted = []
    for page in pages:
        seen[page.title] += 1
        counted.append(replace(page, part=(seen[page.title], number[page.title])))
    return counted


def _section(section: Section, paper: Paper, master: Master, text: Texts) -> Iterator[Page]:
    title = section.title or paper.title
    alone = len(section.blocks) == 1
    for blocks in _together(section.blocks):
        first = blocks[0]
        if isinstance(first, Figure):
            pages = _figure(first, master, text)
        elif isinstance(first, Grid):
            pages = _grid(first, title if alone or not first.title else first.title, master, text)
        elif isinstance(first, Facts):
            pages = _facts(first, title, master)
        else:
            pages = _text(_paragraphs(blocks), title, master)
        for page in pages:
            own = tuple(words for words in page.speaker if words not in section.speaker)
            yield replace(page, speaker=(*own, *section.speaker))


def _together(blocks: Sequence[Block]) -> list[list[Block]]:
    """Words and points that follow one another stand on one slide."""
    groups: list[list[Block]] = []
    for block in blocks:
        joins = isinstance(block, Words | Bullets) and groups and isinstance(groups[-1][0], Words | Bullets)
        if joins:
            groups[-1].append(block)
        else:
            groups.append([block])
    return groups


def _paragraphs(blocks: Sequence[Block]) -> list[Paragraph]:
    found: list[Paragraph] = []
    for block in blocks:
        if isinstance(block, Words):
            found += [Paragraph(words) for words in block.paragraphs]
        elif isinstance(block, Bullets):
            found += [Paragraph(point, bullet=True) for point in block.points]
    return found


def _text(paragraphs: Sequence[Paragraph], title: str, master: Master) -> list[Page]:
    layout = master.layouts["Text"]
    box = layout.box("Text")
    size, groups = pages_of_text(paragraphs, Face(master.body_font), master.size(layout, "Text"), room_of(box, box))
    return [Page("Text", title, tuple(group), size) for group in groups]


def _figure(figure: Figure, master: Master, text: Texts) -> list[Page]:
    frame = figure.frame
    scenario = [f"{text('reports.file.scenario', scenario=frame.scenario)}."] if frame.scenario else []
    notes, source = [*scenario, *frame.notes], f"{frame.source} {frame.stand}"
    subtitle = frame.title if frame.unit in frame.title else f"{frame.title}, {frame.unit}"
    room, small, left = _room(master, "Diagramm", notes, source)
    page = Page(
        "Diagramm", figure.message, figure, subtitle=subtitle, small=small, room=room, speaker=(figure.words,)
    )
    return [page, *_left(left, figure.message, master, text)]


def _grid(grid: Grid, title: str, master: Master, text: Texts) -> list[Page]:
    room, small, left = _room(master, "Tabelle", grid.notes, " ".join(grid.foot))
    width = Emu(master.layouts["Tabelle"].box("Tabelle").width).pt
    named = [] if grid.title == title else [grid.title]
    subtitle = ", ".join([*named, *([grid.unit] if grid.unit else [])])
    parts = lay_out(grid, master.body_font, width, room)
    pages = [Page("Tabelle", title, part, subtitle=subtitle, small=small, room=room) for part in parts]
    return [*pages, *_left(left, title, master, text)]


def _facts(facts: Facts, title: str, master: Master) -> list[Page]:
    room, small, _ = _room(master, "Tabelle", (), "")
    width = Emu(master.layouts["Tabelle"].box("Tabelle").width).pt
    parts = lay_out(columns_of_facts(facts.rows), master.body_font, width, room)
    return [Page("Tabelle", title, part, small=small, room=room, heads=False) for part in parts]


def _left(notes: Sequence[str], title: str, master: Master, text: Texts) -> list[Page]:
    """A slide for the notes that had no room."""
    if not notes:
        return []
    return _text([Paragraph(words) for words in notes], text("papers.pptx.notes", title=title), master)


def _room(
    master: Master, name: LayoutName, notes: Sequence[str], source: str
) -> tuple[float, tuple[str, ...], tuple[str, ...]]:
    """Height left for a chart or table, the small print that stands below it, and the notes for a slide of their own.

    The source always stands below; notes as far as they leave most of the slide to what they are about.
    """
    layout: Layout = master.layouts[name]
    content, below = layout.box("Diagramm" if name == "Diagramm" else "Tabelle"), layout.box("Quelle")
    face, width = Face(master.body_font), room_of(below, below)[0]
    small = [*notes, *([source] if source else [])]
    left: list[str] = []
    stacked = below.top >= content.top + content.height
    whole = Emu(below.top + below.height - content.top).pt if stacked else Emu(content.height).pt
    most = MOST_SMALL * whole if stacked else room_of(below, below)[1]
    while len(small) > 1 and height(small, face, SMALL, width) > most:
        left.insert(0, small.pop(-2 if source else -1))
    if not stacked:
        return whole, tuple(small), tuple(left)
    needed = height(small, face, SMALL, width)
    return whole - needed - (GAP if small else 0.0), tuple(small), tuple(left)
