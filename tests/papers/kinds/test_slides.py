"""The slides of a case: what they say where it is easily said wrong."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pytest
from pptx import Presentation

from forecasting.assumptions import load_scenario
from forecasting.base.text import LANGUAGES, Language, Texts
from forecasting.papers.case import Case
from forecasting.papers.content import Facts, Figure, Paper
from forecasting.papers.kinds import slides
from forecasting.papers.sections.assumptions import assumptions_grid
from forecasting.papers.slides.document import write_pptx
from forecasting.scenarios import outlook
from tests.reports.worlds import arrivals, result


def _case(values: dict[str, object], language: Language = "de", **world: object) -> Case:
    return Case(result(values, **world), (), None, Texts(language))  # type: ignore[arg-type]


def _paper(case: Case) -> Paper:
    return slides.paper(case, case.text)


@pytest.mark.parametrize(
    ("key", "value", "shown"),
    [
        ("budget.opening_layers", {2022: 6e6, 2024: 5.5e6}, ("2022: 6,0", "2024: 5,5")),
        ("funding.pay_rounds", {2022: 0.018, 2024: 0.1}, ("2022: 1,8", "2024: 10")),
    ],
)
def test_amounts_of_past_years_that_still_count_are_shown(key: str, value: dict[int, float], shown: tuple[str, ...]):
    """Residuals by year of origin and pay rounds lie before the horizon and decide what is in it."""
    case = _case({"budget.opening_unbound": 20e6, key: value})
    rows = {row.label: row.cells[0] for row in assumptions_grid(case).rows}
    assert [cell for cell in rows.values() if all(words in cell for words in shown)], rows


def test_amounts_of_past_years_that_are_over_are_not_shown():
    case = _case({"budget.appropriation": {2024: 99e6, 2026: 58e6}})
    assert not [row for row in assumptions_grid(case).rows if "2024" in row.cells[0]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_assumptions_of_the_register_stand_on_one_slide(language: Language):
    """Two half empty slides were made of it as soon as its note took a second line."""
    case = _case({}, language)
    slide, *more = [
        slide for slide in Presentation(io.BytesIO(write_pptx(_paper(case)))).slides
        if any(shape.has_table and _is_of(shape.table, case) for shape in slide.shapes)
    ]  # fmt: skip
    assert not more
    (table,) = (shape.table for shape in slide.shapes if shape.has_table)
    assert len(table.rows) == 1 + slides.ON_SLIDE


def _is_of(table: Any, case: Case) -> bool:
    return bool(table.cell(0, 0).text_frame.text == case.text("papers.assumptions.assumption"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_year_that_a_decision_fixes_is_not_said_to_need_posts(language: Language):
    """The grant is fixed whatever posts the persons would need."""
    first, *_ = _paper(_case({"budget.fixed_commitments": {2027: 33.9e6}}, language)).sections
    other, *_ = _paper(_case({}, language)).sections
    unit = Texts(language)("reports.unit.fte")
    assert unit in other.title and unit not in first.title
    assert "34" in first.title  # 33.9 m and what administration costs


def test_a_base_scenario_that_lies_under_the_median_is_left_out():
    """Other funds leave persons and posts as they are: a second line there tells nothing and covers the first."""
    case = replace(_case({"funding.state_share": 0.5}), others=(outlook(load_scenario(), arrivals()),))
    blocks = [block for section in _paper(case).sections for block in section.blocks]
    shown = {block.key: block.chart.series for block in blocks if isinstance(block, Figure)}
    assert {key for key, every in shown.items() if any(one.role == "base" for one in every)} == {"funding"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_years_of_a_chart_are_marked_as_forecast(language: Language):
    """As the tables mark them: what is only expected must not look like what was."""
    blocks = [block for section in _paper(_case({}, language)).sections for block in section.blocks]
    charts = [block.chart for block in blocks if isinstance(block, Figure) and block.chart.kind != "fan"]
    state = Texts(language)("papers.state.forecast")
    assert [chart.kind for chart in charts] == ["ranges", "stack"]
    assert {chart.categories for chart in charts} == {tuple(f"{year}\n{state}" for year in range(2026, 2032))}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_last_slide_says_how_its_numbers_are_recomputed(language: Language):
    (facts,) = _paper(_case({}, language)).sections[-1].blocks
    assert isinstance(facts, Facts)
    assert "python -m forecasting reproduce" in facts.rows[-1][1]
