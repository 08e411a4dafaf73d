"""What stays a value: the distributions over the paths, as a table to read and as tidy data to work with."""

from __future__ import annotations

from forecasting.base.groups import group_name
from forecasting.base.periods import month_range
from forecasting.base.quantiles import LEVELS, STATISTICS
from forecasting.base.sample import Sample
from forecasting.base.text import Texts
from forecasting.budget.measures import MEASURES, YEARLY, Unit
from forecasting.papers.case import Case
from forecasting.papers.sections.grids import signs
from forecasting.papers.workbook.book import Book, Sheet
from forecasting.papers.workbook.rows import FIRST_YEAR, heads
from forecasting.reports.intervals import EVERY
from forecasting.reports.tables import BLOCKED, FORECAST, UNKNOWN, shown_unit, signs_of
from forecasting.scenarios.chain import ALL, MEDIAN
from forecasting.scenarios.risk import exhaustion_quantiles

__all__ = ["write_intervals", "write_monthly", "write_yearly"]

MIO = 1e6
PRINTED = (("target_caseload", ALL), ("fte", ALL))
"""Months that are printed, measure and group; all others are there to work with."""

MONTHLY_WIDTH, YEARLY_WIDTH = 13, 17
"""Characters of a column of numbers: persons and hours with two decimals, and amounts in Euro to the cent."""

NUMBERS = {"persons": "persons", "fte": "fte1", "mio": "mio"}
PERSONS = "reports.unit.persons"
UNITS: dict[Unit, str] = {
    "hours": "reports.unit.hours",
    "fte": "reports.unit.fte",
    "months": "assumptions.unit.month",
    "eur": "assumptions.unit.eur",
}
"""Words of the units other than persons."""


def write_intervals(case: Case, book: Book) -> None:
    """Median, mean and intervals of the main results by year, and how sure it is that the money reaches."""
    sheet, text, result = book["intervals"], case.text, case.result
    years = len(result.years)
    sheet.columns([52, 30, *[13] * years])
    top = sheet.heading(text("papers.workbook.intervals.title"), f"{case.scenario} · {case.stand}")
    sheet.paragraph(top, text("papers.workbook.intervals.note", paths=case.formats.number(result.arrivals.n_paths)),
                    FIRST_YEAR + years - 1)  # fmt: skip
    row = top + 2
    heads(case, sheet, row, (text("papers.workbook.row"), text("papers.workbook.statistic")))
    for measure in FORECAST:
        unit, summary = shown_unit(measure), result.yearly[measure].summary
        factor = 1.0 / MIO if unit == "mio" else 1.0
        label, words = text(f"reports.measure.{measure}"), text(f"reports.unit.{unit}")
        label = label if words in label else f"{label}, {words}"
        for name, words in _statistics(text):
            row += 1
            middle = name == "q50"
            sheet.words(row, 0, label, "sum_label" if middle else "label")
            sheet.words(row, 1, words, "sum_unit" if middle else "unit")
            column = STATISTICS.index(name)
            for place, sign in enumerate(signs_of(result, measure)):
                value = sign or float(summary[place, column]) * factor
                sheet.number(row, FIRST_YEAR + place, value, "sum" if middle else "value", NUMBERS[unit])
    for key, shares in (("funds_suffice", result.funds_suffice), ("funds_suffice_until", result.funds_suffice_until)):
        row += 1
        sheet.words(row, 0, text(f"reports.table.{key}"), "sum_label")
        sheet.words(row, 1, text("papers.workbook.intervals.probability"), "sum_unit")
        for place, share in enumerate(shares.tolist()):
            sheet.number(row, FIRST_YEAR + place, share, "sum", "chance")
    row += 2
    sheet.words(row, 0, text("papers.workbook.intervals.exhaustion"), "section")
    for name, month in exhaustion_quantiles(result).items():
        row += 1
        sheet.words(row, 0, text("papers.workbook.intervals.quantile", level=name.removeprefix("q")), "label")
        words = case.formats.month(month) if month else text("papers.workbook.intervals.beyond")
        sheet.words(row, 1, words, "label")
    row += 1
    for note in (signs((UNKNOWN, BLOCKED), text), case.source, f"{case.foot}."):
        row += 1
        sheet.paragraph(row, note, FIRST_YEAR + years - 1)
    sheet.keep(top + 2, FIRST_YEAR)
    sheet.page.fit_to_pages(1, 2)


