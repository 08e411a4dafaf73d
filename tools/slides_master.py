"""The slide master that stands in for a ministry's own: neutral, 16:9, its layouts and placeholders named in German.

    python -m tools.slides_master [FILE]

writes `data/templates/slides.pptx`, the same bytes each time. What a ministry's own has to have stands in
`forecasting/papers/slides/layouts.py`.
"""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from forecasting.base.theme import INK, PAPER, PRINT, SHADE
from forecasting.papers.slides.layouts import DEFAULT, LAYOUTS
from forecasting.reports.charts.looks import COLORS

__all__ = ["build", "main"]

INCH = 914_400
WIDTH, HEIGHT = 12_192_000, 6_858_000  # 16:9
FONT = "Arial"
MAIN = "application/vnd.openxmlformats-officedocument.presentationml"
OFFICE = "application/vnd.openxmlformats-officedocument"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SPACES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    f'xmlns:r="{RELATIONS}" xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
DATE = "2026-01-01T00:00:00Z"  # a file that is always the same bears no date of its own


@dataclass(frozen=True)
class _Place:
    """A placeholder: its kind and number as the format counts, its box in inches, and how it writes."""

    kind: str
    index: int
    box: tuple[float, float, float, float]  # left, top, width, height
    prompt: str
    size: int = 18  # points
    anchor: str = "t"
    bold: bool = False
    align: str = "l"
    color: str = "tx1"
    bullet: bool = False


TITLE = _Place("title", 0, (0.55, 0.34, 12.23, 0.98), "Kernaussage der Folie", 26, "b", True)
SUBTITLE = _Place("body", 13, (0.55, 1.36, 12.23, 0.36), "Gegenstand und Einheit", 14, color="tx2")
CONTENT = (0.55, 1.82, 12.23, 4.24)
SOURCE = _Place("body", 15, (0.55, 6.12, 12.23, 0.80), "Anmerkungen, Quelle, Datenstand", 10, "b", color="tx2")
FOOT = _Place("ftr", 21, (0.55, 7.04, 10.9, 0.3), "", 9, "ctr", color="tx2")
NUMBER = _Place("sldNum", 22, (11.58, 7.04, 1.2, 0.3), "", 10, "ctr", align="r", color="tx2")

PLACES: Mapping[str, Mapping[str, _Place]] = {
    "Titelfolie": {
        "Titel": _Place("ctrTitle", 0, (1.0, 1.7, 11.3, 1.9), "Titel der Unterlage", 36, "b", True),
        "Untertitel": _Place("subTitle", 1, (1.0, 3.8, 11.3, 1.9), "Szenario und Datum", 18, color="tx2"),
    },
    "Diagramm": {
        "Titel": TITLE,
        "Untertitel": SUBTITLE,
        "Diagramm": _Place("chart", 14, CONTENT, "Diagramm"),
        "Quelle": SOURCE,
    },
    "Tabelle": {
        "Titel": TITLE,
        "Untertitel": SUBTITLE,
        "Tabelle": _Place("tbl", 14, CONTENT, "Tabelle"),
        "Quelle": SOURCE,
    },
    "Text": {
        "Titel": TITLE,
        "Text": _Place("body", 1, (0.55, 1.62, 12.23, 5.2), "Text", 20, bullet=True),
    },
}


def main(arguments: list[str] | None = None) -> int:
    """Write the master into the file that is named, otherwise into the project's own."""
    given = sys.argv[1:] if arguments is None else arguments
    file = Path(given[0]) if given else DEFAULT
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(build())
    return 0


