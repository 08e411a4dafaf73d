"""Several scenarios beside each other: the main figures of one year, and the need of every year."""

from __future__ import annotations

import numpy as np

from forecasting.papers.case import Case
from forecasting.papers.sections.grids import foot, notes
from forecasting.reports.answer import answer_year
from forecasting.reports.grid import Grid, Row
from forecasting.reports.headline import headline
from forecasting.reports.run import identify
from forecasting.reports.tables import forecast_table, mio_cell, year_notes
from forecasting.scenarios import Outlook

__all__ = ["comparison_grid", "comparison_message", "need_grid"]

NOT_HELD = "x"
"""What a scenario says of a year that it does not hold."""

KEYS = ("caseload_mean", "fte", "need", "required_appropriation", "shortfall", "funds_suffice_until")
"""Lines of the forecast table that scenarios are compared by."""


def comparison_grid(case: Case) -> Grid:
    """Persons, posts, money and certainty of the year that the answer speaks of, one row a scenario."""
    text, year = case.text, answer_year(case.result)
    rows = []
    heads = [text(f"papers.comparison.{key}", year=year) for key in KEYS]
    for result in case.outlooks:
        table = forecast_table(result, text)
        lines = [table.row(key) for key in KEYS]
        cells, details = [], []
        for line in lines:
            known = year in table.years
            cells.append(line.cells[table.years.index(year)] if known else NOT_HELD)
            details.append(line.details[table.years.index(year)] if known and line.details else "")
        rows.append(Row(result.scenario.title(text.language), tuple(cells), details=tuple(details)))
    cells_shown = [cell for row in rows for cell in row.cells]
    return Grid(
        key="comparison",
        title=text("papers.comparison.title", year=year),
        unit="",
        heads=(text("papers.comparison.scenario"), *heads),
        rows=tuple(rows),
        notes=notes((text("papers.comparison.note"),), cells_shown, text, sums=False),
        foot=_foot(case),
        states=(text("papers.state.forecast"),) * len(KEYS),
    )


def need_grid(case: Case) -> Grid:
    """Need by year and scenario, Mio. Euro."""
    text, formats = case.text, case.formats
    years = [year.year for year in case.result.years]
    rows = []
    for result in case.outlooks:
        own = {year.year: row for row, year in enumerate(result.years)}
        need = headline(result, "need")
        cells = tuple(mio_cell(float(need[own[year]]), formats) if year in own else NOT_HELD for year in years)
        rows.append(Row(result.scenario.title(text.language), cells))
    heads = tuple(year.head for year in case.result.years)
    given = (text("papers.comparison.note_need"), *year_notes(case.result, text, formats))
    return Grid(
        key="need-by-scenario",
        title=text("papers.comparison.need_title"),
        unit=text("reports.unit.mio"),
        heads=(text("papers.comparison.scenario"), *heads),
        rows=tuple(rows),
        notes=notes(given, [cell for row in rows for cell in row.cells], text, sums=False),
        foot=_foot(case),
        states=(text("papers.state.forecast"),) * len(heads),
    )


def comparison_message(case: Case) -> str:
    """Between which amounts the need lies in the year that the answer speaks of."""
    year = answer_year(case.result)
    needs = [_need(result, year) for result in case.outlooks]
    known = [need for need in needs if not np.isnan(need)]
    low, high = case.formats.mio(min(known)), case.formats.mio(max(known))
    key = "same" if low == high else "between"
    return case.text(f"papers.comparison.{key}", year=year, low=low, high=high)


def _need(result: Outlook, year: int) -> float:
    rows = {each.year: row for row, each in enumerate(result.years)}
    return float(headline(result, "need")[rows[year]]) if year in rows else float("nan")


def _foot(case: Case) -> tuple[str, ...]:
    """Source, date and the run of every scenario."""
    runs = "; ".join(
        case.text(
            "papers.comparison.run", scenario=each.scenario.title(case.text.language), run=identify(each).run_id
        )
        for each in case.outlooks
    )
    sample = foot(case)[:-2]
    return (*sample, case.source, f"{runs}.")
