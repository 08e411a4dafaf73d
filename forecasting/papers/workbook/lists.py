"""The sheets in words: what the workbook is, how the scenarios differ, and every assumption with its source."""

from __future__ import annotations

from collections.abc import Sequence

from forecasting.assumptions import load_register
from forecasting.papers.case import Case
from forecasting.papers.sections.assumptions import changes_grid, quality_words, source_words
from forecasting.papers.sections.grids import signs
from forecasting.papers.workbook.book import SHEETS, Book
from forecasting.papers.workbook.data import NUMBERS
from forecasting.papers.workbook.formula import Expr
from forecasting.papers.workbook.rows import FIRST_YEAR
from forecasting.reports.csv_files import FACTORS
from forecasting.reports.run import identify
from forecasting.reports.tables import (
    BLOCKED,
    NOTHING,
    POTENTIALS,
    UNKNOWN,
    account_label,
    shown_unit,
    signs_of,
    year_notes,
)
from forecasting.reports.value_words import evidence_words, kind_words, unit_words, value_words
from forecasting.scenarios import Outlook

__all__ = ["write_assumptions", "write_readme", "write_scenarios"]

COMPARED = (
    "fte", "need", "appropriation", "residual_used", "shortfall", "required_appropriation", *POTENTIALS,
    "closing_unbound",
)  # fmt: skip
"""Measures of the accounts that stand beside each other."""

LONGEST = 400
"""Characters of a value that its row holds; a longer one would make the row higher than a page."""


def write_readme(case: Case, book: Book, verdict: Expr) -> None:
    """What the file is, where what stands, what it rests on, and how to read it."""
    sheet, text, run = book["readme"], case.text, case.run
    sheet.columns([34, 112])
    sheet.words(0, 0, text("papers.workbook.readme.title"), "title")
    sheet.page.set_row(0, 24)
    sheet.words(1, 0, f"{case.scenario} · {case.stand}", "subtitle")
    row = 3

    def fact(label: str, words: str) -> None:
        nonlocal row
        sheet.words(row, 0, label, "label")
        sheet.words(row, 1, words, "words")
        row += 1

    def section(key: str) -> None:
        nonlocal row
        row += 1
        sheet.words(row, 0, text(f"papers.workbook.readme.section.{key}"), "section")
        row += 1

    if description := case.result.scenario.description(text.language):
        fact(case.scenario, description)
    sheet.words(row, 0, text("papers.workbook.checks.all"), "strong")
    sheet.formula(row, 1, verdict, "verdict")
    off = text("papers.workbook.checks.off")
    sheet.mark(row, 1, row, 1, "OK", off)
    row += 1
    section("use")
    for key in ("inputs", "formulas", "values", "level", "model"):
        fact(text(f"papers.workbook.readme.use.{key}"), text(f"papers.workbook.readme.use.{key}_words"))
    for note in _notes(case):
        fact(text("papers.workbook.readme.note"), note)
    section("sheets")
    for key in SHEETS[1:]:
        sheet.link(row, 0, book[key])
        sheet.words(row, 1, text(f"papers.workbook.about.{key}"), "words")
        row += 1
    section("basis")
    fact(text("papers.workbook.readme.source"), case.source)
    fact(text("papers.identity.run"), run.run_id)
    fact(text("papers.identity.version"), run.version)
    fact(text("papers.identity.data"), run.data_hash)
    fact(text("papers.identity.assumptions"), run.assumptions_hash)
    fact(text("papers.identity.seed"), str(run.seed))
    fact(text("papers.identity.paths"), case.formats.number(run.paths))
    section("reading")
    fact(text("papers.workbook.readme.signs"), signs((NOTHING, "0", UNKNOWN, BLOCKED), text))
    fact(text("papers.workbook.readme.rounding"), text("papers.workbook.readme.rounding_words"))
    fact(text("papers.workbook.readme.consent"), text("reports.table.note_consent"))
    for note in year_notes(case.result, text, case.formats, live=True):
        fact(text("papers.workbook.readme.note"), note)
    sheet.page.fit_to_pages(1, 1)
    sheet.page.set_first_sheet()
    sheet.page.activate()


def _notes(case: Case) -> list[str]:
    """What a reader of this very file has to know."""
    text, result = case.text, case.result
    found = [text("reports.file.sample")] if result.arrivals.sample_data else []
    if result.resolved.values["budget.opening_unbound"] is None:
        found.append(text("papers.workbook.readme.not_given"))
    if "filled_fte" in result.account.measures:
        found.append(text("papers.workbook.readme.friction"))
    return [*found, *(finding.sentence(text) for finding in result.notices)]


