"""The page and the file draw the same chart: plotly.js in a real browser beside matplotlib, mark by mark."""

from __future__ import annotations

import copy
import io
import math
import re
import xml.etree.ElementTree as ET
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from itertools import combinations

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Polygon, Rectangle
from PIL import Image

from forecasting.base.text import LANGUAGES, Texts
from forecasting.reports.charts import series
from forecasting.reports.charts.files import draw, png, svg
from forecasting.reports.charts.marks import rgba, value_ticks
from forecasting.reports.charts.screen import Plan
from forecasting.reports.charts.words import _width, parse
from forecasting.reports.frame import Frame, frame
from forecasting.scenarios import Outlook
from forecasting.scenarios.hindcast import hindcast
from tests.reports import drawn
from tests.reports.pictures import joined, marks_of, said_in, texts_of
from tests.reports.worlds import result

SCARCE = {
    "budget.opening_unbound": 12.5e6,
    "budget.appropriation": {year: 15e6 for year in range(2026, 2032)},
    "funding.rate_graduate": 90_000,
    "funding.rate_vocational": 90_000,
}
CHARTS = ("caseload", "arrivals", "fte", "funding")
KINDS = ("base", "scarce", "one path", "partial")
LONG = "Zugänge +30 %, Fördersatz Hochschulabschluss 60.000 Euro, Betreuungsschlüssel 80 Personen je VZÄ, u. a."


@lru_cache
def _outlook(kind: str) -> Outlook:
    if kind == "one path":
        return result({"uncertainty.assumptions": False}, paths=1)
    if kind == "partial":
        return result({"whole_years": False}, base="2025-08", horizon=28)
    return result(SCARCE if kind == "scarce" else {})


@lru_cache
def _chart(name: str, kind: str, language: str) -> tuple[Plan, Frame]:
    text, found = Texts(language), _outlook(kind)
    base = _outlook("base") if kind == "scarce" else None
    scenario = LONG if kind == "scarce" else None
    if name in ("caseload", "arrivals"):
        if name == "caseload":
            past, ahead = series.caseload_past(hindcast(found.resolved, found.arrivals)), series.caseload_forecast
        else:
            past, ahead = series.arrivals_past(found.arrivals), series.arrivals_forecast
        unit = text(f"reports.chart.{name}_unit")
        figure = drawn.fan(
            past,
            ahead(found),
            base and ahead(base),
            unit=unit,
            past_name=text(f"reports.chart.{name}_past"),
            text=text,
        )
    elif name == "fte":
        unit = text("reports.unit.fte")
        figure = drawn.posts(series.fte_by_year(found), base and series.fte_by_year(base), text=text)
    else:
        unit = text("reports.unit.mio")
        figure = drawn.funding(series.funding_by_year(found), base and series.funding_by_year(base), text=text)
    title = text(f"reports.chart.{name}_title")
    words = frame(found, title=title, unit=unit, text=text, scenario=scenario, by_group=name == "arrivals")
    return figure, words


every_chart = pytest.mark.parametrize(
    ("name", "kind", "language"),
    [
        (name, kind, language)
        for name in CHARTS
        for kind in KINDS
        for language in (LANGUAGES if kind in ("base", "scarce") else LANGUAGES[:1])
    ],
)


def _plain(markup: str) -> str:
    return joined(re.sub(r"<[^<>]*>", "", markup))


