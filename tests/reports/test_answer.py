"""The answer says what is so, in every case and in both languages; answers.toml holds the cases."""

from __future__ import annotations

import math
import re
import tomllib
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasting.assumptions import load_scenario
from forecasting.base.format import printed_mio
from forecasting.base.text import LANGUAGES, Texts, catalogue
from forecasting.reports.answer import Answer, answer, answer_year
from forecasting.reports.claims import money_of_year
from forecasting.scenarios import Outlook, outlook
from forecasting.scenarios.account_rules import decided_years
from tests.reports.answers import ARRIVALS, PINNED, SPREAD
from tests.reports.worlds import arrivals

CASES = tomllib.loads(Path(__file__).with_name("answers.toml").read_text(encoding="utf-8"))["case"]
KNOWN = {"name", "appropriation", "values", "base", "horizon", "factors", "fixed", "groups"}


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
    amount = case.get("appropriation", 12e6)
    decided = amount["continued"] if isinstance(amount, dict) else amount
    money = {str(year): decided if year in decided_years() else amount for year in range(2025, 2032)}
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
    said = {key for key in texts.keys if key.startswith("reports.answer.")}
    assert said == {key for key in catalogue("de", "reports") if key.startswith("reports.answer.")}
    assert len({case["name"] for case in CASES}) == len(CASES)


def _figures(sentence: str, language: str) -> list[str]:
    """Numbers of a sentence, written alike in both languages, without those of a date or a law."""
    words = re.sub(r"(1\.1\.|1 January |§ 45 Abs\. [23]|section 45 \([23]\))", "", sentence.replace("\u00a0", " "))
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
            assert not re.search(r"\s\s|[{}]|\bnan\b|\binf\b|\s[,.;:]|\(\)", sentence)


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
    assert found.main == [found.people, found.staff, found.money]
    assert found.sentences() == [*found.main, *found.further, *found.notes]
    assert found.paragraphs() == [" ".join(part) for part in (found.main, found.further, found.notes)]
    assert found.further[:2] == [found.planning, found.coverage]
    assert "" not in found.sentences()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_every_probability_is_the_share_of_paths_of_its_own_amount(case):
    """Recomputed here from the paths, and every probability that is printed is among the claims."""
    result = _result(case["name"])
    said = _said(case["name"], "de")
    rows = {year.year: row for row, year in enumerate(result.years)}
    for each in said.claims:
        row = rows[each.year]
        if each.measure == "funds_suffice_until":
            covered = (result.yearly["shortfall"].values[: row + 1] <= 1e-6).all(axis=0)
        else:
            values = result.yearly[each.measure].values[row]
            covered = values >= each.value - 1e-6 if each.op == ">=" else values <= each.value + 1e-6
        assert each.probability == sum(covered) / len(covered)
    printed = re.findall(
        r"(?:mit |als |: )(\d+) %(?: Wahrscheinlichkeit|\))", " ".join(said.sentences()).replace("\u00a0", " ")
    )
    claimed = {
        "100" if each.probability == 1.0 else str(min(99, max(1, math.floor(100 * each.probability + 0.5))))
        for each in said.claims
    }
    assert set(printed) <= claimed
    assert len(printed) <= len(said.claims)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_cover_is_claimed_of_decided_and_planned_years_only(case):
    result, said = _result(case["name"]), _said(case["name"], "de")
    settled = {
        year.year for year, kind in zip(result.years, result.standing, strict=True) if kind in ("enacted", "planned")
    }
    assert all(each.year in settled for each in said.claims if each.measure == "funds_suffice_until")
    years = [int(year) for year in re.findall(r"20\d\d", said.coverage)]
    assert set(years) <= settled


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_first_paragraph_has_at_most_five_quantities(case):
    """An interval counts with its quantity, a probability with its amount."""
    words = re.sub(r"\(80-%-Intervall:[^)]*\)", "", " ".join(_said(case["name"], "de").main).replace("\u00a0", " "))
    words = re.sub(r"\d+ %|allen \d+ Zukunftspfaden|\b20\d\d\b|80-%", "", words)
    assert len(re.findall(r"\d+(?:[.,]\d+)*", words)) <= 5


@given(level=st.floats(0.5, 0.95), ratio=st.floats(5.0, 40.0), width=st.floats(0.0, 1.0), seed=st.integers(0, 999))
@settings(max_examples=60, deadline=None)
def test_the_case_follows_from_the_paths(level, ratio, width, seed):
    """Whatever is left, short or open is so on the paths, and the amount named is the one of the probability."""
    result = _drawn(level, ratio, width, seed)
    found = money_of_year(result, 2027)
    left = result.yearly["appropriation"].values[1] - result.yearly["need"].values[1]
    suffices = (left >= -1e-6).mean()
    if found.claim is None:
        assert np.ptp(left) == 0
        return
    held = left >= found.claim.value - 1e-6 if found.claim.op == ">=" else left <= found.claim.value + 1e-6
    assert found.claim.probability == held.mean()
    if found.kind == "left":
        assert found.amount > 0 and found.claim.probability > 0.55
        of_account = result.accounts[result.planning_quantile].measures["reduction_without_residuals"][1]
        printed = printed_mio(float(of_account))
        down = found.amount < printed  # where the printed amount would hold on fewer paths than the planning value
        assert found.amount == pytest.approx(printed - 1e5 * down)
        assert down == ((left >= printed - 1e-6).mean() < level - 0.02)
    elif found.kind == "toss":
        assert 0.45 <= suffices <= 0.55
    elif found.kind == "likely":
        assert suffices > 0.55
    else:
        assert suffices < 0.45


def _drawn(level: float, ratio: float, width: float, seed: int) -> Outlook:
    made = arrivals(paths=1)
    factors = np.exp(np.random.default_rng(seed).normal(0.0, width, 40))
    past = made.base_month - made.first_month + 1
    paths = np.vstack([np.ones((past, 40)), np.tile(factors, (made.horizon, 1))]) * ARRIVALS
    world = replace(made, paths=dict.fromkeys(made.groups, paths), n_paths=40, fixed=False)
    values = PINNED | {"planning.quantile": round(level, 3), "staffing.persons_per_fte": ratio}
    return outlook(load_scenario().with_values(values), world)
