"""The parts of a chart as office programs write them: fills, lines, series, labels, axes.

python-pptx has no charts that combine kinds, so charts are written here whole: areas or columns, and lines over them
on the same axes. Colours are those of the master's theme, so that a chart follows another master.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal
from xml.sax.saxutils import escape

from forecasting.papers.native.sheet import Sheet, month_serial

__all__ = [
    "Axis", "Label", "Mark", "Palette", "Shape", "chart_space", "fill", "line", "no_fill", "pattern",
]  # fmt: skip

SPACES = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
CATEGORY_AXIS, VALUE_AXIS = 111_111_111, 222_222_222
POINT = 12_700  # EMU
HOLLOW = 2.0  # points, the edge of a mark that nothing fills

Drawing = Literal["area", "bar", "line"]

NO_LEADERS = (
    '<c:extLst><c:ext uri="{CE6537A1-D6FC-4f65-9D91-7224C49458BB}" '
    'xmlns:c15="http://schemas.microsoft.com/office/drawing/2012/chart"><c15:showLeaderLines val="0"/></c:ext>'
    "</c:extLst>"
)
"""No line from a label to its point."""

GROUND = '<a:solidFill><a:schemeClr val="bg1"><a:alpha val="80000"/></a:schemeClr></a:solidFill>'
"""What stands behind a number: nearly the ground, so that a mark below it can still be seen."""


@dataclass(frozen=True)
class Palette:
    """What stands for a hue: a colour of the theme, or the project's own where the theme's would not be legible."""

    colors: Mapping[str, str]  # hue: "accent1" or "#0072B2"

    def xml(self, hue: str, *, opacity: float = 1.0, dark: bool = False) -> str:
        """A colour, as fill of a shape, line or text."""
        name = self.colors.get(hue, hue)
        changes = '<a:lumMod val="60000"/>' if dark else ""
        changes += f'<a:alpha val="{round(100_000 * opacity)}"/>' if opacity < 1.0 else ""
        if name.startswith("#"):
            return f'<a:srgbClr val="{name[1:]}">{changes}</a:srgbClr>'
        return f'<a:schemeClr val="{name}">{changes}</a:schemeClr>'


@dataclass(frozen=True)
class Label:
    """Words or a number at one point of a series."""

    point: int
    words: str = ""  # lines apart by "\n"; empty: the value itself
    position: str = "r"  # r, l, t, b, ctr
    right: float = 0.0  # moved by that share of the chart's width
    down: float = 0.0  # and of its height
    color: str = '<a:schemeClr val="tx1"/>'
    bold: bool = False
    ground: bool = False  # lightens what runs through it: a number that a line crosses reads as struck out


@dataclass(frozen=True)
class Mark:
    """The sign at each point of a line."""

    symbol: str = "none"  # circle, diamond, dash, none
    size: int = 7
    color: str = ""  # inside; empty: hollow
    edge: str = ""  # empty: as inside

    @property
    def rise(self) -> float:
        """From its middle to its upper edge, points; a dash is as thick as a sixth of its width at most."""
        return self.size / (6 if self.symbol == "dash" else 2)


@dataclass(frozen=True)
class Shape:
    """One series as it is drawn."""

    kind: Drawing
    column: int  # of the sheet
    looks: str  # fill and line, see `fill`, `line`
    mark: Mark = field(default_factory=Mark)
    labels: tuple[Label, ...] = ()
    values: bool = False  # every point shows its value
    value_code: str = "General"
    value_position: str = "outEnd"
    drop: str = ""  # a line from the point down to the axis
    listed: bool = False  # in the legend


@dataclass(frozen=True)
class Axis:
    """The value axis, and how often the other one is labelled.

    Where the numbers follow inputs its upper end and its steps are left to the program.
    """

    low: float
    high: float
    step: float
    code: str
    unit: str
    follows: bool = False
    category_code: str = "General"
    first_month: str = ""
    last_month: str = ""
    every: int = 1  # category that is labelled


def no_fill() -> str:
    """Neither fill nor line."""
    return "<a:noFill/><a:ln><a:noFill/></a:ln>"


def fill(color: str, *, edge: str = "", width: float = 0.75) -> str:
    """A plain fill, with an edge where one is given."""
    return f"<a:solidFill>{color}</a:solidFill>{_stroke(edge, width) if edge else '<a:ln><a:noFill/></a:ln>'}"


def pattern(color: str, *, width: float = 1.0) -> str:
    """Diagonal hatching on white, with an edge: an uncovered need."""
    return (
        f'<a:pattFill prst="wdUpDiag"><a:fgClr>{color}</a:fgClr><a:bgClr><a:schemeClr val="bg1"/></a:bgClr>'
        f"</a:pattFill>{_stroke(color, width)}"
    )


def line(color: str, *, width: float = 2.25, dash: str = "solid") -> str:
    """A line of that width, points."""
    return _stroke(color, width, dash)


def _stroke(color: str, width: float, dash: str = "solid") -> str:
    return (
        f'<a:ln w="{round(POINT * width)}" cap="flat"><a:solidFill>{color}</a:solidFill><a:prstDash val="{dash}"/>'
        "<a:round/></a:ln>"
    )


def chart_space(
    sheet: Sheet,
    shapes: Sequence[Shape],
    axis: Axis,
    *,
    plot: tuple[float, float, float, float],
    gap: int,
    clustered: bool,
    size: float,
    font: str,
    language: str,
) -> bytes:
    """The whole chart.

    Args:
        shapes: from the bottom to the top; all areas, then columns, then lines.
        plot: left, top, width and height of the inside of the axes, shares of the chart.
        gap: between columns, percent of a column.
        size: of all words, points.
        font: of all words; empty: that of the theme.
    """
    groups = []
    numbered = list(enumerate(shapes))
    for kind in ("area", "bar", "line"):
        ours = [(number, shape) for number, shape in numbered if shape.kind == kind]
        if ours:
            series = "".join(_series(sheet, number, shape, language) for number, shape in ours)
            groups.append(_group(kind, series, gap, clustered))
    left, top, width, height = plot
    layout = (
        '<c:layout><c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
        f'<c:x val="{left:.5f}"/><c:y val="{top:.5f}"/><c:w val="{width:.5f}"/><c:h val="{height:.5f}"/>'
        "</c:manualLayout></c:layout>"
    )
    face = f'<a:latin typeface="{escape(font)}"/>' if font else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<c:chartSpace {SPACES}><c:date1904 val="0"/>'
        f'<c:lang val="{language}"/><c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/><c:plotArea>'
        f"{layout}{''.join(groups)}{_category_axis(sheet, axis)}{_value_axis(axis, language)}"
        f"<c:spPr><a:noFill/></c:spPr></c:plotArea>{_legend(shapes)}"
        '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart><c:spPr><a:noFill/><a:ln><a:noFill/></a:ln>'
        f'</c:spPr><c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="{round(100 * size)}"><a:solidFill>'
        f'<a:schemeClr val="tx1"/></a:solidFill>{face}</a:defRPr></a:pPr><a:endParaRPr lang="{language}"/></a:p>'
        "</c:txPr></c:chartSpace>"
    ).encode()


def _group(kind: str, series: str, gap: int, clustered: bool) -> str:
    axes = f'<c:axId val="{CATEGORY_AXIS}"/><c:axId val="{VALUE_AXIS}"/>'
    if kind == "area":
        body = f'<c:grouping val="stacked"/><c:varyColors val="0"/>{series}{axes}'
    elif kind == "bar":
        grouping, overlap = ("clustered", -5) if clustered else ("stacked", 100)
        body = (
            f'<c:barDir val="col"/><c:grouping val="{grouping}"/><c:varyColors val="0"/>{series}'
            f'<c:gapWidth val="{gap}"/><c:overlap val="{overlap}"/>{axes}'
        )
    else:
        body = f'<c:grouping val="standard"/><c:varyColors val="0"/>{series}<c:marker val="1"/>{axes}'
    return f"<c:{kind}Chart>{body}</c:{kind}Chart>"


def _series(sheet: Sheet, number: int, shape: Shape, language: str) -> str:
    """One series with its values as they stand in the sheet."""
    column = sheet.columns[shape.column]
    title = (
        f'<c:tx><c:strRef><c:f>{sheet.head_reference(shape.column)}</c:f><c:strCache><c:ptCount val="1"/>'
        f'<c:pt idx="0"><c:v>{escape(column.head)}</c:v></c:pt></c:strCache></c:strRef></c:tx>'
    )
    points = "".join(
        f'<c:pt idx="{place}"><c:v>{value!r}</c:v></c:pt>'
        for place, value in enumerate(column.values) if value is not None
    )  # fmt: skip
    values = (
        f"<c:val><c:numRef><c:f>{sheet.reference(shape.column)}</c:f><c:numCache><c:formatCode>General"
        f'</c:formatCode><c:ptCount val="{len(column.values)}"/>{points}</c:numCache></c:numRef></c:val>'
    )
    labels = _labels(shape, language)
    if shape.kind == "line":
        middle = f"{_marker(shape.mark)}{labels}{_drop(shape.drop)}"
        end = '<c:smooth val="0"/>'
    else:
        middle = ('<c:invertIfNegative val="0"/>' if shape.kind == "bar" else "") + labels
        end = ""
    return (
        f'<c:ser><c:idx val="{number}"/><c:order val="{number}"/>{title}<c:spPr>{shape.looks}</c:spPr>{middle}'
        f"{_categories(sheet)}{values}{end}</c:ser>"
    )


def _categories(sheet: Sheet) -> str:
    count = f'<c:ptCount val="{len(sheet.categories)}"/>'
    if sheet.months:
        points = "".join(
            f'<c:pt idx="{place}"><c:v>{month_serial(month)}</c:v></c:pt>'
            for place, month in enumerate(sheet.categories)
        )
        cache = f"<c:numCache><c:formatCode>mmm\\ yyyy</c:formatCode>{count}{points}</c:numCache>"
        return f"<c:cat><c:numRef><c:f>{sheet.reference(-1)}</c:f>{cache}</c:numRef></c:cat>"
    points = "".join(
        f'<c:pt idx="{place}"><c:v>{escape(words)}</c:v></c:pt>' for place, words in enumerate(sheet.categories)
    )
    cache = f"<c:strCache>{count}{points}</c:strCache>"
    return f"<c:cat><c:strRef><c:f>{sheet.reference(-1)}</c:f>{cache}</c:strRef></c:cat>"


def _marker(mark: Mark) -> str:
    if mark.symbol == "none":
        return '<c:marker><c:symbol val="none"/></c:marker>'
    inside = f"<a:solidFill>{mark.color}</a:solidFill>" if mark.color else "<a:noFill/>"
    edge = _stroke(mark.edge or mark.color, 1.0 if mark.color else HOLLOW)
    looks = f'<c:symbol val="{mark.symbol}"/><c:size val="{mark.size}"/><c:spPr>{inside}{edge}</c:spPr>'
    return f"<c:marker>{looks}</c:marker>"


def _drop(color: str) -> str:
    """A thin line from each point of the series down to the axis."""
    if not color:
        return ""
    return (
        '<c:errBars><c:errDir val="y"/><c:errBarType val="minus"/><c:errValType val="percentage"/>'
        f'<c:noEndCap val="1"/><c:val val="100"/><c:spPr>{_stroke(color, 1.0, "sysDot")}</c:spPr></c:errBars>'
    )


def _labels(shape: Shape, language: str) -> str:
    if not shape.labels and not shape.values:
        return ""
    shown = "".join(_label(label, shape, language) for label in sorted(shape.labels, key=lambda one: one.point))
    looks = f"<c:spPr>{no_fill()}</c:spPr>"
    if not shape.values:
        return f"<c:dLbls>{shown}{looks}{_shows(False)}{NO_LEADERS}</c:dLbls>"
    return (
        f'<c:dLbls>{shown}<c:numFmt formatCode="{escape(shape.value_code, {chr(34): "&quot;"})}" sourceLinked="0"/>'
        f'<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr><c:dLblPos val="{shape.value_position}"/>'
        f"{_shows(True)}{NO_LEADERS}</c:dLbls>"
    )


def _label(label: Label, shape: Shape, language: str) -> str:
    layout = "<c:layout/>"
    if label.right or label.down:
        layout = (
            f'<c:layout><c:manualLayout><c:x val="{label.right:.5f}"/><c:y val="{label.down:.5f}"/>'
            "</c:manualLayout></c:layout>"
        )
    ground = GROUND if label.ground else "<a:noFill/>"
    looks = f"<c:spPr>{ground}<a:ln><a:noFill/></a:ln></c:spPr>"
    bold = f' b="{int(label.bold)}"'
    body = '<a:bodyPr wrap="none" lIns="38100" tIns="19050" rIns="38100" bIns="19050" anchor="ctr"/><a:lstStyle/>'
    paint = f"<a:solidFill>{label.color}</a:solidFill>"
    align = {"r": ' algn="l"', "l": ' algn="r"'}.get(label.position, "")
    if label.words:
        rows = "".join(
            f"<a:p><a:pPr{align}><a:defRPr{bold}>{paint}</a:defRPr></a:pPr><a:r>"
            f'<a:rPr lang="{language}"{bold}>{paint}</a:rPr><a:t>{escape(words)}</a:t></a:r></a:p>'
            for words in label.words.split("\n")
        )
        content = f"<c:tx><c:rich>{body}{rows}</c:rich></c:tx>{looks}"
    else:
        code = escape(shape.value_code, {'"': "&quot;"})
        content = (
            f'<c:numFmt formatCode="{code}" sourceLinked="0"/>{looks}<c:txPr>{body}<a:p><a:pPr><a:defRPr{bold}>'
            f'{paint}</a:defRPr></a:pPr><a:endParaRPr lang="{language}"/></a:p></c:txPr>'
        )
    return (
        f'<c:dLbl><c:idx val="{label.point}"/>{layout}{content}<c:dLblPos val="{label.position}"/>{_shows(True)}'
        "</c:dLbl>"
    )


def _shows(value: bool) -> str:
    return (
        f'<c:showLegendKey val="0"/><c:showVal val="{int(value)}"/><c:showCatName val="0"/><c:showSerName val="0"/>'
        '<c:showPercent val="0"/><c:showBubbleSize val="0"/>'
    )


def _category_axis(sheet: Sheet, axis: Axis) -> str:
    kind = "dateAx" if sheet.months else "catAx"
    reach = '<c:scaling><c:orientation val="minMax"/>'
    if sheet.months:
        low, high = month_serial(axis.first_month), month_serial(axis.last_month)
        reach += f'<c:max val="{high}"/><c:min val="{low}"/>'
    rule = f"<c:spPr>{_stroke('<a:schemeClr val=' + chr(34) + 'tx2' + chr(34) + '/>', 1.0)}</c:spPr>"
    common = (
        f'<c:axId val="{CATEGORY_AXIS}"/>{reach}</c:scaling><c:delete val="0"/><c:axPos val="b"/>'
        f'<c:numFmt formatCode="{escape(axis.category_code)}" sourceLinked="0"/><c:majorTickMark val="out"/>'
        f'<c:minorTickMark val="none"/><c:tickLblPos val="low"/>{rule}<c:crossAx val="{VALUE_AXIS}"/>'
        '<c:crosses val="autoZero"/>'
    )
    if sheet.months:
        years = max(1, axis.every // 12)
        end = (
            '<c:auto val="0"/><c:lblOffset val="100"/><c:baseTimeUnit val="months"/>'
            f'<c:majorUnit val="{years}"/><c:majorTimeUnit val="years"/>'
        )
    else:
        end = (
            '<c:auto val="0"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/>'
            f'<c:tickLblSkip val="{axis.every}"/><c:tickMarkSkip val="{axis.every}"/><c:noMultiLvlLbl val="1"/>'
        )
    return f"<c:{kind}>{common}{end}</c:{kind}>"


def _value_axis(axis: Axis, language: str) -> str:
    grid = '<a:schemeClr val="tx2"><a:lumMod val="20000"/><a:lumOff val="80000"/></a:schemeClr>'
    title = (
        '<c:title><c:tx><c:rich><a:bodyPr rot="0" vert="horz"/><a:lstStyle/><a:p><a:pPr><a:defRPr b="0"/></a:pPr>'
        f'<a:r><a:rPr lang="{language}" b="0"><a:solidFill><a:schemeClr val="tx2"/></a:solidFill></a:rPr><a:t>'
        f'{escape(axis.unit)}</a:t></a:r></a:p></c:rich></c:tx><c:layout><c:manualLayout><c:xMode val="edge"/>'
        '<c:yMode val="edge"/><c:x val="0.002"/><c:y val="0.002"/></c:manualLayout></c:layout>'
        '<c:overlay val="1"/></c:title>'
    )
    end = "" if axis.follows else f'<c:max val="{axis.high!r}"/>'
    step = "" if axis.follows else f'<c:majorUnit val="{axis.step!r}"/>'
    return (
        f'<c:valAx><c:axId val="{VALUE_AXIS}"/><c:scaling><c:orientation val="minMax"/>{end}'
        f'<c:min val="{axis.low!r}"/></c:scaling><c:delete val="0"/><c:axPos val="l"/><c:majorGridlines><c:spPr>'
        f'{_stroke(grid, 0.75)}</c:spPr></c:majorGridlines>{title}<c:numFmt formatCode="{escape(axis.code)}" '
        'sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>'
        f'<c:spPr><a:ln><a:noFill/></a:ln></c:spPr><c:crossAx val="{CATEGORY_AXIS}"/><c:crosses val="min"/>'
        f'<c:crossBetween val="{"midCat" if axis.first_month else "between"}"/>{step}</c:valAx>'
    )


def _legend(shapes: Sequence[Shape]) -> str:
    """A legend of the shapes that ask for one; without such no legend."""
    if not any(shape.listed for shape in shapes):
        return ""
    hidden = "".join(
        f'<c:legendEntry><c:idx val="{number}"/><c:delete val="1"/></c:legendEntry>'
        for number, shape in enumerate(shapes) if not shape.listed
    )  # fmt: skip
    return f'<c:legend><c:legendPos val="t"/>{hidden}<c:overlay val="0"/></c:legend>'
