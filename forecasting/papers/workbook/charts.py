"""Native charts: need and cover and FTE from the formula sheets, the forecast of the caseload from its values.

The fan is a stack of areas: the lowest bound without a fill, then the distance from each bound to the next one; the
bounds themselves stand beside the distances. Fills differ in lightness, so that they survive a print without colour.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from xlsxwriter.utility import quote_sheetname, xl_range_abs

from forecasting.base.quantiles import Q10, Q90
from forecasting.papers.case import Case
from forecasting.papers.layout.axis_steps import scale
from forecasting.papers.workbook.account import Account
from forecasting.papers.workbook.book import GREY, INK, Book
from forecasting.papers.workbook.formula import Cell, Expr, number_or_zero
from forecasting.papers.workbook.need import Need
from forecasting.reports.charts import captions, series
from forecasting.reports.charts.looks import COLORS
from forecasting.reports.charts.need import PALE, PARTS
from forecasting.reports.charts.record import axis_end

__all__ = ["write_charts"]

MEASURES = (*(part for part in PARTS if part != PALE), "appropriation", "closing_unbound")
BOUNDS = ("q10", "q25", "q50", "q75", "q90")
STEPS = (("q10", "q25"), ("q25", "q75"), ("q75", "q90"))
"""Bounds of the areas of the fan from below; the median is a line."""

FILLS = {"80": "#AFD0E6", "50": "#74B0D6"}
LEVELS = ("80", "50", "80")
SIZE = {"width": 880, "height": 400}
ROWS_APART = 22  # of the sheet, from one chart to the next
CHART_COLUMNS = 8  # of the sheet that a chart reaches over; one more would not fit on a page
FONT = {"name": "Arial", "size": 9}
ENDS = ("lower", "upper", "span")  # of the interval of the FTE


class _Data:
    """Columns of the sheet that the charts read."""

    def __init__(self, case: Case, book: Book, need: Need, account: Account) -> None:
        self.case, self.book, self.text = case, book, case.text
        self.sheet = book["chart_data"]
        self.need, self.account = need, account
        self.columns: dict[str, Sequence[Expr]] = {}

    def write(self) -> dict[str, Sequence[Expr]]:
        sheet, text = self.sheet, self.text
        sheet.columns([12, *[18] * 16])
        row = sheet.heading(text("papers.workbook.chart_data.title"), f"{self.case.scenario} · {self.case.stand}")
        sheet.words(row, 0, text("papers.workbook.chart_data.years"), "section")
        row = self._years(row + 1)
        sheet.words(row + 1, 0, text("papers.workbook.chart_data.months"), "section")
        self._months(row + 2)
        sheet.page.repeat_rows(row + 2)
        return self.columns

    def _years(self, top: int) -> int:
        """Need and cover in Mio. Euro and FTE, live; the interval of the FTE as values."""
        text, sheet, result = self.text, self.sheet, self.case.result
        mio = text("reports.unit.mio")
        names = [f"{text(f'reports.measure.{measure}')}, {mio}" for measure in MEASURES]
        posts = [
            *(text(f"reports.measure.{measure}") for measure in ("fte", "fundable_fte")),
            *(text(f"papers.workbook.chart_data.fte_{end}") for end in ENDS),
        ]  # fmt: skip
        sheet.line(top, [text("reports.chart.head_year"), *names, *posts], "head")
        summary = result.yearly["fte"].summary
        keys = ["year", *MEASURES, "fte", "fundable", *ENDS]
        cells: dict[str, list[Expr]] = {key: [] for key in keys}
        for place, year in enumerate(result.years):
            row = top + 1 + place
            number = "part_year" if year.partial else "year"
            cells["year"].append(sheet.number(row, 0, float(year.year), "value", number))
            for column, measure in enumerate(MEASURES, start=1):
                amount = self.account.rows[measure][place] / 1e6
                cells[measure].append(sheet.formula(row, column, amount, "value", "mio"))
            column = len(MEASURES) + 1
            live = (self.need.rows["fte"][place] * 1.0, number_or_zero(self.need.rows["fundable_fte"][place]))
            for key, term in zip(("fte", "fundable"), live, strict=True):
                cells[key].append(sheet.formula(row, column, term, "value", "fte1"))
                column += 1
            lower, upper = (
                sheet.number(row, column + side, float(summary[place, end]), "value", "fte1")
                for side, end in enumerate((Q10, Q90))
            )
            span = sheet.formula(row, column + 2, upper - lower, "value", "fte1")
            for key, cell in zip(ENDS, (lower, upper, span), strict=True):
                cells[key].append(cell)
        self.columns |= cells
        return top + 1 + len(result.years)

    def _months(self, top: int) -> None:
        """Past, median, bounds, and the distances that the areas are drawn from."""
        text, sheet = self.text, self.sheet
        past, ahead = series.caseload_past(self.case.past), series.caseload_forecast(self.case.result)
        heads = [
            text("reports.chart.head_month"),
            text("reports.chart.caseload_past"),
            *(_bound(name, text) for name in BOUNDS),
        ]
        steps = [text("papers.workbook.chart_data.base")]
        steps += [text("papers.workbook.chart_data.step", level=level) for level in LEVELS]
        sheet.line(top, [*heads, *steps, text("papers.workbook.chart_data.line")], "head")
        keys = ["month", "past", *BOUNDS, "base", *(f"step{place}" for place in range(len(STEPS))), "line"]
        first = 2 + len(BOUNDS)
        last = first + len(STEPS) + 1
        row = top
        for month, value in zip(past["month"], past["value"].tolist(), strict=True):
            row += 1
            sheet.month(row, 0, month)
            known = sheet.number(row, 1, value, "value", "persons")
            if month == past["month"].iloc[-1]:  # areas and median begin at what is known
                sheet.formula(row, first, known * 1.0, "value", "persons")
                for step in range(len(STEPS)):
                    sheet.number(row, first + 1 + step, 0.0, "value", "persons")
                sheet.formula(row, last, known * 1.0, "value", "persons")
        for place, month in enumerate(ahead["month"]):
            row += 1
            sheet.month(row, 0, month)
            at = {
                name: sheet.number(row, 2 + column, float(ahead[name].iloc[place]), "value", "persons")
                for column, name in enumerate(BOUNDS)
            }
            sheet.formula(row, first, at["q10"] * 1.0, "value", "persons")
            for step, (lower, upper) in enumerate(STEPS, start=1):
                sheet.formula(row, first + step, at[upper] - at[lower], "value", "persons")
            sheet.formula(row, last, at["q50"] * 1.0, "value", "persons")
        cells: dict[str, list[Expr]] = {}
        for column, key in enumerate(keys):
            cells[key] = [Expr((Cell(sheet.name, each, column),), None) for each in range(top + 1, row + 1)]
        self.columns |= cells


def write_charts(case: Case, book: Book, need: Need, account: Account) -> None:
    """The charts, and the sheet with their numbers."""
    data = _Data(case, book, need, account).write()
    sheet, text = book["charts"], case.text
    sheet.columns([15] * CHART_COLUMNS)
    top = sheet.heading(text("papers.workbook.charts.title"), f"{case.scenario} · {case.stand}")
    fan_words = captions.fan_words("caseload", series.caseload_forecast(case.result), text)
    charts = (
        (_funding(case, book, data), text("papers.workbook.charts.funding_words")),
        (_posts(case, book, data), text("papers.workbook.charts.fte_words")),
        (_fan(case, book, data), fan_words),
    )
    for place, (chart, words) in enumerate(charts):
        row = top + place * ROWS_APART
        sheet.page.insert_chart(row, 0, chart, {"description": words, "object_position": 2})
    row = top + len(charts) * ROWS_APART
    for note in (text("papers.workbook.charts.note"), text("reports.table.note_consent"), case.source):
        sheet.paragraph(row, note, CHART_COLUMNS - 1)
        row += 1
    sheet.page.print_area(0, 0, row - 1, CHART_COLUMNS - 1)
    sheet.page.set_print_scale(100)  # a page fitted to its width would not take the breaks between the charts
    sheet.page.set_h_pagebreaks([top + place * ROWS_APART for place in range(1, len(charts))])


def _funding(case: Case, book: Book, data: dict[str, Sequence[Expr]]) -> Any:
    """What covers the need, stacked; the appropriation as marks, what is left as a line."""
    text = case.text
    chart, lines = book.chart("column", "stacked"), book.chart("line")
    for measure, hue in PARTS.items():
        if measure == PALE:  # the sheet's formulas know one column for both; its years are made pale
            continue
        fill: dict[str, Any] = {"fill": {"color": COLORS[hue]}, "border": {"color": "#FFFFFF", "width": 0.75}}
        if measure == "shortfall":
            pattern = {"pattern": "wide_upward_diagonal", "fg_color": COLORS[hue], "bg_color": "#FFFFFF"}
            fill = {"pattern": pattern, "border": {"color": COLORS[hue]}}
        if measure == "appropriation_used":
            pale = {"fill": {"color": COLORS[hue], "transparency": 70}, "border": {"color": COLORS[hue]}}
            fill["points"] = [pale if standing == "continued" else None for standing in case.result.standing]
        chart.add_series(_series(data, "year", measure, text(f"reports.measure.{measure}")) | fill | {"gap": 60})
    marks = {
        "line": {"none": True},
        "marker": {"type": "diamond", "size": 9, "fill": {"color": INK}, "border": {"color": "#FFFFFF"}},
    }
    level = {
        "line": {"color": INK, "width": 2},
        "marker": {"type": "circle", "size": 5, "fill": {"color": INK}},
    }
    for measure, style in (("appropriation", marks), ("closing_unbound", level)):
        lines.add_series(_series(data, "year", measure, text(f"reports.measure.{measure}")) | style)
    chart.combine(lines)
    return _framed(chart, text("reports.chart.funding_title"), text("reports.unit.mio"))


def _posts(case: Case, book: Book, data: dict[str, Sequence[Expr]]) -> Any:
    """FTE of the account beside the 80 % interval of the paths, and what the appropriation pays."""
    text = case.text
    chart, lines = book.chart("column"), book.chart("line")
    needed = {"fill": {"color": FILLS["50"]}, "border": {"color": COLORS["need"]}, "gap": 90}
    chart.add_series(_series(data, "year", "fte", text("papers.workbook.charts.fte")) | needed)
    end = {"line": {"none": True}, "marker": {"type": "long_dash", "size": 12, "fill": {"color": INK}}}
    bars = {
        "type": "custom", "direction": "minus", "end_style": 0, "plus_values": _formula(data["span"]),
        "minus_values": _formula(data["span"]), "line": {"color": INK, "width": 1.25},
    }  # fmt: skip
    interval = text("papers.workbook.charts.interval", level="80")
    lines.add_series(_series(data, "year", "upper", interval) | end | {"y_error_bars": bars})
    lines.add_series(_series(data, "year", "lower", interval) | end)
    paid = {
        "line": {"color": INK, "width": 2, "dash_type": "dash"},
        "marker": {"type": "diamond", "size": 7, "fill": {"color": "#FFFFFF"}, "border": {"color": INK}},
    }
    lines.add_series(_series(data, "year", "fundable", text("reports.measure.fundable_fte")) | paid)
    chart.combine(lines)
    peak = "_peak" if case.result.resolved.word("staffing.rule") == "peak" else ""
    framed = _framed(chart, text(f"reports.chart.fte_title{peak}"), text("reports.unit.fte"))
    framed.set_legend({"position": "bottom", "font": FONT, "delete_series": [2]})
    return framed


def _fan(case: Case, book: Book, data: dict[str, Sequence[Expr]]) -> Any:
    """Calculated past, median and intervals by month."""
    text = case.text
    chart, lines = book.chart("area", "stacked"), book.chart("line")
    past_values, ahead = series.caseload_past(case.past)["value"], series.caseload_forecast(case.result)
    low, high, step = scale(0.0, axis_end([*past_values, *ahead["q50"], *ahead["q90"]]))
    base = {"fill": {"none": True}, "border": {"none": True}}
    chart.add_series(_series(data, "month", "base", text("papers.workbook.chart_data.base")) | base)
    for place, level in enumerate(LEVELS):
        fill = {"fill": {"color": FILLS[level]}, "border": {"none": True}}
        name = text("papers.workbook.charts.interval", level=level)
        chart.add_series(_series(data, "month", f"step{place}", name) | fill)
    past = {"line": {"color": INK, "width": 2}}
    median = {"line": {"color": COLORS["need"], "width": 2.25, "dash_type": "dash"}}
    lines.add_series(_series(data, "month", "past", text("reports.chart.caseload_past")) | past)
    lines.add_series(_series(data, "month", "line", text("reports.chart.median")) | median)
    chart.combine(lines)
    axis = {"min": low, "max": high, "major_unit": step}
    framed = _framed(chart, text("reports.chart.caseload_title"), text("reports.chart.caseload_unit"), axis)
    framed.set_legend({"position": "bottom", "font": FONT, "delete_series": [0, 4, 5]})
    framed.set_x_axis(
        {"date_axis": True, "num_format": "yyyy", "major_unit": 1, "major_unit_type": "years", "num_font": FONT,
         "line": {"color": GREY}, "label_position": "low"}
    )  # fmt: skip
    return framed


def _framed(chart: Any, title: str, unit: str, reach: Mapping[str, float] = MappingProxyType({"min": 0.0})) -> Any:
    """Title, axis with its unit and where it ends, legend below, size."""
    chart.set_title({"name": title, "name_font": {"name": "Arial", "size": 12, "bold": True}, "overlay": False})
    chart.set_y_axis(
        {"name": unit, "name_font": FONT | {"bold": False}, "num_font": FONT, "num_format": "#,##0", **reach,
         "major_gridlines": {"visible": True, "line": {"color": "#E3E6EA"}}, "line": {"none": True}}
    )  # fmt: skip
    chart.set_x_axis({"num_font": FONT, "line": {"color": GREY}})
    chart.set_legend({"position": "bottom", "font": FONT})
    chart.set_size(SIZE)
    chart.set_chartarea({"border": {"none": True}})
    return chart


def _series(data: dict[str, Sequence[Expr]], axis: str, key: str, name: str) -> dict[str, Any]:
    return {"name": name, "categories": _area(data[axis]), "values": _area(data[key])}


def _area(cells: Sequence[Expr]) -> list[Any]:
    """A range as a chart names it: sheet, first row and column, last row and column."""
    first, last = cells[0].cell, cells[-1].cell
    return [first.sheet, first.row, first.column, last.row, last.column]


def _formula(cells: Sequence[Expr]) -> str:
    """A range as an error bar names it."""
    first, last = cells[0].cell, cells[-1].cell
    return f"={quote_sheetname(first.sheet)}!{xl_range_abs(first.row, first.column, last.row, last.column)}"


def _bound(name: str, text: Any) -> str:
    levels = {"q10": ("low", "80"), "q25": ("low", "50"), "q75": ("high", "50"), "q90": ("high", "80")}
    if name == "q50":
        return str(text("reports.chart.head_median"))
    end, level = levels[name]
    return str(text(f"reports.chart.head_{end}", level=level))
