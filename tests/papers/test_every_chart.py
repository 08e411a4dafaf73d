"""Each chart of the papers shows the same series by each renderer: what they are, their hues, their values."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
import pytest
from lxml import etree
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon, Rectangle

from forecasting.assumptions import load_scenario
from forecasting.base.text import LANGUAGES, Language, Texts
from forecasting.observations import load_observations
from forecasting.papers.case import Case
from forecasting.papers.content import Figure
from forecasting.papers.kinds import annex, district, hearing, registration, residual_request
from forecasting.papers.native.charts import drawn
from forecasting.papers.native.xml import Palette
from forecasting.people import LOCAL
from forecasting.reports.charts.files import draw
from forecasting.reports.charts.looks import COLORS
from forecasting.reports.charts.marks import rgba
from forecasting.reports.charts.record import Chart, Series
from forecasting.reports.charts.screen import Plan, plan
from forecasting.reports.typeface import Face
from forecasting.scenarios import outlook
from tests.reports.worlds import arrivals, result

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
SCARCE = {
    "budget.opening_unbound": 60e6,
    "budget.opening_bound": 3e6,
    "funding.rate_graduate": 120_000,
    "funding.rate_vocational": 120_000,
    "staffing.admin_share": 0.5,
    "need.asylum.prospect_share": 0.3,
}
CHARTS = (
    "caseload", "fte", "funding", "registered", "classes", "bridge_residuals", "bridge_unbound", "inside", "district",
)  # fmt: skip
BY_COLOR = {rgba(color)[:3]: hue for hue, color in COLORS.items()}

Shown = tuple[str, str, tuple[float, ...]]  # how it is drawn, its hue, the known values; of a band both ends


@cache
def figures(language: Language) -> dict[str, Figure]:
    """The figures of the papers on a scenario that runs out of money, beside the base scenario."""
    text = Texts(language)
    others = (outlook(load_scenario(), arrivals()),)
    case = Case(result(SCARCE), others, load_observations(), text, district="08111", adopted=(), actor=LOCAL)
    papers = [module.paper(case, text) for module in (annex, registration, residual_request, hearing)]
    found = {block.key: block for paper in papers for section in paper.sections for block in section.blocks
             if isinstance(block, Figure)}  # fmt: skip
    (own,) = (block for section in district.paper(case, "08111", text).sections for block in section.blocks
              if isinstance(block, Figure))  # fmt: skip
    return found | {"district": own}


def test_these_are_all_charts_of_the_papers():
    assert set(figures("de")) == set(CHARTS)
    assert {figure.chart.kind for figure in figures("de").values()} == {"fan", "ranges", "stack", "columns", "bridge"}
    assert {"base", "ring", "mark", "level", "target", "past", "median", "bar"} <= {
        series.role for figure in figures("de").values() for series in figure.chart.series
    }


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", CHARTS)
def test_every_renderer_shows_the_record(name: str, language: Language):
    figure, text = figures(language)[name], Texts(language)
    chart, page = figure.chart, plan(figure.chart, text)
    expected = _sorted(_recorded(chart))
    assert _sorted(_on_screen(page)) == expected
    assert _sorted(_in_file(page, figure)) == expected
    assert _sorted(_native(chart, text)) == expected


@pytest.mark.parametrize("name", CHARTS)
def test_bars_stand_on_each_other_in_one_order(name: str):
    chart = figures("de")[name].chart
    if chart.kind == "bridge":
        return
    bars = [shown for shown in _recorded(chart) if shown[0] == "bar"]
    assert [shown for shown in _on_screen(plan(chart, Texts("de"))) if shown[0] == "bar"] == bars
    native = [shown for shown in _native(chart, Texts("de")) if shown[0] == "bar"]
    assert [(kind, hue) for kind, hue, _ in native] == [(kind, hue) for kind, hue, _ in bars]


def _sorted(shown: Iterator[Shown]) -> list[Any]:
    return sorted((kind, hue, *(round(value, 6) for value in values)) for kind, hue, values in shown)


def _recorded(chart: Chart) -> Iterator[Shown]:
    """What is to be seen, by the role of each series."""
    for _, low, high in chart.bands:
        yield "band", high.hue, (*_values(low), *_values(high))
    for series in chart.series:
        if chart.kind == "bridge":
            for value, hue in zip(series.values, series.hues, strict=True):
                yield "step", hue, (abs(value or 0.0),)
        elif series.role == "bar":
            kind = "hatched" if series.hatched else "pale" if series.pale else "bar"
            if any(_values(series)):
                yield kind, series.hue, tuple(value for value in _values(series) if value)
        elif series.role in ("mark", "ring", "level"):
            yield series.role, series.hue, _values(series)
        elif series.role == "median":
            yield "dashed" if chart.kind == "fan" else "dot", series.hue, _values(series)
        elif series.role in ("past", "base"):
            yield "line", series.hue, _values(series)
        elif series.role == "target":
            yield "dashed", series.hue, _values(series)


def _values(series: Series) -> tuple[float, ...]:
    return tuple(value for _, value in series.known)


def _on_screen(page: Plan) -> Iterator[Shown]:
    fan = page["layout"]["xaxis"]["type"] == "linear"  # whose median is joined to the past
    bridge = page["layout"].get("bargap") == 0.35
    for trace in page["data"]:
        known = tuple(value for value in trace["y"] if value is not None)
        if trace["type"] == "bar":
            marker = trace["marker"]
            kind = "hatched" if "pattern" in marker else "pale" if rgba(marker["color"])[3] < 0.5 else "bar"
            if bridge:
                if rgba(marker["color"])[3]:
                    yield from (("step", _hue(marker["color"]), (value,)) for value in known)
            elif any(known):
                yield kind, _hue(marker["color"]), tuple(value for value in known if value)
        elif "fill" in trace:
            half = len(known) // 2
            yield "band", _hue(trace["fillcolor"]), (*known[: half - 1 : -1], *known[:half])
        elif "marker" in trace:
            yield (
                _sign(trace["marker"]["symbol"], rgba(trace["marker"]["color"])[3] == 0.0),
                _hue(trace["marker"]["line"]["color"]),
                known,
            )
        elif None in trace["y"] and trace["y"][2] is None:  # a bar from the lower to the upper end in each year
            yield "band", _hue(trace["line"]["color"]), (*known[::2], *known[1::2])
        else:
            dashed = trace["line"].get("dash") == "dash"
            kind, own = ("dashed", known[1:] if fan else known) if dashed else ("line", known)
            yield kind, _hue(trace["line"]["color"]), own


def _in_file(page: Plan, figure: Figure) -> Iterator[Shown]:
    (axes,) = draw(page, figure.frame).axes
    bridge = page["layout"].get("bargap") == 0.35
    fan = page["layout"]["xaxis"]["type"] == "linear"
    bars: dict[tuple[str, str, str], list[float]] = {}
    for mark in axes.get_children():
        if not (name := str(mark.get_gid())).startswith("trace-"):
            continue
        if isinstance(mark, Rectangle):
            if mark.get_visible() and mark.get_facecolor()[3]:
                kind = "hatched" if mark.get_hatch() else "pale" if mark.get_facecolor()[3] < 0.5 else "bar"
                color = mark.get_hatchcolor() if kind == "hatched" else mark.get_facecolor()
                bars.setdefault((name, "step" if bridge else kind, _closest(color)), []).append(mark.get_height())
        elif isinstance(mark, Polygon):
            ends = mark.get_xy()[:-1, 1].tolist()
            half = len(ends) // 2
            yield "band", _closest(mark.get_facecolor()), (*ends[: half - 1 : -1], *ends[:half])
        elif isinstance(mark, Line2D):
            heights = [float(value) for value in mark.get_ydata()]
            known = tuple(value for value in heights if not math.isnan(value))
            if mark.get_marker() != "None":
                sign = {"o": "circle"}.get(mark.get_marker()) if isinstance(mark.get_marker(), str) else None
                closed = sign or ("diamond" if len(mark.get_marker().vertices) > 2 else "line-ew")
                hollow = np.shape(mark.get_markerfacecolor()) == (4,) and mark.get_markerfacecolor()[3] == 0.0
                yield _sign(closed, hollow), _closest(mark.get_markeredgecolor()), known
            elif len(heights) > 2 and math.isnan(heights[2]):
                yield "band", _closest(mark.get_color()), (*known[::2], *known[1::2])
            else:
                dashed = mark.get_linestyle() == "--"
                kind, own = ("dashed", known[1:] if fan else known) if dashed else ("line", known)
                yield kind, _closest(mark.get_color()), own
    for (_, kind, hue), found in bars.items():
        yield from ((kind, hue, (each,)) for each in found) if bridge else ((kind, hue, tuple(found)),)


def _native(chart: Chart, text: Texts) -> Iterator[Shown]:
    xml, sheet = drawn(
        chart, palette=Palette(COLORS), text=text, face=Face("Arial"), width=880.0, height=300.0, size=12.0, name="D"
    )
    names = {series.name: series for series in chart.series}
    lower: np.ndarray | None = None
    bounds: list[tuple[np.ndarray, str]] = []
    for series in etree.fromstring(xml).iter(f"{C}ser"):
        name = series.findtext(f"{C}tx//{C}v")
        values = {int(one.get("idx")): float(one[0].text) for one in series.findall(f"{C}val//{C}pt")}
        known, looks = tuple(values.values()), series.find(f"{C}spPr")
        group = etree.QName(series.getparent()).localname
        fill = looks.find(f"{A}solidFill//{A}srgbClr")
        if group == "areaChart" or (chart.kind == "ranges" and group == "barChart"):
            row = np.array([values.get(place, 0.0) for place in range(len(sheet.categories))])
            lower = row if lower is None else lower + row
            bounds.append((lower, "" if fill is None else _by_hex(fill)))
        elif group == "barChart":
            hatched, alpha = looks.find(f"{A}pattFill"), looks.find(f"{A}solidFill//{A}alpha")
            color = looks.find(f".//{A}fgClr/{A}srgbClr") if hatched is not None else fill
            if color is None or not any(known):
                continue
            if chart.kind == "bridge":
                yield from (("step", _by_hex(color), (abs(value),)) for value in known)
                continue
            pale = alpha is not None and int(alpha.get("val")) < 30_000
            kind = "hatched" if hatched is not None else "pale" if pale else "bar"
            yield kind, _by_hex(color), tuple(value for value in known if value)
        elif (symbol := series.find(f"{C}marker/{C}symbol").get("val")) != "none":
            hollow = series.find(f"{C}marker/{C}spPr/{A}noFill") is not None
            edge = series.find(f"{C}marker/{C}spPr//{A}srgbClr")
            yield _sign({"dash": "line-ew"}.get(symbol, symbol), hollow), _by_hex(edge), known
        elif (stroke := looks.find(f"{A}ln/{A}solidFill/{A}srgbClr")) is not None:
            dash = looks.find(f"{A}ln/{A}prstDash").get("val")
            own = known if name in names else known[1:]  # else the column that starts at the last known month
            yield "dashed" if dash == "dash" else "line", _by_hex(stroke), own
    first = next((place for series in chart.of("median") for place, _ in series.known), 0)
    for level in range(len(bounds) // 2):
        (low, _), (high, hue) = bounds[level], bounds[-1 - level]
        yield "band", hue, (*low[first:].tolist(), *high[first:].tolist())


def _sign(symbol: str, hollow: bool) -> str:
    return {"circle": "ring" if hollow else "dot", "diamond": "level", "line-ew": "mark"}[symbol]


def _hue(color: str) -> str:
    return BY_COLOR[rgba(color)[:3]]


def _closest(color: Any) -> str:
    (hue,) = (hue for known, hue in BY_COLOR.items() if np.allclose(known, color[:3], atol=2e-3))
    return hue


def _by_hex(color: Any) -> str:
    return BY_COLOR[rgba(f"#{re.sub('#', '', color.get('val'))}")[:3]]
