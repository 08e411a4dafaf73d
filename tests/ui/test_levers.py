"""Levers read and write the scenario; back at the base's value nothing is left of a change."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting.assumptions import load_register, load_scenario, resolve, shipped_scenarios
from forecasting.assumptions.scenario import read_scenario, scenario_toml
from forecasting.base.errors import InputError
from forecasting.base.periods import parse_month
from forecasting.base.text import LANGUAGES, Texts
from forecasting.reports.lever_words import entered, help_words, said, shown
from forecasting.scenarios import Outlook, outlook
from forecasting.scenarios.account_rules import decided_years, standing
from forecasting.scenarios.levers import (
    APPROPRIATION,
    Lever,
    Span,
    changes,
    district_levers,
    further_levers,
    lever_of,
    main_levers,
    moved,
    reset,
    seekable,
)
from forecasting.store.content import read_content, write_content
from forecasting.ui.session.state import Position, decode, encode
from tests.reports.worlds import UNDECIDED, arrivals

BASE = load_scenario()
SPAN = Span(parse_month("2026-01"), parse_month("2031-12"))
LEVERS = {lever.key: lever for lever in main_levers(SPAN, BASE)}
FURTHER = {
    lever.key: lever for group in further_levers(("asylum", "ukraine"), SPAN, BASE).values() for lever in group
}
EVERY = LEVERS | FURTHER
GERMAN = Texts("de")


def test_the_levers_of_the_first_page_stand_in_the_order_of_the_chain():
    assert list(LEVERS) == [
        "arrivals.shocks",
        "staffing.persons_per_fte",
        "funding.rate_graduate",
        "funding.rate_vocational",
        "funding.state_share",
        "budget.appropriation",
        "budget.opening_unbound",
    ]


def test_every_other_number_of_the_register_is_among_the_further_ones():
    numbers = {
        entry.key
        for entry in load_register().for_groups(("asylum", "ukraine"))
        if entry.kind in ("number", "integer") and entry.step is not None
    }
    elsewhere = {lever.key for lever in district_levers(SPAN, BASE)}
    assert {"district_dispersion", "districts.onward_share", "districts.suppress_below"} < elsewhere
    assert numbers - set(EVERY) == {"horizon_months", "planning.quantile"} | elsewhere


@pytest.mark.parametrize("key", [key for key, lever in EVERY.items() if lever.options])
def test_a_slider_offers_the_base_value_and_every_option_is_possible(key):
    lever = EVERY[key]
    assert lever.read(BASE) in lever.options
    assert list(lever.options) == sorted(set(lever.options))
    for option in (lever.options[0], lever.options[len(lever.options) // 2], lever.options[-1]):
        assert lever.read(moved(BASE, BASE, lever, option)) == pytest.approx(option)


@pytest.mark.parametrize("key", EVERY)
def test_a_lever_moved_and_put_back_leaves_the_scenario_as_it_was(key):
    lever = EVERY[key]
    away = lever.options[0] if lever.options else lever.possible[0]
    if away == lever.read(BASE):
        away = lever.options[-1]
    there = moved(BASE, BASE, lever, away)
    assert changes(there, BASE, list(EVERY.values())) == (lever,)
    assert reset(there, BASE, lever) == BASE
    back = moved(there, BASE, lever, lever.read(BASE))
    if key != APPROPRIATION:
        assert back == BASE
    else:
        assert changes(back, BASE, list(EVERY.values())) == (lever,), "entered, it is planned and no longer continued"
        assert reset(back, BASE, lever) == BASE


@pytest.mark.parametrize("path", shipped_scenarios(), ids=lambda path: path.stem)
def test_whatever_can_be_sought_leaves_nothing_at_the_value_of_the_shipped_scenario(path):
    world, shipped = arrivals(horizon=36, paths=1), load_scenario(path)
    for key in (*seekable(world), "budget.appropriation.2027", "budget.supplementary.2027"):
        lever = lever_of(key, shipped, world)
        at_base = lever.read(shipped)
        away = next(value for value in (*lever.plausible, *lever.possible) if value != at_base)
        there = moved(shipped, shipped, lever, away)
        assert reset(there, shipped, lever) == shipped, key
        if not key.startswith(APPROPRIATION):
            assert moved(there, shipped, lever, at_base) == shipped, key


def test_one_year_put_back_leaves_the_other_years_where_they_were():
    world = arrivals(horizon=36, paths=1)
    two = BASE.with_values({"budget.appropriation.2027": 40e6, "budget.appropriation.2028": 50e6})
    lever = lever_of("budget.appropriation.2027", two, world)
    one = reset(two, BASE, lever)
    assert one == BASE.with_values({"budget.appropriation.2028": 50e6})


@pytest.mark.parametrize("key", [APPROPRIATION, f"{APPROPRIATION}.2028"])
def test_the_amount_that_is_carried_forward_is_planned_once_it_is_entered(key):
    """Through the lever, its link, its file and a saved scenario; the way back leaves it continued."""
    world = arrivals(horizon=36, paths=1)
    lever = lever_of(key, BASE, world)
    planned = moved(BASE, BASE, lever, 58e6)
    shipped = {"base": BASE}
    linked = decode(encode(Position("base", planned), shipped), shipped).scenario
    filed = read_scenario(scenario_toml(planned), folder=BASE.folder)
    kept = [
        read_content(write_content(planned, BASE, standalone=alone), planned.name, BASE, standalone=alone)
        for alone in (False, True)
    ]
    for each in (planned, linked, filed, *kept):
        found = [standing(resolve(each, ("asylum",)), year) for year in (2026, 2027, 2028)]
        assert found == ["enacted", "planned" if key == APPROPRIATION else "continued", "planned"]
        assert reset(each, BASE, lever).digest == BASE.digest != each.digest


@pytest.mark.parametrize("path", shipped_scenarios(), ids=lambda path: path.stem)
def test_levers_go_back_to_the_shipped_scenario_and_not_to_the_register(path):
    shipped = load_scenario(path)
    for lever in main_levers(SPAN, shipped):
        away = moved(shipped, shipped, lever, lever.options[1] if lever.options else 12e6)
        assert reset(away, shipped, lever).digest == shipped.digest


def test_a_change_of_the_arrivals_is_one_event_over_the_horizon_before_all_others():
    lever = LEVERS["arrivals.shocks"]
    event = {"group": "asylum", "from": "2026-03", "to": "2026-09", "add": 100.0}
    base = BASE.with_values({"arrivals.shocks": [event]})
    more = moved(base, base, lever, 0.3)
    first, second = more.value("arrivals.shocks")
    assert (first.from_, first.to, first.factor, first.group) == ("2026-01", "2031-12", 1.3, None)
    assert second.add == 100.0
    assert lever.read(more) == 0.3
    assert lever.read(moved(more, base, lever, -0.2)) == -0.2
    assert moved(more, base, lever, 0.0) == base


def test_the_appropriation_of_decided_years_stays():
    lever = LEVERS["budget.appropriation"]
    assert {2025, 2026} <= decided_years()
    table = moved(BASE, BASE, lever, 40e6).value("budget.appropriation")
    assert (table[2026], table[2027], table[2031]) == (58e6, 40e6, 40e6)


def test_a_lever_whose_years_differ_has_no_one_value():
    different = BASE.with_values({"budget.appropriation.2029": 10e6})
    assert LEVERS["budget.appropriation"].read(different) is None
    assert LEVERS["budget.appropriation"].read(moved(different, BASE, LEVERS["budget.appropriation"], 30e6)) == 30e6


def test_a_rate_reads_the_value_that_holds_in_the_first_year():
    """60,000 EUR per FTE since 2024 (register)."""
    assert LEVERS["funding.rate_graduate"].read(BASE) == 60_000.0


def test_what_is_not_possible_is_refused_in_the_unit_of_the_screen():
    with pytest.raises(InputError) as refused:
        entered(BASE, BASE, LEVERS["funding.state_share"], 1.5)
    sentence = refused.value.sentences(GERMAN)[0].replace("\u00a0", " ")
    assert sentence.startswith("„Finanzierungsanteil des Landes“ kann nicht 150 % sein; möglich ist 0 % bis 100 %.")


@pytest.mark.parametrize(
    ("key", "value", "german", "english"),
    [
        ("budget.appropriation", 58e6, "58,0", "58.0"),
        ("budget.appropriation", 58.25e6, "58,25", "58.25"),
        ("funding.rate_graduate", 60_000.0, "60.000", "60,000"),
        ("funding.state_share", 0.07, "7", "7"),
        ("staffing.persons_per_fte", 80.5, "80,5", "80.5"),
        ("budget.opening_unbound", None, "", ""),
    ],
)
def test_values_stand_in_the_field_in_the_language_and_the_unit_of_the_screen(key, value, german, english):
    assert shown(EVERY[key], value, GERMAN) == german
    assert shown(EVERY[key], value, Texts("en")) == english


def test_a_rise_carries_its_sign():
    assert said(LEVERS["arrivals.shocks"], 0.3, GERMAN) == "+30\u00a0%"
    assert said(LEVERS["arrivals.shocks"], -0.3, GERMAN) == "\u221230\u00a0%"


def test_a_percent_sign_stands_apart_in_german_only():
    assert said(LEVERS["funding.state_share"], 0.5, GERMAN) == "50\u00a0%"
    assert said(LEVERS["funding.state_share"], 0.5, Texts("en")) == "50%"
    assert said(LEVERS["budget.appropriation"], 5e6, Texts("en")) == "EUR\u00a05.0\u00a0million"


def test_the_slider_goes_to_the_option_nearest_to_a_typed_value():
    lever: Lever = LEVERS["funding.rate_graduate"]
    assert [lever.nearest(value) for value in (0.0, 60_240.0, 60_260.0, 1e6)] == [45e3, 60e3, 60.5e3, 80e3]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", EVERY)
def test_the_help_of_a_lever_says_what_it_means_what_is_possible_and_where_it_comes_from(key, language):
    """Label and unit stand above it; the page adds the reason a scenario gives."""
    paragraphs = help_words(EVERY[key], Texts(language))
    assert any(words.startswith("Möglich: " if language == "de" else "Possible: ") for words in paragraphs)
    if EVERY[key].entry.range is not None:
        assert any(words.startswith("Spanne" if language == "de" else "Range") for words in paragraphs)
    if key != "arrivals.shocks":
        assert any(words.startswith("Quelle: " if language == "de" else "Source: ") for words in paragraphs)
        assert EVERY[key].entry.meaning(language) in paragraphs


ELSEWHERE = ("districts.key", "districts.onward_to",
             *(f"housing.{group}.{name}" for group in ("asylum", "ukraine", "humanitarian", "other")
               for name in ("stay_source", "stay_window")))  # fmt: skip
"""What divides the state's result among its districts, and what acts on loaded figures of housing alone."""

