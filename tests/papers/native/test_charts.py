"""Native charts: their XML, the sheet inside them, and what can be told apart on a grey print."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from itertools import combinations, pairwise

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from pptx import Presentation

from forecasting.base.periods import month_label, parse_month
from forecasting.base.text import LANGUAGES, Texts
from forecasting.papers.content import Figure, Paper
from forecasting.papers.layout.axis_steps import scale
from forecasting.papers.native.charts import BANDS, BARS, drawn
from forecasting.papers.native.sheet import date_code, number_code, workbook
from forecasting.papers.slides.document import write_pptx
from forecasting.papers.slides.palette import ACCENTS, contrast, luminance, palette
from forecasting.reports.charts.looks import COLORS
from forecasting.reports.charts.record import Chart, Series
from forecasting.reports.typeface import Face
from tests.papers.chart_schema import breaches
from tests.papers.samples import annex

NS = {
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
}
TEXT = Texts("de")
THEME = {"lt1": "#FFFFFF"} | {accent: COLORS[hue] for hue, accent in ACCENTS.items()}
YEARS = ("2026", "2027", "2028")
BRIDGE = Chart(
    "bridge",
    ("Stand 2020", "Ansatz", "Abfluss", "Verfall", "Nachtrag", "Stand 2021"),
    (Series("Mittel", "bar", (11.1, 70.0, -90.5, -5.5, 30.0, 15.1)),),
    "Mio. Euro",
    1,
    ("Stand 2020", "Stand 2021"),
)
COLUMNS = Chart(
    "columns",
    YEARS,
    (Series("Ansatz", "bar", (58.0, 58.0, 60.0), "appropriation"), Series("Bedarf", "bar", (33.3, 28.3, 27.8))),
    "Mio. Euro",
    1,
)


def _figures(paper: Paper) -> dict[str, Figure]:
    return {block.key: block for section in paper.sections for block in section.blocks if isinstance(block, Figure)}


CHARTS = {figure.chart.kind: figure.chart for figure in _figures(annex()).values()} | {
    "bridge": BRIDGE,
    "columns": COLUMNS,
}


def _drawn(chart: Chart, *, text: Texts = TEXT, width: float = 880.0):
    xml, sheet = drawn(
        chart,
        palette=palette(THEME),
        text=text,
        face=Face("Arial"),
        width=width,
        height=300.0,
        size=12.0,
        name="Daten",
    )
    return etree.fromstring(xml), workbook(sheet, language=text.language, date="2025-12-31", title="T")


def _sheet(data: bytes, *, values: bool = True):
    return openpyxl.load_workbook(io.BytesIO(data), data_only=values).active


def _column(page, number: int) -> list[float | None]:
    return [page.cell(row, number + 2).value for row in range(2, page.max_row + 1)]


def _sixteen(values: Sequence[float | None]) -> list[float | None]:
    """To sixteen digits, as many as a sheet keeps."""
    return [None if value is None else float(f"{value:.16g}") for value in values]


def _cached(series, rows: int) -> list[float | None]:
    points = {int(point.get("idx")): float(point[0].text) for point in series.findall("c:val//c:pt", NS)}
    return [points.get(row) for row in range(rows)]


def _name(series) -> str:
    return series.findtext("c:tx//c:v", namespaces=NS)


# The numbers


@pytest.mark.parametrize("kind", CHARTS)
def test_the_sheet_holds_every_number_of_the_chart_unrounded(kind):
    chart = CHARTS[kind]
    page = _sheet(_drawn(chart)[1])
    for number, series in enumerate(chart.series):
        assert page.cell(1, number + 2).value == series.name
        assert _column(page, number) == _sixteen(series.values)
    first = [page.cell(row, 1).value for row in range(2, page.max_row + 1)]
    if kind == "fan":
        assert [f"{day:%Y-%m-%d}" for day in first] == [f"{month}-01" for month in chart.categories]
    else:
        assert first == list(chart.categories)


def test_the_slides_hold_the_numbers_of_the_paper():
    """Through python-pptx, from the file: the embedded workbook of each chart of the annex."""
    charts = [shape.chart for slide in Presentation(io.BytesIO(write_pptx(annex()))).slides
              for shape in slide.shapes if shape.has_chart]  # fmt: skip
    assert len(charts) == len(_figures(annex()))
    for chart, figure in zip(charts, _figures(annex()).values(), strict=True):
        page = _sheet(chart.part.chart_workbook.xlsx_part.blob)
        for number, series in enumerate(figure.chart.series):
            assert page.cell(1, number + 2).value == series.name
            assert _column(page, number) == _sixteen(series.values)


@pytest.mark.parametrize("kind", CHARTS)
def test_what_is_drawn_is_what_stands_in_the_sheet(kind):
    """Each series names its cells, and its values are those of the cells."""
    root, sheet = _drawn(CHARTS[kind])
    page = _sheet(sheet)
    for series in root.iter(f"{{{NS['c']}}}ser"):
        where = series.findtext("c:val//c:f", namespaces=NS)
        letter, last = re.fullmatch(r"Daten!\$([A-Z]+)\$2:\$\1\$(\d+)", where).groups()
        number = openpyxl.utils.column_index_from_string(letter) - 2
        assert int(last) == page.max_row == len(CHARTS[kind].categories) + 1
        assert _cached(series, page.max_row - 1) == pytest.approx(_column(page, number))
        assert _name(series) == page.cell(1, number + 2).value


@pytest.mark.parametrize("kind", CHARTS)
def test_columns_for_drawing_follow_the_true_ones(kind):
    """Every formula gives the value that was written with it."""
    data = _drawn(CHARTS[kind])[1]
    known, formulas = _sheet(data), _sheet(data, values=False)
    for row in formulas.iter_rows(min_row=2):
        for cell in row:
            if isinstance(cell.value, str) and cell.value.startswith("=") and cell.column > 1:
                words = re.sub(r"[A-Z]+\d+", lambda found: repr(known[found[0]].value or 0.0), cell.value[1:])
                assert eval(words) == pytest.approx(known[cell.coordinate].value, abs=1e-9)  # noqa: S307


def test_nothing_typed_becomes_a_formula():
    chart = Chart("columns", ("=1+1", "@x", "+y"), (Series("=cmd|' /C calc'!A0", "bar", (1.0, 2.0, 3.0)),), "€")
    page = _sheet(_drawn(chart)[1], values=False)
    assert {cell.data_type for row in page.iter_rows() for cell in row} == {"s", "n"}


def test_the_sheet_bears_the_date_of_the_paper_and_its_title():
    known = openpyxl.load_workbook(io.BytesIO(_drawn(COLUMNS)[1])).properties
    assert (f"{known.created:%Y-%m-%d %H:%M}", known.title) == ("2025-12-31 00:00", "T")


# The drawing


@pytest.mark.parametrize("kind", CHARTS)
def test_a_chart_is_what_the_schema_asks_for(kind):
    """What LibreOffice forgives and PowerPoint does not."""
    assert breaches(etree.tostring(_drawn(CHARTS[kind])[0])) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('<c:marker val="1"/><c:axId val="111111111"/>', '<c:axId val="111111111"/><c:marker val="1"/>'),
        ('<c:idx val="1"/><c:order val="1"/>', '<c:idx val="0"/><c:order val="1"/>'),
        ('<c:crossAx val="222222222"/>', '<c:crossAx val="3"/>'),
        ('<c:dLblPos val="t"/>', '<c:dLblPos val="outEnd"/>'),
    ],
)
def test_a_chart_that_breaks_the_schema_is_found_out(old, new):
    xml = etree.tostring(_drawn(CHARTS["stack"])[0]).decode()
    assert old in xml
    assert len(breaches(xml.replace(old, new, 1).encode())) == 1


@pytest.mark.parametrize("kind", CHARTS)
def test_a_chart_has_one_pair_of_axes(kind):
    root, _ = _drawn(CHARTS[kind])
    groups = [group for group in root.find(".//c:plotArea", NS) if group.tag.endswith("Chart")]
    expected = {"fan": ["areaChart", "lineChart"], "columns": ["barChart"]}.get(kind, ["barChart", "lineChart"])
    assert [etree.QName(group).localname for group in groups] == expected
    pairs = {tuple(axis.get("val") for axis in group.findall("c:axId", NS)) for group in groups}
    axes = root.findall(".//c:plotArea/*/c:crossAx/..", NS)
    assert len(pairs) == 1 and {axis.find("c:axId", NS).get("val") for axis in axes} == set(*pairs)


def test_the_fan_stacks_up_to_the_quantiles():
    chart = CHARTS["fan"]
    root, _ = _drawn(chart)
    rows = len(chart.categories)
    areas = [_cached(series, rows) for series in root.findall(".//c:areaChart/c:ser", NS)]
    by_role = {series.role: series.values for series in chart.series}
    ends = ["low80", "low50", "high50", "high80"]
    for row in range(rows):
        if by_role["median"][row] is not None:
            heights = [sum(area[row] for area in areas[: count + 1]) for count in range(len(areas))]
            assert heights == pytest.approx([by_role[role][row] for role in ends])
        elif by_role["past"][row] is not None:  # closed on what is known
            assert [area[row] for area in areas] == [by_role["past"][row], 0, 0, 0]


def test_the_fan_starts_from_what_is_known_and_is_dashed():
    chart = CHARTS["fan"]
    root, _ = _drawn(chart)
    lines = {_name(series): series for series in root.findall(".//c:lineChart/c:ser", NS)}
    by_role = {series.role: series for series in chart.series}
    joined = next(series for name, series in lines.items() if "ab dem letzten bekannten Monat" in name)
    first = next(row for row, value in enumerate(by_role["median"].values) if value is not None)
    values = _cached(joined, len(chart.categories))
    assert values[first - 1] == by_role["past"].values[first - 1] and values[: first - 1] == [None] * (first - 1)
    assert values[first:] == list(by_role["median"].values[first:])
    assert joined.find("c:spPr//a:prstDash", NS).get("val") == "dash"
    assert lines[by_role["past"].name].find("c:spPr//a:prstDash", NS).get("val") == "solid"
    note = f"Prognose ab {'Januar 2026'}"
    assert note in lines and lines[note].find("c:errBars", NS) is not None


def test_intervals_stack_up_to_the_quantiles_and_the_median_is_a_mark_with_its_value():
    chart = CHARTS["ranges"]
    root, _ = _drawn(chart)
    rows = len(chart.categories)
    bars = [_cached(series, rows) for series in root.findall(".//c:barChart/c:ser", NS)]
    by_role = {series.role: series for series in chart.series}
    for row in range(rows):
        heights = [sum(bar[row] for bar in bars[: count + 1]) for count in range(len(bars))]
        ends = ("low80", "low50", "high50", "high80")
        assert heights == pytest.approx([by_role[role].values[row] for role in ends])
    lines = {_name(series): series for series in root.findall(".//c:lineChart/c:ser", NS)}
    median = lines[by_role["median"].name]
    assert median.find("c:marker/c:symbol", NS).get("val") == "circle"
    assert len(median.findall("c:dLbls/c:dLbl/c:showVal[@val='1']", NS)) == rows


def test_an_uncovered_need_is_hatched_and_the_sum_stands_above():
    chart = CHARTS["stack"]
    root, _ = _drawn(chart)
    bars = root.findall(".//c:barChart/c:ser", NS)
    hatched = [_name(series) for series in bars if series.find("c:spPr/a:pattFill", NS) is not None]
    assert hatched == [series.name for series in chart.series if series.hatched]
    sums = next(series for series in root.findall(".//c:lineChart/c:ser", NS) if _name(series) == "Summe")
    parts = zip(*(series.values for series in chart.series if series.role == "bar"), strict=True)
    assert _cached(sums, len(chart.categories)) == pytest.approx([sum(row) for row in parts])
    assert len(sums.findall("c:dLbls/c:dLbl", NS)) == len(chart.categories)


@pytest.mark.parametrize(("kind", "name"), [("stack", "Summe"), ("ranges", "benötigt (Median)")])
def test_a_number_that_a_line_may_cross_has_a_ground(kind, name):
    """A line through a number reads as struck out."""
    root, _ = _drawn(CHARTS[kind])
    (series,) = (one for one in root.findall(".//c:lineChart/c:ser", NS) if _name(one) == name)
    shown = [label for label in series.findall("c:dLbls/c:dLbl", NS) if label.find("c:tx", NS) is None]
    assert len(shown) == len(CHARTS[kind].categories)
    assert all(label.find("c:spPr/a:solidFill", NS) is not None for label in shown)


def _covered(root, width: float = 880.0, height: float = 300.0) -> list[tuple[str, str]]:
    """Numbers of a chart that cover a mark: the series of both.

    A number is 14 points high and stands 3 from its point; beside a point it begins where the label was moved to.
    """
    inside = height * float(root.find(".//c:plotArea/c:layout//c:h", NS).get("val"))
    low, high = (float(root.find(f".//c:valAx/c:scaling/c:{end}", NS).get("val")) for end in ("min", "max"))
    numbers, marks = [], []
    for series in root.findall(".//c:lineChart/c:ser", NS):
        points = {int(point.get("idx")): inside * (float(point[0].text) - low) / (high - low)
                  for point in series.findall("c:val//c:pt", NS)}  # fmt: skip
        symbol = series.find("c:marker/c:symbol", NS).get("val")
        if symbol != "none":
            size = float(series.find("c:marker/c:size", NS).get("val"))
            rise = size / (6 if symbol == "dash" else 2)
            marks += [(row, at - rise, at + rise, size / 2, _name(series)) for row, at in points.items()]
        for label in series.findall("c:dLbls/c:dLbl", NS):
            row, place = int(label.find("c:idx", NS).get("val")), label.find("c:dLblPos", NS).get("val")
            right, down = (
                0.0 if (moved := label.find(f"c:layout//c:{side}", NS)) is None else float(moved.get("val")) * reach
                for side, reach in (("x", width), ("y", height))
            )
            at = points[row] - down
            bottom = {"t": at + 3, "b": at - 17}.get(place, at - 7)
            numbers.append((row, bottom, bottom + 14, abs(right) if place in "lr" else -50.0, _name(series)))
    return [
        (number, mark)
        for row, bottom, top, aside, number in numbers
        for other, lower, upper, half, mark in marks
        if row == other and bottom < upper and lower < top and aside < half - 0.1
    ]


heights = st.floats(0.0, 100.0)


@given(st.lists(st.tuples(heights, heights, heights, heights, st.booleans()), min_size=2, max_size=14))
def test_no_number_covers_a_mark(years: Sequence[tuple[float, float, float, float, bool]]):
    """Whatever the sums and the marks: a number stands above its column, inside it, or above what is in its way."""
    lower, upper, given_, left, settled = zip(*years, strict=True)
    chart = Chart(
        "stack",
        tuple(str(2026 + place) for place in range(len(years))),
        (
            Series("A", "bar", lower), Series("B", "bar", upper, "shortfall", hatched=True),
            Series("M", "mark", tuple(one if known else None for one, known in zip(given_, settled, strict=True))),
            Series("R", "ring", tuple(None if known else one for one, known in zip(given_, settled, strict=True))),
            Series("L", "level", left),
        ),
        "Mio. Euro",
        1,
    )  # fmt: skip
    assert _covered(_drawn(chart)[0]) == []


@given(st.lists(st.tuples(heights, heights), min_size=1, max_size=20))
def test_no_median_beside_its_column_covers_a_mark(years: Sequence[tuple[float, float]]):
    middle, paid = zip(*years, strict=True)
    ends = [Series(role, role, middle) for role in ("low80", "high80")]
    series = (Series("Median", "median", middle), *ends, Series("M", "mark", paid))
    chart = Chart("ranges", tuple(str(2026 + place) for place in range(len(years))), series, "VZÄ")
    assert _covered(_drawn(chart)[0]) == []


def test_a_number_that_covers_a_mark_is_found_out():
    """The sum of 2027 as it stood once: straight above its column, over the ring of the continued appropriation."""
    years = ("2026", "2027")
    parts = (Series("A", "bar", (58.0, 54.1)), Series("B", "bar", (0.0, 0.0)), Series("R", "ring", (None, 58.0)))
    root, _ = _drawn(Chart("stack", years, parts, "Mio. Euro", 1))
    sums = next(one for one in root.findall(".//c:lineChart/c:ser", NS) if _name(one) == "Summe")
    place = sums.findall("c:dLbls/c:dLbl/c:dLblPos", NS)[1]
    assert (_covered(root), place.get("val")) == ([], "b")
    place.set("val", "t")
    assert _covered(root) == [("Summe", "R")]


def test_a_mark_has_no_line_and_a_level_has_one():
    chart = CHARTS["stack"]
    lines = {_name(series): series for series in _drawn(chart)[0].findall(".//c:lineChart/c:ser", NS)}
    for series in chart.series:
        if series.role in ("mark", "level"):
            drawn_line = lines[series.name].find("c:spPr/a:ln/a:solidFill", NS)
            assert (drawn_line is not None) == (series.role == "level")
            assert lines[series.name].find("c:marker/c:symbol", NS).get("val") != "none"


@pytest.mark.parametrize("kind", ["fan", "ranges", "stack"])
def test_what_ends_in_the_chart_is_named_beside_its_end(kind):
    chart = CHARTS[kind]
    root, _ = _drawn(chart)
    said = {"".join(label.itertext()).replace(" ", "") for label in root.findall(".//c:dLbl//c:rich", NS)}
    named = [series for series in chart.series if series.role in ("median", "mark", "level")]
    assert named and all(series.name.replace(" ", "") in said for series in named)
    if kind != "stack":
        assert {"50-%-Intervall", "80-%-Intervall"} <= said


def test_parts_that_end_before_the_last_column_are_named_in_a_legend():
    root, _ = _drawn(CHARTS["stack"])
    shown = len(root.findall(".//c:ser", NS)) - len(root.findall(".//c:legendEntry", NS))
    assert shown == sum(series.role == "bar" and any(series.values) for series in CHARTS["stack"].series)
    whole = Chart(
        "stack", YEARS, (Series("A", "bar", (1.0,) * 3), Series("B", "bar", (2.0,) * 3, "residual")), "Mio. Euro", 1
    )
    root, _ = _drawn(whole)
    assert root.find(".//c:legend", NS) is None
    assert {"A", "B"} <= {"".join(label.itertext()) for label in root.findall(".//c:dLbl//c:rich", NS)}


def test_the_widest_band_is_drawn_whole():
    months = tuple(month_label(parse_month("2025-11") + month) for month in range(4))
    ends = {"low80": 20.0, "low50": 50.0, "high50": 150.0, "high80": 54_321.0}
    past = Series("beobachtet", "past", (100.0, 100.0, None, None))
    series = [past, Series("Median", "median", (None, None, 100.0, 100.0))]
    series += [Series(role, role, (None, None, value, value)) for role, value in ends.items()]
    root, _ = _drawn(Chart("fan", months, tuple(series), "Personen"))
    said = ["".join(label.itertext()) for label in root.findall(".//c:dLbl//c:rich", NS)]
    assert {"50-%-Intervall", "80-%-Intervall"} <= set(said)
    assert 54_321 <= float(root.find(".//c:valAx/c:scaling/c:max", NS).get("val")) <= 100_000


def test_an_interval_without_width_is_not_named():
    ends = [Series(role, role, (5.0, 5.0, 5.0)) for role in ("low80", "high80")]
    root, _ = _drawn(Chart("ranges", YEARS, (Series("Median", "median", (5.0,) * 3), *ends), "VZÄ"))
    assert ["".join(label.itertext()) for label in root.findall(".//c:dLbl//c:rich", NS)] == ["Median"]


@pytest.mark.parametrize("years, gap", [(1, 500), (2, 340), (3, 193), (8, 80)])
def test_few_columns_do_not_become_wide(years, gap):
    """80 points at most in a chart of 880, as far as the format lets columns be narrow."""
    bars = (Series("A", "bar", (1.0,) * years),)
    root, _ = _drawn(Chart("stack", tuple(map(str, range(years))), bars, "Mio. Euro"))
    assert root.find(".//c:gapWidth", NS).get("val") == str(gap)


def test_names_of_ends_that_lie_close_are_moved_apart():
    """Where a name stands: the end of its line, less what it is moved down, in points of a chart 300 high."""
    names = ("A", "B", "C")
    lines = tuple(Series(name, "level", (50.0, 50.0, 50.0 + place)) for place, name in enumerate(names))
    root, _ = _drawn(Chart("stack", YEARS, lines, "Mio. Euro"))
    plot = float(root.find(".//c:plotArea/c:layout//c:h", NS).get("val")) * 300
    high = float(root.find(".//c:valAx/c:scaling/c:max", NS).get("val"))
    moved = [root.find(f".//c:ser[{number}]//c:dLbl/c:layout//c:y", NS) for number in (1, 2, 3)]
    down = [0.0 if one is None else 300 * float(one.get("val")) for one in moved]
    heights = [plot * (50.0 + place) / high - move for place, move in enumerate(down)]
    assert all(later - former >= 14 for former, later in pairwise(heights))


def test_columns_beside_each_other_carry_their_values():
    for series in _drawn(COLUMNS)[0].findall(".//c:barChart/c:ser", NS):
        assert series.find("c:dLbls/c:showVal", NS).get("val") == "1"
        assert series.find("c:dLbls/c:dLblPos", NS).get("val") == "outEnd"


def test_a_short_forecast_after_a_long_past_is_named_on_its_left():
    months = tuple(month_label(parse_month("2017-01") + month) for month in range(109))
    past = Series("Bestand", "past", (*(5.0,) * 108, None))
    root, _ = _drawn(Chart("fan", months, (past, Series("Median", "median", (*(None,) * 108, 5.0))), "Personen"))
    placed = {"".join(label.find("c:tx", NS).itertext()): label.find("c:dLblPos", NS).get("val")
              for label in root.findall(".//c:dLbl", NS)}  # fmt: skip
    assert placed == {"Prognose ab Januar 2026": "l", "Median": "r"}


steps = st.lists(st.floats(-500, 500).map(lambda value: round(value, 1)), min_size=1, max_size=9)


@given(steps)
def test_every_step_of_a_bridge_hangs_where_the_last_one_ended(amounts: Sequence[float]):
    """Whatever the signs: the columns of a step reach from the level before it to the level after it."""
    names = tuple(f"Schritt {number}" for number in range(len(amounts)))
    root, _ = _drawn(Chart("bridge", names, (Series("M", "bar", tuple(amounts)),), "Mio. Euro", 1))
    rows = len(amounts)
    bars = root.findall(".//c:barChart/c:ser", NS)
    base = _cached(bars[0], rows)
    parts = [_cached(series, rows) for series in bars[1:]]
    level = 0.0
    for row, amount in enumerate(amounts):
        low, high = min(level, level + amount), max(level, level + amount)
        reach = [part[row] for part in parts if part[row]]
        up, down = sum(max(part, 0.0) for part in reach), sum(min(part, 0.0) for part in reach)
        assert base[row] + (up if base[row] >= 0 and high > 0 else 0.0) == pytest.approx(max(high, min(0.0, high)))
        assert base[row] + (down if low < 0 else 0.0) == pytest.approx(low, abs=1e-9)
        level += amount


def test_totals_of_a_bridge_stand_on_the_axis_and_steps_carry_their_sign():
    root, _ = _drawn(BRIDGE)
    bars = {_name(series): _cached(series, 6) for series in root.findall(".//c:barChart/c:ser", NS)}
    assert bars["Stand"] == [11.1, None, None, None, None, 15.1]
    assert bars["Zunahme"][1] == pytest.approx(70.0) and bars["Abnahme"][2] == pytest.approx(81.1)
    assert bars["Abnahme (unter null)"][2] == pytest.approx(-9.4)
    said = ["".join(label.itertext()) for label in root.findall(".//c:dLbl//c:rich", NS)]
    assert said == ["11,1", "+70,0", "−90,5", "−5,5", "+30,0", "15,1"]


# Axes and labels


@given(st.floats(-1e9, 0.0), st.floats(1e-3, 1e9))
def test_an_axis_holds_what_is_shown_in_round_steps(low: float, high: float):
    start, end, step = scale(low, high)
    assert start <= low + 1e-6 * (high - low) and end >= high - 1e-6 * (high - low)
    assert 3 <= round((end - start) / step) <= 8
    assert f"{step:e}"[0] in "125"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", CHARTS)
def test_numbers_at_the_axes_are_in_the_language_of_the_paper(kind, language):
    """Whole numbers carry their separator literally, so a program in any language shows it."""
    root, _ = _drawn(CHARTS[kind], text=Texts(language))
    mark, tag = (".", "[$-407]") if language == "de" else (",", "[$-809]")
    literal = f"[>=1000000]0\\{mark}000\\{mark}000;[>=1000]0\\{mark}000;0"
    codes = {code.get("formatCode") for code in root.iter(f"{{{NS['c']}}}numFmt")} - {"General"}
    assert codes <= {literal, f"{tag}#,##0", f"{tag}#,##0.0", f"{tag}yyyy"} and codes
    assert root.find("c:lang", NS).get("val")[:2] == language


def test_codes_of_numbers_and_dates():
    assert number_code(0, "de") == "[>=1000000]0\\.000\\.000;[>=1000]0\\.000;0"
    assert number_code(0, "de", signed=True) == "[$-407]#,##0"
    assert number_code(2, "en") == "[$-809]#,##0.00"
    assert date_code("mmm yyyy", "de") == "[$-407]mmm yyyy"


# Grey print and colour blindness


def test_neighbouring_intervals_differ_in_lightness():
    widest_first = [luminance(COLORS["need"], opacity=opacity) for opacity in BANDS.values()]
    assert all(contrast(one, other) >= 1.25 for one, other in pairwise([1.0, *widest_first]))


def test_what_lies_upon_each_other_differs_in_lightness():
    """The parts that cover a need and the classes of residuals; the uncovered part is hatched as well."""
    shades = {
        hue: luminance(COLORS[hue], opacity=BARS.get(hue, 1.0)) for hue in ("need", "appropriation", "residual")
    }
    assert all(contrast(one, other) >= 1.5 for one, other in combinations(shades.values(), 2))


@pytest.mark.parametrize("hue", COLORS)
def test_every_fill_stands_out_from_the_ground_or_has_an_edge_that_does(hue):
    chart = Chart("stack", YEARS, (Series("A", "bar", (1.0, 2.0, 3.0), hue),), "Mio. Euro", 1)
    looks = _drawn(chart)[0].find(".//c:barChart/c:ser/c:spPr", NS)
    plain = luminance(COLORS[hue], opacity=BARS.get(hue, 1.0))
    edge = looks.find("a:ln/a:solidFill/a:schemeClr", NS).get("val")
    if contrast(plain, 1.0) < 3:
        assert edge == ACCENTS[hue] and contrast(luminance(COLORS[hue]), 1.0) >= 3
    else:
        assert edge in (ACCENTS[hue], "bg1")


def test_a_theme_that_cannot_be_read_gets_the_colours_of_the_project():
    assert palette(THEME).colors == ACCENTS
    assert palette(THEME | {"accent2": "#F0E442"}).colors == COLORS
    assert palette(THEME | {"accent2": THEME["accent1"]}).colors == COLORS
    assert palette(THEME | {"lt1": "#000000"}).colors == ACCENTS


def test_a_series_with_too_few_values_is_refused():
    with pytest.raises(ValueError, match="2 values for 3 categories"):
        _drawn(Chart("columns", YEARS, (Series("A", "bar", (1.0, 2.0)),), "VZÄ"))
