"""The register of measures says what the chain computes: its fields, its chapters, its rules and its units."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from forecasting.assumptions import load_scenario
from forecasting.base.text import LANGUAGES, Texts
from forecasting.budget.cost import Cost
from forecasting.budget.funds import Funds
from forecasting.budget.measures import (
    FRICTION,
    MEASURES,
    PACT_SHARE,
    PERSONS_PER_POST,
    RELEASE_SHARE,
    names,
)
from forecasting.reports.goal import amount_words
from forecasting.reports.tables import shown_unit
from forecasting.scenarios import Outlook, outlook
from tests.reports.worlds import arrivals

METHOD = Path(__file__).parents[2] / "docs" / "method.md"
UNITS = {
    "persons": "persons",
    "hours": "hours",
    "fte": "FTE",
    "months": "months",
    "persons_per_fte": "persons per FTE",
    "eur": "EUR",
}
ON = {FRICTION: True, RELEASE_SHARE: 0.1, PACT_SHARE: 0.2}
BROUGHT = {
    FRICTION: {"filled_fte", "vacant_fte", "overload_months"},
    RELEASE_SHARE: {"released"},
    PACT_SHARE: {"closing_pact"},
}
"""Measures that a rule brings with it."""


def _result(rules: dict[str, object]) -> Outlook:
    off = {FRICTION: False, RELEASE_SHARE: 0.0, PACT_SHARE: 0.0}
    return outlook(load_scenario().with_values(off | rules), arrivals(horizon=24, paths=2))


@pytest.mark.parametrize(("record", "chapter", "beside"), [
    (Cost, "cost", {"fixed", "decided"}),  # parts that other measures are made of
    (Funds, "funds", {"layers"}),
])  # fmt: skip
def test_the_fields_of_cost_and_funds_are_the_rows_of_their_chapters(record, chapter, beside):
    known = [field.name for field in fields(record)]
    assert sorted({*known} - beside) == sorted({*names(chapter)} - {PERSONS_PER_POST})
    assert beside <= {*known}


@pytest.mark.parametrize(
    "rules", [{}, *({key: value} for key, value in ON.items()), ON], ids=lambda rules: "+".join(rules)
)
def test_a_result_has_the_measures_of_the_rules_that_the_scenario_uses(rules):
    result = _result(rules)
    there = {*MEASURES} - {key for rule, keys in BROUGHT.items() if rule not in rules for key in keys}
    assert set(result.yearly) == there
    of_account = {"fte", "filled_fte", *names("cost"), *names("funds")} - {PERSONS_PER_POST}
    assert set(result.account.measures) == of_account & there


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_measure_has_a_name_and_its_unit_words(language):
    text = Texts(language)
    assert [key for key in MEASURES if f"reports.measure.{key}" not in text] == []
    assert [key for key in MEASURES if f"reports.unit.{shown_unit(key)}" not in text] == []
    assert [key for key in MEASURES if not amount_words(key, 2.0, text)] == []


def test_the_method_states_the_unit_of_every_measure():
    yearly = METHOD.read_text(encoding="utf-8").partition("## 16. Measures")[2].partition("Yearly:")[2]
    told = {}
    for keys, unit in re.findall(r"^\| (`[^|]+`) \| ([^|]+) \|", yearly.partition("\n## ")[0], re.MULTILINE):
        listed, units = re.findall(r"`(\w+)`", keys), unit.split(", ")
        told |= dict(zip(listed, units if len(units) > 1 else units * len(listed), strict=True))
    assert told == {key: UNITS[measure.unit] for key, measure in MEASURES.items()}
