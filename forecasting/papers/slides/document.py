"""A paper as slides: native charts and tables in the ministry's own master.

    write_pptx(paper, template=Path("ministerium.pptx"))

The master is `data/templates/slides.pptx` unless another is named; what it has to have: `layouts`. Every slide
has a title, its notes and sources, alternative texts, speaker notes, a number, and the run at its foot.
"""

from __future__ import annotations

import copy
import datetime
import io
from pathlib import Path
from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.oxml.ns import qn
from pptx.slide import Slide
from pptx.util import Emu, Pt

from forecasting.base.text import Texts
from forecasting.papers.content import Figure, Paper
from forecasting.papers.native.charts import drawn
from forecasting.papers.native.sheet import workbook
from forecasting.papers.slides.layouts import Layout, Master, Place, open_master
from forecasting.papers.slides.pages import GAP, SMALL, Page, pages_of
from forecasting.papers.slides.palette import palette
from forecasting.papers.slides.table_layout import Part
from forecasting.papers.slides.tables import fill_table, place_table
from forecasting.papers.slides.text import LOCALES, TITLE_LEAST, cut, fitting, legible, room_of, write
from forecasting.reports.typeface import Face

__all__ = ["write_pptx"]

FOOT_LEAST, SUBTITLE_LEAST = 7, 10  # points
CHART_SIZE = 12.0  # points, of all words in a chart
PROPERTY = 255  # characters that a property of a file may have


class _Drawn(CategoryChartData):
    """A chart that is drawn already; python-pptx puts its parts into the file."""

    def __init__(self, xml: bytes, sheet: bytes) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._parts = xml, sheet

    def xml_bytes(self, chart_type: object) -> bytes:
        return self._parts[0]

    @property
    def xlsx_blob(self) -> bytes:
        return self._parts[1]


def write_pptx(paper: Paper, template: Path | None = None) -> bytes:
    """The paper as a PowerPoint file.

    Args:
        template: a master that takes the place of the shipped one.
    Raises:
        InputError: the template cannot be opened, or layouts or placeholders are missing.
    """
    paper = legible(paper)
    master = open_master(template)
    _first(paper, master)
    for number, page in enumerate(pages_of(paper, master), start=2):
        _slide(page, number, paper, master)
    known = master.slides.core_properties
    known.title, known.subject, known.author, known.last_modified_by = (
        words[:PROPERTY] for words in (paper.title, paper.subtitle, paper.author, paper.author)
    )
    known.language, known.revision = LOCALES[paper.language], 1
    known.created = known.modified = datetime.datetime.fromisoformat(paper.date)
    file = io.BytesIO()
    master.slides.save(file)
    return file.getvalue()


def _first(paper: Paper, master: Master) -> None:
    """The slide with the title of the paper."""
    layout = master.layouts["Titelfolie"]
    slide = master.slides.slides.add_slide(layout.slide)
    _title(slide, layout, paper.title, (1, 1), paper, master)
    box = _shape(slide, layout, "Untertitel")
    words = [part for part in (paper.subtitle, paper.author) if part]
    largest = master.size(layout, "Untertitel")
    room = room_of(box, layout.box("Untertitel"))
    size = fitting(words, Face(master.body_font), largest, SUBTITLE_LEAST, room) or SUBTITLE_LEAST
    write(box.text_frame, words, language=paper.language, size=None if size == largest else size)
    _clean(slide, layout)


def _slide(page: Page, number: int, paper: Paper, master: Master) -> None:
    layout = master.layouts[page.layout]
    slide = master.slides.slides.add_slide(layout.slide)
    text = Texts(paper.language)
    speaker = [*_title(slide, layout, page.title, page.part, paper, master), *page.speaker]
    if isinstance(page.content, Figure):
        _chart(slide, layout, page, page.content, paper, master)
    elif isinstance(page.content, Part):
        frame, table = place_table(_shape(slide, layout, "Tabelle"), page.content)
        fill_table(table, page.content, language=paper.language, head=page.heads)
        rows, columns = len(page.content.grid.rows), len(page.content.grid.heads)
        name = page.content.grid.title or page.title
        words = text("papers.pptx.table_words", title=name, rows=rows, columns=columns)
        _described(frame, text("papers.pptx.table_name", title=name), words)
    else:
        box = _shape(slide, layout, "Text")
        size = None if page.size == master.size(layout, "Text") else page.size
        write(box.text_frame, page.content, language=paper.language, size=size, before=True)
    if page.layout != "Text":
        _subtitle(slide, layout, page, paper, master)
        _small(slide, layout, page, paper, master)
    _foot(slide, layout, number, paper, master)
    _clean(slide, layout)
    if speaker:
        frame_of_notes = slide.notes_slide.notes_text_frame
        if frame_of_notes is not None:
            write(frame_of_notes, speaker, language=paper.language)


