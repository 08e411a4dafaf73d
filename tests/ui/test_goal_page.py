"""The page of the goal seek: an answer in a sentence, questions of one click, the value taken over, the map."""

from __future__ import annotations

import re
from html import unescape

import pytest
from streamlit.testing.v1 import AppTest

from forecasting.base.text import LANGUAGES, Texts
from forecasting.scenarios import outlook
from forecasting.scenarios.goal.expression import parse, reached, value_of
from tests.ui.boards import components
from tests.ui.conftest import opened, turn_to

pytestmark = pytest.mark.usefixtures("small_world")


def _words(page: AppTest) -> str:
    return " ".join(unescape(re.sub("<[^>]+>", " ", element.proto.body)) for element in page.get("html"))


def _session(page: AppTest):
    return page.session_state["session"]


def _widget(page: AppTest, kind: str, name: str):
    """The widget of a name, whatever number its key has come to."""
    (found,) = [each for each in page.get(kind) if re.fullmatch(rf"{name}-\d+", each.key or "")]
    return found


def _asked(page: AppTest) -> str:
    """The goal as the address carries it."""
    return _session(page).address().get("ziel", "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_answers_in_the_language(language):
    page, text = opened("goal", lang=language), Texts(language)
    words = _words(page)
    assert text("reports.risk.title_risk") in words and text("reports.risk.title_envelope") in words
    assert not re.search(r"\b(ui|reports|assumptions|scenarios)\.[a-z_]+\.[a-z_]+", words)
    assert not page.error


@pytest.mark.parametrize("preset", ["residuals", "rate", "ratio", "appropriation"])
def test_a_question_of_one_click_is_answered(preset):
    page = opened("goal")
    page.button(key=f"goal-{preset}").click().run()
    assert not page.exception and not page.error
    answer = next(element.proto.body for element in page.get("html") if 'class="answer"' in element.proto.body)
    assert "höchstens" in answer or "mindestens" in answer or "Nicht erreichbar" in answer


@pytest.mark.parametrize("preset", ["residuals", "rate", "ratio", "appropriation"])
def test_the_answer_names_no_value_more_precisely_than_a_forecast_can_claim(preset):
    page = opened("goal")
    page.button(key=f"goal-{preset}").click().run()
    answer = next(element.proto.body for element in page.get("html") if 'class="answer"' in element.proto.body)
    words = unescape(re.sub("<[^>]+>", " ", answer))
    assert re.search(r"\d", words) and not re.search(r"\d,\d{2}", words), words


def test_the_value_shown_reaches_the_target_once_it_is_taken_over():
    page = opened("goal")
    page.button(key="goal-rate").click().run()
    _widget(page, "text_input", "goal-limit-need-de").set_value("12,5").run()
    page.button(key="goal-take-over").click().run()
    session = _session(page)
    rate = session.scenario.value("funding.rate_graduate")
    assert rate == int(rate) and rate < 60_000
    assert session.scenario.value("funding.rate_vocational") == rate
    target = parse("need[2027] <= 12.5e6")
    assert reached(target, value_of(target, session.result()))
    above = session.scenario.with_values({"funding.rate_graduate": rate + 1, "funding.rate_vocational": rate + 1})
    assert not reached(target, value_of(target, outlook(above, session.result().arrivals)))
    page.button(key="undo").click().run()
    assert not _session(page).changed


def test_at_the_base_value_nothing_is_left_of_a_value_taken_over():
    page = opened("goal", ziel="funding.state_share|need[2027] <= 1000000000000")
    session = _session(page)
    session.go(session.scenario.with_values({"funding.state_share": 0.8}))
    page.run()
    assert session.changed
    page.button(key="goal-take-over").click().run()
    assert _session(page).scenario.value("funding.state_share") == 1.0
    assert not _session(page).changed


def test_a_ratio_is_sought_where_ratios_count_and_taken_over_with_it():
    page = opened("goal")
    session = _session(page)
    session.go(session.scenario.with_values({"budget.opening_unbound": 80e6}))  # 58 m are handed out in 2026
    page.run()
    page.button(key="goal-ratio").click().run()
    page.button(key="goal-take-over").click().run()
    assert _session(page).scenario.value("staffing.method") == "ratio"
    target = parse("P(residuals_alone[2027] >= 0) >= 0.9")
    assert reached(target, value_of(target, _session(page).result()))


def test_an_expression_is_taken_or_refused_in_a_sentence():
    page = opened("goal")
    _widget(page, "selectbox", "goal-form-de").set_value("expression").run()
    _widget(page, "text_input", "goal-expression").set_value("mean(fte[2027]) <= 200").run()
    assert not page.error and "200" in _words(page)
    _widget(page, "text_input", "goal-expression").set_value("mean(fte[2027] <= 200").run()
    assert not page.exception
    assert "Zeichen 16" in page.error[0].value


def test_a_limit_that_is_no_number_is_refused_in_a_sentence():
    page = opened("goal")
    page.button(key="goal-rate").click().run()
    _widget(page, "text_input", "goal-limit-need-de").set_value("12.5").run()
    assert not page.exception
    assert "12.5" in page.error[0].value


def test_the_map_is_drawn_when_it_is_asked_for():
    page = opened("goal")
    before = len(components(page, "plot"))
    _widget(page, "toggle", "goal-map-wanted").set_value(True).run()
    assert not page.exception and not page.error
    assert len(components(page, "plot")) == before + 1


def test_what_is_asked_goes_with_the_link_and_outlasts_another_page():
    page = opened("goal")
    assert _asked(page) == ""
    page.button(key="goal-rate").click().run()
    _widget(page, "text_input", "goal-limit-need-de").set_value("12,5").run()
    _widget(page, "toggle", "goal-map-wanted").set_value(True).run()
    asked = _asked(page)
    assert asked == "funding.rates|need[2027] <= 12500000.0|arrivals.shocks"
    turn_to(page, "influence")
    turn_to(page, "goal")
    assert _widget(page, "text_input", "goal-limit-need-de").value == "12,5"
    again = opened("goal", ziel=asked)
    assert not again.error and _asked(again) == asked
    assert _widget(again, "selectbox", "goal-lever-de").value == "funding.rates"
    assert _widget(again, "selectbox", "goal-second-de").value == "arrivals.shocks"
    answers = [_words(each).split("Risiko")[0] for each in (page, again)]
    assert answers[0] == answers[1]


@pytest.mark.parametrize(
    "asked",
    ["budget.supplementary.2028|P(shortfall[2028] <= 0.0) >= 0.65", "funding.state_share|mean(hours[2027]) <= 5"],
)
def test_a_link_may_ask_what_the_form_does_not_offer(asked):
    page = opened("goal", ziel=asked)
    assert not page.error and not page.exception
    assert _widget(page, "selectbox", "goal-lever-de").value == asked.partition("|")[0]


@pytest.mark.parametrize("asked", ["no.such.key|need <= 5", "funding.state_share|need <=", "a|b|c", "x" * 5_000])
def test_a_link_that_asks_nonsense_is_refused_in_a_sentence(asked):
    page = opened("goal", ziel=asked)
    assert not page.exception and page.error


def test_a_limit_keeps_its_value_in_another_language():
    page = opened("goal", ziel="funding.rates|need[2027] <= 12500000.0", lang="en")
    assert _widget(page, "text_input", "goal-limit-need-en").value == "12.5"
    page = opened("goal", ziel="funding.rates|P(need[2027] <= 12500000.0) >= 0.655")
    assert "65,5\N{NO-BREAK SPACE}%" in _words(page)