@every_chart
def test_every_mark_of_the_figure_is_drawn_with_its_values_and_colours(name, kind, language):
    plan, words = _chart(name, kind, language)
    page = draw(plan, words)
    places = {x: place for place, x in enumerate(plan["layout"]["xaxis"]["tickvals"])}
    by_number = plan["layout"]["xaxis"]["type"] == "linear"
    drawn, columns = 0, {}
    for number, trace in enumerate(plan["data"]):
        marks = marks_of(page, number)
        drawn += len(marks)
        x = [math.nan if x is None else float(x if by_number else places[x]) for x in trace["x"]]
        y = [math.nan if y is None else float(y) for y in trace["y"]]
        if trace["type"] == "bar":
            assert [bar.get_x() + bar.get_width() / 2 for bar in marks] == pytest.approx(x)
            assert [bar.get_height() for bar in marks] == y
            assert [bar.get_y() for bar in marks] == [columns.get(place, 0.0) for place in x]
            columns |= {place: columns.get(place, 0.0) + height for place, height in zip(x, y, strict=True)}
            assert {bar.get_width() for bar in marks} == {1 - plan["layout"]["bargap"]}
            assert [bar.get_visible() for bar in marks] == [height > 0 for height in y]
            pattern = trace["marker"].get("pattern")
            fill = pattern["bgcolor"] if pattern else trace["marker"]["color"]
            assert {bar.get_facecolor() for bar in marks} == {rgba(fill)}
            assert {bool(bar.get_hatch()) for bar in marks} == {bool(pattern)}
            if pattern:
                assert {bar.get_hatchcolor() for bar in marks} == {rgba(pattern["fgcolor"])}
            assert {bar.get_edgecolor() for bar in marks} == {rgba(trace["marker"]["line"]["color"])}
            continue
        (mark,) = marks
        corners = mark.get_xy()[: len(x)] if "fill" in trace else mark.get_xydata()
        np.testing.assert_array_equal(corners, np.column_stack([x, y]))
        if "fill" in trace:
            assert mark.get_facecolor() == rgba(trace["fillcolor"])
            continue
        assert (mark.get_linestyle() != "None") == ("lines" in trace["mode"])
        assert (mark.get_marker() != "None") == ("markers" in trace["mode"])
        if "lines" in trace["mode"]:
            assert mark.get_color() == rgba(trace["line"]["color"])
            assert (mark.get_linestyle() == "--") == (trace["line"].get("dash", "solid") != "solid")
        if "markers" in trace["mode"]:
            assert mark.get_markerfacecolor() == rgba(trace["marker"]["color"])
            assert not mark.get_clip_on()
    (axes,) = page.axes
    assert drawn == sum(str(mark.get_gid()).startswith("trace-") for mark in axes.get_children())
    assert drawn >= len(plan["data"])


@every_chart
def test_ranges_ticks_and_words_are_those_of_the_figure(name, kind, language):
    figure, words = _chart(name, kind, language)
    layout = figure["layout"]
    page = draw(figure, words)
    (axes,) = page.axes
    assert list(axes.get_xlim()) == list(layout["xaxis"]["range"])
    assert list(axes.get_ylim()) == list(layout["yaxis"]["range"])
    assert said_in(page, "xtick") == [_plain(words) for words in layout["xaxis"]["ticktext"]]
    assert said_in(page, "note") == [_plain(note["text"]) for note in layout["annotations"]]
    assert said_in(page, "ytick") == value_ticks(layout)[1]
    grid = next(mark for mark in axes.collections if mark.get_gid() == "grid")
    assert [line[0][1] for line in grid.get_segments()] == value_ticks(layout)[0]
    lines = [mark for mark in axes.lines if str(mark.get_gid()).startswith("shape-")]
    assert [line.get_xdata()[0] for line in lines] == [shape["x0"] for shape in layout.get("shapes", ())]


@pytest.mark.parametrize("width_mm", [130, 160])
@every_chart
def test_no_words_are_cut_off_or_cover_one_another(name, kind, language, width_mm):
    page = draw(*_chart(name, kind, language), width_mm=width_mm)
    page.set_dpi(200)
    canvas = FigureCanvasAgg(page)
    blocks = {}
    for gid, runs in texts_of(page).items():
        boxes = [run.get_window_extent(canvas.get_renderer()) for run in runs]
        for box in boxes:
            assert box.x0 >= 0 and box.y0 >= 0, gid
            assert box.x1 <= page.bbox.width and box.y1 <= page.bbox.height, gid
        if runs[0].get_rotation() == 0:
            edges = [(box.x0, box.y0, box.x1, box.y1) for box in boxes]
            blocks[gid] = [
                pick(part) for pick, part in zip((min, min, max, max), zip(*edges, strict=True), strict=True)
            ]
    slack = 200 / 72  # a point: the empty part of a line box
    for (gid, one), (other_gid, other) in combinations(blocks.items(), 2):
        across = min(one[2], other[2]) - max(one[0], other[0])
        up = min(one[3], other[3]) - max(one[1], other[1])
        assert across <= slack or up <= slack, (gid, other_gid)


@every_chart
def test_marks_stand_where_their_labels_point_to(name, kind, language):
    """The words at the right end stand at the heights the figure gives them."""
    figure, words = _chart(name, kind, language)
    layout = figure["layout"]
    page = draw(figure, words)
    renderer = FigureCanvasAgg(page).get_renderer()
    (axes,) = page.axes
    texts = texts_of(page)
    for number, note in enumerate(layout["annotations"]):
        if note.get("yref") == "paper":
            continue
        boxes = [run.get_window_extent(renderer) for run in texts[f"note-{number}"]]
        middle = (min(box.y0 for box in boxes) + max(box.y1 for box in boxes)) / 2
        assert middle == pytest.approx(axes.transData.transform((0, note["y"]))[1], abs=4)
        assert min(box.x0 for box in boxes) > axes.bbox.x1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("name", "kind"), [*((name, "scarce") for name in CHARTS), ("funding", "base")])
