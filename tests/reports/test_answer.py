"""The answer says what is so, in every case and in both languages; answers.toml holds the cases."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from forecasting.assumptions import load_scenario
from forecasting.base.text import LANGUAGES, Texts, catalogue
from forecasting.reports.answer import Answer, answer, answer_year
from forecasting.scenarios import Outlook, outlook
from tests.reports.worlds import arrivals

CASES = tomllib.loads(Path(__file__).with_name("answers.toml").read_text(encoding="utf-8"))["case"]
KNOWN = {"name", "appropriation", "values", "base", "horizon", "factors", "fixed", "groups"}
SPREAD = [0.5 + step / 100 for step in range(101)]
ARRIVALS = 500.0  # of each group a month

PINNED = {
    "uncertainty.assumptions": False, "planning.quantile": 0.8, "need.non_target_share": 0.0,
    "staffing.method": "ratio", "staffing.ratio_base": "served", "staffing.rule": "mean",
    "staffing.persons_per_fte": 80,
    "staffing.graduate_share": 1.0, "staffing.occupancy": 1.0,
    "funding.basis": "fixed", "funding.surplus": "retained", "funding.state_share": 1.0,
    "funding.rate_graduate": 60_000, "funding.rate_vocational": 60_000, "funding.rate_growth": 0.0,
    "funding.cost_graduate": 70_000, "funding.cost_vocational": 70_000, "funding.cost_growth": 0.0,
    "funding.training_cost": 0, "funding.admin_cost": 0, "funding.other_areas": 0,
    "budget.order": "residuals_first", "budget.carry_over_years": 99, "budget.unused_becomes_residual": 1.0,
    "budget.committed_to_date": 0,
}  # fmt: skip
for group in ("asylum", "ukraine"):
    PINNED |= {f"housing.{group}.direct_share": 1.0, f"housing.{group}.transfer_share": 1.0}
    PINNED |= {f"need.{group}.{share}": 1.0 for share in ("prospect_share", "take_up")}
    PINNED |= {f"need.{group}.exit_rate": 0.0, f"need.{group}.max_months": 12}


class Recorder(Texts):
    """Texts that remember which messages were asked for."""

    def __init__(self) -> None:
        super().__init__("de")
        self.keys: set[str] = set()

    def __call__(self, key: str, /, **values: object) -> str:
        self.keys.add(key)
        return super().__call__(key, **values)


@cache
def _result(name: str) -> Outlook:
    case = next(case for case in CASES if case["name"] == name)
    factors = case.get("factors", SPREAD)
    if factors == "101 times 1.0":
        factors = [1.0] * 101
    groups = tuple(case.get("groups", ("asylum", "ukraine")))
    made = arrivals(base=case.get("base", "2025-12"), horizon=case.get("horizon", 72), groups=groups, paths=1)
    past = made.base_month - made.first_month + 1
    paths = np.vstack([np.ones((past, len(factors))), np.tile(factors, (made.horizon, 1))]) * ARRIVALS
    world = replace(made, paths=dict.fromkeys(groups, paths), n_paths=len(factors), fixed=case.get("fixed", False))
    money = dict.fromkeys(map(str, range(2025, 2032)), case.get("appropriation", 12e6))
    scenario = load_scenario().with_values(PINNED | {"budget.appropriation": money} | case.get("values", {}))
    return outlook(scenario, world)


def _said(name: str, language: str) -> Answer:
    return answer(_result(name), Texts(language))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_answer_says_word_for_word(case, language):
    found = _said(case["name"], language)
    wanted = {field: words[language] for field, words in case.items() if field not in KNOWN}
    assert wanted
    assert {field: getattr(found, field).replace("\u00a0", " ") for field in wanted} == wanted


def test_every_message_of_the_answer_is_among_the_cases():
    """And so is every case: one that nothing else tells apart would be listed twice."""
    texts = Recorder()
    for case in CASES:
        answer(_result(case["name"]), texts)
    assert texts.keys == {key for key in catalogue("de", "reports") if key.startswith("reports.answer.")}
    assert len({case["name"] for case in CASES}) == len(CASES)


def _figures(sentence: str, language: str) -> list[str]:
    """Numbers of a sentence, written alike in both languages, without those of a date or a law."""
    words = re.sub(r"(1\.1\.|1 January |§ 45 Abs\. 2|section 45 \(2\))", "", sentence)
    found = re.findall(r"\d+(?:[.,]\d+)*", words)
    swapped = str.maketrans(",.", ".,")
    return sorted(number.translate(swapped) if language == "de" else number for number in found)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_both_languages_say_the_same_figures_in_whole_sentences(case):
    said = {language: _said(case["name"], language).sentences() for language in LANGUAGES}
    assert len(said["de"]) == len(said["en"])
    for german, english in zip(said["de"], said["en"], strict=True):
        assert _figures(german, "de") == _figures(english, "en")
        for sentence in (german, english):
            assert sentence[0].isupper()
            assert sentence.endswith(".")
            assert not re.search(r"\s\s|[{}]|nan|\binf\b|\s[,.;:]|\(\)", sentence)


def test_the_answer_is_about_the_first_whole_year_after_the_current_one():
    assert answer_year(_result("one group")) == 2027
    assert answer_year(_result("a partial first year, then full ones")) == 2026
    assert answer_year(_result("no full year: both are partial")) == 2025


def test_a_year_can_be_asked_for():
    assert answer(_result("one group"), Texts("de"), year=2029).people.startswith("Im Jahresdurchschnitt 2029 ")
    with pytest.raises(KeyError):
        answer(_result("one group"), Texts("de"), year=2050)


def test_the_sentences_stand_in_reading_order():
    found = _said("residual used up", "de")
    assert found.sentences()[:4] == [found.people, found.staff, found.coverage, found.gap]
    assert "" not in found.sentences()