def build() -> bytes:
    """A presentation without slides, with master and layouts."""
    names = list(LAYOUTS)
    parts: dict[str, str] = {
        "[Content_Types].xml": _content_types(len(names)),
        "_rels/.rels": _relations(
            ("officeDocument", "ppt/presentation.xml"),
            ("extended-properties", "docProps/app.xml"),
            ("metadata/core-properties", "docProps/core.xml"),
        ),
        "docProps/app.xml": f'{HEAD}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
        'extended-properties"><TotalTime>0</TotalTime></Properties>',
        "docProps/core.xml": _core(),
        "ppt/presentation.xml": _presentation(),
        "ppt/_rels/presentation.xml.rels": _relations(
            ("slideMaster", "slideMasters/slideMaster1.xml"),
            ("theme", "theme/theme1.xml"),
            ("presProps", "presProps.xml"),
            ("viewProps", "viewProps.xml"),
            ("tableStyles", "tableStyles.xml"),
        ),
        "ppt/presProps.xml": f"{HEAD}<p:presentationPr {SPACES}/>",
        "ppt/viewProps.xml": f"{HEAD}<p:viewPr {SPACES}/>",
        "ppt/tableStyles.xml": f'{HEAD}<a:tblStyleLst {SPACES} def="{{5C22544A-7EE6-4342-B048-85BDC9FD1C3A}}"/>',
        "ppt/theme/theme1.xml": _theme(),
        "ppt/slideMasters/slideMaster1.xml": _master(len(names)),
        "ppt/slideMasters/_rels/slideMaster1.xml.rels": _relations(
            *(("slideLayout", f"../slideLayouts/slideLayout{number}.xml") for number in range(1, len(names) + 1)),
            ("theme", "../theme/theme1.xml"),
        ),
    }
    for number, name in enumerate(names, start=1):
        parts[f"ppt/slideLayouts/slideLayout{number}.xml"] = _layout(name)
        parts[f"ppt/slideLayouts/_rels/slideLayout{number}.xml.rels"] = _relations(
            ("slideMaster", "../slideMasters/slideMaster1.xml")
        )
    return _packed(parts)


