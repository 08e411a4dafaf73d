"""One fan read by months and by years, and how good forecasts made in this way were at either reading.

The figures, words and tables are those of the page "Prognose": the evidence files in `data/backtest`.
docs/method.md, section Arrivals, Evidence for the recipe and The yearly record.
"""

from __future__ import annotations

from collections.abc import Sequence

from forecasting.arrivals.backtest.results import read_results
from forecasting.arrivals.backtest.years import read_years
from forecasting.papers.case import Case
from forecasting.papers.content import Block, Words
from forecasting.papers.sections.sheet import grid_of
from forecasting.reports.backtest.years import RARE, rise_words, twice_words, year_score_table, year_score_words
from forecasting.reports.grid import Grid, Row
from forecasting.reports.prognosis import calendar_table, month_table, score_table, score_words
from forecasting.scenarios.chain import ALL

__all__ = ["arrivals_grid", "by_month", "by_year"]


def arrivals_grid(case: Case) -> Grid:
    """Arrivals of all groups: some months up to the 24th and every calendar year, from the same paths."""
    text = case.text
    heads, months = month_table(case.result, ALL, text)
    _, years = calendar_table(case.result, ALL, text)
    parts = (("months", months), ("years", years))
    rows = [
        row
        for name, found in parts
        if found
        for row in (Row(text(f"papers.arrivals.{name}"), kind="heading"), *map(_row, found))
    ]
    return grid_of(
        case,
        "arrivals",
        text("papers.arrivals.title"),
        unit=text("reports.unit.persons"),
        heads=[text("papers.arrivals.span"), *heads[1:]],
        rows=rows,
        said=[text("papers.arrivals.note")],
        sums=False,
    )


def by_month(case: Case) -> list[Block]:
    """Forecasts of up to 24 months against what came, beside the simplest methods."""
    text, results = case.text, read_results()
    about = "papers.calibration.fixed" if case.result.arrivals.fixed else "papers.calibration.about"
    grid = _grid(
        "calibration",
        text("papers.calibration.title"),
        *score_table(results, text),
        notes=(text("papers.calibration.note"),),
        source=text("papers.calibration.source"),
    )
    return [Words((text(about), " ".join(score_words(results, text)))), grid]


def by_year(case: Case) -> list[Block]:
    """Forecasts of 1 to 6 years against what came, and what displacements of the past they have seen."""
    text, found = case.text, read_years()
    rises = f"{rise_words(found, text)} {twice_words(case.result.resolved.flag(RARE), text)}"
    grid = _grid(
        "calibration-years",
        text("reports.years.title", series=found.series),
        *year_score_table(found, text),
        notes=(text("reports.years.note"),),
        source=text("reports.years.source"),
    )
    return [Words((year_score_words(found, text), rises)), grid]


def _grid(
    key: str, title: str, heads: Sequence[str], rows: Sequence[Sequence[str]], *, notes: tuple[str, ...], source: str
) -> Grid:
    """A table of the page as one of a paper; it rests on other figures than the scenario."""
    shown = tuple(head[:1].upper() + head[1:] for head in heads)
    return Grid(key, title, "", shown, tuple(map(_row, rows)), notes, (source,))


def _row(found: Sequence[str]) -> Row:
    label, *cells = found
    return Row(label, tuple(cells))
