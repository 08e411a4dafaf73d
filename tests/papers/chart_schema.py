"""What PowerPoint and Excel expect of a chart: children in the order of the schema, one pair of axes, own numbers.

The order is that of the complex types in ECMA-376 Part 1, DrawingML Charts; an office program repairs or refuses a
file that breaks it, while LibreOffice and python-pptx read it without a word.
"""

from __future__ import annotations

from lxml import etree

CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"

_LABEL = "numFmt spPr txPr dLblPos showLegendKey showVal showCatName showSerName showPercent showBubbleSize separator"
_AXIS = (
    "axId scaling delete axPos majorGridlines minorGridlines title numFmt majorTickMark minorTickMark tickLblPos spPr"
    " txPr crossAx crosses crossesAt"
)
ORDER = {
    name: tuple(children.split())
    for name, children in {
        "chartSpace": "date1904 lang roundedCorners style clrMapOvr pivotSource protection chart spPr txPr"
        " externalData printSettings userShapes extLst",
        "chart": "title autoTitleDeleted pivotFmts view3D floor sideWall backWall plotArea legend plotVisOnly"
        " dispBlanksAs extLst",
        "plotArea": "layout areaChart barChart lineChart catAx dateAx valAx dTable spPr extLst",
        "areaChart": "grouping varyColors ser dLbls dropLines axId extLst",
        "barChart": "barDir grouping varyColors ser dLbls gapWidth overlap serLines axId extLst",
        "lineChart": "grouping varyColors ser dLbls dropLines hiLowLines upDownBars marker smooth axId extLst",
        "areaChart/ser": "idx order tx spPr pictureOptions dPt dLbls trendline errBars cat val extLst",
        "barChart/ser": "idx order tx spPr invertIfNegative pictureOptions dPt dLbls trendline errBars cat val shape"
        " extLst",
        "lineChart/ser": "idx order tx spPr marker dPt dLbls trendline errBars cat val smooth extLst",
        "ser/marker": "symbol size spPr extLst",
        "dLbls": f"dLbl delete {_LABEL} showLeaderLines leaderLines extLst",
        "dLbl": f"idx delete layout tx {_LABEL} extLst",
        "errBars": "errDir errBarType errValType noEndCap plus minus val spPr extLst",
        "strRef": "f strCache extLst",
        "numRef": "f numCache extLst",
        "strCache": "ptCount pt extLst",
        "numCache": "formatCode ptCount pt extLst",
        "catAx": f"{_AXIS} auto lblAlgn lblOffset tickLblSkip tickMarkSkip noMultiLvlLbl extLst",
        "dateAx": f"{_AXIS} auto lblOffset baseTimeUnit majorUnit majorTimeUnit minorUnit minorTimeUnit extLst",
        "valAx": f"{_AXIS} crossBetween majorUnit minorUnit dispUnits extLst",
        "scaling": "logBase orientation max min extLst",
        "title": "tx layout overlay spPr txPr extLst",
        "legend": "legendPos legendEntry layout overlay spPr txPr extLst",
        "legendEntry": "idx delete txPr extLst",
        "manualLayout": "layoutTarget xMode yMode wMode hMode x y w h extLst",
    }.items()
}
"""Children of an element in their order; "parent/child" where it depends on the parent."""

POSITIONS = {
    "areaChart": set(),
    "barChart clustered": {"ctr", "inEnd", "inBase", "outEnd"},
    "barChart stacked": {"ctr", "inEnd", "inBase"},
    "lineChart": {"t", "b", "l", "r", "ctr"},
}
"""Where a label may stand; another place makes PowerPoint repair the file."""


def breaches(xml: bytes) -> list[str]:
    """Where a chart is not what the schema asks for, in words; nothing where all is well."""
    root = etree.fromstring(xml)
    found = [said for element in root.iter() if isinstance(element.tag, str) for said in _order(element)]
    series = root.findall(f".//{CHART}ser")
    for name in ("idx", "order"):
        numbers = [one.find(CHART + name).get("val") for one in series]
        if len(set(numbers)) != len(numbers):
            found.append(f"{name} of two series is the same: {numbers}")
    axes = {axis.find(f"{CHART}axId").get("val"): axis for kind in ("catAx", "dateAx", "valAx")
            for axis in root.iter(CHART + kind)}  # fmt: skip
    for axis in axes.values():
        if axis.find(f"{CHART}crossAx").get("val") not in axes:
            found.append("an axis crosses one that is not there")
    for kind in ("areaChart", "barChart", "lineChart"):
        for group in root.iter(CHART + kind):
            named = [axis.get("val") for axis in group.findall(f"{CHART}axId")]
            if len(named) != 2 or set(named) - set(axes):
                found.append(f"{kind} names the axes {named}, there are {sorted(axes)}")
            grouping = group.find(f"{CHART}grouping").get("val")
            allowed = POSITIONS[kind if kind != "barChart" else f"{kind} {grouping}"]
            places = {place.get("val") for place in group.iter(f"{CHART}dLblPos")}
            found += [f"a label of {kind} {grouping} stands at {place}" for place in sorted(places - allowed)]
    return found


def _order(element: etree._Element) -> list[str]:
    name, parent = etree.QName(element).localname, element.getparent()
    above = "" if parent is None else etree.QName(parent).localname
    known = ORDER.get(f"{above}/{name}", ORDER.get(name) if element.tag.startswith(CHART) else None)
    if known is None:
        return []
    children = [etree.QName(child).localname for child in element if isinstance(child.tag, str)]
    if strange := [child for child in children if child not in known]:
        return [f"{strange} in {name}"]
    places = [known.index(child) for child in children]
    return [] if places == sorted(places) else [f"children of {name} out of order: {children}"]