def _packed(parts: Mapping[str, str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, words in parts.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(entry, words)
    return file.getvalue()


def _relations(*targets: tuple[str, str]) -> str:
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    rows = []
    for number, (kind, target) in enumerate(targets, start=1):
        base = package if kind.startswith("metadata/") else RELATIONS
        rows.append(f'<Relationship Id="rId{number}" Type="{base}/{kind}" Target="{target}"/>')
    return f'{HEAD}<Relationships xmlns="{package}">{"".join(rows)}</Relationships>'


def _content_types(layouts: int) -> str:
    kinds = {
        "/ppt/presentation.xml": f"{MAIN}.presentation.main+xml",
        "/ppt/slideMasters/slideMaster1.xml": f"{MAIN}.slideMaster+xml",
        "/ppt/presProps.xml": f"{MAIN}.presProps+xml",
        "/ppt/viewProps.xml": f"{MAIN}.viewProps+xml",
        "/ppt/tableStyles.xml": f"{MAIN}.tableStyles+xml",
        "/ppt/theme/theme1.xml": f"{OFFICE}.theme+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        "/docProps/app.xml": f"{OFFICE}.extended-properties+xml",
    } | {f"/ppt/slideLayouts/slideLayout{n}.xml": f"{MAIN}.slideLayout+xml" for n in range(1, layouts + 1)}
    rows = "".join(f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in kinds.items())
    return (
        f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType='
        f'"application/vnd.openxmlformats-package.relationships+xml"/>{rows}</Types>'
    )


def _core() -> str:
    space = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
    return (
        f'{HEAD}<cp:coreProperties xmlns:cp="{space}" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f'<dc:title/><dcterms:created xsi:type="dcterms:W3CDTF">{DATE}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{DATE}</dcterms:modified></cp:coreProperties>'
    )


def _presentation() -> str:
    fonts = '<a:latin typeface="+mn-lt"/><a:ea typeface="+mn-ea"/><a:cs typeface="+mn-cs"/>'
    style = (
        '<a:lvl1pPr marL="0" algn="l" rtl="0"><a:defRPr sz="1800" kern="1200"><a:solidFill><a:schemeClr val="tx1"/>'
        f"</a:solidFill>{fonts}</a:defRPr></a:lvl1pPr>"
    )
    return (
        f'{HEAD}<p:presentation {SPACES} saveSubsetFonts="1"><p:sldMasterIdLst><p:sldMasterId id="2147483648" '
        f'r:id="rId1"/></p:sldMasterIdLst><p:sldSz cx="{WIDTH}" cy="{HEIGHT}"/><p:notesSz cx="6858000" '
        f'cy="9144000"/><p:defaultTextStyle><a:defPPr><a:defRPr lang="de-DE"/></a:defPPr>{style}'
        "</p:defaultTextStyle></p:presentation>"
    )


def _theme() -> str:
    hues = {
        "dk1": INK, "lt1": PAPER, "dk2": PRINT, "lt2": SHADE, "accent1": COLORS["need"],
        "accent2": COLORS["appropriation"], "accent3": COLORS["residual"], "accent4": COLORS["shortfall"],
        "accent5": COLORS["base"], "accent6": INK, "hlink": COLORS["need"], "folHlink": PRINT,
    }  # fmt: skip
    colors = "".join(f'<a:{name}><a:srgbClr val="{hue[1:]}"/></a:{name}>' for name, hue in hues.items())
    font = f'<a:latin typeface="{FONT}"/><a:ea typeface=""/><a:cs typeface=""/>'
    solid = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    lines = "".join(f'<a:ln w="{width}">{solid}</a:ln>' for width in (6350, 12700, 19050))
    effects = "<a:effectStyle><a:effectLst/></a:effectStyle>" * 3
    return (
        f'{HEAD}<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="Neutral">'
        f'<a:themeElements><a:clrScheme name="Neutral">{colors}</a:clrScheme><a:fontScheme name="Neutral">'
        f"<a:majorFont>{font}</a:majorFont><a:minorFont>{font}</a:minorFont></a:fontScheme>"
        f'<a:fmtScheme name="Neutral"><a:fillStyleLst>{solid * 3}</a:fillStyleLst><a:lnStyleLst>{lines}'
        f"</a:lnStyleLst><a:effectStyleLst>{effects}</a:effectStyleLst><a:bgFillStyleLst>{solid * 3}"
        "</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>"
    )


def _master(layouts: int) -> str:
    band = _shape(2, "Band", (0, 0, WIDTH / INCH, 0.12), "tx2")
    rule = _shape(3, "Linie", (0.55, 6.99, 12.23, 0.01), "accent5")
    body = _Place("body", 1, (0.55, 1.62, 12.23, 5.2), "Text", 20, bullet=True)
    places = {"Titel": TITLE, "Text": body, "Fußzeile": FOOT, "Foliennummer": NUMBER}
    shapes = "".join(_place(4 + number, name, place) for number, (name, place) in enumerate(places.items()))
    listed = "".join(
        f'<p:sldLayoutId id="{2147483649 + number}" r:id="rId{number + 1}"/>' for number in range(layouts)
    )
    title = _level(TITLE, "+mj-lt")
    return (
        f'{HEAD}<p:sldMaster {SPACES}><p:cSld><p:bg><p:bgPr><a:solidFill><a:schemeClr val="bg1"/></a:solidFill>'
        f"<a:effectLst/></p:bgPr></p:bg>{_tree(band + rule + shapes)}</p:cSld>"
        '<p:clrMap bg1="lt1" tx1="dk1" bg2="lt2" tx2="dk2" accent1="accent1" accent2="accent2" accent3="accent3" '
        'accent4="accent4" accent5="accent5" accent6="accent6" hlink="hlink" folHlink="folHlink"/>'
        f"<p:sldLayoutIdLst>{listed}</p:sldLayoutIdLst><p:txStyles><p:titleStyle>{title}</p:titleStyle>"
        f"<p:bodyStyle>{_level(body, '+mn-lt')}</p:bodyStyle>"
        f"<p:otherStyle>{_level(_Place('body', 0, CONTENT, ''), '+mn-lt')}</p:otherStyle></p:txStyles></p:sldMaster>"
    )


def _layout(name: str) -> str:
    places = dict(PLACES[name]) | {"Fußzeile": FOOT, "Foliennummer": NUMBER}
    shapes = "".join(_place(2 + number, label, place) for number, (label, place) in enumerate(places.items()))
    if name == "Titelfolie":
        shapes = _shape(90, "Balken", (0.55, 1.7, 0.12, 4.0), "accent1") + shapes
    return (
        f'{HEAD}<p:sldLayout {SPACES} preserve="1" userDrawn="1"><p:cSld name="{name}">{_tree(shapes)}</p:cSld>'
        "<p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr></p:sldLayout>"
    )


def _tree(shapes: str) -> str:
    return (
        '<p:spTree><p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr><a:xfrm>'
        '<a:off x="0" y="0"/><a:ext cx="0" cy="0"/><a:chOff x="0" y="0"/><a:chExt cx="0" cy="0"/></a:xfrm>'
        f"</p:grpSpPr>{shapes}</p:spTree>"
    )


def _box(box: tuple[float, float, float, float]) -> str:
    left, top, width, height = (round(INCH * length) for length in box)
    return f'<a:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'


def _shape(number: int, name: str, box: tuple[float, float, float, float], color: str) -> str:
    """A filled rectangle that belongs to the master's looks; programs that read aloud pass it over."""
    ornament = (
        '<a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}"><adec:decorative xmlns:adec='
        '"http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/></a:ext>'
    )
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="{name}"><a:extLst>{ornament}</a:extLst></p:cNvPr>'
        f'<p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr><p:spPr>{_box(box)}'
        f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:solidFill><a:schemeClr val="{color}"/></a:solidFill>'
        "<a:ln><a:noFill/></a:ln></p:spPr><p:txBody><a:bodyPr/><a:lstStyle/><a:p><a:endParaRPr/></a:p></p:txBody></p:sp>"
    )


def _place(number: int, name: str, place: _Place) -> str:
    kind = f'type="{place.kind}"' + (f' idx="{place.index}"' if place.index else "")
    content = f'<a:r><a:rPr lang="de-DE"/><a:t>{escape(place.prompt)}</a:t></a:r>'
    if place.kind == "sldNum":
        content = (
            '<a:fld id="{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}" type="slidenum"><a:rPr lang="de-DE"/><a:t>‹Nr.›</a:t>'
            "</a:fld>"
        )
    elif place.kind == "ftr":
        content = '<a:endParaRPr lang="de-DE"/>'
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="{name}"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>'
        f'<p:nvPr><p:ph {kind}/></p:nvPr></p:nvSpPr><p:spPr>{_box(place.box)}<a:prstGeom prst="rect"><a:avLst/>'
        f'</a:prstGeom></p:spPr><p:txBody><a:bodyPr vert="horz" wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" '
        f'rtlCol="0" anchor="{place.anchor}"><a:noAutofit/></a:bodyPr><a:lstStyle>{_level(place, "")}</a:lstStyle>'
        f"<a:p>{content}</a:p></p:txBody></p:sp>"
    )


def _level(place: _Place, font: str) -> str:
    """The first level of a text: its indent, mark, size, colour, and font unless it is inherited."""
    indent = 'marL="266700" indent="-266700"' if place.bullet else 'marL="0" indent="0"'
    mark = '<a:buFont typeface="Arial"/><a:buChar char="•"/>' if place.bullet else "<a:buNone/>"
    gap = f'<a:spcBef><a:spcPts val="{600 if place.bullet else 0}"/></a:spcBef>'
    face = f'<a:latin typeface="{font}"/><a:ea typeface="+mn-ea"/><a:cs typeface="+mn-cs"/>' if font else ""
    return (
        f'<a:lvl1pPr {indent} algn="{place.align}" rtl="0">{gap}{mark}<a:defRPr sz="{100 * place.size}" '
        f'b="{int(place.bold)}" kern="1200"><a:solidFill><a:schemeClr val="{place.color}"/></a:solidFill>{face}'
        "</a:defRPr></a:lvl1pPr>"
    )


if __name__ == "__main__":
    sys.exit(main())