CHOICES = {entry.key: entry for entry in load_register().values() if entry.kind == "choice"}
WORDS = [
    (key, choice.value)
    for key, entry in CHOICES.items()
    if key not in ("arrivals.method", "planning.level", *ELSEWHERE)  # used up in the forecast; chooses an account
    for choice in entry.choices
]
SWITCHES = [
    (key, word)
    for key, entry in load_register().items()
    if entry.kind == "boolean"
    and not key.startswith(("arrivals.", "uncertainty."))  # used up in the forecast; one path
    for word in (True, False)
]
EVERYTHING_ACTS = UNDECIDED | {
    "whole_years": False, "budget.reclaimed_needs_note": False, "budget.continued_forms_residual": True,
    "uncertainty.assumptions": False, "budget.opening_unbound": 80e6, "budget.opening_bound": 10e6,
    "budget.outflow": [0.5, 0.5], "budget.opening_outflow": [0.5, 0.5], "budget.appropriation": {"2026": 90e6},
    "budget.carry_over_years": 2, "budget.unused_becomes_residual": 0.9, "funding.rate_graduate": 100e3,
    "funding.rate_vocational": 50e3, "funding.state_share": 0.9,
    "need.ukraine.prospect_share": 0.9, "need.non_target_share": 0.06, "staffing.plan_updates": 1,
    "need.asylum.family_factor": 0.1, "need.ukraine.family_factor": 0.1, "funding.payout_cost_share": 0.1,
    "budget.final_payment": 0.1, "funding.rate_growth": 0.02,
}  # fmt: skip
"""Money is left in one year and missing in the next, one rate lies above the cost and one below, not everybody has a
prospect to remain, relatives follow, plans are updated, payouts cost something, rates rise: all can act."""