def write_monthly(case: Case, book: Book) -> None:
    """Every monthly measure: one row a month, group and measure; those that are printed come first."""
    sheet, text, result = book["monthly"], case.text, case.result
    top = _tidy_heads(case, sheet, "monthly", ("month", "group", "measure", "unit"), (), MONTHLY_WIDTH)
    months = month_range(result.base_month + 1, result.horizon)
    row = top
    for measure, group in (*PRINTED, *(key for key in result.monthly if key not in PRINTED)):
        words = (
            text("papers.workbook.all_groups") if group == ALL else group_name(group, text),
            text(f"papers.workbook.monthly.{measure}"),
            _unit(measure, text),
        )
        for month, numbers in zip(months, _rows(result.monthly[measure, group]), strict=True):
            row += 1
            sheet.month(row, 0, month)
            sheet.line(row, words, "tidy", start=1)
            sheet.numbers(row, 4, numbers, "tidy_value", "data")
    last = 3 + len(STATISTICS)
    _finish(sheet, top, row, last)
    sheet.page.print_area(0, 0, top + len(PRINTED) * len(months), last)


def write_yearly(case: Case, book: Book) -> None:
    """Every yearly measure over the paths, and the account at both levels: one row a year and measure."""
    sheet, text, result = book["yearly"], case.text, case.result
    levels = (("account_median", MEDIAN), ("account_planning", result.planning_quantile))
    top = _tidy_heads(
        case, sheet, "yearly", ("year", "partial", "measure", "unit"), tuple(name for name, _ in levels),
        YEARLY_WIDTH,
    )  # fmt: skip
    row = top
    for measure in YEARLY:
        if measure not in result.yearly:
            continue
        words, signs_here = (text(f"reports.measure.{measure}"), _unit(measure, text)), signs_of(result, measure)
        for place, (year, numbers) in enumerate(zip(result.years, _rows(result.yearly[measure]), strict=True)):
            row += 1
            sheet.number(row, 0, float(year.year), "tidy_first", "year")
            sheet.words(row, 1, text("reports.file.yes" if year.partial else "reports.file.no"), "tidy")
            sheet.line(row, words, "tidy", start=2)
            sign = signs_here[place]  # an empty cell here: data are numbers
            of_accounts: list[float | None] = []
            for _, level in levels:
                account = result.accounts[level]
                known = measure in account.measures and (measure, year.year) not in account.absent
                known = known and sign != BLOCKED
                of_accounts.append(float(account.measures[measure][place]) if known else None)
            sheet.numbers(row, 4, [*([None] * len(numbers) if sign else numbers), *of_accounts], "tidy_value", "data")
    _finish(sheet, top, row, 5 + len(STATISTICS))


def _tidy_heads(
    case: Case, sheet: Sheet, key: str, first: tuple[str, ...], last: tuple[str, ...], width: float
) -> int:
    """Heads of tidy data: words, statistics, words; the row they stand in."""
    text = case.text
    sheet.columns([11, 14, 44, 16, *[width] * (len(STATISTICS) + len(last))])
    top = sheet.heading(text(f"papers.workbook.{key}.title"), f"{case.scenario} · {case.stand}")
    share = case.formats.percent(case.result.planning_quantile)
    words = [text(f"papers.workbook.head.{name}") for name in first]
    sheet.line(top, words, "head")
    statistics = [text("reports.chart.head_mean"), *(_quantile(level, case) for level in LEVELS)]
    sheet.line(top, statistics, "head_right", start=len(first))
    further = [text(f"papers.workbook.head.{name}", share=share) for name in last]
    sheet.line(top, further, "head_right", start=len(first) + len(statistics))
    return top


def _finish(sheet: Sheet, top: int, row: int, last: int) -> None:
    sheet.page.autofilter(top, 0, row, last)
    sheet.keep(top, 0)


def _quantile(level: float, case: Case) -> str:
    shown = case.formats.plain(level * 100)
    return case.text("papers.workbook.path_median") if level == MEDIAN else case.text(
        "papers.workbook.quantile", level=shown
    )  # fmt: skip


def _statistics(text: Texts) -> list[tuple[str, str]]:
    """Column and name of what the table shows, from the lowest to the highest."""
    low = [(each.low, text("reports.chart.head_low", level=each.level)) for each in EVERY]
    high = [(each.high, text("reports.chart.head_high", level=each.level)) for each in reversed(EVERY)]
    mean = ("mean", text("reports.chart.head_mean"))
    return [*low, ("q50", text("papers.workbook.path_median")), mean, *high]


def _rows(sample: Sample) -> list[list[float]]:
    return [[float(number) for number in row] for row in sample.summary.tolist()]


def _unit(measure: str, text: Texts) -> str:
    """Unit of a measure in the data: persons, FTE, hours, months or euros, not rounded and not in millions."""
    return text(UNITS.get(MEASURES[measure].unit, PERSONS) if measure in MEASURES else PERSONS)
