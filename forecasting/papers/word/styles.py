"""Styles of a Word paper. A style that the ministry's template has stays as it is there; what it lacks is added.

Everything on a page hangs on a style, so that somebody who edits the paper in Word changes it in one place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import CharacterStyle, ParagraphStyle

from forecasting.base import theme
from forecasting.base.text import Language
from forecasting.papers.layout.table_layout import INSET
from forecasting.papers.word.xml import Element, element, paragraph_border, put

__all__ = ["ACCENT", "HAIRLINE", "INK", "QUIET", "TABLE", "TINT", "dress", "ids", "speak"]

FONT = "Arial"
INK, QUIET, ACCENT, HAIRLINE, TINT = (
    color.removeprefix("#") for color in (theme.INK, theme.PRINT, theme.ACCENT, theme.HAIRLINE, theme.TINT)
)
TABLE = "Tabelle"
AFTER_LANGUAGE = (
    "w:clrSchemeMapping", "w:doNotAutoCompressPictures", "w:captions", "w:shapeDefaults", "w:decimalSymbol",
    "w:listSeparator",
)  # fmt: skip
AFTER_HYPHENATION = (
    "w:consecutiveHyphenLimit", "w:hyphenationZone", "w:doNotHyphenateCaps", "w:evenAndOddHeaders",
    "w:drawingGridHorizontalSpacing", "w:characterSpacingControl", "w:footnotePr", "w:endnotePr", "w:compat",
    "w:docVars", "w:rsids", "m:mathPr", "w:themeFontLang",
)  # fmt: skip
"""Settings that Word wants later in the file."""

LOCALES = {"de": "de-DE", "en": "en-GB"}


@dataclass(frozen=True)
class _Look:
    """How a style of paragraphs looks; lengths in points."""

    size: float
    before: float = 0.0
    after: float = 0.0
    bold: bool = False
    color: str = INK
    line: float = 1.12  # distance of baselines in lines
    keep: bool = False  # on the page of what follows
    right: bool = False
    hanging: float = 0.0  # millimetres


LOOKS = {
    "Normal": _Look(10.0, after=5.0),
    "Title": _Look(17.0, after=4.0, bold=True, line=1.0, keep=True),
    "Subtitle": _Look(10.0, after=8.0, color=QUIET, line=1.0),
    "Heading 1": _Look(12.5, before=14.0, after=5.0, bold=True, line=1.0, keep=True),
    "Caption": _Look(9.5, before=10.0, after=3.0, bold=True, line=1.0, keep=True),
    "List Bullet": _Look(10.0, after=4.0, hanging=5.0),
    "Header": _Look(8.0, color=QUIET, line=1.0),
    "Footer": _Look(8.0, color=QUIET, line=1.0),
    "Begriff": _Look(10.0, after=4.0, hanging=5.0),
    "Bild": _Look(10.0, after=2.0, line=1.0, keep=True),
    "Bildtitel": _Look(8.0, after=2.0, color=QUIET, line=1.0, keep=True),
    "Anmerkung": _Look(8.0, after=1.5, color=QUIET, line=1.0),
    "Tabellentext": _Look(8.5, line=1.0),
    "Tabellenzahl": _Look(8.5, line=1.0, right=True),
    "Tabellenkopf": _Look(8.5, bold=True, line=1.0, keep=True),
}
"""By name; Word translates the names of its own styles."""

OF_WORD = {"Normal", "Title", "Subtitle", "Heading 1", "Caption", "List Bullet", "Header", "Footer"}


def dress(document: Document, density: float, *, own: bool) -> None:
    """Give the document its styles.

    Args:
        density: what the print is multiplied by.
        own: the document comes from no template, every style is ours.
    """
    styles = document.styles
    for name, look in LOOKS.items():
        known = name in styles
        if known and not own:
            continue
        style = styles[name] if known else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=name in OF_WORD)
        assert isinstance(style, ParagraphStyle)
        if not known:
            style.base_style = styles["Normal"]
            style.quick_style = True
        _look(style, look, density)
        if not known and name == "Heading 1":  # a heading for the outline and for readers who hear the page
            put(style.element.get_or_add_pPr(), element("w:outlineLvl", val=0))
    for name in ("Prognose", "Nebenangabe", "Strong"):
        if name not in styles:
            styles.add_style(name, WD_STYLE_TYPE.CHARACTER)
        elif not own:
            continue
        mark = styles[name]
        assert isinstance(mark, CharacterStyle)
        mark.font.italic = name == "Prognose" or None
        mark.font.bold = name == "Strong" or None
        if name == "Nebenangabe":
            mark.font.color.rgb = RGBColor.from_string(QUIET)
    if own:
        subtitle = styles["Subtitle"].element.get_or_add_pPr()
        paragraph_border(subtitle, "bottom", 1.5, ACCENT, 4)
        paragraph_border(styles["Footer"].element.get_or_add_pPr(), "top", 0.5, HAIRLINE, 4)
        tabs = styles["Footer"].paragraph_format.tab_stops
        tabs.clear_all()
    if TABLE not in styles:
        _table_style(styles.add_style(TABLE, WD_STYLE_TYPE.TABLE).element)


def ids(document: Document) -> Mapping[str, str]:
    """Id by name of every style: looking a style up by name each time takes most of a document's time."""
    return {style.name: style.style_id for style in document.styles if style.name}


