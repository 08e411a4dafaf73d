"""Parts of a Word file that python-docx has no words for: fields, borders, repeated heads, descriptions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shape import InlineShape
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from forecasting.papers.layout.xml_words import writable

__all__ = [
    "Border", "add_field", "add_words", "describe_picture", "describe_table", "element", "paragraph_border", "put",
    "repeat_row", "set_borders", "set_shade",
]  # fmt: skip

Element = Any  # of lxml, which publishes no types
Border = tuple[str, float, str]  # side: "top"; width in points, 0: none; colour "2B2F36"

SIGNS = re.compile(r"((?<=\d)-(?=%)|(?<=%)-(?=\w)|\n|\t)")
ELEMENTS = {"-": "w:noBreakHyphen", "\n": "w:br", "\t": "w:tab"}
"""Signs that Word has an element for; a hyphen alone is one at which no line ends."""


def add_words(paragraph: Paragraph, words: str, style: str = "") -> Run:
    """Words at the end of a paragraph; "80-%-Intervall" stays in one line.

    Args:
        style: id of a style of characters.
    """
    run = paragraph.add_run()
    if style:
        run._r.style = style
    for part in SIGNS.split(writable(words)):
        if part in ELEMENTS:
            run._r.append(element(ELEMENTS[part]))
        elif part:
            run.add_text(part)
    return run


def element(name: str, **attributes: object) -> Element:
    """An element of WordprocessingML with its attributes: `element("w:sz", val=18)`."""
    found: Element = OxmlElement(name)
    for key, value in attributes.items():
        found.set(qn(f"w:{key}"), str(value))
    return found


def put(parent: Element, child: Element, before: Sequence[str] = ()) -> None:
    """Set a child in place of one of the same name, before the first of those that come later in the schema."""
    for old in parent.findall(child.tag):
        parent.remove(old)
    later = [one for name in before for one in parent.findall(qn(name))]
    if later:
        min(later, key=parent.index).addprevious(child)
    else:
        parent.append(child)


def add_field(paragraph: Paragraph, code: str, shown: str) -> None:
    """A field with what it shows until somebody updates it: `add_field(paragraph, "PAGE", "1")`."""
    for kind in ("begin", "separate", "end"):
        if kind == "separate":
            order = element("w:instrText")
            order.text = f" {code} "
            order.set(qn("xml:space"), "preserve")
            paragraph.add_run()._r.append(order)
        elif kind == "end":
            paragraph.add_run(shown)
        paragraph.add_run()._r.append(element("w:fldChar", fldCharType=kind))


def set_borders(cell: Element, borders: Sequence[Border]) -> None:
    """Lines of a table cell, where they differ from the style of the table."""
    if not borders:
        return
    lines = element("w:tcBorders")
    order = ("top", "left", "bottom", "right")
    for side, width, color in sorted(borders, key=lambda border: order.index(border[0])):
        lines.append(_line(side, width, color))
    put(cell.get_or_add_tcPr(), lines, ("w:shd", "w:noWrap", "w:tcMar", "w:textDirection", "w:vAlign"))


def set_shade(cell: Element, color: str) -> None:
    """Ground of a table cell."""
    shade = element("w:shd", val="clear", color="auto", fill=color)
    put(cell.get_or_add_tcPr(), shade, ("w:noWrap", "w:tcMar", "w:textDirection", "w:vAlign"))


def repeat_row(row: Element, *, head: bool) -> None:
    """Keep a table row on one page; a row of the head comes again on each."""
    properties = row.get_or_add_trPr()
    properties.append(element("w:cantSplit"))
    if head:
        properties.append(element("w:tblHeader"))


def paragraph_border(properties: Element, side: str, width: float, color: str, gap: int) -> None:
    """A line beside a paragraph or what a style says of it.

    Args:
        gap: points between line and words.
    """
    borders = element("w:pBdr")
    line = _line(side, width, color)
    line.set(qn("w:space"), str(gap))
    borders.append(line)
    put(
        properties,
        borders,
        ("w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:outlineLvl"),
    )


def describe_table(table: Element, title: str, words: str) -> None:
    """Title and description for a reader who cannot see the table."""
    properties = table.tblPr
    put(properties, element("w:tblCaption", val=title))
    put(properties, element("w:tblDescription", val=words))


def describe_picture(picture: InlineShape, name: str, words: str) -> None:
    """Name and alternative text of a picture, which begins where the text begins."""
    inline: Element = picture._inline
    inline.docPr.set("name", name)
    inline.docPr.set("descr", words)
    for side in ("distT", "distB", "distL", "distR"):
        inline.set(side, "0")


def _line(side: str, width: float, color: str) -> Element:
    if not width:
        return element(f"w:{side}", val="nil")
    return element(f"w:{side}", val="single", sz=round(8 * width), space=0, color=color)
