"""What holds for every paper for a meeting: both languages say the same, in whole words, from the same case."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

import pytest

from forecasting.base.text import LANGUAGES, Texts
from forecasting.papers.content import Figure, Paper
from forecasting.papers.kinds import associations, district, hearing, registration, residual_request
from forecasting.reports.grid import Grid
from tests.papers.divided import districts
from tests.papers.full_request import FULL
from tests.papers.meetings import case, every_year, figures_of, words

KINDS = ("registration", "residual_request", "associations", "district", "hearing")
SCENARIOS = {
    "surplus": ({}, {}),
    "shortfall": ({"budget.appropriation": every_year(5e6)}, {}),
    "everything given": (FULL | {"budget.commitment_lead": [0.6, 0.4], "planning.level": "planning"}, {}),
    "lapse": (FULL | {"budget.carry_over_years": 2}, {}),
    "one path": ({"uncertainty.assumptions": False}, {"paths": 1}),
    "part of a year": ({"budget.committed_to_date": 9e6, "whole_years": False}, {"base": "2026-05", "horizon": 43}),
}


@cache
def made(kind: str, name: str, language: str) -> Paper:
    """A paper of a scenario; districts have every key."""
    values, world = SCENARIOS[name]
    text = Texts(language)
    shown = case(values, text, districts=districts(), **world)
    if kind == "district":
        return district.paper(shown, "08117", text)
    builders = {
        "registration": registration, "residual_request": residual_request, "associations": associations,
        "hearing": hearing,
    }  # fmt: skip
    return builders[kind].paper(shown, text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SCENARIOS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_paper_is_whole(kind, name, language):
    said = made(kind, name, language)
    assert said.kind == kind
    assert said.language == language
    for each in words(said):
        assert not re.search(r"[{}]|\bnan\b|\binf\b|  |\s[,.;:](?!\d)|\(\)|\.\.(?!\.)", each), each
        assert "\u2212 0" not in each
    keys = [section.key for section in said.sections]
    blocks = [block.key for section in said.sections for block in section.blocks if isinstance(block, Grid | Figure)]
    assert len(set(keys)) == len(keys)
    assert len(set(blocks)) == len(blocks)
    assert all(key.isascii() for key in (*keys, *blocks))
    for section in said.sections:
        assert section.title
        assert not section.title.endswith(".")
        for block in section.blocks:
            if isinstance(block, Grid):
                for row in block.rows:
                    assert len(row.cells) in (0, len(block.heads) - 1)
                    assert len(row.forecast) in (0, len(row.cells))
                assert len(block.states) in (0, len(block.heads) - 1)


@pytest.mark.parametrize("name", SCENARIOS)
@pytest.mark.parametrize("kind", KINDS)
def test_both_languages_tell_the_same_numbers(kind, name):
    german, english = ([figures_of(each, language) for each in words(made(kind, name, language))]
                       for language in LANGUAGES)  # fmt: skip
    assert len(german) == len(english)
    for place, (one, other) in enumerate(zip(german, english, strict=True)):
        assert one == other, [list(words(made(kind, name, language)))[place] for language in LANGUAGES]


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_case_gives_the_same_paper(kind):
    first = made(kind, "everything given", "de")
    made.cache_clear()
    assert made(kind, "everything given", "de") == first


@pytest.mark.parametrize("kind", KINDS)
def test_a_paper_takes_the_language_it_is_asked_for(kind):
    """The case is in German, the paper is asked for in English."""
    shown, text = case(districts=districts()), Texts("en")
    module = {"registration": registration, "residual_request": residual_request, "associations": associations,
              "district": district, "hearing": hearing}[kind]  # fmt: skip
    said = module.paper(shown, "08117", text) if kind == "district" else module.paper(shown, text)
    assert said.language == "en"
    assert "Lauf" not in said.foot


SIGNS = {"–": "„–“", "0": "„0“", ".": "„.“", "x": "„x“"}


@pytest.mark.parametrize("name", SCENARIOS)
@pytest.mark.parametrize("kind", KINDS)
def test_every_sign_is_explained_under_its_table(kind, name):
    for section in made(kind, name, "de").sections:
        for block in section.blocks:
            if isinstance(block, Grid) and block.key not in ("calibration", "calibration-years", "evidence"):
                used = {cell for row in block.rows for cell in row.cells} & set(SIGNS)
                for sign in used:
                    assert any(SIGNS[sign] in note for note in block.notes), (block.key, sign)


def test_a_hostile_scenario_name_is_only_a_name():
    shown = case()
    name = "=cmd|'/C calc'!A0 <b>{year}</b>"
    scenario = replace(shown.result.scenario, name=name)
    hostile = replace(shown, result=replace(shown.result, scenario=scenario))
    assert name in registration.paper(hostile, Texts("de")).subtitle
