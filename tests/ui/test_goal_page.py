"""The page of the goal seek: an answer in a sentence, questions of one click, the value taken over, the map."""

from __future__ import annotations

import re
from html import unescape

import pytest
from streamlit.testing.v1 import AppTest

from forecasting.base.text import LANGUAGES, Texts
from forecasting.scenarios import outlook
from forecasting.scenarios.expression import parse, reached, value_of
from tests.ui.boards import components
from tests.ui.conftest import opened

pytestmark = pytest.mark.usefixtures("small_world")


def _words(page: AppTest) -> str:
    return " ".join(unescape(re.sub("<[^>]+>", " ", element.proto.body)) for element in page.get("html"))


def _session(page: AppTest):
    return page.session_state["session"]


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


def test_the_value_shown_reaches_the_target_once_it_is_taken_over():
    page = opened("goal")
    page.button(key="goal-rate").click().run()
    page.text_input(key="goal-limit-need-de").set_value("12,5").run()
    page.button(key="goal-take-over").click().run()
    session = _session(page)
    rate = session.scenario.value("funding.rate_graduate")
    assert rate == int(rate) and rate < 60_000
    target = parse("need[2027] <= 12.5e6")
    assert reached(target, value_of(target, session.result()))
    above = session.scenario.with_values({"funding.rate_graduate": rate + 1})
    assert not reached(target, value_of(target, outlook(above, session.result().arrivals)))
    page.button(key="undo").click().run()
    assert not _session(page).changed


def test_a_ratio_is_sought_where_ratios_count_and_taken_over_with_it():
    page = opened("goal")
    session = _session(page)
    session.go(session.scenario.with_values({"budget.opening_unbound": 30e6}))
    page.run()
    page.button(key="goal-ratio").click().run()
    page.button(key="goal-take-over").click().run()
    assert _session(page).scenario.value("staffing.method") == "ratio"
    target = parse("P(residuals_alone[2027] >= 0) >= 0.9")
    assert reached(target, value_of(target, _session(page).result()))


def test_an_expression_is_taken_or_refused_in_a_sentence():
    page = opened("goal")
    page.selectbox(key="goal-form").set_value("expression").run()
    page.text_input(key="goal-expression").set_value("mean(fte[2027]) <= 200").run()
    assert not page.error and "200" in _words(page)
    page.text_input(key="goal-expression").set_value("mean(fte[2027] <= 200").run()
    assert not page.exception
    assert "Zeichen 16" in page.error[0].value


def test_a_limit_that_is_no_number_is_refused_in_a_sentence():
    page = opened("goal")
    page.button(key="goal-rate").click().run()
    page.text_input(key="goal-limit-need-de").set_value("12.5").run()
    assert not page.exception
    assert "12.5" in page.error[0].value


def test_the_map_is_drawn_when_it_is_asked_for():
    page = opened("goal")
    before = len(components(page, "plot"))
    page.toggle(key="goal-map-wanted").set_value(True).run()
    assert not page.exception and not page.error
    assert len(components(page, "plot")) == before + 1