def write_scenarios(case: Case, book: Book) -> None:
    """The accounts of the scenarios beside each other, and in which assumptions they differ; values."""
    sheet, text = book["scenarios"], case.text
    outlooks = case.outlooks
    years = sorted({year.year for outlook in outlooks for year in outlook.years})
    sheet.columns([50, 34, *[13] * len(years)])
    top = sheet.heading(text("papers.workbook.scenarios.title"), case.stand)
    sheet.paragraph(top, text("papers.workbook.scenarios.note"), FIRST_YEAR + len(years) - 1)
    row = top + 2
    sheet.line(row, (text("papers.comparison.scenario"), text("papers.workbook.account_head")), "head")
    for place, year in enumerate(years):
        partial = any(each.partial for outlook in outlooks for each in outlook.years if each.year == year)
        sheet.number(row, FIRST_YEAR + place, float(year), "head_right", "part_year" if partial else "year")
    for measure in COMPARED:
        shown = shown_unit(measure)
        unit, factor = text(f"reports.unit.{shown}"), FACTORS.get(shown, 1.0)
        row += 1
        label = text(f"reports.measure.{measure}")
        sheet.words(row, 0, label if unit in label else f"{label}, {unit}", "section")
        for outlook in outlooks:
            row += 1
            _scenario_line(case, book, outlook, row)
            own = {each.year: place for place, each in enumerate(outlook.years)}
            signs_here = signs_of(outlook, measure)
            for place, year in enumerate(years):
                sign = signs_here[own[year]] if year in own else UNKNOWN
                value = sign or float(outlook.account.measures[measure][own[year]]) * factor
                sheet.number(row, FIRST_YEAR + place, value, "value", NUMBERS[shown])
    row += 1
    sheet.words(row, 0, text("reports.table.funds_suffice_until"), "section")
    for outlook in outlooks:
        row += 1
        _scenario_line(case, book, outlook, row)
        own = {each.year: place for place, each in enumerate(outlook.years)}
        for place, year in enumerate(years):
            share = float(outlook.funds_suffice_until[own[year]]) if year in own else UNKNOWN
            sheet.number(row, FIRST_YEAR + place, share, "value", "chance")
    sheet.keep(top + 2, FIRST_YEAR)
    row = _changes(case, book, row + 2, FIRST_YEAR + len(years) - 1)
    for outlook in outlooks:
        row += 1
        run = text("papers.identity.compared", scenario=outlook.scenario.title(text.language))
        sheet.words(row, 0, run, "note")
        sheet.words(row, 1, identify(outlook).run_id, "note")


def _scenario_line(case: Case, book: Book, outlook: Outlook, row: int) -> None:
    sheet = book["scenarios"]
    sheet.words(row, 0, outlook.scenario.title(case.text.language), "label")
    sheet.words(row, 1, account_label(outlook, case.text), "unit")


def _changes(case: Case, book: Book, row: int, last: int) -> int:
    """In which assumptions the scenarios differ, one row an assumption and scenario; the next free row."""
    if not case.others:
        return row
    sheet, text, grid = book["scenarios"], case.text, changes_grid(case)
    sheet.words(row, 0, grid.title, "section")
    row += 1
    sheet.line(row, (grid.heads[0], text("papers.comparison.scenario")), "head")
    sheet.across(row, FIRST_YEAR, last, text("papers.workbook.value"), "head_in")
    for each in grid.rows:
        for scenario, words in zip(grid.heads[1:], each.cells, strict=True):
            row += 1
            sheet.words(row, 0, each.label, "label")
            sheet.words(row, 1, scenario, "words")
            sheet.across(row, FIRST_YEAR, last, words, "words")
    return row + 1


def write_assumptions(case: Case, book: Book) -> None:
    """Every assumption: value, unit, range, kind, quality, source, evidence, key."""
    sheet, text, result = book["assumptions"], case.text, case.result
    sheet.columns([38, 30, 16, 12, 12, 13, 18, 48, 52, 32])
    top = sheet.heading(text("papers.workbook.assumptions.title"), f"{case.scenario} · {case.stand}")
    names = ("assumption", "value", "unit", "low", "high", "kind", "quality", "source", "evidence", "key")
    sheet.line(top, [text(f"papers.workbook.head.{name}") for name in names], "head")
    row = top
    long: dict[str, str] = {}
    for entry in load_register().for_groups(result.groups):
        row += 1
        value = result.resolved.values.get(entry.key, result.scenario.value(entry.key))
        shown = value_words(entry, value, text)
        if len(shown) > LONGEST:
            long[entry.label(text.language)], shown = shown, text("papers.workbook.assumptions.below")
        span = result.resolved.ranges.get(entry.key)
        low, high = ("", "") if span is None else (value_words(entry, end, text) for end in (span.low, span.high))
        words: Sequence[str] = (
            entry.label(text.language), shown, unit_words(entry, value, text), low, high,
            kind_words(entry, text), quality_words(entry, result, text), source_words(entry, result.scenario, text),
            evidence_words(entry, text), entry.key,
        )  # fmt: skip
        sheet.line(row, words, "words")
    sheet.page.autofilter(top, 0, row, len(names) - 1)
    last = len(names) - 2  # the key is there to work with
    if long:
        row += 2
        sheet.words(row, 0, text("papers.workbook.assumptions.long"), "section")
        for label, words in long.items():
            row += 1
            sheet.words(row, 0, label, "label")
            sheet.across(row, 1, last, words, "words")
    sheet.page.print_area(0, 0, row, last)
    sheet.keep(top, 1)
