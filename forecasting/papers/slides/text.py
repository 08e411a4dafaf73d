"""Words on a slide: how large they may stand in their box, and the text of a shape.

Sizes are points. Titles and text begin with the size of the master and are made smaller down to a stated least; what
still does not fit goes to another slide.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from pptx.enum.text import PP_ALIGN
from pptx.oxml.xmlchemy import OxmlElement
from pptx.text.text import TextFrame, _Paragraph
from pptx.util import Emu, Pt

from forecasting.base.text import Language
from forecasting.papers.layout.xml_words import writable
from forecasting.reports.typeface import LINE, Face, height, wrap

__all__ = [
    "BULLET", "LOCALES", "TEXT_LEAST", "TITLE_LEAST", "Paragraph", "cut", "fitting", "legible", "pages_of_text",
    "room_of", "write",
]  # fmt: skip

Content = TypeVar("Content")

TITLE_LEAST, TEXT_LEAST = 20, 14
LOCALES: dict[Language, str] = {"de": "de-DE", "en": "en-GB"}
BULLET = 21.0  # points a point is indented
BEFORE = 6.0  # points above a paragraph of a text
INSETS = {"lIns": 91_440, "tIns": 45_720, "rIns": 91_440, "bIns": 45_720}  # of a box that states none, EMU


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of a text slide."""

    words: str
    bullet: bool = False


def legible(content: Content) -> Content:
    """The same content with every sign that a file cannot hold shown as a replacement sign; pictures are left out."""
    found: Any = content
    if isinstance(found, str):
        found = writable(found)
    elif isinstance(found, tuple):
        found = tuple(legible(one) for one in found)
    elif dataclasses.is_dataclass(found) and not isinstance(found, type):
        fields = {field.name: legible(getattr(found, field.name)) for field in dataclasses.fields(found)}
        found = dataclasses.replace(found, **fields)
    return found  # type: ignore[no-any-return]


def room_of(shape: Any, inherited: Any) -> tuple[float, float]:
    """Width and height inside a box, points; insets are those of the layout's box."""
    body = inherited.text_frame._txBody.bodyPr
    left, top, right, bottom = (int(body.get(name, INSETS[name])) for name in ("lIns", "tIns", "rIns", "bIns"))
    return Emu(shape.width - left - right).pt, Emu(shape.height - top - bottom).pt


def fitting(paragraphs: Sequence[str], face: Face, largest: int, least: int, room: tuple[float, float]) -> int | None:
    """The largest size at which paragraphs fit in their box, None where they do not at the least."""
    for size in range(largest, least - 1, -1):
        if height(paragraphs, face, size, room[0]) <= room[1]:
            return size
    return None


def cut(words: str, face: Face, size: int, room: tuple[float, float], ending: str = " …") -> str:
    """As many words as fit before an ending that says that some are left out."""
    lines = wrap(words, face, size, room[0])[: max(1, int(room[1] / (LINE * size)))]
    kept = " ".join(lines).split(" ")
    while len(kept) > 1 and height([" ".join(kept) + ending], face, size, room[0]) > room[1]:
        kept.pop()
    return " ".join(kept) + ending


def pages_of_text(
    paragraphs: Sequence[Paragraph], face: Face, largest: int, room: tuple[float, float]
) -> tuple[int, list[list[Paragraph]]]:
    """The size of a text and its paragraphs by slide; one longer than a slide is divided after a sentence."""
    for size in range(largest, TEXT_LEAST - 1, -1):
        if sum(_tall(one, face, size, room[0]) for one in paragraphs) <= room[1]:
            return size, [list(paragraphs)]
    size = max(TEXT_LEAST, min(largest, 16))
    pieces = [piece for one in paragraphs for piece in _divided(one, face, size, room)]
    pages: list[list[Paragraph]] = [[]]
    used = 0.0
    for piece in pieces:
        tall = _tall(piece, face, size, room[0])
        if pages[-1] and used + tall > room[1]:
            pages.append([])
            used = 0.0
        pages[-1].append(piece)
        used += tall
    return size, pages


def _tall(one: Paragraph, face: Face, size: float, width: float) -> float:
    return BEFORE + height([one.words], face, size, width - (BULLET if one.bullet else 0.0))


def _divided(one: Paragraph, face: Face, size: float, room: tuple[float, float]) -> list[Paragraph]:
    """A paragraph as pieces that fit on a slide: whole sentences, else whole lines."""
    if _tall(one, face, size, room[0]) <= room[1]:
        return [one]
    pieces: list[str] = [""]
    for sentence in re.split(r"(?<=[.!?]) ", one.words):
        longer = f"{pieces[-1]} {sentence}".strip()
        if _tall(Paragraph(longer, one.bullet), face, size, room[0]) <= room[1]:
            pieces[-1] = longer
            continue
        lines = wrap(sentence, face, size, room[0] - (BULLET if one.bullet else 0.0))
        most = max(1, int((room[1] - BEFORE) / (LINE * size)))
        pieces += [" ".join(lines[start : start + most]) for start in range(0, len(lines), most)]
    return [Paragraph(piece, one.bullet and number == 0) for number, piece in enumerate(filter(None, pieces))]


def write(
    frame: TextFrame,
    paragraphs: Sequence[Paragraph | str],
    *,
    language: Language,
    size: float | None = None,
    before: bool = False,
) -> None:
    """Put paragraphs into a shape; without a size they stand as the master says."""
    for number, given in enumerate(paragraphs):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()  # type: ignore[no-untyped-call]
        one = given if isinstance(given, Paragraph) else None
        if one is not None and not one.bullet:
            properties = paragraph._p.get_or_add_pPr()
            properties.set("marL", "0")
            properties.set("indent", "0")
        if before:
            paragraph.space_before = Pt(BEFORE)
        if one is not None and not one.bullet:
            paragraph._p.get_or_add_pPr().append(OxmlElement("a:buNone"))
        add_words(paragraph, one.words if one is not None else str(given), language=language, size=size)


def add_words(
    paragraph: _Paragraph,
    words: str,
    *,
    language: Language,
    size: float | None = None,
    bold: bool | None = None,
    italic: bool | None = None,
    align: PP_ALIGN | None = None,
) -> None:
    """Put words into a paragraph, their lines apart."""
    if align is not None:
        paragraph.alignment = align
    for number, line in enumerate(words.split("\n")):
        if number:
            paragraph.add_line_break()  # type: ignore[no-untyped-call]
        run = paragraph.add_run()
        run.text = line
        properties = run._r.get_or_add_rPr()
        properties.set("lang", LOCALES[language])
        if size is not None:
            run.font.size = Pt(size)
        if bold is not None:
            run.font.bold = bold
        if italic is not None:
            run.font.italic = italic