def test_plotly_in_a_browser_draws_the_same_chart(screen, name, kind, language):
    figure, words = _chart(name, kind, language)
    shown = screen(figure)
    page = draw(figure, words)
    (axes,) = page.axes
    assert list(axes.get_xlim()) == shown["xrange"]
    assert list(axes.get_ylim()) == shown["yrange"]
    assert said_in(page, "xtick") == [joined(words) for words in shown["xticks"]]
    assert said_in(page, "ytick") == shown["yticks"]
    assert said_in(page, "note") == [joined(words) for words in shown["notes"]]
    notes = figure["layout"]["annotations"]
    for note, anchor in zip(notes, shown["anchors"], strict=True):
        assert anchor == [note.get("xref", "x"), note.get("yref", "y")]
    drawn_bars = 0
    for number, points in enumerate(shown["traces"]):
        marks = marks_of(page, number)
        if isinstance(marks[0], Rectangle):
            found = [[bar.get_x() + bar.get_width() / 2, bar.get_y(), bar.get_height()] for bar in marks]
            assert found == [pytest.approx(point) for point in points]
            drawn_bars += sum(bar.get_visible() for bar in marks)
            continue
        (mark,) = marks
        corners = mark.get_xy()[: len(points)] if isinstance(mark, Polygon) else mark.get_xydata()
        pairs = [point for point in points if None not in point]
        np.testing.assert_allclose(corners[~np.isnan(corners).any(axis=1)], pairs, rtol=1e-12)
    ends = [re.findall(r",([\d.]+)V([\d.]+)", path) for path in shown["bars"]]
    assert drawn_bars == sum(bool(found) and found[0][0] != found[0][1] for found in ends)
    assert sum(isinstance(mark, Polygon) for mark in axes.patches) == shown["bands"]


def _sizes(figure: Figure) -> tuple[float, float]:
    width, height = figure.get_size_inches()
    return float(width), float(height)


@pytest.mark.parametrize("name", CHARTS)
def test_a_png_opens_with_the_size_and_resolution_asked_for(name):
    figure, words = _chart(name, "base", "de")
    for dpi, width_mm in ((300, 160), (200, 180)):
        picture = Image.open(io.BytesIO(png(figure, words, dpi=dpi, width_mm=width_mm)))
        picture.load()
        assert picture.format == "PNG"
        assert picture.width == pytest.approx(width_mm / 25.4 * dpi, abs=1)
        assert picture.height == pytest.approx(_sizes(draw(figure, words, width_mm=width_mm))[1] * dpi, abs=1)
        assert picture.info["dpi"] == pytest.approx((dpi, dpi), abs=0.01)
        assert picture.info["Title"] == words.title
        assert words.scenario in picture.info["Description"]


def test_a_picture_shows_its_marks():
    """The hues of the figure are there: bands, bars, hatching."""
    for name, hue in (("fte", (0, 158, 115)), ("caseload", (0, 114, 178)), ("funding", (213, 94, 0))):
        picture = Image.open(io.BytesIO(png(*_chart(name, "scarce", "de")))).convert("RGB")
        pixels = np.asarray(picture)
        assert (pixels == hue).all(axis=2).sum() > 500, name


@every_chart
def test_an_svg_holds_its_words_as_text(name, kind, language):
    figure, words = _chart(name, kind, language)
    tree = ET.fromstring(svg(figure, words))
    space = "{http://www.w3.org/2000/svg}"
    said = [text.text for text in tree.iter(f"{space}text")]
    whole = " ".join(said)
    scenario = Texts(language)("reports.file.scenario", scenario=words.scenario)
    for sentence in (words.title, scenario, words.unit, words.source, words.stand):
        assert sentence in whole
    assert not any(word != word.strip() for word in said)
    for note in figure["layout"]["annotations"]:
        for line in parse(note["text"]):
            for run in line:
                assert run.words.strip() in said
    assert tree.find(f"{space}title").text == words.title
    assert tree.get("{http://www.w3.org/XML/1998/namespace}lang") == language
    assert tree.get("role") == "img"


def test_the_same_input_gives_the_same_bytes_in_every_thread():
    asked = [_chart(name, "scarce", "de") for name in ("caseload", "funding")]
    alone = [(png(*one), svg(*one)) for one in asked]
    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(lambda one: (png(*one), svg(*one)), [*asked, *reversed(asked)]))
    assert together == [*alone, *reversed(alone)]
    assert not re.search(rb"20\d\d-\d\d-\d\dT", b"".join(picture for _, picture in alone))