def _chart(slide: Slide, layout: Layout, page: Page, figure: Figure, paper: Paper, master: Master) -> None:
    place = _shape(slide, layout, "Diagramm")
    text = Texts(paper.language)
    xml, sheet = drawn(
        figure.chart,
        palette=palette(master.colors),
        text=text,
        face=Face(master.body_font),
        width=Emu(place.width).pt,
        height=page.room,
        size=CHART_SIZE,
        name=text("papers.pptx.sheet"),
    )
    numbers = workbook(sheet, language=paper.language, date=paper.date, title=figure.frame.title)
    left, top, width = place.left, place.top, place.width
    frame = place.insert_chart(XL_CHART_TYPE.LINE, _Drawn(xml, numbers))
    frame.left, frame.top, frame.width, frame.height = left, top, width, Pt(page.room)
    _described(frame, text("papers.pptx.chart_name", title=figure.frame.title), figure.words)


def _described(frame: Any, name: str, words: str) -> None:
    properties = frame._element.nvGraphicFramePr.cNvPr
    properties.set("name", name)
    properties.set("descr", words)


def _title(
    slide: Slide, layout: Layout, words: str, part: tuple[int, int], paper: Paper, master: Master
) -> list[str]:
    """Write the title, counted where several slides bear it; what a speaker gets to read where it had to be cut."""
    box = _shape(slide, layout, "Titel")
    room = room_of(box, layout.box("Titel"))
    face = Face(master.title_font, bold=True)
    largest = master.size(layout, "Titel")
    whole, ending = words, " …"
    if part[1] > 1:
        text = Texts(paper.language)
        whole, ending = (text("papers.pptx.part", title=one, number=part[0], all=part[1]) for one in (words, ending))
    size = fitting([whole], face, largest, TITLE_LEAST, room)
    shown = whole if size else cut(words, face, TITLE_LEAST, room, ending)
    write(box.text_frame, [shown], language=paper.language, size=None if size == largest else size or TITLE_LEAST)
    return [] if size else [words]


def _subtitle(slide: Slide, layout: Layout, page: Page, paper: Paper, master: Master) -> None:
    box = _shape(slide, layout, "Untertitel")
    if not page.subtitle:
        return
    room = room_of(box, layout.box("Untertitel"))
    face, largest = Face(master.body_font), master.size(layout, "Untertitel")
    size = fitting([page.subtitle], face, largest, SUBTITLE_LEAST, room)
    shown = page.subtitle if size else cut(page.subtitle, face, SUBTITLE_LEAST, room)
    size = size or SUBTITLE_LEAST
    write(box.text_frame, [shown], language=paper.language, size=None if size == largest else size)


def _small(slide: Slide, layout: Layout, page: Page, paper: Paper, master: Master) -> None:
    """Notes and source, above the lower edge of their box, with as much height as they need."""
    if not page.small:
        return
    box, place = _shape(slide, layout, "Quelle"), layout.box("Quelle")
    content = layout.box("Diagramm" if page.layout == "Diagramm" else "Tabelle")
    if place.top >= content.top + content.height:
        bottom, left, width = place.top + place.height, place.left, place.width
        box.left, box.width = left, width
        box.top = content.top + Pt(page.room) + Pt(GAP)
        box.height = bottom - box.top
    write(box.text_frame, page.small, language=paper.language, size=SMALL)


def _foot(slide: Slide, layout: Layout, number: int, paper: Paper, master: Master) -> None:
    """The run at the foot and the number of the slide; python-pptx leaves both out of a new slide."""
    places: tuple[Place, ...] = ("Fußzeile", "Foliennummer")
    for place in places:
        given = layout.box(place)
        element = copy.deepcopy(given._element)
        element.nvSpPr.cNvPr.set("id", str(max(int(one) for one in slide._element.xpath("//p:cNvPr/@id")) + 1))
        for child in list(element.spPr):
            element.spPr.remove(child)
        body = element.txBody
        for style in body.findall(qn("a:lstStyle")):
            for level in list(style):
                style.remove(level)
        slide.shapes._spTree.append(element)
        if place == "Foliennummer":
            for words in element.iter(qn("a:t")):
                words.text = str(number)
            for run in element.iter(qn("a:rPr")):
                run.set("lang", LOCALES[paper.language])
            continue
        for paragraph in body.findall(qn("a:p"))[1:]:
            body.remove(paragraph)
        first = body.find(qn("a:p"))
        for child in list(first):
            first.remove(child)
        box = _shape(slide, layout, place)
        largest = master.size(layout, place)
        room = room_of(box, given)
        fits = fitting([paper.foot], Face(master.body_font), largest, FOOT_LEAST, room)
        size = fits or FOOT_LEAST
        shown = paper.foot if fits else cut(paper.foot, Face(master.body_font), FOOT_LEAST, room)
        write(box.text_frame, [shown], language=paper.language, size=None if size == largest else size)


def _shape(slide: Slide, layout: Layout, place: Place) -> Any:
    """The placeholder of a slide that its layout calls so."""
    found = next(one for one in slide.placeholders if one.placeholder_format.idx == layout.index[place])
    found._element.xpath(".//p:cNvPr")[0].set("name", place)
    return found


def _clean(slide: Slide, layout: Layout) -> None:
    """Take out placeholders of the layout that nothing was put into, so that no slide asks for words."""
    for shape in list(slide.placeholders):
        if shape.has_text_frame:
            empty = not shape.text_frame.text and shape.placeholder_format.idx != layout.index["Titel"]
        else:
            empty = not (shape.has_chart or shape.has_table)
        if empty:
            shape._element.getparent().remove(shape._element)