@pytest.fixture(scope="module")
def certain_world():
    return arrivals(horizon=24, paths=1)


def _figures(result: Outlook) -> list[np.ndarray]:
    """Everything a year comes to but the hours of support, which no post depends on under a ratio."""
    account = [values for account in result.accounts.values() for values in account.measures.values()]
    yearly = [sample.values for measure, sample in result.yearly.items() if measure != "hours"]
    return [np.nan_to_num(values, nan=-1.0) for values in (*yearly, *account, result.exhaustion)]


def _still_and_silent(scenario, world, apart: str = "") -> tuple[set[str], set[str]]:
    """Levers and choices that change nothing at either end or under any word; those that the register calls idle."""
    result = outlook(scenario, world)

    def moves(away) -> bool:
        there = outlook(scenario.with_values(away), world, reuse=result)
        pairs = zip(_figures(there), _figures(result), strict=True)
        return not all(
            np.allclose(one, other, rtol=1e-12, atol=0.0) for one, other in pairs
        )  # but for the last digit

    still = set()
    for key, lever in EVERY.items():
        ends = (lever.options or lever.entry.plausible)[0], (lever.options or lever.entry.plausible)[-1]
        if not any(moves(lever.write(scenario, end)) for end in ends):
            still.add(key)
    for key, entry in CHOICES.items():
        if key not in ("arrivals.method", "planning.level", apart) and not any(
            moves({key: choice.value}) for choice in entry.choices
        ):
            still.add(key)
    entries = {key: lever.entry for key, lever in EVERY.items()} | CHOICES
    silent = {key for key, entry in entries.items() if not entry.acts(result.resolved.values)}
    return still - set(ELSEWHERE), silent - {apart, *ELSEWHERE}


@pytest.mark.parametrize(("setting", "word"), [*WORDS, *SWITCHES], ids=lambda word: str(word))
def test_the_register_names_every_lever_that_has_no_effect_under_a_word(setting, word, certain_world):
    """Every lever and choice is moved to both ends: those that change nothing are those with `acts_under`."""
    still, silent = _still_and_silent(BASE.with_values(EVERYTHING_ACTS | {setting: word}), certain_world, setting)
    assert still == silent


def test_what_the_register_calls_idle_moves_nothing_in_the_base(certain_world):
    """The base reports years whole and knows no note that lets reclaimed money join the funds."""
    still, silent = _still_and_silent(BASE, certain_world)
    assert silent <= still
    assert {"funding.surplus", "funding.reclaim_lag", "budget.committed_to_date"} <= silent