def test_a_setting_of_the_machine_does_not_reach_a_file():
    import matplotlib

    one = _chart("funding", "scarce", "de")
    before = png(*one), svg(*one)
    with matplotlib.rc_context({"svg.fonttype": "path", "font.family": ["serif"], "text.hinting": "native"}):
        assert (png(*one), svg(*one)) == before
    assert matplotlib.rcParams["svg.fonttype"] == "path"


def _changed(name: str, change: object) -> Plan:
    plan = copy.deepcopy(_chart(name, "scarce", "de")[0])
    change(plan)
    return plan


@pytest.mark.parametrize(
    ("name", "change", "named"),
    [
        ("caseload", lambda plan: plan["data"].append({"type": "pie"}), "pie"),
        ("caseload", lambda plan: plan["data"][0].update(name="Band", opacity=0.5), "opacity"),
        ("caseload", lambda plan: plan["data"][0].update(fill="tozeroy"), "tozeroy"),
        ("caseload", lambda plan: plan["data"][-1]["line"].update(dash="longdash"), "longdash"),
        ("caseload", lambda plan: plan["data"][-1]["line"].update(shape="hv"), "shape"),
        ("caseload", lambda plan: plan["data"][-1]["line"].update(color="red"), "red"),
        ("caseload", lambda plan: plan["layout"]["shapes"][0].update(type="rect"), "rect"),
        ("caseload", lambda plan: plan["layout"]["annotations"][0].update(showarrow=True), "arrows"),
        ("caseload", lambda plan: plan["layout"]["annotations"][0].update(textangle=30), "textangle"),
        ("caseload", lambda plan: plan["layout"]["annotations"][1].update(text="<i>Median</i>"), "<i>"),
        ("caseload", lambda plan: plan["layout"].update(showlegend=True), "showlegend"),
        ("caseload", lambda plan: plan["layout"].update(title={"text": "Titel"}), "title"),
        ("caseload", lambda plan: plan["layout"]["yaxis"].update(type="log"), "type"),
        ("caseload", lambda plan: plan["layout"]["yaxis"].update(tickformat=".1f"), "tickformat"),
        ("fte", lambda plan: plan["data"][-1]["marker"].update(symbol="star"), "star"),
        ("fte", lambda plan: plan["data"][-1].update(error_y={"array": [1]}), "error_y"),
        ("funding", lambda plan: plan["data"][2]["marker"]["pattern"].update(shape="x"), "shape 'x'"),
        ("funding", lambda plan: plan["layout"].update(barmode="group"), "group"),
        ("funding", lambda plan: plan["data"][0].update(y=[-1.0] * 6), "0 and more"),
    ],
)
def test_what_files_do_not_draw_is_refused_and_not_left_out(name, change, named):
    with pytest.raises(ValueError, match=re.escape(named)):
        png(_changed(name, change), _chart(name, "scarce", "de")[1])


def test_a_unit_that_the_chart_does_not_have_is_refused():
    figure, _ = _chart("funding", "base", "de")
    with pytest.raises(ValueError, match="unit"):
        svg(figure, _chart("fte", "base", "de")[1])


def test_a_page_that_is_too_narrow_is_refused():
    with pytest.raises(ValueError, match="too narrow"):
        svg(*_chart("caseload", "base", "de"), width_mm=70)


def test_a_name_with_signs_of_markup_and_formulas_stands_as_it_is():
    figure, words = _chart("fte", "base", "de")
    odd = Frame(words.title, words.unit, words.stand, words.source, "50 % < x & $a_1$ <b>", language="de")
    assert "Szenario: 50 % < x & $a_1$ <b>" in [
        text.text for text in ET.fromstring(svg(figure, odd)).iter("{http://www.w3.org/2000/svg}text")
    ]


def test_markup_is_read_as_plotly_reads_it():
    lines = parse('<span style="color:#0072B2"><b>–</b></span> A &amp; B<br>&lt;5 %')
    assert [[(run.words, run.bold, run.color) for run in line] for line in lines] == [
        [("–", True, "#0072B2"), (" A & B", False, None)],
        [("<5 %", False, None)],
    ]
    for broken in ("<b>Median", "Median</b>", "<i>Median</i>", '<span class="x">Median</span>'):
        with pytest.raises(ValueError, match="Median"):
            parse(broken)


def test_words_are_measured_once():
    """Measuring takes most of the time of a picture; `make bench` has its row."""
    one = _chart("arrivals", "scarce", "de")
    png(*one)
    measured = _width.cache_info().misses
    png(*one)
    assert measured > 0 and _width.cache_info().misses == measured