def speak(document: Document, language: Language) -> None:
    """Language of everything, hyphenation, and the present form of Word's files."""
    locale = LOCALES[language]
    defaults = document.styles.element.find(qn("w:docDefaults"))
    if defaults is not None:
        for properties in defaults.iter(qn("w:rPr")):
            put(properties, element("w:lang", val=locale, eastAsia=locale, bidi="ar-SA"))
    settings: Element = document.settings.element
    put(settings, element("w:themeFontLang", val=locale), AFTER_LANGUAGE)
    put(settings, element("w:autoHyphenation"), (*AFTER_HYPHENATION, *AFTER_LANGUAGE))
    german = language == "de"
    for name, sign in (("w:decimalSymbol", "," if german else "."), ("w:listSeparator", ";" if german else ",")):
        found = settings.find(qn(name))
        if found is not None:
            found.set(qn("w:val"), sign)
    for setting in settings.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")


def _look(style: ParagraphStyle, look: _Look, density: float) -> None:
    font, form = style.font, style.paragraph_format
    properties = style.element.get_or_add_rPr()
    for child in list(properties):
        properties.remove(child)
    if style.name == "Normal":
        put(properties, element("w:rFonts", **{name: FONT for name in ("ascii", "hAnsi", "eastAsia", "cs")}))
    else:
        font.name = FONT
    font.size = Pt(_half(look.size * density))
    font.bold = look.bold
    font.color.rgb = RGBColor.from_string(look.color)
    for old in style.element.get_or_add_pPr().findall(qn("w:pBdr")):
        style.element.pPr.remove(old)
    for old in style.element.pPr.findall(qn("w:contextualSpacing")):
        style.element.pPr.remove(old)
    form.space_before = Pt(_half(look.before * density))
    form.space_after = Pt(_half(look.after * density))
    form.line_spacing = look.line
    form.keep_with_next = look.keep
    form.alignment = WD_ALIGN_PARAGRAPH.RIGHT if look.right else WD_ALIGN_PARAGRAPH.LEFT
    form.widow_control = True
    if look.hanging:
        form.left_indent, form.first_line_indent = Mm(look.hanging), -Mm(look.hanging)


def _half(points: float) -> float:
    """Word counts sizes in half points."""
    return round(2 * points) / 2


def _table_style(style: Element) -> None:
    """Lines above and below, hairlines between rows, no room lost at the sides."""
    properties = element("w:tblPr")
    borders = element("w:tblBorders")
    for side, width, color in (("top", 6, INK), ("bottom", 6, INK), ("insideH", 3, HAIRLINE)):
        borders.append(element(f"w:{side}", val="single", sz=width, space=0, color=color))
    properties.append(borders)
    margins = element("w:tblCellMar")
    beside = round(INSET / 25.4 * 1440)
    for side, room in (("top", 18), ("left", beside), ("bottom", 18), ("right", beside)):
        margins.append(element(f"w:{side}", w=room, type="dxa"))
    properties.append(margins)
    style.append(properties)
    style.set(qn("w:customStyle"), "1")
