"""A planner marks events and states expectations on the page Prognose; what is impossible stays in the form."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from forecasting.assumptions.values import Expectation, MarkedEvent
from forecasting.ui.pages.prognosis import page as module
from tests.ui.conftest import opened


@pytest.fixture(autouse=True)
def page_without_the_rest(small_world, monkeypatch: pytest.MonkeyPatch) -> None:
    for part in ("_how", "draw_scores", "draw_hindsight", "draw_track"):
        monkeypatch.setattr(module, part, lambda *_: None)


def _page(language: str = "de") -> AppTest:
    page = opened("prognosis", lang=language)
    page.session_state["own-view"] = True
    return page.run()


def _type(page: AppTest, form: str, button: str, **fields: str) -> AppTest:
    for what, words in fields.items():
        page.text_input(key=f"own-{form}-{what}").set_value(words)
    next(each for each in page.button if each.label == button).click()
    page.run()
    assert not page.exception
    return page


def _value(page: AppTest, key: str):
    return page.session_state["session"].scenario.value(key)


def test_an_event_is_marked_and_removed_again():
    page = _page()
    page.selectbox(key="own-event-group-de").set_value("asylum")
    _type(
        page, "event", "Ereignis kennzeichnen", name="Welle", **{"from": "3.2018", "to": "2018-08"}, source="Vermerk"
    )
    event = MarkedEvent("Welle", "pulse", "2018-03", "2018-08", "asylum", "Vermerk")
    assert _value(page, "arrivals.events") == (event,)
    assert page.text_input(key="own-event-name").value == ""
    assert any("Impuls März 2018 bis August 2018, Asyl" in each.value for each in page.markdown)
    page.button(key="own-remove-event-0").click().run()
    assert _value(page, "arrivals.events") == ()


def test_a_level_shift_needs_no_last_month():
    page = _page("en")
    page.selectbox(key="own-event-kind-en").set_value("level_shift")
    _type(page, "event", "Mark the event", name="New law", source="memo", **{"from": "2019-05"})
    assert _value(page, "arrivals.events") == (
        MarkedEvent("New law", "level_shift", "2019-05", "2019-05", None, "memo"),
    )


def test_an_impossible_event_is_told_in_place_and_stays_in_the_form():
    page = _type(
        _page(), "event", "Ereignis kennzeichnen", name="Welle", source="Vermerk", **{"from": "Mai", "to": ""}
    )
    assert _value(page, "arrivals.events") == ()
    assert len(page.error) == 1 and "Mai" in page.error[0].value
    assert page.text_input(key="own-event-name").value == "Welle"
    assert not page.run().error


def test_an_expectation_is_taken_with_its_range_in_the_numbers_of_the_language():
    page = _page()
    _type(page, "expected", "Erwartung übernehmen", period="2027", value="12.000", low="8.000", high="20.000")
    assert _value(page, "arrivals.expectation") == (Expectation("asylum", "2027", 12_000, 8_000, 20_000),)
    _type(page, "expected", "Erwartung übernehmen", period="2028", value="9000")
    assert [row.period for row in _value(page, "arrivals.expectation")] == ["2027", "2028"]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"period": "2027", "value": "viele"}, "viele"),
        ({"period": "irgendwann", "value": "9000"}, "irgendwann"),
        ({"period": "2027", "value": "9000", "low": "10.000", "high": "20.000"}, "low"),
        ({"period": "2027", "value": ""}, ""),
    ],
)
def test_an_impossible_expectation_changes_nothing(fields, said):
    page = _type(_page(), "expected", "Erwartung übernehmen", **fields)
    assert _value(page, "arrivals.expectation") == ()
    assert len(page.error) == 1 and said in page.error[0].value
    assert page.text_input(key="own-expected-period").value == fields["period"]
