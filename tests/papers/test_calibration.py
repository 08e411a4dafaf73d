"""The annex and the paper for a hearing bring the evidence of the page "Prognose", by months and by years."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from forecasting.arrivals.backtest.years import read_years
from forecasting.base.format import Formats
from forecasting.base.rounding import round_persons
from forecasting.base.text import LANGUAGES, Texts
from forecasting.papers.content import Words
from forecasting.papers.kinds import annex, hearing
from forecasting.papers.sections.calibration import arrivals_grid, by_year
from forecasting.reports.backtest.years import rise_words, year_score_table, year_score_words
from forecasting.reports.grid import Grid
from tests.papers.meetings import case

RARE = {"arrivals.rare_events": True}


def _blocks(paper, kind):
    return [block for section in paper.sections for block in section.blocks if isinstance(block, kind)]


@pytest.mark.parametrize("build", [annex.paper, hearing.paper])
@pytest.mark.parametrize("language", LANGUAGES)
def test_both_papers_tell_the_years_as_the_page_does(build, language):
    text, found = Texts(language), read_years()
    paper = build(replace(case(), text=text, adopted=()), text)
    grid = next(grid for grid in _blocks(paper, Grid) if grid.key == "calibration-years")
    heads, rows = year_score_table(found, text)
    assert [head.casefold() for head in grid.heads] == [head.casefold() for head in heads]
    assert [[row.label, *row.cells] for row in grid.rows] == rows
    said = [words for block in _blocks(paper, Words) for words in block.paragraphs]
    assert year_score_words(found, text) in said
    assert any(words.startswith(rise_words(found, text)) for words in said)
    for score in found.by_year.values():  # coverage and bias stand in the table, countries and origins in the words
        assert Formats(language).percent(score.within80) in " ".join(cell for row in grid.rows for cell in row.cells)
    assert all(Formats(language).number(count) in year_score_words(found, text) for count in (16, 427))


def test_months_and_years_are_read_from_the_same_paths():
    found = case()
    paths, formats = found.result.monthly["arrivals", "all"].values, found.formats
    grid = arrivals_grid(found)
    rows = {row.label: row.cells for row in grid.rows if row.cells}
    low, median, high = (
        formats.number(round_persons(float(each))) for each in np.quantile(paths[:12].sum(axis=0), (0.1, 0.5, 0.9))
    )
    assert rows["2026"] == (low, median, high)
    assert rows["Dezember 2027"][1] == formats.number(round_persons(float(np.quantile(paths[23], 0.5))))
    assert list(rows)[4:] == [str(year) for year in range(2026, 2032)]
    assert [row.label for row in grid.rows if not row.cells] == ["Im Monat", "Im Kalenderjahr"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_scenario_that_counts_displacements_twice_says_so(language):
    text = Texts(language)
    plain = replace(case(), text=text)
    values = dict(plain.result.resolved.values) | RARE
    twice = replace(plain, result=replace(plain.result, resolved=replace(plain.result.resolved, values=values)))
    said = [
        " ".join(block.paragraphs) for found in (plain, twice) for block in by_year(found) if isinstance(block, Words)
    ]
    label = f"“{'Allow for rare displacements'}”" if language == "en" else "„Seltene Fluchtbewegungen einrechnen“"
    assert all(label in words for words in said) and said[0] != said[1]
