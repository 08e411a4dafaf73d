"""Native charts of the workbook: those of the slides, with need, cover and FTE read from the formula sheets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from forecasting.papers.case import Case
from forecasting.papers.content import Figure
from forecasting.papers.native import sheet as native_sheet
from forecasting.papers.native.charts import drawn
from forecasting.papers.native.xml import Palette
from forecasting.papers.sections.figures import caseload_figure, fte_figure, funding_figure
from forecasting.papers.workbook.account import Account
from forecasting.papers.workbook.book import Book, Sheet
from forecasting.papers.workbook.formula import Expr, number_or_zero
from forecasting.papers.workbook.need import Need
from forecasting.reports.charts import captions, series
from forecasting.reports.charts.looks import COLORS
from forecasting.reports.charts.need import PALE, PARTS
from forecasting.reports.typeface import Face

__all__ = ["write_charts"]

WIDTH, HEIGHT = 660.0, 300.0  # of a chart, points
FONT, FONT_SIZE = "Arial", 9.0
ROWS_APART = 23  # of the sheet, from one chart to the next
CHART_COLUMNS = 8  # of the sheet that a chart reaches over; one more would not fit on a page
DATA_WIDTHS = (12, *[18] * 16)  # of the columns of the sheet with the numbers, characters

MEASURES = ("residual_used", "appropriation_used", "shortfall", "appropriation", "closing_unbound")
Live = Mapping[str, Sequence[Expr | None]]
"""Formulas by name of the series that they stand for, one a year; what has none is entered as a value."""


def write_charts(case: Case, book: Book, need: Need, account: Account) -> None:
    """The charts, and the sheet with their numbers."""
    text = case.text
    sheet, data = book["charts"], book["chart_data"]
    sheet.columns([15] * CHART_COLUMNS)
    data.columns(DATA_WIDTHS)
    top = sheet.heading(text("papers.workbook.charts.title"), f"{case.scenario} · {case.stand}")
    below = data.heading(text("papers.workbook.chart_data.title"), f"{case.scenario} · {case.stand}")
    fan_words = captions.fan_words("caseload", series.caseload_forecast(case.result), text)
    charts: tuple[tuple[Figure, Live, str, str], ...] = (
        (funding_figure(case), _funding(case, account), "mio", text("papers.workbook.charts.funding_words")),
        (_posts(case, need), _paid(case, need), "fte1", text("papers.workbook.charts.fte_words")),
        (caseload_figure(case), {}, "persons", fan_words),
    )
    for place, (figure, live, number, words) in enumerate(charts):
        row = top + place * ROWS_APART
        data.words(below, 0, f"{figure.frame.title}, {figure.chart.unit}", "section")
        xml, numbers = drawn(
            figure.chart,
            palette=Palette(COLORS),
            text=text,
            face=Face(FONT),
            width=WIDTH,
            height=HEIGHT,
            size=FONT_SIZE,
            name=data.name,
            top=below + 1,
            font=FONT,
            follows=bool(live),
        )
        _write(data, numbers, live, number)
        below += len(numbers.categories) + 3
        sheet.words(row, 0, figure.frame.title, "section")
        sheet.chart(row + 1, xml, WIDTH, HEIGHT, words)
    data.page.repeat_rows(numbers.top)
    row = top + len(charts) * ROWS_APART
    for note in (text("papers.workbook.charts.note"), text("reports.table.note_consent"), case.source):
        sheet.paragraph(row, note, CHART_COLUMNS - 1)
        row += 1
    sheet.page.print_area(0, 0, row - 1, CHART_COLUMNS - 1)
    sheet.page.set_print_scale(100)  # a page fitted to its width would not take the breaks between the charts
    sheet.page.set_h_pagebreaks([top + place * ROWS_APART for place in range(1, len(charts))])


def _funding(case: Case, account: Account) -> Live:
    """What covers the need, the appropriation and what is left, Mio. Euro."""
    mio = {name: [term / 1e6 for term in account.rows[name]] for name in MEASURES}
    used = list(zip(case.result.standing, mio["appropriation_used"], strict=True))
    live: dict[str, Sequence[Expr | None]] = {f"reports.series.{part}": mio[part] for part in PARTS if part in mio}
    live["reports.series.appropriation_used"] = [None if kind == "continued" else term for kind, term in used]
    live[f"reports.series.{PALE}"] = [term if kind == "continued" else None for kind, term in used]
    live |= {f"reports.series.given_{kind}": mio["appropriation"] for kind in ("settled", "continued")}
    live["reports.measure.closing_unbound"] = mio["closing_unbound"]
    return {case.text(name): terms for name, terms in live.items()}


def _paid(case: Case, need: Need) -> Live:
    """FTE of the account, and those that are paid for."""
    text, paid = case.text, [number_or_zero(term) for term in need.rows["fundable_fte"]]
    needed = {text("papers.workbook.charts.fte"): [term * 1.0 for term in need.rows["fte"]]}
    return needed | {text(f"reports.series.fundable_{kind}"): paid for kind in ("settled", "continued")}


def _posts(case: Case, need: Need) -> Figure:
    """The figure of the FTE with those of the account, which follow the inputs, where the slides have the median."""
    figure = fte_figure(case)
    name, values = case.text("papers.workbook.charts.fte"), tuple(term.number for term in need.rows["fte"])
    rows = (replace(one, name=name, values=values) if one.role == "median" else one for one in figure.chart.series)
    return replace(figure, chart=replace(figure.chart, series=tuple(rows)))


def _write(data: Sheet, numbers: native_sheet.Sheet, live: Live, number: str) -> None:
    """The numbers of a chart, live where a formula knows them and the series has a value."""
    data.line(numbers.top, [numbers.corner, *(column.head for column in numbers.columns)], "head")
    for row, category in enumerate(numbers.categories, start=numbers.top + 1):
        if numbers.months:
            data.month(row, 0, category)
        else:
            data.words(row, 0, category, "label")
    for place, column in enumerate(numbers.columns, start=1):
        none = [None] * len(column.values)
        drawing = zip(column.formulas, column.values, strict=True) if column.formulas else ()
        own_terms = [Expr((words[1:],), value) if words else None for words, value in drawing] or none
        known = zip(column.values, live.get(column.head, none), own_terms, strict=True)
        for row, (value, term, own) in enumerate(known, start=numbers.top + 1):
            if value is not None and (formula := term or own):
                data.formula(row, place, formula, "value", number)
            elif value is not None:
                data.number(row, place, value, "value", number)
