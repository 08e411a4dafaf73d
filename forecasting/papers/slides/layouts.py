"""The master a presentation is made from: its layouts and placeholders by name, its font and its colours.

A ministry's own master takes the place of the shipped one if it has the layouts of `LAYOUTS` with placeholders of
those names (PowerPoint shows and changes names in the selection pane of the slide master).
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from lxml import etree
from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.exc import PackageNotFoundError
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.presentation import Presentation as Slides
from pptx.slide import SlideLayout, SlideMaster

from forecasting.base.errors import Finding, InputError
from forecasting.base.folders import DATA

__all__ = ["DEFAULT", "LAYOUTS", "Layout", "LayoutName", "Master", "Place", "open_master"]

DEFAULT = DATA / "templates" / "slides.pptx"
"""The master that is taken where none is named."""

LayoutName = Literal["Titelfolie", "Diagramm", "Tabelle", "Text"]
Place = Literal["Titel", "Untertitel", "Diagramm", "Tabelle", "Text", "Quelle", "Fußzeile", "Foliennummer"]

TEXT = frozenset({PP_PLACEHOLDER.BODY, PP_PLACEHOLDER.SUBTITLE, PP_PLACEHOLDER.OBJECT})
KINDS: Mapping[str, frozenset[PP_PLACEHOLDER]] = {
    "Titel": frozenset({PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE}),
    "Untertitel": TEXT,
    "Diagramm": frozenset({PP_PLACEHOLDER.CHART}),
    "Tabelle": frozenset({PP_PLACEHOLDER.TABLE}),
    "Text": TEXT,
    "Quelle": TEXT,
    "Fußzeile": frozenset({PP_PLACEHOLDER.FOOTER}),
    "Foliennummer": frozenset({PP_PLACEHOLDER.SLIDE_NUMBER}),
}
BY_KIND = ("Titel", "Fußzeile", "Foliennummer")
"""Placeholders of which a layout has one at most: found whatever their names are."""

LAYOUTS: Mapping[LayoutName, tuple[Place, ...]] = {
    "Titelfolie": ("Titel", "Untertitel"),
    "Diagramm": ("Titel", "Untertitel", "Diagramm", "Quelle", "Fußzeile", "Foliennummer"),
    "Tabelle": ("Titel", "Untertitel", "Tabelle", "Quelle", "Fußzeile", "Foliennummer"),
    "Text": ("Titel", "Text", "Fußzeile", "Foliennummer"),
}
"""The layouts a master needs and the placeholders of each."""

KINDS_OF_PARTS = "[Content_Types].xml"
TEMPLATE, SLIDES = b"presentationml.template.main+xml", b"presentationml.presentation.main+xml"
PRESENTATION = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


@dataclass(frozen=True)
class Layout:
    """A layout and the number of each of its placeholders."""

    slide: SlideLayout
    index: Mapping[Place, int]

    def box(self, place: Place) -> Any:
        """The placeholder of the layout."""
        shapes: Iterable[Any] = self.slide.placeholders
        return next(one for one in shapes if one.placeholder_format.idx == self.index[place])


@dataclass(frozen=True)
class Master:
    """An opened master, without slides."""

    slides: Slides
    layouts: Mapping[LayoutName, Layout]
    title_font: str
    body_font: str
    colors: Mapping[str, str]  # of the theme, "accent1": "#0072B2"

    def size(self, layout: Layout, place: Place) -> int:
        """Points in which the master writes in a placeholder."""
        style = "titleStyle" if place == "Titel" else "bodyStyle"
        stated = layout.box(place)._element.findall(f".//{DRAWING}lvl1pPr/{DRAWING}defRPr[@sz]")
        inherited = layout.slide.slide_master._element.findall(f".//{PRESENTATION}{style}//{DRAWING}defRPr[@sz]")
        found = [*stated, *inherited]
        return int(found[0].get("sz")) // 100 if found else 18


def open_master(file: Path | None = None) -> Master:
    """The master in that file, the shipped one where none is named; slides it may hold are left out.

    Raises:
        InputError: no such file, not a presentation, or layouts or placeholders are missing; every one is named.
    """
    path = DEFAULT if file is None else file
    try:
        slides = Presentation(_as_presentation(path))
    except (PackageNotFoundError, zipfile.BadZipFile, etree.LxmlError, KeyError, ValueError, OSError) as error:
        raise InputError(Finding("papers.pptx.unreadable", file=str(path))) from error
    masters: Iterable[SlideMaster] = slides.slide_masters
    by_name = {layout.name: layout for master in masters for layout in _layouts(master)}
    findings: list[Finding] = []
    found: dict[LayoutName, Layout] = {}
    for name, places in LAYOUTS.items():
        if name not in by_name:
            findings.append(Finding("papers.pptx.layout", {"name": name, "all": ", ".join(LAYOUTS)}, file=str(path)))
            continue
        index = {place: _find(by_name[name], place) for place in places}
        findings += [
            Finding("papers.pptx.placeholder", {"name": place, "layout": name}, file=str(path))
            for place, number in index.items() if number is None
        ]  # fmt: skip
        found[name] = Layout(by_name[name], {place: number for place, number in index.items() if number is not None})
    if findings:
        raise InputError(findings)
    _drop_slides(slides)
    fonts, colors = _theme(found["Diagramm"].slide.slide_master)
    return Master(slides, found, *fonts, colors)


def _as_presentation(path: Path) -> io.BytesIO:
    """The file, a template (POTX) as the presentation that PowerPoint makes of it."""
    given = path.read_bytes()
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(given)) as package:
        kinds = package.read(KINDS_OF_PARTS)
        if TEMPLATE not in kinds:
            return io.BytesIO(given)
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as copy:
            for name in package.namelist():
                copy.writestr(name, kinds.replace(TEMPLATE, SLIDES) if name == KINDS_OF_PARTS else package.read(name))
    made.seek(0)
    return made


def _find(layout: SlideLayout, place: Place) -> int | None:
    shapes: Iterable[Any] = layout.placeholders
    for shape in shapes:
        named = place in BY_KIND or shape.name.strip() == place
        if named and shape.placeholder_format.type in KINDS[place]:
            return int(shape.placeholder_format.idx)
    return None


def _drop_slides(slides: Slides) -> None:
    """Take out what a master was shown with; its parts leave with the relation to them."""
    listed = slides.slides._sldIdLst
    for entry in list(listed):
        slides.part.drop_rel(entry.rId)
        listed.remove(entry)


def _layouts(master: SlideMaster) -> Iterable[SlideLayout]:
    layouts: Iterable[SlideLayout] = master.slide_layouts
    return layouts


def _theme(master: SlideMaster) -> tuple[tuple[str, str], dict[str, str]]:
    """Fonts of titles and text, and colours, of the master's theme."""
    part = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme = etree.fromstring(part.blob)
    fonts = []
    for kind in ("majorFont", "minorFont"):
        latin = theme.find(f".//{DRAWING}{kind}/{DRAWING}latin")
        fonts.append("" if latin is None else str(latin.get("typeface")))
    colors = {}
    for entry in theme.find(f".//{DRAWING}clrScheme"):
        value = entry[0].get("lastClr") or entry[0].get("val")
        colors[etree.QName(entry).localname] = f"#{value}"
    return (fonts[0], fonts[1]), colors
