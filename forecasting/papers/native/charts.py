"""Charts that an office program draws itself: forecast fan, intervals, stacks, columns, bridge.

Observed and decided is solid, the forecast dashed, an uncovered need hatched. Where a line or an interval ends its
name stands beside it. Neighbouring fills differ in lightness, so that a grey print tells them apart.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from forecasting.base.format import Formats
from forecasting.base.periods import month_label, parse_month
from forecasting.base.text import Texts
from forecasting.papers.layout.axis_steps import scale
from forecasting.papers.native.board import PLOT, WIDEST_MARK, Board, half_column, labelled, plot_box, tick_code
from forecasting.papers.native.sheet import Column, Sheet, date_code, number_code
from forecasting.papers.native.xml import (
    Axis,
    Label,
    Mark,
    Palette,
    Shape,
    chart_space,
    fill,
    line,
    no_fill,
    pattern,
)
from forecasting.reports.charts.record import Chart, Series, axis_end
from forecasting.reports.typeface import Face

__all__ = ["BANDS", "BARS", "drawn"]

BANDS: Mapping[str, float] = {"80": 0.42, "50": 0.70}
"""Opacity of an interval in the hue of its chart: the widest is the lightest."""

BARS: Mapping[str, float] = {"appropriation": 0.80, "residual": 0.40, "base": 0.15}
"""Opacity of fills that would be as dark as their neighbour; they have an edge in full colour, the rest is plain."""

PALE = 0.3
"""Share of the opacity that is left where nobody decided the amount."""

ENDS = ("low80", "low50", "high50", "high80")
WHITE, GREY = '<a:schemeClr val="bg1"/>', '<a:schemeClr val="tx2"/>'
RING = 11  # points, round a mark of what is needed
MOST_VALUES = 24  # columns of a chart that show their values
LEAST_MARGIN = 60.0  # points beside the plot
MOST_YEARS = 22  # on an axis of months that are all named


def drawn(
    chart: Chart,
    *,
    palette: Palette,
    text: Texts,
    face: Face,
    width: float,
    height: float,
    size: float,
    name: str,
    top: int = 0,
    font: str = "",
    follows: bool = False,
) -> tuple[bytes, Sheet]:
    """The chart's XML, and the numbers that it reads where they are to be written.

    Args:
        face: that its words are measured in.
        width: of the chart, points; with the height it decides where names stand.
        size: of all words, points.
        name: of the sheet with its numbers.
        top: rows above the numbers in their sheet.
        font: of its words; empty: that of the theme.
        follows: the numbers follow inputs, so that the end of the axis does as well.
    Raises:
        ValueError: a series has not one value per category, or the kind needs a role that is missing.
    """
    for series in chart.series:
        if len(series.values) != len(chart.categories):
            raise ValueError(
                f"{series.name!r} has {len(series.values)} values for {len(chart.categories)} categories"
            )
    board = Board(chart, palette, text, face, width, size, top)
    board.columns += [Column(series.name, series.values) for series in chart.series]
    months = chart.kind == "fan"
    axis = replace(KINDS[chart.kind](board), follows=follows)
    sheet = Sheet(
        name=name,
        corner=text("reports.chart.head_month" if months else f"papers.pptx.corner_{chart.kind}"),
        categories=chart.categories,
        columns=tuple(board.columns),
        months=months,
        digits=chart.digits,
        top=top,
    )
    plot = plot_box(board, axis, width, height)
    xml = chart_space(
        sheet,
        labelled(board, axis, plot, height),
        axis,
        plot=plot,
        gap=board.gap,
        clustered=chart.kind == "columns",
        size=size,
        font=font,
        language="de-DE" if text.language == "de" else "en-GB",
    )
    return xml, sheet


def _fan(board: Board) -> Axis:
    """Stacked differences of the quantiles on a base that is not seen; past, median and base scenario over them."""
    chart, palette = board.chart, board.palette
    by_role = {series.role: place for place, series in enumerate(chart.series)}
    if "median" not in by_role:
        raise ValueError("a fan needs a median")
    last = len(chart.categories) - 1
    middle = chart.series[by_role["median"]]
    first = next(row for row, value in enumerate(middle.values) if value is not None)
    low, high, step = scale(0.0, axis_end(chart.reach))
    _bands(board, "area", fan=True)
    for place, series in enumerate(chart.series):
        hue = palette.xml(series.hue, dark=True)
        if series.role.startswith("high"):
            _name_level(board, place, series)
        elif series.role == "base":
            board.name(Shape("line", place, line(palette.xml("base"), width=1.25)), series.name, row=last)
        elif series.role == "past":
            board.put(Shape("line", place, line(hue, dash="sysDot" if series.hatched else "solid")))
        elif series.role == "median":
            shape = Shape("line", _joined(board, place, first), line(hue, dash="dash"))
            board.name(shape, series.name, row=last, color=hue)
        elif series.role in ("mark", "ring", "level"):
            board.name(Shape("line", place, line(hue, width=1.75)), series.name, row=_last(series))
    _origin(board, first, high)
    start, end = parse_month(chart.categories[0]), parse_month(chart.categories[-1])
    return Axis(
        low, high, step, tick_code(board, low, step), chart.unit,
        category_code=date_code("yyyy", board.text.language), first_month=month_label(start - start % 12),
        last_month=month_label(end), every=12 * (1 + (end - start) // (12 * MOST_YEARS)),
    )  # fmt: skip


def _ranges(board: Board) -> Axis:
    """Intervals by year as stacked differences; the median a mark with its value beside it; levels and marks."""
    chart, palette = board.chart, board.palette
    low, high, step = scale(0.0, axis_end(chart.reach))
    axis = Axis(low, high, step, tick_code(board, low, step), chart.unit)
    _bands(board, "bar", fan=False)
    for place, series in enumerate(chart.series):
        if series.role.startswith("high"):
            _name_level(board, place, series)
        elif series.role != "median":
            _over(board, place, series)
    for place, series in enumerate(chart.series):
        if series.role == "median":
            hue = palette.xml(series.hue, dark=True)
            aside = -half_column(board, axis, (0.0, 0.0, PLOT, 1.0))
            values = tuple(Label(row, "", "l", aside, bold=True, color=hue, ground=True)
                           for row, value in enumerate(series.values) if value is not None)  # fmt: skip
            code = number_code(chart.digits, board.text.language)
            board.put(Shape("line", place, no_fill(), Mark("circle", 9, hue, WHITE), values, value_code=code))
            end = _last(series)
            value = series.values[end]
            if value is not None:
                board.name_at(series.name, row=end, height=value, formula=f"={board.cell(place, end)}")
    return axis


def _stack(board: Board) -> Axis:
    """Parts of a sum upon each other, with the sum above; an uncovered one hatched; marks and levels over them.

    What does not end in the last column is named in a legend.
    """
    chart = board.chart
    rows = range(len(chart.categories))
    bars = [place for place, series in enumerate(chart.series) if series.role == "bar"]
    below = [0.0 for _ in rows]
    named = {place for place in bars if (chart.series[place].values[-1] or 0.0) > 0}
    shown = {place for place in bars if any(chart.series[place].values)}
    beside = shown == named  # every part ends in the last column, where its name can stand
    names: list[tuple[str, float, str]] = []
    for number, place in enumerate(bars):
        series = chart.series[place]
        board.put(Shape("bar", place, _bar_looks(board.palette, series), listed=place in shown and not beside))
        if place in named:
            under = "".join(f"{board.cell(other, rows[-1])}+" for other in bars[:number])
            formula = f"={under}{board.cell(place, rows[-1])}/2"
            names.append((series.name, below[-1] + (series.values[-1] or 0.0) / 2, formula))
        below = [low + (value or 0.0) for low, value in zip(below, series.values, strict=True)]
    for place, series in enumerate(chart.series):
        if series.role != "bar":
            _over(board, place, series)
    if beside:
        for name, height, formula in names:
            board.name_at(name, row=rows[-1], height=height, formula=formula)
    if len(bars) > 1:
        sums = ["=" + "+".join(board.cell(place, row) for place in bars) for row in rows]
        column = board.helper(board.text("papers.pptx.helper_sum"), below, sums)
        code = number_code(chart.digits, board.text.language)
        values = tuple(Label(row, "", "t", bold=True, ground=True) for row in rows)
        board.put(Shape("line", column, no_fill(), labels=values, value_code=code))
    lines = [value for series in chart.series if series.role != "bar" for value in series.values if value is not None]
    low, high, step = scale(min([0.0, *lines]), 1.1 * max([*below, *lines, 0.0]))
    return Axis(low, high, step, tick_code(board, low, step), chart.unit)


def _columns(board: Board) -> Axis:
    """Columns beside each other with their values above; marks and levels over them."""
    chart, palette = board.chart, board.palette
    bars = [place for place, series in enumerate(chart.series) if series.role in ("bar", "past", "median")]
    few = len(bars) * len(chart.categories) <= MOST_VALUES
    code = number_code(chart.digits, board.text.language)
    for place in bars:
        series = chart.series[place]
        looks = _bar_looks(palette, series)
        board.put(Shape("bar", place, looks, values=few, value_code=code, listed=len(bars) > 1))
    for place, series in enumerate(chart.series):
        if place not in bars:
            _over(board, place, series)
    values = [value for series in chart.series for value in series.values if value is not None]
    low, high, step = scale(1.1 * min([0.0, *values]), 1.1 * max([0.0, *values]))
    return Axis(low, high, step, tick_code(board, low, step), chart.unit)


def _bridge(board: Board) -> Axis:
    """Steps from one amount to the next: each hangs where the last one ended, a total stands on the axis."""
    chart, palette, text = board.chart, board.palette, board.text
    steps = [value or 0.0 for value in chart.series[0].values]
    total = [category in chart.totals for category in chart.categories]
    ends: list[tuple[float, float]] = []
    level = 0.0
    for step, stands in zip(steps, total, strict=True):
        start = 0.0 if stands else level
        level = start + step
        ends.append((start, level))
    rows = range(len(steps))
    board.put(
        Shape("bar", board.helper(text("papers.pptx.helper_base"), [_inner(*pair) for pair in ends]), no_fill())
    )
    hues = chart.series[0].hues or (chart.series[0].hue,) * len(steps)
    kinds = [(_step_kind(steps[row], total[row]), hues[row]) for row in rows]
    for kind, hue in dict.fromkeys(kinds):
        look = (
            fill(palette.xml(hue)) if kind != "fall" else fill(palette.xml(hue, opacity=0.35), edge=palette.xml(hue))
        )
        for sign, suffix in ((1, ""), (-1, f" {text('papers.pptx.helper_below')}")):
            parts = [_outer(*ends[row], sign) if kinds[row] == (kind, hue) else None for row in rows]
            if any(parts):
                board.put(Shape("bar", board.helper(text(f"papers.pptx.helper_{kind}") + suffix, parts), look))
    formats = Formats(text.language)
    printed = chart.series[0].printed or [_signed(steps[row], chart.digits, total[row], formats) for row in rows]
    labels = tuple(Label(row, printed[row], "t", bold=total[row]) for row in rows)
    column = board.helper(text("papers.pptx.helper_top"), [max(0.0, *pair) for pair in ends])
    board.put(Shape("line", column, no_fill(), labels=labels))
    reach = [height for pair in ends for height in pair]
    low, high, step = scale(1.05 * min(0.0, *reach), 1.12 * max(0.0, *reach))
    return Axis(low, high, step, tick_code(board, low, step), chart.unit)


KINDS: Mapping[str, Callable[[Board], Axis]] = {
    "fan": _fan, "ranges": _ranges, "stack": _stack, "columns": _columns, "bridge": _bridge,
}  # fmt: skip


def _bands(board: Board, kind: str, *, fan: bool) -> None:
    """The intervals as differences on an unseen base; that of a fan lies on the past, so that the fan opens there."""
    chart = board.chart
    by_role = {series.role: place for place, series in enumerate(chart.series)}
    ends = [by_role[role] for role in ENDS if role in by_role]
    if not ends:
        return
    rows = range(len(chart.categories))
    sources: list[int | None] = []
    for row in rows:
        known = chart.series[ends[0]].values[row] is not None
        sources.append(ends[0] if known else _past_at(chart, row) if fan else None)
    base = [None if source is None else chart.series[source].values[row] for row, source in enumerate(sources)]
    formulas = ["" if source is None else f"={board.cell(source, row)}" for row, source in enumerate(sources)]
    column = board.helper(board.text("papers.pptx.helper_base"), base, formulas)
    board.put(_filled(kind, column, no_fill()))
    for lower, upper in zip(ends, ends[1:], strict=False):
        below, above = chart.series[lower], chart.series[upper]
        widths: list[float | None] = []
        formulas = []
        for row in rows:
            start, end = below.values[row], above.values[row]
            if start is None or end is None:  # closed where only the past is known
                widths.append(None if sources[row] is None else 0.0)
                formulas.append("" if sources[row] is None else "=0")
            else:
                widths.append(end - start)
                formulas.append(f"={board.cell(upper, row)}-{board.cell(lower, row)}")
        head = board.text("papers.pptx.helper_step", upper=above.name, lower=below.name)
        color = board.palette.xml(above.hue, opacity=BANDS[max(below.role[-2:], above.role[-2:])])
        board.put(_filled(kind, board.helper(head, widths, formulas), fill(color)))


def _filled(kind: str, column: int, looks: str) -> Shape:
    return Shape("area", column, looks) if kind == "area" else Shape("bar", column, looks)


def _past_at(chart: Chart, row: int) -> int | None:
    """The series of the past that knows that row."""
    places = enumerate(chart.series)
    return next((place for place, one in places if one.role == "past" and one.values[row] is not None), None)


def _joined(board: Board, place: int, first: int) -> int:
    """The column to draw the median from: one that starts at the last known month, so that no gap is left."""
    series = board.chart.series[place]
    before = _past_at(board.chart, first - 1) if first else None
    if before is None:
        return place
    values = list(series.values)
    values[first - 1] = board.chart.series[before].values[first - 1]
    formulas = ["" if value is None else f"={board.cell(place, row)}" for row, value in enumerate(values)]
    formulas[first - 1] = f"={board.cell(before, first - 1)}"
    return board.helper(board.text("papers.pptx.helper_joined", name=series.name), values, formulas)


def _over(board: Board, place: int, series: Series) -> None:
    """A line or marks over columns, named at their end; the ends of intervals are not drawn."""
    color, dark = board.palette.xml(series.hue), board.palette.xml(series.hue, dark=True)
    if series.role == "mark":
        shape = Shape("line", place, no_fill(), Mark("dash", WIDEST_MARK, dark))
    elif series.role == "ring":
        shape = Shape("line", place, no_fill(), Mark("circle", RING, edge=color))
    elif series.role == "level":
        shape = Shape("line", place, line(color), Mark("diamond", 8, color, WHITE))
    elif series.role in ("base", "past", "median", "target"):
        dash = "dash" if series.role in ("median", "target") else "solid"
        shape = Shape("line", place, line(color, width=1.5, dash=dash))
    else:
        return
    if series.values[-1] is None:  # its end stands among other columns, where no name has room
        board.put(replace(shape, listed=True))
        return
    board.name(shape, series.name, row=_last(series))


def _bar_looks(palette: Palette, series: Series) -> str:
    if series.hatched:
        return pattern(palette.xml(series.hue))
    opacity = BARS.get(series.hue, 1.0) * (PALE if series.pale else 1.0)
    return fill(palette.xml(series.hue, opacity=opacity), edge=palette.xml(series.hue) if opacity < 1 else WHITE)


def _last(series: Series) -> int:
    return max((row for row, value in enumerate(series.values) if value is not None), default=0)


def _origin(board: Board, first: int, high: float) -> None:
    """A thin line where the forecast starts, named at its top, and the name of the past beside it."""
    rows = range(len(board.chart.categories))
    month = Formats(board.text.language).month(board.chart.categories[first])
    words = board.text("reports.chart.forecast_from", month=month)
    column = board.helper(words, [high if row == first else None for row in rows])
    room = PLOT * board.width * (1 - first / len(rows)) + LEAST_MARGIN
    late = board.face.width(words, board.size) > room  # a short forecast has its name on the left
    label = Label(first, words, "l" if late else "r", color=GREY)
    board.put(Shape("line", column, no_fill(), labels=(label,), drop=GREY))
    past = next((series for series in board.chart.series if series.role == "past"), None)
    if past is not None and first and not late:
        column = board.helper(
            board.text("papers.pptx.helper_name", name=past.name),
            [high if row == first - 1 else None for row in rows],
        )
        label = Label(first - 1, past.name, "l", color=GREY)
        board.put(Shape("line", column, no_fill(), labels=(label,)))


def _name_level(board: Board, place: int, series: Series) -> None:
    """Name of an interval beside its end."""
    lower = next((one for one in board.chart.series if one.role == f"low{series.role[-2:]}"), None)
    shape = Shape("line", place, no_fill())
    if lower is not None and lower.values == series.values:  # nothing is uncertain
        board.put(shape)
        return
    board.name(shape, board.text("reports.chart.interval", level=series.role[-2:]), row=len(series.values) - 1)


def _inner(start: float, end: float) -> float:
    """What lies between the axis and a step."""
    if start * end <= 0:
        return 0.0
    return min(start, end) if start > 0 else max(start, end)


def _outer(start: float, end: float, sign: int) -> float:
    """The part of a step above (1) or below (-1) the axis."""
    low, high = min(start, end), max(start, end)
    if sign > 0:
        return max(high, 0.0) - max(low, 0.0)
    return min(low, 0.0) - min(high, 0.0)


def _step_kind(step: float, total: bool) -> str:
    if total:
        return "total"
    return "rise" if step >= 0 else "fall"


def _signed(step: float, digits: int, total: bool, formats: Formats) -> str:
    return ("" if total or step <= 0 else "+") + formats.number(step, digits)
